import { describe, expect, it } from 'vitest';
import type { Timeouts } from '../../src/config/settings.ts';
import { SendmemoError } from '../../src/failure/error.ts';
import { readDialog, startScriptedServer } from '../support/scripted-server.ts';
import { deliverOnce, faultOf, messageOf, patient, statesOf, submissionTo } from './deps.ts';

/** A server that does not answer in time: this one bound is small, the others can't be the reason. */
const short = 150;
/** Replies that do not belong to their command: the connection is dropped, and no dot is sent. */
const odd = [
  ['odd-at-mail-pipelined', 'mail'],
  ['odd-at-rcpt', 'rcpt'],
  ['odd-at-rcpt-pipelined', 'rcpt'],
  ['asks-at-mail', 'mail'],
  ['informs-at-mail', 'mail'],
  ['six-at-mail', 'mail'],
  ['leaves-at-rcpt', 'rcpt'],
  ['codes-change-at-rcpt', 'rcpt'],
  ['answers-mail-twice', 'data'],
  ['answers-content-early', 'content'],
] as const;

const large = messageOf(`${'x'.repeat(998)}\r\n`.repeat(20_000));

interface Row {
  readonly dialog: string;
  readonly fault: string | null;
  readonly stage?: string;
  readonly state: 'accepted' | 'deferred' | 'refused';
  readonly quit: boolean;
  readonly timeouts?: Partial<Timeouts>;
  readonly large?: boolean;
}

const lost = 'CONNECTION_LOST connection-lost';
const unknown = 'CONNECTION_LOST delivery-unknown';
const unknownLate = 'TIMEOUT delivery-unknown';
const noGreeting = 'NO_GREETING no-greeting';
const timeout = 'TIMEOUT stage-timeout';
const transient = 'TRANSIENT transient';
const refused = 'REFUSED refused';
const size = 'SIZE size-refused';
const protocol = 'PROTOCOL protocol-reply';
const recipients = 'RECIPIENTS recipients';
const command = { commandMs: short };

