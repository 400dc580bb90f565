/**
 * What a revocation list is about (RFC 5280, 5.2): complete or delta, direct or indirect, for which certificates and
 * reasons. A list that does not cover a certificate wholly can't tell that it is good (6.3.3).
 */
import type { Certificate } from './certificate.ts';
import type { CrlEntries } from './crl-entries.ts';
import { type DerElement, readElement, readElements } from './der.ts';
import type { CrlGap } from '../failure/tls-failure.ts';
import { canonicalName, canonicalSet } from './distinguished-name.ts';
import { type Extension, isTrue, readSequence } from './extensions.ts';

export interface CrlScope {
  /** What is wrong with it for every certificate, or null. */
  readonly gap: CrlGap | null;
  readonly only: 'users' | 'authorities' | null;
  /** Names of its distribution point, or null: the issuer's whole list. */
  readonly points: ReadonlySet<string> | null;
}

const deltaIndicator = '2.5.29.27';
const issuingPoint = '2.5.29.28';
const authorityKey = '2.5.29.35';
const distributionPoints = '2.5.29.31';

/** Reads the extensions of a list. Never throws: one that can't be read is a gap. */
export function readScope(
  extensions: ReadonlyMap<string, Extension>,
  issuer: DerElement,
  entries: CrlEntries,
): CrlScope {
  const whole: CrlScope = { gap: null, only: null, points: null };
  const known = [deltaIndicator, issuingPoint, authorityKey];
  const unknown = [...extensions].some(
    ([identifier, { critical }]) => critical && !known.includes(identifier),
  );
  if (unknown || entries.unknownCritical) return { ...whole, gap: 'unknown-extension' };
  if (extensions.has(deltaIndicator)) return { ...whole, gap: 'delta' };
  const extension = extensions.get(issuingPoint);
  if (extension === undefined) return { ...whole, gap: entries.otherIssuers ? 'indirect' : null };
  try {
    return readIssuingPoint(extension, issuer, entries);
  } catch {
    return { ...whole, gap: 'unknown-extension' };
  }
}

/** @returns why a list of a certificate's issuer does not cover it, or null where it does. */
export function gapFor({ gap, only, points }: CrlScope, certificate: Certificate): CrlGap | null {
  if (gap !== null) return gap;
  if (only !== null && (only === 'authorities') !== certificate.x509.ca) return 'other-kind';
  return points === null || isPointOf(certificate, points) ? null : 'other-point';
}

function readIssuingPoint(extension: Extension, issuer: DerElement, entries: CrlEntries): CrlScope {
  const fields = readSequence(extension);
  const field = (tag: number) => fields.find((each) => each.tag === tag);
  const flag = (tag: number) => isTrue(field(tag)?.content ?? new Uint8Array());
  const only = [0x81, 0x82, 0x85].filter((tag) => flag(tag));
  const gap = (): CrlGap | null => {
    if (only.length > 1) return 'unknown-extension';
    if (flag(0x84) || entries.otherIssuers) return 'indirect';
    if (field(0x83) !== undefined) return 'some-reasons';
    return only[0] === 0x85 ? 'other-kind' : null;
  };
  const point = field(0xa0);
  return {
    gap: gap(),
    only: only[0] === 0x81 ? 'users' : only[0] === 0x82 ? 'authorities' : null,
    points: point === undefined ? null : new Set(pointNames(readElement(point.content), issuer)),
  };
}

/** DistributionPointName, full or relative to an issuer, as texts that are equal where the names are. */
function pointNames(name: DerElement, issuer: DerElement): string[] {
  if (name.tag === 0xa1) {
    return [`a4${Buffer.concat([canonicalName(issuer), canonicalSet(name.content)]).toString('hex')}`];
  }
  if (name.tag !== 0xa0) throw new RangeError('a distribution point without a name');
  return readElements(name.content).map(({ tag, content, raw }) =>
    tag === 0xa4
      ? `a4${canonicalName(readElement(content)).toString('hex')}`
      : Buffer.from(raw).toString('hex'),
  );
}

/** A distribution point of the certificate that is for all reasons and has one of the names, or none at all. */
function isPointOf(certificate: Certificate, points: ReadonlySet<string>): boolean {
  const extension = certificate.extensions.get(distributionPoints);
  if (extension === undefined) return false;
  try {
    return readSequence(extension).some(({ content }) => {
      const fields = readElements(content);
      // Reasons narrow it; with cRLIssuer another CA signs the list.
      if (fields.some(({ tag }) => tag === 0x81 || tag === 0xa2)) return false;
      const name = fields.find(({ tag }) => tag === 0xa0);
      return (
        name === undefined ||
        pointNames(readElement(name.content), certificate.issuerName).some((each) => points.has(each))
      );
    });
  } catch {
    return false;
  }
}
