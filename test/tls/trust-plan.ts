/** Plans for tests, made by the same functions as the configuration makes them. */
import net from 'node:net';
import { parseClientCertificate } from '../../src/tls/client-certificate.ts';
import { parseRevocationLists } from '../../src/tls/crl.ts';
import { secureConnection } from '../../src/tls/handshake.ts';
import { parseCertificates } from '../../src/tls/pem.ts';
import type { ProtocolVersion, SystemStore, TrustPlan } from '../../src/tls/plan.ts';
import { protocolWindow } from '../../src/tls/protocols.ts';
import type { TlsHandshake } from '../../src/tls/report.ts';
import type { Issued } from '../support/pki.ts';
import { namedFile } from './named-file.ts';
import type { LabServer } from './tls-server.ts';

export interface Configuration {
  /** `smtp-server-host`; default `mail.example.com`. */
  readonly host?: string;
  /** Contents of CAFile. */
  readonly caFile?: string;
  readonly caPath?: string;
  /** Contents of CrlFile. */
  readonly crlFile?: string | Uint8Array;
  readonly client?: Issued;
  readonly minimum?: ProtocolVersion;
  readonly maximum?: ProtocolVersion;
  readonly ciphers?: string;
  readonly sslv3Asked?: boolean;
  readonly fingerprint?: string;
  readonly ignoreHostName?: boolean;
  readonly ignoreErrors?: boolean;
  readonly legacyRenegotiation?: boolean;
  /** SSL_CERT_FILE and SSL_CERT_DIR; default a directory that is not there, so that the machine's own CAs are out of play. */
  readonly certFile?: string;
  readonly certDirectory?: string;
  /** In place of both. */
  readonly system?: SystemStore;
}

export function trustPlan(configuration: Configuration): TrustPlan {
  const { caFile, crlFile, client } = configuration;
  const pair = client && {
    bytes: Buffer.from(client.certificatePem + client.keyPem),
    file: namedFile('CertFile'),
  };
  return {
    anchors: caFile === undefined ? [] : parseCertificates(Buffer.from(caFile), namedFile('CAFile')),
    anchorsFile: caFile === undefined ? null : namedFile('CAFile').path,
    anchorDirectory: configuration.caPath ?? null,
    global: {
      certFile: configuration.certFile ?? null,
      certDirectories:
        configuration.system === undefined
          ? [configuration.certDirectory ?? '/nonexistent.sendmemo/certs']
          : [],
      system: configuration.system ?? { directories: [], files: [] },
    },
    revocationLists:
      crlFile === undefined ? [] : parseRevocationLists(Buffer.from(crlFile), namedFile('CrlFile')),
    revocationFile: crlFile === undefined ? null : namedFile('CrlFile').path,
    clientCertificate: pair === undefined ? null : parseClientCertificate(pair, pair),
    protocols: protocolWindow({
      minimum: configuration.minimum ?? null,
      maximum: configuration.maximum ?? null,
      ciphers: configuration.ciphers ?? null,
      cipherSuites: null,
      groups: null,
      sslv3Asked: configuration.sslv3Asked ?? false,
    }),
    fingerprint: configuration.fingerprint ?? null,
    ignoreHostName: configuration.ignoreHostName ?? false,
    ignoreErrors: configuration.ignoreErrors ?? false,
    legacyRenegotiation: configuration.legacyRenegotiation ?? false,
    origins: {},
  };
}

/** Connects and shakes hands; what comes of it is closed before this returns, unless it is to be kept. */
export async function shakeHands(
  server: LabServer,
  configuration: Configuration,
  options: {
    readonly inspect?: boolean;
    readonly keep?: boolean;
    readonly signal?: AbortSignal;
    readonly mode?: 'starttls' | 'smtps';
  } = {},
): Promise<TlsHandshake> {
  const socket = net.connect(server.port, '127.0.0.1');
  await new Promise((resolve) => {
    socket.once('connect', resolve);
  });
  const handshake = await secureConnection({
    socket,
    mode: options.mode ?? 'smtps',
    server: { host: configuration.host ?? 'mail.example.com', port: server.port, address: '127.0.0.1' },
    trust: trustPlan(configuration),
    now: Date.now,
    signal: options.signal ?? AbortSignal.timeout(20_000),
    inspect: options.inspect ?? false,
  });
  if (options.keep !== true) handshake.socket?.destroy();
  return handshake;
}
