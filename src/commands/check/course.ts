/** What the parts of one server's check have in common: what they are given, and how far they have come. */
import type { Settings } from '../../config/settings.ts';
import type { ServerFacts } from '../../failure/facts.ts';
import type { Failure } from '../../failure/failure.ts';
import type { MailLog } from '../../log/mail-log.ts';
import type { Session, SessionDeps } from '../../smtp/conversation.ts';
import type { AccessToken } from '../../oauth/tokens.ts';
import type { Login } from '../../smtp/submitter.ts';
import type { StageClock } from './stage-clock.ts';
import type { StepFacts } from './step.ts';

export interface ServerTools extends Pick<SessionDeps, 'lookup' | 'fqdn' | 'now'> {
  readonly settings: Settings;
  /** null: no login. */
  readonly login: Login | null;
  /** Requests an access token, or takes the one that is kept; null: the login needs none. */
  readonly token: ((signal: AbortSignal) => Promise<AccessToken>) | null;
  readonly log: MailLog;
  /** Milliseconds that never run backwards. */
  readonly monotonic: () => number;
  readonly sleep: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
  readonly signal: AbortSignal;
}

export interface Course {
  readonly tools: ServerTools;
  readonly clock: StageClock;
  server: ServerFacts;
  /** The failure that a message would end with. */
  failure: Failure | null;
  session: Session | null;
  /** What is being tried, for the step of the fault that ends it. */
  trying: StepFacts;
  /** How long that took, where it is known better than by the clock. */
  took: number | null;
}
