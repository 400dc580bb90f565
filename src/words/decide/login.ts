/** Which sentence, and which hint, applies to a login that failed. */
import type { Reply } from '../../failure/facts.ts';
import { refusalCause } from '../../failure/refusal-cause.ts';
import type { SessionFailure } from '../../failure/session-failure.ts';
import type { Decisions, SayFailure } from './decisions.ts';

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

export const loginDecisions = (say: SayFailure) =>
  ({
    'auth-refused': (failure) => {
      const { mechanism, reply, detail } = failure;
      const cause = refusalCause('auth', reply, undefined);
      return say.words(
        'auth-refused',
        { ...failure, detail },
        cause === 'server-fault' || cause === 'rate-limited'
          ? `cause.${cause}`
          : `auth-refused.hint.${refusedHint(mechanism, reply, detail)}`,
      );
    },
    'auth-exchange': (failure) =>
      say.words(
        'auth-exchange',
        { ...failure, fault: say(`auth-exchange.fault.${failure.why}`, {}) },
        failure.why === 'iterations' ? 'auth-exchange.hint.iterations' : 'auth-exchange.hint',
      ),
    'auth-unavailable': (failure) =>
      say.words(
        'auth-unavailable',
        { ...failure, reason: say(`auth-unavailable.why.${failure.why}`, {}) },
        `auth-unavailable.hint.${failure.why}`,
      ),
    'auth-not-offered': (failure) => {
      const { offered, session } = failure;
      if (offered.length === 0) {
        const isEncrypted = session?.encrypted === true;
        const hint = isEncrypted ? 'auth-not-offered.none.hint.tls' : 'auth-not-offered.none.hint';
        return say.words('auth-not-offered.none', failure, hint);
      }
      const [method] = offered.flatMap((name) => ourMechanisms[name] ?? []);
      const hint = method === undefined ? 'auth-not-offered.hint' : 'auth-not-offered.hint.use';
      return say.words('auth-not-offered', { ...failure, method }, hint);
    },
    'auth-insecure': (failure) => say.words(`auth-insecure.${failure.why}`, failure),
  }) satisfies Decisions<LoginFailure>;

/** By the mechanism, or else by the sub-codes of Office 365 and Google. */
function refusedHint(mechanism: string, reply: Reply, detail: string | undefined) {
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
