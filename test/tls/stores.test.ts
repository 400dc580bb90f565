/** The system's store is all of it: directories and bundles, each read only where it is needed. */
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Certificate } from '../../src/tls/certificate.ts';
import { openCertificate, readFrame } from '../../src/tls/certificate.ts';
import { walkChain } from '../../src/tls/chain.ts';
import { nameHash } from '../../src/tls/distinguished-name.ts';
import { parseCertificates } from '../../src/tls/pem.ts';
import { anchorStore, IssuerSearch, type StoredCertificate } from '../../src/tls/trust.ts';
import * as pki from '../support/pki.ts';
import { namedFile } from './named-file.ts';
import { startTlsServer } from './tls-server.ts';
import { type Configuration, shakeHands, trustPlan } from './trust-plan.ts';

const hashed = await pki.createRoot({ name: 'Of the directory' });
const bundled = await pki.createRoot({ name: 'Of the bundle' });
const stale = await pki.createRoot({ name: 'Of the bundle', fromDays: -9, untilDays: -2 });
const elsewhere = await pki.createRoot({ name: 'Elsewhere' });

let folder: string;
let directory: string;
let bundle: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sendmemo-stores-'));
  directory = path.join(folder, 'certs');
  bundle = path.join(folder, 'bundle.crt');
  await mkdir(directory);
  for (const issued of [hashed, stale]) {
    const hash = nameHash(readFrame(issued.certificateDer).subject);
    await writeFile(path.join(directory, `${hash}.0`), issued.certificatePem);
  }
  await writeFile(bundle, hashed.certificatePem + bundled.certificatePem);
  await symlink('bundle.crt', path.join(folder, 'link.crt'));
  await writeFile(path.join(folder, 'empty.crt'), '');
  await writeFile(path.join(folder, 'other.crt'), elsewhere.certificatePem);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const system = (directories: string[], files: string[]): Configuration => ({
  system: {
    directories: directories.map((name) => path.join(folder, name)),
    files: files.map((name) => path.join(folder, name)),
  },
});

describe('of the system', () => {
  const rows: readonly [string, pki.Issued, () => Configuration, string | null][] = [
    ['the directory', hashed, () => system(['certs'], ['bundle.crt']), 'certs'],
    ['the bundle beside the directory', bundled, () => system(['certs'], ['bundle.crt']), 'bundle.crt'],
    ['the bundle without a directory', bundled, () => system(['none'], ['bundle.crt']), 'bundle.crt'],
    ['a link to a bundle', bundled, () => system([], ['none.crt', 'empty.crt', 'link.crt']), 'link.crt'],
    ['a second bundle', elsewhere, () => system(['certs'], ['bundle.crt', 'other.crt']), 'other.crt'],
    ['none of them', elsewhere, () => system(['certs'], ['bundle.crt']), null],
  ];
  test.each(rows)('%s', async (_what, root, configuration, store) => {
    await using server = await startTlsServer(await pki.issueServer(root));
    const { failure, chain } = await shakeHands(server, configuration());
    expect(failure?.code ?? null).toBe(store === null ? 'CERT_UNTRUSTED' : null);
    expect(chain.at(-1)?.trustedBy ?? null).toBe(
      store === null ? null : `system store ${path.join(folder, store)}`,
    );
  });

  test('no file is read that is not needed', async () => {
    const opened: string[] = [];
    const usual = fs.readFileSync;
    const read = vi.spyOn(fs, 'readFileSync').mockImplementation(
      new Proxy(usual, {
        apply: (target, self, args) => {
          opened.push(path.basename(String(args[0])));
          return Reflect.apply(target, self, args);
        },
      }),
    );
    try {
      const seenBy = async (root: pki.Issued, configuration: Configuration) => {
        await using server = await startTlsServer(await pki.issueServer(root));
        opened.length = 0;
        expect((await shakeHands(server, configuration)).failure).toBe(null);
        return opened.filter((name) => !name.endsWith('.pem'));
      };
      const all = system(['certs'], ['bundle.crt', 'link.crt']);
      expect(await seenBy(elsewhere, { ...all, caFile: elsewhere.certificatePem })).toEqual([]);
      expect(await seenBy(hashed, all)).toEqual([expect.stringMatching(/^[0-9a-f]{8}\.0$/)]);
      expect((await seenBy(bundled, all)).filter((name) => name.endsWith('.crt'))).toEqual(['bundle.crt']);
    } finally {
      read.mockRestore();
    }
  });
});

/** Reads of properties of the stored certificates, which is what a walk over them costs. */
function countedWalk(count: number): number {
  let reads = 0;
  const own = openCertificate(hashed.certificateDer);
  const stored = Array.from({ length: count }, (_, number): StoredCertificate => {
    const certificate = new Proxy(
      {
        ...own,
        canonicalSubject: Buffer.from(`${number}`),
        canonicalIssuer: Buffer.from(`${number}`),
        fingerprint: `${number}`,
      },
      { get: (target, key) => (reads++, Reflect.get(target, key)) },
    ) as Certificate;
    return { certificate, pem: '', store: '', anchor: true };
  });
  walkChain([own], stored, { nowMs: Date.now(), toRoot: false });
  return reads;
}

describe('a CAFile with very many certificates', () => {
  test('costs a walk in proportion to their number', () => {
    const [one = 0, two = 0, four = 0] = [1000, 2000, 4000].map(countedWalk);
    expect(two).toBeLessThanOrEqual(2 * one);
    expect(four).toBeLessThanOrEqual(4 * one);
  });

  test('opens those alone that the chain names, and gives OpenSSL no more', async () => {
    const many = await Promise.all(
      Array.from({ length: 100 }, (_, number) => pki.createRoot({ name: `Root ${number}` })),
    );
    const caFile = many.map(({ certificatePem }) => certificatePem).join('');
    const last = many.at(-1) ?? expect.fail('none');
    const leaf = await pki.issueServer(last);
    const search = new IssuerSearch([openCertificate(leaf.certificateDer)]);
    search.extend([anchorStore(trustPlan({ caFile }).anchors)]);
    expect(search.found.map(({ store }) => store)).toEqual([
      `CAFile ${namedFile('CAFile').path} (block 100)`,
    ]);
    await using server = await startTlsServer(leaf);
    expect((await shakeHands(server, { caFile })).failure).toBe(null);
    expect((await shakeHands(server, { caFile, crlFile: (await pki.createCrl(last)).pem })).failure).toBe(
      null,
    );
    const others = many.slice(0, -1).map(({ certificatePem }) => certificatePem);
    expect((await shakeHands(server, { caFile: others.join('') })).failure?.code).toBe('CERT_UNTRUSTED');
    expect(parseCertificates(Buffer.from(caFile), namedFile('CAFile'))).toHaveLength(100);
  });
});
