/** Numbers and times in the form in which people compare them. */

/** Permission bits as chmod takes them: `0640`. */
export function octal(mode: number): string {
  return (mode & 0o7777).toString(8).padStart(4, '0');
}

/** `2026-05-01 12:00 UTC` of ISO 8601. */
export function minute(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}

/** Hex digits in pairs: `AB:CD`, as openssl prints a fingerprint. */
export function colons(hex: string): string {
  return (hex.toUpperCase().match(/../g) ?? []).join(':');
}

/** Octets as `39.2 MiB`, below 1 MiB as `812 KiB`, below 1 KiB as `98 octets`. */
export function size(octets: number): string {
  if (octets < 1024) return `${octets} octets`;
  const mebi = octets / 1024 / 1024;
  if (mebi < 1) return `${Math.round(octets / 1024)} KiB`;
  return `${Number(mebi.toFixed(1))} MiB`;
}

/** As size(), with the octets where it rounds: `39.2 MiB (41053249 octets)`. */
export function exactSize(octets: number): string {
  return octets < 1024 ? size(octets) : `${size(octets)} (${octets} octets)`;
}
