/**
 * Certificates for tests, made in memory: roots, intermediates, server and client certificates, revocation lists.
 * EC P-256 unless asked otherwise. Times are relative to now, in days, so that a test names only what it is about.
 */
import 'reflect-metadata';
import { createPrivateKey, webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import * as x509 from '@peculiar/x509';

export type KeyKind = 'ec' | 'rsa2048' | 'rsa1024' | 'ed25519';

/** A certificate with its key. PEM texts end with a line end. */
export interface Issued {
  readonly certificatePem: string;
  readonly certificateDer: Uint8Array;
  /** PKCS #8. */
  readonly keyPem: string;
  /** SHA-256 in lower-case hex, as `Fingerprint` is kept. */
  readonly fingerprint: string;
  /** Hex. */
  readonly serialNumber: string;
  readonly subject: string;
  readonly keys: webcrypto.CryptoKeyPair;
}

/** A certificate that may issue others. */
export type Authority = Issued;

export interface Validity {
  /** Days from now, negative for the past; default -1. */
  readonly fromDays?: number;
  /** Default 30. */
  readonly untilDays?: number;
}

export interface AuthorityOptions extends Validity {
  /** Common name; default `Test Root`, `Test Intermediate`. */
  readonly name?: string;
  readonly key?: KeyKind;
  readonly digest?: 'SHA-1' | 'SHA-256' | 'SHA-384';
  /** How many authorities may stand below it before a leaf; default any number. */
  readonly pathLength?: number;
  /** Default true. */
  readonly maySignCrls?: boolean;
  /** Besides the usual ones. */
  readonly extensions?: readonly x509.Extension[];
  /** Signs with the key of another: an authority that was renewed under its name. */
  readonly keys?: webcrypto.CryptoKeyPair;
  /** Leaves subject and authority key identifiers out. */
  readonly withoutIdentifiers?: boolean;
}

export interface LeafOptions extends Validity {
  /** dNSName and iPAddress entries; default the common name, empty: no subject alternative name. */
  readonly names?: readonly string[];
  /** Default `mail.example.com`. */
  readonly commonName?: string;
  readonly key?: KeyKind;
  readonly digest?: 'SHA-1' | 'SHA-256' | 'SHA-384';
  /** Extended key usages; default serverAuth (issueServer) or clientAuth (issueClient). */
  readonly usages?: readonly string[];
  /** The whole subject; default `CN=<commonName>, O=Example`. */
  readonly subject?: string;
  /** Besides the usual ones. */
  readonly extensions?: readonly x509.Extension[];
  readonly withoutIdentifiers?: boolean;
  /** Default digitalSignature. */
  readonly keyUsage?: number;
}

export interface CrlOptions extends Validity {
  readonly revoked?: readonly Issued[];
  /** Signs in place of the issuer: a forged list. */
  readonly signedBy?: Authority;
  /** Leaves nextUpdate out. */
  readonly endless?: boolean;
}

export interface CrlFile {
  readonly pem: string;
  readonly der: Uint8Array;
}

const dayMs = 86_400_000;
const serverAuth = '1.3.6.1.5.5.7.3.1';
const clientAuth = '1.3.6.1.5.5.7.3.2';

/** A self-signed CA. */
export async function createRoot(options: AuthorityOptions = {}): Promise<Authority> {
  return await issue(null, `CN=${options.name ?? 'Test Root'}, O=Example`, options, (keys) =>
    authorityExtensions(keys, null, options),
  );
}

/** A CA below another. */
export async function createIntermediate(
  issuer: Authority,
  options: AuthorityOptions = {},
): Promise<Authority> {
  return await issue(issuer, `CN=${options.name ?? 'Test Intermediate'}, O=Example`, options, (keys) =>
    authorityExtensions(keys, issuer, options),
  );
}

/** A server's certificate. */
export async function issueServer(issuer: Authority, options: LeafOptions = {}): Promise<Issued> {
  return await issueLeaf(issuer, options, serverAuth);
}

/** A client's certificate. */
export async function issueClient(issuer: Authority, options: LeafOptions = {}): Promise<Issued> {
  return await issueLeaf(issuer, { commonName: 'client.example.com', ...options }, clientAuth);
}

/** A server's certificate that nobody but itself vouches for. */
export async function createSelfSigned(options: LeafOptions = {}): Promise<Issued> {
  return await issueLeaf(null, options, serverAuth);
}

/** A revocation list of an authority; default valid from yesterday for 30 days, revoking nothing. */
export async function createCrl(issuer: Authority, options: CrlOptions = {}): Promise<CrlFile> {
  const signer = options.signedBy ?? issuer;
  const list = await x509.X509CrlGenerator.create(
    {
      issuer: new x509.X509Certificate(issuer.certificateDer).subjectName.toJSON(),
      thisUpdate: daysFromNow(options.fromDays ?? -1),
      ...(options.endless === true ? {} : { nextUpdate: daysFromNow(options.untilDays ?? 30) }),
      entries: (options.revoked ?? []).map(({ serialNumber }) => ({
        serialNumber,
        revocationDate: daysFromNow(-0.5),
      })),
      signingAlgorithm: signingAlgorithm(signer.keys, 'SHA-256'),
      signingKey: signer.keys.privateKey,
    },
    webcrypto,
  );
  // The library labels it CRL, which OpenSSL does not know.
  const pem = list.toString('pem').replaceAll(/(BEGIN|END) CRL/g, '$1 X509 CRL');
  return { pem: `${pem}\n`, der: new Uint8Array(list.rawData) };
}

/** A key encrypted with a passphrase, as PKCS #8. */
export function encryptKey(keyPem: string, passphrase: string): string {
  return createPrivateKey(keyPem).export({
    type: 'pkcs8',
    format: 'pem',
    cipher: 'aes-256-cbc',
    passphrase,
  }) as string;
}

async function issueLeaf(issuer: Authority | null, options: LeafOptions, usage: string): Promise<Issued> {
  const commonName = options.commonName ?? 'mail.example.com';
  const names = options.names ?? [commonName];
  const subject = options.subject ?? (commonName === '' ? 'O=Example' : `CN=${commonName}, O=Example`);
  return await issue(issuer, subject, options, async (keys) => [
    new x509.BasicConstraintsExtension(false, undefined, true),
    new x509.KeyUsagesExtension(options.keyUsage ?? x509.KeyUsageFlags.digitalSignature, true),
    new x509.ExtendedKeyUsageExtension([...(options.usages ?? [usage])]),
    ...(options.withoutIdentifiers === true
      ? []
      : [
          await x509.AuthorityKeyIdentifierExtension.create(
            (issuer?.keys ?? keys).publicKey,
            false,
            webcrypto,
          ),
        ]),
    ...(options.extensions ?? []),
    ...(names.length === 0
      ? []
      : [
          new x509.SubjectAlternativeNameExtension(
            names.map((value) => ({ type: isIP(value) === 0 ? 'dns' : 'ip', value })),
          ),
        ]),
  ]);
}

async function authorityExtensions(
  keys: webcrypto.CryptoKeyPair,
  issuer: Authority | null,
  options: AuthorityOptions,
): Promise<x509.Extension[]> {
  const { keyCertSign, cRLSign } = x509.KeyUsageFlags;
  const usages = options.maySignCrls === false ? keyCertSign : keyCertSign | cRLSign;
  return [
    new x509.BasicConstraintsExtension(true, options.pathLength, true),
    new x509.KeyUsagesExtension(usages, true),
    ...(options.withoutIdentifiers === true
      ? []
      : [
          await x509.SubjectKeyIdentifierExtension.create(keys.publicKey, false, webcrypto),
          await x509.AuthorityKeyIdentifierExtension.create(
            (issuer?.keys ?? keys).publicKey,
            false,
            webcrypto,
          ),
        ]),
    ...(options.extensions ?? []),
  ];
}

async function issue(
  issuer: Authority | null,
  subject: string,
  options: AuthorityOptions | LeafOptions,
  extensions: (keys: webcrypto.CryptoKeyPair) => Promise<x509.Extension[]>,
): Promise<Issued> {
  const keys = ('keys' in options ? options.keys : undefined) ?? (await generateKeys(options.key ?? 'ec'));
  const certificate = await x509.X509CertificateGenerator.create(
    {
      // The first bit clear: a serial number is positive.
      serialNumber: `4${Buffer.from(webcrypto.getRandomValues(new Uint8Array(8)))
        .toString('hex')
        .slice(1)}`,
      subject,
      issuer:
        issuer === null ? subject : new x509.X509Certificate(issuer.certificateDer).subjectName.toJSON(),
      notBefore: daysFromNow(options.fromDays ?? -1),
      notAfter: daysFromNow(options.untilDays ?? 30),
      publicKey: keys.publicKey,
      signingKey: (issuer?.keys ?? keys).privateKey,
      signingAlgorithm: signingAlgorithm(issuer?.keys ?? keys, options.digest ?? 'SHA-256'),
      extensions: await extensions(keys),
    },
    webcrypto,
  );
  const key = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey));
  return {
    certificatePem: `${certificate.toString('pem')}\n`,
    certificateDer: new Uint8Array(certificate.rawData),
    keyPem: createPrivateKey({ key, format: 'der', type: 'pkcs8' }).export({
      type: 'pkcs8',
      format: 'pem',
    }) as string,
    fingerprint: Buffer.from(await webcrypto.subtle.digest('SHA-256', certificate.rawData)).toString('hex'),
    serialNumber: certificate.serialNumber,
    subject,
    keys,
  };
}

async function generateKeys(kind: KeyKind): Promise<webcrypto.CryptoKeyPair> {
  const { subtle } = webcrypto;
  if (kind === 'ec')
    return await subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
  if (kind === 'ed25519') {
    return (await subtle.generateKey('Ed25519', true, ['sign', 'verify'])) as webcrypto.CryptoKeyPair;
  }
  const modulusLength = kind === 'rsa2048' ? 2048 : 1024;
  const rsa = {
    name: 'RSASSA-PKCS1-v1_5',
    modulusLength,
    publicExponent: new Uint8Array([1, 0, 1]),
    hash: 'SHA-256',
  };
  return await subtle.generateKey(rsa, true, ['sign', 'verify']);
}

function signingAlgorithm(keys: webcrypto.CryptoKeyPair, hash: string): { name: string; hash: string } {
  return { name: keys.privateKey.algorithm.name, hash };
}

function daysFromNow(days: number): Date {
  // Whole seconds, as certificates have them.
  return new Date(Math.floor((Date.now() + days * dayMs) / 1000) * 1000);
}
