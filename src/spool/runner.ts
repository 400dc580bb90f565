/**
 * Runs the queue: due entries → deliver (given) → record. Workers share one feed, one rate limit and one gate for the
 * server, and nothing else: a hanging or corrupt entry delays no other. What is recorded when, and what a
 * crash at each point leaves: docs/spool.md.
 */
import { asError, asFailure } from '../failure/error.ts';
import { createBell } from './bell.ts';
import type { Feed } from './due-feed.ts';
import { createDueFeed } from './due-feed.ts';
import { createRateLimit } from './rate-limit.ts';
import type { RunEvent } from './run-event.ts';
import { createChannel } from '../text/channel.ts';
import type { OpenedDeliver, RunQueueOptions } from './run-options.ts';
import { createServerGate } from './server-gate.ts';
import { createTry } from './try-entry.ts';

/**
 * Delivers what is due; without `watch` it ends then, whatever the servers replied.
 * @throws SendmemoError spool-unwritable where the spool can't be read (with `watch` that is an event)
 */
export async function* runQueue(options: RunQueueOptions): AsyncGenerator<RunEvent> {
  const channel = createChannel<RunEvent>();
  const left = new AbortController();
  const stop = AbortSignal.any([options.signal, left.signal]);
  const work = runWorkers(options, stop, (event) => channel.push(event)).then(
    () => channel.end(),
    (error: unknown) => channel.end(asError(error)),
  );
  try {
    yield* channel.read();
  } finally {
    left.abort();
    await work;
  }
}

function idOf(ticket: Extract<Feed, { kind: 'unreadable' | 'old' }>): string {
  return ticket.kind === 'old' ? ticket.due.id : ticket.id;
}

async function runWorkers(
  options: RunQueueOptions,
  stop: AbortSignal,
  emit: (event: RunEvent) => void,
): Promise<void> {
  const { store, now, sleep, random, settings, watch } = options;
  const pollMs = options.pollMs ?? 5000;
  const { share = null, connections = null } = options;
  const gate = createServerGate(now, random, share?.hold);
  const rate = share?.rateLimit(settings.rateLimit) ?? createRateLimit(settings.rateLimit, { now, sleep });
  const bell = createBell(sleep);
  const reported = new Set<string>();
  const feed = createDueFeed({
    store,
    gate,
    now,
    watch,
    pollMs,
    maxAgeMs: settings.maxAgeMs,
    ages: options.ages,
    beforeScan: async () => {
      await options.ages.refresh();
      for (const claim of await store.recover()) {
        // Entries claimed by another host are reported once a run, not at every look.
        if (claim.state === 'recovered' || !reported.has(claim.id)) emit({ event: 'claim', claim });
        reported.add(claim.id);
      }
    },
  });
  options.onReady?.(() => {
    feed.lookAgain();
    bell.ring();
  });
  const tryEntry = createTry({
    ...options,
    graceMs: options.graceMs ?? 20_000,
    tryTimeoutMs: options.tryTimeoutMs ?? 30 * 60_000,
    stop,
    gate,
    rate,
    emit,
  });

  async function nextFeed(): Promise<Feed> {
    try {
      return await feed.next();
    } catch (error) {
      return orLater(error);
    }
  }

  /** A run that watches looks again later. */
  function orLater(error: unknown): Feed {
    if (!watch) throw error;
    emit({ event: 'fault', id: null, failure: asFailure(error) });
    return { kind: 'wait', milliseconds: pollMs };
  }

  async function work(): Promise<void> {
    let session: OpenedDeliver | null = null;
    let leave: (() => Promise<void>) | null = null;
    const open = () => (session ??= options.openDeliver());
    const close = async () => {
      const before = session;
      session = null;
      await before?.close();
      const leaveNow = leave;
      leave = null;
      await leaveNow?.();
    };
    /** @returns what to do instead of asking for the next entry; null: there is a connection for it */
    const enter = async (): Promise<Feed | null> => {
      if (connections === null || leave !== null) return null;
      try {
        leave = await connections.enter(stop);
        return leave === null ? { kind: 'end' } : null;
      } catch (error) {
        return orLater(error);
      }
    };
    try {
      while (!stop.aborted) {
        const next = (await enter()) ?? (await nextFeed());
        if (next.kind === 'end') return;
        if (next.kind === 'wait') {
          await close();
          await bell.wait(next.milliseconds, stop);
          continue;
        }
        const ended = await tryEntry(next, open);
        // A delivery that does not end keeps its session; it can't be closed and must not be used.
        if (ended === 'stuck') session = null;
        if (ended === 'unreadable' && next.kind !== 'entry') feed.putOff(idOf(next));
        bell.ring();
      }
    } finally {
      await close();
    }
  }

  const ends = await Promise.allSettled(Array.from({ length: Math.max(1, settings.maxConnections) }, work));
  await gate.flushed();
  const broken = ends.find((end) => end.status === 'rejected');
  if (broken !== undefined) throw broken.reason;
}
