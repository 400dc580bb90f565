/** The server's certificate was rejected: all have the same exit status and the same consequence. */
export const certificateCodes = [
  'CERT_HOSTNAME',
  'CERT_UNTRUSTED',
  'CERT_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_REVOKED',
  'CERT_FINGERPRINT',
  'CRL_MISSING',
  'CRL_EXPIRED',
] as const;

export type CertificateCode = (typeof certificateCodes)[number];

/**
 * The codes of a failure (contract, section 6). They are the stable part of every error: scripts compare them,
 * `sendmemo explain CODE` describes them, both languages have words for each.
 */
export const failureCodes = [
  ...certificateCodes,
  'STARTTLS_UNAVAILABLE',
  'STARTTLS_REFUSED',
  'TLS_HANDSHAKE',
  'NOT_TLS_PORT',
  'NO_GREETING',
  'CONNECT',
  'CONNECTION_LOST',
  'TIMEOUT',
  'DNS',
  'AUTH',
  'OAUTH',
  'RECIPIENTS',
  'REFUSED',
  'TRANSIENT',
  'SIZE',
  'PROTOCOL',
  'CONFIG',
  'USAGE',
  'INPUT',
  'ADDRESS',
  'OUTPUT',
  'INTERNAL',
] as const;

export type FailureCode = (typeof failureCodes)[number];
