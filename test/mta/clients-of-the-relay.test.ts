/** Programs that people have hand mail over to `sendmemo relay`, and it is in the spool as they meant it. */
import { execFile } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createRoot, issueServer } from '../support/pki.ts';
import { startRelay } from '../e2e/devices-hand-over-mail/relay-process.ts';
import type { RelayProcess } from '../e2e/devices-hand-over-mail/relay-process.ts';
import { run as command } from '../e2e/support/command.ts';
import { directory } from '../e2e/support/directory.ts';
import type { Directory } from '../e2e/support/directory.ts';

const run = promisify(execFile);
const env = { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LANG: 'C.UTF-8' };

let home: Directory;
let relay: RelayProcess;
beforeAll(async () => {
  home = await directory();
  const root = await createRoot();
  const leaf = await issueServer(root, { names: ['localhost', '127.0.0.1'] });
  await writeFile(home.file('ca.pem'), root.certificatePem);
  await writeFile(home.file('relay.pem'), leaf.certificatePem + leaf.keyPem, { mode: 0o600 });
  await writeFile(
    home.file('sendmemo.cfg'),
    'relay-tls = starttls\nrelay-tls-certificate = relay.pem\nrelay-password-file = passwords\n',
  );
  const made = await command(['relay', 'passwd', 'scanner', '--server-dir', home.path], {
    stdin: 'secret\n',
  });
  expect(made.status, made.stderr).toBe(0);
  relay = await startRelay(home.path, { args: ['--queue-only'] });
});
afterAll(async () => {
  expect(await relay.end('SIGTERM')).toBe(0);
  await home[Symbol.asyncDispose]();
});

/** @returns the message that was queued last for this address */
async function queuedFor(address: string): Promise<string> {
  const spool = home.file('spool');
  for (const path of await readdir(spool, { recursive: true })) {
    if (!path.endsWith('message.eml')) continue;
    const envelope = await readFile(`${spool}/${path.replace('message.eml', 'envelope.json')}`, 'utf8');
    if (envelope.includes(address)) return readFile(`${spool}/${path}`, 'utf8');
  }
  throw new Error(`nothing is queued for ${address}`);
}

it.each(['PLAIN', 'LOGIN'])('swaks, with STARTTLS and AUTH %s', async (mechanism) => {
  const to = `swaks-${mechanism.toLowerCase()}@example.com`;
  const words = ['--server', `127.0.0.1:${relay.port}`, '--from', 'scanner@example.com', '--to', to, '--tls'];
  const login = ['--auth', mechanism, '--auth-user', 'scanner', '--auth-password', 'secret'];
  const { stdout } = await run('swaks', [...words, ...login, '--body', 'line\n.\n..dot'], { env });
  expect(stdout).toMatch(/250 2\.0\.0 Ok: queued as/);
  const message = await queuedFor(to);
  expect(message).toMatch(
    /^Received: from \S+ \(\[127\.0\.0\.1\]\)\r\n\tby \S+ \(sendmemo relay\) with ESMTPSA /,
  );
  expect(message).toContain('line\r\n.\r\n..dot');
});

it('swaks without a login gets 530: a login is required', async () => {
  const words = ['--server', `127.0.0.1:${relay.port}`, '--from', 'a@example.com', '--to', 'b@example.com'];
  await expect(run('swaks', words, { env })).rejects.toMatchObject({
    stdout: expect.stringMatching(/530 5\.7\.0/),
  });
});

it('msmtp, which verifies the certificate', async () => {
  await writeFile(home.file('secret'), 'secret\n');
  const words = [
    '--host=localhost',
    `--port=${relay.port}`,
    '--tls=on',
    `--tls-trust-file=${home.file('ca.pem')}`,
  ];
  const login = ['--auth=on', '--user=scanner', `--passwordeval=cat ${home.file('secret')}`];
  const child = run('msmtp', [...words, ...login, '--from=scanner@example.com', 'msmtp@example.com'], {
    env,
  });
  child.child.stdin?.end('Subject: msmtp\n\nline\n.\nend\n');
  await child;
  const message = await queuedFor('msmtp@example.com');
  expect(message).toMatch(/\r\nSubject: msmtp\r\n/);
  expect(message).toContain('line\r\n.\r\nend\r\n');
});

it('s-nail and mutt', async () => {
  const url = `smtp://scanner:secret@127.0.0.1:${relay.port}`;
  const nail = ['-n', '-Sv15-compat', `-Smta=${url}`, '-Ssmtp-auth=plain', '-Sfrom=scanner@example.com'];
  const snail = run('s-nail', [...nail, '-s', 'by s-nail', 'nail@example.com'], {
    env: { ...env, HOME: home.path },
  });
  snail.child.stdin?.end('text\n');
  await snail;
  expect(await queuedFor('nail@example.com')).toMatch(/\r\nSubject: by s-nail\r\n/);
  const rc = [
    `set smtp_url="${url}"`,
    'set smtp_authenticators="plain"',
    `set certificate_file="${home.file('ca.pem')}"`,
    'set ssl_usesystemcerts=no',
    'set ssl_verify_host=no',
    'set from=scanner@example.com',
    'set copy=no',
  ].join('\n');
  await writeFile(home.file('muttrc'), `${rc}\n`);
  const words = ['-n', '-F', home.file('muttrc'), '-s', 'by mutt', '--', 'mutt@example.com'];
  const mutt = run('mutt', words, { env: { ...env, HOME: home.path } });
  mutt.child.stdin?.end('text\n');
  await mutt;
  expect(await queuedFor('mutt@example.com')).toMatch(/\r\nSubject: by mutt\r\n/);
});
