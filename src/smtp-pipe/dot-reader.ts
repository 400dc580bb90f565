/**
 * The content of DATA out of a stream of chunks: leading dots unstuffed, the lone dot found (RFC 5321, 4.5.2). Lines
 * may end in LF alone, for local programs write what their printf makes of it.
 */

const lf = 0x0a;
const cr = 0x0d;
const dot = 0x2e;

export interface DotReader {
  /**
   * @returns what belongs to the message, and what follows the final dot, or null where that has not come yet; not to
   * be called again after it has
   */
  feed(chunk: Buffer): { readonly content: readonly Buffer[]; readonly rest: Buffer | null };
}

/** @returns a reader that stands at the beginning of a message. */
export function createDotReader(): DotReader {
  let state: 'line-start' | 'after-dot' | 'after-dot-cr' | 'in-line' = 'line-start';
  return {
    feed(chunk) {
      const content: Buffer[] = [];
      let from = 0;
      const take = (to: number) => {
        if (to > from) content.push(chunk.subarray(from, to));
      };
      let at = 0;
      while (at < chunk.length) {
        const octet = chunk[at];
        switch (state) {
          case 'in-line': {
            const end = chunk.indexOf(lf, at);
            if (end === -1) at = chunk.length;
            else {
              at = end + 1;
              state = 'line-start';
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
            if (octet === lf) return { content, rest: chunk.subarray(at + 1) };
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
      return { content, rest: null };
    },
  };
}
