/**
 * `sendmail -bs`: a submission session on standard input and output (RFC 5321 as far as a local client needs it).
 * smtp-server can't hold it, for it refuses addresses without a domain, which local programs use, and has no way to
 * tell a session that was cut off from one that was ended (docs/notes/smtp-server.md).
 */
import type { Readable, Writable } from 'node:stream';
import { createSubmissionInput } from './input.ts';
import { harmlessAscii } from '../text/control-characters.ts';

/** A path of MAIL FROM or RCPT TO as written, without angle brackets, with its parameters; the address unchecked. */
export interface SubmittedPath {
  readonly address: string;
  /** `NOTIFY=NEVER`, `SIZE=1000`. */
  readonly parameters: readonly string[];
}

export interface SubmittedMessage {
  readonly sender: SubmittedPath;
  readonly recipients: readonly SubmittedPath[];
  /** Dots unstuffed, line ends as they came; fails where the input ends before the final dot. */
  readonly content: Readable;
}

export interface SubmissionReply {
  /** 250 or another three-digit code of RFC 5321. */
  readonly code: number;
  readonly text: string;
}

export interface SubmissionOptions {
  readonly input: Readable;
  readonly output: Writable;
  /** The name in the greeting. */
  readonly name: string;
  /** The reply to MAIL FROM or RCPT TO, before the message comes: a place to refuse an address. */
  readonly checkPath: (path: SubmittedPath, role: 'sender' | 'recipient') => SubmissionReply;
  /** Takes the message; it has read the content to its end where it takes it. Must not reject for what it can say. */
  readonly submit: (message: SubmittedMessage) => Promise<SubmissionReply>;
  /** Ends the session between two commands with 421. */
  readonly signal: AbortSignal;
}

/** How the session ended: `quit` as it should, `closed` between commands, `truncated` within a message. */
export interface SubmissionResult {
  readonly end: 'quit' | 'closed' | 'truncated' | 'aborted';
  /** Messages taken (2xx) and refused. */
  readonly taken: number;
  readonly refused: number;
}

/** RFC 5321, 4.5.3.1.4, plus the parameters of extensions. */
const lineLimitBytes = 4096;

/** Speaks one session until QUIT or the end of the input. @throws what writing to the output fails with */
export async function runSubmissionSession(options: SubmissionOptions): Promise<SubmissionResult> {
  const { signal, name } = options;
  const input = createSubmissionInput(options.input);
  let greeted = false;
  let sender: SubmittedPath | null = null;
  let recipients: SubmittedPath[] = [];
  let taken = 0;
  let refused = 0;

  const say = async (code: number, ...lines: readonly string[]): Promise<void> => {
    const text = lines.map((line, index) => {
      return `${code}${index === lines.length - 1 ? ' ' : '-'}${harmlessAscii(line)}\r\n`;
    });
    await write(options.output, text.join(''));
  };
  const reset = () => {
    sender = null;
    recipients = [];
  };
  const ended = (end: SubmissionResult['end']): SubmissionResult => ({ end, taken, refused });

  await say(220, `${name} ESMTP sendmemo`);
  for (;;) {
    const line = await untilAborted(input.readLine(lineLimitBytes), signal);
    if (line.state === 'aborted') {
      await say(421, '4.3.2 Session ended');
      return ended('aborted');
    }
    if (line.state === 'end') return ended('closed');
    if (line.state === 'too-long') {
      await say(500, '5.5.2 Line too long');
      continue;
    }
    const [, verb = '', rest = ''] = /^([A-Za-z]+) *(.*)$/.exec(line.text) ?? [];
    switch (verb.toUpperCase()) {
      case 'EHLO':
        greeted = true;
        reset();
        await say(250, name, 'PIPELINING', '8BITMIME', 'SMTPUTF8', 'DSN', 'ENHANCEDSTATUSCODES');
        break;
      case 'HELO':
        greeted = true;
        reset();
        await say(250, name);
        break;
      case 'MAIL': {
        const path = parsePath('FROM', rest);
        if (!greeted) await say(503, '5.5.1 EHLO first');
        else if (sender !== null) await say(503, '5.5.1 MAIL was given already');
        else if (path === null) await say(501, '5.5.4 Syntax: MAIL FROM:<address>');
        else {
          const reply = options.checkPath(path, 'sender');
          if (reply.code < 300) sender = path;
          await say(reply.code, reply.text);
        }
        break;
      }
      case 'RCPT': {
        const path = parsePath('TO', rest);
        if (sender === null) await say(503, '5.5.1 MAIL first');
        else if (path === null || path.address === '') await say(501, '5.5.4 Syntax: RCPT TO:<address>');
        else {
          const reply = options.checkPath(path, 'recipient');
          if (reply.code < 300) recipients.push(path);
          await say(reply.code, reply.text);
        }
        break;
      }
      case 'DATA': {
        if (sender === null || recipients.length === 0) {
          await say(503, '5.5.1 RCPT first');
          break;
        }
        await say(354, 'End data with <CRLF>.<CRLF>');
        const data = input.openData(line.lineEnd);
        const reply = await options.submit({ sender, recipients, content: data.stream });
        data.stream.destroy();
        if ((await data.drain()) === 'truncated') return ended('truncated');
        if (reply.code < 300) taken += 1;
        else refused += 1;
        reset();
        await say(reply.code, reply.text);
        break;
      }
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
        return ended('quit');
      default:
        await say(500, '5.5.1 Command not recognized');
    }
  }
}

/** `FROM:<a@b> SIZE=10`; the brackets may be missing, as sendmail allows. A quoted local part may hold blanks. */
function parsePath(keyword: 'FROM' | 'TO', text: string): SubmittedPath | null {
  const found = /^([A-Za-z]+) *: *(?:<((?:"(?:[^"\\]|\\.)*"|[^"<>])*)>|([^\s<>]+))((?: .*)?)$/.exec(text);
  if (found === null || found[1]?.toUpperCase() !== keyword) return null;
  const parameters = (found[4] ?? '').split(' ').filter((parameter) => parameter !== '');
  return { address: found[2] ?? found[3] ?? '', parameters };
}

async function write(output: Writable, text: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    output.write(text, (error) => {
      if (error === null || error === undefined) resolve();
      else reject(error);
    });
  });
}

async function untilAborted<T>(
  work: Promise<T>,
  signal: AbortSignal,
): Promise<T | { readonly state: 'aborted' }> {
  if (signal.aborted) return { state: 'aborted' };
  let stop = () => {};
  const aborted = new Promise<{ readonly state: 'aborted' }>((resolve) => {
    stop = () => {
      resolve({ state: 'aborted' });
    };
  });
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
