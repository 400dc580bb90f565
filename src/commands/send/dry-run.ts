/** `--dry-run`: what would be sent, shown. */
import { StringDecoder } from 'node:string_decoder';
import type { Composed } from '../../message/draft.ts';
import { harmlessLines } from '../../text/control-characters.ts';
import type { LoadedContext } from '../context.ts';

const carriageReturn = 0x0d;

/** Prints envelope and message. @returns the exit status. @throws SendmemoError output-failed */
export async function dryRun(composed: Composed, { output, common }: LoadedContext): Promise<number> {
  const { envelope, message } = composed;
  const wire = await message.toWire({ eightBitMime: true, smtpUtf8: true });
  if (common.json) {
    const chunks: Buffer[] = [];
    for await (const chunk of wire.open()) chunks.push(chunk);
    const recipients = envelope.recipients.map(({ address }) => address);
    const text = Buffer.concat(chunks).toString('utf8');
    await output.json({
      messageId: message.messageId,
      envelope: { from: envelope.sender.address, to: recipients },
      message: text,
    });
    return 0;
  }
  const recipients = envelope.recipients.map(({ address }) => `RCPT TO:<${address}>`);
  await output.line([`MAIL FROM:<${envelope.sender.address}>`, ...recipients, ''].join('\n'));
  const decoder = output.isTerminal() ? new StringDecoder('utf8') : null;
  for await (const chunk of wire.open()) {
    const octets = withoutCarriageReturns(chunk);
    // A file gets the octets; a terminal must not execute control characters of the message.
    await output.octets(decoder ? Buffer.from(harmlessLines(decoder.write(octets))) : octets);
  }
  return 0;
}

/**
 * Terminals and files want LF alone; the wire form has no bare CR that could be meant otherwise. A loop over the octets:
 * `filter` calls a function for each of them, which took ten times as long as sending the message.
 */
function withoutCarriageReturns(chunk: Buffer): Buffer {
  if (!chunk.includes(carriageReturn)) return chunk;
  const kept = Buffer.allocUnsafe(chunk.length);
  let length = 0;
  for (let index = 0; index < chunk.length; index++) {
    const octet = chunk[index] ?? 0;
    if (octet !== carriageReturn) kept[length++] = octet;
  }
  return kept.subarray(0, length);
}
