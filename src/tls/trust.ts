/**
 * Where the certificates that vouch for a server come from, besides CAFile: CAPath, then the globally known CAs, which
 * are SSL_CERT_FILE and SSL_CERT_DIR where one of them is set, else the system's store, else the runtime's own list.
 *
 * Nothing is read before a chain is there that CAFile does not settle, and then only the issuers that the chain names:
 * in a hashed directory by their file names, in a bundle by their subjects, without opening the others (a system's
 * store of 140 certificates costs 20 ms to open, a look-up under one). What is found is given to OpenSSL, which has
 * the last word (openssl-verdict.ts); this file only finds candidates.
 */
import fs from 'node:fs';
import path from 'node:path';
import tls from 'node:tls';
import { systemCode } from '../failure/error.ts';
import type { Notice } from '../failure/notice.ts';
import { type Certificate, isSelfIssued, openCertificate, readFrame } from './certificate.ts';
import { type DerElement, readElement } from './der.ts';
import { canonicalName, nameHash } from './distinguished-name.ts';
import type { TrustPlan } from './plan.ts';

/** A certificate of a store. */
export interface StoredCertificate {
  readonly certificate: Certificate;
  readonly pem: string;
  /** `CAFile /…/ca.pem (block 1)`, `CAPath /…`, `system store /…`, `runtime`. */
  readonly store: string;
  /** Ends a chain; otherwise it only helps to build one. */
  readonly anchor: boolean;
}

export interface StoreSearch {
  readonly found: readonly StoredCertificate[];
  readonly notices: readonly Notice[];
}

/** A place to look for the certificates that have a subject. */
interface Store {
  readonly label: string;
  /** Named by the user as trusted: intermediates and leaves count too. */
  readonly named: boolean;
  readonly find: (wanted: WantedName) => readonly string[];
}

interface WantedName {
  readonly hash: string;
  readonly canonical: Buffer;
  /** The name byte for byte. */
  readonly raw: Uint8Array;
}

/** The usual places, the first that is there counts. Debian and Alpine, Red Hat, SUSE, AIX. */
const systemDirectories = [
  '/etc/ssl/certs',
  '/etc/pki/ca-trust/extracted/pem/directory-hash',
  '/var/lib/ca-certificates/openssl',
  '/var/ssl/certs',
];
const systemFiles = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
  '/var/lib/ca-certificates/ca-bundle.pem',
  '/etc/ssl/ca-bundle.pem',
  '/etc/ssl/cert.pem',
  '/var/ssl/cert.pem',
];

/** No chain that OpenSSL accepts is longer. */
const longestChain = 20;

/** @returns the certificates of CAFile, opened. */
export function anchorsOfFile(trust: TrustPlan): StoredCertificate[] {
  return trust.anchors.map(({ der, pem, file, block }) => ({
    certificate: openCertificate(der),
    pem,
    store: `CAFile ${file} (block ${block})`,
    anchor: true,
  }));
}

/**
 * Looks for what may vouch for a chain, in CAPath and the globally known CAs. Never throws. These are a few small files:
 * to read them beside the event loop takes longer than to read them.
 */
export function searchStores(trust: TrustPlan, chain: readonly Certificate[]): StoreSearch {
  const notices: Notice[] = [];
  const stores = openStores(trust, notices);
  const found = new Map<string, StoredCertificate>();
  const asked = new Set<string>();
  const queue = [...chain];
  for (let turn = 0; turn < queue.length && turn < longestChain; turn++) {
    const certificate = queue[turn];
    if (certificate === undefined) break;
    for (const wanted of [wantedIssuer(certificate), wantedSubject(certificate)]) {
      const key = wanted.canonical.toString('latin1');
      if (asked.has(key)) continue;
      asked.add(key);
      for (const store of stores) {
        for (const stored of findIn(store, wanted, notices)) {
          // The first store keeps it, unless a later one gives it more weight.
          const before = found.get(stored.certificate.fingerprint);
          if (before === undefined || (!before.anchor && stored.anchor)) {
            found.set(stored.certificate.fingerprint, stored);
          }
          if (before === undefined) queue.push(stored.certificate);
        }
      }
    }
  }
  return { found: [...found.values()], notices };
}

