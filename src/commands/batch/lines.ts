/** Octets → lines, one at a time: memory does not grow with the input, whatever its lines are like. */

export interface OctetLine {
  /** From 1. */
  readonly number: number;
  /** Without its line end (LF or CRLF); null: longer than the limit. */
  readonly octets: Buffer | null;
  /** The input ended without a line end. */
  readonly open: boolean;
  /** Octets of the input up to the end of this line. */
  readonly endBytes: number;
}

/** Splits a source into lines; one over the limit is skipped and reported. */
export async function* readLines(
  source: AsyncIterable<Uint8Array>,
  limitBytes: number,
): AsyncGenerator<OctetLine> {
  let number = 1;
  let endBytes = 0;
  let held: Buffer[] = [];
  let heldBytes = 0;
  const hold = (part: Buffer): void => {
    heldBytes += part.length;
    if (heldBytes > limitBytes) held = [];
    else if (part.length > 0) held.push(part);
  };
  const take = (): Buffer | null => {
    const whole = heldBytes > limitBytes ? null : held.length === 1 ? held[0] : Buffer.concat(held);
    held = [];
    heldBytes = 0;
    return whole?.at(-1) === 13 ? whole.subarray(0, -1) : (whole ?? null);
  };
  for await (const piece of source) {
    const chunk = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    let from = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, from)) {
      hold(chunk.subarray(from, end));
      endBytes += end + 1 - from;
      from = end + 1;
      yield { number, octets: take(), open: false, endBytes };
      number += 1;
    }
    hold(chunk.subarray(from));
    endBytes += chunk.length - from;
  }
  if (heldBytes > 0) yield { number, octets: take(), open: true, endBytes };
}
