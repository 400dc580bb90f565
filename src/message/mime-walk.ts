/**
 * The structure of a finished message (RFC 2045, 2046), walked as a stream: headers of all entities, boundary lines,
 * contents of leaves in pieces. Nothing is judged or changed here.
 */
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
  readonly top: boolean;
  /** A boundary follows its content: the CRLF before that is not part of the content. */
  readonly inMultipart: boolean;
  /** It is covered by a signature: multipart/signed stands above it. */
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
  | { readonly kind: 'boundary'; readonly piece: LinePiece; readonly line: number }
  /** Before the first and after the last part: nobody shows it. */
  | { readonly kind: 'filler'; readonly piece: LinePiece; readonly signed: boolean; readonly line: number };

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

/** Walks a message from its first header line to its end. */
export async function* walkMime(source: AsyncIterable<Buffer>): AsyncGenerator<MimeEvent> {
  const levels: Level[] = [];
  let state = 'header' as 'header' | 'content' | 'filler';
  let fields: string[] = [];
  let entity: MimeEntity | null = null;
  let count = 0;
  let line = 0;
  let headerLine = 1;
  let openField = false;

  function endHeader(ended: boolean): MimeEvent {
    const level = levels.at(-1);
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
      state = 'filler';
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
    const hit = piece.startsLine ? findBoundary(piece, levels) : null;
    if (hit !== null) {
      if (state === 'header') yield endHeader(false);
      levels.length = hit.closes ? hit.depth : hit.depth + 1;
      state = hit.closes ? 'filler' : 'header';
      headerLine = line + 1;
      openField = false;
      yield { kind: 'boundary', piece, line };
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
    else yield { kind: 'filler', piece, signed: levels.at(-1)?.signed === true, line };
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

function findBoundary(
  { octets }: LinePiece,
  levels: readonly Level[],
): { readonly depth: number; readonly closes: boolean } | null {
  if (levels.length === 0 || octets[0] !== 45 || octets[1] !== 45 || octets.length > 300) return null;
  const text = octets.toString('latin1').trimEnd().slice(2);
  for (let depth = levels.length - 1; depth >= 0; depth -= 1) {
    const boundary = levels[depth]?.boundary;
    if (text === boundary) return { depth, closes: false };
    if (text === `${boundary}--`) return { depth, closes: true };
  }
  return null;
}

function describe(
  fields: readonly string[],
  index: number,
  level: Level | undefined,
): { readonly entity: MimeEntity; readonly boundary: string | null } {
  const contentType = findField(fields, 'content-type');
  const type =
    /^\s*([^\s;/]+\/[^\s;]+)/.exec(contentType ?? '')?.[1]?.toLowerCase() ??
    (level?.digest === true ? 'message/rfc822' : 'text/plain');
  // No encoding has so long a name; a comment that nothing closes is looked for in what is left alone.
  const encoding =
    (findField(fields, 'content-transfer-encoding') ?? '7bit')
      .slice(0, 200)
      .replace(/\(.*?\)/g, '')
      .trim()
      .toLowerCase() || '7bit';
  const boundary = type.startsWith('multipart/') ? readBoundary(contentType ?? '') : null;
  const embedded =
    (type === 'message/rfc822' || type === 'message/global') && /^(?:7bit|8bit|binary)$/.test(encoding);
  return {
    boundary,
    entity: {
      index,
      type,
      encoding,
      hasType: contentType !== null,
      top: index === 0,
      inMultipart: level !== undefined,
      signed: level?.signed === true,
      leaf: boundary === null && !embedded,
    },
  };
}

function readBoundary(contentType: string): string | null {
  const match = /;\s*boundary\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;()]+))/is.exec(contentType);
  const boundary = match?.[1]?.replace(/\\(.)/g, '$1') ?? match?.[2] ?? '';
  return boundary === '' ? null : boundary.trimEnd();
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