const rows: readonly Row[] = [
  { dialog: 'closes-before-greeting', fault: noGreeting, state: 'deferred', quit: false },
  {
    dialog: 'silent-at-greeting',
    fault: noGreeting,
    state: 'deferred',
    quit: false,
    timeouts: { greetingMs: short },
  },
  {
    dialog: 'drips-greeting',
    fault: noGreeting,
    state: 'deferred',
    quit: false,
    timeouts: { greetingMs: short },
  },
  { dialog: 'refuses-at-greeting', fault: refused, stage: 'greeting', state: 'deferred', quit: true },
  { dialog: 'busy-at-greeting', fault: transient, stage: 'greeting', state: 'deferred', quit: false },
  { dialog: 'speaks-http', fault: protocol, stage: 'greeting', state: 'deferred', quit: false },
  { dialog: 'greets-twice', fault: protocol, stage: 'ehlo', state: 'deferred', quit: false },
  { dialog: 'greets-in-pieces', fault: null, state: 'accepted', quit: true },
  { dialog: 'closes-at-ehlo', fault: lost, stage: 'ehlo', state: 'deferred', quit: false },
  {
    dialog: 'silent-at-ehlo',
    fault: timeout,
    stage: 'ehlo',
    state: 'deferred',
    quit: false,
    timeouts: command,
  },
  {
    dialog: 'drips-at-ehlo',
    fault: timeout,
    stage: 'ehlo',
    state: 'deferred',
    quit: false,
    timeouts: command,
  },
  { dialog: 'busy-at-ehlo', fault: transient, stage: 'ehlo', state: 'deferred', quit: false },
  { dialog: 'refuses-ehlo', fault: refused, stage: 'ehlo', state: 'deferred', quit: true },
  { dialog: 'mixes-codes', fault: protocol, stage: 'ehlo', state: 'deferred', quit: false },
  { dialog: 'knows-helo-only', fault: null, state: 'accepted', quit: true },
  { dialog: 'closes-at-mail', fault: lost, stage: 'mail', state: 'deferred', quit: false },
  {
    dialog: 'silent-at-mail',
    fault: timeout,
    stage: 'mail',
    state: 'deferred',
    quit: false,
    timeouts: command,
  },
  { dialog: 'busy-at-mail', fault: transient, stage: 'mail', state: 'deferred', quit: false },
  { dialog: 'defers-mail', fault: transient, stage: 'mail', state: 'deferred', quit: true },
  { dialog: 'refuses-mail', fault: refused, stage: 'mail', state: 'refused', quit: true },
  { dialog: 'full-at-mail', fault: size, stage: 'mail', state: 'refused', quit: true },
  { dialog: 'odd-at-mail', fault: protocol, stage: 'mail', state: 'deferred', quit: false },
  { dialog: 'closes-at-rcpt', fault: lost, stage: 'rcpt', state: 'deferred', quit: false },
  {
    dialog: 'silent-at-rcpt',
    fault: timeout,
    stage: 'rcpt',
    state: 'deferred',
    quit: false,
    timeouts: command,
  },
  { dialog: 'busy-at-rcpt', fault: transient, stage: 'rcpt', state: 'deferred', quit: false },
  { dialog: 'defers-rcpt', fault: recipients, state: 'deferred', quit: true },
  { dialog: 'refuses-rcpt', fault: recipients, state: 'refused', quit: true },
  { dialog: 'closes-at-data', fault: lost, stage: 'data', state: 'deferred', quit: false },
  {
    dialog: 'silent-at-data',
    fault: timeout,
    stage: 'data',
    state: 'deferred',
    quit: false,
    timeouts: command,
  },
  { dialog: 'busy-at-data', fault: transient, stage: 'data', state: 'deferred', quit: false },
  { dialog: 'defers-data', fault: transient, stage: 'data', state: 'deferred', quit: true },
  { dialog: 'refuses-data', fault: refused, stage: 'data', state: 'refused', quit: true },
  { dialog: 'full-at-data', fault: size, stage: 'data', state: 'refused', quit: true },
  { dialog: 'odd-at-data', fault: protocol, stage: 'data', state: 'deferred', quit: false },
  { dialog: 'answers-early', fault: size, stage: 'content', state: 'refused', quit: false, large: true },
  { dialog: 'takes-early', fault: protocol, stage: 'content', state: 'deferred', quit: false, large: true },
  { dialog: 'closes-in-content', fault: lost, stage: 'content', state: 'deferred', quit: false, large: true },
  {
    dialog: 'deaf-in-content',
    fault: timeout,
    stage: 'content',
    state: 'deferred',
    quit: false,
    large: true,
    timeouts: { dataMs: short },
  },
  { dialog: 'closes-after-dot', fault: unknown, state: 'deferred', quit: false },
  { dialog: 'resets-after-dot', fault: unknown, state: 'deferred', quit: false },
  {
    dialog: 'silent-after-dot',
    fault: unknownLate,
    state: 'deferred',
    quit: false,
    timeouts: { finalMs: short },
  },
  {
    dialog: 'drips-after-dot',
    fault: unknownLate,
    state: 'deferred',
    quit: false,
    timeouts: { finalMs: short },
  },
  { dialog: 'busy-after-dot', fault: transient, stage: 'final', state: 'deferred', quit: false },
  { dialog: 'defers-after-dot', fault: transient, stage: 'final', state: 'deferred', quit: true },
  { dialog: 'refuses-after-dot', fault: refused, stage: 'final', state: 'refused', quit: true },
  { dialog: 'full-after-dot', fault: size, stage: 'final', state: 'refused', quit: true },
  { dialog: 'leaves-after-dot', fault: protocol, stage: 'final', state: 'deferred', quit: false },
  { dialog: 'cannot-verify-rcpt', fault: null, state: 'accepted', quit: true },
  { dialog: 'forwards-rcpt', fault: null, state: 'accepted', quit: true },
  { dialog: 'many-lines-at-data', fault: null, state: 'accepted', quit: true },
  { dialog: 'busy-at-rcpt-pipelined', fault: transient, stage: 'rcpt', state: 'deferred', quit: false },
  { dialog: 'refuses-mail-takes-rcpt', fault: refused, stage: 'mail', state: 'refused', quit: false },
  { dialog: 'too-many-rcpt', fault: recipients, state: 'deferred', quit: true },
  { dialog: 'full-mailbox-rcpt', fault: recipients, state: 'refused', quit: true },
  { dialog: 'full-at-mail-534', fault: size, stage: 'mail', state: 'refused', quit: true },
  { dialog: 'full-for-now', fault: size, stage: 'mail', state: 'deferred', quit: true },
  { dialog: 'blocks-content-552', fault: refused, stage: 'final', state: 'refused', quit: true },
  { dialog: 'silent-at-quit', fault: null, state: 'accepted', quit: true },
  { dialog: 'closes-at-quit', fault: null, state: 'accepted', quit: true },
];

