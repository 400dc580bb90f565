/**
 * The lines of a finished message as they come from a program: every line end becomes CRLF once (CRLF, LF, CR, and a
 * run of CR before a LF), a lone dot may end the input. Bounded: a line may be of any length.
 */

const cr = 13;
const lf = 10;
const dot = 46;

/** CRLFs that are written at once for a run of CR, which may be as long as the message. */
const runStep = 32 * 1024;

/**
 * Yields the input with CRLF line ends; the last line is ended too.
 * @param dotEnds a line that holds one dot ends the input (sendmail without `-i`); a bare CR ends no such line
 * @throws what the source throws
 */
export async function* normalizeLines(
  source: AsyncIterable<Uint8Array>,
  dotEnds: boolean,
): AsyncGenerator<Buffer> {
  let atLineStart = true;
  let afterLf = true;
  let heldDot = false;
  /** CRs that are not written yet: a LF may follow, which makes one line end of them. */
  let returns = 0;
  for await (const chunk of source) {
    const quick = returns === 0 && !heldDot ? normalizePlainChunk(chunk, dotEnds) : null;
    if (quick !== null) {
      if (chunk.length > 0) {
        atLineStart = chunk.at(-1) === lf;
        afterLf = atLineStart;
      }
      yield quick;
      continue;
    }
    let output = new OctetWriter(chunk.length + 16);
    let ended = false;
    for (const octet of chunk) {
      if (octet === cr) {
        returns += 1;
        continue;
      }
      if (octet === lf) {
        if (heldDot) {
          ended = true;
          break;
        }
        output.lineEnd();
        returns = 0;
        atLineStart = true;
        afterLf = true;
        continue;
      }
      if (heldDot) {
        output.put(dot);
        heldDot = false;
      }
      if (returns > 0) {
        if (returns > runStep) {
          yield output.octets();
          yield* lineEnds(returns);
          output = new OctetWriter(chunk.length + 16);
        } else for (let at = 0; at < returns; at += 1) output.lineEnd();
        returns = 0;
        afterLf = false;
      }
      if (afterLf && octet === dot && dotEnds) heldDot = true;
      else output.put(octet);
      atLineStart = false;
      afterLf = false;
    }
    const octets = output.octets();
    if (octets.length > 0) yield octets;
    if (ended) return;
  }
  if (heldDot) return;
  if (returns > 0) yield* lineEnds(returns);
  else if (!atLineStart) yield Buffer.from('\r\n');
}

function* lineEnds(count: number): Generator<Buffer> {
  for (let left = count; left > 0; left -= runStep) yield Buffer.from('\r\n'.repeat(Math.min(left, runStep)));
}

/** Octets in a buffer that grows by doubling. */
class OctetWriter {
  #buffer: Buffer;
  #length = 0;

  constructor(sizeBytes: number) {
    this.#buffer = Buffer.allocUnsafe(sizeBytes);
  }

  put(octet: number): void {
    if (this.#length === this.#buffer.length) {
      const larger = Buffer.allocUnsafe(this.#length * 2);
      this.#buffer.copy(larger, 0, 0, this.#length);
      this.#buffer = larger;
    }
    this.#buffer[this.#length] = octet;
    this.#length += 1;
  }

  lineEnd(): void {
    this.put(cr);
    this.put(lf);
  }

  octets(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }
}

/** A chunk in which every line end is LF, or every one is CRLF, and no dot needs a look: no octet is touched singly. */
function normalizePlainChunk(chunk: Uint8Array, dotEnds: boolean): Buffer | null {
  if (dotEnds && chunk.includes(dot)) return null;
  const octets = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  const text = octets.toString('latin1');
  if (!chunk.includes(cr)) return Buffer.from(text.replaceAll('\n', '\r\n'), 'latin1');
  const rest = text.replaceAll('\r\n', '');
  return rest.includes('\r') || rest.includes('\n') ? null : octets;
}
