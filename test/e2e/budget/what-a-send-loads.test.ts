/** What a plain send may cost in things that can be counted, on a busy machine as on an idle one. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { createRoot, issueServer } from '../../support/pki.ts';
import type { Authority, Issued } from '../../support/pki.ts';
import { run } from '../support/command.ts';
import { directory } from '../support/directory.ts';
import { startMailServer } from '../support/mail-server.ts';
import { linesOf } from '../support/result.ts';
import { submit, usualArguments } from '../support/submission.ts';

interface Loaded {
  readonly scripts: readonly { readonly file: string; readonly bytes: number; readonly code: string }[];
  readonly modules: readonly string[];
}

const witness = fileURLToPath(new URL('witness.cjs', import.meta.url));
const program = fileURLToPath(new URL('../../../', import.meta.url));
const mainFile = 'sendmemo.cjs';
const spoolingFile = 'spooling.cjs';
const codeFile = `${mainFile}.${process.arch}.${process.versions.v8}.code`;
const modes = [
  { name: 'plain', ssl: '' },
  { name: 'STARTTLS', ssl: 'EnableTLS = 1\nCAFile = ca.pem\n' },
  { name: 'SMTPS', ssl: 'EnableTLS = 2\nCAFile = ca.pem\n' },
] as const;

/** Modules of Node that a send of a small message has no use for; each takes up to a few milliseconds to load. */
const needless = [
  'child_process',
  'dgram',
  'dns/promises',
  'fs/promises',
  'http',
  'https',
  'inspector',
  'internal/modules/esm/loader',
  'internal/webstreams/readablestream',
  'perf_hooks',
  'readline',
  'worker_threads',
  'zlib',
];
/** Plain: of the 60 that it loads most come with net, crypto and streams. */
const modulesAtMost = 80;
const mainBytesAtMost = 240_000;

let root: Authority;
let leaf: Issued;
beforeAll(async () => {
  root = await createRoot();
  leaf = await issueServer(root, { names: ['127.0.0.1'] });
});

async function loadedBy(
  { name, ssl }: (typeof modes)[number],
  args: readonly string[] = usualArguments,
): Promise<Loaded> {
  await using notes = await directory();
  const report = notes.file('loaded.json');
  const sent = await submit({
    ssl: `${ssl}Hostname = client.example.com\n`,
    files: { 'ca.pem': root.certificatePem },
    args,
    env: { NODE_OPTIONS: `--require ${witness}`, E2E_WITNESS: report },
    server:
      name === 'plain'
        ? {}
        : { tls: { cert: leaf.certificatePem, key: leaf.keyPem }, implicit: name === 'SMTPS' },
  });
  expect(sent.status, sent.stderr).toBe(0);
  expect(sent.transactions).toHaveLength(1);
  return JSON.parse(await readFile(report, 'utf8')) as Loaded;
}

describe.concurrent('a small message', () => {
  it.each(modes)('needs one file of ours: $name', async (mode) => {
    const { scripts } = await loadedBy(mode);
    expect(scripts.map(({ file }) => file)).toEqual([mainFile]);
    expect(scripts[0]?.bytes).toBeLessThanOrEqual(mainBytesAtMost);
  });

  it.each(modes)('is sent by code that V8 need not compile: $name', async (mode) => {
    const { scripts } = await loadedBy(mode);
    // The build makes it for the runtime that it runs on; on another one there may be none.
    expect(scripts.map(({ code }) => code)).toEqual([
      existsSync(join(program, 'dist', codeFile)) ? 'used' : 'none',
    ]);
  });

  it.each(modes)('loads no module of Node without need: $name', async (mode) => {
    const { modules } = await loadedBy(mode);
    const unwanted = mode.name === 'plain' ? [...needless, 'crypto', 'tls'] : needless;
    expect(modules.filter((name) => unwanted.includes(name))).toEqual([]);
    expect(modules.length, modules.join(' ')).toBeLessThanOrEqual(modulesAtMost);
  });

  it('with an attachment takes more files, and still neither http nor child_process', async () => {
    const { scripts, modules } = await loadedBy(modes[0], ['-a', witness, ...usualArguments]);
    expect(scripts.length).toBeGreaterThan(1);
    expect(modules.filter((name) => /^(https?|zlib|child_process)$/.test(name))).toEqual([]);
  });
});

it.each([
  ['--spool', '--raw'],
  ['sendmail', '-odq'],
])('a message into the spool needs one file more, compiled as well: %s %s', async (...words) => {
  await using home = await directory({ 'sendmemo-ssl.cfg': 'Hostname = client.example.com\n' });
  const report = home.file('loaded.json');
  const { status, stderr } = await run(
    [...words, '--server-dir', home.path, '-f', 'a@example.com', 'b@example.com'],
    {
      stdin: 'Subject: s\n\nt\n',
      env: { NODE_OPTIONS: `--require ${witness}`, E2E_WITNESS: report },
    },
  );
  expect(status, stderr).toBe(0);
  const { scripts, modules } = JSON.parse(await readFile(report, 'utf8')) as Loaded;
  const code = existsSync(join(program, 'dist', codeFile)) ? 'used' : 'none';
  const loaded = scripts.map(({ file, code: state }) => [file, state]);
  expect(loaded).toEqual([mainFile, spoolingFile].map((file) => [file, code]));
  expect(modules.filter((name) => [...needless, 'crypto', 'tls'].includes(name))).toEqual([]);
});

describe.concurrent('code of V8', () => {
  const build = async () => (await readFile(join(program, 'dist', mainFile))).subarray(2, 18);

  it.each([
    ['of another build', async () => Buffer.alloc(1000, '0'), 'none'],
    ['that is none', async () => Buffer.concat([Buffer.alloc(1000), await build()]), 'refused'],
    ['that is cut off', build, 'refused'],
    ['that is missing', null, 'none'],
  ] as const)('%s is passed over', async (_, octets, code) => {
    await using copy = await directory();
    for (const part of ['bin', 'dist']) await cp(join(program, part), copy.file(part), { recursive: true });
    const file = join(copy.file('dist'), codeFile);
    if (octets === null) await rm(file, { force: true });
    else await writeFile(file, await octets());
    const report = copy.file('loaded.json');
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--require', witness, join(copy.file('bin'), 'sendmemo'), '--version'],
      { env: { E2E_WITNESS: report } },
    );
    expect(stdout).toMatch(/^sendmemo \d/);
    const { scripts } = JSON.parse(await readFile(report, 'utf8')) as Loaded;
    expect(scripts[0]).toMatchObject({ file: mainFile, code });
  });
});

it('a batch of 1,000 makes at most 12 TLS sessions', async () => {
  await using server = await startMailServer({ tls: { cert: leaf.certificatePem, key: leaf.keyPem } });
  await using home = await directory({
    'sendmemo-ssl.cfg': 'EnableTLS = 1\nCAFile = ca.pem\n',
    'ca.pem': root.certificatePem,
  });
  const line = `${JSON.stringify({ from: 'a@example.com', to: 'b@example.com', subject: 's', text: 't' })}\n`;
  const place = ['--server-dir', home.path, '-H', '127.0.0.1', '-p', String(server.port)];
  const finished = await run(['batch', ...place], { stdin: line.repeat(1000), patienceMs: 55_000 });
  await server.done();
  expect(finished.status, finished.stderr).toBe(0);
  expect(linesOf(finished.stdout)).toHaveLength(1000);
  expect(server.transactions()).toHaveLength(1000);
  expect(server.connections.length).toBeLessThanOrEqual(12);
});
