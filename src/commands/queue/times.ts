/** Times as an operator compares them: ages in one unit, the clock of this machine. */

/** `45s`, `12m`, `3h`, `2d`: the largest unit that is not zero; never negative. */
export function shortDuration(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  if (seconds < 60) return `${seconds}s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m`;
  return seconds < 86_400 ? `${Math.floor(seconds / 3600)}h` : `${Math.floor(seconds / 86_400)}d`;
}

/** `10:59:03` of an ISO time in the time zone of this machine; with the date where that is not today's. */
export function localTime(time: string, nowMs: number): string {
  const at = new Date(time);
  const two = (number: number): string => String(number).padStart(2, '0');
  const date = (day: Date): string => `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
  const clock = `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
  return date(at) === date(new Date(nowMs)) ? clock : `${date(at)} ${clock}`;
}
