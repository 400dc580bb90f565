/**
 * What a mail server says to XOAUTH2 and OAUTHBEARER (RFC 7628), as Microsoft's and Google's do: for the `on` of
 * `startMailServer` in test/e2e/support/mail-server.ts.
 */
import type { Action, Connection, Verb } from '../../e2e/support/mail-server.ts';

export interface Credentials {
  readonly mechanism: 'XOAUTH2' | 'OAUTHBEARER';
  /** The mailbox; may be absent in OAUTHBEARER. */
  readonly user: string | null;
  readonly token: string;
}

export type Verdict =
  | 'accepted'
  /** The token is bad: a challenge with JSON (RFC 7628, 3.2.2), then this reply after the client's answer. */
  | { readonly challenge: Readonly<Record<string, string>>; readonly reply: string }
  /** A reply at once. */
  | { readonly reply: string };

export interface OauthLogin {
  readonly extensions: readonly string[];
  readonly on: (verb: Verb, argument: string, connection: Connection) => Action | undefined;
  /** Credentials as they came, in order. */
  readonly attempts: readonly Credentials[];
}

/** Replies of the two providers, each with the switch that causes it. */
export const refusals = {
  /** The token is not valid for this mailbox: expired, wrong audience, or no permission for the mailbox. */
  microsoftToken: '535 5.7.3 Authentication unsuccessful [mx.example.com]',
  /** SMTP AUTH is off for the organisation or for the mailbox. */
  microsoftSmtpAuthOff:
    '535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant. Visit https://aka.ms/smtp_auth_disabled for more information. [mx.example.com]',
  /** Passwords are not accepted any more. */
  microsoftBasicOff:
    '550 5.7.30 Basic authentication is not supported for Client Submission. [mx.example.com]',
  /** MAIL without AUTH. */
  microsoftNotAuthenticated: '530 5.7.57 Client not authenticated to send mail. [mx.example.com]',
  /** After DATA: From is not the mailbox that logged in. */
  microsoftSendAs: '554 5.2.252 SendAsDenied; printer@example.com not allowed to send as other@example.com',
  microsoftNoPermission:
    '550 5.7.60 SMTP; Client does not have permissions to send as this sender [mx.example.com]',
  /** A connector of the organisation does not know this client. */
  microsoftConnector:
    '550 5.7.68 TenantInboundAttribution; Direct Send not allowed for this organization from unauthorized sources',
  googleToken:
    '535-5.7.8 Username and Password not accepted. For more information, go to\n535 5.7.8  https://support.google.com/mail/?p=BadCredentials example - gsmtp',
  googleAppPassword:
    '534-5.7.9 Application-specific password required. For more information, go to\n534 5.7.9  https://support.google.com/mail/?p=InvalidSecondFactor example - gsmtp',
  googleBrowser:
    '534-5.7.14 <https://accounts.google.com/signin/continue> Please log in via your web browser and then try again.\n534 5.7.14  https://support.google.com/mail/?p=WebLoginRequired example - gsmtp',
} as const;

/** Google's way: a token that is not valid gets the challenge, whose answer gets 535. */
export function googleVerdict(
  claims: Readonly<Record<string, unknown>> | null,
  { user }: Credentials,
): Verdict {
  const isValid =
    claims !== null &&
    claims['email'] === user &&
    String(claims['scope']).includes('https://mail.google.com/');
  if (isValid) return 'accepted';
  const challenge = {
    status: claims === null ? '401' : '400',
    schemes: 'Bearer',
    scope: 'https://mail.google.com/',
  };
  return { challenge, reply: refusals.googleToken };
}

/**
 * Microsoft's way: 535 at once. The token has to be for Exchange, with the role for applications or the scope for users,
 * and the mailbox one that the application has a right to.
 *
 * @param mailboxes for which the application was given the right to send
 */
