/** `sendmemo relay`: what devices hand over is kept before its 250, and arrives. */
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmod, chown, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import net from 'node:net';
import { beforeAll, describe, expect, it } from 'vitest';
import { hashPassword, withUser } from '../../../src/relay/password-file.ts';
import { createRoot, issueServer } from '../../support/pki.ts';
import type { Authority, Issued } from '../../support/pki.ts';
import { run } from '../support/command.ts';
import { directory } from '../support/directory.ts';
import type { Directory } from '../support/directory.ts';
import { startMailServer } from '../support/mail-server.ts';
import type { MailServer } from '../support/mail-server.ts';
import { connect, handOver, patienceMs, startRelay } from './relay-process.ts';

const message = 'Subject: scan\r\n\r\npage 1';
/** More than stays in memory, and than the small disk has. */
const large = `Subject: scan\r\n\r\n${`${'x'.repeat(76)}\r\n`.repeat(10_000)}`;
const canMount = process.getuid?.() === 0 && spawnSync('unshare', ['-m', 'true']).status === 0;

let root: Authority;
let leaf: Issued;
beforeAll(async () => {
  root = await createRoot();
  leaf = await issueServer(root, { names: ['relay.example.com', '127.0.0.1'] });
});

async function place(home: Directory, server: MailServer | null, ...lines: string[]): Promise<string> {
  const port = server?.port ?? 1;
  const text = ['smtp-server-host = 127.0.0.1', `smtp-server-port = ${port}`, ...lines].join('\n');
  await writeFile(home.file('sendmemo.cfg'), `${text}\n`);
  return home.path;
}

async function until(done: () => boolean): Promise<void> {
  const deadline = performance.now() + patienceMs;
  while (!done()) {
    if (performance.now() > deadline) throw new Error('it does not happen');
    await new Promise((resolve) => {
      setTimeout(resolve, 5);
    });
  }
}

describe.concurrent('a device', () => {
  it('hands over a message, which is delivered through the mail server', async () => {
    await using home = await directory();
    await using server = await startMailServer();
    await using relay = await startRelay(await place(home, server));
    expect(await handOver(relay.port, message)).toMatch(/^250 2\.0\.0 /);
    await until(() => server.transactions().length === 1);
    const [arrived] = server.transactions();
    expect(arrived?.from).toContain('<scanner@example.com>');
    expect(arrived?.to).toEqual([expect.stringContaining('<user@example.com>')]);
    const text = arrived?.message.toString() ?? '';
    expect(text).toMatch(/^Received: from scanner\.example\.com \(\[127\.0\.0\.1\]\)\r\n/);
    expect(text).toMatch(/\r\nMessage-ID: <[^>]+>\r\n/i);
    expect(text).toMatch(/\r\n\r\npage 1\r\n$/);
    expect(await relay.end('SIGTERM')).toBe(0);
  });

  it('has its message in the spool when the mail server is away, also after kill -9', async () => {
    await using home = await directory();
    const dir = await place(home, null);
    await using relay = await startRelay(dir, { args: ['--queue-only'] });
    expect(await handOver(relay.port, message)).toMatch(/^250 /);
    expect(await relay.end('SIGKILL')).toBe('SIGKILL');
    const listed = await run(['queue', 'list', '--json', '--server-dir', dir]);
    expect(listed.stdout).toContain('user@example.com');
  });

  it('is answered 452, not 250, if its message cannot be kept', async () => {
    await using home = await directory();
    const dir = await place(home, null);
    await using relay = await startRelay(dir, { args: ['--queue-only'] });
    expect(await handOver(relay.port, message)).toMatch(/^250 /);
    await rm(home.file('spool'), { recursive: true });
    await writeFile(home.file('spool'), 'no directory');
    expect(await handOver(relay.port, message)).toMatch(/^452 4\.3\.1 OUTPUT /);
    await relay.shows('rejected');
    expect(relay.events()).toContainEqual(expect.objectContaining({ event: 'rejected', reason: 'spool' }));
  });

  it('hands over a large message where the system has no directory for temporary files', async () => {
    await using home = await directory();
    const env = { TMPDIR: home.file('none') };
    await using relay = await startRelay(await place(home, null), { args: ['--queue-only'], env });
    expect(await handOver(relay.port, large)).toMatch(/^250 /);
  });

  it.runIf(canMount)('is answered 452 where the disk of the spool is full, and then sends less', async () => {
    await using home = await directory();
    await using server = await startMailServer();
    const dir = await place(home, server);
    await mkdir(home.file('spool'), { mode: 0o700 });
    const mount = 'mount -t tmpfs -o size=512k,mode=700 tmpfs "$0" && exec "$@"';
    const through = ['unshare', '-m', '/bin/sh', '-c', mount, home.file('spool')];
    await using relay = await startRelay(dir, { through });
    expect(await handOver(relay.port, large)).toMatch(/^452 4\.3\.1 OUTPUT /);
    expect(await handOver(relay.port, message)).toMatch(/^250 /);
    await until(() => server.transactions().length > 0);
    expect(await relay.end('SIGTERM')).toBe(0);
    expect(server.transactions().map(({ message: { length } }) => length < 1000)).toEqual([true]);
  });

  it('sends as the mailbox that the table of senders names, and is named in Reply-To', async () => {
    await using home = await directory();
    await using server = await startMailServer();
    const dir = await place(home, server, 'relay-sender = senders');
    await writeFile(home.file('senders'), '*: office@example.net\n');
    await using relay = await startRelay(dir);
    expect(await handOver(relay.port, `From: scanner@example.com\r\n${message}`)).toMatch(/^250 /);
    await until(() => server.transactions().length === 1);
    const [arrived] = server.transactions();
    expect(arrived?.from).toContain('<office@example.net>');
    expect(arrived?.message.toString()).toMatch(/^From: .*office@example\.net/m);
    expect(arrived?.message.toString()).toMatch(/^Reply-To: .*scanner@example\.com/m);
  });
});

