/** Whether the configured servers can be used: a session up to the login, without a message. */
import { consequence } from '../failure/consequence.ts';
import { SendmemoError } from '../failure/error.ts';
import type { Failure } from '../failure/failure.ts';
import { toSessionDeps } from './conversation.ts';
import { endSession, openSession } from './session.ts';
import type { SubmitterOptions } from './submitter.ts';

/**
 * Opens a session with the first server, or with the next where a message would go there, and says QUIT.
 * @throws SendmemoError why no session came about
 */
export async function verifyServer(options: SubmitterOptions, signal: AbortSignal): Promise<void> {
  const deps = toSessionDeps(options);
  let last: Failure = { code: 'INTERNAL', reason: 'internal', detail: 'no server to verify' };
  for (const endpoint of options.endpoints) {
    // One server after the other, as for a message.
    // oxlint-disable-next-line no-await-in-loop
    const { session, failure } = await openSession(deps, endpoint, signal);
    // oxlint-disable-next-line no-await-in-loop
    if (session !== null) await endSession(session);
    if (failure === null) return;
    last = failure;
    if (!consequence(failure).backup || signal.aborted) break;
  }
  throw new SendmemoError(last);
}
