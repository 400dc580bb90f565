/** Which sentence applies to a fault on the way to an access token. */
import { oauthCause } from '../../failure/oauth-cause.ts';
import type { OAuthFailure } from '../../failure/oauth-failure.ts';
import type { Decisions, SayFailure } from './decisions.ts';

export const oauthDecisions = (say: SayFailure) =>
  ({
    'oauth-refused': (failure) => {
      const cause = oauthCause(failure);
      const isOwn = cause === 'login-ended' && failure.grant === 'client-credentials';
      return say.words(
        'oauth-refused',
        {
          ...failure,
          // Without the numbers that only the provider's support needs: those are in the log and in --json.
          description: failure.description?.replace(/ Trace ID: .*$/, ''),
          clientId: failure.clientId ?? '',
        },
        isOwn ? 'oauth-refused.hint.login-ended.client-credentials' : `oauth-refused.hint.${cause}`,
      );
    },
    'oauth-unreachable': (failure) =>
      say.words(
        'oauth-unreachable',
        failure,
        failure.system.startsWith('HTTP') || /^[a-z_]+$/.test(failure.system)
          ? 'oauth-unreachable.hint.provider'
          : 'oauth-unreachable.hint',
      ),
  }) satisfies Decisions<OAuthFailure>;
