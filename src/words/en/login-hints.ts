/** English words for what goes wrong inside a login: the proof that SCRAM asks of a server, and mechanisms that can't be used. */
import type { SessionFailure } from '../../failure/session-failure.ts';

type ExchangeFault = Extract<SessionFailure, { reason: 'auth-exchange' }>['why'];
type Hindrance = Extract<SessionFailure, { reason: 'auth-unavailable' }>['why'];

/** What the server did: "the login was stopped, because SERVER …". */
export const exchangeReasons: Readonly<Record<ExchangeFault, string>> = {
  malformed: 'sent a challenge that is not valid (RFC 5802)',
  nonce: 'changed the nonce of the login',
  iterations: 'asked for fewer than 4096 or more than 1000000 iterations',
  'extra-round': 'sent one challenge too many',
  'wrong-signature': 'sent a wrong signature: it does not know the password',
  'no-signature': 'accepted the login without its signature: it did not prove that it knows the password',
};

export function exchangeHint(why: ExchangeFault): string {
  return why === 'iterations'
    ? 'have the iteration count of the stored password changed on the server (4096 to 1000000), or set another auth-method in sendmemo.cfg'
    : 'this may not be your mail server: check smtp-server-host and its certificate before you use another auth-method; the password itself was not sent';
}

export const unavailableReasons: Readonly<Record<Hindrance, string>> = {
  'md5-forbidden': 'this machine does not allow MD5 (FIPS mode)',
  'no-channel-binding': 'this session has nothing that a login can be bound to',
  'no-client-certificate': 'no client certificate was sent',
};

export function unavailableHint(why: Hindrance): string {
  switch (why) {
    case 'md5-forbidden':
      return 'write auth-method = auto, or scram-sha-256, in sendmemo.cfg';
    case 'no-channel-binding':
      return 'channel binding needs TLS: write EnableTLS = 1 or 2 in sendmemo-ssl.cfg and MaxProtocol = TLSv1.3; else auth-method = scram-sha-256';
    case 'no-client-certificate':
      return 'set CertFile, KeyFile and EnableTLS = 1 or 2 in sendmemo-ssl.cfg';
  }
}

/** What to change where a login is refused, by the mechanism alone; null: the reply has to say. */
export function mechanismHint(mechanism: string, detail: string | undefined): string | null {
  if (mechanism === 'EXTERNAL') {
    return 'the server does not accept the client certificate as a login: check there which CA and which name in the certificate it maps to a user, and leave auth-user unset unless it must name another';
  }
  if (mechanism.endsWith('-PLUS') && detail !== undefined && detail.includes('channel-binding')) {
    return 'the server sees another TLS session than this machine: a proxy or load balancer on the way decrypts TLS; find out whose it is, then write auth-method = scram-sha-256';
  }
  return mechanism.startsWith('SCRAM-')
    ? 'check auth-user and auth-password-file (or auth-password-command) in sendmemo.cfg; if they are right, the server may store the password in a form that SCRAM cannot use: auth-method = plain over verified TLS'
    : null;
}
