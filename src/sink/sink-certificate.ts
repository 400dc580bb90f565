/** The certificates that a sink serves, read from files and tried before it listens. */
import type { KeyObject, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { SendmemoError, systemCode } from '../failure/error.ts';
import type { Origin } from '../failure/facts.ts';

/** A certificate (with its chain) and its key, as PEM. */
export interface SinkCertificate {
  readonly certificatePem: string;
  readonly keyPem: string;
  /** Whether it is for this host name; `*` is one label. */
  readonly serves: (name: string) => boolean;
}

/** @throws SendmemoError file-unreadable, pem-no-block, pem-broken-block, key-encrypted, key-mismatch */
export async function readSinkCertificate(
  certificateFile: string,
  keyFile: string,
): Promise<SinkCertificate> {
  const certificatePem = await read('--cert', certificateFile);
  const keyPem = await read('--key', keyFile);
  const crypto = await import('node:crypto');
  const certificate = parse('--cert', certificateFile, 'certificate', certificatePem, (pem) => {
    return new crypto.X509Certificate(pem);
  });
  if (/-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type: 4,ENCRYPTED/m.test(keyPem)) {
    throw new SendmemoError({
      code: 'CONFIG',
      reason: 'key-encrypted',
      origin: option('--key'),
      path: keyFile,
    });
  }
  const key = parse('--key', keyFile, 'key', keyPem, (pem): KeyObject => crypto.createPrivateKey(pem));
  if (!certificate.checkPrivateKey(key)) {
    throw new SendmemoError({
      code: 'CONFIG',
      reason: 'key-mismatch',
      origin: option('--key'),
      certificate: certificateFile,
      key: keyFile,
    });
  }
  return { certificatePem, keyPem, serves: (name) => serves(certificate, name) };
}

/**
 * @returns the certificates of a PEM file, each by itself
 * @throws SendmemoError file-unreadable, pem-no-block, pem-broken-block
 */
export async function readClientCas(path: string): Promise<readonly string[]> {
  const name = '--client-ca';
  const text = await read(name, path);
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? [];
  if (blocks.length === 0) {
    throw new SendmemoError({
      code: 'CONFIG',
      reason: 'pem-no-block',
      origin: option(name),
      name,
      path,
      wanted: 'certificate',
    });
  }
  const { X509Certificate } = await import('node:crypto');
  for (const block of blocks) parse(name, path, 'certificate', block, (pem) => new X509Certificate(pem));
  return blocks;
}

function serves(certificate: X509Certificate, name: string): boolean {
  return certificate.checkHost(name, { partialWildcards: false }) !== undefined;
}

async function read(name: string, path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const system = systemCode(error);
    const why =
      system === 'ENOENT'
        ? 'missing'
        : system === 'EISDIR'
          ? 'directory'
          : system === 'EACCES' || system === 'EPERM'
            ? 'permission'
            : 'other';
    throw new SendmemoError(
      { code: 'INPUT', reason: 'file-unreadable', role: name, path, why, system },
      { cause: error },
    );
  }
}

function parse<T>(
  name: string,
  path: string,
  wanted: 'certificate' | 'key',
  pem: string,
  make: (pem: string) => T,
): T {
  const origin = option(name);
  if (!pem.includes('-----BEGIN ')) {
    throw new SendmemoError({ code: 'CONFIG', reason: 'pem-no-block', origin, name, path, wanted });
  }
  try {
    return make(pem);
  } catch (error) {
    throw new SendmemoError(
      {
        code: 'CONFIG',
        reason: 'pem-broken-block',
        origin,
        name,
        path,
        block: 1,
        wanted,
        detail: systemCode(error),
      },
      { cause: error },
    );
  }
}

function option(name: string): Origin {
  return { kind: 'option', option: name };
}
