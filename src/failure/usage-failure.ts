/** Faults of the command line (contract, section 5: status 64). */
export type UsageFailure = { readonly code: 'USAGE' } & (
  | { readonly reason: 'usage-unknown-option'; readonly option: string; readonly nearest: string | null }
  | { readonly reason: 'usage-missing-value'; readonly option: string }
  | {
      readonly reason: 'usage-option-value';
      readonly option: string;
      readonly value: string;
      readonly allowed: string;
    }
  | { readonly reason: 'usage-option-twice'; readonly option: string }
  | { readonly reason: 'usage-option-needed'; readonly option: string; readonly command: string }
  | { readonly reason: 'usage-conflict'; readonly option: string; readonly other: string }
  | {
      readonly reason: 'usage-unknown-command';
      readonly words: string;
      readonly nearest: string | null;
      readonly known: readonly string[];
    }
  /** `explain`: neither a code nor a status; the codes that may be meant. */
  | {
      readonly reason: 'usage-unknown-code';
      readonly word: string;
      readonly nearest: readonly string[];
      /** The word is (nearly) the name of a setting. */
      readonly setting?: { readonly name: string; readonly file: string };
    }
  /** A file that is not there, whose name ends with what looks like a mistyped `;name=`. */
  | {
      readonly reason: 'usage-attachment-parameter';
      readonly option: string;
      readonly parameter: string;
      readonly nearest: string;
    }
  /** `--server` with a path. */
  | { readonly reason: 'usage-server-name'; readonly name: string }
  /** `--set` and `config set`: neither file has a setting of that name. */
  | {
      readonly reason: 'usage-unknown-setting';
      readonly command: string;
      readonly name: string;
      readonly nearest: string | null;
    }
  /** `--set` for a setting whose value may hold a secret. */
  | { readonly reason: 'usage-set-secret'; readonly name: string }
  /** `queue` or `config` alone. */
  | { readonly reason: 'usage-needs-subcommand'; readonly command: string; readonly known: readonly string[] }
  | {
      /** A recipient without a domain that looks like a command. */
      readonly reason: 'usage-mistyped-command';
      readonly recipient: string;
      /** The words that look like a command. */
      readonly words: string;
      readonly nearest: string;
    }
  | { readonly reason: 'usage-missing-operand'; readonly command: string; readonly operand: string }
  | { readonly reason: 'usage-excess-operand'; readonly command: string; readonly operand: string }
  | { readonly reason: 'usage-no-body'; readonly wanted: 'body' | 'attachment' }
  | { readonly reason: 'usage-needs-directory'; readonly command: string }
  | { readonly reason: 'sendmail-unsupported'; readonly option: string; readonly instead: string }
  | {
      /** Under the name sendmail. */
      readonly reason: 'sendmail-long-option';
      /** Without its value. */
      readonly option: string;
      /** It is an option of sendmemo. */
      readonly isOurs: boolean;
    }
  /** A word that begins with a hyphen after the first recipient, without `--`. */
  | { readonly reason: 'sendmail-late-option'; readonly option: string }
  | { readonly reason: 'sendmail-set-id'; readonly option: string }
);
