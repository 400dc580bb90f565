/** English hints for refusals: what to change, from what the server said. */
import type { Reply, ServerFacts, Stage } from '../../failure/facts.ts';

/** What to change where a server refuses for good. */
export function refusedHint(stage: Stage, reply: Reply): string {
  if (reply.code === 530 && /starttls/i.test(reply.message)) {
    return 'the server wants TLS first: write EnableTLS = 1 in sendmemo-ssl.cfg';
  }
  if (reply.code === 530 || reply.enhanced === '5.7.57') {
    return 'the server wants a login first: set auth-user and auth-password-file in sendmemo.cfg (Office 365: 5.7.57 says that the session is not authenticated)';
  }
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
export function authHint(reply: Reply): string {
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
  XOAUTH2: 'xoauth2',
};

/** What to write where a server offers other mechanisms. */
export function offeredHint(offered: readonly string[]): string {
  const usable = offered.flatMap((name) => ourMechanisms[name] ?? []);
  return usable.length === 0
    ? 'sendmemo knows plain, login, cram-md5 and xoauth2: have one of them enabled on the server'
    : `write in sendmemo.cfg: auth-method = ${usable[0]}`;
}
