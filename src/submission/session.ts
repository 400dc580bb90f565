/**
 * The server's side of a submission session (RFC 5321, RFC 6409), the same for `sendmail -bs` on a pipe and for
 * `sendmemo relay` on a socket. Who may do what is decided by its options. Why it is our own:
 * docs/decisions/0010-own-session.md.
 */
import type { LineEnds, OctetSource, SubmissionInput } from './input.ts';
import { createSubmissionInput, unlessAborted } from './input.ts';
import type { Readable } from 'node:stream';
import { harmlessAscii } from '../text/control-characters.ts';
import type { SubmittedPath } from './path.ts';
import { parsePath } from './path.ts';

export interface SubmittedMessage {
  readonly sender: SubmittedPath;
  readonly recipients: readonly SubmittedPath[];
  /** What the client called itself; `''` before HELO and EHLO. */
  readonly helo: string;
  /** Greeted with EHLO. */
  readonly extended: boolean;
  /** Dots unstuffed; fails where it does not come to its end. */
  readonly content: Readable;
}

export interface SubmissionReply {
  /** 250 or another three-digit code of RFC 5321; 421 ends the session. */
  readonly code: number;
  readonly text: string;
}

/** How long the client may take: `signal` aborts when it is too long. */
export interface Patience {
  readonly signal: AbortSignal;
  readonly stop: () => void;
}

/** What a session reads and writes. */
export interface Connection {
  readonly input: OctetSource;
  /** Resolves when the client can have it. Rejects where it can't. */
  readonly write: (text: string) => Promise<void>;
}

/** Logging in (RFC 4954). */
export interface SubmissionLogin {
  /** Those that may be used now; none: AUTH is not offered. */
  mechanisms(): readonly string[];
  /**
   * @param initial the initial response in base64, or null
   * @param ask sends a challenge (base64) and gives the response in base64; null: the client gave up
   */
  login(
    mechanism: string,
    initial: string | null,
    ask: (challenge: string) => Promise<string | null>,
  ): Promise<SubmissionReply>;
}

export interface SubmissionOptions extends Connection {
  /** The name in the greeting. */
  readonly name: string;
  readonly lineEnds: LineEnds;
  /** Keywords of EHLO beside those of every session. */
  readonly extensions: () => readonly string[];
  /** The reply to MAIL FROM or RCPT TO, before the message comes: a place to refuse an address. */
  readonly checkPath: (path: SubmittedPath, role: 'sender' | 'recipient') => SubmissionReply;
  /** Takes the message; it has read the content to its end where it takes it. Must not reject for what it can say. */
  readonly submit: (message: SubmittedMessage) => Promise<SubmissionReply>;
  readonly limits: {
    /** Of one message. */
    readonly recipients: number;
    /** Commands that were answered with 4xx or 5xx. */
    readonly errors: number;
    /** Commands since the last message. */
    readonly commands: number;
  };
  readonly patience: (wait: 'command' | 'message') => Patience;
  /** Ends the session between two commands with 421. */
  readonly signal: AbortSignal;
  readonly login: SubmissionLogin | null;
  /** Makes the connection of the TLS session; null: STARTTLS is not offered now. Asked for each time. */
  readonly startTls: () => (() => Promise<Connection>) | null;
}

/**
 * How the session ended: `quit` as it should, `closed` between commands, `truncated` within a message, `aborted` by the
 * signal, `timeout` by the client's slowness, `dropped` because of what the client did.
 */
export type SessionEnd = 'quit' | 'closed' | 'truncated' | 'aborted' | 'timeout' | 'dropped';

export interface SubmissionResult {
  readonly end: SessionEnd;
  /** Messages taken (2xx) and refused. */
  readonly taken: number;
  readonly refused: number;
}

/** RFC 5321, 4.5.3.1.4, plus the parameters of extensions. */
const lineLimitBytes = 4096;
/** RFC 4954, section 4: responses of AUTH are longer. */
const responseLimitBytes = 12_288;

/** Commands that carry data behind them, or give the client another identity: what follows them is not obeyed. */
const neverSpoken = new Set([
  'BDAT',
  'XCLIENT',
  'XFORWARD',
  'PROXY',
  'GET',
  'POST',
  'PUT',
  'HEAD',
  'CONNECT',
]);

/** Thrown to end the session from within a command. */
class Ended extends Error {
  readonly end: SessionEnd;

