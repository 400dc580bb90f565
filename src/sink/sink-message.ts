/** A message that came to the sink: what is known of it without reading its body. */
import type { Readable } from 'node:stream';
import type { SinkTls } from './received-line.ts';

export interface SinkMessage {
  /** From 1. */
  readonly number: number;
  /** ISO 8601 UTC. */
  readonly receivedAt: string;
  /** MAIL FROM; `''` is the null sender. */
  readonly sender: string;
  readonly recipients: readonly string[];
  /** The parameters of MAIL FROM. */
  readonly parameters: readonly string[];
  /** The Subject field, decoded; null: none, or a header that can't be read. */
  readonly subject: string | null;
  readonly helo: string;
  readonly remoteAddress: string;
  /** Bytes of the message as it came. */
  readonly sizeBytes: number;
  /** Where it is kept, with Return-Path and Received in front. */
  readonly file: string;
  readonly tls: SinkTls | null;
}

/** A header that is longer is read as far as that. */
const headerLimitBytes = 256 * 1024;

/** @returns what the header says, as far as it can be read: a message that was taken is never refused for its content */
export async function readHeader(content: Readable): Promise<Pick<SinkMessage, 'subject'>> {
  try {
    const { default: PostalMime } = await import('postal-mime');
    const { subject } = await PostalMime.parse(await headerOf(content));
    return { subject: subject ?? null };
  } catch {
    return { subject: null };
  }
}

async function headerOf(content: Readable): Promise<Buffer> {
  let header = Buffer.alloc(0);
  for await (const octets of content as AsyncIterable<Buffer>) {
    header = Buffer.concat([header, octets]);
    const end = header.indexOf('\r\n\r\n');
    if (end !== -1) return header.subarray(0, end + 4);
    if (header.length >= headerLimitBytes) return header.subarray(0, headerLimitBytes);
  }
  return header;
}
