/** English sentences for the way to the server and the conversation with it. decide/session.ts chooses among them. */
import type { Stage } from '../../failure/facts.ts';
import type { RefusalCause } from '../../failure/refusal-cause.ts';
import { loginSentences } from './login.ts';

const retryFromQueue = '--spool-on-failure keeps the message for the next sendmemo queue run';

/** What to change, by the cause that the reply shows; "possible cause" if it shows no more than that. */
const causes = {
  'starttls-first': 'the server requires TLS first: set EnableTLS = 1 in sendmemo-ssl.cfg',
  'login-first':
    'the server requires a login: set auth-user and auth-password-file in sendmemo.cfg (on Office 365, 5.7.57 means that the session is not authenticated)',
  'login-or-certificate':
    'the server does not know this client. Possible causes: the login is missing (auth-user and auth-password-file in sendmemo.cfg), or the server requires a client certificate (CertFile and KeyFile in sendmemo-ssl.cfg)',
  'client-certificate':
    'possible cause: the server requires a client certificate that it trusts: set CertFile and KeyFile in sendmemo-ssl.cfg, or ask its administrator which CA it accepts',
  'passwords-off': loginSentences.refusedHints['5.7.30'],
  connector:
    'Office 365 accepts mail without a login only through a connector of the tenant: log in (auth-oauth = microsoft, smtp-server-host = smtp.office365.com:587), or have an administrator add a connector for the address of this machine (Exchange admin center, Mail flow, Connectors)',
  'send-as':
    'the account of auth-user may not send as this address: set from in sendmemo.cfg to the address of the account, or have the "Send As" permission granted to it',
  'address-not-verified':
    'the provider accepts only verified addresses: verify the address or domain of the sender there (on Amazon SES in the same region; in its sandbox each recipient too), or set from in sendmemo.cfg to a verified one',
  'sender-domain':
    'the server does not accept the address or domain of the sender: set from in sendmemo.cfg, or --envelope-from, to an address whose domain exists in DNS and that the server allows',
  'sender-policy':
    "the sender's domain does not allow this server to send for it (SPF, DKIM, DMARC): set from in sendmemo.cfg to an address of a domain that does, send through that domain's mail server, or have this server added to its SPF record",
  'reverse-dns':
    "the server requires reverse DNS for this machine's public address: ask whoever runs the network for a PTR record, or send through your provider's mail server (smtp-server-host); no other setting helps",
  'block-list':
    "the address of this machine, or the sender, is on a block list: follow the link in the reply, or send through your provider's mail server (smtp-server-host)",
  'relay-denied':
    'the server does not relay for this client: log in (auth-user in sendmemo.cfg), have the address of this machine allowed there (Postfix: mynetworks), or use the mail server that is responsible for the recipient',
  'no-such-user': 'the mailbox does not exist on that server: correct the address',
  'mailbox-full': 'the mailbox of the recipient is full: try again later, or reach its owner in another way',
  greylisted: `possible cause: greylisting, which accepts a later attempt from the same address; ${retryFromQueue}`,
  'rate-limited':
    'the server limits how much it accepts in a given time: try again later, and lower max-connections and rate-limit in sendmemo.cfg',
  'disk-full': `the server has no space or resources left: its administrator has to free some; ${retryFromQueue}`,
  'server-fault':
    'this is a fault of the server, not of these settings: check its log or ask its administrator; try again later',
} satisfies Record<RefusalCause, string>;

/** `timed out … waiting for SERVER to answer RCPT TO`, `interrupted … while connecting to SERVER`. */
const waits = {
  resolve: (server: string) => `looking up ${server}`,
  connect: (server: string) => `connecting to ${server}`,
  greeting: (server: string) => `waiting for the greeting of ${server}`,
  ehlo: (server: string) => `waiting for ${server} to answer EHLO`,
  starttls: (server: string) => `waiting for ${server} to answer STARTTLS`,
  tls: (server: string) => `in the TLS handshake with ${server}`,
  auth: (server: string) => `logging in to ${server}`,
  mail: (server: string) => `waiting for ${server} to answer MAIL FROM`,
  rcpt: (server: string) => `waiting for ${server} to answer RCPT TO`,
  data: (server: string) => `waiting for ${server} to answer DATA`,
  content: (server: string) => `sending the message to ${server}`,
  final: (server: string) => `waiting for ${server} to accept the message`,
  rset: (server: string) => `waiting for ${server} to answer RSET`,
  quit: (server: string) => `waiting for ${server} to answer QUIT`,
} satisfies Record<Stage, unknown>;

