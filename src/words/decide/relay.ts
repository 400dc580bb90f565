/** Which sentence applies to a fault in the files of `sendmemo relay`. */
import type { RelayFailure } from '../../failure/relay-failure.ts';
import type { Decisions, SayFailure } from './decisions.ts';

export const relayDecisions = (say: SayFailure) =>
  ({
    'relay-sender-line': (failure) =>
      say.words('relay-sender-line', { ...failure, why: say(`relay-sender-line.why.${failure.why}`, {}) }),
    'relay-password-line': (failure) =>
      say.words('relay-password-line', {
        ...failure,
        why: say(`relay-password-line.why.${failure.why}`, {}),
      }),
  }) satisfies Decisions<RelayFailure>;
