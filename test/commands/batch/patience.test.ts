import { describe, expect, it } from 'vitest';
import { createPatientDeliver } from '../../../src/commands/batch/patience.ts';
import type { Deliver, DeliveryReport } from '../../../src/delivery.ts';
import type { Failure } from '../../../src/failure/failure.ts';
import { never, submissionTo } from '../../smtp/deps.ts';

const server = { host: 'mail.example.com', port: 25, address: null };
const down: Failure = { code: 'CONNECT', reason: 'connect-failed', server, tried: [] };
const login: Failure = {
  code: 'AUTH',
  reason: 'auth-not-offered',
  server,
  wanted: 'plain',
  offered: [],
};
const refused: Failure = {
  code: 'RECIPIENTS',
  reason: 'recipients',
  server,
  refused: 1,
  deferred: 0,
  accepted: 0,
  permanent: true,
};

const report = (failure: Failure | null): DeliveryReport => ({
  outcomes: [],
  server,
  tls: null,
  response: null,
  failure,
  notices: [],
  sizeBytes: null,
});

function patient(fates: readonly (Failure | null)[]) {
  const pauses: number[] = [];
  const givenUp: Failure[] = [];
  let tries = 0;
  const inner: Deliver = () => Promise.resolve(report(fates[tries++] ?? null));
  const deliver = createPatientDeliver({
    deliver: inner,
    sleep: (milliseconds) => {
      pauses.push(milliseconds);
      return Promise.resolve();
    },
    onGivenUp: (failure) => givenUp.push(failure),
  });
  return { deliver: () => deliver(submissionTo(), never), pauses, givenUp, tries: () => tries };
}

describe('a batch and a server that fails', () => {
  it('waits longer and longer, then gives it up and tries nothing more', async () => {
    const batch = patient(Array.from({ length: 20 }, () => down));
    const codes: (string | undefined)[] = [];
    for (let n = 0; n < 12; n += 1) codes.push((await batch.deliver()).failure?.code);
    expect(batch.tries()).toBe(6);
    expect(batch.pauses).toEqual([500, 1000, 2000, 4000]);
    expect(batch.givenUp).toEqual([down]);
    expect(codes).toEqual(Array.from({ length: 12 }, () => 'CONNECT'));
  });

  it('gives up at once what only an administrator can change', async () => {
    const batch = patient([login, login]);
    await batch.deliver();
    expect((await batch.deliver()).outcomes).toMatchObject([{ state: 'deferred' }]);
    expect(batch.tries()).toBe(1);
  });

  it('waits also for that where it has worked before', async () => {
    const batch = patient([null, login, null]);
    for (let n = 0; n < 3; n += 1) await batch.deliver();
    expect(batch.tries()).toBe(3);
  });

  it('does not count refusals of recipients, and forgets after a success', async () => {
    const batch = patient([refused, refused, refused, refused, refused, refused, refused]);
    for (let n = 0; n < 7; n += 1) await batch.deliver();
    expect(batch.tries()).toBe(7);
    const lucky = patient([down, null, down, null, down, null, down, null, down, null, down, null]);
    for (let n = 0; n < 6; n += 1) expect((await lucky.deliver()).failure).toBeNull();
    expect([lucky.tries(), lucky.pauses]).toEqual([12, []]);
  });

  it('counts what fails at the same time once, and all of it goes back', async () => {
    const batch = patient(Array.from({ length: 20 }, () => down));
    const reports = await Promise.all(Array.from({ length: 10 }, () => batch.deliver()));
    expect(batch.givenUp).toEqual([]);
    expect(reports.map(({ failure }) => failure)).toEqual(Array.from({ length: 10 }, () => null));
    expect(batch.tries()).toBe(30);
  });
});
