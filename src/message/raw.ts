/**
 * A finished message (`--raw`, the sendmail entry) → envelope and message. Bcc goes out of it, a missing From, Date
 * or Message-ID comes in, all else stays octet by octet as far as the wire allows (stored.ts re-encodes the rest).
 */
import { SendmemoError } from '../failure/error.ts';
import type { Composed, ComposeDeps, RawDraft } from './draft.ts';
import { decodeWords } from './encoded-word.ts';
import { renderAddressField } from './headers.ts';
import { createMessageId } from './identity.ts';
import { readStdin } from './input-file.ts';
import type { Kept } from './kept.ts';
import { createKeeper } from './kept.ts';
import type { RawField, RawHeader } from './raw-header.ts';
import { declaredCharset, fieldValue, headerLimitBytes, isUtf8, readRawHeader } from './raw-header.ts';
import { normalizeLines } from './raw-lines.ts';
import type { RawPeople } from './raw-people.ts';
import { readRawPeople } from './raw-people.ts';
import { createEnvelope } from './recipients.ts';
import type { LineFacts } from './line-facts.ts';
import { createLineScanner, isEightBitField, isLongField } from './line-facts.ts';
import { finishedMessage } from './stored.ts';
import { bufferPiece, wireMessage } from './wire-form.ts';
import { rfc5322Date } from '../text/date.ts';

/** RFC 5321, 6.3: a smaller number could be a long way. */
const mostHops = 100;

/**
 * Reads standard input to its end, keeps it, and determines sender and recipients.
 * @throws ADDRESS address-invalid, default-sender-unusable; USAGE no-recipients; INPUT raw-nul, raw-header-too-large, raw-header-malformed,
 * header-invalid, stdin-failed; OUTPUT cannot-create, output-failed
 */
export async function composeRaw(draft: RawDraft, deps: ComposeDeps): Promise<Composed> {
  return composeFinished(readStdin(deps.stdin), draft, (fields) => readRawPeople(draft, fields, deps), deps);
}

/** What is known of a finished message before it is read. */
type FinishedDraft = Pick<RawDraft, 'dotEnds' | 'dsn'> & Partial<Pick<RawDraft, 'trace'>>;

/**
 * Reads a finished message to its end and keeps it.
 * @param readPeople who it is from and to, and the fields that it keeps, by its header
 * @throws as composeRaw; what the source throws
 */
export async function composeFinished(
  source: AsyncIterable<Uint8Array>,
  draft: FinishedDraft,
  readPeople: (fields: readonly RawField[]) => Promise<RawPeople>,
  deps: ComposeDeps,
): Promise<Composed> {
  const lines = normalizeLines(source, draft.dotEnds);
  try {
    return await composeLines(lines, draft, readPeople, deps);
  } finally {
    // Whoever still writes must not keep the process alive.
    await lines.return(undefined);
  }
}

async function composeLines(
  lines: AsyncGenerator<Buffer>,
  draft: FinishedDraft,
  readPeople: (fields: readonly RawField[]) => Promise<RawPeople>,
  deps: ComposeDeps,
): Promise<Composed> {
  const header = withTrace(await readRawHeader(lines), draft.trace ?? null);
  const people = await readPeople(header.fields);
  const envelope = createEnvelope(people.sender, people.recipients, draft.dsn, deps);
  const identity = await completeHeader(people, deps);
  const { kept, facts } = await keepBody(lines, header, deps);
  const top = bufferPiece(Buffer.from(identity.header, 'latin1'));
  const pieces = [top, kept];
  const whole = wireMessage(pieces, { body: '7bit', smtpUtf8: false });
  const message = finishedMessage({
    messageId: identity.messageId,
    subject: identity.subject,
    sizeBytes: top.sizeBytes + kept.sizeBytes,
    open: () => whole.open(),
    eightBitBody: facts.eightBitLine !== null,
    eightBitHeader: isEightBitField(identity.header),
    needsUtf8Header: await needsUtf8(identity),
    eightBitParts:
      facts.eightBitLine !== null && /^content-type[ \t]*:\s*(?:multipart|message)\//im.test(identity.header),
    unfitLine: facts.longLine !== null || facts.nulLine !== null || isLongField(identity.header),
    inputLine: (line) => inputLine(header, identity, line),
    dispose: () => kept.dispose(),
  });
  return { envelope, message };
}

