import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { setSettings } from '../../../src/commands/config/set.ts';
import type { SettingChange } from '../../../src/commands/config/set.ts';
import { sampleText } from '../../../src/commands/config/sample-text.ts';
import { loadSettings } from '../../../src/config/load.ts';
import type { SettingsOptions } from '../../../src/config/settings.ts';
import { asFailure } from '../../../src/failure/error.ts';

let root: string;
let made = 0;
const sleep = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));
beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'sendmemo-set-'));
});
afterEach(() => fs.rmSync(root, { recursive: true, force: true }));

const file = (name: string): string => path.join(root, name);
const put = (name: string, text: string | Buffer): void => fs.writeFileSync(file(name), text);
const get = (name: string): string => fs.readFileSync(file(name), 'utf8');
const tools = (env: Record<string, string> = {}) => ({
  env: { SENDMEMO_SYSTEM_DIR: '/nonexistent.sendmemo', ...env },
  cwd: root,
  uniqueId: () => `unique${++made}`,
  now: () => Date.now(),
  sleep,
});

function set(
  changes: Record<string, string>,
  options: SettingsOptions = {},
  env: Record<string, string> = {},
) {
  const list: SettingChange[] = Object.entries(changes).map(([name, value]) => ({ name, value }));
  return setSettings(list, { serverDir: root, ...options }, tools(env));
}

const refused = (...given: Parameters<typeof set>) => set(...given).catch(asFailure);

describe('what a change leaves as it was', () => {
  test('comments, order, blank lines and the other values', async () => {
    put('sendmemo.cfg', '# top\nfrom = a@example.com\n\n; about the port\n  smtp-server-port=25\n# end\n');
    const changed = await set({ 'smtp-server-port': '587' });
    expect(get('sendmemo.cfg')).toBe(
      '# top\nfrom = a@example.com\n\n; about the port\n  smtp-server-port = 587\n# end\n',
    );
    expect(changed).toMatchObject([
      { path: file('sendmemo.cfg'), changes: [{ name: 'smtp-server-port', line: 5 }] },
    ]);
  });

  test('CRLF line ends, a BOM, comments in Shift_JIS, and a last line without end', async () => {
    const before = Buffer.concat([
      Buffer.from('\ufeffEnableTLS = 0\r\n# ', 'utf8'),
      Buffer.from([0x83, 0x5c, 0x82, 0xa0]),
      Buffer.from('\r\nMinProtocol = TLSv1.2', 'utf8'),
    ]);
    put('sendmemo-ssl.cfg', before);
    await set({ EnableTLS: '1' });
    const wanted = Buffer.from(before.toString('latin1').replace('EnableTLS = 0', 'EnableTLS = 1'), 'latin1');
    expect(fs.readFileSync(file('sendmemo-ssl.cfg')).equals(wanted)).toBe(true);
    await set({ MaxProtocol: 'TLSv1.3' });
    const added = Buffer.concat([wanted, Buffer.from('\r\nMaxProtocol = TLSv1.3\r\n')]);
    expect(fs.readFileSync(file('sendmemo-ssl.cfg')).equals(added)).toBe(true);
  });

  test('the mode of the file, and a link to it', async () => {
    fs.mkdirSync(file('real'));
    fs.writeFileSync(file('real/x.cfg'), 'from = a@example.com\n', { mode: 0o640 });
    fs.chmodSync(file('real/x.cfg'), 0o640);
    fs.symlinkSync('real/x.cfg', file('sendmemo.cfg'));
    await set({ from: 'b@example.com' });
    expect(fs.lstatSync(file('sendmemo.cfg')).isSymbolicLink()).toBe(true);
    expect(fs.statSync(file('real/x.cfg')).mode & 0o777).toBe(0o640);
    expect(get('real/x.cfg')).toBe('from = b@example.com\n');
  });
});

describe('where the line goes', () => {
  test('a line behind a semicolon is uncommented', async () => {
    put('sendmemo-ssl.cfg', sampleText('sendmemo-ssl.cfg'));
    await set({ EnableTLS: '2' });
    expect(get('sendmemo-ssl.cfg')).toBe(
      sampleText('sendmemo-ssl.cfg').replace(';EnableTLS = 0', 'EnableTLS = 2'),
    );
  });

  test('prose behind a semicolon and a blank is not', async () => {
    put('sendmemo-ssl.cfg', '; EnableTLS = 1 is what we want some day\n');
    await set({ EnableTLS: '1' });
    expect(get('sendmemo-ssl.cfg')).toBe('; EnableTLS = 1 is what we want some day\nEnableTLS = 1\n');
  });

  test('the line that holds goes before the one behind a semicolon', async () => {
    put('sendmemo.cfg', ';max-age = 5d\nmax-age = 1d\n');
    await set({ 'max-age': '2d' });
    expect(get('sendmemo.cfg')).toBe(';max-age = 5d\nmax-age = 2d\n');
  });

  test('a file that is not there begins as its sample', async () => {
    await set({ from: 'a@example.com' });
    expect(get('sendmemo.cfg')).toBe(sampleText('sendmemo.cfg').replace(';from =', 'from = a@example.com'));
    expect(fs.readdirSync(root)).toEqual(['sendmemo.cfg']);
  });

  test('the TLS file that --config names', async () => {
    put('other.cfg', '');
    await set({ EnableTLS: '1' }, { config: file('other.cfg') });
    expect(get('other.cfg')).toBe('EnableTLS = 1\n');
  });
});

