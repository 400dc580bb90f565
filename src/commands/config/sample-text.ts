/**
 * The commented samples of both configuration files. The paragraphs are here; names and defaults come from the settings
 * table, and a setting without a paragraph gets one from its meaning. The files under samples/ are what this prints.
 */
import { meanings } from '../../config/meanings.ts';
import { oauthRows } from '../../config/oauth-rows.ts';
import type { CfgFile, Setting } from '../../config/setting.ts';
import { settingsOf } from '../../config/settings-table.ts';
import { fold } from '../../text/fold.ts';

/** A paragraph of comment, or the settings under the previous one. */
type Block = string | readonly string[];

const tlsSample: readonly (readonly Block[])[] = [
  [
    `sendmemo-ssl.cfg - encryption of the session with the mail server.

Put this file into the working directory of the server (/var/pd/NAME),
remove the semicolon from the lines that you want to change, and test the
result with "sendmemo check". Every setting is a comment that shows its
default.

A line is Name = value. Names are case-sensitive; the value is the rest of
the line. Lines starting with ; or # are comments; a comment needs a line
of its own.

A file name without / and \\ is a file in this directory. Any other file
needs its full path.`,
  ],
  [
    `Encryption: 0 none, 1 STARTTLS, 2 SMTPS (TLS from the first byte).
The port must match: 25 or 587 with 1, 465 with 2
(smtp-server-port in sendmemo.cfg).`,
    ['EnableTLS'],
  ],
  [
    `CA certificates (PEM or DER, any number of them) that are trusted in
addition to the public CAs. Needed if the mail server's certificate is
from your own CA.`,
    ['CAFile'],
  ],
  [
    `Certificate revocation lists (PEM or DER, any number of them). If set,
every issuer in the server's chain must have a current one here.`,
    ['CrlFile'],
  ],
  [
    `Client certificate with its chain, and its private key without a
passphrase. Set both or neither; they may be in one file.`,
    ['CertFile', 'KeyFile'],
  ],
  [
    `1 (not recommended): the name in the certificate is not compared with
smtp-server-host. Trust, dates and revocation are still verified.`,
    ['CertValidationIgnoreHostName'],
  ],
  [
    `1: every error of the server's certificate is ignored, with a warning.
For testing only.`,
    ['IgnoreCertificateErrors'],
  ],
  [
    `The name sent to the mail server with EHLO: a full host name
(host.example.com) or an address ([1.2.3.4], [IPv6:fc00::1]). Detected if
not set; set it behind NAT.`,
    ['Hostname'],
  ],
  [
    `---------------------------------------------------------------------------
Settings that InfoPrint's sendmemo does not have.
---------------------------------------------------------------------------`,
  ],
  [`Directory of CA certificates with <hash>.0 links (openssl rehash).`, ['CAPath']],
  [
    `Oldest and newest TLS version: TLSv1, TLSv1.1, TLSv1.2, TLSv1.3. A minimum
below TLSv1.2 also allows old ciphers and digests, with a warning.`,
    ['MinProtocol', 'MaxProtocol'],
  ],
  [
    `Ciphers for TLS 1.2 and older (an OpenSSL list), and suites for TLS 1.3
(separated by colons). Default: those of Node.`,
    ['Ciphers', 'CipherSuites'],
  ],
  [
    `Groups of the key exchange in order (separated by colons). With OpenSSL 3.5
the first message of TLS is larger than a packet; X25519:P-256:P-384 makes it
small for servers and firewalls that do not answer it.`,
    ['Groups'],
  ],
  [
    `SHA-256 of the server's certificate, in hex with or without colons. That
certificate is accepted without chain and name, and no other one.`,
    ['Fingerprint'],
  ],
  [
    `must: nothing is sent if the server does not offer STARTTLS. may: mail is
then sent in plain text, with a warning.`,
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
    `sendmemo.cfg - mail server, sender, login, log and spool.

It is in the same directory as sendmemo-ssl.cfg and has the same format:
Name = value, comments with ; or #, a file name without / and \\ is a file
in this directory. Every setting is a comment that shows its default.
"sendmemo config show" prints the effective settings and their origin.`,
  ],
  [`--- The mail server -------------------------------------------------------`],
  [
    `One server, or several separated by commas or blanks: all but the first are
backups. host:port and [2001:db8::1]:port set the port of one server.
With TLS use the name in the certificate; localhost never matches.`,
    ['smtp-server-host'],
  ],
  [`25; 465 with EnableTLS = 2; usually 587 if users must log in.`, ['smtp-server-port']],
  [`--- Time limits, in seconds -------------------------------------------------`],
  [
    `For the connection to each address; for the greeting and the TLS handshake;
for each reply; for a message without progress; for the final reply.`,
    ['connect-timeout', 'greeting-timeout', 'command-timeout', 'data-timeout', 'final-timeout'],
  ],
  [
    `The way out: socks5h://[USER@]HOST:PORT or http://[USER@]HOST:PORT (CONNECT),
the file with its password, and the address of this machine to leave from.`,
    ['proxy', 'proxy-password-file', 'source-address'],
  ],
  [`--- Addresses -------------------------------------------------------------`],
  [
    `Default sender (otherwise user@host), the domain that completes addresses
without one, and the Reply-To address.`,
    ['from', 'domain', 'reply-to'],
  ],
  [`Aliases for local names, in the format of /etc/aliases.`, ['aliases']],
  [`--- Logging in --------------------------------------------------------------`],
  [
    `Off unless auth-user is set. auto takes the safest that the server offers:
SCRAM, over verified TLS bound to its session, then PLAIN. Or plain, login,
cram-md5, scram-sha-1, scram-sha-256, the same with -plus; xoauth2,
oauthbearer (tokens); external (the client certificate, no auth-user).`,
    ['auth-method', 'auth-user'],
  ],
  [
    `The first line of a file that only its owner can read (chmod 600), the first
line that a shell command prints, or a credential of the systemd service
(LoadCredential=). One of the three.`,
    ['auth-password-file', 'auth-password-command', 'auth-password-credential'],
  ],
  [
    `Instead of a password: access tokens (OAuth 2.0) of Microsoft 365, Google
or another provider; docs/guides/oauth.md says what each of them needs. microsoft,
microsoft-gcc-high, microsoft-dod, microsoft-china, google, or the URL of the
issuer or of its token endpoint.`,
    oauthRows.map(({ name }) => name),
  ],
  [
    `1 (not recommended): logs in even if the session is not encrypted and
verified.`,
    ['auth-allow-insecure'],
  ],
  [`--- The log -----------------------------------------------------------------`],
  [
    `JSON lines, in a file of mode 0600. Levels: trace, debug, info, warn, error,
fatal, silent.`,
    ['log-file', 'log-level'],
  ],
  [
    `Facility for syslog and the journal, in the format of a mail log: mail,
daemon, user or local0 to local7.`,
    ['log-syslog'],
  ],
  [`--- The spool ---------------------------------------------------------------`],
  [
    `direct: send at once. spool-on-failure: queue and retry if the failure is
temporary. spool: always queue; "sendmemo queue run" sends.`,
    ['delivery'],
  ],
  [`Default: the directory spool beside this file.`, ['spool-directory']],
  [
    `One queue for several hosts: a PostgreSQL database, created with "sendmemo
queue init" (docs/guides/spool-on-postgresql.md), for example
postgresql://sendmemo@db1.example.com,db2.example.com/sendmemo?sslmode=verify-full
The password is in a file (chmod 600); with a CA file only these CAs count.`,
    ['spool', 'spool-password-file', 'spool-ca-file', 'spool-client-certificate', 'spool-client-key'],
  ],
  [
    `Seconds for a connection to the database. directory: while there is none,
messages are kept in spool-directory until the next "sendmemo queue run".`,
    ['spool-connect-timeout', 'spool-fallback'],
  ],
  [
    `How long a message is retried: 5d, 12h, 30m, 90s; numbers without a unit
are seconds.`,
    ['max-age'],
  ],
  [
    `That time stops while login, token, certificate or TLS fail, for no longer
than this.`,
    ['hold-age'],
  ],
  [
    `For "sendmemo queue run": connections at a time, messages over each of them,
and messages a minute (default: no limit).`,
    ['max-connections', 'messages-per-connection', 'rate-limit'],
  ],
  [
    `Whether max-connections counts for each runner, or for all runners of a
database together (all).`,
    ['max-connections-scope'],
  ],
  [`--- The relay for devices ("sendmemo relay", docs/relay.md) ------------------`],
  [
    `Where it listens, and the addresses and networks that may connect (this
machine always may). Any address but loopback needs relay-networks. If
relay-domains is set, mail to other domains is rejected.`,
    ['relay-listen', 'relay-networks', 'relay-domains'],
  ],
  [
    `none, starttls (offered), require-starttls or smtps, with the certificate of
the relay and its private key (chmod 600).`,
    ['relay-tls', 'relay-tls-certificate', 'relay-tls-key'],
  ],
  [
    `Passwords ("sendmemo relay passwd"): if set, every client must log in. The
table of senders, and the user that a relay started by root becomes.`,
    ['relay-password-file', 'relay-sender', 'relay-user'],
  ],
  [
    `Limits: connections of all clients and of one, messages a minute of one
client (default: no limit), octets and recipients of a message, seconds for a
command and for a message.`,
    [
      'relay-connections',
      'relay-client-connections',
      'relay-client-rate',
      'relay-size-limit',
      'relay-recipients',
      'relay-timeout',
      'relay-message-timeout',
    ],
  ],
];

