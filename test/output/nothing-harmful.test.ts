/** Every way out, with texts that would steer a terminal: what leaves is harmless. */
import fc from 'fast-check';
import { Readable } from 'node:stream';
import { text as readText } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { batchResultLine } from '../../src/commands/batch/json.ts';
import { queueEntryLines, queueRow } from '../../src/commands/queue/text.ts';
import { renderSinkEvent } from '../../src/commands/sink/text.ts';
import type { Failure } from '../../src/failure/failure.ts';
import { createPinoLog, readableDestination } from '../../src/log/pino-log.ts';
import { journalDestination } from '../../src/log/syslog.ts';
import { createOutput } from '../../src/output/output.ts';
import { createBounce } from '../../src/spool/bounce.ts';
import type { Entry } from '../../src/spool/store.ts';
import { english } from '../../src/words/en.ts';
import { japanese } from '../../src/words/ja.ts';
import { describeFailure, describeNotice } from '../../src/words/language.ts';
import { harmful, hostileText } from '../support/hostile-text.ts';

const time = '2026-01-01T00:00:00.000Z';

function replyOf(text: string) {
  return { code: 550, enhanced: null, message: text, lines: [text] };
}

function serverOf(text: string) {
  return { host: `mail${text}`, port: 25, address: text };
}

/** One of each kind of fact that comes from outside: server, option, file, certificate, environment. */
function failuresOf(text: string): readonly Failure[] {
  const server = serverOf(text);
  return [
    { code: 'REFUSED', reason: 'refused', server, stage: 'mail', reply: replyOf(text) },
    { code: 'PROTOCOL', reason: 'protocol-reply', server, stage: 'greeting', text },
    { code: 'PROTOCOL', reason: 'protocol-injection', server, text },
    { code: 'AUTH', reason: 'auth-not-offered', server, wanted: 'plain', offered: [text] },
    { code: 'STARTTLS_UNAVAILABLE', reason: 'starttls-unavailable', server, offered: [text] },
    { code: 'USAGE', reason: 'usage-option-value', option: text, value: text, allowed: text },
    { code: 'USAGE', reason: 'usage-unknown-option', option: text, nearest: text },
    { code: 'ADDRESS', reason: 'address-invalid', source: text, text, why: 'control', form: text },
    { code: 'INPUT', reason: 'file-unreadable', role: 'body', path: text, why: 'missing', system: text },
    { code: 'INPUT', reason: 'batch-line', line: 1, detail: text },
    { code: 'CONNECT', reason: 'connect-failed', server, tried: [{ address: text, system: text }] },
  ];
}

function entryOf(text: string): Entry {
  return {
    id: '0mwrpwop81ff338bda8a8673c',
    state: 'waiting',
    messageId: `<${text}@example.com>`,
    subject: text,
    sender: { address: text, needsSmtpUtf8: false },
    recipients: [{ address: text, needsSmtpUtf8: false, state: 'refused', lastReply: replyOf(text) }],
    dsn: null,
    sizeBytes: 10,
    eightBit: false,
    smtpUtf8: false,
    queuedAt: time,
    agedFrom: time,
    nextTry: time,
    tries: 0,
    lastFailure: failuresOf(text)[0] ?? null,
    submittedBy: null,
    transit: null,
    claimedBy: null,
  };
}

function always(check: (text: string) => void | Promise<void>): Promise<void> {
  return fc.assert(fc.asyncProperty(hostileText, async (text) => await check(text)));
}

