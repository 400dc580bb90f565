/** What a command line asks for: one value for each command. Nothing here has been checked against files or servers. */
import type { AskedText } from '../cli/command-line.ts';
import type { SettingsOptions } from '../config/settings.ts';
import type { BatchRequest } from './batch/request.ts';
import type { CertsRequest } from './certs/request.ts';
import type { CheckRequest } from './check/request.ts';
import type { CompleteRequest, CompletionRequest } from './completion/request.ts';
import type { ConfigRequest } from './config/request.ts';
import type { DocumentRequest } from './document/request.ts';
import type { NotifyRequest } from './notify/request.ts';
import type { QueueRequest } from './queue/request.ts';
import type { RelayRequest } from './relay/request.ts';
import type { RelayPasswdRequest } from './relay-passwd/request.ts';
import type { SendRequest } from './send/request.ts';
import type { SinkCommandRequest } from './sink/request.ts';

/** The options that belong to every command (contract, section 1). */
export interface CommonRequest {
  readonly settings: SettingsOptions;
  readonly json: boolean;
  /** `--timeout` in milliseconds; null where none was given. */
  readonly timeoutMs: number | null;
  readonly verbose: boolean;
  readonly quiet: boolean;
  /** What standard error shows beside messages: the conversation (`-v`), or the log (`--log-level`, `--log-format`). */
  readonly standardError: 'messages' | 'conversation' | 'log';
  /** `--log-format`; null: text on a terminal, else JSON. */
  readonly logFormat: 'text' | 'json' | null;
  readonly metricsFile: string | null;
}

/** Without any of these options. */
export const noOptions: CommonRequest = {
  settings: {},
  json: false,
  timeoutMs: null,
  verbose: false,
  quiet: false,
  standardError: 'messages',
  logFormat: null,
  metricsFile: null,
};

export interface ExplainRequest {
  readonly command: 'explain';
  /** null: the list of all codes. */
  readonly code: string | null;
}

/** `sendmemo auth login`. */
export interface AuthRequest {
  readonly command: 'auth';
}

/** `sendmail -bs`. */
export interface SmtpPipeRequest {
  readonly command: 'smtp-pipe';
}

/** Text that was asked for: `--help`, `--version`, or what is shown for a missing subcommand. */
export interface HelpRequest {
  readonly command: 'help';
  readonly asked: AskedText;
}

export type CommandRequest =
  | SendRequest
  | NotifyRequest
  | DocumentRequest
  | CheckRequest
  | QueueRequest
  | BatchRequest
  | SinkCommandRequest
  | RelayRequest
  | RelayPasswdRequest
  | CertsRequest
  | ConfigRequest
  | AuthRequest
  | ExplainRequest
  | CompletionRequest
  | CompleteRequest
  | SmtpPipeRequest
  | HelpRequest;

export interface Request {
  readonly common: CommonRequest;
  readonly what: CommandRequest;
}
