/** A date as a header field has it, in UTC (RFC 5322, 3.3). */
export function rfc5322Date(date: Date): string {
  return date.toUTCString().replace('GMT', '+0000');
}
