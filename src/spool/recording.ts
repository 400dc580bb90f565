/**
 * What a try has brought, made lasting: the DSN, the record, the move. Nothing that the server has taken is given back
 * without its record.
 */
import { asFailure, SendmemoError } from '../failure/error.ts';
import { createBounce, wantsBounce } from './bounce.ts';
import type { TryOptions } from './run-options.ts';
import { nextTryAt } from './schedule.ts';
import type { Claim, NewEntry, QueueId, Store } from './store.ts';
import type { Verdict } from './try-verdict.ts';

/** How often, and after which pause, what must be recorded is tried again before it is left to the next process. */
const recordTries = 5;
const recordPauseMs = 2000;
/** DSN first, then the record, then the move: a crash between two of them repeats, and never skips, the first. */
export async function carryOut(
  options: TryOptions,
  claim: Claim,
  verdict: Verdict,
): Promise<'sent' | 'retry' | 'failed' | 'waits'> {
  const { entry } = claim;
  try {
    if (verdict.refused.length > 0) await tellSender(options, claim, verdict);
  } catch (error) {
    // Without its DSN the refusal is not recorded, so that the next try brings it again. What was accepted is.
    options.emit({ event: 'fault', id: entry.id, failure: asFailure(error) });
    return retryUntold(options, claim, verdict);
  }
  const recipients = verdict.recipients;
  const lastFailure = verdict.failure ?? entry.lastFailure;
  if (verdict.fate === 'untouched') {
    const done = recipients.some(({ state }, index) => state !== entry.recipients[index]?.state);
    if (done) await insist(options, claim, verdict, () => claim.record({ recipients, lastFailure }));
    // Otherwise only a note for `queue list`: where it can't be made, nothing is lost.
    else if (verdict.failure?.reason !== 'interrupted') {
      await claim.record({ recipients, lastFailure }).catch(() => {});
    }
    await claim.release('waiting');
    return 'waits';
  }
  if (verdict.fate === 'retry') {
    await insist(options, claim, verdict, () =>
      claim.record({ recipients, tries: verdict.tries, lastFailure }),
    );
    await insist(options, claim, verdict, () => claim.release('waiting', verdict.nextTry ?? entry.nextTry));
    return 'retry';
  }
  if (recipients.every(({ state }) => state === 'accepted')) {
    await insist(options, claim, verdict, () => claim.finish());
    return 'sent';
  }
  await insist(options, claim, verdict, () =>
    claim.record({ recipients, tries: verdict.tries, lastFailure }),
  );
  await finish(options, claim);
  return 'failed';
}

async function tellSender(options: TryOptions, claim: Claim, verdict: Verdict): Promise<void> {
  const { store, now, hostName, describe, log, emit } = options;
  const { entry } = claim;
  const { refused, failure } = verdict;
  if (failure !== null) {
    log.bounced({
      queueId: entry.id,
      messageId: entry.messageId,
      sender: entry.sender.address,
      recipients: refused.map(({ address }) => address),
      failure,
    });
  }
  if (!wantsBounce(entry)) return;
  const isNew = !(await claim.noteBounce());
  const bounce = await createBounce(claim, { refused, failure, now: new Date(now()), hostName, describe });
  const bounceId = await enterOnce(store, { ...bounce, isNew });
  emit({ event: 'bounced', id: entry.id, bounceId, refused });
}

/** A DSN that an earlier try queued may be delivered while it is looked for: then the sender was notified. */
async function enterOnce(store: Store, bounce: NewEntry): Promise<QueueId> {
  try {
    return (await store.put(bounce)).id;
  } catch (error) {
    const failure = error instanceof SendmemoError ? error.failure : null;
    if (failure?.reason === 'spool-entry-missing' && failure.id === bounce.id) return failure.id;
    throw error;
  }
}

async function retryUntold(options: TryOptions, claim: Claim, verdict: Verdict): Promise<'retry'> {
  const { now, random, settings } = options;
  const { entry } = claim;
  const refused = new Set(verdict.refused.map(({ address }) => address));
  const recipients = verdict.recipients.map((each) =>
    refused.has(each.address) ? { ...each, state: 'pending' as const } : each,
  );
  if (recipients.some(({ state }) => state === 'accepted')) {
    await insist(options, claim, verdict, () => claim.record({ recipients }));
  }
  const nowMs = now();
  const next = nextTryAt({
    tries: entry.tries + 1,
    nowMs,
    agedFromMs: nowMs,
    maxAgeMs: settings.maxAgeMs,
    random: random(),
  });
  await claim.release('waiting', new Date(next ?? nowMs).toISOString());
  return 'retry';
}

/** An entry without open recipients leaves the queue. */
export async function finish(options: TryOptions, claim: Claim): Promise<void> {
  const failed = claim.entry.recipients.some(({ state }) => state === 'refused');
  await insist(options, claim, null, () => (failed ? claim.release('failed') : claim.finish()));
}

/**
 * What the server has taken must be recorded before the claim is given back; while it can't be, this process keeps
 * the claim, so no other process sends the message again before this one has ended.
 * @throws SendmemoError spool-unwritable after the last attempt
 */
async function insist(
  { sleep, log }: TryOptions,
  { entry }: Claim,
  verdict: Verdict | null,
  operation: () => Promise<void>,
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await operation();
      return;
    } catch (error) {
      if (attempt >= recordTries) {
        const reply = verdict?.recipients.find(({ state }) => state === 'accepted')?.lastReply ?? null;
        if (reply !== null) log.warning({ reason: 'last-reply-not-recorded', queueId: entry.id, reply });
        throw error;
      }
      await sleep(recordPauseMs).catch(() => {});
    }
  }
}
