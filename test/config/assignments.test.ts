/** `--set NAME=VALUE`. */
import { describe, expect, test } from 'vitest';
import { settingsTable } from '../../src/config/settings-table.ts';
import { createRoot } from '../support/pki.ts';
import { createServerDirectory } from './server-directory.ts';

describe('--set', () => {
  test('sets what either file has, before the environment and the file', async () => {
    using base = createServerDirectory({
      'sendmemo-ssl.cfg': 'EnableTLS = 1\n',
      'sendmemo.cfg': 'from = file@example.com\nsmtp-server-port = 26\n',
    });
    const set = ['EnableTLS=2', 'from = option@example.com', 'smtp-server-port=27', 'from=last@example.com'];
    const settings = await base.load({ serverDir: base.path, set }, { SENDMEMO_SMTP_SERVER_PORT: '28' });
    expect(settings.tls.mode).toBe('smtps');
    expect(settings.server).toMatchObject({ from: 'last@example.com', endpoints: [{ port: 27 }] });
    expect(settings.effective.find(({ name }) => name === 'from')).toEqual({
      name: 'from',
      value: 'last@example.com',
      origin: { kind: 'option', option: '--set from' },
    });
  });

  test('EnableTLS = 2 brings its port along', async () => {
    using base = createServerDirectory();
    const { server } = await base.load({ set: ['EnableTLS=2', 'smtp-server-host=mail.example.com'] });
    expect(server.endpoints).toEqual([{ host: 'mail.example.com', port: 465 }]);
  });

  test('takes a file relative to the working directory, and checks it', async () => {
    const root = await createRoot();
    using base = createServerDirectory({ 'ca.pem': root.certificatePem, 'no.pem': 'nothing' });
    const { tls } = await base.load({ set: ['EnableTLS=1', 'CAFile=./ca.pem'] });
    expect(tls.mode === 'starttls' && tls.trust.anchors.length).toBe(1);
    expect(await base.failure({ set: ['CAFile=no.pem'] })).toMatchObject({
      code: 'CONFIG',
      origin: { kind: 'option', option: '--set CAFile' },
    });
    expect(await base.failure({ set: ['CAFile=missing.pem'] })).toMatchObject({ reason: 'cfg-named-file' });
  });

  test('a file with a fault stays a fault', async () => {
    using base = createServerDirectory({ 'sendmemo-ssl.cfg': 'EnableTLS = 7\n' });
    expect(await base.failure({ serverDir: base.path, set: ['EnableTLS=1'] })).toMatchObject({
      reason: 'cfg-value',
    });
  });

  test.each([
    ['EnableTSL=1', { reason: 'usage-unknown-setting', nearest: 'EnableTLS' }],
    ['enabletls=1', { reason: 'usage-unknown-setting', nearest: 'EnableTLS' }],
    ['EnableTLS=7', { reason: 'usage-option-value', option: '--set EnableTLS' }],
    ['EnableTLS', { reason: 'usage-option-value', option: '--set' }],
    ['EnableTLS=', { reason: 'usage-option-value', option: '--set' }],
    ['=1', { reason: 'usage-option-value', option: '--set' }],
    ['from=a@example.com\nb', { reason: 'usage-option-value' }],
  ])('refuses %j', async (set, failure) => {
    using base = createServerDirectory();
    expect(await base.failure({ set: [set] })).toMatchObject({ code: 'USAGE', ...failure });
  });

  test('refuses every setting that may hold a secret', async () => {
    const secret = settingsTable.filter(({ masked }) => masked === true).map(({ name }) => name);
    expect(secret).toContain('auth-password-command');
    using base = createServerDirectory();
    for (const name of secret) {
      expect(await base.failure({ set: [`${name}=x`] })).toMatchObject({ reason: 'usage-set-secret', name });
    }
  });

  test('and the option of the same setting exclude each other', async () => {
    using base = createServerDirectory();
    const options = { smtpServerPort: '25', set: ['smtp-server-port=26'] };
    expect(await base.failure(options)).toMatchObject({ reason: 'usage-conflict' });
  });

  test('half a pair is still half a pair', async () => {
    using base = createServerDirectory({ 'client.pem': 'x' });
    expect(await base.failure({ set: ['CertFile=client.pem'] })).toMatchObject({
      reason: 'cfg-pair-incomplete',
    });
  });
});
