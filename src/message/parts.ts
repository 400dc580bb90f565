/**
 * The parts of a composed message. nodemailer's MailComposer makes the tree with its boundaries and parameters; it is
 * given no address, no file and no text, only a mark for each leaf. The marks are then replaced by the real octets,
 * encoded here: so sizes are exact, files are opened one after the other, and nothing is rewritten.
 */
import type MailComposer from 'nodemailer/lib/mail-composer';
import type { Attachment } from './attachment.ts';
import type { EncodedText } from './body.ts';
import { encodeText, hasLongLine } from './body.ts';
import type { ComposeDeps } from './draft.ts';
import type { WirePiece } from './wire-form.ts';
import { bufferPiece } from './wire-form.ts';

/** With CRLF line ends; null: no such part. */
export interface Texts {
  readonly text: string | null;
  readonly html: string | null;
}

/** A part without children: its mark in nodemailer's output, and what takes its place. */
interface Leaf {
  /** As in the output: encoded where nodemailer encodes it. */
  readonly mark: string;
  readonly piece: WirePiece;
  /** The octets end with a CRLF that is not part of the content (base64). */
  readonly endsLine: boolean;
  /** The octets end with CRLF, or there are none. */
  readonly closed: boolean;
}

/**
 * @param fields the header but for its MIME fields, each with its CRLF
 * @returns the whole message
 */
export async function composePieces(
  fields: string,
  texts: Texts,
  attachments: readonly Attachment[],
  deps: ComposeDeps,
): Promise<WirePiece[]> {
  if (texts.html === null && attachments.length === 0) return plainPieces(fields, texts.text ?? '');
  const text = texts.text === null ? null : await encodeText(texts.text);
  const html = texts.html === null ? null : await encodeText(texts.html);
  const { default: Composer } = await import('nodemailer/lib/mail-composer');
  const leaves: Leaf[] = [];
  const names = new Map<string, string>();
  const safeName = (name: string): string => {
    if (!isBareName(name)) return name;
    const mark = `mark-${deps.uniqueId()}`;
    names.set(mark, name);
    return mark;
  };
  const textPart = ({
    encoding,
    octets,
  }: EncodedText): { content: string; contentTransferEncoding: string } => {
    const content = `mark-${deps.uniqueId()}`;
    const mark = encoding === 'base64' ? Buffer.from(content).toString('base64') : content;
    const closed = octets.length === 0 || octets.at(-1) === 10;
    const endsLine = encoding === 'base64' && closed;
    leaves.push({ mark, piece: bufferPiece(octets), endsLine, closed });
    return { content, contentTransferEncoding: encoding };
  };
  const composer: MailComposer = new Composer({
    disableFileAccess: true,
    disableUrlAccess: true,
    newline: 'win',
    baseBoundary: deps.uniqueId(),
    ...(text === null ? {} : { text: textPart(text) }),
    ...(html === null ? {} : { html: textPart(html) }),
    attachments: attachments.map((attachment) => {
      const content = `mark-${deps.uniqueId()}`;
      leaves.push({
        mark: Buffer.from(content).toString('base64'),
        piece: attachment.piece,
        endsLine: attachment.piece.sizeBytes > 0,
        closed: true,
      });
      return {
        content,
        filename: safeName(attachment.name),
        contentType: attachment.contentType,
        contentDisposition: attachment.contentId === null ? 'attachment' : 'inline',
        contentTransferEncoding: 'base64',
        ...(attachment.contentId === null ? {} : { cid: attachment.contentId }),
      };
    }),
  });
  let skeleton = (await composer.compile().build()).toString('latin1');
  if (names.size > 0) {
    skeleton = skeleton.replace(/name=(mark-[^;\r]+)/g, (found, mark: string) => {
      const name = names.get(mark);
      return name === undefined ? found : `name="${name}"`;
    });
  }
  if (hasLongLine(skeleton)) skeleton = await foldParameters(skeleton);
  return fillSkeleton(Buffer.from(fields).toString('latin1') + structuralFields(skeleton), leaves);
}

/** nodemailer writes a name of any length in one line. */
async function foldParameters(skeleton: string): Promise<string> {
  const { repairField } = await import('./header-repair.ts');
  return skeleton.replace(/^Content-[A-Za-z-]+:[^\r]*\r\n(?:[ \t][^\r]*\r\n)*/gm, (field) => {
    const repair = hasLongLine(field) ? repairField(field, null) : null;
    return repair?.kind === 'field' ? repair.field : field;
  });
}

/** Text alone has no tree; nodemailer need not be loaded for it. */
async function plainPieces(fields: string, text: string): Promise<WirePiece[]> {
  const { encoding, octets } = await encodeText(text);
  const structure = [
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    `Content-Transfer-Encoding: ${encoding}`,
    '\r\n',
  ].join('\r\n');
  const end = octets.length === 0 || octets.at(-1) === 10 ? '' : '\r\n';
  return [bufferPiece(Buffer.from(fields + structure)), bufferPiece(octets), bufferPiece(Buffer.from(end))];
}

/**
 * nodemailer writes such a name as a token, and readers that know RFC 2231 (Python's email) stop at the `*` or `%`,
 * which have a meaning there.
 */
function isBareName(name: string): boolean {
  return /[*%]/.test(name) && /^[!-~]+$/.test(name) && !/["'(),/:;<=>?@[\\\]]/.test(name);
}

/** nodemailer adds a Date and a Message-ID of its own; ours come first. */
function structuralFields(skeleton: string): string {
  const end = skeleton.indexOf('\r\n\r\n');
  const header = skeleton
    .slice(0, end + 2)
    .replace(/^(?:Date|Message-ID):[^\r]*(?:\r\n[ \t][^\r]*)*\r\n/gim, '');
  return header + skeleton.slice(end + 2);
}

function fillSkeleton(skeleton: string, leaves: readonly Leaf[]): WirePiece[] {
  // All marks in one pass: two hundred attachments are not looked for one by one.
  const places = new Map<string, number>();
  for (const match of skeleton.matchAll(/mark-[0-9A-Za-z-]+|bWFyay[0-9A-Za-z+/]+={0,2}/g)) {
    if (!places.has(match[0])) places.set(match[0], match.index);
  }
  const inOrder = leaves
    .map((leaf) => ({ ...leaf, at: places.get(leaf.mark) ?? -1 }))
    .toSorted((one, other) => one.at - other.at);
  const pieces: WirePiece[] = [];
  let done = 0;
  let skipLineEnd = false;
  for (const leaf of inOrder) {
    if (leaf.at < done) throw new Error('a part of the message has no place in it');
    pieces.push(
      bufferPiece(Buffer.from(between(skeleton.slice(done, leaf.at), skipLineEnd), 'latin1')),
      leaf.piece,
    );
    done = leaf.at + leaf.mark.length;
    skipLineEnd = leaf.endsLine;
  }
  const rest = skeleton.slice(done).trimEnd();
  // A single part ends the message; its last line must end all the same (RFC 5321, 4.1.1.4).
  const tail = rest === '' ? lastLineEnd(leaves) : between(`${rest}\r\n`, skipLineEnd);
  pieces.push(bufferPiece(Buffer.from(tail, 'latin1')));
  return pieces;
}

function lastLineEnd(leaves: readonly Leaf[]): string {
  return leaves.every((leaf) => leaf.closed) ? '' : '\r\n';
}

function between(text: string, skipLineEnd: boolean): string {
  return skipLineEnd && text.startsWith('\r\n') ? text.slice(2) : text;
}
