/** sendmail(8)'s arguments as a table; the whole way with a server is in test/e2e. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SendmailCall } from '../../../src/commands/sendmail/request.ts';
import { parseSendmail } from '../../../src/commands/sendmail/request.ts';
import { parseCommandLine } from '../../../src/commands/parse.ts';
import type { Request } from '../../../src/commands/request.ts';
import { SendmemoError } from '../../../src/failure/error.ts';
import type { Failure } from '../../../src/failure/failure.ts';
import type { RawDraft } from '../../../src/message/draft.ts';

const call: SendmailCall = { programName: 'sendmail', readLong: null, isSetId: false };

function draftOf({ what }: Request): RawDraft {
  if (what.command !== 'send' || what.message.form !== 'raw') throw new Error(what.command);
  return what.message.draft;
}

function read(words: readonly string[]): RawDraft {
  return draftOf(parseSendmail(words, call));
}

function failureOf(words: readonly string[], changes: Partial<SendmailCall> = {}): Failure {
  try {
    parseSendmail(words, { ...call, ...changes });
  } catch (error) {
    if (error instanceof SendmemoError) return error.failure;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('sendmemo sendmail', () => {
  const common = (words: readonly string[]): Request => {
    const parsed = parseCommandLine(['sendmail', ...words], {
      programName: 'sendmemo',
      stdinIsTerminal: () => false,
      isSetId: () => false,
    });
    return parsed;
  };

  it('takes the options of every command before the first recipient, as one word or two', () => {
    const { common: options } = common(['-t', '-i', '--smtp-server-host=h', '--smtp-server-port', '26', 'a']);
    expect(options.settings).toEqual({ smtpServerHost: 'h', smtpServerPort: '26' });
    expect(draftOf(common(['-t', '--json', 'a'])).readRecipients).toBe(true);
  });

  it.each([
    [['a@example.com', '--server-dir=/tmp/x'], 'sendmail-late-option'],
    [['--bcc=x@example.com', '-t'], 'sendmail-long-option'],
    [['-t', '--smtp-server-host'], 'usage-missing-value'],
  ])('refuses %j', (words, reason) => {
    expect(() => common(words)).toThrow(
      expect.objectContaining({ failure: expect.objectContaining({ reason }) }),
    );
  });
});

describe('sendmail reads', () => {
  it.each([
    [['-i', '-FCronDaemon', '-B8BITMIME', '-oem', 'root'], { to: ['root'], fullName: 'CronDaemon' }],
    [
      ['-FCronDaemon', '-i', '-odi', '-oem', '-oi', '-t', '-f', 'root'],
      { t: true, f: 'root', fullName: 'CronDaemon' },
    ],
    [['-ti'], { t: true }],
    [['-t', '-i', '-fbounce@example.com'], { t: true, f: 'bounce@example.com' }],
    [
      ['-f', 'a@example.com', '-i', 'b@example.com', 'c@example.com'],
      { f: 'a@example.com', to: ['b@example.com', 'c@example.com'] },
    ],
    [['-i', '-r', 'a@example.com', '--', 'b@example.com'], { f: 'a@example.com', to: ['b@example.com'] }],
    [['-ti', '-f', ''], { t: true, f: '<>' }],
    [['-t', '-i', '--'], { t: true }],
    [['-i', '--', '-x@example.com', '--json'], { to: ['-x@example.com', '--json'] }],
    [['-i', 'a@example.com', '--', '-b'], { to: ['a@example.com', '-b'] }],
    [['a@example.com'], { to: ['a@example.com'], dots: true }],
    [['-O', 'IgnoreDots=true', 'a@example.com'], { to: ['a@example.com'] }],
  ] as const)(
    '%j',
    (words, expected: { to?: readonly string[]; t?: true; f?: string; fullName?: string; dots?: true }) => {
      const { to, readRecipients, envelopeFrom, fullName, dotEnds } = read(words);
      expect({
        to: to.map(({ text }) => text),
        readRecipients,
        envelopeFrom: envelopeFrom?.text ?? null,
        fullName,
        dotEnds,
      }).toEqual({
        to: expected.to ?? [],
        readRecipients: expected.t ?? false,
        envelopeFrom: expected.f ?? null,
        fullName: expected.fullName ?? null,
        dotEnds: expected.dots ?? false,
      });
    },
  );

  it.each([
    [['-odq', 'a@example.com'], 'spool'],
    [['-ODeliveryMode=queue', 'a@example.com'], 'spool'],
    [['-odi', 'a@example.com'], null],
  ] as const)('%j as delivery %j', (words, delivery) => {
    expect(parseSendmail(words, call).what).toMatchObject({ command: 'send', delivery });
  });

  it('the other modes', () => {
    expect(parseSendmail(['-bp'], call).what).toMatchObject({ command: 'queue', action: 'list' });
    expect(parseSendmail(['-q'], call).what).toMatchObject({ command: 'queue', action: 'run' });
    expect(parseSendmail(['-q15m'], call).what).toMatchObject({ command: 'queue', action: 'run' });
    expect(parseSendmail([], { ...call, programName: 'mailq' }).what).toMatchObject({ action: 'list' });
  });

  it('-C as --config, where the caller has no rights lent', () => {
    expect(parseSendmail(['-C', 'x.cfg', '-t'], call).common.settings).toMatchObject({ config: 'x.cfg' });
    expect(failureOf(['-Cx.cfg', '-t'], { isSetId: true })).toMatchObject({ reason: 'sendmail-set-id' });
  });
});

describe('sendmail refuses', () => {
  it.each([
    [['--log-file=www/shell.php', '-t'], 'sendmail-long-option', '--log-file'],
    [['-t', '-i', '-fx', '--log-file=www/shell.php'], 'sendmail-long-option', '--log-file'],
    [['--server-dir', '/tmp', '-t'], 'sendmail-long-option', '--server-dir'],
    [['--json', '-t'], 'sendmail-long-option', '--json'],
    [['--help'], 'sendmail-long-option', '--help'],
    [
      ['-i', 'a@example.com', '--server-dir=/x/up@b.example.com'],
      'sendmail-late-option',
      '--server-dir=/x/up@b.example.com',
    ],
    [['root', '-f', 'x@example.com'], 'sendmail-late-option', '-f'],
    [['root', '-t'], 'sendmail-late-option', '-t'],
    [['-t', '-'], 'sendmail-late-option', '-'],
    [['-bd'], 'sendmail-unsupported', '-bd'],
    [['-bi'], 'sendmail-unsupported', '-bi'],
    [['-Z', 'root'], 'sendmail-unsupported', '-Z'],
    [['-X', '/tmp/log', 'root'], 'sendmail-unsupported', '-X'],
  ] as const)('%j', (words, reason, option) => {
    expect(failureOf(words)).toMatchObject({ code: 'USAGE', reason, option });
  });

  it('a letter without its value, and no recipients', () => {
    expect(failureOf(['-t', '-f'])).toMatchObject({ reason: 'usage-missing-value' });
    expect(failureOf(['-i'])).toMatchObject({ reason: 'no-recipients' });
  });
});

describe('whatever the words', () => {
  const word = fc.oneof(
    fc.constantFrom(
      '-t',
      '-i',
      '-f',
      '-oi',
      '-F',
      '-C',
      '-O',
      '-bs',
      '-q',
      '-v',
      '--',
      '-',
      '--json',
      'root',
    ),
    fc.string({ unit: fc.constantFrom('-', 'f', 't', 'o', '=', 'C', 'a', '@', '.', ' ', '/'), maxLength: 8 }),
  );

  it('recipients after -- are these and no others, and nothing else is set', () => {
    fc.assert(
      fc.property(fc.array(word, { maxLength: 5 }), (recipients) => {
        fc.pre(recipients.length > 0);
        const request = parseSendmail(['-i', '--', ...recipients], call);
        expect(draftOf(request).to.map(({ text }) => text)).toEqual(recipients);
        expect(request.common).toEqual(parseSendmail(['-i', 'root'], call).common);
      }),
    );
  });

  it('a request or a usage error comes of them, and no setting but -C and -v', () => {
    fc.assert(
      fc.property(fc.array(word, { maxLength: 8 }), (words) => {
        let request: Request;
        try {
          request = parseSendmail(words, call);
        } catch (error) {
          if (error instanceof SendmemoError && error.failure.code === 'USAGE') return;
          throw error;
        }
        const { config: _, ...settings } = request.common.settings;
        const plain = request.common.verbose ? ['-v', 'root'] : ['root'];
        expect({ ...request.common, settings }).toEqual(parseSendmail(plain, call).common);
      }),
      { numRuns: 500 },
    );
  });
});
