/**
 * The content of DATA out of a stream of chunks: leading dots unstuffed, the lone dot found (RFC 5321, 4.5.2). A line
 * ends in CRLF. Only in a session whose DATA command itself ended in a bare LF (a program that writes what its printf
 * makes of it) does a bare LF end a line too: else `LF . LF` in a message would end it, and what follows would be taken
 * for commands ("SMTP smuggling", CVE-2023-51764).
 */

const lf = 0x0a;
const cr = 0x0d;
const dot = 0x2e;

/** How the DATA command ended, and with it what ends a line of the message. */
export type LineEnd = 'crlf' | 'lf';

export interface DotReader {
  /**
   * @returns what belongs to the message, and what follows the final dot, or null where that has not come yet; not to
   * be called again after it has
   */
  feed(chunk: Buffer): { readonly content: readonly Buffer[]; readonly rest: Buffer | null };
}

/** @returns a reader at the beginning of a message. */
export function createDotReader(lineEnd: LineEnd): DotReader {
  let state: 'line-start' | 'after-dot' | 'after-dot-cr' | 'in-line' = 'line-start';
  /** The last octet of the previous chunk: a CRLF may be cut in two. */
  let previous = 0;
  return {
    feed(chunk) {
      const content: Buffer[] = [];
      let from = 0;
      const take = (to: number) => {
        if (to > from) content.push(chunk.subarray(from, to));
      };
      const endsLine = (at: number): boolean =>
        lineEnd === 'lf' || (at > 0 ? chunk[at - 1] : previous) === cr;
      let at = 0;
      while (at < chunk.length) {
        const octet = chunk[at];
        switch (state) {
          case 'in-line': {
            const end = chunk.indexOf(lf, at);
            if (end === -1) at = chunk.length;
            else {
              at = end + 1;
              if (endsLine(end)) state = 'line-start';
            }
            break;
          }
          case 'line-start':
            if (octet === dot) {
              take(at);
              at += 1;
              from = at;
              state = 'after-dot';
            } else state = 'in-line';
            break;
          case 'after-dot':
            if (octet === lf && lineEnd === 'lf') return { content, rest: chunk.subarray(at + 1) };
            if (octet === cr) {
              // Held back: it is content only where no LF follows.
              at += 1;
              from = at;
              state = 'after-dot-cr';
            } else state = 'in-line';
            break;
          case 'after-dot-cr':
            if (octet === lf) return { content, rest: chunk.subarray(at + 1) };
            content.push(Buffer.from([cr]));
            state = 'in-line';
            break;
        }
      }
      take(chunk.length);
      previous = chunk.at(-1) ?? previous;
      return { content, rest: null };
    },
  };
}