describe('values', () => {
  test.each([
    '"a # b ; c" <a@example.com>',
    '"quoted" <a@example.com>',
    '"C:\\\\ipm\\\\x" <a@example.com>',
    'Größe = ü <größe@example.com>',
    '',
  ])('%j comes back as it was given', async (value) => {
    await set({ from: value });
    const settings = await loadSettings({ serverDir: root }, { env: {}, cwd: root });
    expect(settings.server.from ?? '').toBe(value);
  });

  test('a pair is set together', async () => {
    put('secret', 'pw\n');
    fs.chmodSync(file('secret'), 0o600);
    await set({ 'auth-user': 'u', 'auth-password-file': 'secret' });
    const settings = await loadSettings({ serverDir: root }, { env: {}, cwd: root });
    expect(await settings.server.auth?.secret?.()).toBe('pw');
  });

  test('a command is not repeated in what is said', async () => {
    const changed = await set({ 'auth-user': 'u', 'auth-password-command': 'echo s3cret' });
    expect(JSON.stringify(changed)).not.toContain('s3cret');
    expect(fs.statSync(file('sendmemo.cfg')).mode & 0o777).toBe(0o600);
  });
});

describe('what is refused, with the file as it was', () => {
  test.each([
    [{ EnableTLS: '7' }, { code: 'CONFIG', reason: 'cfg-value', origin: { option: 'config set' } }],
    [{ EnableTLS: 'starttls' }, { reason: 'cfg-value', nearest: '1' }],
    [{ 'smtp-server-port': '25x' }, { reason: 'cfg-value' }],
    [{ from: 'a@example.com\nEnableTLS = 0' }, { reason: 'cfg-value' }],
    [{ CAFile: 'missing.pem' }, { reason: 'cfg-named-file', origin: { option: 'config set' } }],
    [{ CAFile: 'a/relative.pem' }, { reason: 'cfg-relative-path' }],
    [{ CertFile: 'self' }, { reason: 'cfg-pair-incomplete' }],
    [{ MaxProtocol: 'TLSv1' }, { reason: 'cfg-conflict' }],
    [{ Ciphers: 'NONSENSE' }, { reason: 'ciphers-unknown' }],
    [{ EnableTls: '1' }, { code: 'USAGE', nearest: 'EnableTLS' }],
    [{ 'smtp-server-hots': 'x' }, { code: 'USAGE', nearest: 'smtp-server-host' }],
    [{ EnableTLS: '1', MinProtocol: 'TLSv9' }, { reason: 'cfg-value' }],
  ])('%j', async (changes, failure) => {
    put('self', 'x');
    put('sendmemo-ssl.cfg', '; mine\n');
    put('sendmemo.cfg', '; mine\n');
    expect(await refused(changes as unknown as Record<string, string>)).toMatchObject(failure);
    expect(get('sendmemo-ssl.cfg')).toBe('; mine\n');
    expect(get('sendmemo.cfg')).toBe('; mine\n');
    expect(fs.readdirSync(root)).toHaveLength(3);
  });

  test('a value that puts a broken line right is taken', async () => {
    put('sendmemo-ssl.cfg', 'EnableTLS = yes\n');
    await set({ EnableTLS: '1' });
    expect(get('sendmemo-ssl.cfg')).toBe('EnableTLS = 1\n');
  });

  test('a wrong variable in the environment does not prevent correcting the file', async () => {
    await set({ from: 'a@example.com' }, {}, { SENDMEMO_SMTP_SERVER_PORT: 'x' });
    expect(get('sendmemo.cfg')).toContain('\nfrom = a@example.com\n');
  });

  test('without a directory there is nothing to change', async () => {
    const failure = await setSettings([{ name: 'from', value: 'x' }], {}, tools()).catch(asFailure);
    expect(failure).toMatchObject({ code: 'USAGE', reason: 'usage-needs-directory' });
  });

  test('a fault of another line speaks of that line', async () => {
    put('sendmemo.cfg', 'from = a\nmax-age = soon\n');
    expect(await refused({ from: 'b' })).toMatchObject({
      reason: 'cfg-value',
      origin: { kind: 'file', file: file('sendmemo.cfg'), line: 2 },
    });
  });
});
