/**
 * Finds a CR or LF that is not part of a CRLF. Servers disagree about what such an octet ends, and a message that one of
 * them takes for two carries forged mail past the other ("SMTP smuggling", CVE-2023-51764; RFC 5321, 2.3.8).
 */

const lf = 0x0a;
const cr = 0x0d;

export interface BareLineEndFinder {
  /** @returns whether one has come, in this chunk or at the end of the one before; a CR at the end is not judged yet */
  find(chunk: Buffer): boolean;
}

/** @returns a finder at the beginning of a line. */
export function bareLineEndFinder(): BareLineEndFinder {
  let afterCr = false;
  return {
    find(chunk) {
      if (chunk.length === 0) return false;
      const wasAfterCr = afterCr;
      afterCr = chunk.at(-1) === cr;
      if (wasAfterCr !== (chunk[0] === lf)) return true;
      for (let at = chunk.indexOf(lf, 1); at !== -1; at = chunk.indexOf(lf, at + 1)) {
        if (chunk[at - 1] !== cr) return true;
      }
      for (let at = chunk.indexOf(cr); at !== -1 && at < chunk.length - 1; at = chunk.indexOf(cr, at + 1)) {
        if (chunk[at + 1] !== lf) return true;
      }
      return false;
    },
  };
}