describe.concurrent('sessions in TLS', () => {
  async function tlsPlace(home: Directory, mode: string, ...lines: string[]): Promise<string> {
    await writeFile(home.file('relay.pem'), leaf.certificatePem + leaf.keyPem, { mode: 0o600 });
    return place(home, null, `relay-tls = ${mode}`, 'relay-tls-certificate = relay.pem', ...lines);
  }
  const trust = () => ({ ca: root.certificatePem, servername: 'relay.example.com' });
  const plain = (user: string, password: string) =>
    `AUTH PLAIN ${Buffer.from(`\0${user}\0${password}`).toString('base64')}`;

  it('begin with STARTTLS, and a login is needed where there are passwords', async () => {
    await using home = await directory();
    const dir = await tlsPlace(home, 'require-starttls', 'relay-password-file = passwords');
    const hash = await hashPassword('open sesame', randomBytes(16));
    await writeFile(home.file('passwords'), withUser('', 'scanner', hash).text, { mode: 0o600 });
    await using relay = await startRelay(dir, { args: ['--queue-only'] });
    const client = await connect(relay.port);
    await client.reply();
    expect(await client.say('EHLO x')).toMatch(/STARTTLS/);
    expect(await client.say('MAIL FROM:<a@example.com>')).toMatch(/^530 5\.7\.0/);
    expect(await client.say('STARTTLS')).toMatch(/^220/);
    await client.secure(trust());
    expect(await client.say('MAIL FROM:<a@example.com>')).toMatch(/^503/);
    const offered = await client.say('EHLO x');
    expect(offered).toMatch(/AUTH PLAIN LOGIN/);
    expect(offered).not.toMatch(/STARTTLS/);
    expect(await client.say('MAIL FROM:<a@example.com>')).toMatch(/^530 5\.7\.0/);
    expect(await client.say(plain('scanner', 'wrong'))).toMatch(/^535/);
    expect(await client.say(plain('scanner', 'open sesame'))).toMatch(/^235/);
    expect(await client.say('MAIL FROM:<a@example.com>')).toMatch(/^250/);
    expect(await client.say('RCPT TO:<b@example.com>')).toMatch(/^250/);
    expect(await client.say('DATA')).toMatch(/^354/);
    client.write(`${message}\r\n.\r\n`);
    expect(await client.reply()).toMatch(/^250/);
    client.close();
    await relay.shows('accepted');
    expect(relay.events().find(({ event }) => event === 'accepted')).toMatchObject({
      event: 'accepted',
      client: { user: 'scanner', tls: { version: 'TLSv1.3' } },
    });
  });

  it('begin at once with SMTPS; SIGHUP reads a new certificate', async () => {
    await using home = await directory();
    const dir = await tlsPlace(home, 'smtps');
    await using relay = await startRelay(dir, { args: ['--queue-only'] });
    const client = await connect(relay.port);
    await client.secure(trust());
    expect(await client.reply()).toMatch(/^220/);
    client.close();
    const other = await createRoot();
    const renewed = await issueServer(other, { names: ['relay.example.com'] });
    await writeFile(home.file('relay.pem'), renewed.certificatePem + renewed.keyPem);
    process.kill(relay.pid, 'SIGHUP');
    await expect
      .poll(
        async () => {
          const again = await connect(relay.port);
          return again
            .secure({ ca: other.certificatePem, servername: 'relay.example.com' })
            .then(() => again.close())
            .then(
              () => 'renewed',
              () => 'old',
            );
        },
        { timeout: patienceMs },
      )
      .toBe('renewed');
    expect(await relay.end('SIGTERM')).toBe(0);
  });

  it('never take what was sent in plain text after STARTTLS', async () => {
    await using home = await directory();
    await using relay = await startRelay(await tlsPlace(home, 'starttls'), { args: ['--queue-only'] });
    const client = await connect(relay.port);
    await client.reply();
    await client.say('EHLO x');
    client.write('STARTTLS\r\nMAIL FROM:<evil@example.com>\r\n');
    expect(await client.reply()).toMatch(/^554/);
    expect(await client.reply()).toBe('');
  });
});

