import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Deliver, DeliveryReport } from '../../src/delivery.ts';
import type { Failure } from '../../src/failure/failure.ts';
import { limitSessions } from '../../src/smtp/session-limit.ts';
import { createSubmitter } from '../../src/smtp/submit.ts';
import { startScriptedServer } from '../support/scripted-server.ts';
import { at, never, submissionTo, worldFor } from './deps.ts';

const server = { host: 'mail.example.com', port: 25, address: null };
const reply = { code: 421, enhanced: null, message: 'Too many', lines: ['Too many'] };
const busy: Failure = { code: 'TRANSIENT', reason: 'transient', server, stage: 'greeting', reply };
const later: Failure = { code: 'TRANSIENT', reason: 'transient', server, stage: 'mail', reply };

const report = (failure: Failure | null): DeliveryReport => ({
  outcomes: [],
  server,
  tls: null,
  response: null,
  failure,
  notices: [],
  sizeBytes: null,
});

/** A server that lets so many in at once; `most` is how many knocked together at the worst. */
function doorFor(allowed: number) {
  const seen = { tries: 0, inside: 0 };
  const deliver: Deliver = async () => {
    seen.tries += 1;
    if (seen.inside >= allowed) return report(busy);
    seen.inside += 1;
    for (let turn = 0; turn < 3; turn += 1) await Promise.resolve();
    seen.inside -= 1;
    return report(null);
  };
  return { deliver, seen };
}

describe('a server that allows fewer sessions', () => {
  it('gets every message, and is asked hardly more often than there are messages', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 1, max: 60 }),
        async (allowed, most, count) => {
          const { deliver, seen } = doorFor(allowed);
          const limited = limitSessions(deliver, most);
          const reports = await Promise.all(
            Array.from({ length: count }, () => limited(submissionTo(), never)),
          );
          expect(reports.filter(({ failure }) => failure !== null)).toEqual([]);
          expect(seen.tries).toBeLessThanOrEqual(count + most - 1);
        },
      ),
    );
  });

  it('that lets nobody in is reported, and not asked for ever', async () => {
    const { deliver, seen } = doorFor(0);
    const limited = limitSessions(deliver, 4);
    const reports = await Promise.all(Array.from({ length: 10 }, () => limited(submissionTo(), never)));
    expect(reports.every(({ failure }) => failure === busy)).toBe(true);
    expect(seen.tries).toBeLessThan(50);
  });

  it('and says "later" at MAIL has spoken of the message', async () => {
    let tries = 0;
    const limited = limitSessions(() => {
      tries += 1;
      return Promise.resolve(report(later));
    }, 4);
    await Promise.all(Array.from({ length: 4 }, () => limited(submissionTo(), never)));
    expect(tries).toBe(4);
  });

  it('serves all over the session that it has let in', async () => {
    const one = 'C: MAIL*\nS: 250 Ok\nC: RCPT*\nS: 250 Ok\nC: DATA\nS: 354 go\nD:\nS: 250 Ok\n';
    await using scripted = await startScriptedServer([
      `S: 220 hi\nC: EHLO *\nS: 250 hi\n${one.repeat(20)}`,
      'S: 421 Too many connections\n! close\n',
    ]);
    const submitter = createSubmitter(worldFor([at(scripted.port)], { messagesPerSession: 100 }));
    const deliver = limitSessions(submitter.deliver, 4);
    const reports = await Promise.all(Array.from({ length: 20 }, () => deliver(submissionTo(), never)));
    await submitter.close();
    expect(reports.map(({ failure }) => failure)).toEqual(Array.from({ length: 20 }, () => null));
    expect(scripted.connections[0]?.messages).toHaveLength(20);
    expect(scripted.connections.length).toBeLessThanOrEqual(4);
  });
});