describe('nothing harmful reaches', () => {
  it('a sentence, in either language', async () => {
    await always((text) => {
      for (const language of [english, japanese]) {
        for (const failure of failuresOf(text)) {
          const { what, hint } = describeFailure(language, failure);
          expect(`${what}${hint ?? ''}`).not.toMatch(harmful);
        }
        const notice = {
          reason: 'backup-used',
          failed: serverOf(text),
          code: 'CONNECT',
          next: serverOf(text),
        } as const;
        expect(describeNotice(language, notice)).not.toMatch(harmful);
      }
    });
  });

  it('standard output or standard error', async () => {
    await always(async (text) => {
      const written: string[] = [];
      const stream = () => ({
        write(data: Uint8Array, done: (error?: Error | null) => void) {
          written.push(Buffer.from(data).toString('utf8'));
          done();
          return true;
        },
        on: () => null,
      });
      const output = createOutput({
        stdout: stream,
        stderr: stream,
        isTerminal: () => true,
        locale: { name: 'C.UTF-8', language: 'en', charset: 'utf-8' },
        language: async () => await Promise.resolve(english),
        quiet: false,
      });
      await output.line(text);
      await output.message(text);
      await output.json({ text });
      await Promise.all(failuresOf(text).map(async (failure) => await output.failure(failure)));
      expect(written.join('').replaceAll(/[\n\t]/g, '')).not.toMatch(harmful);
      expect(JSON.parse(written[2] ?? '')).toEqual({ text });
    });
  });

  it('a log, in any of its forms', async () => {
    await always((text) => {
      const written: string[] = [];
      const destination = { write: (line: string) => void written.push(line), close: () => {} };
      const log = createPinoLog({
        level: 'trace',
        destinations: [destination, readableDestination(destination), journalDestination(destination)],
        onLost: (reason) => written.push(reason),
      });
      log.dialogue('server', text);
      log.submitted({
        messageId: text,
        sender: text,
        outcomes: [
          { state: 'refused', recipient: { address: text, needsSmtpUtf8: false }, reply: replyOf(text) },
        ],
        server: serverOf(text),
        tls: null,
        sizeBytes: 1,
        response: text,
        failure: failuresOf(text)[0] ?? null,
        durationMs: 1,
        queueId: null,
      });
      log.warning({ reason: 'backup-used', failed: serverOf(text), code: 'CONNECT', next: serverOf(text) });
      for (const line of written) {
        expect(line).toMatch(/^[^\n]*\n$/);
        expect(line.slice(0, -1)).not.toMatch(harmful);
      }
      expect(JSON.parse(written[0] ?? '')).toMatchObject({ msg: text });
    });
  });

  it('a row of the queue, the lines of the sink or a result of a batch', async () => {
    await always((text) => {
      const entry = entryOf(text);
      const lines = [queueRow(entry), queueRow({ id: 'x', state: 'failed', corrupt: text })];
      const message = renderSinkEvent({
        kind: 'message',
        number: 1,
        receivedAt: time,
        sender: text,
        recipients: [text],
        parameters: [text],
        subject: text,
        helo: text,
        remoteAddress: '127.0.0.1',
        sizeBytes: 1,
        file: text,
        tls: null,
      });
      const failed = renderSinkEvent({ kind: 'session-failed', remoteAddress: null, detail: text });
      const result = batchResultLine(
        {
          line: 1,
          key: text,
          endBytes: 1,
          result: {
            status: 'failed',
            messageId: text,
            report: null,
            queueId: null,
            failure: failuresOf(text)[0] ?? null,
            notices: [],
          },
        },
        english,
      );
      lines.push(...queueEntryLines(entry, english), ...`${message}${failed}`.split('\n'), result);
      for (const line of lines) expect(line).not.toMatch(harmful);
      expect(JSON.parse(result)).toMatchObject({ key: text, messageId: text });
    });
  });

  it('a DSN', async () => {
    await always(async (text) => {
      const entry = {
        ...entryOf(text),
        sender: { address: 'a@example.com', needsSmtpUtf8: false },
        messageId: '<1@x>',
      };
      const source = { entry, openMessage: () => Readable.from([Buffer.from('Subject: x\r\n\r\n')]) };
      const bounce = await createBounce(source, {
        refused: [
          { address: 'b@example.com', needsSmtpUtf8: false, state: 'refused', lastReply: replyOf(text) },
        ],
        failure: failuresOf(text)[0] ?? null,
        now: new Date(time),
        hostName: 'host.example.com',
        describe: (failure) => describeFailure(english, failure).what,
      });
      const octets = await readText(bounce.message as Readable);
      const human = /\r\n\r\n([A-Za-z0-9+/=\r\n]+)\r\n\r\n--/.exec(octets)?.[1] ?? '';
      for (const part of [octets, Buffer.from(human, 'base64').toString('utf8')]) {
        expect(part.replaceAll('\r\n', '').replaceAll('\t', '')).not.toMatch(harmful);
      }
    });
  });
});
