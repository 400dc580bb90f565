/**
 * A directory of test certificates: `ca.pem`, `server.pem`, `client.pem`, their keys (mode 0600), `crl.pem`, and in
 * `hashed/` the links by which a CAPath is read. Nothing that exists is ever written over.
 */
import fs from 'node:fs';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { SendmemoError, systemCode } from '../failure/error.ts';
import type { Caller, Within } from '../files/foreign.ts';
import { asOwnerOf, makeDirectories } from '../files/foreign.ts';
import { readElement } from '../tls/der.ts';
import { nameHash } from '../tls/distinguished-name.ts';
import { makeTestCertificates } from './test-ca.ts';
import type { TestCertificateRequest } from './test-ca.ts';

/** Paths of what a directory of test certificates holds. */
export interface CertificateFiles {
  readonly directory: string;
  readonly ca: string;
  readonly caKey: string;
  readonly server: string;
  readonly serverKey: string;
  readonly client: string;
  readonly clientKey: string;
  readonly crl: string;
  /** The directory of `<hash>.0` links (`CAPath`). */
  readonly hashed: string;
}

/** @returns where each file of such a directory is, whether or not it is there. */
export function certificateFiles(directory: string): CertificateFiles {
  return {
    directory,
    ca: join(directory, 'ca.pem'),
    caKey: join(directory, 'ca.key'),
    server: join(directory, 'server.pem'),
    serverKey: join(directory, 'server.key'),
    client: join(directory, 'client.pem'),
    clientKey: join(directory, 'client.key'),
    crl: join(directory, 'crl.pem'),
    hashed: join(directory, 'hashed'),
  };
}

/**
 * Makes certificates and writes them: all of the files, or none.
 * @throws SendmemoError already-exists, where one of the files is there; cannot-create
 */
export async function writeTestCertificates(
  directory: string,
  request: TestCertificateRequest,
  caller?: Caller,
): Promise<CertificateFiles> {
  const within = asOwnerOf(directory, caller);
  const files = certificateFiles(directory);
  for (const path of Object.values(files)) {
    if (path !== directory && (await exists(path))) {
      throw new SendmemoError({ code: 'OUTPUT', reason: 'already-exists', path });
    }
  }
  const made = await makeTestCertificates(request);
  const hash = nameHash(readElement(made.caName));
  const written: string[] = [];
  const write = (path: string, text: string, mode: number): void => {
    creating(path, within, () => {
      const descriptor = fs.openSync(path, 'wx', mode);
      try {
        fs.fchmodSync(descriptor, mode);
        fs.writeFileSync(descriptor, text);
      } finally {
        fs.closeSync(descriptor);
      }
    });
    written.push(path);
  };
  try {
    creating(directory, within, () => makeDirectories(directory, 0o755));
    write(files.caKey, made.ca.keyPem, 0o600);
    write(files.ca, made.ca.certificatePem, 0o644);
    write(files.serverKey, made.server.keyPem, 0o600);
    write(files.server, made.server.certificatePem, 0o644);
    write(files.clientKey, made.client.keyPem, 0o600);
    write(files.client, made.client.certificatePem, 0o644);
    write(files.crl, made.crlPem, 0o644);
    creating(files.hashed, within, () => makeDirectories(files.hashed, 0o755));
    written.push(files.hashed);
    link('ca.pem', files.ca, join(files.hashed, `${hash}.0`), within);
    link('crl.pem', files.crl, join(files.hashed, `${hash}.r0`), within);
    return files;
  } catch (error) {
    within(() => {
      for (const path of written) fs.rmSync(path, { recursive: true, force: true });
    });
    throw error;
  }
}

/**
 * @returns whether CA, server certificate and its key are there
 * @throws SendmemoError cannot-create, if that can't be determined
 */
export async function hasServerCertificate(files: CertificateFiles): Promise<boolean> {
  for (const path of [files.ca, files.server, files.serverKey]) if (!(await exists(path))) return false;
  return true;
}

function link(name: string, target: string, path: string, within: Within): void {
  creating(path, within, () => {
    try {
      fs.symlinkSync(join('..', name), path);
    } catch (error) {
      // Where links are a privilege (Windows) a copy serves the same reader.
      if (systemCode(error) !== 'EPERM') throw error;
      fs.copyFileSync(target, path);
    }
  });
}

function creating<T>(path: string, within: Within, create: () => T): T {
  try {
    return within(create);
  } catch (error) {
    const system = systemCode(error);
    throw new SendmemoError(
      system === 'EEXIST'
        ? { code: 'OUTPUT', reason: 'already-exists', path }
        : { code: 'OUTPUT', reason: 'cannot-create', path, system },
      { cause: error },
    );
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch (error) {
    // Anything but "not there" (a directory that may not be searched) is not ours to write over either.
    const system = systemCode(error);
    if (system === 'ENOENT' || system === 'ENOTDIR') return false;
    throw new SendmemoError({ code: 'OUTPUT', reason: 'cannot-create', path, system }, { cause: error });
  }
}
