/**
 * PEM files (RFC 7468) → blocks, each with its number; CAFile → certificates.
 *
 * The runtime drops a broken block and everything after it without a word, and takes an empty or garbled file for "no
 * certificate". Here each is a failure that names the block: trust is never silently narrower or wider than what was
 * written. Text outside of blocks is ignored, as openssl does; blocks are counted whatever their label, so that the
 * number can be counted out in an editor.
 */
import { SendmemoError } from '../failure/error.ts';
import { checkCertificateBytes, openCertificate } from './certificate.ts';
import { derTag, readElement } from './der.ts';
import { identifyFile } from './foreign-file.ts';
import type { NamedFile, TrustedCertificate } from './plan.ts';

export type PemKind = 'certificate' | 'crl' | 'key';

/** What is wrong with a block; the sentences are in words. */
export type PemFault =
  | 'boundary-damaged'
  | 'no-end'
  | 'no-begin'
  | 'labels-differ'
  | 'empty'
  | 'base64-damaged'
  | 'contents-damaged';

export interface PemBlock {
  readonly label: string;
  /** Header lines (`Proc-Type: 4,ENCRYPTED`) and base64, as in the file. */
  readonly body: string;
  /** From 1. */
  readonly number: number;
}

/** Certificates that stay open from the check of their file to the session. */
const fewCertificates = 8;
const trustedLabel = 'TRUSTED CERTIFICATE';
const certificateLabels = ['CERTIFICATE', 'X509 CERTIFICATE', trustedLabel];

/**
 * Reads a file of certificates: PEM with any number of blocks, or one certificate in DER.
 * @throws SendmemoError CONFIG pem-no-block, pem-broken-block
 */
export function parseCertificates(bytes: Uint8Array, file: NamedFile): TrustedCertificate[] {
  if (isDer(bytes)) {
    if (isOther(bytes, 'certificate')) throw noBlock(file, 'certificate', bytes);
    const der = checkCertificate(bytes, 1, file, openCertificate);
    return [{ der, pem: toPem('CERTIFICATE', der), file: file.path, block: 1 }];
  }
  const blocks = parseBlocks(bytes, file, 'certificate').filter(({ label }) =>
    certificateLabels.includes(label),
  );
  if (blocks.length === 0) throw noBlock(file, 'certificate', bytes);
  // The session asks for all of them again: a list of the whole system's is not kept in memory until then.
  const open = blocks.length <= fewCertificates ? openCertificate : checkCertificateBytes;
  return blocks.map((block) => {
    const body = decodeBody(block, file, 'certificate');
    if (block.label !== trustedLabel) {
      const der = checkCertificate(body, block.number, file, open);
      return { der, pem: toPem('CERTIFICATE', der), file: file.path, block: block.number };
    }
    // OpenSSL's own label: the certificate, then what it is trusted for, which OpenSSL is to obey.
    const der = checkCertificate(firstElement(body, block.number, file), block.number, file, open);
    return { der, pem: toPem(trustedLabel, body), file: file.path, block: block.number };
  });
}

/** @returns whether bytes in DER are something else than what is wanted. */
export function isOther(bytes: Uint8Array, wanted: PemKind): boolean {
  const found = identifyFile(bytes);
  return found !== null && found !== wanted;
}

/** @returns whether bytes are meant as DER: they begin with a SEQUENCE and hold no PEM block. */
export function isDer(bytes: Uint8Array): boolean {
  return bytes[0] === derTag.sequence && !viewOf(bytes).includes('-----BEGIN ');
}

/**
 * Splits a PEM file, in the order of the file; labels are not judged.
 * @throws SendmemoError CONFIG pem-broken-block where a block does not end or ends without a beginning
 */
export function parseBlocks(bytes: Uint8Array, file: NamedFile, wanted: PemKind): PemBlock[] {
  const blocks: PemBlock[] = [];
  let open: { label: string; start: number } | null = null;
  const broken = (detail: PemFault) => brokenBlock(file, blocks.length + 1, wanted, detail);
  const text = viewOf(bytes).toString('latin1');
  // Only the boundaries are looked at; the lines between them may be many.
  for (const { 0: raw, 1: kind, index } of text.matchAll(/-----(BEGIN|END)\b.*$/gm)) {
    const label = /^-----(?:BEGIN|END) ([^-]+)-----$/.exec(raw.trimEnd())?.[1];
    if (label === undefined) throw broken('boundary-damaged');
    if (kind === 'BEGIN') {
      if (open !== null) throw broken('no-end');
      open = { label, start: index + raw.length };
    } else {
      if (open === null) throw broken('no-begin');
      if (open.label !== label) throw broken('labels-differ');
      blocks.push({ label, body: text.slice(open.start, index), number: blocks.length + 1 });
      open = null;
    }
  }
  if (open !== null) throw broken('no-end');
  return blocks;
}

function viewOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** @returns the bytes of a block. @throws SendmemoError CONFIG pem-broken-block where they are not base64 */
export function decodeBody(block: PemBlock, file: NamedFile, wanted: PemKind): Uint8Array {
  const text = block.body.replace(/\s+/g, '');
  if (text === '') throw brokenBlock(file, block.number, wanted, 'empty');
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(text)) {
    throw brokenBlock(file, block.number, wanted, 'base64-damaged');
  }
  return Buffer.from(text, 'base64');
}

/** @returns a block with lines of 64 characters. */
export function toPem(label: string, der: Uint8Array): string {
  const lines = viewOf(der)
    .toString('base64')
    .replace(/.{64}(?=.)/g, '$&\n');
  return `-----BEGIN ${label}-----\n${lines}\n-----END ${label}-----\n`;
}

/** @param bytes of the file, to say what it is instead */
export function noBlock(file: NamedFile, wanted: PemKind, bytes: Uint8Array): SendmemoError {
  const found = identifyFile(bytes);
  const { origin, name, path } = file;
  const failure = { code: 'CONFIG', reason: 'pem-no-block', origin, name, path, wanted } as const;
  return new SendmemoError(found === null || found === wanted ? failure : { ...failure, found });
}

export function brokenBlock(
  file: NamedFile,
  block: number,
  wanted: PemKind,
  detail: PemFault,
  cause?: unknown,
): SendmemoError {
  return new SendmemoError(
    {
      code: 'CONFIG',
      reason: 'pem-broken-block',
      origin: file.origin,
      name: file.name,
      path: file.path,
      block,
      wanted,
      detail,
    },
    { cause },
  );
}

function firstElement(bytes: Uint8Array, block: number, file: NamedFile): Uint8Array {
  try {
    return readElement(bytes).raw;
  } catch (error) {
    throw brokenBlock(file, block, 'certificate', 'contents-damaged', error);
  }
}

function checkCertificate(
  der: Uint8Array,
  block: number,
  file: NamedFile,
  open: (der: Uint8Array) => unknown,
): Uint8Array {
  try {
    const { raw } = readElement(der);
    if (raw.length !== der.length) throw new RangeError('something follows the certificate');
    // Held to what the runtime and we can both read: what one of them can't would fail in the middle of a session.
    const own = new Uint8Array(raw);
    open(own);
    return own;
  } catch (error) {
    throw brokenBlock(file, block, 'certificate', 'contents-damaged', error);
  }
}
