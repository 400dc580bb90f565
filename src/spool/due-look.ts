/**
 * What is due, from the names in waiting/ alone. However many wait, only the first of them are kept, and waiting/ is
 * read again only after a change of names in it.
 */
import type { SpoolDirectories } from './directories.ts';
import type { Firsts } from './firsts.ts';
import { createFirsts } from './firsts.ts';
import { parseEntryName, renderEntryName, timeStamp } from './queue-id.ts';
import { longestDelayMs } from './schedule.ts';
import type { DueEntry, QueueId } from './store.ts';

/** How many due entries are kept. */
const batch = 4096;
/** How many of those that become due later. */
const upcoming = 1024;
/** Names are read after this time even where the file system shows no change, in case it does not show changes. */
const trustMs = 5 * 60_000;

export interface DueWanted {
  /** Only those behind this one; null: from the first on. */
  readonly after: DueEntry | null;
  readonly isSkipped: (id: QueueId) => boolean;
}

/** Due entries, the longest due first. */
export interface FoundDue {
  readonly entries: readonly DueEntry[];
  /** Whether others are due behind them. */
  readonly more: boolean;
}

export interface DueLook {
  /** @throws SendmemoError spool-unwritable */
  due(now: Date, wanted: DueWanted): Promise<FoundDue>;
}

/** What one reading of waiting/ has found. */
interface Look {
  readonly atMs: number;
  /** Of waiting/ before it was read; null: a change after that might not show. */
  readonly identity: string | null;
  /** Due when it was read. */
  readonly due: Firsts<DueEntry>;
  /** Due later. */
  readonly later: Firsts<DueEntry>;
  /** So much later that a clock which ran ahead has set it: no delay is that long. */
  readonly far: Firsts<DueEntry>;
}

export function createDueLook(spool: SpoolDirectories): DueLook {
  let last: Look | null = null;

  async function read(now: Date, { after, isSkipped }: DueWanted): Promise<Look> {
    const atMs = now.getTime();
    const start = after === null ? '' : renderEntryName({ ...after, owner: null });
    const look: Look = {
      atMs,
      identity: await spool.settledIdentity('waiting'),
      due: createFirsts(batch, start),
      later: createFirsts(upcoming, start),
      far: createFirsts(batch, start),
    };
    const afterDue = behind(atMs);
    const afterLater = behind(atMs + longestDelayMs);
    await spool.each('waiting', (name) => {
      const part = name < afterDue ? look.due : name < afterLater ? look.later : look.far;
      if (!part.wants(name)) return;
      const entry = parseEntryName(name);
      if (entry !== null && !isSkipped(entry.id)) part.add(name, { id: entry.id, nextTry: entry.nextTry });
    });
    return look;
  }

  async function isUnchanged(look: Look, nowMs: number): Promise<boolean> {
    const passed = nowMs - look.atMs;
    if (look.identity === null || passed < 0 || passed >= trustMs) return false;
    return look.identity === (await spool.identity('waiting'));
  }

  return {
    async due(now, wanted) {
      const nowMs = now.getTime();
      if (wanted.after !== null) return dueAt(await read(now, wanted), nowMs);
      if (last === null || !(await isUnchanged(last, nowMs))) {
        // All, whatever is wanted this time.
        last = await read(now, { after: null, isSkipped: () => false });
      }
      const { entries, more } = dueAt(last, nowMs);
      const found = entries.filter(({ id }) => !wanted.isSkipped(id));
      return found.length === 0 && more ? dueAt(await read(now, wanted), nowMs) : { entries: found, more };
    },
  };
}

/** Due at a time not before that of the look. */
function dueAt({ due, later, far }: Look, nowMs: number): FoundDue {
  // Times of this form sort as texts.
  const now = new Date(nowMs).toISOString();
  const farAway = new Date(nowMs + longestDelayMs).toISOString();
  const isDue = ({ nextTry }: DueEntry): boolean => nextTry <= now || nextTry > farAway;
  const entries: DueEntry[] = [];
  for (const part of [due, later, far]) {
    const items = part.items();
    entries.push(...items.filter(isDue));
    const last = items.at(-1);
    // What was not kept of this part comes before the next part.
    if (part.more() && last !== undefined && isDue(last)) return { entries, more: true };
  }
  return { entries, more: false };
}

/** @returns a text behind all names of entries whose next try is at this time or before, and before all others */
export function behind(timeMs: number): string {
  return `${timeStamp(new Date(timeMs).toISOString())}/`;
}
