/**
 * A stored message as the page shows it: fields, text, HTML, attachments. What comes from the message is data: it is
 * neither cleaned nor trusted here, and the page shows it as text, or in a frame that can do nothing.
 */
import type { Readable } from 'node:stream';
import PostalMime, { decodeWords } from 'postal-mime';
import type { Attachment, Email } from 'postal-mime';
import { harmless } from '../../text/control-characters.ts';

export interface MessageView {
  /** Decoded, in their order. */
  readonly fields: readonly { readonly name: string; readonly value: string }[];
  readonly text: string | null;
  readonly html: string | null;
  readonly attachments: readonly {
    /** null: it has none. */
    readonly name: string | null;
    readonly type: string;
    readonly sizeBytes: number;
    /** `<part@host>`, by which the HTML names it; null: none. */
    readonly contentId: string | null;
  }[];
  /** What is not shown, and why; null: all is. */
  readonly remark: string | null;
}

export interface ReadMessage {
  readonly view: MessageView;
  /** The octets of each attachment. */
  readonly parts: readonly { readonly name: string | null; readonly content: Uint8Array }[];
}

/** A message that is larger, or has more lines (each costs postal-mime about 10 µs), is only downloaded. */
const parsedBytes = 32 * 1024 ** 2;
const parsedLines = 500_000;
/** Of the text and of the HTML, UTF-16 units. */
const shownLength = 1024 ** 2;
const shownFields = 100;
const shownFieldLength = 2000;

const tooLarge = withoutContent('This message is too large to be shown here. Download it.');

/** @returns the message as far as it can be read. @throws the error of the stream, where the file has gone */
export async function readMessage(content: Readable, sizeBytes: number): Promise<ReadMessage> {
  if (sizeBytes > parsedBytes) {
    content.destroy();
    return tooLarge;
  }
  const octets: Buffer[] = [];
  let lines = 0;
  for await (const some of content as AsyncIterable<Buffer>) {
    octets.push(some);
    for (const octet of some) if (octet === 0x0a) lines += 1;
    if (lines > parsedLines) return tooLarge;
  }
  let email: Email;
  try {
    email = await PostalMime.parse(Buffer.concat(octets), { forceRfc822Attachments: true });
  } catch {
    return withoutContent('The MIME structure of this message cannot be read. See its source.');
  }
  const parts = email.attachments.map((attachment) => ({
    name: attachment.filename,
    content: contentOf(attachment),
  }));
  const { text = null, html = null } = email;
  const isCut = [text, html].some((one) => one !== null && one.length > shownLength);
  return {
    parts,
    view: {
      fields: email.headers.slice(0, shownFields).map(({ originalKey, value }) => ({
        name: originalKey,
        value: harmless(decodeWords(value.slice(0, shownFieldLength))),
      })),
      text: text?.slice(0, shownLength) ?? null,
      html: html?.slice(0, shownLength) ?? null,
      attachments: email.attachments.map(({ filename, mimeType, contentId }, index) => ({
        name: filename === null ? null : harmless(filename.slice(0, shownFieldLength)),
        type: mimeType,
        sizeBytes: parts[index]?.content.length ?? 0,
        contentId: contentId ?? null,
      })),
      remark: isCut ? 'This message is long: only its beginning is shown. Download it.' : null,
    },
  };
}

function contentOf({ content }: Attachment): Uint8Array {
  if (typeof content === 'string') return Buffer.from(content);
  return content instanceof Uint8Array ? content : new Uint8Array(content);
}

function withoutContent(remark: string): ReadMessage {
  return { view: { fields: [], text: null, html: null, attachments: [], remark }, parts: [] };
}
