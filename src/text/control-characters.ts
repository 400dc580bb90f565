/** Whether a text holds a control character (Unicode Cc) other than the tab, which counts as a blank. */
export function hasControl(text: string): boolean {
  // By codes: the expression for the class takes V8 longer to compile than a whole file takes to read.
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if ((code < 0x20 && code !== 0x09) || (code >= 0x7f && code <= 0x9f)) return true;
  }
  return false;
}

/**
 * Code points that steer a terminal, hide, or change the order of what is read: C0, DEL and C1; line and paragraph
 * separators; marks, embeddings and isolates of the writing direction (UAX #9); what has no width (soft hyphen,
 * joiners, BOM, Hangul fillers, invisible operators, interlinear and musical marks, tags); half surrogate pairs.
 * Variation selectors stay: Japanese names and emoji need them.
 */
const harmful: readonly (readonly [from: number, to: number])[] = [
  [0x0, 0x1f],
  [0x7f, 0x9f],
  [0xad, 0xad],
  [0x34f, 0x34f],
  [0x61c, 0x61c],
  [0x115f, 0x1160],
  [0x17b4, 0x17b5],
  [0x180e, 0x180e],
  [0x200b, 0x200f],
  [0x2028, 0x202e],
  [0x2060, 0x206f],
  [0x3164, 0x3164],
  [0xd800, 0xdfff],
  [0xfeff, 0xfeff],
  [0xffa0, 0xffa0],
  [0xfff0, 0xfffb],
  [0xfffe, 0xffff],
  [0x1bca0, 0x1bca3],
  [0x1d173, 0x1d17a],
  [0xe0000, 0xe00ff],
  [0xe01f0, 0xe0fff],
];

/**
 * The one function that decides what of a foreign text may be shown: letters of all languages stay, all that is
 * harmful becomes a visible escape as in JSON.
 * @returns one line, `\u001b[2J` for an escape sequence
 */
export function harmless(text: string): string {
  return escapeHarmful(text, '');
}

/** The same for text of several lines: line ends and tabs stay. */
export function harmlessLines(text: string): string {
  return escapeHarmful(text, '\n\t');
}

/** The same for one line of ASCII: a reply of SMTP, a field of a DSN. */
export function harmlessAscii(text: string): string {
  return isPlain(text) ? text : harmless(text).replace(/[^ -~]+/g, '?');
}

/** A value as one line of JSON (RFC 8259) without anything harmful; whoever parses it gets the same strings. */
export function toJson(value: unknown): string {
  return harmless(JSON.stringify(value));
}

/** Most texts are printable ASCII: they are not read code point by code point. */
function isPlain(text: string): boolean {
  return /^[ -~]*$/.test(text);
}

function escapeHarmful(text: string, kept: string): string {
  if (isPlain(text) || (kept !== '' && /^[ -~\n\t]*$/.test(text))) return text;
  let escaped = '';
  for (const character of text) {
    const shown = kept.includes(character) || !isHarmful(character.codePointAt(0) ?? 0);
    escaped += shown ? character : asJsonEscape(character);
  }
  return escaped;
}

function isHarmful(code: number): boolean {
  return harmful.some(([from, to]) => code >= from && code <= to);
}

/** `\u009b`; one escape for each UTF-16 unit. */
function asJsonEscape(character: string): string {
  let escaped = '';
  for (let at = 0; at < character.length; at += 1) {
    escaped += `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`;
  }
  return escaped;
}
