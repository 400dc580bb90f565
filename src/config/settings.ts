/**
 * The types of this folder: every setting, resolved and frozen. No other folder reads a configuration file or an
 * environment variable.
 */
import type { Origin } from '../failure/facts.ts';
import type { Notice } from '../failure/notice.ts';
import type { Networks } from './networks.ts';
import type { ChoiceOf } from './server-rows.ts';
import type { ClientCertificate, NamedFile, TlsPlan, TrustPlan } from '../tls/plan.ts';

/** One server of `smtp-server-host`. */
export interface Endpoint {
  /** As configured (the certificate is compared with it): name, IPv4 or IPv6 address without brackets. */
  readonly host: string;
  readonly port: number;
}

/** `proxy`: the way to every server; it looks names up itself. */
export interface ProxySettings extends Endpoint {
  readonly scheme: 'socks5h' | 'http';
  /** null: no login. */
  readonly user: string | null;
  /** Read when it is needed; @throws SendmemoError cfg-secret-*. */
  readonly password: () => string;
}

/** How a wait is bounded; milliseconds (`*-timeout` in sendmemo.cfg, there in seconds). */
export interface Timeouts {
  readonly connectMs: number;
  readonly greetingMs: number;
  readonly commandMs: number;
  readonly dataMs: number;
  readonly finalMs: number;
}

export type AuthMethod = ChoiceOf<'auth-method'>;

/** How a client proves to the token endpoint who it is (RFC 6749, section 2.3). */
export type OAuthClient =
  | { readonly kind: 'public' }
  | { readonly kind: 'secret'; /** @throws SendmemoError cfg-secret-* */ readonly read: () => string }
  /** Signs an assertion (RFC 7523, section 2.2). */
  | ({ readonly kind: 'certificate' } & ClientCertificate);

export type OAuthGrant =
  /** The application by itself (RFC 6749, section 4.4). */
  | { readonly kind: 'client-credentials'; readonly client: OAuthClient }
  /** For a user (RFC 6749, section 6). */
  | { readonly kind: 'refresh-token'; readonly file: NamedFile; readonly client: OAuthClient }
  /** Google's, with domain-wide delegation (RFC 7523, section 2.1). */
  | {
      readonly kind: 'service-account';
      readonly email: string;
      readonly keyPem: string;
      readonly keyId: string | null;
      /** `auth-oauth-subject`: the mailbox. */
      readonly subject: string;
      /** As the file of the account has it. */
      readonly tokenUrl: string | null;
    };

/** How an access token is requested. */
export interface OAuthSettings {
  readonly provider: 'microsoft' | 'google' | 'other';
  /** null: the discovery document of `issuer` names it. */
  readonly tokenUrl: string | null;
  readonly deviceUrl: string | null;
  readonly issuer: string | null;
  readonly clientId: string | null;
  readonly scope: string | null;
  /** `auth-user`. */
  readonly user: string;
  readonly grant: OAuthGrant;
}

export interface AuthSettings {
  readonly method: AuthMethod;
  readonly user: string;
  /** The password, read when it is needed; null: a token is requested. @throws SendmemoError cfg-secret-* */
  readonly secret: (() => Promise<string>) | null;
  /** null: a password is used. */
  readonly oauth: OAuthSettings | null;
  /** `auth-allow-insecure = 1`: also without an encrypted and verified session, with a warning. */
  readonly allowInsecure: boolean;
}

export type DeliveryMode = ChoiceOf<'delivery'>;

/** As libpq means them (PostgreSQL documentation, "SSL Support"); `require` with a CA file is `verify-ca`, as there. */
export type SslMode = 'disable' | 'prefer' | 'require' | 'verify-ca' | 'verify-full';

/** What `spool = postgresql://…` says. */
export interface DatabaseAddress {
  /** In the order of the URL; the first that accepts writes is used. `host` may be the directory of a UNIX socket. */
  readonly hosts: readonly Endpoint[];
  readonly user: string;
  readonly database: string;
  readonly sslMode: SslMode;
}

/** How the database of a spool is reached. */
export interface DatabaseSettings extends DatabaseAddress {
  /** Read for each connection that asks for one; null: none is set. */
  readonly password: (() => Promise<string>) | null;
  /** `spool-ca-file`: the only CAs that are trusted; null: those of the system. */
  readonly caPem: string | null;
  /** `spool-client-certificate` with its chain, and its key. */
  readonly clientCertificate: { readonly certificatePem: string; readonly keyPem: string } | null;
  /** `spool-connect-timeout`: for the whole list of hosts, and for each answer of the server. */
  readonly connectTimeoutMs: number;
}

export interface SpoolDatabase {
  /** The URL without parameters; there are no secrets in it. */
  readonly label: string;
  readonly sslMode: SslMode;
  /** `spool-fallback = directory`. */
  readonly fallback: boolean;
  /** Opens the files that the settings name. @throws SendmemoError CONFIG cfg-named-file, cfg-secret-*, pem-*, key-* */
  readonly open: () => DatabaseSettings;
}

export interface SpoolSettings {
  /** The spool; with a database, where this machine keeps what it must remember, and what the database can't take. */
  readonly directory: string;
  /** `spool = postgresql://…`; null: the spool is the directory. */
  readonly database: SpoolDatabase | null;
  /** `max-age`. */
  readonly maxAgeMs: number;
  /** `hold-age`. */
  readonly holdAgeMs: number;
  readonly maxConnections: number;
  /** `max-connections-scope`: whether `maxConnections` counts for each runner or for all runners of the database. */
  readonly maxConnectionsScope: 'runner' | 'all';
  readonly messagesPerConnection: number;
  /** Messages a minute, or null for no limit. */
  readonly rateLimit: number | null;
}

