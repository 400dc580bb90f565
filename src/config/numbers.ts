/** Numbers in values: strict, for `25x`, `1e3`, ` 5` and `٣` are slips, not numbers. */

/** @returns a whole number within the bounds, or null. */
export function parseWhole(text: string, min: number, max: number): number | null {
  if (!/^(?:0|[1-9][0-9]{0,14})$/.test(text)) return null;
  const number = Number(text);
  return number >= min && number <= max ? number : null;
}

/** Seconds with an optional fraction, more than 0 and at most a day. @returns milliseconds, or null. */
export function parseSeconds(text: string): number | null {
  if (!/^[0-9]{1,9}(?:\.[0-9]{1,9})?$/.test(text)) return null;
  const milliseconds = Math.round(Number(text) * 1000);
  return milliseconds >= 1 && milliseconds <= 86_400_000 ? milliseconds : null;
}

const unitSeconds: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600, d: 86_400 };

/** `5d`, `12h`, `30m`, `90s`, bare seconds; at most 365 days. @returns milliseconds, or null. */
export function parseAge(text: string): number | null {
  const parts = /^(?<count>[1-9][0-9]{0,8})(?<unit>[smhd]?)$/.exec(text)?.groups;
  if (!parts) return null;
  const seconds = Number(parts['count']) * (unitSeconds[parts['unit'] ?? ''] ?? 1);
  return seconds <= 365 * 86_400 ? seconds * 1000 : null;
}
