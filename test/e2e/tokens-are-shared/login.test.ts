/** The login with a token at the mail server, check, and the login by hand. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, readdir, rm, stat } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { refusals } from '../../support/oauth/smtp-login.ts';
import { commandPath, ownEnvironment } from '../support/command.ts';
import { clientSecret, mailbox, oauthSite, publicClientId, tokenUrl, withSecret } from '../support/oauth.ts';

const secretFile = { 'client.secret': `${clientSecret}\n` };

describe.concurrent('a mail server', () => {
  it('that rejects a token gets one more, and no further one', async () => {
    const bad = new Set<string>();
    await using site = await oauthSite({
      judge({ token }) {
        // The first token was revoked.
        if (bad.size === 0) bad.add(token);
        return bad.has(token) ? { reply: refusals.microsoftToken } : 'accepted';
      },
    });
    await using home = await site.home(withSecret(site), secretFile);
    const first = await site.send(home);
    // A token this young is not rejected for its age: another one would fare no better.
    expect(first.status).toBe(77);
    expect(site.tokens.requests).toHaveLength(1);
    const [name = ''] = await readdir(home.file('tokens'));
    const file = `${home.file('tokens')}/${name}`;
    const state = JSON.parse(await readFile(file, 'utf8')) as { access: { obtainedAtMs: number } };
    state.access.obtainedAtMs -= 120_000;
    await home.write(`tokens/${name}`, JSON.stringify(state));
    const second = await site.send(home);
    expect(second.status, second.stderr).toBe(0);
    expect(site.tokens.requests).toHaveLength(2);
    expect(site.login.attempts).toHaveLength(3);
  });

  it.each(Object.entries(refusals).filter(([, reply]) => /^53|^550 5\.7\.30/.test(reply)))(
    'that answers %s to the login: AUTH with a hint of its own',
    async (_, reply) => {
      await using site = await oauthSite({ judge: () => ({ reply }) });
      await using home = await site.home(withSecret(site), secretFile);
      const sent = await site.send(home, ['--json']);
      expect(sent.status).toBe(77);
      const { error } = JSON.parse(sent.stdout) as { error: { code: string; hint: string } };
      expect(error.code).toBe('AUTH');
      expect(error.hint.length).toBeGreaterThan(40);
    },
  );
});

describe.concurrent('secrets', () => {
  it('are in no log, output, argument or DSN, at the most talkative level', async () => {
    await using site = await oauthSite({ judge: () => ({ reply: refusals.microsoftToken }) });
    await using home = await site.home(withSecret(site), secretFile);
    const said: string[] = [];
    for (const args of [['-v'], ['--log-level', 'trace', '--log-file', home.file('log')], ['--json']]) {
      const sent = await site.send(home, args);
      said.push(sent.stdout, sent.stderr);
    }
    const shown = await site.run(home, ['config', 'show']);
    const checked = await site.run(home, ['check', '--json']);
    said.push(shown.stdout, checked.stdout, checked.stderr, await readFile(home.file('log'), 'utf8'));
    const tokens = site.tokens.requests.map(({ reply }) => String(reply?.body['access_token']));
    expect(tokens.length).toBeGreaterThan(0);
    for (const secret of [...tokens, clientSecret]) {
      for (const form of [secret, Buffer.from(secret).toString('base64')]) {
        expect(said.join('\n')).not.toContain(form);
      }
    }
  });
});

describe.concurrent('check', () => {
  it('shows the token and what it allows, then logs in', async () => {
    await using site = await oauthSite();
    await using home = await site.home(withSecret(site), secretFile);
    const checked = await site.run(home, ['check', '--json']);
    const { steps } = JSON.parse(checked.stdout) as {
      steps: { step: string; state: string; facts: object }[];
    };
    expect(steps.find(({ step }) => step === 'token')).toMatchObject({
      state: 'ok',
      facts: {
        audience: 'https://outlook.office365.com',
        permissions: ['SMTP.SendAsApp'],
        from: 'endpoint',
        missing: null,
      },
    });
    expect(steps.find(({ step }) => step === 'authentication')).toMatchObject({ state: 'ok' });
    const again = await site.run(home, ['check', '--json']);
    expect(again.stdout).toContain('"from":"cache"');
  });

  it('warns of a missing permission, and says what the mail server answers', async () => {
    await using site = await oauthSite({
      microsoft: {
        applications: [
          { clientId: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee', secrets: [{ value: clientSecret }] },
        ],
      },
    });
    await using home = await site.home(withSecret(site), secretFile);
    const checked = await site.run(home, ['check', '--json']);
    expect(checked.status).toBe(77);
    const { steps } = JSON.parse(checked.stdout) as {
      steps: { step: string; state: string; code: string }[];
    };
    expect(steps.find(({ step }) => step === 'token')).toMatchObject({
      state: 'warn',
      facts: { missing: 'SMTP.SendAsApp' },
    });
    expect(steps.find(({ step }) => step === 'authentication')).toMatchObject({
      state: 'FAIL',
      code: 'AUTH',
    });
  });

  it('fails at the token where the endpoint rejects the request', async () => {
    await using site = await oauthSite();
    await using home = await site.home(withSecret(site), { 'client.secret': 'wrong\n' });
    const checked = await site.run(home, ['check', '--json']);
    expect(checked.status).toBe(77);
    const { steps } = JSON.parse(checked.stdout) as {
      steps: { step: string; state: string; code: string }[];
    };
    expect(steps.find(({ step }) => step === 'token')).toMatchObject({ state: 'FAIL', code: 'OAUTH' });
    expect(site.login.attempts).toEqual([]);
  });
});

describe.concurrent('a token endpoint', () => {
  it.each([
    ['reset', ''],
    ['hang', 'connect-timeout = 2\ncommand-timeout = 3\n'],
  ] as const)('that does not answer (%s): 75', { timeout: 60_000 }, async (fault, patience) => {
    await using site = await oauthSite({ fault: () => fault });
    await using home = await site.home(`${withSecret(site)}${patience}`, secretFile);
    const sent = await site.send(home, ['--json']);
    expect(sent.status, sent.stderr).toBe(75);
    expect(sent.stdout).toContain('"code":"OAUTH"');
  });

  it('with a fault of its own (503): 75; with an answer that is none: 77', async () => {
    let status = 503;
    await using site = await oauthSite({ fault: () => ({ status, body: {} }) });
    await using home = await site.home(withSecret(site), secretFile);
    expect((await site.send(home)).status).toBe(75);
    status = 200;
    expect((await site.send(home)).status).toBe(77);
  });

  it('whose certificate is not trusted gets no request', async () => {
    await using site = await oauthSite();
    await using home = await site.home(withSecret(site), secretFile);
    await home.write('sendmemo-ssl.cfg', 'EnableTLS = 1\nIgnoreCertificateErrors = 1\n');
    await rm(home.file('ca.pem'));
    await home.write(
      'sendmemo.cfg',
      `${await readFile(home.file('sendmemo.cfg'), 'utf8')}auth-allow-insecure = 1\n`,
    );
    const sent = await site.send(home, ['--json']);
    expect(sent.status, sent.stderr).toBe(76);
    expect(sent.stdout).toContain('"code":"CERT_UNTRUSTED"');
    expect(site.tokens.requests).toEqual([]);
  });
});

describe.concurrent('sendmemo auth login', () => {
  it(
    'shows a code, waits for the browser, and stores a refresh token that works',
    { timeout: 60_000 },
    async () => {
      await using site = await oauthSite();
      const endpoint = tokenUrl(site).replace(/\/token$/, '');
      const discovery = endpoint.replace(/\/oauth2\/v2\.0$/, '/v2.0');
      const cfg = `auth-oauth = ${discovery}\nauth-oauth-client-id = ${publicClientId}\nauth-oauth-scope = https://outlook.office.com/SMTP.Send offline_access\nauth-oauth-refresh-token-file = refresh.token\n`;
      await using home = await site.home(cfg);
      const before = await site.send(home, ['--json']);
      expect(before.status).toBe(77);
      expect(before.stdout).toContain('"code":"OAUTH"');
      const child = spawn(process.execPath, [commandPath(), '--server-dir', home.path, 'auth', 'login'], {
        env: ownEnvironment({ env: { HOME: home.path } }),
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let stderr = '';
      child.stderr.on('data', (chunk: Buffer) => {
        stderr += chunk.toString('utf8');
        const code = /enter the code ([0-9A-F]+)/.exec(stderr)?.[1];
        if (code !== undefined) site.grants.decide(code, { user: mailbox });
      });
      const [status] = (await once(child, 'close')) as [number | null];
      expect(status, stderr).toBe(0);
      expect((await stat(home.file('refresh.token'))).mode & 0o777).toBe(0o600);
      const sent = await site.send(home);
      expect(sent.status, sent.stderr).toBe(0);
      expect(site.mail.transactions()).toHaveLength(1);
    },
  );

  it('needs a place for the refresh token', async () => {
    await using site = await oauthSite();
    await using home = await site.home(withSecret(site), secretFile);
    const finished = await site.run(home, ['auth', 'login']);
    expect(finished.status).toBe(78);
    expect(finished.stderr).toContain('auth-oauth-refresh-token-file');
  });
});
