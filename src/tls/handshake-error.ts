/**
 * An error of the runtime on a TLS socket → a failure. The number of an alert (RFC 8446, 6) is taken from OpenSSL's
 * text, which has it in every version, while the names of the codes changed with OpenSSL 3.5.
 */
import { systemCode } from '../failure/error.ts';
import type { ServerFacts } from '../failure/facts.ts';
import type { Failure } from '../failure/failure.ts';
import { harmless } from '../text/control-characters.ts';
import type { TrustPlan } from './plan.ts';
import { hasLargeHello } from './strength.ts';

/** How far a handshake had come when it failed. */
export interface HandshakeProgress {
  /** The server's hello was accepted: version and cipher are known. */
  readonly helloAccepted: boolean;
  readonly mode: 'starttls' | 'smtps';
}

const alert = {
  handshakeFailure: 40,
  unknownCa: 48,
  accessDenied: 49,
  decodeError: 50,
  protocolVersion: 70,
  unrecognizedName: 112,
  certificateRequired: 116,
};
/** bad_certificate, unsupported, revoked, expired, unknown certificate: the server has judged ours. */
const certificateAlerts = new Set([42, 43, 44, 45, 46, alert.unknownCa, alert.accessDenied]);

/**
 * Classifies an error that comes up on a secured socket later, such as the alert by which a server refuses a client
 * certificate under TLS 1.3: after the handshake, with the first read.
 * @returns null for an error that has nothing to do with TLS (a reset, a timeout)
 */
export function tlsErrorFailure(error: unknown, server: ServerFacts, trust: TrustPlan): Failure | null {
  const number = alertNumber(error);
  const refusal = clientCertificateFailure(number, error, server, trust);
  if (refusal !== null) return refusal;
  if (number === null && !isTlsError(error)) return null;
  const cause = knownCause(number, error, trust);
  const failure = {
    code: 'TLS_HANDSHAKE',
    reason: 'tls-handshake',
    server,
    detail: errorDetail(error),
  } as const;
  return cause === null ? failure : { ...failure, cause };
}

type Cause = NonNullable<Extract<Failure, { reason: 'tls-handshake' }>['cause']>;

/** OpenSSL's reasons and alerts whose cause lies in a setting or in the server, and not in what is offered to it. */
function knownCause(number: number | null, error: unknown, trust: TrustPlan): Cause | null {
  const code = systemCode(error);
  if (number === alert.unrecognizedName) return 'unrecognized-name';
  if (/EXCESSIVE_MESSAGE_SIZE/.test(code)) return 'chain-too-big';
  if (/UNSAFE_LEGACY_RENEGOTIATION/.test(code)) return 'legacy-renegotiation';
  if (/DH_KEY_TOO_SMALL/.test(code)) return 'weak-key-exchange';
  // Servers that miss a certificate say so in many words: GnuTLS finds the empty list of certificates malformed.
  const mayMissOurs = number === alert.decodeError || (number !== null && certificateAlerts.has(number));
  return mayMissOurs && trust.clientCertificate === null ? 'client-certificate' : null;
}

/** Classifies the error of a handshake; `offered` of a version failure is left to who can find it out. */
export function handshakeFailure(
  error: unknown,
  server: ServerFacts,
  trust: TrustPlan,
  progress: HandshakeProgress,
): Failure {
  const number = alertNumber(error);
  const code = systemCode(error);
  if (
    number === alert.protocolVersion ||
    /UNSUPPORTED_PROTOCOL|VERSION_TOO_LOW|NO_PROTOCOLS_AVAILABLE/.test(code)
  ) {
    return versionFailure(server, trust, null);
  }
  // The server does not speak TLS: with SMTPS it sends a greeting, after STARTTLS plain text.
  const noTls = /WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|RECORD_LAYER_FAILURE|UNEXPECTED_MESSAGE/.test(
    code,
  );
  if (noTls && progress.mode === 'smtps' && !progress.helloAccepted) {
    return { code: 'NOT_TLS_PORT', reason: 'not-tls-port', server, greeting: null };
  }
  if (noTls && !progress.helloAccepted) {
    const detail = errorDetail(error);
    return { code: 'TLS_HANDSHAKE', reason: 'tls-handshake', server, detail, cause: 'not-tls' };
  }
  // The same alert says "no cipher in common" before the server's hello and "where is your certificate" after it.
  const noCipher = number === alert.handshakeFailure || /NO_SHARED_CIPHER|WRONG_CIPHER_RETURNED/.test(code);
  if (noCipher && !progress.helloAccepted) {
    return {
      code: 'TLS_HANDSHAKE',
      reason: 'tls-no-common-cipher',
      server,
      ciphers: trust.protocols.ciphers,
    };
  }
  const refused = number === alert.handshakeFailure ? alert.certificateRequired : number;
  return (
    clientCertificateFailure(refused, error, server, trust) ??
    tlsErrorFailure(error, server, trust) ?? {
      code: 'CONNECTION_LOST',
      reason: 'connection-lost',
      server,
      stage: 'tls',
      system: error === null ? null : code,
      ...(!progress.helloAccepted && hasLargeHello(trust.protocols) ? { largeHello: true as const } : {}),
    }
  );
}

/** @param offered the newest version that the server has, or null where that is not known */
export function versionFailure(server: ServerFacts, trust: TrustPlan, offered: string | null): Failure {
  const { minimum, maximum, sslv3Asked } = trust.protocols;
  return { code: 'TLS_HANDSHAKE', reason: 'tls-version', server, minimum, maximum, offered, sslv3Asked };
}

function clientCertificateFailure(
  number: number | null,
  error: unknown,
  server: ServerFacts,
  trust: TrustPlan,
): Failure | null {
  if (number === null) return null;
  const configured = trust.clientCertificate !== null;
  if (number !== alert.certificateRequired && !(configured && certificateAlerts.has(number))) return null;
  const detail = errorDetail(error);
  return { code: 'TLS_HANDSHAKE', reason: 'tls-client-certificate', server, configured, alert: detail };
}

function alertNumber(error: unknown): number | null {
  const match = /SSL alert number (\d+)/.exec(error instanceof Error ? error.message : '');
  return match === null ? null : Number(match[1]);
}

function isTlsError(error: unknown): boolean {
  return /^ERR_(SSL|OSSL|TLS)_/.test(systemCode(error)) || (error instanceof Error && 'library' in error);
}

/** `tlsv13 alert certificate required` of `…:error:0A00045C:SSL routines:ssl3_read_bytes:tlsv13 alert …:../deps/…`. */
function errorDetail(error: unknown): string {
  if (!(error instanceof Error)) return harmless(String(error));
  const { reason } = error as { reason?: unknown };
  return harmless(typeof reason === 'string' ? reason : error.message.trim());
}
