import type { ByReason, Origin } from './facts.ts';
import type { NetworkFault } from './relay-failure.ts';

/** Faults in settings and in the files that settings name (contract, sections 1, 2 and 8): found before any packet. */
export type ConfigFailure = ByReason<
  {
    'cfg-directory-missing': { directory: string; origin: Origin };
    /** The user's own directory, which others can write to (status 77). */
    'cfg-directory-unsafe': { directory: string; mode: number };
    'cfg-server-name': { name: string; origin: Origin };
    'cfg-file-unreadable': { file: string; system: string };
    'cfg-no-equals': { file: string; line: number; text: string; nearest: string | null };
    'cfg-section': { file: string; line: number; text: string };
    'cfg-unknown-name': { file: string; line: number; name: string; nearest: string | null };
    'cfg-wrong-case': { file: string; line: number; name: string; nearest: string };
    'cfg-other-file': { file: string; line: number; name: string; belongsTo: string };
    'cfg-duplicate': { file: string; line: number; name: string; firstLine: number };
    'cfg-encoding': { file: string; line: number };
    'cfg-lone-cr': { file: string; line: number };
    'cfg-control': { file: string; line: number };
    'cfg-value': {
      origin: Origin;
      name: string;
      value: string;
      allowed: string;
      nearest: string | null;

      /** What kind of value `allowed` gives, as values or as examples; absent: from another version. */
      form?:
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
      fault?: NetworkFault;
    };
    'cfg-relative-path': { origin: Origin; name: string; value: string };
    'cfg-named-file': { origin: Origin; name: string; path: string; system: string };
    'cfg-pair-incomplete': { origin: Origin; given: string; missing: string };
    /** `spool` is neither `directory` nor a URL that is accepted. */
    'cfg-spool-url': {
      origin: Origin;
      name: string;
      why:
        | 'path'
        | 'scheme'
        | 'syntax'
        | 'password'
        | 'user'
        | 'host'
        | 'port'
        | 'database'
        | 'parameter'
        | 'twice'
        | 'sslmode';
      /** The path, the parameter or the mode; '' where it may be a secret. */
      detail: string;
      /** The mode or the setting to write in its place, or null. */
      instead: string | null;
    };
    'cfg-conflict': { origin: Origin; name: string; value: string; other: string; otherValue: string };
    'cfg-secret-exposed': { origin: Origin; name: string; path: string; mode: number };
    'cfg-writable-by-others': {
      /** The setting that makes it an error. */
      origin: Origin;
      name: string;

      /** The configuration file, or its directory. */
      path: string;
      mode: number;

      /** Name and number of the user whose it is. */
      owner: string;
    };
    'cfg-secret-empty': { origin: Origin; name: string; source: string };
    /** A file of auth-oauth-* does not hold what is expected. */
    'cfg-oauth-file': { origin: Origin; name: string; path: string; expected: 'service-account' | 'rsa-key' };
    /** auth-password-credential outside of a service that has credentials. */
    'cfg-no-credentials': { origin: Origin; name: string; value: string };
    /** The relay can't become the user of relay-user. */
    'relay-user': { origin: Origin; user: string; system: string };
    /** The mail server of the relay is the relay. */
    'relay-loop': { host: string; port: number };
    'cfg-secret-command': { origin: Origin; name: string; status: number | null; detail: string };
  },
  { code: 'CONFIG' }
>;
