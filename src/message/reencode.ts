/**
 * A finished message in a form that a server can take: long lines and, for a server without 8BITMIME, 8-bit text are
 * re-encoded part by part, unless a signature forbids it. Streaming: planReencoding reads the message once and says
 * what each leaf needs, reencode reads it again and writes it.
 */
import { TextDecoder } from 'node:util';
import { SubmissionError } from '../failure/error.ts';
import type { MessageFailure } from '../failure/message-failure.ts';
import { repairField } from './header-repair.ts';
import type { LeafAction, LeafEncoder } from './leaf-encoder.ts';
import { createLeafEncoder } from './leaf-encoder.ts';
import { createLineScanner, isEightBitField, isLongField, lineLimitBytes } from './line-facts.ts';
import type { LineScanner } from './line-facts.ts';
import type { MimeEntity, MimeEvent } from './mime-walk.ts';
import { findField, walkMime } from './mime-walk.ts';

/** What the server can't take. */
export interface Demand {
  /** No 8BITMIME: nothing beyond ASCII anywhere. */
  readonly sevenBit: boolean;
  /** No SMTPUTF8, or octets that are no UTF-8: nothing beyond ASCII in the message's header. */
  readonly asciiHeader: boolean;
}

type SignedFailure = Extract<MessageFailure, { reason: 'raw-signed' }>;

export interface Plan {
  /** By the index of the entity; what is not named is kept. */
  readonly leaves: ReadonlyMap<number, LeafPlan>;
}

interface LeafPlan {
  readonly action: LeafAction;
  /** For a text without a Content-Type. */
  readonly charset: 'utf-8' | 'unknown-8bit';
}

interface OpenLeaf {
  readonly entity: MimeEntity;
  readonly scanner: LineScanner;
  readonly decoder: TextDecoder;
  utf8: boolean;
}

/**
 * Finds out what each leaf needs.
 * @param inputLine the line to name for a line of the message
 * @throws INPUT raw-signed
 */
export async function planReencoding(
  source: AsyncIterable<Buffer>,
  demand: Demand,
  inputLine: (line: number, why: SignedFailure['why']) => number,
): Promise<Plan> {
  const leaves = new Map<number, LeafPlan>();
  let dkim = false;
  let open: OpenLeaf | null = null;

  function change(line: number, why: SignedFailure['why'], because: SignedFailure['because'] | null): void {
    const protection = dkim ? 'dkim' : because;
    if (protection === null) return;
    throw new SubmissionError({
      code: 'INPUT',
      reason: 'raw-signed',
      line: inputLine(line, why),
      why,
      because: protection,
    });
  }

  function closeLeaf(): void {
    if (open === null) return;
    const { entity, scanner, decoder } = open;
    const { longLine, eightBitLine } = scanner.facts();
    const utf8 = open.utf8 && isDecodable(decoder);
    open = null;
    const line = longLine ?? (demand.sevenBit ? eightBitLine : null);
    if (line === null) return;
    const action = actionFor(entity);
    const because = entity.signed ? 'multipart-signed' : action === null ? 'encoding' : null;
    change(line, longLine === null ? 'eight-bit' : 'long-line', because);
    leaves.set(entity.index, { action: action ?? 'keep', charset: utf8 ? 'utf-8' : 'unknown-8bit' });
  }

  for await (const event of walkMime(source)) {
    if (event.kind !== 'content' || open?.entity !== event.entity) closeLeaf();
    if (event.kind === 'header') {
      if (event.entity.top) dkim = findField(event.fields, 'dkim-signature') !== null;
      const signed = event.entity.signed ? 'multipart-signed' : null;
      let { line } = event;
      for (const field of event.fields) {
        if (isLongField(field)) change(line, 'long-line', signed);
        else if (mustBeAscii(event.entity, demand) && isEightBitField(field))
          change(line, 'eight-bit', signed);
        line += field.split('\n').length - 1;
      }
    } else if (event.kind === 'content') {
      open ??= {
        entity: event.entity,
        scanner: createLineScanner(event.line),
        decoder: new TextDecoder('utf-8', { fatal: true }),
        utf8: true,
      };
      open.scanner.scan(event.piece.octets);
      open.utf8 &&= isDecodable(open.decoder, event.piece.octets);
    } else if (event.kind === 'filler') {
      const why = fillerFault(event.piece.octets, demand);
      if (why !== null) change(event.line, why, event.signed ? 'multipart-signed' : null);
    }
  }
  closeLeaf();
  return { leaves };
}

