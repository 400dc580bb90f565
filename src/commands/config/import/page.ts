/**
 * The page of this corner: what a file of another program says, in our settings, and what has to be said about it.
 * Each reader (one file a format) is a pure function from the lines to this.
 */
import type { ServerSettingName } from '../../../config/server-rows.ts';
import type { CfgFile } from '../../../config/setting.ts';
import type { TlsSettingName } from '../../../config/tls-rows.ts';
import type { Failure } from '../../../failure/failure.ts';

export type SettingName = TlsSettingName | ServerSettingName;

/** A place in the source: its line, and its name as it is written there. */
export interface Place {
  /** Full path, where it is not the source itself. */
  readonly file?: string;
  readonly line: number;
  readonly name: string;
}

/** A setting of ours made from the source. */
export interface Carried {
  readonly setting: SettingName;
  readonly value: string;
  /** null: it holds there without a line. */
  readonly from: Place | null;
  /** false: written behind a semicolon, for it would not work as it is. */
  readonly active: boolean;
}

/** What has to be said of an import; each has its sentence in commands/config/import/words. */
export type RemarkReason =
  /** There is no such setting here; it was left out. */
  | 'no-equal'
  /** The same, and it made the source safer than the result is. */
  | 'protection-lost'
  /** Mail went out in plain text, and still does. */
  | 'plain-text'
  /** STARTTLS was optional there, and is demanded here. */
  | 'falls-back'
  /** Certificates were not verified there, by its configuration; here they are. */
  | 'unverified'
  /** Certificates were not verified there at all; here they are. */
  | 'now-verified'
  /** Only the named CAs were trusted there; CAFile and CAPath add to the globally known ones. */
  | 'wider-trust'
  /** The list of the system, which counts here anyway. */
  | 'system-trust'
  /** Its own CAs are in a trust store that can't be read here. */
  | 'trust-elsewhere'
  /** Every issuer must have a list here. */
  | 'stricter-crl'
  /** The password is in a file of its own now. */
  | 'secret-moved'
  /** Others could read the password in the source. */
  | 'secret-exposed'
  /** The password went over plain text; here it never does. */
  | 'secret-in-clear'
  /** There is a user and no password. */
  | 'password-missing'
  /** It has no effect without its other half. */
  | 'alone'
  /** Empty there: the value comes from somewhere else. */
  | 'elsewhere'
  /** Whether and how it is encrypted is not said; STARTTLS is demanded. */
  | 'encryption-unknown'
  /** No mail server is named. */
  | 'host-missing'
  /** The mail exchangers of the name were asked there; here it is the server itself. */
  | 'mx-lookup'
  /** Several accounts or channels; one was taken. */
  | 'one-taken'
  /** It is about receiving mail. */
  | 'server-side'
  /** The rest of the file is another matter. */
  | 'rest-not-read'
  /** The wait for the final reply stays long. */
  | 'final-timeout'
  /** A SHA-1 or MD5 fingerprint. */
  | 'old-fingerprint'
  /** A command that the source ran for the password; it is run here too. */
  | 'runs-command'
  /** A From in a message was replaced there, and stays here. */
  | 'sender-kept'
  /** Every sender got this domain there; here addresses without a domain alone. */
  | 'sender-domain'
  /** Mail for local users went to one address there. */
  | 'catch-all'
  /** Mail for local users was delivered on the machine there; here the server gets it. */
  | 'local-delivery'
  /** Mail waited in a queue there while the server was away. */
  | 'queue-lost'
  /** A pattern that makes the sender; there are none here. */
  | 'sender-pattern'
  /** A file that the source names can't be read. */
  | 'not-read'
  /** The value can't be used here as it is. */
  | 'unusable';

export interface Remark {
  readonly reason: RemarkReason;
  /** The file that has its comment. */
  readonly file: CfgFile;
  readonly from: Place | null;
  /** The setting below its comment, or null. */
  readonly setting: SettingName | null;
  /** A value to show; never a secret. */
  readonly detail: string | null;
  /** For `unusable`: what loading said of it. */
  readonly failure: Failure | null;
}

/** Remarks that are no warnings: nothing is lost or weaker, and nothing has to be done. */
const notes: ReadonlySet<RemarkReason> = new Set([
  'now-verified',
  'system-trust',
  'trust-elsewhere',
  'stricter-crl',
  'secret-moved',
  'server-side',
  'rest-not-read',
  'final-timeout',
]);

/** @returns whether it is said on standard error, not only in the file. */
export function isWarning({ reason }: Remark): boolean {
  return !notes.has(reason);
}

export interface Imported {
  readonly settings: readonly Carried[];
  readonly remarks: readonly Remark[];
  /** The password, for a file of its own; null: there is none. */
  readonly secret: { readonly value: string; readonly from: Place } | null;
}

/** The file to read. */
export interface Source {
  /** Full path. */
  readonly path: string;
  /** Without their ends. */
  readonly lines: readonly string[];
  /** What `~` means, or null. */
  readonly home: string | null;
  /** Group or others can read it. */
  readonly exposed: boolean;
  /** A file beside it, or one with a full path; null where it can't be read. */
  readonly beside: (file: string) => Companion | null;
}

/** Another file of the same program. */
export type Companion = Pick<Source, 'path' | 'lines' | 'exposed'>;

export interface Format {
  /** The name that the file usually has. */
  readonly fileName: string;
  readonly program: string;
  /** Names that it goes by. */
  readonly named: RegExp;
  /** How much the lines look like it; 0 is not at all. */
  readonly likeness: (lines: readonly string[]) => number;
  readonly read: (source: Source) => Imported;
}
