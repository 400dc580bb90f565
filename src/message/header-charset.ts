/** In which charset the octets of a header are written that is not pure ASCII, and does not say so itself. */

/** The text of octets beyond ASCII. */
export interface HeaderText {
  readonly text: string;
  /** false: the charset is unknown, each character of the text is one octet (latin1). */
  readonly known: boolean;
  /** The octets are UTF-8 (or ASCII): a server with SMTPUTF8 can take them as they are. */
  readonly utf8: boolean;
}

/** Charsets that Japanese programs mix: the body is ISO-2022-JP, the header is raw. */
const japanese = ['euc-jp', 'shift_jis'];

/**
 * Reads header octets: as UTF-8, else in the charset that the message declares for its text, else as windows-1252
 * where they look like a Western language. Nothing else is guessed: a wrong label is worse than RFC 1428's
 * `unknown-8bit`, which a reader may treat as its user's own charset.
 * @param octets latin1
 * @param declared a charset named elsewhere in the message, or null
 */
export function readHeaderText(octets: string, declared: string | null): HeaderText {
  if (!/[^\0-\x7f]/.test(octets)) return { text: octets, known: true, utf8: true };
  const buffer = Buffer.from(octets, 'latin1');
  const name = usableCharset(declared);
  const candidates = ['utf-8', ...(name === null ? [] : [name])];
  if (name !== null && /^(?:iso-2022-jp|euc-jp|shift_jis)$/.test(name)) candidates.push(...japanese);
  if (looksWestern(octets)) candidates.push('windows-1252');
  for (const charset of candidates) {
    const text = decode(buffer, charset);
    if (text !== null) return { text, known: true, utf8: charset === 'utf-8' };
  }
  return { text: octets, known: false, utf8: false };
}

/**
 * Reads the value of a field for its addresses and its subject.
 * @param octets latin1, unfolded
 * @returns U+FFFD for octets that are not understood
 */
export function showHeaderText(octets: string, declared: string | null): string {
  if (octets.includes('\x1b$') && !/[^\0-\x7f]/.test(octets)) {
    return decode(Buffer.from(octets, 'latin1'), 'iso-2022-jp') ?? octets;
  }
  const { text, known } = readHeaderText(octets, declared);
  return known ? text : text.replace(/[^\0-\x7f]/g, '\ufffd');
}

function usableCharset(declared: string | null): string | null {
  if (declared === null || declared.length > 60) return null;
  try {
    const { encoding } = new TextDecoder(declared);
    return /^(?:utf-.*|replacement|x-user-defined)$/.test(encoding) ? null : encoding;
  } catch {
    return null;
  }
}

/** What windows-1252 has at 0x80 to 0x9F; Node's decoder gives C1 control characters there. */
const windows1252 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

function decode(octets: Buffer, charset: string): string | null {
  if (charset === 'windows-1252') {
    const text = octets
      .toString('latin1')
      .replace(/[\x80-\x9f]/g, (char) => windows1252.charAt(char.charCodeAt(0) - 0x80));
    return /[\x80-\x9f]/.test(text) ? null : text;
  }
  try {
    return new TextDecoder(charset, { fatal: true, ignoreBOM: true }).decode(octets);
  } catch {
    return null;
  }
}

/**
 * Letters of ISO-8859-1 that stand alone beside ASCII letters: multi-byte charsets and other alphabets have runs of
 * octets beyond ASCII.
 */
function looksWestern(octets: string): boolean {
  const runs = octets.match(/[^\0-\x7f]+/g) ?? [];
  const beside = octets.match(
    /(?:[A-Za-z][\xc0-\xd6\xd8-\xf6\xf8-\xff]|[\xc0-\xd6\xd8-\xf6\xf8-\xff][A-Za-z])/g,
  );
  return beside !== null && runs.every((run) => /^(?:[\xc0-\xd6\xd8-\xf6\xf8-\xff]|\xfc\xdf)$/.test(run));
}
