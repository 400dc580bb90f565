/**
 * What is known of a setting before any value is read. The rows themselves are data (tls-rows.ts, server-rows.ts):
 * the parser, "did you mean", the help, the man pages (with meanings.ts) and the samples are made from them.
 */

export type CfgFile = 'sendmemo-ssl.cfg' | 'sendmemo.cfg';

/** What a value must look like. */
export type ValueForm =
  /** One of the words; `synonyms` are wrong words, in lower case, with the right one for each. */
  | {
      readonly kind: 'choice';
      readonly allowed: readonly string[];
      readonly synonyms?: Readonly<Record<string, string>>;
    }
  /** A file (contract, section 2); `exists`: it is opened and checked before any packet. */
  | { readonly kind: 'file'; readonly exists: boolean }
  | { readonly kind: 'directory'; readonly exists: boolean }
  /** A whole number within bounds. */
  | { readonly kind: 'number'; readonly min: number; readonly max: number }
  /** Seconds, a fraction allowed. */
  | { readonly kind: 'seconds' }
  /** A span of time with `s`, `m`, `h` or `d`. */
  | { readonly kind: 'age' }
  /** Servers, separated by commas or blanks. */
  | { readonly kind: 'hosts' }
  /** A proxy with its scheme, user and port. */
  | { readonly kind: 'proxy' }
  | { readonly kind: 'ip-address' }
  | { readonly kind: 'domain' }
  /** A list of domains. */
  | { readonly kind: 'domains' }
  /** Addresses of this machine with ports; port 0 is any free one. */
  | { readonly kind: 'listen' }
  /** A list of networks: address or address/prefix. */
  | { readonly kind: 'networks' }
  /** An https URL, or one of the words. */
  | { readonly kind: 'url'; readonly words: readonly string[] }
  /** One mailbox, with or without a display name. */
  | { readonly kind: 'address' }
  /** A list of them. */
  | { readonly kind: 'addresses' }
  | { readonly kind: 'ehlo-name' }
  | { readonly kind: 'fingerprint' }
  | { readonly kind: 'text' };

export interface Setting {
  /** As it is written; case-sensitive. */
  readonly name: string;
  readonly file: CfgFile;
  readonly form: ValueForm;
  /** As text; '' where there is none or where it depends on the machine. */
  readonly default: string;
  /** Whether the original has it (`sendmemo-ssl.cfg`) or InfoPrint's server attributes do. */
  readonly original: boolean;
  /** The option that goes before it. */
  readonly option?: string;
  /** The environment variable that goes before the file. */
  readonly variable?: string;
  /** The value may hold a secret: it is never shown. */
  readonly masked?: boolean;
}