/** Adds the Received field. @throws INPUT raw-loop: RFC 5321, 6.3 */
function withTrace(header: RawHeader, trace: string | null): RawHeader {
  if (trace === null) return header;
  const hops = header.fields.filter(({ name }) => name.toLowerCase() === 'received').length;
  if (hops >= mostHops) throw new SendmemoError({ code: 'INPUT', reason: 'raw-loop', hops });
  return { ...header, fields: [{ name: 'Received', text: trace, line: 1 }, ...header.fields] };
}

async function keepBody(
  lines: AsyncIterable<Buffer>,
  header: RawHeader,
  deps: ComposeDeps,
): Promise<{ readonly kept: Kept; readonly facts: LineFacts }> {
  const keeper = createKeeper(deps);
  const scanner = createLineScanner(header.bodyLine);
  try {
    await keeper.write(header.bodyStart);
    scanner.scan(header.bodyStart);
    for await (const chunk of lines) {
      scanner.scan(chunk);
      await keeper.write(chunk);
    }
  } catch (error) {
    await keeper.dispose();
    throw error;
  }
  return { kept: keeper.finish(), facts: scanner.facts() };
}

/** Signed as it is, or with an address beyond ASCII: no other form of the header says the same. */
async function needsUtf8({ header, kept }: Identity): Promise<boolean> {
  if (!isEightBitField(header) || !isUtf8(header)) return false;
  const { findUtf8Address } = await import('./header-repair.ts');
  return (
    kept.some(({ name }) => /^dkim-signature$/i.test(name)) ||
    findUtf8Address(kept.map(({ text }) => text)) !== null
  );
}

/** The line of the input for a line of the message: fields were taken out and added. */
function inputLine(header: RawHeader, { header: text, kept }: Identity, line: number): number {
  const headerLines = text.split('\r\n').length - 1;
  if (line > headerLines) return line - headerLines - 1 + header.bodyLine;
  let first = 1;
  for (const field of kept) {
    const next = first + field.text.split('\r\n').length - 1;
    if (line < next) return field.line + line - first;
    first = next;
  }
  return header.bodyLine;
}

interface Identity {
  readonly messageId: string;
  readonly subject: string;
  /** latin1, with the empty line at its end. */
  readonly header: string;
  /** The fields of the input that it begins with. */
  readonly kept: readonly RawField[];
}

async function completeHeader(people: RawPeople, deps: ComposeDeps): Promise<Identity> {
  const needed = /^(?:from|date|message-id)$/i;
  const kept = people.fields.filter(
    (field) =>
      !/^(?:resent-)?bcc$/i.test(field.name) && !(needed.test(field.name) && fieldValue(field) === ''),
  );
  const charset = declaredCharset(kept);
  const value = (name: string): string | null => {
    const found = kept.find((field) => field.name.toLowerCase() === name);
    return found === undefined ? null : fieldValue(found, charset);
  };
  let text = kept.map((field) => field.text).join('');
  const from = value('from') === null ? await people.from() : null;
  if (from !== null) text += Buffer.from(renderAddressField('From', [from])).toString('latin1');
  if (value('date') === null) text += `Date: ${rfc5322Date(deps.now)}\r\n`;
  const author = from?.mailbox ?? people.author ?? people.sender;
  const messageId = value('message-id') ?? (await createMessageId(author, deps));
  if (value('message-id') === null) text += `Message-ID: ${messageId}\r\n`;
  if (text.length > headerLimitBytes) {
    throw new SendmemoError({
      code: 'INPUT',
      reason: 'raw-header-too-large',
      limitBytes: headerLimitBytes,
    });
  }
  return { messageId, subject: decodeWords(value('subject') ?? ''), header: `${text}\r\n`, kept };
}
