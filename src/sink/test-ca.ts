/**
 * Certificates for trying things out: a CA of one's own, a server and a client certificate from it, and its
 * revocation list. EC P-256 with SHA-256; nothing here is meant for a server that others rely on.
 * Source: RFC 5280 for the extensions.
 */
import type { webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import { SendmemoError } from '../failure/error.ts';

export interface TestCertificateRequest {
  /** DNS names and IP addresses for the server's subject alternative name; the first is its common name. */
  readonly hosts: readonly string[];
  readonly now: Date;
  /** Validity of server and client certificate and of the revocation list, days. */
  readonly leafDays: number;
  /** 128 random bits as hex: serial numbers and the CA's name. */
  readonly uniqueId: () => string;
}

/** A certificate and its key as PEM, each with a line end. */
interface CertificatePair {
  readonly certificatePem: string;
  readonly keyPem: string;
}

export interface TestCertificates {
  readonly ca: CertificatePair;
  readonly server: CertificatePair;
  readonly client: CertificatePair;
  /** Empty: nothing has been revoked. */
  readonly crlPem: string;
  /** DER of the CA's subject, for `<hash>.0`. */
  readonly caName: Uint8Array;
}

/** The hosts that the sink's own certificate is for (contract, section 11). */
export const sinkHosts: readonly string[] = ['sink.example.test', '127.0.0.1', '::1'];
/** The CA's validity, days: ten years. */
const caDays = 3652;
/** What clients that limit it accept at most, days. */
export const defaultLeafDays = 825;

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const dayMs = 86_400_000;
/** A hundred years. */
const maximumDays = 36_525;
const hostNamePattern =
  /^(?:\*\.)?[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?(?:\.[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?)*$/;
/** A clock that is a little behind must not find a new certificate not yet valid. */
const skewMs = 3_600_000;

/** @returns a new CA and what it has issued; all in memory. */
export async function makeTestCertificates(request: TestCertificateRequest): Promise<TestCertificates> {
  const x509 = await loadX509();
  const { subtle } = (await import('node:crypto')).webcrypto;
  const newKeys = async () => await subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const notBefore = new Date(request.now.getTime() - skewMs);
  const leafEnd = new Date(request.now.getTime() + request.leafDays * dayMs);

  const caKeys = await newKeys();
  // Two CAs of the same name with different keys would be one to a directory of hashed links.
  const caName = new x509.Name([
    { O: ['sendmemo'] },
    { CN: [`sendmemo test CA ${request.uniqueId().slice(0, 8)}`] },
  ]);
  const ca = await x509.X509CertificateGenerator.create({
    serialNumber: serialNumber(request.uniqueId()),
    subject: caName.toJSON(),
    issuer: caName.toJSON(),
    notBefore,
    notAfter: new Date(request.now.getTime() + caDays * dayMs),
    publicKey: caKeys.publicKey,
    signingKey: caKeys.privateKey,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(caKeys.publicKey),
    ],
  });

  const issue = async (
    commonName: string,
    hosts: readonly string[],
    use: 'serverAuth' | 'clientAuth',
  ): Promise<CertificatePair> => {
    const keys = await newKeys();
    const certificate = await x509.X509CertificateGenerator.create({
      serialNumber: serialNumber(request.uniqueId()),
      subject: [{ CN: [commonName] }],
      issuer: caName.toJSON(),
      notBefore,
      notAfter: leafEnd,
      publicKey: keys.publicKey,
      signingKey: caKeys.privateKey,
      signingAlgorithm: algorithm,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage[use]]),
        ...(hosts.length === 0
          ? []
          : [new x509.SubjectAlternativeNameExtension(hosts.map((host) => alternativeName(host)))]),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
        await x509.AuthorityKeyIdentifierExtension.create(ca),
      ],
    });
    return {
      certificatePem: withLineEnd(certificate.toString('pem')),
      keyPem: await keyPem(keys.privateKey),
    };
  };

  const crl = await x509.X509CrlGenerator.create({
    issuer: caName.toJSON(),
    thisUpdate: notBefore,
    nextUpdate: leafEnd,
    signingAlgorithm: algorithm,
    signingKey: caKeys.privateKey,
    extensions: [await x509.AuthorityKeyIdentifierExtension.create(ca)],
  });

  return {
    ca: { certificatePem: withLineEnd(ca.toString('pem')), keyPem: await keyPem(caKeys.privateKey) },
    server: await issue(request.hosts[0] ?? 'sink.example.test', request.hosts, 'serverAuth'),
    client: await issue('sendmemo client', [], 'clientAuth'),
    // The library would write `BEGIN CRL`, which OpenSSL does not read.
    crlPem: withLineEnd(x509.PemConverter.encode(crl.rawData, 'X509 CRL')),
    caName: new Uint8Array(ca.subjectName.toArrayBuffer()),
  };
}

/**
 * Refuses what no certificate can say.
 * @throws SendmemoError usage-option-value
 */
export function checkCertificateRequest(request: TestCertificateRequest): void {
  for (const host of request.hosts) {
    if (isIP(host) === 0 && !hostNamePattern.test(host)) {
      throw refusedOption('--host', host, 'a DNS name (host.example.com, *.example.com) or an IP address');
    }
  }
  const { leafDays } = request;
  if (!Number.isInteger(leafDays) || leafDays < 1 || leafDays > maximumDays)
    throw refusedOption('--days', String(leafDays), `a whole number of days from 1 to ${maximumDays}`);
}

function refusedOption(option: string, value: string, allowed: string): SendmemoError {
  return new SendmemoError({ code: 'USAGE', reason: 'usage-option-value', option, value, allowed });
}

async function loadX509() {
  // The library's container reads metadata through Reflect when it is loaded; without this it throws at once.
  await import('reflect-metadata');
  return await import('@peculiar/x509');
}

function alternativeName(host: string): { readonly type: 'dns' | 'ip'; readonly value: string } {
  return { type: isIP(host) === 0 ? 'dns' : 'ip', value: host };
}

/** Positive, at most 20 octets, not zero (RFC 5280, 4.1.2.2). */
function serialNumber(uniqueId: string): string {
  return `4${uniqueId.slice(1, 32)}`;
}

async function keyPem(key: webcrypto.CryptoKey): Promise<string> {
  const { KeyObject } = await import('node:crypto');
  return KeyObject.from(key).export({ type: 'pkcs8', format: 'pem' }).toString();
}

function withLineEnd(pem: string): string {
  return pem.endsWith('\n') ? pem : `${pem}\n`;
}
