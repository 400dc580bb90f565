/** A certificate, opened: what the runtime knows of it, and the names that it gives only as quoted text. */
import type { X509Certificate } from 'node:crypto';
import crypto from 'node:crypto';
import net from 'node:net';
import type { CertificateFacts } from '../failure/facts.ts';
import {
  type DerElement,
  derTag,
  expectElement,
  readElement,
  readElements,
  readSerial,
  readTime,
} from './der.ts';
import { type Extension, readExtensions, readSequence } from './extensions.ts';
import { canonicalName, commonNameOf, renderName } from './distinguished-name.ts';
import { harmless } from '../text/control-characters.ts';
import type { CertificateNames } from './names.ts';

export interface Certificate {
  readonly x509: X509Certificate;
  readonly der: Uint8Array;
  readonly subject: string;
  readonly issuer: string;
  readonly canonicalSubject: Buffer;
  readonly canonicalIssuer: Buffer;
  readonly issuerName: DerElement;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly serialNumber: string;
  readonly names: CertificateNames;
  /** By object identifier. */
  readonly extensions: ReadonlyMap<string, Extension>;
  /** SHA-256, upper-case hex with colons. */
  readonly fingerprint: string;
}

/** The parts of a certificate by which stores are searched, read without opening it. */
export interface CertificateFrame {
  readonly serial: DerElement;
  readonly issuer: DerElement;
  readonly validity: DerElement;
  readonly subject: DerElement;
  /** The extensions' SEQUENCE (RFC 5280, 4.1), or null. */
  readonly extensions: DerElement | null;
}

/** Those that are open: the anchors of a configuration are asked for again with every session. */
const opened = new WeakMap<Uint8Array, Certificate>();

/** @throws RangeError, or the runtime's error, for bytes that are not a certificate */
export function openCertificate(der: Uint8Array): Certificate {
  const before = opened.get(der);
  if (before !== undefined) return before;
  const certificate = describe(new crypto.X509Certificate(Buffer.from(der)), der);
  opened.set(der, certificate);
  return certificate;
}

/** Opens a certificate to see whether it can be read; nothing is kept. @throws as openCertificate */
export function checkCertificateBytes(der: Uint8Array): void {
  describe(new crypto.X509Certificate(Buffer.from(der)), der);
}

/** A certificate that the runtime has opened already. @throws RangeError for one that we can't read */
export function openedCertificate(x509: X509Certificate): Certificate {
  return describe(x509, x509.raw);
}

function describe(x509: X509Certificate, der: Uint8Array): Certificate {
  const frame = readFrame(der);
  const [notBefore, notAfter] = readElements(frame.validity.content);
  if (notBefore === undefined || notAfter === undefined)
    throw new RangeError('a validity without its two times');
  const extensions = readExtensions(frame.extensions);
  return {
    x509,
    der,
    // Texts for people, who read them when something is wrong.
    get subject() {
      return renderName(frame.subject);
    },
    get issuer() {
      return renderName(frame.issuer);
    },
    canonicalSubject: canonicalName(frame.subject),
    canonicalIssuer: canonicalName(frame.issuer),
    issuerName: frame.issuer,
    notBefore: readTime(notBefore),
    notAfter: readTime(notAfter),
    serialNumber: readSerial(frame.serial.content),
    names: { ...alternativeNames(extensions), commonName: commonNameOf(frame.subject) },
    extensions,
    fingerprint: x509.fingerprint256,
  };
}

/** @throws RangeError for bytes that are not a certificate */
export function readFrame(der: Uint8Array): CertificateFrame {
  const outer = readElements(readElement(der).content);
  const fields = readElements(expectElement(outer, 0, derTag.sequence).content);
  // [0] version is left out by version 1.
  const first = fields[0]?.tag === 0xa0 ? 1 : 0;
  const tagged = fields.find(({ tag }) => tag === 0xa3);
  return {
    serial: expectElement(fields, first, derTag.integer),
    issuer: expectElement(fields, first + 2, derTag.sequence),
    validity: expectElement(fields, first + 3, derTag.sequence),
    subject: expectElement(fields, first + 4, derTag.sequence),
    extensions: tagged === undefined ? null : readElement(tagged.content),
  };
}

/** @returns what a person needs to recognise a certificate. */
export function certificateFacts(certificate: Certificate, depth: number): CertificateFacts {
  const { names } = certificate;
  return {
    depth,
    subject: certificate.subject,
    issuer: certificate.issuer,
    names: [
      ...names.dns.map((name) => `DNS:${harmless(name)}`),
      ...names.ip.map((address) => `IP:${address}`),
    ],
    notBefore: certificate.notBefore.toISOString(),
    notAfter: certificate.notAfter.toISOString(),
    serialNumber: certificate.serialNumber,
    fingerprint: certificate.fingerprint,
  };
}

export function isSelfIssued(certificate: Certificate): boolean {
  return certificate.canonicalSubject.equals(certificate.canonicalIssuer);
}

export function hasNameConstraints({ extensions }: Certificate): boolean {
  return extensions.has('2.5.29.30');
}

/** An extended key usage without serverAuth (RFC 5280, 4.2.1.12); of a CA it bounds what it may issue. */
export function isForOtherPurposes({ x509 }: Certificate): boolean {
  const usages: readonly string[] | undefined = x509.keyUsage;
  const fitting = ['1.3.6.1.5.5.7.3.1', '2.5.29.37.0', '2.16.840.1.113730.4.1', '1.3.6.1.4.1.311.10.3.3'];
  return usages !== undefined && usages.length > 0 && !usages.some((each) => fitting.includes(each));
}

/** Self-issued and signed with its own key: the new certificate of a CA that an older key of it signed is not. */
export function isSelfSigned(certificate: Certificate): boolean {
  if (!isSelfIssued(certificate)) return false;
  try {
    return certificate.x509.verify(certificate.x509.publicKey);
  } catch {
    return false;
  }
}

/** dNSName and iPAddress entries (RFC 5280, 4.2.1.6), byte for byte. */
function alternativeNames(extensions: ReadonlyMap<string, Extension>): Pick<CertificateNames, 'dns' | 'ip'> {
  const dns: string[] = [];
  const ip: string[] = [];
  const extension = extensions.get('2.5.29.17');
  for (const { tag, content } of extension === undefined ? [] : readSequence(extension)) {
    if (tag === 0x82) dns.push(Buffer.from(content).toString('latin1'));
    else if (tag === 0x87) ip.push(renderAddress(content));
  }
  return { dns, ip };
}

function renderAddress(bytes: Uint8Array): string {
  if (bytes.length === 4) return bytes.join('.');
  if (bytes.length !== 16) return `0x${Buffer.from(bytes).toString('hex')}`;
  const groups = Buffer.from(bytes).toString('hex').match(/.{4}/g) ?? [];
  return new net.SocketAddress({ address: groups.join(':'), family: 'ipv6' }).address;
}
