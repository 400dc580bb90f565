/** Extensions of certificates, revocation lists and their entries (RFC 5280, 4.1.2.9 and 5.2), by object identifier. */
import type { DerElement } from './der.ts';
import { derTag, expectElement, readElement, readElements, readObjectIdentifier } from './der.ts';

export interface Extension {
  readonly critical: boolean;
  /** The contents of extnValue. */
  readonly value: Uint8Array;
}

/**
 * @param sequence the Extensions SEQUENCE, or null where there is none
 * @throws RangeError for bytes that are not extensions, and for one that occurs twice (RFC 5280, 4.2)
 */
export function readExtensions(sequence: DerElement | null): ReadonlyMap<string, Extension> {
  const extensions = new Map<string, Extension>();
  for (const extension of sequence === null ? [] : readElements(sequence.content)) {
    const fields = readElements(extension.content);
    const identifier = readObjectIdentifier(expectElement(fields, 0, derTag.objectIdentifier).content);
    const value = expectElement(fields, fields.length - 1, derTag.octetString);
    if (extensions.has(identifier)) throw new RangeError('an extension that occurs twice');
    const critical = fields.length > 2 && isTrue(expectElement(fields, 1, derTag.boolean).content);
    extensions.set(identifier, { critical, value: value.content });
  }
  return extensions;
}

/** @returns the elements of an extension whose value is a SEQUENCE. @throws RangeError */
export function readSequence({ value }: Extension): DerElement[] {
  const sequence = readElement(value);
  if (sequence.tag !== derTag.sequence || sequence.raw.length !== value.length) {
    throw new RangeError('an extension with a damaged value');
  }
  return readElements(sequence.content);
}

/** @returns the value of a BOOLEAN. */
export function isTrue(content: Uint8Array): boolean {
  return content.some((byte) => byte !== 0);
}
