/**
 * The commented samples of both configuration files. What is said stands here; names, defaults and which of them there
 * are come from the settings table, so that a setting without its place in the sample is found by a test. The files
 * under samples/ are what this prints.
 */
import { oauthRows } from '../../config/oauth-rows.ts';
import type { CfgFile, Setting } from '../../config/setting.ts';
import { settingsOf } from '../../config/settings-table.ts';

/** A paragraph of comment, or the settings that stand under the one before. */
type Block = string | readonly string[];

const tlsSample: readonly (readonly Block[])[] = [
  [
    `sendmemo-ssl.cfg - how the session with the mail server is secured.

Copy this file into the working directory of the server (/var/pd/NAME),
take the semicolon off the lines that you want to change, and try the
result with "sendmemo check". As it stands it changes nothing: every
setting is shown with its default.

A line is Name = value. Names are case-sensitive; the value is the rest of
the line as it is. Lines that begin with ; or # are comments.

A file name without / and \\ is looked for in the directory of this file
and nowhere else. Any other file needs its full path.`,
  ],
  [
    `Encryption: 0 none, 1 STARTTLS, 2 SMTPS (TLS from the first byte).
The port goes with it: 25 or 587 with 1, 465 with 2
(smtp-server-port in sendmemo.cfg).`,
    ['EnableTLS'],
  ],
  [
    `CA certificates (PEM or DER, any number of them) that are trusted in
addition to the globally known ones. Needed where the mail server's
certificate comes from a CA of your own.`,
    ['CAFile'],
  ],
  [
    `Certificate revocation lists (PEM or DER, any number of them). Once set,
every issuer in the server's chain must have a current one here.`,
    ['CrlFile'],
  ],
  [
    `Client certificate with its chain, and its private key without a
passphrase. Either both or none; they may be in one file.`,
    ['CertFile', 'KeyFile'],
  ],
  [
    `1: the name in the certificate is not compared with smtp-server-host.
Trust, dates and revocation are still verified.`,
    ['CertValidationIgnoreHostName'],
  ],
  [
    `1: every error of the server's certificate is passed over, with a warning
that names it. For trying things out, not for keeps.`,
    ['IgnoreCertificateErrors'],
  ],
  [
    `The name that is given to the mail server with EHLO: a full host name
(host.example.com) or an address ([1.2.3.4], [IPv6:fc00::1]). Detected
where it is not set; set it behind NAT.`,
    ['Hostname'],
  ],
  [
    `---------------------------------------------------------------------------
From here on: settings that InfoPrint's sendmemo does not have.
---------------------------------------------------------------------------`,
  ],
  [`Directory of CA certificates with <hash>.0 links (openssl rehash).`, ['CAPath']],
  [
    `Oldest and newest TLS version: TLSv1, TLSv1.1, TLSv1.2, TLSv1.3. A minimum
below TLSv1.2 allows old ciphers and digests too, and warns.`,
    ['MinProtocol', 'MaxProtocol'],
  ],
  [
    `Ciphers for TLS 1.2 and older (an OpenSSL list), and suites for TLS 1.3
(separated by colons). The runtime's own where not set.`,
    ['Ciphers', 'CipherSuites'],
  ],
  [
    `SHA-256 of the server's certificate, in hex with or without colons. That
certificate is accepted without chain and name, and no other is.`,
    ['Fingerprint'],
  ],
  [
    `may: goes on in plain text where the server does not offer STARTTLS, with
a warning. must: sends nothing then.`,
    ['StartTLSPolicy'],
  ],
  [`1: a KeyFile that group or others can read is an error, not a warning.`, ['StrictKeyPermissions']],
  [
    `1: a server without secure renegotiation (RFC 5746, of 2010) is accepted, with
a warning.`,
    ['LegacyRenegotiation'],
  ],
];