  constructor(end: SessionEnd) {
    super(end);
    this.end = end;
  }
}

/** Speaks one session until QUIT or the end of the input. @throws what writing to the output fails with */
export async function runSubmissionSession(options: SubmissionOptions): Promise<SubmissionResult> {
  const session = createSession(options);
  try {
    await session.run();
    return session.result('quit');
  } catch (error) {
    if (error instanceof Ended) return session.result(error.end);
    throw error;
  }
}

function createSession(options: SubmissionOptions) {
  const { name, limits, login, signal } = options;
  let input: SubmissionInput = createSubmissionInput(options.input, options.lineEnds);
  let write = options.write;
  let hello: { readonly name: string; readonly extended: boolean } | null = null;
  let loggedIn = false;
  let sender: SubmittedPath | null = null;
  let recipients: SubmittedPath[] = [];
  let taken = 0;
  let refused = 0;
  let errors = 0;
  let commands = 0;

  const say = async (code: number, ...lines: readonly string[]): Promise<void> => {
    const text = lines.map((line, index) => {
      return `${code}${index === lines.length - 1 ? ' ' : '-'}${harmlessAscii(line)}\r\n`;
    });
    await write(text.join(''));
    if (code === 421) throw new Ended('dropped');
    if (code < 400) return;
    errors += 1;
    if (errors >= limits.errors) await say(421, '4.7.0 Too many errors');
  };
  const leave = async (end: SessionEnd, code: number, text: string): Promise<never> => {
    await write(`${code} ${text}\r\n`);
    throw new Ended(end);
  };
  const cutOff = async (): Promise<never> =>
    signal.aborted ? leave('aborted', 421, '4.3.2 Session ended') : leave('timeout', 421, '4.4.2 Timeout');
  const answer = async ({ code, text }: SubmissionReply): Promise<void> => say(code, text);
  const reset = () => {
    sender = null;
    recipients = [];
  };

  async function readLine(limitBytes: number) {
    const patience = options.patience('command');
    const line = await unlessAborted(input.readLine(limitBytes), signal, patience.signal);
    patience.stop();
    if (line === 'aborted') return cutOff();
    if (line.state === 'end') throw new Ended('closed');
    // What it ends is not clear, so nothing behind it is obeyed.
    if (line.state === 'bare')
      return leave('dropped', 500, '5.5.2 Lines end in CRLF; CR or LF alone is not accepted');
    return line;
  }

  async function mail(text: string): Promise<void> {
    const path = parsePath('FROM', text);
    if (hello === null) return say(503, '5.5.1 EHLO first');
    if (sender !== null) return say(503, '5.5.1 A message is open already');
    if (path === null) return say(501, '5.5.4 Syntax: MAIL FROM:<address>');
    const reply = options.checkPath(path, 'sender');
    if (reply.code < 300) sender = path;
    return answer(reply);
  }

  async function rcpt(text: string): Promise<void> {
    const path = parsePath('TO', text);
    if (sender === null) return say(503, '5.5.1 MAIL first');
    if (path === null || path.address === '') return say(501, '5.5.4 Syntax: RCPT TO:<address>');
    if (recipients.length >= limits.recipients) return say(452, '4.5.3 Too many recipients');
    const reply = options.checkPath(path, 'recipient');
    if (reply.code < 300) recipients.push(path);
    return answer(reply);
  }

  async function data(lineEnd: 'crlf' | 'lf'): Promise<void> {
    if (sender === null || recipients.length === 0) return say(503, '5.5.1 RCPT first');
    await say(354, 'End data with <CRLF>.<CRLF>');
    const patience = options.patience('message');
    const incoming = input.openData(lineEnd, patience.signal);
    const reply = await options.submit({
      sender,
      recipients,
      helo: hello?.name ?? '',
      extended: hello?.extended ?? false,
      content: incoming.stream,
    });
    incoming.stream.destroy();
    const end = await incoming.drain();
    patience.stop();
    if (end === 'truncated') throw new Ended('truncated');
    if (end === 'cut') return cutOff();
    reset();
    commands = 0;
    if (end === 'complete' && reply.code < 300) taken += 1;
    else refused += 1;
    // Where it ended is in doubt, so nothing behind it is obeyed.
    if (end === 'bare')
      return leave('dropped', 550, '5.6.0 CR or LF alone in the message: lines end in CRLF');
    return answer(reply);
  }

  async function auth(text: string): Promise<void> {
    const [mechanism = '', initial = null, ...rest] = text.split(' ');
    const mechanisms = login?.mechanisms() ?? [];
    if (hello === null || sender !== null || loggedIn) return say(503, '5.5.1 AUTH is not possible now');
    if (login === null || mechanisms.length === 0) return say(502, '5.5.1 AUTH is not offered');
    if (rest.length > 0 || mechanism === '')
      return say(501, '5.5.4 Syntax: AUTH MECHANISM [initial-response]');
    if (!mechanisms.includes(mechanism.toUpperCase())) return say(504, '5.5.4 Mechanism not offered');
    const reply = await login.login(mechanism.toUpperCase(), initial, async (challenge) => {
      await say(334, challenge);
      const line = await readLine(responseLimitBytes);
      return line.state === 'line' && line.text !== '*' ? line.text : null;
    });
    if (reply.code < 300) loggedIn = true;
    return answer(reply);
  }

  async function startTls(text: string): Promise<void> {
    const start = options.startTls();
    if (start === null) return say(502, '5.5.1 STARTTLS is not offered');
    if (text !== '') return say(501, '5.5.4 Syntax: STARTTLS');
    // Plain-text commands after STARTTLS may have been injected by an attacker (CVE-2011-0411).
    if (input.hasPending()) return leave('dropped', 554, '5.5.1 Nothing may follow STARTTLS');
    await say(220, '2.0.0 Ready to start TLS');
    const next = await start();
    input = createSubmissionInput(next.input, options.lineEnds);
    write = next.write;
    hello = null;
    loggedIn = false;
    reset();
  }

  async function greet(extended: boolean, text: string): Promise<void> {
    hello = { name: text.trim(), extended };
    reset();
    if (!extended) return say(250, name);
    const mechanisms = login?.mechanisms() ?? [];
    return say(
      250,
      name,
      'PIPELINING',
      '8BITMIME',
      'SMTPUTF8',
      'DSN',
      'ENHANCEDSTATUSCODES',
      ...options.extensions(),
      ...(options.startTls() === null ? [] : ['STARTTLS']),
      ...(mechanisms.length === 0 ? [] : [`AUTH ${mechanisms.join(' ')}`]),
    );
  }

  async function other(verb: string): Promise<void> {
    // Octets for another protocol, which a web page may have sent, or behind which data comes.
    const isForeign = neverSpoken.has(verb) || (hello === null && verb === '');
    if (options.lineEnds === 'crlf' && isForeign)
      return leave('dropped', 502, '5.5.1 Command not implemented');
    return say(500, '5.5.1 Command not recognized');
  }

  return {
    result: (end: SessionEnd): SubmissionResult => ({ end, taken, refused }),
    async run(): Promise<void> {
      await say(220, `${name} ESMTP sendmemo`);
      for (;;) {
        const line = await readLine(lineLimitBytes);
        commands += 1;
        if (commands > limits.commands) await say(421, '4.7.0 Too many commands');
        if (line.state === 'too-long') {
          await say(500, '5.5.2 Line too long');
          continue;
        }
        const [, verb = '', rest = ''] = /^([A-Za-z]+)(?: +(.*))?$/.exec(line.text) ?? [];
        switch (verb.toUpperCase()) {
          case 'EHLO':
            await greet(true, rest);
            break;
          case 'HELO':
            await greet(false, rest);
            break;
          case 'MAIL':
            await mail(rest);
            break;
          case 'RCPT':
            await rcpt(rest);
            break;
          case 'DATA':
            await data(line.lineEnd);
            break;
          case 'AUTH':
            await auth(rest);
            break;
          case 'STARTTLS':
            await startTls(rest);
            break;
          case 'RSET':
            reset();
            await say(250, '2.0.0 Reset');
            break;
          case 'NOOP':
            await say(250, '2.0.0 OK');
            break;
          case 'VRFY':
            await say(252, '2.5.2 Not verified; send and see');
            break;
          case 'HELP':
            await say(214, '2.0.0 EHLO HELO MAIL RCPT DATA RSET NOOP VRFY HELP QUIT');
            break;
          case 'QUIT':
            await say(221, `2.0.0 ${name} closing`);
            return;
          default:
            await other(verb.toUpperCase());
        }
      }
    },
  };
}
