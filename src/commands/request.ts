/**
 * The page of this room: what was asked for, folded at the door (cli/) into one value for each command. Nothing here
 * is checked against files or servers yet.
 */
import type { DeliveryMode, SettingsOptions } from '../config/settings.ts';
import type { Draft, RawDraft, SourcedText } from '../message/draft.ts';
import type { CertsRequest } from './certs/make.ts';
import type { SinkRequest } from './sink/serve.ts';

/** The options that belong to every command (contract, section 1). */
export interface CommonRequest {
  readonly settings: SettingsOptions;
  readonly json: boolean;
  /** `--timeout` in milliseconds; null where none was given. */
  readonly timeoutMs: number | null;
  readonly verbose: boolean;
  readonly quiet: boolean;
  /** `--log-level` or `-v`: the log also goes to standard error. */
  readonly logToStderr: boolean;
  readonly metricsFile: string | null;
}

/** A message to submit: composed from parts, or finished on standard input. */
export type DraftRequest =
  | { readonly form: 'composed'; readonly draft: Draft }
  | { readonly form: 'raw'; readonly draft: RawDraft };

export interface SendRequest {
  readonly command: 'send';
  readonly message: DraftRequest;
  readonly dryRun: boolean;
  /** `--spool`, `--spool-on-failure`; null: as configured. */
  readonly delivery: DeliveryMode | null;
}

export interface NotifyRequest {
  readonly command: 'notify';
  readonly serverName: string;
  readonly message: string;
  readonly eventComment: string | null;
  readonly locale: string | null;
  readonly recipients: readonly SourcedText[];
  readonly from: SourcedText | null;
  readonly dryRun: boolean;
  readonly delivery: DeliveryMode | null;
}

export interface DocumentRequest {
  readonly command: 'document';
  readonly draft: Draft;
  /** `FILE;format=FORMAT;name=NAME` each. */
  readonly documents: readonly string[];
  readonly bodyFile: string | null;
  readonly fields: Readonly<Record<'job' | 'user' | 'destination' | 'pages' | 'server', string | null>>;
  readonly dryRun: boolean;
  readonly delivery: DeliveryMode | null;
}

export interface CheckRequest {
  readonly command: 'check';
  /** `--send-test ADDR`. */
  readonly sendTest: SourcedText | null;
  readonly from: SourcedText | null;
}

export type QueueRequest = { readonly command: 'queue' } & (
  | { readonly action: 'run'; readonly watch: boolean; readonly ids: readonly string[] }
  | { readonly action: 'list' | 'stats' }
  | { readonly action: 'show' | 'retry' | 'hold' | 'release' | 'remove'; readonly ids: readonly string[] }
);

export interface BatchRequest {
  readonly command: 'batch';
  /** null: standard input. */
  readonly file: string | null;
  readonly connections: number;
  readonly results: string | null;
}

export type SinkCommandRequest = { readonly command: 'sink' } & SinkRequest;
export type CertsCommandRequest = { readonly command: 'certs' } & CertsRequest;

export type ConfigRequest = { readonly command: 'config' } & (
  | { readonly action: 'init'; readonly directory: string; readonly force: boolean }
  | { readonly action: 'show' }
  /** Together, for some settings are complete only in pairs (CertFile and KeyFile). */
  | {
      readonly action: 'set';
      readonly changes: readonly { readonly name: string; readonly value: string }[];
    }
  | { readonly action: 'import'; readonly file: string; readonly force: boolean }
);

export interface ExplainRequest {
  readonly command: 'explain';
  /** null: the list of all codes. */
  readonly code: string | null;
}

export interface CompletionRequest {
  readonly command: 'completion';
  readonly shell: 'bash' | 'zsh' | 'fish';
}

/** The sendmail entry where it does not submit: `-bp`, `-q`, `-bs`. */
export interface SendmailSessionRequest {
  readonly command: 'smtp-session';
}

/** Text that was asked for: `--help`, `--version`. */
export interface TextRequest {
  readonly command: 'text';
  readonly text: string;
}

export type CommandRequest =
  | SendRequest
  | NotifyRequest
  | DocumentRequest
  | CheckRequest
  | QueueRequest
  | BatchRequest
  | SinkCommandRequest
  | CertsCommandRequest
  | ConfigRequest
  | ExplainRequest
  | CompletionRequest
  | SendmailSessionRequest
  | TextRequest;

export interface Request {
  readonly common: CommonRequest;
  readonly what: CommandRequest;
}