const serverSample: readonly (readonly Block[])[] = [
  [
    `sendmemo.cfg - the mail server, and how mail gets there.

It stands beside sendmemo-ssl.cfg in the working directory of the server
and has the same form: Name = value, comments with ; or #, a file name
without / and \\ means a file in this directory. As it stands it changes
nothing: every setting is shown with its default. "sendmemo config show"
prints what holds, and where it comes from.`,
  ],
  [`--- The mail server -------------------------------------------------------`],
  [
    `One server, or several separated by commas or blanks: the further ones are
backups. host:port and [2001:db8::1]:port give a port of their own.
Under TLS give the name that is in the certificate; localhost never passes.`,
    ['smtp-server-host'],
  ],
  [`25; 465 under EnableTLS = 2; usually 587 where users have to log in.`, ['smtp-server-port']],
  [`--- How long to wait, in seconds --------------------------------------------`],
  [
    `For each address of the server; for its greeting; for each reply; while
the message makes no progress; for the reply to the whole message.`,
    ['connect-timeout', 'greeting-timeout', 'command-timeout', 'data-timeout', 'final-timeout'],
  ],
  [
    `The way out: socks5h://[USER@]HOST:PORT or http://[USER@]HOST:PORT (CONNECT),
the file with its password, and the address of this machine to leave from.`,
    ['proxy', 'proxy-password-file', 'source-address'],
  ],
  [`--- Addresses -------------------------------------------------------------`],
  [
    `Sender where a message has none (else user@host), the domain that completes
addresses without one, and where replies go.`,
    ['from', 'domain', 'reply-to'],
  ],
  [`Aliases for local names, in the form of /etc/aliases.`, ['aliases']],
  [`--- Logging in --------------------------------------------------------------`],
  [
    `Off unless auth-user is set. auto takes the safest that the server offers:
SCRAM, over verified TLS bound to its session, then PLAIN. Or plain, login,
cram-md5, scram-sha-1, scram-sha-256, the same with -plus; xoauth2,
oauthbearer (tokens); external (the client certificate, no auth-user).`,
    ['auth-method', 'auth-user'],
  ],
  [
    `The first line of a file that nobody else can read (chmod 600), the first
line that a shell command prints, or a credential of the systemd service
(LoadCredential=). One of the three.`,
    ['auth-password-file', 'auth-password-command', 'auth-password-credential'],
  ],
  [
    `In place of a password: access tokens (OAuth 2.0) of Microsoft 365, Google
or another provider; docs/oauth.md says what each of them needs. microsoft,
microsoft-gcc-high, microsoft-dod, microsoft-china, google, or the URL of the
issuer or of its token endpoint.`,
    oauthRows.map(({ name }) => name),
  ],
  [`1: logs in even where the session is not encrypted and verified.`, ['auth-allow-insecure']],
  [`--- The log -----------------------------------------------------------------`],
  [
    `JSON lines; made with mode 0600. trace, debug, info, warn, error, fatal or
silent.`,
    ['log-file', 'log-level'],
  ],
  [
    `Also to syslog and the journal, in the form of a mail log: mail, daemon,
user or local0 to local7.`,
    ['log-syslog'],
  ],
  [`--- The spool ---------------------------------------------------------------`],
  [
    `direct: sent at once. spool-on-failure: kept and tried again where the
fault is temporary. spool: always kept first; "sendmemo queue run" sends it.`,
    ['delivery'],
  ],
  [`The directory spool beside this file where not set.`, ['spool-directory']],
  [`How long a message is tried: 5d, 12h, 30m, 90s; bare numbers are seconds.`, ['max-age']],
  [
    `A fault of login, token, certificate or TLS stops that time, until somebody
has fixed it, but for no longer than this.`,
    ['hold-age'],
  ],
  [
    `For "sendmemo queue run": connections at a time, messages over each, and
messages a minute (no limit where not set).`,
    ['max-connections', 'messages-per-connection', 'rate-limit'],
  ],
];

/** @returns the sample of a file: it changes nothing as it stands, for every setting is a comment with its default. */
export function sampleText(file: CfgFile): string {
  const settings = new Map(settingsOf(file).map((setting) => [setting.name, setting]));
  const paragraphs = (file === 'sendmemo-ssl.cfg' ? tlsSample : serverSample).map((blocks) =>
    blocks
      .flatMap((block) =>
        typeof block === 'string' ? commented(block) : block.map((name) => settingLine(name, settings)),
      )
      .join('\n'),
  );
  return `${paragraphs.join('\n\n')}\n`;
}

function commented(text: string): readonly string[] {
  return text.split('\n').map((line) => (line === '' ? ';' : `; ${line}`));
}

function settingLine(name: string, settings: ReadonlyMap<string, Setting>): string {
  const setting = settings.get(name);
  if (setting === undefined) throw new TypeError(`no setting ${name}`);
  return `;${name} = ${setting.default}`.trimEnd();
}