describe('a server that fails at some stage', () => {
  it.each(rows)('$dialog: $fault', async (row) => {
    await using server = await startScriptedServer(readDialog(row.dialog));
    const submission = row.large ? submissionTo(['a@example.net'], large) : submissionTo();
    const report = await deliverOnce(server.port, { timeouts: { ...patient, ...row.timeouts } }, submission);
    const [connection] = server.connections;
    // A server that does not read does not see the end either.
    if (row.dialog !== 'deaf-in-content') await connection?.closed;
    expect(faultOf(report)).toBe(row.fault);
    const failure = report.failure;
    expect(failure && 'stage' in failure ? failure.stage : undefined).toBe(row.stage);
    expect(statesOf(report)).toEqual([row.state]);
    expect(connection?.mismatches).toEqual([]);
    expect(connection?.quit).toBe(row.quit);
  });

  it.each(odd)('%s: drops the connection and delivers nothing', async (dialog, stage) => {
    await using server = await startScriptedServer(readDialog(dialog));
    const report = await deliverOnce(server.port);
    const [connection] = server.connections;
    await connection?.closed;
    expect(report.failure).toMatchObject({ code: 'PROTOCOL', stage });
    expect(statesOf(report)).toEqual(['deferred']);
    expect(connection).toMatchObject({ mismatches: [], messages: [], quit: false });
    expect(connection?.plain.includes('\r\n.\r\n')).toBe(false);
  });

  it('sends no dot to a server that refused MAIL and accepted a recipient', async () => {
    await using server = await startScriptedServer(readDialog('refuses-mail-takes-rcpt'));
    await deliverOnce(server.port);
    await server.connections[0]?.closed;
    expect(server.connections[0]?.messages).toEqual([]);
  });

  it('never sends the final dot after an early answer', async () => {
    await using server = await startScriptedServer(readDialog('answers-early'));
    await deliverOnce(server.port, {}, submissionTo(['a@example.net'], large));
    await server.connections[0]?.closed;
    expect(server.connections[0]?.plain.includes('\r\n.\r\n')).toBe(false);
  });

  it('names the setting that bounded the wait', async () => {
    await using server = await startScriptedServer(readDialog('silent-at-mail'));
    const { failure } = await deliverOnce(server.port, { timeouts: { ...patient, commandMs: short } });
    expect(failure).toMatchObject({ setting: 'command-timeout', seconds: short / 1000 });
  });

  it('gives up on a reply of more than 64 KiB', async () => {
    const endless = `S: 220 hi\nC: EHLO *\n${`S: 250-${'x'.repeat(1000)}\n`.repeat(70)}`;
    await using server = await startScriptedServer(endless);
    expect(faultOf(await deliverOnce(server.port))).toBe('PROTOCOL protocol-too-long');
  });
});

describe('a signal that ends', () => {
  const late = 'TIMEOUT run-timeout';
  it.each(['silent-at-greeting', 'drips-at-ehlo', 'silent-at-mail', 'silent-at-data', 'silent-at-rcpt'])(
    'ends the wait of %s with its reason',
    async (dialog) => {
      await using server = await startScriptedServer(readDialog(dialog));
      expect(faultOf(await deliverOnce(server.port, {}, submissionTo(), endingSignal()))).toBe(late);
    },
  );

  it('ends a message that nobody reads', async () => {
    await using server = await startScriptedServer(readDialog('deaf-in-content'));
    const report = await deliverOnce(server.port, {}, submissionTo(['a@example.net'], large), endingSignal());
    expect(faultOf(report)).toBe(late);
  });

  it('leaves the delivery unknown after the final dot', async () => {
    await using server = await startScriptedServer(readDialog('silent-after-dot'));
    const report = await deliverOnce(server.port, {}, submissionTo(), endingSignal());
    expect(report.failure).toMatchObject({ reason: 'delivery-unknown', cause: 'timeout' });
  });

  it('ends the wait for our own name', async () => {
    await using server = await startScriptedServer(readDialog('closes-at-ehlo'));
    const deps = { ehloName: null, fqdn: () => new Promise<never>(() => {}) };
    expect(faultOf(await deliverOnce(server.port, deps, submissionTo(), endingSignal()))).toBe(late);
  });

  it('ends the look-up of the name', async () => {
    const report = await deliverOnce(
      1,
      { lookup: () => new Promise(() => {}) },
      submissionTo(),
      endingSignal(),
    );
    expect(faultOf(report)).toBe(late);
  });
});

function endingSignal(): AbortSignal {
  const controller = new AbortController();
  const reason = new SendmemoError({
    code: 'TIMEOUT',
    reason: 'run-timeout',
    server: null,
    stage: null,
    seconds: short / 1000,
  });
  setTimeout(() => controller.abort(reason), short);
  return controller.signal;
}