export function microsoftVerdict(
  claims: Readonly<Record<string, unknown>> | null,
  { user }: Credentials,
  mailboxes: readonly string[],
): Verdict {
  const roles = claims?.['roles'];
  const asApplication =
    Array.isArray(roles) && roles.includes('SMTP.SendAsApp') && mailboxes.includes(user ?? '');
  const asUser = String(claims?.['scp']).split(' ').includes('SMTP.Send') && claims?.['upn'] === user;
  const isForExchange = /^https:\/\/outlook\.office(?:365)?\.com$/.test(String(claims?.['aud']));
  return isForExchange && (asApplication || asUser) ? 'accepted' : { reply: refusals.microsoftToken };
}

/** @param judge what becomes of credentials; the text of a reply that must not be sent at once stays with the login */
export function oauthLogin(
  judge: (credentials: Credentials) => Verdict,
  offered: readonly Credentials['mechanism'][] = ['XOAUTH2', 'OAUTHBEARER'],
): OauthLogin {
  const attempts: Credentials[] = [];
  const open = new WeakMap<Connection, { mechanism: Credentials['mechanism'] } | { reply: string }>();
  const decide = (connection: Connection, mechanism: Credentials['mechanism'], text: string): string => {
    const credentials = readCredentials(mechanism, text);
    if (credentials === null) return '501 5.5.2 Cannot decode response';
    attempts.push(credentials);
    const verdict = judge(credentials);
    if (verdict === 'accepted') return '235 2.7.0 Accepted';
    if (!('challenge' in verdict)) return verdict.reply;
    open.set(connection, { reply: verdict.reply });
    return `334 ${Buffer.from(JSON.stringify(verdict.challenge)).toString('base64')}`;
  };
  return {
    attempts,
    extensions: [
      'PIPELINING',
      'SIZE 52428800',
      'ENHANCEDSTATUSCODES',
      '8BITMIME',
      `AUTH ${offered.join(' ')}`,
    ],
    on(verb, argument, connection) {
      const state = open.get(connection);
      if (state !== undefined) {
        open.delete(connection);
        // RFC 7628, 3.2.3: the client answers the challenge with a dummy, and only then is refused.
        if ('reply' in state) return state.reply;
        return decide(connection, state.mechanism, connection.commands.at(-1) ?? '');
      }
      if (verb !== 'AUTH') return undefined;
      const [name = '', initial] = argument.split(' ');
      const mechanism = offered.find((one) => one === name.toUpperCase());
      if (mechanism === undefined) return '504 5.7.4 Unrecognized authentication type';
      if (initial !== undefined) return decide(connection, mechanism, initial);
      open.set(connection, { mechanism });
      return '334 ';
    },
  };
}

/** @returns null where the text is no initial response of the mechanism */
export function readCredentials(mechanism: Credentials['mechanism'], base64: string): Credentials | null {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return null;
  const text = Buffer.from(base64, 'base64').toString('utf8');
  // Key/value pairs, each of which ends in Ctrl-A, and a Ctrl-A at the end.
  const [head = '', ...pairs] = text.split('\u0001');
  if (pairs.length < 3 || pairs.splice(-2).some((rest) => rest !== '')) return null;
  const token = pairs.map((pair) => /^auth=Bearer ([\w.~+/=-]+)$/i.exec(pair)?.[1]).find(Boolean);
  if (token === undefined) return null;
  if (mechanism === 'XOAUTH2') {
    const user = /^user=(.+)$/.exec(head)?.[1];
    return user === undefined || pairs.length !== 1 ? null : { mechanism, user, token };
  }
  // RFC 7628, 3.1: a GS2 header in front, whose name has `,` and `=` escaped (RFC 5801, section 4).
  const gs2 = /^n,(?:a=([^,]+))?,$/.exec(head);
  if (gs2 === null) return null;
  return { mechanism, user: gs2[1]?.replaceAll('=2C', ',').replaceAll('=3D', '=') ?? null, token };
}
