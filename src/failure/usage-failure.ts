import type { ByReason } from './facts.ts';

/** Faults of the command line (contract, section 5: status 64). */
export type UsageFailure = ByReason<
  {
    'usage-unknown-option': { option: string; nearest: string | null };
    'usage-missing-value': { option: string };
    'usage-option-value': { option: string; value: string; allowed: string };
    'usage-option-twice': { option: string };
    'usage-option-needed': { option: string; command: string };
    'usage-conflict': { option: string; other: string };
    'usage-unknown-command': { words: string; nearest: string | null; known: readonly string[] };
    /** `explain`: neither a code nor a status; the codes that may be meant. */
    'usage-unknown-code': {
      word: string;
      nearest: readonly string[];

      /** The word is (nearly) the name of a setting. */
      setting?: { readonly name: string; readonly file: string };
    };
    /** A file that is not there, whose name ends with what looks like a mistyped `;name=`. */
    'usage-attachment-parameter': { option: string; parameter: string; nearest: string };
    /** `--server` with a path. */
    'usage-server-name': { name: string };
    /** `--set` and `config set`: neither file has a setting of that name. */
    'usage-unknown-setting': { command: string; name: string; nearest: string | null };
    /** `--set` for a setting whose value may hold a secret. */
    'usage-set-secret': { name: string };
    /** `queue` or `config` alone. */
    'usage-needs-subcommand': { command: string; known: readonly string[] };
    /** A recipient without a domain that looks like a command. */
    'usage-mistyped-command': {
      recipient: string;

      /** The words that look like a command. */
      words: string;
      nearest: string;
    };
    'usage-missing-operand': { command: string; operand: string };
    'usage-excess-operand': { command: string; operand: string };
    'usage-no-body': { wanted: 'body' | 'attachment' };
    /** `queue move --to` the spool that the messages are in. */
    'usage-same-spool': { spool: string };
    'usage-needs-directory': { command: string };
    /** A name that can't be one of a user of the relay. */
    'usage-relay-user': { user: string };
    /** `relay passwd --remove`. */
    'usage-relay-unknown-user': { user: string; file: string };
    'usage-relay-password': { why: 'empty' | 'control' | 'too-long' | 'mismatch' | 'encoding' };
    'sendmail-unsupported': { option: string; instead: string };
    /** An option of a Node program's message that asks for something that the transport does not do. */
    'mail-option-unsupported': { option: string; instead: string };
    /** Under the name sendmail. */
    'sendmail-long-option': {
      /** Without its value. */
      option: string;

      /** It is an option of sendmemo. */
      isOurs: boolean;
    };
    /** A word that begins with a hyphen after the first recipient, without `--`. */
    'sendmail-late-option': { option: string };
    'sendmail-set-id': { option: string };
  },
  { code: 'USAGE' }
>;
