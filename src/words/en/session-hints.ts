/** English hints for refusals: what to change, from what the server said. */
import type { Reply, ServerFacts, SessionFacts, Stage } from '../../failure/facts.ts';
import { refusalCause, type RefusalCause } from '../../failure/refusal-cause.ts';
import { mechanismHint } from './login-hints.ts';

/** What to change, by the cause that the reply shows; "possible cause" where it shows no more than that. */
const causes: Readonly<Record<RefusalCause, string>> = {
  'starttls-first': 'the server requires TLS first: write EnableTLS = 1 in sendmemo-ssl.cfg',
  'login-first':
    'the server requires a login: set auth-user and auth-password-file in sendmemo.cfg (on Office 365, 5.7.57 means that the session is not authenticated)',
  'login-or-certificate':
    'the server does not know this client. Possible causes: the login is missing (auth-user and auth-password-file in sendmemo.cfg), or the server requires a client certificate (CertFile and KeyFile in sendmemo-ssl.cfg)',
  'client-certificate':
    'possible cause: the server requires a client certificate that it trusts: set CertFile and KeyFile in sendmemo-ssl.cfg, or ask its administrator which CA it accepts',
  'send-as':
    'the account of auth-user may not send as this address: set from in sendmemo.cfg to the address of the account, or have the "Send As" permission granted to it',
  'address-not-verified':
    'the provider accepts only verified addresses: verify the address or domain of the sender there (on Amazon SES in the same region; in its sandbox each recipient too), or set from in sendmemo.cfg to a verified one',
  'sender-domain':
    'the server does not accept the address or domain of the sender: set from in sendmemo.cfg, or --envelope-from, to an address whose domain exists in DNS and that the server allows',
  'sender-policy':
    "the message failed the sender domain's SPF, DKIM or DMARC check: send through that domain's own mail server, or have this server added to its SPF record",
  'reverse-dns':
    'the address of this machine has no matching name in DNS (PTR record): have it added, or send through a mail server of your provider (smtp-server-host)',
  'block-list':
    'the address of this machine, or the sender, is on a block list: follow the link in the reply, or send through a mail server of your provider (smtp-server-host)',
  'relay-denied':
    'the server does not relay for this client: log in (auth-user in sendmemo.cfg), have the address of this machine allowed there (Postfix: mynetworks), or use the mail server that is responsible for the recipient',
  'no-such-user': 'the mailbox does not exist on that server: correct the address',
  'mailbox-full': 'the mailbox of the recipient is full: try again later, or reach its owner in another way',
  greylisted:
    'possible cause: greylisting, which accepts the message at a later try from the same address: --spool-on-failure tries again automatically',
  'rate-limited':
    'the server limits how much it accepts in a given time: try again later, and lower max-connections and rate-limit in sendmemo.cfg',
  'disk-full':
    'the server has no space or resources left: its administrator has to free some; --spool-on-failure keeps the message until then',
  'server-fault':
    'this is a fault of the server, not of these settings: its log and its administrator know more; try again later',
};

/** What to change where a server rejects something for good. */
export function refusedHint(stage: Stage, reply: Reply, session: SessionFacts | undefined): string {
  const cause = refusalCause(stage, reply, session);
  if (cause !== null) return causes[cause];
  switch (stage) {
    case 'greeting':
    case 'connect':
      return 'the server does not serve this machine: have its address permitted there (Postfix: mynetworks), or use another smtp-server-host';
    case 'ehlo':
      return 'the server may not like the name given in EHLO: set it in sendmemo-ssl.cfg, Hostname = host.example.com';
    case 'mail':
      return 'the server does not take this sender: set another with --from or --envelope-from, or from = printer@example.com in sendmemo.cfg';
    case 'resolve':
    case 'starttls':
    case 'tls':
    case 'auth':
    case 'rcpt':
    case 'data':
    case 'content':
    case 'final':
    case 'rset':
    case 'quit':
      return 'the answer of the server gives the reason; its log says more';
  }
}

/** What to do where a server says: later. */
export function deferredHint(stage: Stage, reply: Reply, session: SessionFacts | undefined): string {
  const cause = refusalCause(stage, reply, session);
  return cause === null
    ? 'try again later; --spool-on-failure keeps the message and tries again by itself'
    : causes[cause];
}

/** What to do about recipients, by the first reply that was not accepted. */
export function recipientsHint(
  refused: number,
  reply: Reply | undefined,
  session: SessionFacts | undefined,
): string {
  const cause = reply === undefined ? null : refusalCause('rcpt', reply, session);
  if (cause !== null && cause !== 'no-such-user') return causes[cause];
  return refused > 0
    ? 'correct or remove the rejected addresses'
    : 'try again later for those that were deferred; --spool-on-failure does it automatically';
}

