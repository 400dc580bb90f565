/**
 * A Message over octets that are finished: a raw message, or one from the spool. It goes out as it is where the
 * server can take it, else re-encoded; then it is read once to plan, once to count, and once for each sending, so
 * that nothing has to be kept.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Message, WireMessage, WireOffer } from './envelope.ts';
import { isEightBitField } from './line-facts.ts';
import type { Demand, InputLine } from './reencode-header.ts';

/** Octets from their beginning, as often as asked. */
type OpenOctets = () => AsyncIterable<Buffer> | Promise<AsyncIterable<Buffer>>;

export interface StoredFacts {
  readonly messageId: string;
  readonly subject: string;
  readonly sizeBytes: number;
  /** There are octets beyond ASCII. */
  readonly eightBit: boolean;
  /** The header holds UTF-8 that can't be written otherwise. */
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
  /** The header is UTF-8 that may not or can't be written otherwise: it is signed, or holds such an address. */
  readonly needsUtf8Header: boolean;
  /** Headers of parts may hold octets beyond ASCII. */
  readonly eightBitParts: boolean;
  /** Some line is over 998 octets, or has a NUL: no server can take it. */
  readonly unfitLine: boolean;
  /** The line to name in a failure, for a line of the message. */
  readonly inputLine: InputLine;
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
    needsUtf8Header: facts.smtpUtf8,
    // Encoded when it was stored, as far as they may be.
    eightBitParts: false,
    unfitLine: false,
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
  const { eightBitBody, eightBitHeader, inputLine } = facts;
  const smtpUtf8 = facts.needsUtf8Header && offer.smtpUtf8 && offer.eightBitMime;
  const sevenBit = !offer.eightBitMime && (eightBitBody || eightBitHeader);
  const header = sevenBit ? 'ascii' : eightBitHeader && !smtpUtf8 ? 'prefer-ascii' : 'keep';
  const parts = sevenBit ? 'ascii' : facts.eightBitParts && !smtpUtf8 ? 'prefer-ascii' : 'keep';
  const asItIs = (): WireMessage => ({
    sizeBytes: facts.sizeBytes,
    body: eightBitBody || eightBitHeader ? '8bitmime' : '7bit',
    smtpUtf8,
    open: () => readAll(facts.open),
  });
  if (header === 'keep' && parts === 'keep' && !facts.unfitLine) return asItIs();
  const demand: Demand = { sevenBit, header, parts };
  const { planReencoding, reencode } = await import('./reencode.ts');
  const plan = await planReencoding(paced(facts.open), demand, inputLine);
  if (!plan.changes) return asItIs();
  const written = (): AsyncGenerator<Buffer> => reencode(paced(facts.open), plan, demand, inputLine);
  let sizeBytes = 0;
  for await (const chunk of written()) sizeBytes += chunk.length;
  const eightBit = eightBitBody || smtpUtf8 || isEightBitField(plan.header);
  const body = eightBit && !sevenBit ? '8bitmime' : '7bit';
  return { sizeBytes, body, smtpUtf8, open: () => gather(written()) };
}

async function* readAll(open: OpenOctets): AsyncGenerator<Buffer> {
  yield* await open();
}

const stepBytes = 32 * 1024;

/** In pieces, between which timers and signals are served: all may be in memory, and read without a wait. */
async function* paced(open: OpenOctets): AsyncGenerator<Buffer> {
  for await (const chunk of await open()) {
    for (let at = 0; at < chunk.length; at += stepBytes) {
      yield chunk.subarray(at, at + stepBytes);
      await nextTurn();
    }
  }
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
