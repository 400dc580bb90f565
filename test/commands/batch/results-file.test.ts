import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ResultsFile } from '../../../src/commands/batch/results-file.ts';
import { openResults } from '../../../src/commands/batch/results-file.ts';
import type { Composed } from '../../../src/message/draft.ts';
import { failureOf } from '../../message/deps.ts';
import { mailbox, messageOf } from '../../smtp/deps.ts';

function place(content: string | null = null) {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'results-'));
  const file = path.join(directory, 'out.jsonl');
  if (content !== null) fs.writeFileSync(file, content);
  return {
    file,
    pending: `${file}.pending`,
    text: () => fs.readFileSync(file, 'utf8'),
    [Symbol.dispose]: () => fs.rmSync(directory, { recursive: true }),
  };
}

const open = (file: string): Promise<ResultsFile> => openResults(file, () => 0);

interface Line {
  readonly status?: string;
  readonly accepted?: readonly string[];
  readonly rejected?: readonly { address: string; code: number }[];
  readonly queueId?: string;
  readonly messageId?: string | null;
}

const line = (key: string | number, changes: Line = {}): string =>
  JSON.stringify({ key, status: 'sent', messageId: `<${key}@x>`, accepted: [], rejected: [], ...changes });

const message = (...recipients: string[]): Composed => ({
  envelope: { sender: mailbox('s@example.com'), recipients: recipients.map(mailbox), dsn: null },
  message: messageOf(''),
});

const left = (results: ResultsFile, key: string, composed: Composed): readonly string[] | null =>
  results.remainder(key, composed)?.envelope.recipients.map(({ address }) => address) ?? null;

describe('the results of a batch', () => {
  it('are made with mode 0600 and appended in order', async () => {
    using at = place();
    const results = await open(at.file);
    results.append(1, line('a'));
    results.append(2, line('b'));
    await results.close();
    expect(at.text()).toBe(`${line('a')}\n${line('b')}\n`);
    expect(fs.statSync(at.file).mode & 0o777).toBe(0o600);
    expect(fs.existsSync(at.pending)).toBe(false);
  });

  it('name what is sent or safe in the spool as done, and nothing else', async () => {
    using at = place(
      [line('a'), line('b', { status: 'queued' }), line('c', { status: 'failed' }), line(4)].join('\n') +
        '\n',
    );
    const results = await open(at.file);
    expect(['a', 'b', 'c', '4', 'e'].map((key) => results.isDone(key))).toEqual([
      true,
      true,
      false,
      true,
      false,
    ]);
    expect(results.isDone(4)).toBe(true);
    await results.close();
  });

  it('leave of a partly sent message those that have not got it', async () => {
    using at = place(
      [
        line('a', { status: 'partial', accepted: ['x@example.com'] }),
        line('a', { status: 'partial', accepted: ['y@example.com'] }),
      ].join('\n') + '\n',
    );
    const results = await open(at.file);
    const composed = message('x@example.com', 'y@example.com', 'z@example.com');
    expect(left(results, 'a', composed)).toEqual(['z@example.com']);
    expect(left(results, 'b', composed)).toHaveLength(3);
    expect(left(results, 'a', message('x@example.com'))).toBeNull();
    await results.close();
  });

  it('leave of one whose rest is in the spool those that were refused for good', async () => {
    using at = place(
      `${line('a', {
        status: 'partial',
        queueId: 'q',
        accepted: ['x@example.com'],
        rejected: [
          { address: 'y@example.com', code: 450 },
          { address: 'z@example.com', code: 550 },
        ],
      })}\n`,
    );
    const results = await open(at.file);
    expect(left(results, 'a', message('x@example.com', 'y@example.com', 'z@example.com'))).toEqual([
      'z@example.com',
    ]);
    await results.close();
  });

  it('give a torn last line its end, and hold nothing by it', async () => {
    using at = place(`${line('a')}\n${line('b').slice(0, -5)}`);
    const results = await open(at.file);
    expect([results.isDone('a'), results.isDone('b')]).toEqual([true, false]);
    results.append(1, line('b'));
    await results.close();
    expect(at.text()).toBe(`${line('a')}\n${line('b').slice(0, -5)}\n${line('b')}\n`);
    const again = await open(at.file);
    expect(again.isDone('b')).toBe(true);
    await again.close();
  });

  it('take over what a killed run knew ahead of its turn, once', async () => {
    using at = place();
    const killed = await open(at.file);
    killed.keepEarly(2, line('b'));
    killed.keepEarly(3, line('c'));
    killed.append(1, line('a'));
    killed.append(2, line('b'));
    const next = await open(at.file);
    expect(['a', 'b', 'c'].map((key) => next.isDone(key))).toEqual([true, true, true]);
    await next.close();
    expect(at.text()).toBe(['a', 'b', 'c'].map((key) => `${line(key)}\n`).join(''));
  });

  it('refuse a key that another line had', async () => {
    using at = place();
    const results = await open(at.file);
    expect([results.claim('a'), results.claim(1), results.claim('1'), results.claim('a')]).toEqual([
      true,
      true,
      false,
      false,
    ]);
    await results.close();
  });

  it('are not written into a file of something else', async () => {
    using at = place('{"to":"a@example.com"}\n{"to":"b@example.com"}\n');
    expect(await failureOf(() => open(at.file))).toMatchObject({ reason: 'usage-option-value' });
    expect(await failureOf(() => open('/dev/null'))).toMatchObject({ reason: 'usage-option-value' });
    expect(at.text()).toBe('{"to":"a@example.com"}\n{"to":"b@example.com"}\n');
  });

  it('that can not be made are 73', async () => {
    expect(await failureOf(() => open('/nonexistent.sendmemo/directory/out.jsonl'))).toMatchObject({
      reason: 'cannot-create',
      system: 'ENOENT',
    });
  });
});
