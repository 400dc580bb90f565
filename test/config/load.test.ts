import { expect, test } from 'vitest';
import { settingsTable } from '../../src/config/settings-table.ts';
import { createRoot } from '../support/pki.ts';
import { createServerDirectory } from './server-directory.ts';

test('what is loaded is frozen, through and through', async () => {
  const root = await createRoot();
  using dir = createServerDirectory({
    'sendmemo-ssl.cfg': 'EnableTLS = 1\nCAFile = ca.pem\n',
    'ca.pem': root.certificatePem,
    'sendmemo.cfg': 'auth-user = print\nauth-password-command = echo x\n',
  });
  const thawed: string[] = [];
  const walk = (value: unknown, name: string): void => {
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return;
    if (!Object.isFrozen(value)) thawed.push(name);
    for (const [key, part] of Object.entries(value)) walk(part, `${name}.${key}`);
  };
  walk(await dir.load(), 'settings');
  expect(thawed).toEqual([]);
});

test('every setting of the table is among the effective ones, in its order', async () => {
  using dir = createServerDirectory();
  const { effective } = await dir.load();
  expect(effective.map(({ name }) => name)).toEqual(settingsTable.map(({ name }) => name));
});

test('what is effective is what holds: the port of the mode, full paths, the spool of the directory', async () => {
  using dir = createServerDirectory({
    'sendmemo-ssl.cfg': 'EnableTLS = 2\n',
    'sendmemo.cfg': 'log-file = a.log\n',
  });
  const { effective } = await dir.load();
  const valueOf = (name: string) => effective.find((one) => one.name === name)?.value;
  expect(valueOf('smtp-server-port')).toBe('465');
  expect(valueOf('log-file')).toBe(`${dir.path}/a.log`);
  expect(valueOf('spool-directory')).toBe(`${dir.path}/spool`);
});
