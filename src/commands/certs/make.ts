/** `sendmemo certs [DIR]`: a CA, server and client certificates, a CRL and hashed links for trying things out. */
import { resolve } from 'node:path';
import type { CertificateFiles } from '../../sink/certificate-files.ts';
import type { Caller } from '../../files/foreign.ts';
import type { CertsRequest } from './request.ts';

export interface CertsTools {
  /** A relative directory is taken from here. */
  readonly cwd: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** 128 random bits as hex. */
  readonly uniqueId: () => string;
  readonly caller?: Caller;
}

export interface CertsResult {
  readonly files: CertificateFiles;
  readonly hosts: readonly string[];
  /** When server and client certificate and the revocation list expire, ISO 8601 UTC. */
  readonly notAfter: string;
  /** Lines for `sendmemo-ssl.cfg` that use them. */
  readonly settings: readonly string[];
  /** The lines for a server that asks for a client certificate. */
  readonly clientSettings: readonly string[];
}

/** @throws SendmemoError usage-option-value for a host or days that can't be; already-exists, cannot-create */
export async function makeCertificates(request: CertsRequest, tools: CertsTools): Promise<CertsResult> {
  const { writeTestCertificates } = await import('../../sink/certificate-files.ts');
  const { checkCertificateRequest, defaultLeafDays, sinkHosts } = await import('../../sink/test-ca.ts');
  const certificate = {
    hosts: request.hosts.length === 0 ? sinkHosts : request.hosts,
    now: new Date(tools.now()),
    leafDays: request.days ?? defaultLeafDays,
    uniqueId: tools.uniqueId,
  };
  checkCertificateRequest(certificate);
  const files = await writeTestCertificates(resolve(tools.cwd, request.directory), certificate, tools.caller);
  return {
    files,
    hosts: certificate.hosts,
    notAfter: new Date(tools.now() + certificate.leafDays * 86_400_000).toISOString(),
    settings: ['EnableTLS = 1', `CAFile = ${files.ca}`, `CrlFile = ${files.crl}`],
    clientSettings: [`CertFile = ${files.client}`, `KeyFile = ${files.clientKey}`],
  };
}
