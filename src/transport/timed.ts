/** Measures a message on its way, as nodemailer's SMTP transport does: envelope, content, octets on the wire. */
import type { Message, WireMessage } from '../message/envelope.ts';
import type { Timing } from './mail.ts';

const lineEnd = Buffer.from('\n.');
const finalDotBytes = '.\r\n'.length;

/**
 * @param now milliseconds that never run backwards
 * @returns the message to send, and what is known of its last transaction when that is over
 */
export function timed(
  message: Message,
  now: () => number,
): { readonly message: Message; readonly timing: () => Timing } {
  let begun = 0;
  let opened: number | null = null;
  let wireBytes = 0;
  const count = async function* (octets: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    opened = now();
    wireBytes = finalDotBytes;
    let last = 10;
    for await (const chunk of octets) {
      wireBytes += chunk.length + stuffedDots(chunk, last);
      last = chunk.at(-1) ?? last;
      yield chunk;
    }
  };
  return {
    message: {
      ...message,
      async toWire(offer) {
        begun = now();
        opened = null;
        wireBytes = 0;
        const wire: WireMessage = await message.toWire(offer);
        return { ...wire, open: () => count(wire.open()) };
      },
    },
    timing() {
      const ended = now();
      return opened === null
        ? { envelopeMs: 0, contentMs: 0, wireBytes: 0 }
        : { envelopeMs: Math.round(opened - begun), contentMs: Math.round(ended - opened), wireBytes };
    },
  };
}

/** Dots at the beginning of a line (RFC 5321, 4.5.2). */
function stuffedDots(chunk: Buffer, last: number): number {
  let count = last === 10 && chunk[0] === 46 ? 1 : 0;
  for (let at = chunk.indexOf(lineEnd); at !== -1; at = chunk.indexOf(lineEnd, at + 2)) count += 1;
  return count;
}
