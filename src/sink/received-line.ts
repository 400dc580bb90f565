/**
 * How a session was secured, in sendmail's words, and the trace fields that are put in front of a stored message.
 * Source: RFC 5321, 4.4; sendmail, HReceived of cf/m4/proto.m4 and ${verify}.
 */
import type { PeerCertificate, TLSSocket } from 'node:tls';
import { rfc5322Date } from '../text/date.ts';

/** The client's certificate, as far as one came. */
interface SinkClientCertificate {
  /** `CN=…, O=…`, most specific first. */
  readonly subject: string;
  readonly issuer: string;
  /** SHA-256, upper-case hex with colons. */
  readonly fingerprint: string;
  /** Why it was not verified (a code of OpenSSL), or null. */
  readonly error: string | null;
}

/** What is known of a TLS session on the server's side. */
export interface SinkTls {
  /** `TLSv1.3`. */
  readonly version: string;
  /** OpenSSL's name. */
  readonly cipher: string;
  readonly bits: number;
  /** The name that the client asked for (SNI), or null. */
  readonly serverName: string | null;
  /** Of the client's certificate. `NO`: none came; `FAIL`: one came and was not verified. */
  readonly verify: 'OK' | 'NO' | 'FAIL';
  readonly clientCertificate: SinkClientCertificate | null;
}

/** @returns the facts of a session whose handshake is done. */
export function describeTls(socket: TLSSocket): SinkTls {
  const cipher = socket.getCipher();
  const certificate = socket.getPeerCertificate();
  const serverName = socket.servername;
  const clientCertificate = Object.keys(certificate).length === 0 ? null : describePeer(certificate, socket);
  return {
    version: socket.getProtocol() ?? 'unknown',
    cipher: cipher.name,
    bits: cipherBits(cipher.name),
    serverName: typeof serverName === 'string' && serverName !== '' ? serverName : null,
    verify: clientCertificate === null ? 'NO' : clientCertificate.error === null ? 'OK' : 'FAIL',
    clientCertificate,
  };
}

function describePeer(certificate: PeerCertificate, socket: TLSSocket): SinkClientCertificate {
  // A code at runtime, whatever the type says.
  const error = socket.authorizationError as unknown;
  return {
    subject: distinguishedName(certificate.subject),
    issuer: distinguishedName(certificate.issuer),
    fingerprint: certificate.fingerprint256,
    error: socket.authorized ? null : error instanceof Error ? error.message : String(error),
  };
}

function distinguishedName(name: object): string {
  return Object.entries(name)
    .toReversed()
    .flatMap(([type, value]: [string, unknown]) =>
      (Array.isArray(value) ? value : [value]).map((one) => `${type}=${String(one)}`),
    )
    .join(', ');
}

/**
 * @param cipher OpenSSL's name of a suite
 * @returns the strength of its symmetric cipher in bits; 0 if the name does not say it
 */
function cipherBits(cipher: string): number {
  if (/AES[_-]?256|CHACHA20|CAMELLIA256|ARIA256/.test(cipher)) return 256;
  if (/AES[_-]?128|CAMELLIA128|ARIA128|SEED|RC4/.test(cipher)) return 128;
  if (/3DES|DES-CBC3/.test(cipher)) return 168;
  return 0;
}

/** What a Received field says. */
export interface TraceFacts {
  readonly sender: string;
  readonly recipients: readonly string[];
  readonly helo: string;
  readonly remoteAddress: string;
  readonly serverName: string;
  /** SMTP, ESMTP, ESMTPS … (RFC 3848). */
  readonly protocol: string;
  readonly id: string;
  readonly tls: SinkTls | null;
  readonly now: Date;
}

/** @returns Return-Path and Received, folded, each line with CRLF. */
export function renderTrace(facts: TraceFacts): string {
  const { tls } = facts;
  const [only, ...others] = facts.recipients;
  const lines = [
    `Return-Path: <${facts.sender}>`,
    `Received: from ${harmless(facts.helo)} ([${facts.remoteAddress}])`,
    `\tby ${facts.serverName} (sendmemo sink) with ${facts.protocol} id ${facts.id}`,
  ];
  if (tls !== null) {
    lines.push(
      `\t(version=${tls.version} cipher=${tls.cipher} bits=${tls.bits}/${tls.bits} verify=${tls.verify})`,
    );
  }
  // With several recipients none is named: a Bcc would be given away.
  if (only !== undefined && others.length === 0) lines.push(`\tfor <${only}>`);
  return `${lines.join('\r\n')};\r\n\t${rfc5322Date(facts.now)}\r\n`;
}

/** What a client calls itself may be anything: nothing of it may look like syntax of the field. */
function harmless(helo: string): string {
  return helo.replace(/[^A-Za-z0-9.:[\]_-]/g, '?');
}
