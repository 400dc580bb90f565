/**
 * The types of this folder: how a session is secured. The mode carries its parameters, so "verify without TLS"
 * can't be written. A plan is made by config/tls-settings.ts from files that were already read and checked; nothing
 * here opens a file again.
 */
import type { Origin } from '../failure/facts.ts';
import type { Crl } from './crl.ts';

export type TlsPlan =
  | { readonly mode: 'off' }
  /** `may` goes on in plain text where STARTTLS is not offered, and in no other case. */
  | { readonly mode: 'starttls'; readonly policy: 'must' | 'may'; readonly trust: TrustPlan }
  /** TLS from the first byte. */
  | { readonly mode: 'smtps'; readonly trust: TrustPlan };

export type ProtocolVersion = 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3';

/** One certificate of a file, with the number of its block (from 1) for messages. */
export interface TrustedCertificate {
  readonly der: Uint8Array;
  readonly pem: string;
  readonly file: string;
  readonly block: number;
}

/** One revocation list of a file, read. */
export interface RevocationList {
  readonly der: Uint8Array;
  readonly file: string;
  readonly block: number;
  readonly crl: Crl;
}

export interface ClientCertificate {
  /** Own certificate first, then its chain. */
  readonly certificatePem: string;
  readonly keyPem: string;
  /** Its extended key usage, if it has one, names clientAuth (RFC 5280, 4.2.1.12). */
  readonly forClients: boolean;
  readonly certificateFile: string;
  readonly keyFile: string;
}

export interface ProtocolWindow {
  readonly minimum: ProtocolVersion;
  readonly maximum: ProtocolVersion;
  /** OpenSSL list for TLS 1.2 and older, or null for the runtime's. */
  readonly ciphers: string | null;
  /** Suites of TLS 1.3, colon-separated, or null for the runtime's. */
  readonly cipherSuites: string | null;
  /** Groups of the key exchange, colon-separated, in order; null: OpenSSL's own. */
  readonly groups: string | null;
  /** Old ciphers and digests come along (`SECLEVEL=0`). */
  readonly oldAlgorithms: boolean;
  /** IPM_ENABLE_SSL_V3 asked for a protocol that this runtime does not have. */
  readonly sslv3Asked: boolean;
}

/** Where the globally known CAs come from; see trust.ts for the order of the search. */
export interface GlobalTrust {
  /** SSL_CERT_FILE, where set. */
  readonly certFile: string | null;
  /** SSL_CERT_DIR (colon-separated), where set. */
  readonly certDirectories: readonly string[];
  /** Where neither is set. */
  readonly system: SystemStore;
}

/** Places of a system's store; those that are not there are passed by. */
export interface SystemStore {
  /** With `<hash>.0` links. */
  readonly directories: readonly string[];
  readonly files: readonly string[];
}

export interface TrustPlan {
  /** CAFile: anchors in addition to the globally known CAs; intermediates and leaves count. */
  readonly anchors: readonly TrustedCertificate[];
  readonly anchorsFile: string | null;
  /** CAPath: a directory of `<hash>.0` links. */
  readonly anchorDirectory: string | null;
  readonly global: GlobalTrust;
  /** CrlFile: not empty means that every issuer of the chain must have a current one. */
  readonly revocationLists: readonly RevocationList[];
  readonly revocationFile: string | null;
  readonly clientCertificate: ClientCertificate | null;
  readonly protocols: ProtocolWindow;
  /** SHA-256, 64 lower-case hex digits: this certificate and no other, without chain and name. */
  readonly fingerprint: string | null;
  /** CertValidationIgnoreHostName. */
  readonly ignoreHostName: boolean;
  /** IgnoreCertificateErrors. */
  readonly ignoreErrors: boolean;
  /** LegacyRenegotiation: a server without RFC 5746 is accepted. */
  readonly legacyRenegotiation: boolean;
  /** Where each setting was written, by its name, for messages. */
  readonly origins: Readonly<Record<string, Origin>>;
}

/** A file that a setting names, for messages about it. */
export interface NamedFile {
  /** The setting: `CAFile`. */
  readonly name: string;
  readonly path: string;
  readonly origin: Origin;
}
