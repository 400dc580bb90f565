/** Several at once, and in directories of others: the built-in rules of files/foreign.ts, seen at `config set`. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { setSettings } from '../../../src/commands/config/set.ts';
import { initConfiguration } from '../../../src/commands/config/init.ts';
import { asFailure } from '../../../src/failure/error.ts';
import type { Caller } from '../../../src/files/foreign.ts';
import { nodeSystem } from '../../../src/system.ts';

const nobody = 65_534;
let root: string;
let made = 0;
beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'sendmemo-set-'));
  fs.chmodSync(root, 0o755);
});
afterEach(() => fs.rmSync(root, { recursive: true, force: true }));

const { sleep } = nodeSystem();

function set(changes: Record<string, string>, caller?: Caller) {
  const list = Object.entries(changes).map(([name, value]) => ({ name, value }));
  const deps = { env: {}, cwd: root, now: () => Date.now(), sleep, uniqueId: () => `u${(made += 1)}` };
  const tools = caller === undefined ? deps : { ...deps, caller };
  return setSettings(list, { serverDir: root }, tools);
}

test('twelve changes at once: none is lost', async () => {
  const names = ['connect', 'greeting', 'command', 'data', 'final'].map((name) => `${name}-timeout`);
  const changes: Record<string, string>[] = [
    ...names.map((name) => ({ [name]: '7' })),
    { 'max-age': '7d' },
    { 'smtp-server-port': '7' },
    { 'max-connections': '7' },
    { 'messages-per-connection': '7' },
    { 'rate-limit': '7' },
    { EnableTLS: '1', domain: 'example.com' },
    { MinProtocol: 'TLSv1.3', from: 'a@example.com' },
  ];
  await Promise.all(changes.map((change) => set(change)));
  const text = ['sendmemo.cfg', 'sendmemo-ssl.cfg']
    .map((name) => fs.readFileSync(path.join(root, name), 'utf8'))
    .join('');
  for (const change of changes) {
    for (const [name, value] of Object.entries(change)) expect(text).toContain(`\n${name} = ${value}\n`);
  }
  expect(fs.readdirSync(root).sort()).toEqual(['sendmemo-ssl.cfg', 'sendmemo.cfg']);
});

test('permissions stay, but for setuid and setgid', async () => {
  const file = path.join(root, 'sendmemo.cfg');
  fs.writeFileSync(file, 'domain = example.com\n');
  fs.chmodSync(file, 0o6640);
  await set({ domain: 'example.net' });
  expect(fs.statSync(file).mode & 0o7777).toBe(0o640);
});

describe.runIf(process.geteuid?.() === 0)('root in a directory of somebody else (needs root)', () => {
  test('the file stays its owner’s', async () => {
    const file = path.join(root, 'sendmemo.cfg');
    fs.writeFileSync(file, 'domain = example.com\n', { mode: 0o600 });
    for (const each of [root, file]) fs.chownSync(each, nobody, nobody);
    await set({ domain: 'example.net' }, nodeSystem());
    expect(fs.statSync(file)).toMatchObject({ uid: nobody, gid: nobody });
    expect(fs.readFileSync(file, 'utf8')).toBe('domain = example.net\n');
  });

  test('a link to a file of root’s is neither read nor replaced', async () => {
    const precious = `${root}.precious`;
    fs.writeFileSync(precious, 'domain = example.com\n', { mode: 0o600 });
    try {
      fs.symlinkSync(precious, path.join(root, 'sendmemo.cfg'));
      fs.chownSync(root, nobody, nobody);
      const failure = await set({ domain: 'example.net' }, nodeSystem()).catch(asFailure);
      expect(failure).toMatchObject({ system: 'EACCES' });
      expect(fs.readFileSync(precious, 'utf8')).toBe('domain = example.com\n');
      expect(fs.statSync(precious).uid).toBe(0);
    } finally {
      fs.rmSync(precious);
    }
  });

  test('a file of root’s in root’s directory keeps owner and group', async () => {
    const file = path.join(root, 'sendmemo.cfg');
    fs.writeFileSync(file, 'domain = example.com\n', { mode: 0o640 });
    fs.chownSync(file, nobody, 7);
    await set({ domain: 'example.net' }, nodeSystem());
    expect(fs.statSync(file)).toMatchObject({ uid: nobody, gid: 7 });
    expect(fs.statSync(file).mode & 0o777).toBe(0o640);
  });

  test('config init writes as the owner of the directory', async () => {
    fs.chownSync(root, nobody, nobody);
    const tools = { cwd: root, uniqueId: () => 'u', caller: nodeSystem() };
    const { files } = await initConfiguration({ directory: path.join(root, 'new'), force: false }, tools);
    for (const each of [path.join(root, 'new'), ...files]) expect(fs.statSync(each).uid).toBe(nobody);
  });
});
