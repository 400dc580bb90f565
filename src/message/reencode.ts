/**
 * A finished message in a form that a server can take: long lines, NULs and, for a server without 8BITMIME, 8-bit text
 * are re-encoded part by part, unless a signature or the part's type forbids it. Streaming: planReencoding reads the
 * message once and says what each leaf needs and what the header becomes, reencode reads it again and writes it.
 */
import { TextDecoder } from 'node:util';
import type { MessageFailure } from '../failure/message-failure.ts';
import type { LeafAction, LeafEncoder } from './leaf-encoder.ts';
import { createLeafEncoder } from './leaf-encoder.ts';
import { createLineScanner, isEightBitField, isLongField, lineLimitBytes } from './line-facts.ts';
import type { LineFacts, LineScanner } from './line-facts.ts';
import type { MimeEntity } from './mime-walk.ts';
import { walkMime } from './mime-walk.ts';
import type { Demand, EightBitHeader, HeaderEvent, InputLine, LeafPlan } from './reencode-header.ts';
import { signed, writeHeader } from './reencode-header.ts';

type Fault = Extract<MessageFailure, { reason: 'raw-signed' }>['why'];

export interface Plan {
  /** By the index of the entity; what is not named is kept. */
  readonly leaves: ReadonlyMap<number, LeafPlan>;
  /** The message's own header, written anew (latin1). */
  readonly header: string;
  /** For octets of parts' headers that do not name theirs. */
  readonly charset: string | null;
  readonly dkim: boolean;
  /** false: the message can go out as it is. */
  readonly changes: boolean;
}

/**
 * Finds out what each leaf needs, and writes the message's own header.
 * @throws INPUT raw-signed, raw-field-unfit; ADDRESS address-needs-smtputf8
 */
export async function planReencoding(
  source: AsyncIterable<Buffer>,
  demand: Demand,
  inputLine: InputLine,
): Promise<Plan> {
  const leaves = new Map<number, LeafPlan>();
  let top: HeaderEvent | null = null;
  let charset: string | null = null;
  let open: OpenLeaf | null = null;
  let preamble: PreambleFault | null = null;
  let changes = demand.sevenBit;
  for await (const event of walkMime(source)) {
    if (event.kind === 'boundary' && preamble !== null) {
      if (event.depth < preamble.depth) refusal(top, inputLine)(preamble.line, preamble.why, 'type');
      preamble = null;
    }
    if (open !== null && (event.kind !== 'content' || open.entity !== event.entity)) {
      planLeaf(open, leaves, demand, refusal(top, inputLine));
      open = null;
    }
    if (event.kind === 'header') {
      if (event.entity.top) top = event;
      else changes ||= event.fields.some((field) => isUnfit(field, demand.parts));
      if (event.entity.type.startsWith('text/')) charset ??= declaredCharset(event.entity.charset);
    } else if (event.kind === 'content') {
      open ??= openLeaf(event.entity, event.line);
      open.scanner.scan(event.piece.octets);
      open.utf8 &&= isDecodable(open.decoder, event.piece.octets);
    } else {
      const why = fillerFault(event.piece.octets, demand);
      if (why === null) continue;
      changes = true;
      if (event.kind === 'filler' && event.preamble) {
        preamble ??= { line: event.line, why, depth: event.depth };
      }
      const because = event.kind === 'boundary' ? 'type' : event.signed ? 'multipart-signed' : null;
      refusal(top, inputLine)(event.line, why, because);
    }
  }
  if (open !== null) planLeaf(open, leaves, demand, refusal(top, inputLine));
  if (preamble !== null) refusal(top, inputLine)(preamble.line, preamble.why, 'type');
  if (top === null) return { leaves, header: '', charset, dkim: false, changes };
  charset ??= wordCharset(top.fields);
  const protection = dkimProtection(top.fields);
  const leaf = leaves.get(top.entity.index);
  const header = writeHeader(top, leaf, { demand, form: demand.header, charset, protection, inputLine });
  changes ||= leaves.size > 0 || top.fields.some((field) => isUnfit(field, demand.header));
  return { leaves, header, charset, dkim: protection !== null, changes };
}

/** Text before the first boundary: where no boundary comes, readers show it, and it may not be changed. */
interface PreambleFault {
  readonly line: number;
  readonly why: Fault;
  readonly depth: number;
}

function isUnfit(field: string, form: EightBitHeader): boolean {
  return isLongField(field) || field.includes('\0') || (form !== 'keep' && isEightBitField(field));
}

/** A charset that says something about octets beyond ASCII that are no UTF-8. */
function declaredCharset(charset: string | null): string | null {
  return charset === null || /^(?:us-ascii|utf-?8|unknown-8bit|x-unknown)$/.test(charset) ? null : charset;
}

function wordCharset(fields: readonly string[]): string | null {
  for (const field of fields) {
    const charset = declaredCharset(/=\?([^?*\s]{1,40})[*?]/.exec(field)?.[1]?.toLowerCase() ?? null);
    if (charset !== null) return charset;
  }
  return null;
}

/** `relaxed` (RFC 6376, 3.4.2) does not see where a field is folded. */
function dkimProtection(fields: readonly string[]): 'dkim' | 'dkim-relaxed' | null {
  const signatures = fields.filter((field) => /^dkim-signature[ \t]*:/i.test(field));
  if (signatures.length === 0) return null;
  const relaxed = signatures.every((field) => /;[ \t\r\n]*c[ \t\r\n]{0,80}=[ \t\r\n]*relaxed/i.test(field));
  return relaxed ? 'dkim-relaxed' : 'dkim';
}

