import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { BatchEvent, BatchTools } from '../../../src/commands/batch/pipeline.ts';
import { sendBatch } from '../../../src/commands/batch/pipeline.ts';
import { batchStatus, countLine, emptyBatchSum } from '../../../src/commands/batch/sum.ts';
import type { Submission } from '../../../src/delivery.ts';
import type { SendResult } from '../../../src/commands/send/message.ts';
import { failedBefore } from '../../../src/commands/send/message.ts';
import type { Failure } from '../../../src/failure/failure.ts';
import { composeMessage } from '../../../src/message/compose.ts';
import { composeDeps } from '../../message/deps.ts';

const sent: SendResult = {
  status: 'sent',
  messageId: null,
  report: null,
  queueId: null,
  failure: null,
  notices: [],
};

function tools(changes: Partial<BatchTools> = {}): BatchTools {
  return {
    compose: (draft) => composeMessage(draft, composeDeps()),
    send: () => Promise.resolve(sent),
    isDone: () => false,
    claim: () => true,
    remainder: (_key, composed) => composed,
    onEarly: () => {},
    connections: 2,
    stop: new AbortController().signal,
    countsRest: false,
    ...changes,
  };
}

const line = (n: number): string => `${JSON.stringify({ key: n, to: `u${n}@example.com`, text: 'x' })}\n`;
const numbers = (count: number): number[] => Array.from({ length: count }, (_, n) => n);

async function all(input: string, changes: Partial<BatchTools> = {}): Promise<BatchEvent[]> {
  const events: BatchEvent[] = [];
  for await (const event of sendBatch(Readable.from([Buffer.from(input)]), tools(changes)))
    events.push(event);
  return events;
}

