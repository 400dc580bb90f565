import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadSettings } from '../../src/config/load.ts';
import { exitStatus } from '../../src/failure/consequence.ts';
import { asFailure } from '../../src/failure/error.ts';

const userId = process.geteuid?.() ?? null;

function directory(files: Record<string, string>) {
  const place = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'sendmemo-writers-')));
  for (const [name, content] of Object.entries(files)) {
    fs.writeFileSync(path.join(place, name), content);
    fs.chmodSync(path.join(place, name), 0o600);
  }
  return {
    at: (name: string) => path.join(place, name),
    load: async () => loadSettings({ serverDir: place }, { env: {}, cwd: place, userId }),
    [Symbol.dispose]: () => fs.rmSync(place, { recursive: true }),
  };
}

const command = 'auth-user = a\nauth-password-command = echo x\n';

describe('a configuration that others can write to', () => {
  test.each([
    ['sendmemo.cfg', command, 'auth-password-command', 0o666],
    ['sendmemo.cfg', command, 'auth-password-command', 0o620],
    ['sendmemo.cfg', 'auth-user = a\nauth-password-file = secret\n', 'auth-password-file', 0o602],
    ['sendmemo-ssl.cfg', 'IgnoreCertificateErrors = 1\n', 'IgnoreCertificateErrors', 0o646],
    ['sendmemo-ssl.cfg', 'CertValidationIgnoreHostName = 1\n', 'CertValidationIgnoreHostName', 0o666],
    ['sendmemo-ssl.cfg', 'StartTLSPolicy = may\n', 'StartTLSPolicy', 0o666],
    ['sendmemo-ssl.cfg', 'MinProtocol = TLSv1\n', 'MinProtocol', 0o666],
  ])('%s with %j is refused with 77', async (file, content, name, mode) => {
    using here = directory({ [file]: content, secret: 'x\n' });
    await here.load();
    fs.chmodSync(here.at(file), mode);
    const failure = await here.load().catch(asFailure);
    expect(failure).toMatchObject({ reason: 'cfg-writable-by-others', name, path: here.at(file), mode });
    if ('code' in failure) expect(exitStatus(failure)).toBe(77);
  });

  test('the directory counts like the file, but for a sticky one', async () => {
    using here = directory({ 'sendmemo.cfg': command });
    fs.chmodSync(here.at('.'), 0o777);
    expect(await here.load().catch(asFailure)).toMatchObject({
      reason: 'cfg-writable-by-others',
      path: path.dirname(here.at('sendmemo.cfg')),
    });
    fs.chmodSync(here.at('.'), 0o1777);
    expect((await here.load()).notices).toEqual([]);
  });

  test('is a warning where it decides nothing of the kind', async () => {
    using here = directory({
      'sendmemo.cfg': 'domain = example.com\n',
      'sendmemo-ssl.cfg': 'EnableTLS = 1\n',
    });
    fs.chmodSync(here.at('sendmemo.cfg'), 0o666);
    const { notices } = await here.load();
    expect(notices).toMatchObject([
      { reason: 'cfg-writable-by-others', path: here.at('sendmemo.cfg'), mode: 0o666 },
    ]);
  });

  test('a link is judged by what it leads to', async () => {
    using here = directory({});
    using other = directory({ 'real.cfg': command });
    fs.symlinkSync(other.at('real.cfg'), here.at('sendmemo.cfg'));
    await here.load();
    fs.chmodSync(other.at('.'), 0o777);
    expect(await here.load().catch(asFailure)).toMatchObject({ reason: 'cfg-writable-by-others' });
  });

  test.runIf(userId === 0)(
    'root, the caller and the owner of the directory may write (needs root)',
    async () => {
      using here = directory({ 'sendmemo.cfg': command });
      fs.chownSync(here.at('sendmemo.cfg'), 65_534, 65_534);
      expect(await here.load().catch(asFailure)).toMatchObject({ reason: 'cfg-writable-by-others' });
      fs.chownSync(here.at('.'), 65_534, 65_534);
      expect((await here.load()).notices).toEqual([]);
    },
  );
});
