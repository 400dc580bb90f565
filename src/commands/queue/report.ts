/**
 * What a run of the queue reports while it goes on. Cron mails whatever a command prints, so a run without a terminal
 * reports what is new: the first failure of the server and its recovery, anything else that lasts once a day. What was
 * reported is kept in the spool (spool/last-run.ts). A person who watches sees everything.
 */
import { localTime, shortDuration } from './times.ts';
import type { QueueWords } from './words.ts';
import { exitStatus } from '../../failure/consequence.ts';
import type { Failure } from '../../failure/failure.ts';
import { failureLines } from '../../output/failure-text.ts';
import type { LastRun, Outage } from '../../spool/last-run.ts';
import type { RunEvent } from '../../spool/run-event.ts';
import type { Store } from '../../spool/store.ts';
import { hostPort } from '../../text/host-port.ts';
import { replyText } from '../../text/reply-text.ts';
import type { LoadedContext } from '../context.ts';

export interface RunReportOptions {
  readonly context: LoadedContext;
  readonly words: QueueWords;
  readonly store: Store;
  readonly lastRun: LastRun;
  readonly watch: boolean;
}

export interface RunReport {
  /** Reports one event where there is reason to. */
  event(event: RunEvent): Promise<void>;
  /** The failure of the server that lasts, or null. */
  outage(): Failure | null;
  /** Keeps what was reported for the next run. */
  keep(): Promise<void>;
}

/** What lasts is reported again after this time. */
const againMs = 24 * 3600 * 1000;

export async function createRunReport(options: RunReportOptions): Promise<RunReport> {
  const { context, words, store, lastRun, watch } = options;
  const { output, common, system } = context;
  const isWatched = output.isTerminal() || common.verbose || system.stderr.isTTY === true;
  const before = await lastRun.read();
  let { outage } = before;
  const reported = new Map(
    Object.entries(before.reported).filter(([, time]) => isRecent(system.now() - Date.parse(time))),
  );

  /** Whether this is to be reported now; what is reported now is not news to the next run. */
  function isNews(key: string): boolean {
    if (isWatched) return true;
    if (reported.has(key)) return false;
    reported.set(key, new Date(system.now()).toISOString());
    return true;
  }

  async function serverHeld({ failure, until }: Extract<RunEvent, { event: 'server-held' }>): Promise<void> {
    const known: Outage = outage ?? { since: new Date(system.now()).toISOString(), failure, reported: [] };
    const status = exitStatus(failure);
    const lines = failureLines(failure, await output.language());
    if (isWatched) {
      const next = watch ? [`sendmemo: ${words.nextForServer(localTime(until, system.now()))}`] : [];
      await output.message([...lines, ...next].join('\n'));
    } else if (!common.quiet && !known.reported.includes(status)) {
      const { counts } = await store.summary(new Date(system.now()));
      await output.message(`${lines[0] ?? ''}; ${words.once(counts.waiting + counts.active)}`);
    }
    const isReported = !isWatched && !common.quiet && !known.reported.includes(status);
    outage = { ...known, failure, reported: [...known.reported, ...(isReported ? [status] : [])] };
    await keep();
  }

  async function worked(event: Extract<RunEvent, { event: 'tried' }>): Promise<void> {
    if (outage === null) return;
    const { since, reported: statuses } = outage;
    const { server } = event.report;
    outage = null;
    await keep();
    if (common.quiet || (!isWatched && statuses.length === 0)) return;
    const name = server === null ? null : hostPort(server.host, server.port);
    const after = shortDuration(system.now() - Date.parse(since));
    await output.message(`sendmemo: ${words.recovered(name, after)}`);
  }

  async function tried(event: Extract<RunEvent, { event: 'tried' }>): Promise<void> {
    if (event.report.outcomes.some(({ state }) => state !== 'deferred')) await worked(event);
    for (const notice of event.report.notices) {
      if (!common.quiet && isNews(JSON.stringify(notice))) await output.warning(notice);
    }
    const { fate, entry, failure, nextTry, report } = event;
    if (common.verbose) {
      await output.message(`sendmemo: ${entry.id}: ${fate}${failure ? ` (${failure.code})` : ''}`);
    }
    if (!watch || common.json || !output.isTerminal() || fate === 'waits') return;
    const to = entry.recipients.map(({ address }) => address).join(', ');
    const reply = report.outcomes.find((outcome) => outcome.state !== 'accepted')?.reply ?? null;
    const why =
      fate === 'sent' ? report.response : reply === null ? (failure?.code ?? null) : replyText(reply);
    const next = nextTry === null ? '' : `; ${words.nextTry(localTime(nextTry, system.now()))}`;
    const time = localTime(new Date(system.now()).toISOString(), system.now());
    await output.line(
      `${time} ${words.fates[fate]} ${entry.id} ${to}${why === null ? '' : `: ${why}`}${next}`,
    );
  }

  async function claim({ claim: found }: Extract<RunEvent, { event: 'claim' }>): Promise<void> {
    if (found.state === 'not-taken') {
      if (isNews(keyOf(found.id, found.failure))) await output.failure(found.failure);
    } else if (found.state === 'elsewhere' && isNews(`elsewhere ${found.id}`)) {
      await output.message(`sendmemo: ${words.elsewhere(found.id, found.pid, found.host)}`);
    }
  }

  async function keep(): Promise<void> {
    // A spool where this can't be written has its own failures, and they are reported.
    try {
      await lastRun.write({ outage, reported: Object.fromEntries(reported) });
    } catch {
      // The next run reports again.
    }
  }

  return {
    outage: () => outage?.failure ?? null,
    keep,
    async event(event) {
      switch (event.event) {
        case 'corrupt':
          await output.failure(event.failure);
          break;
        case 'fault':
          if (isNews(keyOf(event.id ?? '', event.failure))) await output.failure(event.failure);
          break;
        case 'server-held':
          await serverHeld(event);
          break;
        case 'stuck':
          await output.message(`sendmemo: ${words.stuck(event.id)}`);
          break;
        case 'claim':
          await claim(event);
          break;
        case 'tried':
          await tried(event);
          break;
        case 'bounced':
          break;
      }
    },
  };
}

function keyOf(id: string, failure: Failure): string {
  return `${failure.reason} ${id} ${'system' in failure ? String(failure.system) : ''}`;
}

function isRecent(ageMs: number): boolean {
  return ageMs >= 0 && ageMs < againMs;
}
