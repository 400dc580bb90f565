/** `sendmemo certs [DIR]`: a CA, server and client certificates, a CRL and hashed links for trying things out. */
import { resolve } from 'node:path';
import type { CertificateFiles } from '../../sink/certificate-files.ts';

export interface CertsRequest {
  /** Made where it is missing. */
  readonly directory: string;
  /** DNS names and IP addresses of the server; empty: 127.0.0.1, ::1 and sink.example.test. */
  readonly hosts: readonly string[];
  /** Common name of the client certificate; null: `sendmemo client`. */
  readonly clientName: string | null;
  /** Validity in days; null: ten years for the CA, 825 for the rest. */
  readonly caDays: number | null;
  readonly days: number | null;
}

export interface CertsTools {
  /** A relative directory is taken from here. */
  readonly cwd: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** 128 random bits as hex. */
  readonly uniqueId: () => string;
}

export interface CertsResult {
  readonly files: CertificateFiles;
  readonly hosts: readonly string[];
  /** Lines for `sendmemo-ssl.cfg` that use them. */
  readonly settings: readonly string[];
}

/** @throws SubmissionError usage-option-value for a host or days that can't be; already-exists, cannot-create */
export async function makeCertificates(request: CertsRequest, tools: CertsTools): Promise<CertsResult> {
  const { writeTestCertificates } = await import('../../sink/certificate-files.ts');
  const { checkCertificateRequest, defaultCaDays, defaultLeafDays, sinkHosts } =
    await import('../../sink/test-ca.ts');
  const certificate = {
    hosts: request.hosts.length === 0 ? sinkHosts : request.hosts,
    clientName: request.clientName ?? 'sendmemo client',
    now: new Date(tools.now()),
    caDays: request.caDays ?? defaultCaDays,
    leafDays: request.days ?? defaultLeafDays,
    uniqueId: tools.uniqueId,
  };
  checkCertificateRequest(certificate);
  const files = await writeTestCertificates(resolve(tools.cwd, request.directory), certificate);
  return {
    files,
    hosts: certificate.hosts,
    settings: [
      'EnableTLS = 1',
      `CAFile = ${files.ca}`,
      `CrlFile = ${files.crl}`,
      `CertFile = ${files.client}`,
      `KeyFile = ${files.clientKey}`,
    ],
  };
}
