import type { CertificateFacts, CrlFacts, Origin, Reply, ServerFacts } from './facts.ts';

/** Faults in certificate, CRL and key files: found before any packet. */
export type TrustFileFailure = { readonly code: 'CONFIG' } & (
  | {
      readonly reason: 'pem-no-block';
      readonly origin: Origin;
      readonly name: string;
      readonly path: string;
      readonly wanted: 'certificate' | 'crl' | 'key';
      /** What the file is instead, where that is known. */
      readonly found?:
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
    }
  | {
      readonly reason: 'pem-broken-block';
      readonly origin: Origin;
      readonly name: string;
      readonly path: string;
      readonly block: number;
      readonly wanted: 'certificate' | 'crl' | 'key';
      /** A PemFault of tls/pem.ts, or text where another reader found it. */
      readonly detail: string;
    }
  | { readonly reason: 'key-encrypted'; readonly origin: Origin; readonly path: string }
  | {
      readonly reason: 'key-mismatch';
      readonly origin: Origin;
      readonly certificate: string;
      readonly key: string;
    }
  | { readonly reason: 'key-exposed'; readonly origin: Origin; readonly path: string; readonly mode: number }
  | { readonly reason: 'ca-path-empty'; readonly origin: Origin; readonly path: string }
  | {
      readonly reason: 'ciphers-unknown';
      readonly origin: Origin;
      readonly name: string;
      readonly value: string;
      readonly detail: string;
      readonly nearest?: string;
    }
  | { readonly reason: 'tls-context'; readonly detail: string }
);

/** Faults of the TLS session and of the server's certificate (contract, sections 2, 3 and 6). */
export type TlsFailure =
  | {
      readonly code: 'CERT_HOSTNAME';
      readonly reason: 'cert-hostname';
      readonly server: ServerFacts;
      readonly certificate: CertificateFacts;
      readonly commonName: string | null;
      /** Why a name that is in the certificate was not used, where that is what is wrong. */
      readonly unused: 'trailing-dot' | 'cn-wildcard' | 'cn-constrained' | null;
    }
  | {
      readonly code: 'CERT_UNTRUSTED';
      readonly reason: 'cert-untrusted';
      readonly server: ServerFacts;
      readonly certificate: CertificateFacts;
      readonly why:
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
      readonly detail: string;
    }
  | {
      readonly code: 'CERT_EXPIRED';
      readonly reason: 'cert-expired';
      readonly server: ServerFacts;
      readonly certificate: CertificateFacts;
      readonly now: string;
    }
  | {
      readonly code: 'CERT_NOT_YET_VALID';
      readonly reason: 'cert-not-yet-valid';
      readonly server: ServerFacts;
      readonly certificate: CertificateFacts;
      readonly now: string;
    }
  | {
      readonly code: 'CERT_REVOKED';
      readonly reason: 'cert-revoked';
      readonly server: ServerFacts;
      readonly certificate: CertificateFacts;
      readonly crl: CrlFacts | null;
      readonly revokedAt: string | null;
    }
  | {
      readonly code: 'CERT_FINGERPRINT';
      readonly reason: 'cert-fingerprint';
      readonly server: ServerFacts;
      readonly certificate: CertificateFacts;
      readonly wanted: string;
    }
  | {
      readonly code: 'CRL_MISSING';
      readonly reason: 'crl-missing';
      readonly server: ServerFacts;
      readonly issuer: string;
      readonly certificate: CertificateFacts;
      readonly why:
        | 'absent'
        | 'forged'
        | 'self-signed'
        /** The certificate of the issuer is not at hand, so none of its lists can be verified. */
        | 'no-issuer'
        /** There are lists, and none covers the certificate (RFC 5280, 5.2 and 6.3.3). */
        | 'delta'
        | 'indirect'
        | 'some-reasons'
        | 'other-kind'
        | 'other-point'
        | 'unknown-extension';
    }
  | {
      readonly code: 'CRL_EXPIRED';
      readonly reason: 'crl-expired';
      readonly server: ServerFacts;
      readonly crl: CrlFacts;
      readonly why: 'expired' | 'not-yet-valid';
      readonly now: string;
    }
  | {
      readonly code: 'STARTTLS_UNAVAILABLE';
      readonly reason: 'starttls-unavailable';
      readonly server: ServerFacts;
      readonly offered: readonly string[];
    }
  | {
      readonly code: 'STARTTLS_REFUSED';
      readonly reason: 'starttls-refused';
      readonly server: ServerFacts;
      readonly reply: Reply;
    }
  | {
      readonly code: 'TLS_HANDSHAKE';
      readonly reason: 'tls-handshake';
      readonly server: ServerFacts;
      readonly detail: string;
      /** What is known to lead to it, where something is. */
      readonly cause?:
        /** STARTTLS was answered with something other than a TLS record. */
        | 'not-tls'
        | 'unrecognized-name'
        | 'chain-too-big'
        | 'legacy-renegotiation'
        | 'client-certificate'
        | 'weak-key-exchange';
    }
  | {
      readonly code: 'TLS_HANDSHAKE';
      readonly reason: 'tls-version';
      readonly server: ServerFacts;
      readonly minimum: string;
      readonly maximum: string;
      readonly offered: string | null;
      readonly sslv3Asked: boolean;
    }
  | {
      readonly code: 'TLS_HANDSHAKE';
      readonly reason: 'tls-no-common-cipher';
      readonly server: ServerFacts;
      readonly ciphers: string | null;
    }
  | {
      readonly code: 'TLS_HANDSHAKE';
      readonly reason: 'tls-client-certificate';
      readonly server: ServerFacts;
      readonly configured: boolean;
      readonly alert: string;
    }
  | {
      readonly code: 'NOT_TLS_PORT';
      readonly reason: 'not-tls-port';
      readonly server: ServerFacts;
      readonly greeting: string | null;
    };
