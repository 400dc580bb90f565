/** Facts that several failures carry. No sentences: those are made in words. */

/** A server's reply (RFC 5321, 4.2), complete and as the server sent it: not to be shown before text/control-characters.ts made it harmless. */
export interface Reply {
  /** Three digits, 200 to 599. */
  readonly code: number;
  /** RFC 2034 enhanced status, `5.1.1`, or null where the server gave none. */
  readonly enhanced: string | null;
  /** The text lines joined by a blank, without code and enhanced status. */
  readonly message: string;
  /** Each text line after `NNN-`/`NNN `, as EHLO needs them. */
  readonly lines: readonly string[];
}

/** The stage of a session (RFC 5321, 3); each fault records its stage. `content` runs to the final dot. */
export type Stage =
  | 'resolve'
  | 'connect'
  | 'greeting'
  | 'ehlo'
  | 'starttls'
  | 'tls'
  | 'auth'
  | 'mail'
  | 'rcpt'
  | 'data'
  | 'content'
  | 'final'
  | 'rset'
  | 'quit';

/** What a session had reached when it failed: a hint must not advise what is there already. */
export interface SessionFacts {
  /** TLS is up. */
  readonly encrypted: boolean;
  /** A client certificate is configured. */
  readonly clientCertificate: boolean;
  /** The server has accepted a login. */
  readonly loggedIn: boolean;
}

/** A server as configured, and the address that was really tried, where one was. */
export interface ServerFacts {
  readonly host: string;
  readonly port: number;
  readonly address: string | null;
}

/** What a person needs to recognise a certificate. Times are ISO 8601 UTC. */
export interface CertificateFacts {
  /** 0 is the server's own, 1 its issuer, and so on. */
  readonly depth: number;
  readonly subject: string;
  readonly issuer: string;
  /** `DNS:…` and `IP:…` entries of the subject alternative name. */
  readonly names: readonly string[];
  readonly notBefore: string;
  readonly notAfter: string;
  readonly serialNumber: string;
  /** SHA-256, upper-case hex with colons. */
  readonly fingerprint: string;
}

/** What a person needs to recognise a revocation list. */
export interface CrlFacts {
  readonly file: string | null;
  /** Number of the block in the file, from 1. */
  readonly block: number;
  readonly issuer: string;
  readonly thisUpdate: string;
  /** null: the list names no next update. */
  readonly nextUpdate: string | null;
}

/** Where a value came from: an option, an environment variable, or a line of a file. */
export type Origin =
  | { readonly kind: 'option'; readonly option: string }
  | { readonly kind: 'environment'; readonly variable: string }
  | { readonly kind: 'file'; readonly file: string; readonly line: number }
  | { readonly kind: 'default' };

/** A union with a member for each row of a table: its name as the tag, what all rows have, and its own facts. */
type Tagged<Tag extends string, Table, Common = unknown> = {
  [Name in keyof Table]: Readonly<Record<Tag, Name> & Common & Table[Name]>;
}[keyof Table];

/** Such a union of failures or warnings. */
export type ByReason<Table, Common = unknown> = Tagged<'reason', Table, Common>;

/** Such a union of observations. */
export type ByKind<Table> = Tagged<'kind', Table>;
