/** A message on its way from a device to the spool, sent by the mailbox that `relay-sender` gives it. */
import type { Mailbox } from '../message/envelope.ts';
import { readRawHeader } from '../message/raw-header.ts';
import { normalizeLines } from '../message/raw-lines.ts';
import { changeSender, firstAuthor, unchanged } from './sender-header.ts';
import type { SenderTable } from './sender-table.ts';

export interface SentFor {
  /** The envelope sender. */
  readonly sender: Mailbox;
  /** The message with CRLF line ends; it has to be read to its end, or ended with `return`. */
  readonly content: AsyncGenerator<Buffer>;
  /** Whether anything of the header is another. */
  readonly changed: boolean;
  /** Signatures that were taken out because the change breaks them; worth a warning. */
  readonly removedSignatures: number;
}

/**
 * Reads the header off the content; the body is passed on as it comes, octet for octet.
 * @param sender the envelope sender of the device
 * @param domain completes addresses that have none, or null
 * @throws what the content throws; INPUT raw-* of readRawHeader
 */
export async function sendFor(
  content: AsyncIterable<Uint8Array>,
  table: SenderTable,
  sender: Mailbox,
  domain: string | null,
): Promise<SentFor> {
  const lines = normalizeLines(content, false);
  const row = table.mailboxFor(sender.address);
  if (row === null && sender.address !== '')
    return { sender, content: lines, changed: false, removedSignatures: 0 };
  try {
    const { fields, bodyStart } = await readRawHeader(lines);
    // The null sender stays what it is, so that no bounce answers a bounce; its From still needs a mailbox.
    const mailbox = row ?? table.mailboxFor(firstAuthor(fields, domain)?.mailbox.address ?? '');
    const { header, changed, removedSignatures } =
      mailbox === null ? unchanged(fields) : changeSender(fields, mailbox, sender, domain);
    const top = Buffer.concat([Buffer.from(`${header}\r\n`, 'latin1'), bodyStart]);
    return { sender: row?.mailbox ?? sender, content: joined(top, lines), changed, removedSignatures };
  } catch (error) {
    await lines.return(undefined);
    throw error;
  }
}

async function* joined(top: Buffer, lines: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield top;
    yield* lines;
  } finally {
    await lines.return(undefined);
  }
}
