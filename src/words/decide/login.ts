/** Which sentence, and which hint, applies to a login that failed. */
import type { Reply } from '../../failure/facts.ts';
import { refusalCause } from '../../failure/refusal-cause.ts';
import type { SessionFailure } from '../../failure/session-failure.ts';
import { replyText } from '../../text/reply-text.ts';
import type { loginSentences } from '../en/login.ts';
import type { WordsFor } from '../language.ts';
import { serverName, type SessionSentences } from './session.ts';

export type LoginSentences = typeof loginSentences;
export type LoginFailure = Extract<SessionFailure, { code: 'AUTH' }>;

/** AUTH names (IANA, SASL mechanisms) → values of auth-method. */
const ourMechanisms: Readonly<Record<string, string>> = {
  PLAIN: 'plain',
  LOGIN: 'login',
  'CRAM-MD5': 'cram-md5',
  'SCRAM-SHA-1': 'scram-sha-1',
  'SCRAM-SHA-1-PLUS': 'scram-sha-1-plus',
  'SCRAM-SHA-256': 'scram-sha-256',
  'SCRAM-SHA-256-PLUS': 'scram-sha-256-plus',
  XOAUTH2: 'xoauth2',
  OAUTHBEARER: 'oauthbearer',
  EXTERNAL: 'external',
};

/** @returns what to say of a login, in the language of the sentences */
export function loginWords(say: LoginSentences, session: SessionSentences): WordsFor<LoginFailure> {
  const at = (failure: LoginFailure): string => serverName(session, failure.server);
  return {
    'auth-refused': (failure) => {
      const { mechanism, user, reply, detail } = failure;
      const said = `${replyText(reply)}${detail === undefined ? '' : ` (${detail})`}`;
      const cause = refusalCause('auth', reply, undefined);
      return {
        what: say.refused(at(failure), user, mechanism, said),
        hint:
          cause === 'server-fault' || cause === 'rate-limited'
            ? session.causes[cause]
            : say.refusedHints[refusedHint(mechanism, reply, detail)],
      };
    },
    'auth-exchange': (failure) => ({
      what: say.exchange(at(failure), failure.mechanism, say.exchangeFaults[failure.why]),
      hint: failure.why === 'iterations' ? say.iterationsHint : say.wrongServerHint,
    }),
    'auth-unavailable': (failure) => ({
      what: say.unavailable(at(failure), failure.method, say.unavailableReasons[failure.why]),
      hint: say.unavailableHints[failure.why],
    }),
    'auth-not-offered': (failure) => {
      const { wanted, offered } = failure;
      if (offered.length === 0) {
        const isEncrypted = failure.session?.encrypted === true;
        return {
          what: say.noneOffered(at(failure)),
          hint: isEncrypted ? say.noneOfferedTlsHint : say.noneOfferedHint,
        };
      }
      const [usable] = offered.flatMap((name) => ourMechanisms[name] ?? []);
      return {
        what: say.notOffered(at(failure), wanted, offered.join(', ')),
        hint: usable === undefined ? say.noCommonMethod : say.useOffered(usable),
      };
    },
    'auth-insecure': (failure) => ({
      what: say.insecure[failure.why](at(failure)),
      hint: say.insecureHints[failure.why],
    }),
  };
}

/** By the mechanism, or else by the sub-codes of Office 365 and Google. */
function refusedHint(
  mechanism: string,
  reply: Reply,
  detail: string | undefined,
): keyof LoginSentences['refusedHints'] {
  if (mechanism === 'EXTERNAL') return 'external';
  if (mechanism.endsWith('-PLUS') && detail?.includes('channel-binding') === true) return 'channel-binding';
  if (mechanism.startsWith('SCRAM-')) return 'scram';
  const { enhanced } = reply;
  // Whatever the mechanism: a switch of the tenant or of the account.
  if (enhanced === '5.7.139' || enhanced === '5.7.30' || enhanced === '5.7.9' || enhanced === '5.7.14') {
    return enhanced;
  }
  if (mechanism === 'XOAUTH2' || mechanism === 'OAUTHBEARER') {
    return enhanced === '5.7.3' ? 'token-5.7.3' : 'token';
  }
  switch (enhanced) {
    case '5.7.57':
    case '5.7.3':
    case '5.7.8':
      return enhanced;
    default:
      return reply.code === 534 ? 'stronger' : 'other';
  }
}