function findIn(store: Store, wanted: WantedName, notices: Notice[]): StoredCertificate[] {
  const found: StoredCertificate[] = [];
  for (const pem of store.find(wanted)) {
    try {
      const certificate = openCertificate(derOf(pem));
      if (!certificate.canonicalSubject.equals(wanted.canonical)) continue;
      // A global store trusts its roots; an intermediate in it helps to build a chain and ends none.
      const anchor = store.named || isSelfIssued(certificate);
      found.push({ certificate, pem, store: store.label, anchor });
    } catch (error) {
      notices.push({ reason: 'bad-certificate-entry', path: store.label, detail: systemCode(error) });
    }
  }
  return found;
}

function openStores(trust: TrustPlan, notices: Notice[]): Store[] {
  const named =
    trust.anchorDirectory === null
      ? []
      : [directoryStore(`CAPath ${trust.anchorDirectory}`, trust.anchorDirectory, true, notices)];
  return [...named, ...openGlobalStores(trust, notices)];
}

function openGlobalStores(trust: TrustPlan, notices: Notice[]): Store[] {
  const { certFile, certDirectories } = trust.global;
  if (certFile !== null || certDirectories.length > 0) {
    const stores = certDirectories.map((directory) =>
      directoryStore(`SSL_CERT_DIR ${directory}`, directory, false, notices),
    );
    if (certFile === null) return stores;
    try {
      const text = readText(certFile);
      return [...stores, textStore(`SSL_CERT_FILE ${certFile}`, () => splitPem(text), notices)];
    } catch (error) {
      notices.push({ reason: 'default-trust-unavailable', detail: `${certFile}: ${systemCode(error)}` });
      return stores;
    }
  }
  for (const directory of systemDirectories) {
    if (isHashed(directory)) {
      return [directoryStore(`system store ${directory}`, directory, false, notices)];
    }
  }
  for (const file of systemFiles) {
    try {
      const text = readText(file);
      if (text !== '') return [textStore(`system store ${file}`, () => splitPem(text), notices)];
    } catch {
      // The next place may be the one of this system.
    }
  }
  return [textStore('runtime', () => tls.rootCertificates, notices)];
}

function isHashed(directory: string): boolean {
  try {
    return fs.readdirSync(directory).some((name) => /^[0-9a-f]{8}\.\d+$/.test(name));
  } catch {
    return false;
  }
}

/** @throws the system's error; one for what is no file: a pipe would hold up everything */
function readText(file: string): string {
  if (!fs.statSync(file).isFile()) throw Object.assign(new Error('no regular file'), { code: 'EFTYPE' });
  return fs.readFileSync(file, 'latin1');
}

/** `<hash>.0`, `<hash>.1` … until one is missing, as OpenSSL reads them (X509_LOOKUP_hash_dir). */
function directoryStore(label: string, directory: string, named: boolean, notices: Notice[]): Store {
  return {
    label,
    named,
    find: ({ hash }) => {
      const found: string[] = [];
      for (let number = 0; ; number++) {
        const file = path.join(directory, `${hash}.${number}`);
        // A link that leads nowhere is not there either.
        if (!fs.existsSync(file)) return found;
        try {
          const blocks = splitPem(readText(file));
          if (blocks.length === 0) throw new RangeError('it holds no certificate');
          found.push(...blocks);
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
    label,
    named: false,
    find: ({ raw, canonical }) => {
      subjects ??= listSubjects(read(), label, notices);
      // Nearly always a name is written in one way; the canonical form of a whole store takes 20 ms.
      const same = subjects.filter(({ subject }) => Buffer.compare(subject.raw, raw) === 0);
      const found = same.length > 0 ? same : subjects.filter(({ subject }) => isNamed(subject, canonical));
      return found.map(({ pem }) => pem);
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

function wantedIssuer({ der, canonicalIssuer }: Certificate): WantedName {
  const { issuer } = readFrame(der);
  return { hash: nameHash(issuer), canonical: canonicalIssuer, raw: issuer.raw };
}

function wantedSubject({ der, canonicalSubject }: Certificate): WantedName {
  const { subject } = readFrame(der);
  return { hash: nameHash(subject), canonical: canonicalSubject, raw: subject.raw };
}
