/**
 * A Message over octets that are finished: a raw message, or one from the spool. It goes out as it is where the
 * server can take it, else re-encoded; then it is read once to plan, once to count, and once for each sending, so
 * that nothing has to be kept.
 */
import type { Message, WireMessage, WireOffer } from './envelope.ts';
import type { Demand } from './reencode.ts';

/** Octets from their beginning, as often as asked. */
type OpenOctets = () => AsyncIterable<Buffer> | Promise<AsyncIterable<Buffer>>;

export interface StoredFacts {
  readonly messageId: string;
  readonly subject: string;
  readonly sizeBytes: number;
  /** There are octets beyond ASCII. */
  readonly eightBit: boolean;
  /** The header holds UTF-8. */
  readonly smtpUtf8: boolean;
  /** CRLF line ends, no line over 998 octets. */
  readonly open: OpenOctets;
}

export interface FinishedFacts {
  readonly messageId: string;
  readonly subject: string;
  readonly sizeBytes: number;
  readonly open: OpenOctets;
  readonly eightBitBody: boolean;
  readonly eightBitHeader: boolean;
  /** The header is UTF-8 (or ASCII). */
  readonly utf8Header: boolean;
  /** Some line is over 998 octets. */
  readonly longLine: boolean;
  /** The line to name in a failure, for a line of the message. */
  readonly inputLine: (line: number, why: 'long-line' | 'eight-bit') => number;
  readonly dispose: () => Promise<void>;
}

/** @returns a message over the octets of a store; its dispose removes nothing. */
export function storedMessage(facts: StoredFacts): Message {
  return finishedMessage({
    messageId: facts.messageId,
    subject: facts.subject,
    sizeBytes: facts.sizeBytes,
    open: facts.open,
    eightBitBody: facts.eightBit,
    eightBitHeader: facts.smtpUtf8,
    utf8Header: true,
    longLine: false,
    inputLine: (line) => line,
    dispose: async () => {},
  });
}

/** @returns a message over octets with these properties. */
export function finishedMessage(facts: FinishedFacts): Message {
  return {
    messageId: facts.messageId,
    subject: facts.subject,
    dispose: facts.dispose,
    toWire: async (offer) => toWire(facts, offer),
  };
}

async function toWire(facts: FinishedFacts, offer: WireOffer): Promise<WireMessage> {
  const { eightBitBody, eightBitHeader } = facts;
  const utf8Offered = offer.smtpUtf8 && offer.eightBitMime;
  const demand: Demand = {
    sevenBit: !offer.eightBitMime && (eightBitBody || eightBitHeader),
    asciiHeader: eightBitHeader && !(utf8Offered && facts.utf8Header),
  };
  const smtpUtf8 = eightBitHeader && !demand.asciiHeader;
  const body = !demand.sevenBit && (eightBitBody || smtpUtf8) ? '8bitmime' : '7bit';
  if (!demand.sevenBit && !demand.asciiHeader && !facts.longLine) {
    return { sizeBytes: facts.sizeBytes, body, smtpUtf8, open: () => readAll(facts.open) };
  }
  const { planReencoding, reencode } = await import('./reencode.ts');
  const plan = await planReencoding(readAll(facts.open), demand, facts.inputLine);
  let sizeBytes = 0;
  for await (const chunk of reencode(readAll(facts.open), plan, demand)) sizeBytes += chunk.length;
  return { sizeBytes, body, smtpUtf8, open: () => gather(reencode(readAll(facts.open), plan, demand)) };
}

async function* readAll(open: OpenOctets): AsyncGenerator<Buffer> {
  yield* await open();
}

/** Lines in larger pieces: a write for each line would be slow. */
async function* gather(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let waiting: Buffer[] = [];
  let waitingBytes = 0;
  for await (const chunk of source) {
    waiting.push(chunk);
    waitingBytes += chunk.length;
    if (waitingBytes < 64 * 1024) continue;
    yield Buffer.concat(waiting);
    waiting = [];
    waitingBytes = 0;
  }
  if (waitingBytes > 0) yield Buffer.concat(waiting);
}
