/**
 * Where trusted certificates come from besides CAFile: CAPath, then the globally known CAs, which
 * are SSL_CERT_FILE and SSL_CERT_DIR where one of them is set, else all of the system's store, else the runtime's own
 * list.
 *
 * Nothing is read before a chain is there that CAFile does not do for, and then only the issuers that the chain names:
 * in a hashed directory by their file names, in a bundle by their subjects, without opening the others (a system's
 * store of 140 certificates costs 20 ms to open, a look-up under one).
 */
import fs from 'node:fs';
import path from 'node:path';
import tls from 'node:tls';
import { systemCode } from '../failure/error.ts';
import type { Notice } from '../failure/notice.ts';
import { isSelfSigned, openCertificate, readFrame } from './certificate.ts';
import { type DerElement, readElement } from './der.ts';
import { canonicalName } from './distinguished-name.ts';
import type { TrustPlan } from './plan.ts';
import type { Store, StoredCertificate } from './trust.ts';

/**
 * The places in their order, each opened when it is asked for: a bundle is not read where the directory has it. These
 * are a few small files: to read them beside the event loop takes longer than to read them.
 */
export function* storesBesides(trust: TrustPlan, notices: Notice[]): Generator<readonly Store[]> {
  const { certFile, certDirectories, system } = trust.global;
  const { anchorDirectory } = trust;
  const named =
    anchorDirectory === null
      ? []
      : [directoryStore(`CAPath ${anchorDirectory}`, anchorDirectory, true, notices)];
  const labelled = (label: string, directories: readonly string[]) =>
    directories.map((directory) => directoryStore(`${label} ${directory}`, directory, false, notices));
  if (certFile !== null || certDirectories.length > 0) {
    yield [...named, ...labelled('SSL_CERT_DIR', certDirectories)];
    if (certFile === null) return;
    try {
      const text = readText(certFile);
      yield [textStore(`SSL_CERT_FILE ${certFile}`, () => splitPem(text), notices)];
    } catch (error) {
      notices.push({ reason: 'default-trust-unavailable', detail: `${certFile}: ${systemCode(error)}` });
    }
    return;
  }
  yield [...named, ...labelled('system store', system.directories)];
  const bundles = openBundles(system.files, notices);
  yield bundles;
  if (bundles.length === 0 && !system.directories.some(isHashed)) {
    yield [textStore('runtime', () => tls.rootCertificates, notices)];
  }
}

/** The bundles that are there, each once: several places are links to one file. */
function openBundles(files: readonly string[], notices: Notice[]): Store[] {
  const seen = new Set<string>();
  return files.flatMap((file) => {
    try {
      const { dev, ino } = fs.statSync(file);
      const key = `${dev}:${ino}`;
      if (seen.has(key)) return [];
      seen.add(key);
      const text = readText(file);
      return text === '' ? [] : [textStore(`system store ${file}`, () => splitPem(text), notices)];
    } catch {
      // The next place may be the one of this system.
      return [];
    }
  });
}

/** Opens what a store has under a name. @param named by the user as trusted: intermediates and leaves count too */
function openFound(
  blocks: readonly string[],
  {
    label,
    named,
    canonical,
  }: { readonly label: string; readonly named: boolean; readonly canonical: Buffer },
  notices: Notice[],
): StoredCertificate[] {
  const found: StoredCertificate[] = [];
  for (const pem of blocks) {
    try {
      const certificate = openCertificate(derOf(pem));
      if (!certificate.canonicalSubject.equals(canonical)) continue;
      // A global store trusts its roots; an intermediate in it helps to build a chain and ends none.
      found.push({ certificate, pem, store: label, anchor: named || isSelfSigned(certificate) });
    } catch (error) {
      notices.push({ reason: 'bad-certificate-entry', path: label, detail: systemCode(error) });
    }
  }
  return found;
}

function isHashed(directory: string): boolean {
  try {
    return fs.readdirSync(directory).some((name) => /^[0-9a-f]{8}\.\d+$/.test(name));
  } catch {
    return false;
  }
}

/** @throws the system's error; also for anything but a regular file, because a pipe would block */
function readText(file: string): string {
  if (!fs.statSync(file).isFile()) throw Object.assign(new Error('no regular file'), { code: 'EFTYPE' });
  return fs.readFileSync(file, 'latin1');
}

/** `<hash>.0`, `<hash>.1` … until one is missing, as OpenSSL reads them (X509_LOOKUP_hash_dir). */
function directoryStore(label: string, directory: string, named: boolean, notices: Notice[]): Store {
  return {
    find: ({ hash, canonical }) => {
      const found: StoredCertificate[] = [];
      const prefix = path.join(directory, hash());
      for (let number = 0; ; number++) {
        const file = `${prefix}.${number}`;
        // A link that leads nowhere is not there either.
        if (!fs.existsSync(file)) return found;
        try {
          const blocks = splitPem(readText(file));
          if (blocks.length === 0) throw new RangeError('it holds no certificate');
          found.push(...openFound(blocks, { label, named, canonical }, notices));
        } catch (error) {
          notices.push({ reason: 'bad-certificate-entry', path: file, detail: systemCode(error) });
        }
      }
    },
  };
}

/** A list of certificates: their subjects are read, nothing else. */
function textStore(label: string, read: () => readonly string[], notices: Notice[]): Store {
  let subjects: readonly ListedSubject[] | null = null;
  return {
    find: ({ raw, canonical }) => {
      subjects ??= listSubjects(read(), label, notices);
      // Nearly always a name is written in one way; the canonical form of a whole store takes 20 ms.
      const same = subjects.filter(({ subject }) => Buffer.compare(subject.raw, raw) === 0);
      const found = same.length > 0 ? same : subjects.filter(({ subject }) => isNamed(subject, canonical));
      return openFound(
        found.map(({ pem }) => pem),
        { label, named: false, canonical },
        notices,
      );
    },
  };
}

interface ListedSubject {
  readonly pem: string;
  readonly subject: DerElement;
}

function listSubjects(blocks: readonly string[], label: string, notices: Notice[]): ListedSubject[] {
  const listed: ListedSubject[] = [];
  for (const pem of blocks) {
    try {
      listed.push({ pem, subject: readFrame(derOf(pem)).subject });
    } catch (error) {
      notices.push({ reason: 'bad-certificate-entry', path: label, detail: systemCode(error) });
    }
  }
  return listed;
}

function isNamed(subject: DerElement, canonical: Buffer): boolean {
  try {
    return canonicalName(subject).equals(canonical);
  } catch {
    return false;
  }
}

function splitPem(text: string): string[] {
  return text.match(/-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----[^-]+-----END [^-]+-----/g) ?? [];
}

/** The certificate alone, without what OpenSSL's own label lets follow. */
function derOf(pem: string): Uint8Array {
  return readElement(Buffer.from(pem.replace(/-----[^-]+-----/g, ''), 'base64')).raw;
}