describe.concurrent('the relay', () => {
  it('ends a session between commands, lets a message come to its end, and exits with 0', async () => {
    await using home = await directory();
    const dir = await place(home, null);
    await using relay = await startRelay(dir, { args: ['--queue-only'] });
    const [idle, busy] = [await connect(relay.port), await connect(relay.port)];
    await idle.reply();
    await busy.reply();
    for (const line of ['HELO x', 'MAIL FROM:<a@example.com>', 'RCPT TO:<b@example.com>', 'DATA'])
      expect(await busy.say(line)).toMatch(/^[23]/);
    busy.write('Subject: half\r\n');
    const ended = relay.end('SIGTERM');
    expect(await idle.reply()).toMatch(/^421 /);
    expect(await idle.reply()).toBe('');
    await expect(connect(relay.port)).rejects.toThrow(/ECONNREFUSED/);
    busy.write('\r\nthe other half\r\n.\r\n');
    expect(await busy.reply()).toMatch(/^250 /);
    expect(await busy.reply()).toMatch(/^421 /);
    expect(await ended).toBe(0);
    const listed = await run(['queue', 'list', '--json', '--server-dir', dir]);
    expect(listed.stdout).toContain('b@example.com');
  });

  it('takes over the socket of a service manager', async () => {
    await using home = await directory();
    const socket = net.createServer();
    socket.listen(0, '127.0.0.1');
    await once(socket, 'listening');
    await using relay = await startRelay(await place(home, null), { args: ['--queue-only'], socket });
    expect(relay.port).toBe((socket.address() as net.AddressInfo).port);
    socket.close();
    expect(await handOver(relay.port, message)).toMatch(/^250 /);
  });

  it.each([
    ['relay-listen=0.0.0.0:0', 78],
    ['relay-user=no-such-user', 78],
    ['relay-tls=starttls', 78],
  ])('does not start with %s', async (setting, status) => {
    await using home = await directory();
    const dir = await place(home, null);
    const listen = setting.startsWith('relay-listen') ? [] : ['--set', 'relay-listen=127.0.0.1:0'];
    const ended = await run(['relay', '--server-dir', dir, ...listen, '--set', setting]);
    expect(ended.status, ended.stderr).toBe(status);
  });

  it('does not start where its mail server is itself, or its port is taken', async () => {
    await using home = await directory();
    await using server = await startMailServer();
    const dir = await place(home, server);
    const taken = await run(['relay', '--server-dir', dir, '--set', `relay-listen=127.0.0.1:${server.port}`]);
    expect(taken.status, taken.stderr).toBe(75);
    const { port } = server;
    await server.close();
    const loop = await run(['relay', '--server-dir', dir, '--set', `relay-listen=127.0.0.1:${port}`]);
    expect(loop.stderr).toContain('smtp-server-host');
    expect(loop.status).toBe(78);
  });

  it.runIf(process.getuid?.() === 0)('gives up root for good once its port is open', async () => {
    await using home = await directory();
    const dir = await place(home, null);
    await chmod(dir, 0o755);
    await mkdir(home.file('spool'), { mode: 0o700 });
    const nobody = 65_534;
    await chown(home.file('spool'), nobody, nobody);
    await using relay = await startRelay(dir, { args: ['--queue-only', '--set', 'relay-user=nobody'] });
    const status = await readFile(`/proc/${relay.pid}/status`, 'utf8');
    expect(/^Uid:\s(.*)$/m.exec(status)?.[1]).not.toMatch(/\b0\b/);
    expect(/^Gid:\s(.*)$/m.exec(status)?.[1]).not.toMatch(/\b0\b/);
    expect(/^Groups:\s(.*)$/m.exec(status)?.[1]?.split(' ')).not.toContain('0');
    expect(/^CapPrm:\s(.*)$/m.exec(status)?.[1]).toMatch(/^0+$/);
    expect(await handOver(relay.port, message)).toMatch(/^250 /);
  });

  it('counts what it accepts and rejects', async () => {
    await using home = await directory();
    const dir = await place(home, null, 'relay-domains = example.com');
    const metrics = home.file('relay.prom');
    await using relay = await startRelay(dir, { args: ['--queue-only', '--metrics-file', metrics] });
    expect(await handOver(relay.port, message)).toMatch(/^250 /);
    expect(await handOver(relay.port, message, 'x@example.net')).toMatch(/^550 5\.7\.1/);
    expect(await relay.end('SIGTERM')).toBe(0);
    const text = await readFile(metrics, 'utf8');
    expect(text).toMatch(/^sendmemo_relay_accepted_total\{.*\} 1$/m);
    expect(text).toMatch(/^sendmemo_relay_rejected_total\{.*reason="domain".*\} 1$/m);
    expect(text).toMatch(/^sendmemo_relay_connections\{.*\} 0$/m);
  });
});
