import type { ByReason, CertificateFacts, CrlFacts, Origin, Reply, ServerFacts } from './facts.ts';

/** Faults in certificate, CRL and key files: found before any packet. */
export type TrustFileFailure = ByReason<
  {
    'pem-no-block': {
      origin: Origin;
      name: string;
      path: string;
      wanted: 'certificate' | 'crl' | 'key';

      /** What the file is instead, where that is known. */
      found?:
        | 'private-key'
        | 'key-der'
        | 'encrypted-key'
        | 'openssh-key'
        | 'certificate'
        | 'crl'
        | 'request'
        | 'public-key'
        | 'pkcs7-pem'
        | 'pkcs7-der'
        | 'pkcs12'
        | 'ocsp'
        | 'utf16'
        | 'html'
        | 'base64';
    };
    'pem-broken-block': {
      origin: Origin;
      name: string;
      path: string;
      block: number;
      wanted: 'certificate' | 'crl' | 'key';

      /** A PemFault of tls/pem.ts, or text where another reader found it. */
      detail: string;
    };
    'key-encrypted': { origin: Origin; path: string };
    'key-mismatch': { origin: Origin; certificate: string; key: string };
    'key-exposed': { origin: Origin; path: string; mode: number };
    'ca-path-empty': { origin: Origin; path: string };
    'ciphers-unknown': { origin: Origin; name: string; value: string; detail: string; nearest?: string };
    'tls-context': { detail: string };
  },
  { code: 'CONFIG' }
>;

/** Why a revocation list does not cover a certificate (RFC 5280, 5.2 and 6.3.3). */
export type CrlGap =
  /** It only adds to a complete list. */
  | 'delta'
  /** It speaks for other issuers too. */
  | 'indirect'
  /** For some reasons of a revocation only. */
  | 'some-reasons'
  /** For CAs only, for others than CAs only, for attribute certificates only. */
  | 'other-kind'
  /** For a distribution point that the certificate does not name. */
  | 'other-point'
  /** A critical extension that is not known here, or one that can't be read. */
  | 'unknown-extension';

/** Faults of the TLS session and of the server's certificate (contract, sections 2, 3 and 6). */
export type TlsFailure = ByReason<{
  'cert-hostname': {
    code: 'CERT_HOSTNAME';
    server: ServerFacts;
    certificate: CertificateFacts;
    commonName: string | null;
    /** Why a name that is in the certificate was not used, where that is what is wrong. */
    unused: 'trailing-dot' | 'cn-wildcard' | 'cn-constrained' | null;
  };
  'cert-untrusted': {
    code: 'CERT_UNTRUSTED';
    server: ServerFacts;
    certificate: CertificateFacts;
    why:
      | 'self-signed'
      | 'unknown-issuer'
      | 'missing-intermediate'
      | 'name-constraints'
      | 'wrong-purpose'
      | 'wrong-key-usage'
      | 'not-a-ca'
      | 'no-cert-sign'
      | 'no-crl-sign'
      | 'path-length'
      | 'unknown-extension'
      | 'weak'
      | 'other';
    detail: string;
  };
  'cert-expired': { code: 'CERT_EXPIRED'; server: ServerFacts; certificate: CertificateFacts; now: string };
  'cert-not-yet-valid': {
    code: 'CERT_NOT_YET_VALID';
    server: ServerFacts;
    certificate: CertificateFacts;
    now: string;
  };
  'cert-revoked': {
    code: 'CERT_REVOKED';
    server: ServerFacts;
    certificate: CertificateFacts;
    crl: CrlFacts | null;
    revokedAt: string | null;
  };
  'cert-fingerprint': {
    code: 'CERT_FINGERPRINT';
    server: ServerFacts;
    certificate: CertificateFacts;
    wanted: string;
  };
  'crl-missing': {
    code: 'CRL_MISSING';
    server: ServerFacts;
    issuer: string;
    certificate: CertificateFacts;
    why:
      | 'absent'
      | 'forged'
      | 'self-signed'
      /** The certificate of the issuer is not at hand, so none of its lists can be verified. */
      | 'no-issuer'
      /** There are lists, and none covers the certificate. */
      | CrlGap;
  };
  'crl-expired': {
    code: 'CRL_EXPIRED';
    server: ServerFacts;
    crl: CrlFacts;
    why: 'expired' | 'not-yet-valid';
    now: string;
  };
  'starttls-unavailable': { code: 'STARTTLS_UNAVAILABLE'; server: ServerFacts; offered: readonly string[] };
  'starttls-refused': { code: 'STARTTLS_REFUSED'; server: ServerFacts; reply: Reply };
  'tls-handshake': {
    code: 'TLS_HANDSHAKE';
    server: ServerFacts;
    detail: string;
    /** What is known to lead to it, where something is. */
    cause?:
      /** STARTTLS was answered with something other than a TLS record. */
      | 'not-tls'
      | 'unrecognized-name'
      | 'chain-too-big'
      | 'legacy-renegotiation'
      | 'client-certificate'
      | 'weak-key-exchange';
  };
  'tls-version': {
    code: 'TLS_HANDSHAKE';
    server: ServerFacts;
    minimum: string;
    maximum: string;
    offered: string | null;
    sslv3Asked: boolean;
  };
  'tls-no-common-cipher': { code: 'TLS_HANDSHAKE'; server: ServerFacts; ciphers: string | null };
  'tls-client-certificate': {
    code: 'TLS_HANDSHAKE';
    server: ServerFacts;
    configured: boolean;
    alert: string;
  };
  'not-tls-port': { code: 'NOT_TLS_PORT'; server: ServerFacts; greeting: string | null };
}>;
