/** The built command through a proxy: nothing is looked up here, and check shows the way. */
import { chmod } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { startHttpProxy, startSocksProxy } from '../../support/proxies.ts';
import { run } from '../support/command.ts';
import { directory } from '../support/directory.ts';
import { startMailServer } from '../support/mail-server.ts';

describe.each([
  { scheme: 'socks5h', start: startSocksProxy },
  { scheme: 'http', start: startHttpProxy },
])('through $scheme', ({ scheme, start }) => {
  it('sends, shows the proxy, and keeps its password to itself', async () => {
    await using server = await startMailServer({});
    await using proxy = await start({ login: 'me:s3cret-word', route: () => ({ port: server.port }) });
    await using home = await directory({
      'sendmemo.cfg': `smtp-server-host = mail.example.invalid\nproxy = ${scheme}://me@127.0.0.1:${proxy.port}\nproxy-password-file = secret\n`,
      secret: 's3cret-word\n',
    });
    await chmod(home.file('secret'), 0o600);
    const place = ['--server-dir', home.path];
    const sent = await run([...place, '-f', 'a@example.com', 'b@example.net'], { stdin: 'Hello\n' });
    expect(sent.status, sent.stderr).toBe(0);
    const checked = await run([...place, 'check', '--json']);
    expect(checked.status, checked.stdout).toBe(0);
    const { steps } = JSON.parse(checked.stdout) as { steps: readonly { step: string }[] };
    expect(steps.find(({ step }) => step === 'proxy')).toMatchObject({
      state: 'ok',
      facts: { scheme, user: 'me' },
    });
    expect(steps.some(({ step }) => step === 'addresses' || step === 'connection')).toBe(false);
    expect(proxy.requests.map(({ host, port }) => `${host} ${port}`)).toEqual([
      'mail.example.invalid 25',
      'mail.example.invalid 25',
    ]);
    await home.write('secret', 'other-word\n');
    const rejected = await run([...place, '-f', 'a@example.com', 'b@example.net'], { stdin: 'Hello\n' });
    expect(rejected.status).toBe(77);
    for (const { stdout, stderr } of [sent, checked, rejected]) {
      expect(stdout + stderr).not.toMatch(/s3cret-word|other-word/);
    }
  });
});
