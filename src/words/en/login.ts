/** English sentences for logging in. Which one applies to which facts is in ../decide. */
export const loginSentences = {
  'auth-refused': '{server:tried} rejected the login{? of "{user}"} ({mechanism}): {reply}{? ({detail})}',
  'auth-refused.hint.external':
    'the server does not accept the client certificate as a login: check there which CA and which name in the certificate it maps to a user, and leave auth-user unset unless it must name another',
  'auth-refused.hint.channel-binding':
    'the server sees another TLS session than this machine: a proxy or load balancer on the way decrypts TLS; find out who runs it, then set auth-method = scram-sha-256',
  'auth-refused.hint.scram':
    'check auth-user and auth-password-file (or auth-password-command) in sendmemo.cfg; if they are right, the server may store the password in a form that SCRAM cannot use: auth-method = plain over verified TLS',
  'auth-refused.hint.token':
    'the access token was not accepted: it has expired (most last an hour) or was issued for another user or scope (SMTP scope: Google https://mail.google.com/, Office 365 SMTP.Send); auth-oauth requests tokens itself, and "sendmemo check" shows what one allows',
  'auth-refused.hint.token-5.7.3':
    'Office 365 does not accept the token for this mailbox: check auth-user, the permission SMTP.SendAsApp (or SMTP.Send) with admin consent, the service principal in Exchange (New-ServicePrincipal) and its right to the mailbox (Add-MailboxPermission); "sendmemo check" shows what the token allows',
  'auth-refused.hint.5.7.30':
    'Office 365 no longer accepts passwords for SMTP: use auth-oauth = microsoft in place of a password (docs/guides/oauth.md), or High Volume Email or Azure Communication Services for a device that can only use passwords',
  'auth-refused.hint.5.7.139':
    'Office 365: SMTP AUTH is disabled, or a policy blocks this login: enable "Authenticated SMTP" for the mailbox (Microsoft 365 admin center, Users, Mail, Manage email apps; Set-CASMailbox -SmtpClientAuthenticationDisabled $false), and log in with a token (auth-oauth = microsoft), since security defaults block passwords',
  'auth-refused.hint.5.7.57':
    'Office 365: the session is not authenticated: set auth-user and auth-password-file, and EnableTLS = 1 with port 587',
  'auth-refused.hint.5.7.3':
    'Office 365: the login was not accepted (wrong password, or SMTP AUTH disabled for the mailbox): check auth-user and the secret, or log in with a token (auth-oauth = microsoft)',
  'auth-refused.hint.5.7.8':
    'user or password is wrong: check auth-user and auth-password-file (or auth-password-command) in sendmemo.cfg; Google requires an app password or a token (auth-oauth = google)',
  'auth-refused.hint.5.7.9':
    'Google: this account needs an app password (Google account, Security, App passwords): put it into auth-password-file. Other servers: a stronger auth-method is required',
  'auth-refused.hint.5.7.14':
    'Google: log in once with a web browser and confirm this device, then try again; an app password avoids this',
  'auth-refused.hint.stronger':
    'the server requires a stronger way to log in: Google an app password in auth-password-file; others auth-method = cram-md5 or xoauth2',
  'auth-refused.hint.other':
    'check auth-user and auth-password-file (or auth-password-command) in sendmemo.cfg: the file contains only the password',
  'auth-exchange': 'the login ({mechanism}) was stopped because {server:tried} {fault}',
  'auth-exchange.hint':
    'this may not be your mail server: check smtp-server-host and its certificate before you use another auth-method; the password itself was not sent',
  'auth-exchange.fault.malformed': 'sent an invalid challenge (RFC 5802)',
  'auth-exchange.fault.nonce': 'changed the nonce of the login',
  'auth-exchange.fault.iterations': 'asked for fewer than 4096 or more than 1000000 iterations',
  'auth-exchange.fault.extra-round': 'sent one challenge too many',
  'auth-exchange.fault.wrong-signature': 'sent a wrong signature: it does not know the password',
  'auth-exchange.fault.no-signature':
    'accepted the login without its signature: it did not prove that it knows the password',
  'auth-exchange.hint.iterations':
    'have the iteration count of the stored password changed on the server (4096 to 1000000), or set another auth-method in sendmemo.cfg',
  'auth-unavailable': "auth-method = {method} can't be used with {server:tried}: {reason}",
  'auth-unavailable.why.md5-forbidden': 'this machine does not allow MD5 (FIPS mode)',
  'auth-unavailable.why.no-channel-binding': 'this session has no channel binding',
  'auth-unavailable.why.no-client-certificate': 'no client certificate was sent',
  'auth-unavailable.hint.md5-forbidden': 'set auth-method = auto, or scram-sha-256, in sendmemo.cfg',
  'auth-unavailable.hint.no-channel-binding':
    'channel binding needs TLS: set EnableTLS = 1 or 2 and MaxProtocol = TLSv1.3 in sendmemo-ssl.cfg; otherwise auth-method = scram-sha-256',
  'auth-unavailable.hint.no-client-certificate':
    'set CertFile, KeyFile and EnableTLS = 1 or 2 in sendmemo-ssl.cfg',
  'auth-not-offered':
    '{server:tried} does not offer the authentication of auth-method = {wanted}; it offers {offered}',
  'auth-not-offered.hint':
    'sendmemo supports PLAIN, LOGIN, CRAM-MD5, SCRAM, XOAUTH2, OAUTHBEARER and EXTERNAL: have one of them enabled on the server',
  'auth-not-offered.none': '{server:tried} offers no authentication, but auth-user is set',
  'auth-not-offered.none.hint':
    'many servers offer it only after STARTTLS (EnableTLS = 1) or on port 587; if this server needs none, put ; in front of auth-user in sendmemo.cfg',
  'auth-not-offered.none.hint.tls':
    'TLS is on, so this port may be for other mail servers: try port 587 or 465, or have authentication enabled on the server; if it needs none, put ; in front of auth-user in sendmemo.cfg',
  'auth-not-offered.hint.use': 'set auth-method = {method} in sendmemo.cfg',
  'auth-insecure.plain-text': 'the password was not sent: the session with {server:tried} is not encrypted',
  'auth-insecure.unverified': 'the password was not sent: the certificate of {server:tried} was not verified',
  'auth-insecure.plain-text.hint':
    'set EnableTLS = 1 (STARTTLS) or EnableTLS = 2 (SMTPS) in sendmemo-ssl.cfg; auth-allow-insecure = 1 in sendmemo.cfg sends it anyway',
  'auth-insecure.unverified.hint':
    'remove IgnoreCertificateErrors and CertValidationIgnoreHostName from sendmemo-ssl.cfg and set CAFile to the CA; auth-allow-insecure = 1 in sendmemo.cfg sends it anyway',
} as const;
