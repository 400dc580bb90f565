/**
 * CrlFile → one entry for each revocation list (RFC 5280, 5.1), with issuer, dates and serial numbers.
 *
 * The runtime takes only the first list of a PEM text and no DER at all, and never says which list is missing or out
 * of date; so the lists are split here, each becomes a PEM of its own, and each is read.
 */
import tls from 'node:tls';
import type { CrlFacts } from '../failure/facts.ts';
import {
  type DerElement,
  derTag,
  expectElement,
  readElement,
  readElements,
  readObjectIdentifier,
  readSerial,
  readTime,
} from './der.ts';
import { canonicalName, renderName } from './distinguished-name.ts';
import { brokenBlock, decodeBody, isDer, noBlock, parseBlocks, toPem } from './pem.ts';
import type { NamedFile, RevocationList } from './plan.ts';

/** A revocation list, read. */
export interface Crl {
  readonly issuer: string;
  readonly canonicalIssuer: Buffer;
  readonly thisUpdate: Date;
  /** null: the list names no next update; OpenSSL then takes it for current. */
  readonly nextUpdate: Date | null;
  /** Serial number in upper-case hex → time of the revocation. */
  readonly revoked: ReadonlyMap<string, Date>;
  /** The signed bytes, the algorithm's identifier and parameters, and the signature. */
  readonly signedBytes: Uint8Array;
  readonly algorithm: string;
  readonly algorithmParameters: DerElement | null;
  readonly signature: Uint8Array;
}

/**
 * Reads a file of revocation lists: PEM with any number of blocks, or one list in DER.
 * @throws SubmissionError CONFIG pem-no-block, pem-broken-block
 */
export function parseRevocationLists(bytes: Uint8Array, file: NamedFile): RevocationList[] {
  if (isDer(bytes)) return [checkList(bytes, 1, file)];
  const blocks = parseBlocks(bytes, file, 'crl').filter(({ label }) => label === 'X509 CRL');
  if (blocks.length === 0) throw noBlock(file, 'crl');
  return blocks.map((block) => checkList(decodeBody(block, file, 'crl'), block.number, file));
}

/** @returns a list's fields. @throws RangeError for bytes that are not a CRL */
export function readCrl(der: Uint8Array): Crl {
  const outer = readElement(der);
  if (outer.tag !== derTag.sequence || outer.raw.length !== der.length) throw new RangeError('not one CRL');
  const parts = readElements(outer.content);
  const signed = expectElement(parts, 0, derTag.sequence);
  const algorithm = readElements(expectElement(parts, 1, derTag.sequence).content);
  const signature = expectElement(parts, 2, derTag.bitString);
  const fields = readElements(signed.content);
  // version is optional; signature, issuer and thisUpdate follow.
  let next = fields[0]?.tag === derTag.integer ? 1 : 0;
  expectElement(fields, next++, derTag.sequence);
  const issuer = expectElement(fields, next++, derTag.sequence);
  const thisUpdate = fields[next++];
  if (thisUpdate === undefined) throw new RangeError('thisUpdate is missing');
  const candidate = fields[next];
  const hasNext = candidate?.tag === derTag.utcTime || candidate?.tag === derTag.generalizedTime;
  if (hasNext) next++;
  const entries = fields[next]?.tag === derTag.sequence ? fields[next] : undefined;
  return {
    issuer: renderName(issuer),
    canonicalIssuer: canonicalName(issuer),
    thisUpdate: readTime(thisUpdate),
    nextUpdate: hasNext ? readTime(candidate) : null,
    revoked: readEntries(entries),
    signedBytes: signed.raw,
    algorithm: readObjectIdentifier(expectElement(algorithm, 0, derTag.objectIdentifier).content),
    algorithmParameters: algorithm[1] ?? null,
    signature: signature.content.subarray(1),
  };
}

/** @returns what a person needs to recognise a list. */
export function crlFacts(crl: Crl, list: RevocationList): CrlFacts {
  return {
    file: list.file,
    block: list.block,
    issuer: crl.issuer,
    thisUpdate: crl.thisUpdate.toISOString(),
    nextUpdate: crl.nextUpdate?.toISOString() ?? null,
  };
}

function readEntries(entries: DerElement | undefined): Map<string, Date> {
  const revoked = new Map<string, Date>();
  for (const entry of entries === undefined ? [] : readElements(entries.content)) {
    const fields = readElements(entry.content);
    const time = fields[1];
    if (time === undefined) throw new RangeError('a revocation without a time');
    revoked.set(readSerial(expectElement(fields, 0, derTag.integer).content), readTime(time));
  }
  return revoked;
}

function checkList(der: Uint8Array, block: number, file: NamedFile): RevocationList {
  try {
    readCrl(der);
    const pem = toPem('X509 CRL', der);
    tls.createSecureContext({ ca: [], crl: [pem] });
    return { pem, der, file: file.path, block };
  } catch (error) {
    throw brokenBlock(file, block, 'crl', 'contents-damaged', error);
  }
}
