/**
 * Content transfer encodings (RFC 2045, 6): base64 in large chunks without a string for each line, and
 * quoted-printable over text whose lines end with CRLF.
 */

/** Octets of a line of base64 before encoding: 76 columns. */
const lineBytes = 57;
const columns = 76;

/** Whole lines: a source that is read in this step needs no carry. */
export const base64StepBytes = lineBytes * 2048;

/** @returns the size of base64 text with CRLF after each line of 76, the last one included. */
export function base64SizeBytes(sizeBytes: number): number {
  const encoded = Math.ceil(sizeBytes / 3) * 4;
  return encoded + Math.ceil(encoded / columns) * 2;
}

/** @returns lines of 76 columns, each ended with CRLF. Only the last chunk of a source may be no multiple of 57. */
export function encodeBase64Lines(chunk: Buffer): Buffer {
  const flat = Buffer.from(chunk.toString('base64'), 'latin1');
  const lines = Buffer.allocUnsafe(base64SizeBytes(chunk.length));
  let to = 0;
  for (let from = 0; from < flat.length; from += columns) {
    to += flat.copy(lines, to, from, Math.min(from + columns, flat.length));
    lines[to] = 13;
    lines[to + 1] = 10;
    to += 2;
  }
  return lines;
}

export interface QuotedPrintableEncoder {
  /** Encodes what follows; line ends must be CRLF, other CR and LF are encoded. */
  write(chunk: Uint8Array): Buffer;
  end(): Buffer;
}

const hexDigits = Buffer.from('0123456789ABCDEF', 'latin1');

/** @returns an encoder that may be fed in pieces of any size; no line of its output passes 76 columns. */
export function createQuotedPrintable(): QuotedPrintableEncoder {
  let column = 0;
  /** An octet that can't be written before the next one is known: a blank, a tab or a CR. */
  let held = -1;
  let output = Buffer.alloc(0);
  let length = 0;

  function put(octet: number, asEscape: boolean): void {
    let escaped = asEscape;
    if (column + (escaped ? 3 : 1) > columns - 1) {
      output[length++] = 0x3d;
      output[length++] = 13;
      output[length++] = 10;
      column = 0;
      // A line that begins here must not be taken for a boundary.
      escaped ||= octet === 0x2d;
    }
    const width = escaped ? 3 : 1;
    if (escaped) {
      output[length++] = 0x3d;
      output[length++] = hexDigits[octet >> 4] ?? 0;
      output[length++] = hexDigits[octet & 15] ?? 0;
    } else {
      output[length++] = octet;
    }
    column += width;
  }

  function release(atLineEnd: boolean): void {
    if (held === -1) return;
    put(held, atLineEnd || held === 13);
    held = -1;
  }

  return {
    write(chunk) {
      output = Buffer.allocUnsafe(chunk.length * 6 + 16);
      length = 0;
      for (const octet of chunk) {
        if (octet === 10 && held === 13) {
          held = -1;
          output[length++] = 13;
          output[length++] = 10;
          column = 0;
        } else if (octet === 13) {
          release(true);
          held = 13;
        } else if (octet === 32 || octet === 9) {
          release(false);
          held = octet;
        } else {
          release(false);
          put(octet, octet < 33 || octet > 126 || octet === 61);
        }
      }
      return output.subarray(0, length);
    },
    end() {
      output = Buffer.allocUnsafe(16);
      length = 0;
      release(true);
      return output.subarray(0, length);
    },
  };
}