function isDecodable(decoder: TextDecoder, octets?: Buffer): boolean {
  try {
    decoder.decode(octets, { stream: octets !== undefined });
    return true;
  } catch {
    return false;
  }
}

function mustBeAscii(entity: MimeEntity, demand: Demand): boolean {
  return entity.top ? demand.asciiHeader || demand.sevenBit : demand.sevenBit;
}

function fillerFault(octets: Buffer, demand: Demand): SignedFailure['why'] | null {
  if (octets.length > lineLimitBytes + 2) return 'long-line';
  return demand.sevenBit && octets.some((octet) => octet > 127) ? 'eight-bit' : null;
}

function actionFor(entity: MimeEntity): LeafAction | null {
  switch (entity.encoding) {
    case '7bit':
    case '8bit':
    case 'binary':
      return entity.type.startsWith('text/') || entity.type.startsWith('message/')
        ? 'quoted-printable'
        : 'base64';
    case 'quoted-printable':
      return 'requote';
    case 'base64':
      return 'rewrap';
    default:
      return null;
  }
}

/** Writes the message as planned. The source must give the same octets as it gave to planReencoding. */
export async function* reencode(
  source: AsyncIterable<Buffer>,
  plan: Plan,
  demand: Demand,
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
      yield Buffer.from(repairHeader(event, plan.leaves.get(event.entity.index), demand), 'latin1');
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

function repairHeader(
  { entity, fields, ended }: Extract<MimeEvent, { kind: 'header' }>,
  leaf: LeafPlan | undefined,
  demand: Demand,
): string {
  const encoding = newEncoding(entity, leaf, demand);
  let text = '';
  for (const field of fields) {
    if (encoding !== null && /^content-transfer-encoding[ \t]*:/i.test(field)) continue;
    const unfit = isLongField(field) || (mustBeAscii(entity, demand) && isEightBitField(field));
    text += unfit ? repairField(field) : field;
  }
  if (encoding !== null) {
    if (entity.top && findField(fields, 'mime-version') === null) text += 'MIME-Version: 1.0\r\n';
    if (!entity.hasType && leaf !== undefined)
      text += `Content-Type: text/plain; charset=${leaf.charset}\r\n`;
    text += `Content-Transfer-Encoding: ${encoding}\r\n`;
  }
  return ended ? `${text}\r\n` : text;
}

function newEncoding(entity: MimeEntity, leaf: LeafPlan | undefined, demand: Demand): string | null {
  if (leaf?.action === 'quoted-printable' || leaf?.action === 'base64') return leaf.action;
  // What stands above parts that were 8-bit says so no longer (RFC 2045, 6.4).
  const above = !entity.leaf && !entity.signed && demand.sevenBit;
  return above && /^(?:8bit|binary)$/.test(entity.encoding) ? '7bit' : null;
}

/** Preamble and epilogue are not shown: letters beyond ASCII go, long lines are cut. */
function plainFiller(octets: Buffer): Buffer {
  const text = octets.toString('latin1').replace(/[^\0-\x7f]/g, '?');
  const ended = text.endsWith('\r\n');
  const lines = (ended ? text.slice(0, -2) : text).match(/.{1,900}/gs) ?? [''];
  return Buffer.from(lines.join('\r\n') + (ended ? '\r\n' : ''), 'latin1');
}
