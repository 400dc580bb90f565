/** What decides whether octets can go on the wire as they are: where the first long, 8-bit and NUL line is. */

/** RFC 5321, 4.5.3.1.6, without the CRLF. */
export const lineLimitBytes = 998;

export interface LineFacts {
  /** Number of the first line over 998 octets, or null. */
  readonly longLine: number | null;
  /** Number of the first line with an octet beyond ASCII, or null. */
  readonly eightBitLine: number | null;
  /** Number of the first line with a NUL, which no server takes (RFC 5321, 4.5.2), or null. */
  readonly nulLine: number | null;
}

export interface LineScanner {
  scan(chunk: Uint8Array): void;
  facts(): LineFacts;
}

/** @returns a scanner of octets with CRLF line ends, which may come in pieces of any size. */
export function createLineScanner(firstLine: number): LineScanner {
  let line = firstLine;
  let length = 0;
  let longLine: number | null = null;
  let eightBitLine: number | null = null;
  let nulLine: number | null = null;
  return {
    scan(chunk) {
      for (const octet of chunk) {
        if (octet === 10) {
          line += 1;
          length = 0;
          continue;
        }
        if (octet === 13) continue;
        length += 1;
        if (length > lineLimitBytes) longLine ??= line;
        if (octet > 127) eightBitLine ??= line;
        else if (octet === 0) nulLine ??= line;
      }
    },
    facts: () => ({ longLine, eightBitLine, nulLine }),
  };
}

/** @returns whether the field has a line over 998 octets. */
export function isLongField(field: string): boolean {
  return field.length > lineLimitBytes && field.split('\r\n').some((line) => line.length > lineLimitBytes);
}

/** @returns whether the field (latin1) has an octet beyond ASCII. */
export function isEightBitField(field: string): boolean {
  return /[^\0-\x7f]/.test(field);
}
