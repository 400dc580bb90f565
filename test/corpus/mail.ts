/** A message of the corpus, and what is known about it. */

export type ServerKind = 'seven-bit' | 'eight-bit' | 'utf-8';

export interface Truth {
  readonly from?: readonly (readonly [name: string, address: string])[];
  readonly to?: readonly (readonly [name: string, address: string])[];
  readonly subject?: string;
  /** File names in their order. */
  readonly files?: readonly string[];
}

export interface CorpusMail {
  readonly name: string;
  readonly octets: Buffer;
  /** What its writer meant; else both readings, before and after, have to be the same. */
  readonly truth: Truth;
  /** Servers to which it can't be sent: 65. */
  readonly refused: readonly ServerKind[];
  /** Parts in a charset that is not named: readers may guess otherwise once the octets are labelled. */
  readonly unlabelled: boolean;
  /** Parsers that do not see its structure, or not its header: only what was meant is compared. */
  readonly unreadBy: readonly ('python' | 'mailparser')[];
  /** Only servers with SMTPUTF8 get it with that declared. */
  readonly declares: boolean;
}

/** @param octets latin1 */
export function mail(
  name: string,
  octets: string,
  about: Partial<Omit<CorpusMail, 'name' | 'octets'>> = {},
): CorpusMail {
  return {
    name,
    octets: Buffer.from(octets, 'latin1'),
    truth: {},
    refused: [],
    unlabelled: false,
    unreadBy: [],
    declares: false,
    ...about,
  };
}
