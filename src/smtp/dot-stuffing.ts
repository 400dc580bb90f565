/**
 * Octets of a message → octets of DATA (RFC 5321, 4.5.2): a dot before each dot at a line's start, and, whatever the
 * source did, never a bare CR or LF (they end messages in servers that are less strict: CVE-2023-51764).
 * The scan calls the runtime's indexOf once a line; a chunk that needs nothing goes through uncopied.
 */

export interface DotStuffer {
  /** The octets to send for a chunk; may be the chunk itself. */
  stuff(chunk: Buffer): Buffer;
  /** What ends the message: the final CRLF where it is missing, and the lone dot. */
  end(): Buffer;
}

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const dot = 0x2e;

export function createDotStuffer(): DotStuffer {
  let atLineStart = true;
  // A CR at the end of a chunk is held back until its LF is seen.
  let heldReturn = false;

  return {
    stuff(input) {
      if (input.length === 0) return input;
      let chunk = input;
      if (heldReturn) {
        chunk = Buffer.concat([Buffer.of(carriageReturn), input]);
        heldReturn = false;
      }
      if (chunk.at(-1) === carriageReturn) {
        heldReturn = true;
        chunk = chunk.subarray(0, -1);
        if (chunk.length === 0) return chunk;
      }
      const stuffed = isPlain(chunk, atLineStart) ? chunk : rewrite(chunk, atLineStart);
      atLineStart = chunk.at(-1) === lineFeed;
      return stuffed;
    },
    end() {
      const complete = atLineStart && !heldReturn;
      return Buffer.from(complete ? '.\r\n' : '\r\n.\r\n');
    },
  };
}

/** Every CR is followed by an LF, every LF preceded by a CR, and no line starts with a dot. */
function isPlain(chunk: Buffer, atLineStart: boolean): boolean {
  if (atLineStart && chunk[0] === dot) return false;
  let from = 0;
  for (;;) {
    const end = chunk.indexOf(lineFeed, from);
    const back = chunk.indexOf(carriageReturn, from);
    if (end === -1) return back === -1;
    if (back !== end - 1 || end === 0 || chunk[end + 1] === dot) return false;
    from = end + 1;
  }
}

function rewrite(chunk: Buffer, atLineStart: boolean): Buffer {
  // At worst every octet is a bare LF or a dot at a line's start, and becomes two.
  const output = Buffer.allocUnsafe(chunk.length * 2);
  let length = 0;
  let lineStart = atLineStart;
  for (let index = 0; index < chunk.length; index++) {
    const octet = chunk[index] ?? 0;
    if (octet === carriageReturn || octet === lineFeed) {
      if (octet === carriageReturn && chunk[index + 1] === lineFeed) index++;
      output[length++] = carriageReturn;
      output[length++] = lineFeed;
      lineStart = true;
      continue;
    }
    if (lineStart && octet === dot) output[length++] = dot;
    output[length++] = octet;
    lineStart = false;
  }
  return output.subarray(0, length);
}
