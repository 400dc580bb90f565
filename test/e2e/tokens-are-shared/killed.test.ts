/**
 * A process that is killed at any moment of a refresh loses no refresh token: what is on the disk is the last one that
 * the endpoint gave out, or the one that the request under way was made with. An access token is used only when the
 * refresh token that came with it is on the disk.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { commandPath, ownEnvironment } from '../support/command.ts';
import type { Directory } from '../support/directory.ts';
import { application, mailbox, oauthSite, publicClientId } from '../support/oauth.ts';

/** More of them: KILL_ROUNDS=100. */
const rounds = Number(process.env['KILL_ROUNDS'] ?? 20);

/** The refresh token that the next request would use. */
function onDisk(home: Directory): string {
  const written = readFileSync(home.file('refresh.token'), 'utf8').trim();
  const directory = home.file('tokens');
  if (!existsSync(directory)) return written;
  const name = readdirSync(directory).find((one) => one.endsWith('.json') && !one.startsWith('.'));
  if (name === undefined) return written;
  const state = JSON.parse(readFileSync(join(directory, name), 'utf8')) as {
    refresh: { seed: string; token: string } | null;
  };
  const seed = createHash('sha256').update(written).digest('hex');
  return state.refresh?.seed === seed ? state.refresh.token : written;
}

it(`${rounds} kills lose no refresh token`, { timeout: 60_000 + rounds * 10_000 }, async () => {
  let last = { used: '', given: '' };
  let lost = 0;
  let isKilling = true;
  let kill = (): void => {};
  let home: Directory | null = null;
  let asked = 0;
  await using site = await oauthSite({
    // A token is refreshed after half its life: each message has to.
    grants: { lifetime: 1 },
    onReply(request, reply) {
      last = { used: request.form.get('refresh_token') ?? '', given: String(reply.body['refresh_token']) };
      // Every third process ends here, with the answer on its way.
      if (isKilling && asked++ % 3 === 0) setTimeout(() => kill(), asked % 10);
      return Promise.resolve();
    },
    judge({ token }) {
      const given = site.tokens.requests.find(({ reply }) => reply?.body['access_token'] === token);
      if (home !== null && onDisk(home) !== given?.reply?.body['refresh_token']) lost += 1;
      return 'accepted';
    },
  });
  const scope = 'https://outlook.office.com/SMTP.Send offline_access';
  const first = site.grants.refreshToken({ clientId: publicClientId, user: mailbox, scope });
  last = { used: first, given: first };
  const cfg = `${application(site, publicClientId)}auth-oauth-refresh-token-file = refresh.token\n`;
  await using directory = await site.home(cfg, { 'refresh.token': `${first}\n` });
  home = directory;
  const place = ['--server-dir', directory.path, '-H', '127.0.0.1', '-p', String(site.mail.port)];
  for (let round = 0; round < rounds; round++) {
    const child = spawn(
      process.execPath,
      [commandPath(), ...place, '-f', mailbox, '-s', 's', '-b', 'b', 'ops@example.com'],
      { env: ownEnvironment({ env: { HOME: directory.path } }), stdio: 'ignore' },
    );
    const ended = new Promise((resolve) => child.once('close', resolve));
    kill = () => child.kill('SIGKILL');
    const timer = setTimeout(kill, 150 + ((round * 97) % 1200));
    await ended;
    clearTimeout(timer);
    expect([last.given, last.used]).toContain(onDisk(directory));
  }
  isKilling = false;
  const sent = await site.send(directory);
  expect(sent.status, sent.stderr).toBe(0);
  expect(onDisk(directory)).toBe(last.given);
  expect(lost).toBe(0);
});
