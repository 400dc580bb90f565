/** Which certificates a sink serves: those that were named, or those of a test CA, found or made. */
import type { Caller } from '../files/foreign.ts';
import { resolve } from 'node:path';
import type { CertificateFiles } from './certificate-files.ts';
import { readClientCas, readSinkCertificate } from './sink-certificate.ts';
import type { SinkCertificate } from './sink-certificate.ts';

/** The test CA's files, and whether they were made just now or found. */
export interface SinkTestCa {
  readonly state: 'made' | 'found';
  readonly files: CertificateFiles;
}

export interface ServedCertificatesRequest {
  readonly mode: 'none' | 'starttls' | 'smtps';
  /** Pairs of files; empty: the test CA makes one. */
  readonly certificates: readonly { readonly certFile: string; readonly keyFile: string }[];
  /** Where the test CA keeps its files; null: the default directory. */
  readonly certificateDirectory: string | null;
  readonly defaultDirectory: string;
  /** CA certificates (PEM) for client certificates besides the test CA; null: none. */
  readonly clientCaFile: string | null;
}

export interface ServedCertificatesDeps {
  readonly cwd: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** 128 random bits as hex. */
  readonly uniqueId: () => string;
  readonly caller?: Caller;
}

export interface ServedCertificates {
  readonly certificates: readonly SinkCertificate[];
  readonly clientCas: readonly string[];
  /** null: no TLS, or certificates of one's own. */
  readonly testCa: SinkTestCa | null;
}

/** @throws SendmemoError file-unreadable, pem-no-block, pem-broken-block, key-encrypted, key-mismatch, cannot-create */
export async function resolveServedCertificates(
  request: ServedCertificatesRequest,
  deps: ServedCertificatesDeps,
): Promise<ServedCertificates> {
  if (request.mode === 'none') return { certificates: [], clientCas: [], testCa: null };
  const path = (name: string) => resolve(deps.cwd, name);
  const clientCas = request.clientCaFile === null ? [] : await readClientCas(path(request.clientCaFile));
  if (request.certificates.length > 0) {
    const certificates: SinkCertificate[] = [];
    for (const { certFile, keyFile } of request.certificates) {
      certificates.push(await readSinkCertificate(path(certFile), path(keyFile)));
    }
    return { certificates, clientCas, testCa: null };
  }
  const testCa = await testCaIn(path(request.certificateDirectory ?? request.defaultDirectory), deps);
  const own = await readSinkCertificate(testCa.files.server, testCa.files.serverKey);
  return {
    certificates: [own],
    clientCas: [...(await readClientCas(testCa.files.ca)), ...clientCas],
    testCa,
  };
}

/** A sink that is started again serves the certificate that its clients trust already. */
async function testCaIn(directory: string, deps: ServedCertificatesDeps): Promise<SinkTestCa> {
  const { certificateFiles, hasServerCertificate, writeTestCertificates } =
    await import('./certificate-files.ts');
  const found = certificateFiles(directory);
  if (await hasServerCertificate(found)) return { state: 'found', files: found };
  const { defaultLeafDays, sinkHosts } = await import('./test-ca.ts');
  const files = await writeTestCertificates(
    directory,
    {
      hosts: sinkHosts,
      now: new Date(deps.now()),
      leafDays: defaultLeafDays,
      uniqueId: deps.uniqueId,
    },
    deps.caller,
  );
  return { state: 'made', files };
}