/** @returns the sample of a file: it changes nothing: every setting is a comment with its default. */
export function sampleText(file: CfgFile): string {
  const layout = file === 'sendmemo-ssl.cfg' ? tlsSample : serverSample;
  return renderSample(layout, settingsOf(file), meanings);
}

/**
 * A setting that the layout does not name follows the paragraph of the setting before it, with its meaning as comment.
 * @param layout the paragraphs in their order
 */
export function renderSample(
  layout: readonly (readonly Block[])[],
  settings: readonly Setting[],
  means: Readonly<Record<string, { readonly en: string }>>,
): string {
  const paragraphs = layout.map((blocks) => [...blocks]);
  for (const [at, { name }] of settings.entries()) {
    if (paragraphs.some((blocks) => names(blocks).includes(name))) continue;
    const before = settings[at - 1]?.name ?? '';
    const place = paragraphs.findIndex((blocks) => names(blocks).includes(before));
    paragraphs.splice(Math.max(place, 0) + 1, 0, [sentence(means[name]?.en ?? name), [name]]);
  }
  const known = new Map(settings.map((setting) => [setting.name, setting]));
  const texts = paragraphs.map((blocks) =>
    blocks
      .flatMap((block) =>
        typeof block === 'string' ? commented(block) : block.map((name) => settingLine(name, known)),
      )
      .join('\n'),
  );
  return `${texts.join('\n\n')}\n`;
}

function names(blocks: readonly Block[]): readonly string[] {
  return blocks.flatMap((block) => (typeof block === 'string' ? [] : block));
}

/** A meaning, which begins in lower case and has no full stop, as a comment of its own. */
function sentence(meaning: string): string {
  return fold(`${meaning.charAt(0).toUpperCase()}${meaning.slice(1)}.`, 76).join('\n');
}

function commented(text: string): readonly string[] {
  return text.split('\n').map((line) => (line === '' ? ';' : `; ${line}`));
}

function settingLine(name: string, settings: ReadonlyMap<string, Setting>): string {
  const setting = settings.get(name);
  if (setting === undefined) throw new TypeError(`no setting ${name}`);
  return `;${name} = ${setting.default}`.trimEnd();
}
