import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { shownSettings } from '../../../src/commands/config/show.ts';
import { loadSettings } from '../../../src/config/load.ts';
import type { SettingsOptions } from '../../../src/config/settings.ts';
import { settingsTable } from '../../../src/config/settings-table.ts';
import { originText, settingLines } from '../../../src/commands/config/show-text.ts';

let root: string;
beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'sendmemo-show-'));
});
afterEach(() => fs.rmSync(root, { recursive: true, force: true }));

const show = async (options: SettingsOptions, env: Record<string, string> = {}) =>
  shownSettings(await loadSettings({ serverDir: root, ...options }, { env, cwd: root }));

test('every setting is shown once, in the order of the samples', async () => {
  expect((await show({})).map(({ name }) => name)).toEqual(settingsTable.map(({ name }) => name));
});

test('each shows the value that holds and where it came from', async () => {
  fs.writeFileSync(
    path.join(root, 'sendmemo.cfg'),
    '\nfrom = a@example.com\nsmtp-server-host = file.example.com\n',
  );
  const shown = await show({ smtpServerPort: '2525' }, { SENDMEMO_SMTP_SERVER_HOST: 'env.example.com' });
  const at = (name: string) => shown.find((setting) => setting.name === name);
  expect(at('from')).toMatchObject({
    file: 'sendmemo.cfg',
    value: 'a@example.com',
    origin: { kind: 'file', file: path.join(root, 'sendmemo.cfg'), line: 2 },
  });
  expect(at('smtp-server-host')).toMatchObject({
    value: 'env.example.com',
    origin: { kind: 'environment', variable: 'SENDMEMO_SMTP_SERVER_HOST' },
  });
  expect(at('smtp-server-port')).toMatchObject({
    value: '2525',
    origin: { kind: 'option', option: '--smtp-server-port' },
  });
  expect(at('EnableTLS')).toMatchObject({ value: '0', origin: { kind: 'default' } });
});

test('a command that may hold a password is masked in both forms', async () => {
  fs.writeFileSync(path.join(root, 'sendmemo.cfg'), 'auth-user = u\nauth-password-command = echo s3cret\n');
  const shown = await show({});
  expect(JSON.stringify(shown)).not.toContain('s3cret');
  expect(settingLines(shown, 'en').join('\n')).not.toContain('s3cret');
});

test('the lines are a configuration with comments: copied into the files, they load', async () => {
  fs.writeFileSync(path.join(root, 'sendmemo.cfg'), 'max-age = 2d\n');
  const lines = settingLines(await show({}), 'en');
  const kept = lines.map((line) => line.replace(/\s+; (default|\/.*|--.*)$/, ''));
  const split = kept.indexOf('; sendmemo.cfg');
  fs.writeFileSync(path.join(root, 'sendmemo-ssl.cfg'), kept.slice(0, split).join('\n'));
  fs.writeFileSync(path.join(root, 'sendmemo.cfg'), kept.slice(split).join('\n'));
  expect((await show({})).find(({ name }) => name === 'max-age')?.value).toBe('2d');
});

test('an origin is said so that it can be found', () => {
  expect(originText({ kind: 'file', file: '/x/sendmemo.cfg', line: 7 }, 'en')).toBe('/x/sendmemo.cfg:7');
  expect(originText({ kind: 'default' }, 'en')).not.toBe(originText({ kind: 'default' }, 'ja'));
});
