/**
 * CrlFile → revocation lists (RFC 5280, 5.1), each read once: issuer, dates, scope, and where its entries lie. Entries
 * are not collected, for a list may have hundreds of thousands: a serial number is looked up in the octets.
 */
import type { CrlFacts } from '../failure/facts.ts';
import type { DerElement } from './der.ts';
import { derTag, expectElement, readElement, readElements, readObjectIdentifier, readTime } from './der.ts';
import { type CrlEntries, readEntries } from './crl-entries.ts';
import { type CrlScope, readScope } from './crl-scope.ts';
import { canonicalName, renderName } from './distinguished-name.ts';
import { readExtensions } from './extensions.ts';
import { brokenBlock, decodeBody, isDer, isOther, noBlock, parseBlocks } from './pem.ts';
import type { NamedFile, RevocationList } from './plan.ts';

/** A revocation list, read. */
export interface Crl {
  readonly issuer: string;
  readonly canonicalIssuer: Buffer;
  readonly thisUpdate: Date;
  /** null: the list names no next update; OpenSSL then takes it for current. */
  readonly nextUpdate: Date | null;
  readonly entries: CrlEntries;
  readonly scope: CrlScope;
  /** The signed bytes, the algorithm's identifier and parameters, and the signature. */
  readonly signedBytes: Uint8Array;
  readonly algorithm: string;
  readonly algorithmParameters: DerElement | null;
  readonly signature: Uint8Array;
}

/**
 * Reads a file of revocation lists: PEM with any number of blocks, or one list in DER.
 * @throws SendmemoError CONFIG pem-no-block, pem-broken-block
 */
export function parseRevocationLists(bytes: Uint8Array, file: NamedFile): RevocationList[] {
  if (isDer(bytes)) {
    if (isOther(bytes, 'crl')) throw noBlock(file, 'crl', bytes);
    return [openList(bytes, 1, file)];
  }
  const blocks = parseBlocks(bytes, file, 'crl').filter(({ label }) => label === 'X509 CRL');
  if (blocks.length === 0) throw noBlock(file, 'crl', bytes);
  return blocks.map((block) => openList(decodeBody(block, file, 'crl'), block.number, file));
}

/** @returns a list's fields; every entry was looked at. @throws RangeError for bytes that are not a CRL */
export function readCrl(der: Uint8Array): Crl {
  const outer = readElement(der);
  if (outer.tag !== derTag.sequence || outer.raw.length !== der.length) throw new RangeError('not one CRL');
  const parts = readElements(outer.content);
  const signed = expectElement(parts, 0, derTag.sequence);
  const identifier = expectElement(parts, 1, derTag.sequence);
  const signature = expectElement(parts, 2, derTag.bitString);
  if (parts.length !== 3) throw new RangeError('something follows the signature');
  const fields = readElements(signed.content);
  // version is optional; signature, issuer and thisUpdate follow.
  let next = fields[0]?.tag === derTag.integer ? 1 : 0;
  // The algorithm appears twice and must be the same (RFC 5280, 5.1.2.2).
  if (Buffer.compare(expectElement(fields, next++, derTag.sequence).raw, identifier.raw) !== 0) {
    throw new RangeError('two signature algorithms');
  }
  const issuer = expectElement(fields, next++, derTag.sequence);
  const thisUpdate = fields[next++];
  if (thisUpdate === undefined) throw new RangeError('thisUpdate is missing');
  const candidate = fields[next];
  const hasNext = candidate?.tag === derTag.utcTime || candidate?.tag === derTag.generalizedTime;
  if (hasNext) next++;
  const entries = readEntries(fields[next]?.tag === derTag.sequence ? fields[next++]?.content : undefined);
  const tagged = fields[next]?.tag === 0xa0 ? fields[next++] : undefined;
  if (next !== fields.length) throw new RangeError('a field that a CRL does not have');
  const extensions = readExtensions(tagged === undefined ? null : readElement(tagged.content));
  const algorithm = readElements(identifier.content);
  return {
    // Text for people, who read it when something is wrong.
    get issuer() {
      return renderName(issuer);
    },
    canonicalIssuer: canonicalName(issuer),
    thisUpdate: readTime(thisUpdate),
    nextUpdate: hasNext ? readTime(candidate) : null,
    entries,
    scope: readScope(extensions, issuer, entries),
    signedBytes: signed.raw,
    algorithm: readObjectIdentifier(expectElement(algorithm, 0, derTag.objectIdentifier).content),
    algorithmParameters: algorithm[1] ?? null,
    signature: signature.content.subarray(1),
  };
}

/** @returns what a person needs to recognise a list. */
export function crlFacts({ crl, file, block }: RevocationList): CrlFacts {
  return {
    file,
    block,
    issuer: crl.issuer,
    thisUpdate: crl.thisUpdate.toISOString(),
    nextUpdate: crl.nextUpdate?.toISOString() ?? null,
  };
}

function openList(der: Uint8Array, block: number, file: NamedFile): RevocationList {
  try {
    return { der, file: file.path, block, crl: readCrl(der) };
  } catch (error) {
    throw brokenBlock(file, block, 'crl', 'contents-damaged', error);
  }
}
