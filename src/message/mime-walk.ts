/**
 * The structure of a finished message (RFC 2045, 2046), walked as a stream: headers of all entities, boundary lines,
 * contents of leaves in pieces. Nothing is judged or changed here. The work grows with the octets alone: neither many
 * levels nor many lines that look like boundaries make it more.
 */
import { findParameter, readParameters } from './parameters.ts';

/** A piece of a line, of at most 64 KiB; within a content also many whole lines at once. */
interface LinePiece {
  readonly octets: Buffer;
  readonly startsLine: boolean;
  /** It ends with CRLF. */
  readonly endsLine: boolean;
}

/** An entity's header as far as the structure needs it. */
export interface MimeEntity {
  /** From 0, in the order of the message. */
  readonly index: number;
  /** `text/plain`, lower case. */
  readonly type: string;
  /** Content-Transfer-Encoding, lower case; `7bit` where there is none. */
  readonly encoding: string;
  readonly hasType: boolean;
  /** The charset parameter, lower case, or null. */
  readonly charset: string | null;
  readonly top: boolean;
  /** A boundary follows its content: the CRLF before that is not part of the content. */
  readonly inMultipart: boolean;
  /** It is covered by a signature: it is inside multipart/signed. */
  readonly signed: boolean;
  readonly leaf: boolean;
}

export type MimeEvent =
  | {
      readonly kind: 'header';
      readonly entity: MimeEntity;
      /** latin1; each field with its CRLF. */
      readonly fields: readonly string[];
      /** An empty line follows. */
      readonly ended: boolean;
      readonly line: number;
    }
  | {
      readonly kind: 'content';
      readonly entity: MimeEntity;
      readonly piece: LinePiece;
      readonly line: number;
    }
  | {
      readonly kind: 'boundary';
      readonly piece: LinePiece;
      readonly line: number;
      /** Of its multipart, 0 for the outermost. */
      readonly depth: number;
    }
  /** Before the first and after the last part: never displayed. */
  | {
      readonly kind: 'filler';
      readonly piece: LinePiece;
      readonly signed: boolean;
      readonly line: number;
      /** It is before the first part. */
      readonly preamble: boolean;
      /** Of the enclosing multipart. */
      readonly depth: number;
    };

const pieceLimitBytes = 64 * 1024;

/**
 * Cuts octets with CRLF line ends into lines.
 * @param inContent asked at each line start: then lines come together, but for those that begin with `--`
 */
async function* linePieces(
  source: AsyncIterable<Buffer>,
  inContent: () => boolean,
): AsyncGenerator<LinePiece> {
  let carry: Buffer = Buffer.alloc(0);
  let startsLine = true;
  for await (const chunk of source) {
    const octets = carry.length === 0 ? chunk : Buffer.concat([carry, chunk]);
    let at = 0;
    for (;;) {
      const end = startsLine && inContent() ? linesEnd(octets, at) : octets.indexOf(10, at) + 1;
      if (end !== 0) {
        yield { octets: octets.subarray(at, end), startsLine, endsLine: true };
        startsLine = true;
        at = end;
        continue;
      }
      // The last octet may be the CR of a CRLF: it stays with what follows.
      if (octets.length - at <= pieceLimitBytes) break;
      yield { octets: octets.subarray(at, at + pieceLimitBytes - 1), startsLine, endsLine: false };
      startsLine = false;
      at += pieceLimitBytes - 1;
    }
    carry = octets.subarray(at);
  }
  if (carry.length > 0) yield { octets: carry, startsLine, endsLine: false };
}

const dashedLine = Buffer.from('\n--');

/** The end of the lines from here that can be no boundary; of this line alone where it can; 0: it has no end yet. */
function linesEnd(octets: Buffer, at: number): number {
  if (octets[at] === 45) return octets.indexOf(10, at) + 1;
  const dashed = octets.indexOf(dashedLine, at);
  const last = dashed === -1 ? octets.lastIndexOf(10) : dashed;
  return last < at ? 0 : last + 1;
}

interface Level {
  readonly boundary: string;
  readonly signed: boolean;
  readonly digest: boolean;
}

/** The multiparts that are open, outermost first, and the position of each boundary among them. */
class Levels {
  readonly #levels: Level[] = [];
  readonly #depths = new Map<string, number[]>();

  top(): Level | undefined {
    return this.#levels.at(-1);
  }

  depth(): number {
    return this.#levels.length;
  }

