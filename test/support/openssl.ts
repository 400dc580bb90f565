/** What only the tool `openssl` makes: certificates with broken digests and keys too short for Web Crypto. */
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Issued } from './pki.ts';

/** Runs `openssl`; rejects with its standard error where it fails. */
export async function openssl(...words: string[]): Promise<string> {
  return (await promisify(execFile)('openssl', words, { maxBuffer: 1 << 26 })).stdout;
}

export interface WeakOptions {
  readonly digest?: 'md5' | 'sha1' | 'sha256';
  /** Bits of the RSA key. */
  readonly bits?: number;
  /** subjectAltName as openssl writes it. */
  readonly names?: string;
}

/** Issues a server certificate however weak; files are left in the folder. */
export async function issueWeak(
  issuer: Issued,
  folder: string,
  { digest = 'sha256', bits = 2048, names = 'DNS:mail.example.com,IP:127.0.0.1' }: WeakOptions,
): Promise<{ readonly certificatePem: string; readonly keyPem: string }> {
  const file = (name: string) => path.join(folder, `${digest}-${bits}-${name}`);
  await writeFile(file('ca.pem'), issuer.certificatePem);
  await writeFile(file('ca.key'), issuer.keyPem);
  await writeFile(file('ext'), `subjectAltName = ${names}\nextendedKeyUsage = serverAuth\n`);
  const keyPem = await openssl('genrsa', '-traditional', String(bits));
  await writeFile(file('key'), keyPem);
  await writeFile(
    file('csr'),
    await openssl('req', '-new', '-key', file('key'), '-subj', '/CN=mail.example.com', `-sha256`),
  );
  const issuing = ['-CA', file('ca.pem'), '-CAkey', file('ca.key'), '-extfile', file('ext')];
  const words = ['x509', '-req', '-in', file('csr'), '-set_serial', '77', '-days', '9', `-${digest}`];
  const certificatePem = await openssl(...words, ...issuing);
  return { certificatePem, keyPem };
}
