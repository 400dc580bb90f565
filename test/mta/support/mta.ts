/** A mail server under test: what each kind of server has to provide so that one suite runs through all of them. */

/**
 * Ports, each with a behaviour of its own. All offer STARTTLS with a good certificate where nothing else is said.
 *
 * - `starttls`: the usual submission port
 * - `old`: no TLS newer than 1.2
 * - `smtps`: TLS from the first byte
 * - `named`, `revoked`: the certificate is for another name, or revoked
 * - `asks`: a client certificate is required
 * - `auth`: authentication is required
 * - `small`: messages of `smallLimit` octets at most
 * - `single`: one connection for each client, more are refused
 */
export type Role = 'starttls' | 'old' | 'smtps' | 'named' | 'revoked' | 'asks' | 'auth' | 'small' | 'single';

/** What the port `small` accepts, in octets. */
export const smallLimit = 50_000;
/** The account that every server knows. */
export const account = { user: 'printer', password: 'Toner:4711' } as const;
/** Addresses of `example.net` that every server rejects, with these replies. */
export const refused = {
  'refused@example.net': '550 5.1.1 no such user',
  'later@example.net': '450 4.2.1 mailbox is busy',
} as const;
/** Mail for these domains is accepted, all other is refused. */
export const domains = ['example.com', 'example.net'] as const;

/** Files of the server: each certificate with its key in one PEM file, and the CA of client certificates. */
export interface ServerFiles {
  readonly good: string;
  readonly named: string;
  readonly revoked: string;
  readonly ca: string;
}

export interface MtaOptions {
  /** PEM texts. */
  readonly files: ServerFiles;
  /** Where the server relays what it accepted: an SMTP server on 127.0.0.1. */
  readonly relayPort: number;
}

export interface RunningMta extends AsyncDisposable {
  readonly ports: Readonly<Partial<Record<Role, number>>>;
  /** What the server itself recorded; for the message of a failed test. */
  log(): Promise<string>;
}

/** How a server differs from the others, as seen; docs/notes has the facts in words. */
export interface MtaFacts {
  /** Extensions among those that matter: in the EHLO reply after TLS on the port `starttls`. */
  readonly extensions: readonly ('8BITMIME' | 'CHUNKING' | 'DSN' | 'PIPELINING' | 'SIZE' | 'SMTPUTF8')[];
  /** Authentication is required on every port, on the port `auth` alone, or is not part of the server itself. */
  readonly authentication: 'always' | 'port' | 'none';
  /** A session without the client certificate that it requires ends with this status and code. */
  readonly noClientCertificate: readonly [status: number, code: string];
  /** That session ends before MAIL, so that `check` sees it. */
  readonly checkSeesClientCertificate: boolean;
  /** The longest line that it passes on as it is, in octets without CRLF. */
  readonly longestLine: number;
  /** It has the port `single`. */
  readonly limitsConnections: boolean;
  /** The TLS version of a session without restrictions. */
  readonly version: 'TLSv1.2' | 'TLSv1.3';
}

export interface Mta {
  readonly name: string;
  readonly facts: MtaFacts;
  /** @returns why the server can't run here, or null */
  missing(): Promise<string | null>;
  start(options: MtaOptions): Promise<RunningMta>;
}
