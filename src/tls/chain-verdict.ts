/**
 * Certificates of a server × stores → the way to an anchor, and what OpenSSL says of it. Stores are opened one after
 * the other until both agree. OpenSSL is asked about the certificates of the walk alone, for of several anchors or
 * lists of one name it takes the first, which need not be the right one (a CA that was renewed under its name).
 */
import type { Notice } from '../failure/notice.ts';
import { type Certificate, isSelfSigned } from './certificate.ts';
import { type ChainWalk, walkChain } from './chain.ts';
import type { OpensslError } from './openssl-error.ts';
import type { VerdictRequest } from './openssl-verdict.ts';
import { toPem } from './pem.ts';
import type { RevocationList, TrustPlan } from './plan.ts';
import { securityLevel } from './strength.ts';
import { anchorStore, IssuerSearch, type Store, type StoredCertificate } from './trust.ts';

export interface ChainQuestion {
  readonly trust: TrustPlan;
  /** As the server sent them, its own first. */
  readonly sent: readonly Certificate[];
  /** OpenSSL's verdict in the handshake, which knew some anchors of CAFile at most; null: nothing wrong. */
  readonly handshake: OpensslError | null;
  readonly nowMs: number;
}

export interface ChainVerdict {
  readonly walk: ChainWalk;
  /** OpenSSL's objection to the chain, revocation apart; null: none. */
  readonly openssl: OpensslError | null;
  /** What OpenSSL says of the walk with revocation lists. */
  readonly withLists: (lists: readonly RevocationList[]) => Promise<OpensslError | null>;
  readonly notices: readonly Notice[];
}

/** Never rejects. */
export async function judgeChain(question: ChainQuestion): Promise<ChainVerdict> {
  const { trust, sent, handshake, nowMs } = question;
  const notices: Notice[] = [];
  const search = new IssuerSearch(sent);
  // Without the root, no list for the certificate below it can be verified.
  const toRoot = trust.revocationLists.length > 0;
  let walk: ChainWalk = { links: [], anchored: false };
  let openssl = handshake;
  let first = true;
  for await (const stores of storesInTurn(trust, notices)) {
    if (!search.extend(stores) && !first) continue;
    walk = walkChain(sent, search.found, { nowMs, toRoot });
    openssl = first && handshake === null ? null : await askOpenssl(question, walk, search.found);
    first = false;
    const last = walk.links.at(-1)?.certificate;
    if (openssl === null && walk.anchored && (!toRoot || (last !== undefined && isSelfSigned(last)))) break;
  }
  const withLists = (lists: readonly RevocationList[]) =>
    verdictOnWalk(
      trust,
      walk,
      search.found,
      lists.map(({ der }) => toPem('X509 CRL', der)),
    );
  return { walk, openssl, withLists, notices };
}

/** CAFile first; what looks into the other places is loaded where they are needed. */
async function* storesInTurn(trust: TrustPlan, notices: Notice[]): AsyncGenerator<readonly Store[]> {
  yield [anchorStore(trust.anchors)];
  const { storesBesides } = await import('./stores.ts');
  yield* storesBesides(trust, notices);
}

/** The session in memory is loaded where it is needed. */
async function opensslVerdict(request: VerdictRequest): Promise<OpensslError | null> {
  const replay = await import('./openssl-verdict.ts');
  return await replay.opensslVerdict(request);
}

async function askOpenssl(
  { trust, sent, handshake }: ChainQuestion,
  walk: ChainWalk,
  found: readonly StoredCertificate[],
): Promise<OpensslError | null> {
  if (!walk.anchored) return handshake;
  const ofWalk = await verdictOnWalk(trust, walk, found, []);
  if (ofWalk === null) return null;
  // There may be another way, which the walk did not take.
  const whole = await opensslVerdict({
    chain: [
      ...sent.map(({ x509 }) => x509),
      ...found.filter(({ anchor }) => !anchor).map(({ certificate }) => certificate.x509),
    ],
    anchors: found.filter(({ anchor }) => anchor).map(({ pem }) => pem),
    revocationLists: [],
    securityLevel: securityLevel(trust.protocols),
  });
  return whole === null ? null : ofWalk;
}

async function verdictOnWalk(
  trust: TrustPlan,
  { links }: ChainWalk,
  found: readonly StoredCertificate[],
  revocationLists: readonly string[],
): Promise<OpensslError | null> {
  const own = new Set(links.map(({ certificate }) => certificate.fingerprint));
  return await opensslVerdict({
    chain: links.map(({ certificate }) => certificate.x509),
    anchors: found
      .filter(({ anchor, certificate }) => anchor && own.has(certificate.fingerprint))
      .map(({ pem }) => pem),
    revocationLists,
    securityLevel: securityLevel(trust.protocols),
  });
}
