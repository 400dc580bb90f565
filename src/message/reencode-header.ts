/** The header of a re-encoded message or part: fields folded, encoded, or rejected; and the new encoding. */
import { SendmemoError } from '../failure/error.ts';
import type { MessageFailure } from '../failure/message-failure.ts';
import { foldAlone, repairField } from './header-repair.ts';
import type { LeafAction } from './leaf-encoder.ts';
import { isEightBitField, isLongField } from './line-facts.ts';
import type { MimeEntity, MimeEvent } from './mime-walk.ts';
import { findField } from './mime-walk.ts';

/** What the server can't take. */
export interface Demand {
  /** No 8BITMIME: nothing beyond ASCII anywhere. */
  readonly sevenBit: boolean;
  /**
   * 8-bit text in the message's own header. `keep`: as it is. `prefer-ascii`: encoded; what can't be encoded safely
   * stays. `ascii`: what can't be encoded safely is refused.
   */
  readonly header: EightBitHeader;
  /** The same in the headers of parts; of these, `prefer-ascii` encodes the MIME fields alone. */
  readonly parts: EightBitHeader;
}

export type EightBitHeader = 'keep' | 'prefer-ascii' | 'ascii';

/** The line to name for a line of the message. */
export type InputLine = (line: number) => number;

export interface LeafPlan {
  readonly action: LeafAction;
  /** For a text without a Content-Type. */
  readonly charset: 'utf-8' | 'unknown-8bit';
}

export type HeaderEvent = Extract<MimeEvent, { kind: 'header' }>;

/** What the fields of a header are written with. */
interface HeaderContext {
  readonly demand: Demand;
  readonly form: EightBitHeader;
  /** The message's charset, for octets that do not name theirs. */
  readonly charset: string | null;
  /** Whose signature covers the header. */
  readonly protection: 'dkim' | 'dkim-relaxed' | 'multipart-signed' | null;
  readonly inputLine: InputLine;
}

type Signed = Extract<MessageFailure, { reason: 'raw-signed' }>;

/** The line has to be changed, and what covers it forbids that. */
export function signed(line: number, why: Signed['why'], because: Signed['because']): SendmemoError {
  return new SendmemoError({ code: 'INPUT', reason: 'raw-signed', line, why, because });
}

/** @throws INPUT raw-signed, raw-field-unfit; ADDRESS address-needs-smtputf8 */
export function writeHeader(
  { entity, fields, ended, line: firstLine }: HeaderEvent,
  leaf: LeafPlan | undefined,
  context: HeaderContext,
): string {
  const encoding = newEncoding(entity, leaf, context.demand);
  let text = '';
  let line = firstLine;
  for (const field of fields) {
    if (encoding === null || !/^content-transfer-encoding[ \t]*:/i.test(field)) {
      // On such a server a message in the message keeps its header.
      const kept = context.form === 'prefer-ascii' && !entity.top && !/^content-/i.test(field);
      text += writeField(field, line, kept ? { ...context, form: 'keep' } : context);
    }
    line += field.split('\n').length - 1;
  }
  if (encoding !== null) {
    if (entity.top && findField(fields, 'mime-version') === null) text += 'MIME-Version: 1.0\r\n';
    if (!entity.hasType && leaf !== undefined)
      text += `Content-Type: text/plain; charset=${leaf.charset}\r\n`;
    text += `Content-Transfer-Encoding: ${encoding}\r\n`;
  }
  return ended ? `${text}\r\n` : text;
}

function writeField(field: string, line: number, context: HeaderContext): string {
  const { form, charset, protection, inputLine } = context;
  const long = isLongField(field);
  const eightBit = form !== 'keep' && isEightBitField(field);
  const nul = field.includes('\0');
  if (!long && !eightBit && !nul) return field;
  const why = long ? 'long-line' : nul ? 'nul' : 'eight-bit';
  // A field that is only 8-bit may stay where the server takes it.
  const mayStay = form === 'prefer-ascii' && !long && !nul;
  if (mayStay && protection !== null) return field;
  if (long && !eightBit && !nul && (protection === null || protection === 'dkim-relaxed')) {
    const folded = foldAlone(field);
    if (folded !== null) return folded;
  }
  if (protection !== null) {
    throw signed(inputLine(line), why, protection === 'multipart-signed' ? protection : 'dkim');
  }
  const repair = repairField(field, charset);
  if (repair.kind === 'field') return repair.field;
  if (repair.kind === 'utf8-address' && form !== 'keep') {
    throw new SendmemoError({
      code: 'ADDRESS',
      reason: 'address-needs-smtputf8',
      address: repair.address,
      host: '',
    });
  }
  if (mayStay) return field;
  const folded = nul || form === 'ascii' ? null : foldAlone(field);
  if (folded !== null) return folded;
  const name = field.slice(0, Math.max(0, field.indexOf(':'))).trim();
  throw new SendmemoError({
    code: 'INPUT',
    reason: 'raw-field-unfit',
    line: inputLine(line),
    name: name.slice(0, 80),
    why,
  });
}

function newEncoding(entity: MimeEntity, leaf: LeafPlan | undefined, demand: Demand): string | null {
  if (leaf?.action === 'quoted-printable' || leaf?.action === 'base64') return leaf.action;
  // Headers of enclosing parts no longer declare 8-bit (RFC 2045, 6.4).
  const above = !entity.leaf && !entity.signed && demand.sevenBit;
  return above && /^(?:8bit|binary)$/.test(entity.encoding) ? '7bit' : null;
}
