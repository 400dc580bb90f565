/**
 * A directory of test certificates: `ca.pem`, `server.pem`, `client.pem`, their keys (mode 0600), `crl.pem`, and in
 * `hashed/` the links by which a CAPath is read. Nothing that exists is ever written over.
 */
import { access, copyFile, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SubmissionError, systemCode } from '../failure/error.ts';
import { subjectHash } from './subject-hash.ts';
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
 * @throws SubmissionError already-exists, where one of the files is there; cannot-create
 */
export async function writeTestCertificates(
  directory: string,
  request: TestCertificateRequest,
): Promise<CertificateFiles> {
  const files = certificateFiles(directory);
  for (const path of Object.values(files)) {
    if (path !== directory && (await exists(path))) {
      throw new SubmissionError({ code: 'OUTPUT', reason: 'already-exists', path });
    }
  }
  const made = await makeTestCertificates(request);
  const hash = await subjectHash(made.caName);
  const written: string[] = [];
  const write = async (path: string, text: string, mode: number) => {
    await creating(path, async () => await writeFile(path, text, { flag: 'wx', mode }));
    written.push(path);
  };
  try {
    await creating(directory, async () => await mkdir(directory, { recursive: true }));
    await write(files.caKey, made.ca.keyPem, 0o600);
    await write(files.ca, made.ca.certificatePem, 0o644);
    await write(files.serverKey, made.server.keyPem, 0o600);
    await write(files.server, made.server.certificatePem, 0o644);
    await write(files.clientKey, made.client.keyPem, 0o600);
    await write(files.client, made.client.certificatePem, 0o644);
    await write(files.crl, made.crlPem, 0o644);
    await creating(files.hashed, async () => await mkdir(files.hashed));
    written.push(files.hashed);
    await link('ca.pem', files.ca, join(files.hashed, `${hash}.0`));
    await link('crl.pem', files.crl, join(files.hashed, `${hash}.r0`));
    return files;
  } catch (error) {
    await Promise.all(written.map(async (path) => await rm(path, { recursive: true, force: true })));
    throw error;
  }
}

/**
 * @returns whether CA, server certificate and its key are there
 * @throws SubmissionError cannot-create, where that can't be told
 */
export async function hasServerCertificate(files: CertificateFiles): Promise<boolean> {
  for (const path of [files.ca, files.server, files.serverKey]) if (!(await exists(path))) return false;
  return true;
}

async function link(name: string, target: string, path: string): Promise<void> {
  await creating(path, async () => {
    try {
      await symlink(join('..', name), path);
    } catch (error) {
      // Where links are a privilege (Windows) a copy serves the same reader.
      if (systemCode(error) !== 'EPERM') throw error;
      await copyFile(target, path);
    }
  });
}

async function creating<T>(path: string, create: () => Promise<T>): Promise<T> {
  try {
    return await create();
  } catch (error) {
    const system = systemCode(error);
    throw new SubmissionError(
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
    throw new SubmissionError({ code: 'OUTPUT', reason: 'cannot-create', path, system }, { cause: error });
  }
}
