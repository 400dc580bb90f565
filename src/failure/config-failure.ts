import type { Origin } from './facts.ts';

/** Faults in settings and in the files that settings name (contract, sections 1, 2 and 8): found before any packet. */
export type ConfigFailure = { readonly code: 'CONFIG' } & (
  | { readonly reason: 'cfg-directory-missing'; readonly directory: string; readonly origin: Origin }
  /** The user's own directory, which others can write to (status 77). */
  | { readonly reason: 'cfg-directory-unsafe'; readonly directory: string; readonly mode: number }
  | { readonly reason: 'cfg-server-name'; readonly name: string; readonly origin: Origin }
  | { readonly reason: 'cfg-file-unreadable'; readonly file: string; readonly system: string }
  | {
      readonly reason: 'cfg-no-equals';
      readonly file: string;
      readonly line: number;
      readonly text: string;
      readonly nearest: string | null;
    }
  | { readonly reason: 'cfg-section'; readonly file: string; readonly line: number; readonly text: string }
  | {
      readonly reason: 'cfg-unknown-name';
      readonly file: string;
      readonly line: number;
      readonly name: string;
      readonly nearest: string | null;
    }
  | {
      readonly reason: 'cfg-wrong-case';
      readonly file: string;
      readonly line: number;
      readonly name: string;
      readonly nearest: string;
    }
  | {
      readonly reason: 'cfg-other-file';
      readonly file: string;
      readonly line: number;
      readonly name: string;
      readonly belongsTo: string;
    }
  | {
      readonly reason: 'cfg-duplicate';
      readonly file: string;
      readonly line: number;
      readonly name: string;
      readonly firstLine: number;
    }
  | { readonly reason: 'cfg-encoding'; readonly file: string; readonly line: number }
  | { readonly reason: 'cfg-lone-cr'; readonly file: string; readonly line: number }
  | { readonly reason: 'cfg-control'; readonly file: string; readonly line: number }
  | {
      readonly reason: 'cfg-value';
      readonly origin: Origin;
      readonly name: string;
      readonly value: string;
      readonly allowed: string;
      readonly nearest: string | null;
      /** What kind of value `allowed` gives, as values or as examples; absent: from another version. */
      readonly form?:
        | 'choice'
        | 'file'
        | 'directory'
        | 'number'
        | 'seconds'
        | 'age'
        | 'hosts'
        | 'domain'
        | 'domains'
        | 'listen'
        | 'networks'
        | 'url'
        | 'address'
        | 'addresses'
        | 'ehlo-name'
        | 'fingerprint'
        | 'ip-address'
        | 'proxy'
        | 'text';
    }
  | {
      readonly reason: 'cfg-relative-path';
      readonly origin: Origin;
      readonly name: string;
      readonly value: string;
    }
  | {
      readonly reason: 'cfg-named-file';
      readonly origin: Origin;
      readonly name: string;
      readonly path: string;
      readonly system: string;
    }
  | {
      readonly reason: 'cfg-pair-incomplete';
      readonly origin: Origin;
      readonly given: string;
      readonly missing: string;
    }
  | {
      readonly reason: 'cfg-conflict';
      readonly origin: Origin;
      readonly name: string;
      readonly value: string;
      readonly other: string;
      readonly otherValue: string;
    }
  | {
      readonly reason: 'cfg-secret-exposed';
      readonly origin: Origin;
      readonly name: string;
      readonly path: string;
      readonly mode: number;
    }
  | {
      readonly reason: 'cfg-writable-by-others';
      /** The setting that makes it an error. */
      readonly origin: Origin;
      readonly name: string;
      /** The configuration file, or its directory. */
      readonly path: string;
      readonly mode: number;
      /** Name and number of the user whose it is. */
      readonly owner: string;
    }
  | {
      readonly reason: 'cfg-secret-empty';
      readonly origin: Origin;
      readonly name: string;
      readonly source: string;
    }
  | {
      /** A file of auth-oauth-* does not hold what is expected. */
      readonly reason: 'cfg-oauth-file';
      readonly origin: Origin;
      readonly name: string;
      readonly path: string;
      readonly expected: 'service-account' | 'rsa-key';
    }
  | {
      /** auth-password-credential outside of a service that has credentials. */
      readonly reason: 'cfg-no-credentials';
      readonly origin: Origin;
      readonly name: string;
      readonly value: string;
    }
  | {
      readonly reason: 'cfg-secret-command';
      readonly origin: Origin;
      readonly name: string;
      readonly status: number | null;
      readonly detail: string;
    }
);