const at = {
  resolve: 'while looking up its name',
  connect: 'while connecting',
  greeting: 'instead of a greeting',
  ehlo: 'at EHLO',
  starttls: 'at STARTTLS',
  tls: 'in the TLS handshake',
  auth: 'during authentication',
  mail: 'at MAIL FROM',
  rcpt: 'at RCPT TO',
  data: 'at DATA',
  content: 'while sending the message',
  final: 'at the end of the message',
  rset: 'at RSET',
  quit: 'at QUIT',
} satisfies Record<Stage, string>;

/** What the server rejects at a stage. */
const rejected = {
  resolve: 'the connection',
  connect: 'the connection',
  greeting: 'the connection',
  ehlo: 'EHLO',
  starttls: 'STARTTLS',
  tls: 'STARTTLS',
  auth: 'authentication',
  mail: 'the sender',
  rcpt: 'the recipients',
  data: 'the message',
  content: 'the message',
  final: 'the message',
  rset: 'the session',
  quit: 'the session',
} satisfies Record<Stage, string>;

export const sessionSentences = {
  causes,
  waits,
  at,
  rejected,
  server: (name: string, address: string | null) => (address === null ? name : `${name} (${address})`),

  noSuchName: (host: string) => `the server name "${host}" does not exist`,
  noSuchNameHint: (host: string, command: string) =>
    `correct smtp-server-host (this machine can't resolve ${host}, not even from /etc/hosts): ${command}`,
  notResolved: (host: string, system: string) =>
    `the server name "${host}" could not be resolved (${system})`,
  notResolvedHint:
    'the name server did not answer: try again later, check /etc/resolv.conf, or set smtp-server-host to an IP address',

  noConnection: (server: string, reasons: string) => `no connection to ${server}: ${reasons}`,
  connectReasons: {
    ECONNREFUSED: 'connection refused (ECONNREFUSED)',
    ETIMEDOUT: 'no answer in time (ETIMEDOUT)',
    EHOSTUNREACH: 'no route to the host (EHOSTUNREACH)',
    ENETUNREACH: 'no route to the network (ENETUNREACH)',
    EADDRNOTAVAIL: 'the source address is not one of this machine (EADDRNOTAVAIL)',
    EAFNOSUPPORT: 'the source address is of another family (EAFNOSUPPORT)',
    ECONNRESET: 'connection reset (ECONNRESET)',
  },
  connectHints: {
    localhost: (port: number) =>
      `no mail server listens on port ${port} of this machine. Name your mail server: -H mail.example.com, or smtp-server-host in the sendmemo.cfg of --server-dir DIR (sendmemo config init DIR creates one)`,
    refused: (port: number) =>
      `no program listens on port ${port} there: correct smtp-server-host or smtp-server-port (25, 587 with STARTTLS, 465 with EnableTLS = 2), or start the mail server`,
    silent: (port: number) =>
      `a firewall may drop port ${port}, or the host is down: try another smtp-server-port, or raise connect-timeout in sendmemo.cfg`,
    other: (_port: number) =>
      'check the network and routes of this machine, smtp-server-host and smtp-server-port',
  },

  sourceHints: {
    foreign: (address: string) =>
      `this machine does not have the address ${address}: correct source-address in sendmemo.cfg (ip address shows those that it has)`,
    family: (address: string) =>
      `source-address = ${address} and the address of the server are not both IPv4 or both IPv6: set one of the same family, or remove it from sendmemo.cfg`,
  },
  noProxy: (server: string, proxy: string, fault: string, detail: string) =>
    `no connection to ${server} through the proxy ${proxy}: ${fault}${detail === '' ? '' : ` (${detail})`}`,
  proxyFaults: {
    name: 'the name of the proxy could not be looked up',
    unreachable: 'no connection to the proxy',
    'no-proxy': 'it does not answer as a proxy of this kind',
    lost: 'the proxy closed the connection without an answer',
    timeout: 'the proxy did not answer in time',
    'login-required': 'the proxy requires a login',
    'login-refused': 'the proxy rejected user or password',
    policy: 'the proxy does not allow this connection',
    target: 'the proxy cannot reach the server',
  },
  proxyHints: {
    name: (_scheme: string) => 'correct proxy in sendmemo.cfg, or start the proxy',
    unreachable: (_scheme: string) => 'correct proxy in sendmemo.cfg, or start the proxy',
    'no-proxy': (scheme: string) =>
      `check host, port and scheme of proxy in sendmemo.cfg; for ${scheme === 'http' ? 'a SOCKS proxy set socks5h' : 'an HTTP proxy set http'}://HOST:PORT`,
    lost: (_scheme: string) =>
      'check the log of the proxy: it may allow other clients only, or not this port',
    timeout: (_scheme: string) =>
      'the proxy or the server behind it is slow or filtered: check the log of the proxy, or raise connect-timeout in sendmemo.cfg',
    'login-required': (scheme: string) =>
      `set proxy = ${scheme}://USER@HOST:PORT, and proxy-password-file to a file with the password`,
    'login-refused': (_scheme: string) => 'check the user in proxy and the first line of proxy-password-file',
    policy: (_scheme: string) =>
      'have the proxy allow this machine to connect to the host and port of the server (many HTTP proxies allow CONNECT to port 443 only; Squid: SSL_ports)',
    target: (_scheme: string) =>
      'check smtp-server-host and smtp-server-port as the proxy sees them: it resolves the name itself, and a firewall behind it may block the port',
  },

  noGreeting: (server: string) => `${server} closed the connection without a greeting`,
  lateGreeting: (server: string, seconds: number | null) =>
    `${server} accepted the connection but sent no greeting within ${seconds} s`,
  greetingHints: {
    closed: (_port: number) =>
      'possible causes: the server rejects this machine, is overloaded, or expects TLS from the first byte (then EnableTLS = 2 in sendmemo-ssl.cfg): check its log',
    silent: (port: number) =>
      `if port ${port} expects TLS from the first byte, set EnableTLS = 2 in sendmemo-ssl.cfg; if the server is slow, raise greeting-timeout in sendmemo.cfg`,
    'closed-tls': (_port: number) =>
      'TLS works, so port and EnableTLS are right; possible causes: the server requires a client certificate (CertFile and KeyFile in sendmemo-ssl.cfg), rejects this machine, or is overloaded: check its log',
    'closed-certificate': (_port: number) =>
      'TLS works, so port and EnableTLS are right; possible causes: the server rejects the client certificate or this machine, or is overloaded: check its log',
    'silent-tls': (_port: number) =>
      'TLS works, so port and EnableTLS are right; if the server is slow, raise greeting-timeout in sendmemo.cfg, otherwise check its log',
  },

  lost: (server: string, stage: Stage, system: string | null) =>
    `the connection to ${server} was lost ${at[stage]}${system ? ` (${system})` : ''}; nothing was delivered`,
  largeHelloHint:
    'possible cause: the server or a firewall on the way does not answer a TLS hello of more than one packet, as OpenSSL 3.5 sends it with ML-KEM: try Groups = X25519:P-256:P-384 in sendmemo-ssl.cfg, and have that device updated; otherwise check the log of the server',
  lostHint: 'try again later; if it happens each time, check the log of the server and firewalls on the way',
  unknown: {
    lost: (server: string, _seconds: number | null) =>
      `the connection to ${server} was lost after the whole message was sent`,
    interrupted: (server: string, _seconds: number | null) =>
      `interrupted after the whole message was sent to ${server}`,
    timeout: (server: string, seconds: number | null) =>
      `${server} did not answer within ${seconds} s after the whole message was sent`,
  },
  unknownDelivery: (cause: string, messageId: string | null) =>
    `${cause}; it is unknown whether it was delivered${messageId === null ? '' : ` (Message-ID ${messageId})`}`,
  unknownHint: (messageId: string | null) =>
    `before you send it again, look for ${messageId ?? 'the Message-ID'} in the log of the server; if the server scans messages slowly, raise final-timeout in sendmemo.cfg`,
  stageTimeout: (seconds: number, setting: string, wait: string) =>
    `timed out after ${seconds} s (${setting}) ${wait}; nothing was delivered`,
  stageTimeoutHint: (setting: string, seconds: number) =>
    `try again later; if the server needs longer, set ${setting} = ${seconds} in sendmemo.cfg`,
  runTimeout: (seconds: number, wait: string | null) =>
    `timed out after ${seconds} s (--timeout)${wait === null ? '' : ` ${wait}; nothing was delivered`}`,
  runTimeoutHint: (seconds: number) => `allow more time: --timeout ${seconds}`,
  interrupted: (signal: string, wait: string | null) =>
    `interrupted by ${signal}${wait === null ? '' : ` while ${wait}; nothing was delivered`}`,

  refused: (server: string, stage: Stage, reply: string) => `${server} rejected ${rejected[stage]}: ${reply}`,
  transient: (server: string, stage: Stage, reply: string) =>
    `${server} temporarily rejected ${rejected[stage]}: ${reply}`,
  refusedHints: {
    connection:
      'the server does not accept connections from this machine: have its address allowed there (Postfix: mynetworks), or use another smtp-server-host',
    ehlo: 'the server may reject the EHLO name: set Hostname = host.example.com in sendmemo-ssl.cfg',
    sender:
      'the server does not accept this sender: set another with --from or --envelope-from, or from = printer@example.com in sendmemo.cfg',
    other: "the server's reply gives the reason; its log may say more",
  },
  deferredHint: `try again later; ${retryFromQueue}`,

  sizeLimit: (server: string, size: string, limit: string) =>
    `the message is too large for ${server}: ${size}, limit ${limit}`,
  sizeRefused: (server: string, size: string | null, reply: string) =>
    `${server} rejected the message${size === null ? '' : ` of ${size}`} as too large: ${reply}`,
  sizeHint:
    'send fewer or smaller attachments, or have the limit of the server raised (Postfix: message_size_limit)',
  sizeRefusedHint:
    'send fewer or smaller attachments, or have the limit of the server or the quota of the mailbox raised',

  protocolReply: (server: string, stage: Stage, text: string) =>
    `${server} sent an unexpected reply ${at[stage]}: "${text}"`,
  noSmtp: (server: string, text: string) =>
    `${server} is not an SMTP server (expected a greeting, got "${text}")`,
  protocolHint: (port: number) =>
    `check that smtp-server-host and smtp-server-port (${port}) are those of a mail server, and that no proxy or firewall on the way rewrites SMTP`,
  otherService: (service: string, port: number) =>
    `this looks like ${service} server: correct smtp-server-host or smtp-server-port (${port}); mail servers use 25, 587 or 465`,
  services: { SSH: 'an SSH', HTTP: 'an HTTP', IMAP: 'an IMAP', POP3: 'a POP3', TLS: 'a TLS' },
  injection: (server: string, text: string) =>
    `${server} sent more plain text after its reply to STARTTLS${text ? `: "${text}"` : ''}; nothing was sent`,
  injectionHint:
    'an attacker on the way may be inserting commands (CVE-2011-0411), or the server is faulty: have it checked before you use it',
  replyTooLong: (server: string, stage: Stage, limit: number) =>
    `${server} sent a reply of more than ${limit} octets ${at[stage]}`,

  oneRecipient: (server: string, isPermanent: boolean, address: string, reply: string) =>
    `${server} ${isPermanent ? 'rejected' : 'deferred'} ${address}: ${reply}`,
  recipients: (server: string, refused: number, deferred: number, all: number) =>
    [
      ...(refused > 0 ? [`${server} rejected ${refused} of ${all} recipients`] : []),
      ...(deferred > 0 ? [`${refused > 0 ? '' : `${server} `}deferred ${deferred} of ${all}`] : []),
    ].join(', '),
  correctAddresses: 'correct or remove the rejected addresses',
  deferredRecipients: `try again later for the deferred recipients; ${retryFromQueue}`,
};
