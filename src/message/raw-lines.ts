/**
 * The lines of a finished message as they come from a program: every line end becomes CRLF once (CRLF, LF, CR, and a
 * run of CR before a LF), a lone dot may end the input, NUL is refused. Bounded: a line may be of any length.
 */
import { SubmissionError } from '../failure/error.ts';

const cr = 13;
const lf = 10;
const dot = 46;

/**
 * Yields the input with CRLF line ends; the last line is ended too.
 * @param dotEnds a line that holds one dot ends the input (sendmail without `-i`); a bare CR ends no such line
 * @throws INPUT raw-nul with the line, and what the source throws
 */
export async function* normalizeLines(
  source: AsyncIterable<Uint8Array>,
  dotEnds: boolean,
): AsyncGenerator<Buffer> {
  let line = 1;
  let atLineStart = true;
  let afterLf = true;
  let heldDot = false;
  let returns = 0;
  for await (const chunk of source) {
    const quick = returns === 0 && !heldDot ? normalizePlainChunk(chunk, dotEnds) : null;
    if (quick !== null) {
      line += quick.lines;
      atLineStart = chunk.at(-1) === lf;
      afterLf = atLineStart;
      yield quick.octets;
      continue;
    }
    // At most two octets for each, and what was held back.
    const output = Buffer.allocUnsafe(chunk.length * 2 + returns * 2 + 1);
    let length = 0;
    let ended = false;
    const endLines = (count: number): void => {
      for (let at = 0; at < count; at += 1) {
        output[length] = cr;
        output[length + 1] = lf;
        length += 2;
      }
      line += count;
      atLineStart = true;
    };
    for (const octet of chunk) {
      if (octet === 0) throw new SubmissionError({ code: 'INPUT', reason: 'raw-nul', line: line + returns });
      if (octet === cr) {
        returns += 1;
        continue;
      }
      if (octet === lf) {
        if (heldDot) {
          ended = true;
          break;
        }
        endLines(1);
        returns = 0;
        afterLf = true;
        continue;
      }
      if (heldDot) {
        output[length++] = dot;
        heldDot = false;
      }
      if (returns > 0) {
        endLines(returns);
        returns = 0;
        afterLf = false;
      }
      if (afterLf && octet === dot && dotEnds) heldDot = true;
      else output[length++] = octet;
      atLineStart = false;
      afterLf = false;
    }
    if (length > 0) yield output.subarray(0, length);
    if (ended) return;
  }
  if (heldDot) return;
  if (returns > 0) yield Buffer.from('\r\n'.repeat(returns));
  else if (!atLineStart) yield Buffer.from('\r\n');
}

/** A chunk in which every line end is LF, or every one is CRLF, and no dot needs a look: no octet is touched singly. */
function normalizePlainChunk(
  chunk: Uint8Array,
  dotEnds: boolean,
): { readonly octets: Buffer; readonly lines: number } | null {
  if (chunk.length === 0 || chunk.includes(0) || (dotEnds && chunk.includes(dot))) return null;
  const octets = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  const text = octets.toString('latin1');
  if (!chunk.includes(cr)) {
    const written = Buffer.from(text.replaceAll('\n', '\r\n'), 'latin1');
    return { octets: written, lines: written.length - chunk.length };
  }
  const rest = text.replaceAll('\r\n', '');
  if (rest.includes('\r') || rest.includes('\n')) return null;
  return { octets, lines: (text.length - rest.length) / 2 };
}
