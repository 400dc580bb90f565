/** The types of the library: what a Node program imports from `sendmemo`. scripts/build/types.mjs makes dist/index.d.ts of them. */
import type { DirectorySource, EffectiveSetting, LogLevel, SyslogFacility } from '../config/settings.ts';
import type { Notice } from '../failure/notice.ts';
import type { TransportError } from '../transport/error.ts';
import type { SendmemoInfo } from '../transport/info.ts';

/** Where the settings are, and what replaces some of them: the options of the command. */
export interface SettingsOptions {
  /** Name of a server below the base directory (`--server`). */
  readonly server?: string;
  /** The server working directory (`--server-dir`). */
  readonly serverDirectory?: string;
  /** A sendmemo-ssl.cfg (`--config`). */
  readonly config?: string;
  /** `smtp-server-host`: the server, or a list with its backups. */
  readonly host?: string;
  /** `smtp-server-port`. */
  readonly port?: number;
  readonly logFile?: string;
  readonly logLevel?: LogLevel;
  readonly spoolDirectory?: string;
  /** Other settings of both files, as `--set` takes them: `{ 'connect-timeout': 5 }`. */
  readonly set?: Readonly<Record<string, string | number>>;
  /** The environment variables that settings are read from; default: those of the process. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** A warning, and its English text. */
export interface Warning {
  readonly text: string;
  /** null: the log can't be written. */
  readonly notice: Notice | null;
}

export interface TransportOptions extends SettingsOptions {
  /** Default: the setting `delivery`. */
  readonly delivery?: 'direct' | 'spool-on-failure' | 'spool';
  /** Messages on their way at once, each over a session of its own; default 5. */
  readonly maxConnections?: number;
  /** Messages over one session; default 100. */
  readonly maxMessages?: number;
  /** How long sessions are kept for a next message when nothing is under way, milliseconds; default 250. */
  readonly idleTimeout?: number;
  /** How long one message may take, milliseconds; default 300,000; null: no bound. */
  readonly timeout?: number | null;
  /** How long settings and the files that they name are used before they are read again, milliseconds; default 60,000. */
  readonly reloadAfter?: number;
  /** Lets nodemailer fetch what a message names by an http or https URL; default false. */
  readonly allowUrlAccess?: boolean;
  /** Opens no file that a message names, whatever the message says; default false. */
  readonly disableFileAccess?: boolean;
  /** Called for each warning. */
  readonly onWarning?: (warning: Warning) => void;
}

/** What nodemailer's createTransport takes. */
export interface SendmemoTransport {
  readonly name: 'sendmemo';
  readonly version: string;
  readonly supportsAbortSignal: true;
  /** Called by nodemailer. */
  send(
    mail: { readonly data: object; readonly message: object | null },
    callback: (error: TransportError | null, info: SendmemoInfo) => void,
  ): void;
  /** Opens a session with the server, logs in and says QUIT. */
  verify(): Promise<true>;
  verify(callback: (error: TransportError | null, success?: true) => void): void;
  /** Whether another message can be taken without a wait for others. */
  isIdle(): boolean;
  /** Messages that wait fail, those on their way are finished; with `force` they are ended. */
  close(options?: { readonly force?: boolean }): void;
  on(event: string | symbol, listener: (...values: never[]) => void): this;
  once(event: string | symbol, listener: (...values: never[]) => void): this;
  off(event: string | symbol, listener: (...values: never[]) => void): this;
}

/** The settings as they are in effect. No secret is among them. */
export interface SendmemoSettings {
  /** The server working directory, or null. */
  readonly directory: string | null;
  readonly directorySource: DirectorySource | null;
  /** sendmemo-ssl.cfg where one was read, or null. */
  readonly tlsFile: string | null;
  /** sendmemo.cfg where one was read, or null. */
  readonly serverFile: string | null;
  /** The server and its backups. */
  readonly servers: readonly { readonly host: string; readonly port: number }[];
  readonly tls: {
    readonly mode: 'off' | 'starttls' | 'smtps';
    /** Whether STARTTLS must be offered; null: not STARTTLS. */
    readonly policy: 'must' | 'may' | null;
    /** Whether a certificate that does not verify ends the session. */
    readonly verified: boolean;
  };
  readonly timeouts: {
    readonly connectMs: number;
    readonly greetingMs: number;
    readonly commandMs: number;
    readonly dataMs: number;
    readonly finalMs: number;
  };
  readonly proxy: {
    readonly scheme: 'socks5h' | 'http';
    readonly host: string;
    readonly port: number;
  } | null;
  readonly sourceAddress: string | null;
  readonly login: { readonly method: string; readonly user: string; readonly token: boolean } | null;
  readonly from: string | null;
  readonly domain: string | null;
  readonly replyTo: string | null;
  readonly delivery: 'direct' | 'spool-on-failure' | 'spool';
  /** The spool directory, or the URL of the database without secrets; null: there is none. */
  readonly spool: string | null;
  readonly logFile: string | null;
  readonly logLevel: LogLevel | null;
  readonly syslogFacility: SyslogFacility | null;
  /** Each setting by its name, with where it was written; secrets are masked. */
  readonly effective: readonly EffectiveSetting[];
  readonly notices: readonly Notice[];
}
