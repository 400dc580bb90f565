/**
 * Names in the spool. A queue id is nine base-36 digits of time (so that ids sort by time) and 64 random bits; an
 * entry's name is `NEXTTRY.ID`, and `NEXTTRY.ID.OWNER` while it is claimed: what is due is known without opening it.
 */
import type { QueueId } from './store.ts';

const idPattern = /^[0-9a-z]{9}[0-9a-f]{16}$/;
const namePattern =
  /^(\d{4})([01]\d)([0-3]\d)T([0-2]\d)([0-5]\d)([0-5]\d)(\d{3})Z\.([0-9a-z]{9}[0-9a-f]{16})(?:\.(\d+-[^/]+))?$/;

const timePattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** An entry's directory name, taken apart. */
export interface EntryName {
  readonly id: QueueId;
  /** ISO 8601 UTC with milliseconds, as Date's toISOString gives it. */
  readonly nextTry: string;
  /** As in the name, or null if unclaimed. */
  readonly owner: string | null;
}

/** @param unique at least 64 random bits as hex */
export function createQueueId(now: Date, unique: string): QueueId {
  return timeDigits(now) + unique.slice(0, 16).padStart(16, '0');
}

/** @returns another id with the same time, always the same for the same `digest` (hex). */
export function siblingQueueId(id: QueueId, digest: string): QueueId {
  return id.slice(0, 9) + digest.slice(0, 16);
}

export function isQueueId(text: string): boolean {
  return idPattern.test(text);
}

/** @returns when the entry entered, in milliseconds since the epoch, as its id says. */
export function timeOfQueueId(id: QueueId): number {
  return Number.parseInt(id.slice(0, 9), 36);
}

/** @returns what the ids of all entries that entered before this time sort before. */
export function queueIdsBefore(time: Date): string {
  return timeDigits(time);
}

/** @returns the name's parts, or null for what is none of ours. */
export function parseEntryName(name: string): EntryName | null {
  const match = namePattern.exec(name);
  if (match === null) return null;
  const [, year, month, day, hour, minute, second, millisecond, id = '', owner = null] = match;
  return { id, nextTry: `${year}-${month}-${day}T${hour}:${minute}:${second}.${millisecond}Z`, owner };
}

/** @throws RangeError for another form of time: a name that is not read back would be a message lost. */
export function renderEntryName(entry: EntryName): string {
  if (!timePattern.test(entry.nextTry)) throw new RangeError(`next try ${entry.nextTry}`);
  const stamp = timeStamp(entry.nextTry);
  return entry.owner === null ? `${stamp}.${entry.id}` : `${stamp}.${entry.id}.${entry.owner}`;
}

/** @returns a time of toISOString as names begin with it */
export function timeStamp(time: string): string {
  return time.replace(/[-:.]/g, '');
}

/** Where the id is in the name of an entry: what sorts names by the time of entering. */
export const idInName = { start: 20, end: 45 } as const;

function timeDigits(time: Date): string {
  return Math.max(0, time.getTime()).toString(36).padStart(9, '0');
}