export type LogLevel = ChoiceOf<'log-level'>;

/** Where syslog sorts what this program says. */
export type SyslogFacility = ChoiceOf<'log-syslog'>;

export interface ServerSettings {
  /** The first is the server, the rest are its backups; never empty. */
  readonly endpoints: readonly Endpoint[];
  readonly timeouts: Timeouts;
  /** null: straight to the server. */
  readonly proxy: ProxySettings | null;
  /** The address of this machine that connections leave from, or null: the system chooses. */
  readonly sourceAddress: string | null;
  /** `from`, as written. */
  readonly from: string | null;
  /** `domain`: completes delivery addresses without one. */
  readonly domain: string | null;
  readonly replyTo: string | null;
  readonly auth: AuthSettings | null;
  readonly delivery: DeliveryMode;
  /** null: there is no server working directory and none was named. */
  readonly spool: SpoolSettings | null;
  readonly logFile: string | null;
  readonly logLevel: LogLevel | null;
  /** `log-syslog`, or null: not to syslog. */
  readonly syslogFacility: SyslogFacility | null;
  /** `aliases`: an /etc/aliases-style file for local names. */
  readonly aliasesFile: string | null;
  /** EHLO name (`Hostname`), or null: autodetect. */
  readonly ehloName: string | null;
}

/** An address of this machine to listen on; port 0 is any free one. */
export interface ListenAddress {
  /** IPv4 or IPv6 address without brackets. */
  readonly host: string;
  readonly port: number;
}

export interface RelayTls {
  readonly mode: 'starttls' | 'require-starttls' | 'smtps';
  /** Reads certificate and key anew. @throws SendmemoError cfg-named-file, cfg-secret-exposed, pem-*, key-* */
  readonly load: () => { readonly certificatePem: string; readonly keyPem: string };
}

/** `relay-*`: the listener for devices. */
export interface RelaySettings {
  /** Never empty. */
  readonly listen: readonly ListenAddress[];
  /** Who may connect besides this machine itself. */
  readonly networks: Networks;
  /** To which domains (A-labels, lower case); empty: to any. */
  readonly domains: readonly string[];
  readonly tls: RelayTls | null;
  /** Every client has to log in with a password of this file; null: no client logs in. */
  readonly passwordFile: NamedFile | null;
  /** The table of senders; null: the sender stays. */
  readonly senderFile: NamedFile | null;
  /** The user to become once the ports are open; null: the user stays the same. */
  readonly user: { readonly name: string; readonly origin: Origin } | null;
  readonly limits: {
    /** At the same time: of all clients, and of one. */
    readonly connections: number;
    readonly clientConnections: number;
    /** Messages a minute of one client; null: no limit. */
    readonly clientRate: number | null;
    readonly sizeBytes: number;
    /** Of one message. */
    readonly recipients: number;
    /** For a command; for a whole message. */
    readonly commandMs: number;
    readonly messageMs: number;
  };
}

/** One effective setting, for `config show` and `check`. */
export interface EffectiveSetting {
  readonly name: string;
  /** As text; secrets are masked. */
  readonly value: string;
  readonly origin: Origin;
}

/** Who named the server working directory; `user` and `system` are the default places. */
export type DirectorySource = 'option' | 'environment' | 'user' | 'system';

export interface Settings {
  /** The server working directory, or null. */
  readonly directory: string | null;
  /** Who named it; null where there is none. */
  readonly directorySource: DirectorySource | null;
  /** sendmemo-ssl.cfg where one was read, or null. */
  readonly tlsFile: string | null;
  /** sendmemo.cfg where one was read, or null. */
  readonly serverFile: string | null;
  readonly server: ServerSettings;
  readonly tls: TlsPlan;
  /** For other servers than the mail server (token endpoint): always verified, with CAFile, CAPath and the system's CAs. */
  readonly publicTrust: TrustPlan;
  readonly effective: readonly EffectiveSetting[];
  /** Read when it is needed, with the files that it names. @throws SendmemoError CONFIG */
  readonly relay: () => Promise<RelaySettings>;
  /**
   * The database of another URL, with the files and limits of these settings (`queue move --to`).
   * @throws SendmemoError CONFIG cfg-spool-url
   */
  readonly databaseAt: (url: string) => Promise<SpoolDatabase>;
  readonly notices: readonly Notice[];
}

/** What the command line says about settings: the options of section 1 and of sections 4 to 7 that have a setting. */
export interface SettingsOptions {
  readonly server?: string;
  readonly serverDir?: string;
  readonly config?: string;
  readonly smtpServerHost?: string;
  readonly smtpServerPort?: string;
  readonly logFile?: string;
  readonly logLevel?: string;
  readonly spoolDirectory?: string;
  /** `--set NAME=VALUE`, each as written. */
  readonly set?: readonly string[];
}

/** What the settings need from the process. */
export interface SettingsDeps {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Effective user id; null or absent where the system has none. */
  readonly userId?: number | null;
  /** Group ids of the process; absent where the system has none. */
  readonly groups?: () => readonly number[];
}
