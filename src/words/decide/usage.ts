/** Which sentence applies to a fault of the command line. */
import type { UsageFailure } from '../../failure/usage-failure.ts';
import type { Decisions, SayFailure } from './decisions.ts';

export const usageDecisions = (say: SayFailure) =>
  ({
    'usage-unknown-command': (failure) =>
      say.words(
        'usage-unknown-command',
        failure,
        failure.nearest === null ? 'usage-unknown-command.hint.known' : 'usage-unknown-command.hint',
      ),
    'usage-unknown-code': (failure) =>
      failure.setting === undefined
        ? say.words('usage-unknown-code', { ...failure, nearest: failure.nearest.join(say('or', {})) })
        : say.words(
            'usage-unknown-code',
            { ...failure, ...failure.setting },
            'usage-unknown-code.hint.setting',
          ),
    'usage-no-body': ({ wanted }) => say.words(`usage-no-body.${wanted}`, {}),
    'usage-relay-password': ({ why }) =>
      say.words('usage-relay-password', { why: say(`usage-relay-password.why.${why}`, {}) }),
    'sendmail-long-option': (failure) =>
      say.words(
        'sendmail-long-option',
        failure,
        failure.isOurs ? 'sendmail-long-option.hint.ours' : 'sendmail-long-option.hint',
      ),
  }) satisfies Decisions<UsageFailure>;