  push(level: Level): void {
    const depths = this.#depths.get(level.boundary);
    if (depths === undefined) this.#depths.set(level.boundary, [this.#levels.length]);
    else depths.push(this.#levels.length);
    this.#levels.push(level);
  }

  /** The innermost multipart that a line is a boundary of. */
  find(octets: Buffer): { readonly depth: number; readonly closes: boolean } | null {
    if (this.#levels.length === 0 || octets[0] !== 45 || octets[1] !== 45) return null;
    if (octets.length > boundaryLineLimit) return null;
    const text = octets.toString('latin1', 2, endOfText(octets));
    const opens = this.#depths.get(text)?.at(-1) ?? -1;
    const closes = text.endsWith('--') ? (this.#depths.get(text.slice(0, -2))?.at(-1) ?? -1) : -1;
    if (opens === -1 && closes === -1) return null;
    return closes > opens ? { depth: closes, closes: true } : { depth: opens, closes: false };
  }

  cut(length: number): void {
    while (this.#levels.length > length) {
      const boundary = this.#levels.pop()?.boundary ?? '';
      const depths = this.#depths.get(boundary);
      depths?.pop();
      if (depths?.length === 0) this.#depths.delete(boundary);
    }
  }
}

/** No line of a message that can be sent is longer. */
const boundaryLineLimit = 1002;

/** Without the blanks and the line end that may follow a boundary (RFC 2046, 5.1.1). */
function endOfText(octets: Buffer): number {
  let end = octets.length;
  while (end > 2 && [9, 10, 13, 32].includes(octets[end - 1] ?? 0)) end -= 1;
  return end;
}

/** Walks a message from its first header line to its end. */
export async function* walkMime(source: AsyncIterable<Buffer>): AsyncGenerator<MimeEvent> {
  const levels = new Levels();
  let state = 'header' as 'header' | 'content' | 'preamble' | 'epilogue';
  let fields: string[] = [];
  let entity: MimeEntity | null = null;
  let count = 0;
  let line = 0;
  let headerLine = 1;
  let openField = false;

  function endHeader(ended: boolean): MimeEvent {
    const level = levels.top();
    const described = describe(fields, count, level);
    count += 1;
    entity = described.entity;
    const event: MimeEvent = { kind: 'header', entity, fields, ended, line: headerLine };
    fields = [];
    if (described.boundary !== null && ended) {
      levels.push({
        boundary: described.boundary,
        signed: entity.signed || entity.type === 'multipart/signed',
        digest: entity.type === 'multipart/digest',
      });
      state = 'preamble';
    } else if (!entity.leaf && ended) {
      state = 'header';
      headerLine = line + 1;
    } else {
      state = 'content';
    }
    return event;
  }

  for await (const piece of linePieces(source, () => state === 'content')) {
    if (piece.startsLine) line += 1;
    const first = line;
    line += innerLineEnds(piece.octets);
    const hit = piece.startsLine ? levels.find(piece.octets) : null;
    if (hit !== null) {
      if (state === 'header') yield endHeader(false);
      levels.cut(hit.closes ? hit.depth : hit.depth + 1);
      state = hit.closes ? 'epilogue' : 'header';
      headerLine = line + 1;
      openField = false;
      yield { kind: 'boundary', piece, line, depth: hit.depth };
      continue;
    }
    if (state === 'header') {
      if (piece.startsLine && piece.octets.equals(emptyLine)) {
        openField = false;
        yield endHeader(true);
        continue;
      }
      const text = piece.octets.toString('latin1');
      const continues = !piece.startsLine || (openField && /^[ \t]/.test(text));
      if (continues && fields.length > 0) fields[fields.length - 1] += text;
      else fields.push(text);
      openField = true;
      continue;
    }
    if (state === 'content' && entity !== null) yield { kind: 'content', entity, piece, line: first };
    else {
      const signed = levels.top()?.signed === true;
      yield {
        kind: 'filler',
        piece,
        signed,
        line,
        preamble: state === 'preamble',
        depth: levels.depth() - 1,
      };
    }
  }
  if (state === 'header' && (fields.length > 0 || count === 0)) yield endHeader(false);
}

/** Line ends before the last octet. */
function innerLineEnds(octets: Buffer): number {
  let count = 0;
  for (let at = octets.indexOf(10); at !== -1 && at < octets.length - 1; at = octets.indexOf(10, at + 1))
    count += 1;
  return count;
}

const emptyLine = Buffer.from('\r\n');

function describe(
  fields: readonly string[],
  index: number,
  level: Level | undefined,
): { readonly entity: MimeEntity; readonly boundary: string | null } {
  const contentType = findField(fields, 'content-type');
  const content = readParameters(contentType ?? '');
  const type =
    /^[^\s;/]+\/[^\s;]+$/.exec(content.type)?.[0] ??
    (level?.digest === true ? 'message/rfc822' : 'text/plain');
  // No encoding has so long a name; a comment that nothing closes is looked for in what is left alone.
  const encoding =
    (findField(fields, 'content-transfer-encoding') ?? '7bit')
      .slice(0, 200)
      .replace(/\(.*?\)/g, '')
      .trim()
      .toLowerCase()
      // Written by some programs: `8-bit`, `8bit;`.
      .replace(/^([78])[- ]?bits?;?$/, '$1bit') || '7bit';
  const boundary = type.startsWith('multipart/')
    ? findParameter(content, 'boundary')?.replace(/[ \t]{1,80}$/, '')
    : null;
  const embedded =
    (type === 'message/rfc822' || type === 'message/global') && /^(?:7bit|8bit|binary)$/.test(encoding);
  return {
    boundary: boundary === '' ? null : (boundary ?? null),
    entity: {
      index,
      type,
      encoding,
      hasType: contentType !== null,
      charset: findParameter(content, 'charset')?.trim().toLowerCase() ?? null,
      top: index === 0,
      inMultipart: level !== undefined,
      signed: level?.signed === true,
      leaf: (boundary ?? '') === '' && !embedded,
    },
  };
}

/** @returns the unfolded value of the first field of this name (lower case), latin1, or null. */
export function findField(fields: readonly string[], name: string): string | null {
  for (const field of fields) {
    const colon = field.indexOf(':');
    if (field.slice(0, colon).trim().toLowerCase() === name) {
      return field
        .slice(colon + 1)
        .replace(/\r\n/g, '')
        .trim();
    }
  }
  return null;
}
