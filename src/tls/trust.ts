/**
 * The search for trusted certificates of a server's chain: CAFile first, then the places of stores.ts, one after the
 * other. Only the issuers that the chain names are opened. What is found is given to OpenSSL, which has the last word
 * (chain-verdict.ts); this file only finds candidates.
 */
import { type Certificate, openCertificate, readFrame } from './certificate.ts';
import { canonicalName, nameHash } from './distinguished-name.ts';
import type { TrustedCertificate } from './plan.ts';

/** A certificate of a store. */
export interface StoredCertificate {
  readonly certificate: Certificate;
  readonly pem: string;
  /** `CAFile /…/ca.pem (block 1)`, `CAPath /…`, `system store /…`, `runtime`. */
  readonly store: string;
  /** Ends a chain; otherwise it only helps to build one. */
  readonly anchor: boolean;
}

/** A place to look for the certificates that have a subject. */
export interface Store {
  readonly find: (wanted: WantedName) => readonly StoredCertificate[];
}

export interface WantedName {
  /** Of the file in a hashed directory. */
  readonly hash: () => string;
  readonly canonical: Buffer;
  /** The name byte for byte. */
  readonly raw: Uint8Array;
}

/** Names for which stores are searched: a server may send certificates without end. */
const mostNames = 64;

/** A search for the issuers of a chain that goes on from store to store. Never throws. */
export class IssuerSearch {
  readonly #names: WantedName[] = [];
  readonly #known = new Set<string>();
  readonly #stores: Store[] = [];
  readonly #found = new Map<string, StoredCertificate>();

  /** @param sent as the server sent them, its own first */
  constructor(sent: readonly Certificate[]) {
    for (const certificate of sent) this.#want(certificate);
  }

  get found(): readonly StoredCertificate[] {
    return [...this.#found.values()];
  }

  /** Looks into more stores. @returns whether something was found that was not known yet */
  extend(stores: readonly Store[]): boolean {
    const before = this.#names.length;
    this.#stores.push(...stores);
    let changed = false;
    // Grows while it is walked: what is found has an issuer of its own.
    for (let index = 0; index < this.#names.length; index++) {
      const wanted = this.#names[index];
      if (wanted === undefined) break;
      for (const store of index < before ? stores : this.#stores) {
        for (const stored of store.find(wanted)) changed = this.#take(stored) || changed;
      }
    }
    return changed;
  }

  /** The first store keeps it, unless a later one gives it more weight. */
  #take(stored: StoredCertificate): boolean {
    const { fingerprint } = stored.certificate;
    const before = this.#found.get(fingerprint);
    if (before !== undefined && (before.anchor || !stored.anchor)) return false;
    this.#found.set(fingerprint, stored);
    if (before === undefined) this.#want(stored.certificate);
    return true;
  }

  /** Issuers, and subjects too: a certificate that was sent may be an anchor itself. */
  #want({ der, canonicalIssuer, canonicalSubject }: Certificate): void {
    const { issuer, subject } = readFrame(der);
    for (const [name, canonical] of [
      [issuer, canonicalIssuer],
      [subject, canonicalSubject],
    ] as const) {
      const key = canonical.toString('latin1');
      if (this.#known.has(key) || this.#known.size >= mostNames) continue;
      this.#known.add(key);
      this.#names.push({ hash: () => nameHash(name), canonical, raw: name.raw });
    }
  }
}

/** Indexes of CAFile by subject: a configuration is asked for again with every session. */
const indexes = new WeakMap<readonly TrustedCertificate[], Map<string, TrustedCertificate[]>>();

/** CAFile as a store. */
export function anchorStore(anchors: readonly TrustedCertificate[]): Store {
  let index = indexes.get(anchors);
  if (index === undefined) {
    index = new Map();
    for (const anchor of anchors) {
      const key = canonicalName(readFrame(anchor.der).subject).toString('latin1');
      const same = index.get(key);
      if (same === undefined) index.set(key, [anchor]);
      else same.push(anchor);
    }
    indexes.set(anchors, index);
  }
  const bySubject = index;
  return {
    find: ({ canonical }) =>
      (bySubject.get(canonical.toString('latin1')) ?? []).map(({ der, pem, file, block }) => ({
        certificate: openCertificate(der),
        pem,
        store: `CAFile ${file} (block ${block})`,
        anchor: true,
      })),
  };
}