/** What to do where a server accepted the connection and sent no greeting. */
export function noGreetingHint(port: number, closed: boolean, session: SessionFacts | undefined): string {
  if (session?.encrypted === true) {
    if (!closed)
      return 'TLS is up, so port and EnableTLS are right; if the server is slow, raise greeting-timeout in sendmemo.cfg, else look in its log';
    return session.clientCertificate
      ? 'TLS is up, so port and EnableTLS are right; possible causes: the server rejects the client certificate or this machine, or is overloaded: see its log'
      : 'TLS is up, so port and EnableTLS are right; possible causes: the server requires a client certificate (CertFile and KeyFile in sendmemo-ssl.cfg), rejects this machine, or is overloaded: see its log';
  }
  return closed
    ? 'possible causes: the server rejects this machine, is overloaded, or expects TLS from the first byte (then EnableTLS = 2 in sendmemo-ssl.cfg): see its log'
    : `if port ${port} expects TLS from the first byte, write EnableTLS = 2 in sendmemo-ssl.cfg; if the server is slow, raise greeting-timeout in sendmemo.cfg`;
}

/** A system code of connect(2) in words. */
export function connectReason(system: string): string {
  const known: Readonly<Record<string, string>> = {
    ECONNREFUSED: 'refused (ECONNREFUSED)',
    ETIMEDOUT: 'no answer in time (ETIMEDOUT)',
    EHOSTUNREACH: 'no route to the host (EHOSTUNREACH)',
    ENETUNREACH: 'no route to the network (ENETUNREACH)',
    ECONNRESET: 'reset (ECONNRESET)',
  };
  return known[system] ?? system;
}

/** What to change where no connection can be made. */
export function connectHint(server: ServerFacts, system: string): string {
  if (system === 'ECONNREFUSED') {
    return `nothing listens on port ${server.port} there: correct smtp-server-host or smtp-server-port (25, 587 with STARTTLS, 465 with EnableTLS = 2), or start the mail server`;
  }
  if (system === 'ETIMEDOUT') {
    return `a firewall may drop port ${server.port}, or the host is down: try another smtp-server-port, or raise connect-timeout in sendmemo.cfg`;
  }
  return 'check network and routes of this machine, smtp-server-host and smtp-server-port';
}

/** What to change where a login is refused, by the sub-codes of Office 365 and Google. */
export function authHint(mechanism: string, reply: Reply, detail?: string): string {
  const cause = refusalCause('auth', reply, undefined);
  if (cause === 'server-fault' || cause === 'rate-limited') return causes[cause];
  const own = mechanismHint(mechanism, detail);
  if (own !== null) return own;
  if ((mechanism === 'XOAUTH2' || mechanism === 'OAUTHBEARER') && reply.enhanced !== '5.7.139') {
    return 'the access token was not accepted: it has expired (most last an hour) or was issued for another user or scope; have auth-password-command print a fresh one (SMTP scope: Google https://mail.google.com/, Office 365 SMTP.Send)';
  }
  switch (reply.enhanced) {
    case '5.7.139':
      return 'Office 365: basic authentication or SMTP AUTH is disabled, or a policy blocks this login: enable "Authenticated SMTP" for the mailbox, or use auth-method = xoauth2';
    case '5.7.57':
      return 'Office 365: the session is not authenticated: set auth-user and auth-password-file, and EnableTLS = 1 with port 587';
    case '5.7.3':
      return 'Office 365: the login was not accepted (wrong password, or SMTP AUTH disabled for the mailbox): check auth-user and the secret, or use auth-method = xoauth2';
    case '5.7.8':
      return 'user or password is wrong: check auth-user and auth-password-file (or auth-password-command) in sendmemo.cfg; Google wants an app password';
    case '5.7.9':
      return 'Google: an app password is needed for this account (Google account, Security, App passwords): put it into auth-password-file; else a stronger auth-method is wanted';
    case '5.7.14':
      return 'Google: log in once with a web browser and confirm this device, then try again; an app password avoids it';
    default:
      return reply.code === 534
        ? 'the server wants a stronger way to log in: Google wants an app password in auth-password-file; others auth-method = cram-md5 or xoauth2'
        : 'check auth-user and auth-password-file (or auth-password-command) in sendmemo.cfg: the file holds the password alone';
  }
}

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

/** What to write where a server offers other mechanisms. */
export function offeredHint(offered: readonly string[]): string {
  const usable = offered.flatMap((name) => ourMechanisms[name] ?? []);
  return usable.length === 0
    ? 'sendmemo knows PLAIN, LOGIN, CRAM-MD5, SCRAM, XOAUTH2, OAUTHBEARER and EXTERNAL: have one of them enabled on the server'
    : `write in sendmemo.cfg: auth-method = ${usable[0]}`;
}