type Refusal = (line: number, why: Fault, because: SignedBecause | null) => void;
type SignedBecause = Extract<MessageFailure, { reason: 'raw-signed' }>['because'];

/** What must change and may not: a DKIM signature covers everything. */
function refusal(top: HeaderEvent | null, inputLine: InputLine): Refusal {
  return (line, why, because) => {
    const dkim = top !== null && dkimProtection(top.fields) !== null;
    const protection = dkim ? 'dkim' : because;
    if (protection !== null) throw signed(inputLine(line), why, protection);
  };
}

interface OpenLeaf {
  readonly entity: MimeEntity;
  readonly scanner: LineScanner;
  readonly decoder: TextDecoder;
  utf8: boolean;
}

function openLeaf(entity: MimeEntity, line: number): OpenLeaf {
  return {
    entity,
    scanner: createLineScanner(line),
    decoder: new TextDecoder('utf-8', { fatal: true }),
    utf8: true,
  };
}

function planLeaf(
  { entity, scanner, decoder, utf8 }: OpenLeaf,
  leaves: Map<number, LeafPlan>,
  demand: Demand,
  refuse: Refusal,
): void {
  const fault = leafFault(scanner.facts(), demand);
  if (fault === null) return;
  const action = actionFor(entity);
  const because = entity.signed ? 'multipart-signed' : typeof action === 'object' ? action.because : null;
  refuse(fault.line, fault.why, because);
  if (typeof action === 'object') return;
  const isUtf8 = utf8 && isDecodable(decoder);
  leaves.set(entity.index, { action, charset: isUtf8 ? 'utf-8' : 'unknown-8bit' });
}

function leafFault(
  { longLine, nulLine, eightBitLine }: LineFacts,
  demand: Demand,
): { readonly line: number; readonly why: Fault } | null {
  if (longLine !== null) return { line: longLine, why: 'long-line' };
  if (nulLine !== null) return { line: nulLine, why: 'nul' };
  return eightBitLine !== null && demand.sevenBit ? { line: eightBitLine, why: 'eight-bit' } : null;
}

function isDecodable(decoder: TextDecoder, octets?: Buffer): boolean {
  try {
    decoder.decode(octets, { stream: octets !== undefined });
    return true;
  } catch {
    return false;
  }
}

/** RFC 2045, 6.4; RFC 2046, 5: multipart and message bodies have no encoding of their own. */
function actionFor({ encoding, type }: MimeEntity): LeafAction | { readonly because: 'type' | 'encoding' } {
  switch (encoding) {
    case '7bit':
    case '8bit':
    case 'binary':
      if (/^(?:multipart|message)\//.test(type)) return { because: 'type' };
      return type.startsWith('text/') ? 'quoted-printable' : 'base64';
    case 'quoted-printable':
      return 'requote';
    case 'base64':
      return 'rewrap';
    default:
      return { because: 'encoding' };
  }
}

function fillerFault(octets: Buffer, demand: Demand): Fault | null {
  if (octets.length > lineLimitBytes + 2) return 'long-line';
  if (octets.includes(0)) return 'nul';
  return demand.sevenBit && octets.some((octet) => octet > 127) ? 'eight-bit' : null;
}

/**
 * Writes the message as planned. The source must give the same octets as it gave to planReencoding.
 * @throws INPUT raw-signed, raw-field-unfit; ADDRESS address-needs-smtputf8, for the header of a part
 */
export async function* reencode(
  source: AsyncIterable<Buffer>,
  plan: Plan,
  demand: Demand,
  inputLine: InputLine,
): AsyncGenerator<Buffer> {
  let entity: MimeEntity | null = null;
  let encoder: LeafEncoder | null = null;
  for await (const event of walkMime(source)) {
    if (encoder !== null && (event.kind !== 'content' || event.entity !== entity)) {
      yield encoder.end();
      encoder = null;
    }
    if (event.kind === 'content') {
      entity = event.entity;
      encoder ??= createLeafEncoder(plan.leaves.get(entity.index)?.action ?? 'keep', entity.inMultipart);
      yield encoder.write(event.piece.octets);
    } else if (event.kind === 'header') {
      yield Buffer.from(
        event.entity.top ? plan.header : partHeader(event, plan, demand, inputLine),
        'latin1',
      );
    } else if (event.kind === 'filler') {
      yield fillerFault(event.piece.octets, demand) === null
        ? event.piece.octets
        : plainFiller(event.piece.octets);
    } else {
      yield event.piece.octets;
    }
  }
  if (encoder !== null) yield encoder.end();
}

function partHeader(event: HeaderEvent, plan: Plan, demand: Demand, inputLine: InputLine): string {
  return writeHeader(event, plan.leaves.get(event.entity.index), {
    demand,
    form: demand.parts,
    charset: declaredCharset(event.entity.charset) ?? wordCharset(event.fields) ?? plan.charset,
    protection: event.entity.signed ? 'multipart-signed' : plan.dkim ? 'dkim' : null,
    inputLine,
  });
}

/** Preamble and epilogue are not shown: letters beyond ASCII and NULs go, long lines are cut. */
function plainFiller(octets: Buffer): Buffer {
  const text = octets
    .toString('latin1')
    .replace(/[^\0-\x7f]/g, '?')
    .replaceAll('\0', '?');
  const ended = text.endsWith('\r\n');
  const lines = (ended ? text.slice(0, -2) : text).match(/.{1,900}/gs) ?? [''];
  return Buffer.from(lines.join('\r\n') + (ended ? '\r\n' : ''), 'latin1');
}
