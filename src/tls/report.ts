/** What is known of a TLS session, for the log, the JSON result and `check`. */
import type tls from 'node:tls';
import type { FailureCode } from '../failure/codes.ts';
import type { CertificateFacts, CrlFacts } from '../failure/facts.ts';
import type { Failure } from '../failure/failure.ts';
import type { Notice } from '../failure/notice.ts';

/** sendmail's words for how a session was verified (sendmail, ${verify}; contract, section 6). */
export type VerifyWord = 'OK' | 'FAIL' | 'NONE' | 'TEMP' | 'PROTOCOL' | 'SOFTWARE';

/** version, cipher and bits are null until there is a session. */
export interface TlsReport {
  readonly mode: 'starttls' | 'smtps';
  readonly version: string | null;
  readonly cipher: string | null;
  readonly bits: number | null;
  readonly verify: VerifyWord;
  /** Codes of what was ignored or failed. */
  readonly verifyErrors: readonly FailureCode[];
}

/** One comparison of the host with a name of the certificate (contract, section 3). */
export interface NameRow {
  /** As the certificate has it. */
  readonly name: string;
  readonly kind: 'dns' | 'ip' | 'cn';
  readonly matched: boolean;
  /** Why a name does not count, where it is not simply another one. */
  readonly why:
    | 'two-dots'
    | 'wildcard'
    | 'trailing-dot'
    /** `*` in a CN. */
    | 'cn-wildcard'
    /** A CN below a CA with name constraints. */
    | 'cn-constrained'
    | 'different'
    | 'not-an-address'
    | null;
}

export interface NameComparison {
  readonly host: string;
  readonly matched: boolean;
  readonly rows: readonly NameRow[];
}

/** A certificate of the server's chain, with what makes it trusted. */
export interface ChainCertificate extends CertificateFacts {
  /** Sent by the server, or found in a store. */
  readonly from: 'server' | 'store';
  /** The store or file that trusts it: `CAFile /…/ca.pem (block 1)`, `CAPath /…`, `system store /…`, `runtime`; null: none. */
  readonly trustedBy: string | null;
}

/** What came of a handshake: a socket that may be used, or the reason why not, and everything seen on the way. */
export interface TlsHandshake {
  /** The secured socket; null where the session failed or must not be used. */
  readonly socket: tls.TLSSocket | null;
  readonly report: TlsReport;
  /** The fault that ends the submission; null where the session may be used. */
  readonly failure: Failure | null;
  /** Every certificate fault found, ignored or not, most severe first. */
  readonly faults: readonly Failure[];
  readonly chain: readonly ChainCertificate[];
  /** The server's own certificate (DER), or null. */
  readonly certificate: Uint8Array | null;
  readonly names: NameComparison | null;
  readonly revocationLists: readonly CrlFacts[];
  readonly notices: readonly Notice[];
}