const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('a batch', () => {
  it('gives results in the order of the lines, whichever is known first', async () => {
    const early: number[] = [];
    let begun = 0;
    const events = await all(numbers(8).map(line).join(''), {
      connections: 8,
      async send() {
        for (let left = 8 - begun++; left > 0; left -= 1) await tick();
        return sent;
      },
      onEarly: (result) => early.push(result.line),
    });
    expect(events.map(({ key }) => key)).toEqual(numbers(8));
    expect(early.length).toBeGreaterThan(0);
    expect(early).not.toContain(1);
  });

  it('names to each message the one that its session sends next', async () => {
    const sending: Submission[] = [];
    const named: [Submission, Submission | null][] = [];
    const events = await all(numbers(40).map(line).join(''), {
      connections: 3,
      async send(submission) {
        sending.push(submission);
        await tick();
        named.push([submission, submission.following?.() ?? null]);
        expect(submission.following?.()).toBe(named.at(-1)?.[1]);
        await tick();
        return sent;
      },
    });
    expect(events).toHaveLength(40);
    expect(new Set(sending).size).toBe(40);
    const followers = named.flatMap(([, next]) => (next === null ? [] : [next]));
    expect(followers.length).toBeGreaterThan(20);
    // Each has one session to come to, and comes.
    expect(new Set(followers).size).toBe(followers.length);
    for (const next of followers) expect(sending).toContain(next);
  });

  it('names no message after the end', async () => {
    const stop = new AbortController();
    const named: unknown[] = [];
    await all(numbers(10).map(line).join(''), {
      stop: stop.signal,
      async send(submission) {
        await tick();
        stop.abort();
        named.push(submission.following?.() ?? null);
        return sent;
      },
    });
    expect(named).toEqual([null, null]);
  });

  it('ends where its results are no longer taken, however much is left', async () => {
    const source = sendBatch(
      Readable.from([Buffer.from(numbers(200).map(line).join(''))]),
      tools({ countsRest: true }),
    );
    for await (const event of source) if (event.line === 3) break;
    expect((await source.next()).done).toBe(true);
  });

  it('never has more sessions than connections, nor more lines under way than the window', async () => {
    let [sending, most, composing] = [0, 0, 0];
    const source = sendBatch(
      Readable.from([Buffer.from(numbers(200).map(line).join(''))]),
      tools({
        connections: 3,
        compose: (draft) => {
          composing += 1;
          return composeMessage(draft, composeDeps());
        },
        async send() {
          most = Math.max(most, ++sending);
          await tick();
          sending -= 1;
          return sent;
        },
      }),
    );
    const first = await source.next();
    for (let n = 0; n < 200; n += 1) await tick();
    expect(first.value).toMatchObject({ line: 1 });
    // Nobody has asked for the second result: what is made ahead of it is bounded.
    expect(composing).toBeLessThanOrEqual(13);
    let results = 1;
    for await (const { fate } of source) if (fate === 'done') results += 1;
    expect([results, most]).toEqual([200, 3]);
  });

  it('gives a result while the input goes on', async () => {
    const input = new Readable({ read: () => {} });
    const results = sendBatch(input, tools());
    input.push(line(1));
    expect((await results.next()).value).toMatchObject({ line: 1, fate: 'done' });
    input.push(`\n \n${line(2)}`);
    expect((await results.next()).value).toMatchObject({ line: 4, key: 2 });
    input.push(null);
    expect((await results.next()).done).toBe(true);
  });

  it('fails a bad line alone', async () => {
    const events = await all(`${line(1)}{\n{"key":"k","too":1}\n{"to":"a b@example.com"}\n${line(5)}`);
    const codes = events.map((event) => (event.fate === 'done' ? (event.result.failure?.reason ?? '') : ''));
    expect(codes).toEqual(['', 'batch-line', 'batch-line', 'address-invalid', '']);
    expect(events[2]?.key).toBe('k');
  });

  it('passes over what is done, and fails a key that comes twice', async () => {
    const claimed = new Set<unknown>();
    const events = await all([1, 2, 3, 3].map(line).join(''), {
      isDone: (key) => key === 2,
      claim: (key) => !claimed.has(key) && claimed.add(key) !== null,
    });
    expect(events.map(({ fate }) => fate)).toEqual(['done', 'passed-over', 'done', 'done']);
    expect(events[3]).toMatchObject({ result: { failure: { reason: 'batch-line' } } });
  });

  it('told to stop, begins nothing more and finishes what is under way', async () => {
    const stop = new AbortController();
    const input = new Readable({ read: () => {} });
    input.push(numbers(6).map(line).join(''));
    let begun = 0;
    const events: BatchEvent[] = [];
    const batch = sendBatch(
      input,
      tools({
        stop: stop.signal,
        async send() {
          if (++begun === 2) stop.abort();
          await tick();
          return sent;
        },
      }),
    );
    for await (const event of batch) events.push(event);
    expect(begun).toBe(2);
    expect(events.filter(({ fate }) => fate === 'done')).toHaveLength(2);
    expect(events.every(({ fate }) => fate !== 'passed-over')).toBe(true);
  });

  it('told to stop, counts what is left of a file, without those that were sent before', async () => {
    const stop = new AbortController();
    let begun = 0;
    const events = await all(`${numbers(500).map(line).join('')}\n{\n`, {
      stop: stop.signal,
      countsRest: true,
      isDone: (key) => typeof key === 'number' && key >= 490,
      async send() {
        if (++begun === 3) stop.abort();
        await tick();
        return sent;
      },
    });
    const count = (fate: BatchEvent['fate']): number => events.filter((event) => event.fate === fate).length;
    expect(count('done')).toBe(begun);
    expect([begun + count('not-begun'), count('passed-over')]).toEqual([491, 10]);
  });

  it('left by its reader, waits for what is under way and lets the input go', async () => {
    const input = new Readable({ read: () => {} });
    input.push(numbers(3).map(line).join(''));
    let ended = 0;
    const batch = sendBatch(
      input,
      tools({
        async send() {
          await tick();
          ended += 1;
          return sent;
        },
      }),
    );
    for await (const event of batch) if (event.line === 1) break;
    expect(input.destroyed).toBe(true);
    const before = ended;
    for (let n = 0; n < 10; n += 1) await tick();
    expect(ended).toBe(before);
  });
});

describe('the status of a batch', () => {
  const usage: Failure = { code: 'USAGE', reason: 'no-recipients' };
  const lost: Failure = {
    code: 'CONNECTION_LOST',
    reason: 'connection-lost',
    server: { host: 'mail.example.com', port: 25, address: null },
    stage: 'mail',
    system: null,
  };
  const line65: Failure = { code: 'INPUT', reason: 'batch-line', line: 2, detail: '' };

  it.each([
    ['0 where all were taken', [null, null], 0],
    ['75 where all failures pass by themselves', [null, lost], 75],
    ['of what does not pass, before 75', [lost, usage, lost], 64],
    ['the highest of those', [usage, line65, lost], 65],
  ])('is %s', (_name, failures, status) => {
    const sum = emptyBatchSum();
    for (const [index, failure] of failures.entries()) {
      const result = failure === null ? sent : failedBefore(failure);
      countLine(sum, { fate: 'done', line: index + 1, key: null, endBytes: 0, result });
    }
    expect(batchStatus(sum)).toBe(status);
  });
});
