/**
 * Bytes → replies (RFC 5321, 4.2): strict in form, tolerant of bare LF and of a code without text. The text stays what
 * the server sent: whoever shows it makes it harmless (text/control-characters.ts).
 * Limits: a line of 8 KiB, a reply of 64 KiB.
 */
import { isUtf8 } from 'node:buffer';
import type { Reply } from '../failure/facts.ts';

/** What was read: a reply, or why the bytes are none. */
export type Parsed =
  | { readonly kind: 'reply'; readonly reply: Reply }
  | { readonly kind: 'garbage'; readonly text: string }
  | { readonly kind: 'too-long'; readonly limitBytes: number };

export interface ReplyParser {
  push(chunk: Buffer): void;
  /** The next reply in order, or null where none is complete. After a fault, that fault for ever. */
  take(): Parsed | null;
  /** There is something to take. */
  readonly ready: boolean;
  /** Octets that arrived and were not taken yet, incomplete lines included. */
  readonly pendingBytes: number;
  /** What has arrived and was not taken, as text for a message; at most 200 characters. */
  describePending(): string;
}

const lineLimitBytes = 8 * 1024;
const replyLimitBytes = 64 * 1024;
/** MAIL, RCPT, DATA and the message have one each. */
const familiarReplies = 4;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;

const replyLine = /^([2-5][0-9]{2})(?:([ -])([^]*))?$/;
const enhancedStatus = /^([245])\.[0-9]{1,3}\.[0-9]{1,3}(?=\s|$)/;

export function createReplyParser(): ReplyParser {
  const done: { readonly parsed: Parsed; readonly bytes: number }[] = [];
  /** How many of `done` were taken: removing each from the front would move all others. */
  let taken = 0;
  let fault: Parsed | null = null;
  let rest: Buffer = Buffer.alloc(0);
  let scanned = 0;
  let code = '';
  let lines: string[] = [];
  let replyBytes = 0;
  let doneBytes = 0;
  const familiar = createFamiliarReplies();

  function fail(parsed: Parsed): void {
    fault = parsed;
    rest = Buffer.alloc(0);
  }

  function takeLine(raw: Buffer): void {
    const known = code === '' ? familiar.find(raw) : undefined;
    if (known !== undefined) return complete(known);
    const text = decodeLine(raw);
    const match = replyLine.exec(text);
    if (!match?.[1] || (code !== '' && match[1] !== code)) return fail({ kind: 'garbage', text });
    code = match[1];
    lines.push((match[3] ?? '').trimEnd());
    if (match[2] === '-') return;
    const parsed = { kind: 'reply', reply: toReply(Number(code), lines) } as const;
    if (lines.length === 1) familiar.learn(raw, parsed);
    complete(parsed);
  }

  function complete(parsed: Parsed): void {
    done.push({ parsed, bytes: replyBytes });
    doneBytes += replyBytes;
    code = '';
    lines = [];
    replyBytes = 0;
  }

  return {
    push(chunk) {
      if (fault) return;
      rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      let start = 0;
      for (let end = rest.indexOf(lineFeed, scanned); end !== -1; end = rest.indexOf(lineFeed, start)) {
        const bytes = end + 1 - start;
        replyBytes += bytes;
        if (bytes > lineLimitBytes) return fail({ kind: 'too-long', limitBytes: lineLimitBytes });
        if (replyBytes > replyLimitBytes) return fail({ kind: 'too-long', limitBytes: replyLimitBytes });
        takeLine(rest.subarray(start, rest[end - 1] === carriageReturn && end > start ? end - 1 : end));
        if (fault) return;
        start = end + 1;
      }
      rest = rest.subarray(start);
      scanned = rest.length;
      if (rest.length > lineLimitBytes) fail({ kind: 'too-long', limitBytes: lineLimitBytes });
    },
    take() {
      const first = done[taken];
      if (!first) return fault;
      taken += 1;
      if (taken === done.length) {
        done.length = 0;
        taken = 0;
      }
      doneBytes -= first.bytes;
      return first.parsed;
    },
    get ready() {
      return done.length > taken || fault !== null;
    },
    get pendingBytes() {
      return doneBytes + replyBytes + rest.length;
    },
    describePending() {
      const replies = done
        .slice(taken)
        .map(({ parsed }) => (parsed.kind === 'reply' ? parsed.reply.lines.join(' ') : ''));
      const garbage = fault?.kind === 'garbage' ? [fault.text] : [];
      return [...replies, ...lines, ...garbage, decodeLine(rest.subarray(0, 200))]
        .join(' ')
        .trim()
        .slice(0, 200);
    },
  };
}

/** A server says the same to each message of a session: its last lines are compared before one is decoded. */
function createFamiliarReplies(): {
  readonly find: (raw: Buffer) => Parsed | undefined;
  readonly learn: (raw: Buffer, parsed: Parsed) => void;
} {
  const kept: { readonly raw: Buffer; readonly parsed: Parsed }[] = [];
  let oldest = 0;
  return {
    find: (raw) => kept.find((one) => one.raw.equals(raw))?.parsed,
    learn(raw, parsed) {
      // A copy: the chunk that it came in would stay in memory with it.
      kept[oldest] = { raw: Buffer.from(raw), parsed };
      oldest = (oldest + 1) % familiarReplies;
    },
  };
}

function decodeLine(raw: Buffer): string {
  return raw.toString(isUtf8(raw) ? 'utf8' : 'latin1').replaceAll('\t', ' ');
}

function toReply(code: number, lines: readonly string[]): Reply {
  let enhanced: string | null = null;
  const texts = lines.map((line) => {
    const match = enhancedStatus.exec(line);
    if (!match || match[1] !== String(code).slice(0, 1)) return line.trim();
    enhanced ??= match[0];
    return line.slice(match[0].length).trim();
  });
  return { code, enhanced, message: texts.filter((text) => text !== '').join(' '), lines };
}
