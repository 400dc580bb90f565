/**
 * What each guide finds in the test in place of the real thing. In every guide `/var/pd` is a directory of the test, and
 * the servers and ports that it names are servers of the test on 127.0.0.1; what else is replaced stands here.
 */
import { mkdir, symlink } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { expect } from 'vitest';
import { createRoot, issueServer } from '../../support/pki.ts';
import { closedPort, type Directory } from '../support/directory.ts';
import { type MailServer, type MailServerOptions, startMailServer } from '../support/mail-server.ts';
import { isInstalled } from './guide.ts';
import type { Substitutes, Surroundings } from './guide-shell.ts';
import { startProviders, type TokenProviders } from './token-providers.ts';

export interface Prepared extends Surroundings, AsyncDisposable {
  /** Looks at the servers once the guide has been followed. */
  arrived(): Promise<void>;
}

type Prepare = (home: Directory) => Promise<Prepared>;

export const surroundings: Readonly<Record<string, Prepare>> = {
  'README.md': readmeServer,
  '../json.md': async (home) => await oneServer(home, ['operator@example.com', 'operator@example.com']),
  'other-programs.md': programsServer,
  'first-test.md': async (home) =>
    prepared(home, { substitutes: { '2525': String(await closedPort()) }, servers: [] }),
  'infoprint-starttls.md': async (home) => await oneServer(home, ['operator@example.com', 'you@example.com']),
  'several-print-servers.md': severalServers,
  'cron-without-mta.md': cronServer,
  'spool-on-postgresql.md': async (home) => prepared(home, { servers: [] }),
  'spool-failover-storage.md': failoverStorage,
  'outage.md': outageServer,
  'nat-and-ehlo-names.md': natServer,
  'private-ca-and-crl.md': async (home) =>
    prepared(home, { substitutes: { '2525': String(await closedPort()) }, servers: [] }),
  'office365-google-relays.md': relays,
  'oauth.md': async (home) =>
    tokenProviders(home, async ({ mail }) => expect(mail.transactions()).toHaveLength(5)),
  'scanner-to-microsoft365.md': scanner,
  'node-programs.md': programServer,
};

interface Rest {
  readonly servers: readonly MailServer[];
  readonly substitutes?: Substitutes;
  readonly hosts?: Surroundings['hosts'];
  readonly env?: Readonly<Record<string, string>>;
  readonly arrived?: () => Promise<void>;
}

async function prepared(home: Directory, rest: Rest): Promise<Prepared> {
  await mkdir(home.file('pd'), { recursive: true });
  return {
    home,
    hosts: rest.hosts ?? {},
    env: { SENDMEMO_BASE_DIR: home.file('pd'), ...rest.env },
    substitutes: { '/var/pd': home.file('pd'), ...rest.substitutes },
    arrived: rest.arrived ?? (() => Promise.resolve()),
    async [Symbol.asyncDispose]() {
      for (const server of rest.servers) await server.close();
    },
  };
}

/**
 * The README's server, `mail.example.com:587` with a certificate of a CA of its own, and `/var/pd/MainServer`, which
 * names the same server without TLS. `/etc/sendmemo` is the directory that counts where none is named.
 */
async function readmeServer(home: Directory): Promise<Prepared> {
  const { server, ca } = await mailServer(['mail.example.com']);
  await home.write('example-ca.pem', ca);
  const place = await prepared(home, {
    servers: [server],
    hosts: { 'mail.example.com': ['127.0.0.1'] },
    env: { SENDMEMO_BASE_DIR: home.file('etc'), XDG_CONFIG_HOME: home.file('etc') },
    substitutes: {
      '587': String(server.port),
      '/root/example-ca.pem': home.file('example-ca.pem'),
      '/etc/sendmemo': home.file('etc/sendmemo'),
      '192.0.2.7': '127.0.0.1',
    },
    arrived: async () => {
      await server.done();
      expect(server.transactions().map(({ to }) => to.join())).toEqual([
        path('operator@example.com'),
        path('operator@example.com'),
        ['a@example.com', 'b@example.com'].map(path).join(),
        path('op@example.com'),
      ]);
    },
  });
  await mkdir(home.file('etc/sendmemo'), { recursive: true });
  await mkdir(home.file('etc/MainServer'));
  await home.write(
    'etc/MainServer/sendmemo.cfg',
    `smtp-server-host = 127.0.0.1\nsmtp-server-port = ${server.port}\n`,
  );
  await home.write('report.pdf', '%PDF-1.4\n');
  return place;
}

/** `mail.example.com:587` with a certificate of a CA of its own, whose certificate is in `/root/example-ca.pem`. */
async function oneServer(home: Directory, recipients: readonly string[]): Promise<Prepared> {
  const { server, ca } = await mailServer(['mail.example.com']);
  await home.write('example-ca.pem', ca);
  return prepared(home, {
    servers: [server],
    hosts: { 'mail.example.com': ['127.0.0.1'] },
    substitutes: { '587': String(server.port), '/root/example-ca.pem': home.file('example-ca.pem') },
    arrived: async () => {
      await server.done();
      expect(server.transactions().map(({ to }) => to.join())).toEqual(recipients.map(path));
      expect(server.connections.at(-1)?.tls?.version).toBe('TLSv1.3');
    },
  });
}

/** `/srv/mailspool`, with settings. */
async function failoverStorage(home: Directory): Promise<Prepared> {
  await mkdir(home.file('mailspool'));
  await home.write('mailspool/sendmemo.cfg', 'smtp-server-host = mail.example.com\n');
  return prepared(home, { servers: [], substitutes: { '/srv/mailspool': home.file('mailspool') } });
}

/** Both servers of the guide, `mail-a.example.com:587` and `mail-b.example.net:465`. */
async function severalServers(home: Directory): Promise<Prepared> {
  const root = await createRoot(lasting);
  const one = await mailServer(['mail-a.example.com'], { root });
  const other = await mailServer(['mail-b.example.net'], { root, options: { implicit: true } });
  await home.write('example-ca.pem', one.ca);
  return prepared(home, {
    servers: [one.server, other.server],
    hosts: { 'mail-a.example.com': ['127.0.0.1'], 'mail-b.example.net': ['127.0.0.1'] },
    substitutes: {
      '587': String(one.server.port),
      '465': String(other.server.port),
      '/root/example-ca.pem': home.file('example-ca.pem'),
    },
    arrived: async () => {
      await Promise.all([one.server.done(), other.server.done()]);
      expect(one.server.transactions().length).toBeGreaterThan(0);
      expect(other.server.transactions().length).toBeGreaterThan(0);
    },
  });
}

async function cronServer(home: Directory): Promise<Prepared> {
  const server = await startMailServer();
  const closed = await closedPort();
  await mkdir(home.file('sbin'));
  return prepared(home, {
    servers: [server],
    hosts: { 'mail.example.com': ['127.0.0.1'] },
    substitutes: {
      'smtp-server-port 25': `smtp-server-port ${server.port}`,
      '127.0.0.1:9': `127.0.0.1:${closed}`,
      '/etc/sendmemo': home.file('etc'),
      '/usr/local/sbin/sendmail': home.file('sbin/sendmail'),
      '/var/spool/sendmemo': home.file('spool'),
    },
    arrived: async () => {
      await server.done();
      expect(server.transactions().map(({ to }) => to.join())).toEqual(
        ['ops@example.com', 'ops@example.com'].map(path),
      );
    },
  });
}

/** The programs that are installed, each with a recipient of its own. */
async function programsServer(home: Directory): Promise<Prepared> {
  const server = await startMailServer();
  await mkdir(home.file('sbin'));
  const programs = {
    mutt: 'mutt',
    php: 'php',
    'git-send-email': 'git',
    'bsd-mailx': 'mailx',
    's-nail': 's-nail',
  };
  const recipients = Object.entries(programs).flatMap(([program, name]) =>
    isInstalled(program) ? [name] : [],
  );
  return prepared(home, {
    servers: [server],
    hosts: { 'mail.example.com': ['127.0.0.1'] },
    substitutes: {
      'smtp-server-port 25': `smtp-server-port ${server.port}`,
      '/etc/sendmemo': home.file('etc'),
      '/usr/local/sbin': home.file('sbin'),
    },
    arrived: async () => {
      await server.done();
      const names = [...recipients, 'scripts', 'cron', 'smartd'];
      expect(server.transactions().map(({ to }) => to.join())).toEqual(
        names.map((name) => path(`${name}@example.com`)),
      );
      expect(server.transactions().find(({ to }) => to.includes(path('cron@example.com')))?.from).toContain(
        'server@example.com',
      );
    },
  });
}

/** A port on which nothing listens, and the server that comes back. */
async function outageServer(home: Directory): Promise<Prepared> {
  const server = await startMailServer();
  const closed = await closedPort();
  return prepared(home, {
    servers: [server],
    hosts: { 'mail.example.com': ['127.0.0.1'] },
    substitutes: {
      'mail.example.com:25': `mail.example.com:${server.port}`,
      '127.0.0.1:9': `127.0.0.1:${closed}`,
      '/etc/sendmemo': home.file('etc'),
    },
    arrived: async () => {
      await server.done();
      expect(
        server
          .transactions()
          .map(({ to }) => to.join())
          .toSorted(),
      ).toEqual(['desk12@example.com', 'desk31@example.com', 'desk7@example.com'].map(path));
    },
  });
}

async function natServer(home: Directory): Promise<Prepared> {
  const server = await startMailServer();
  return prepared(home, {
    servers: [server],
    hosts: { 'mail.example.com': ['127.0.0.1'] },
    substitutes: { 'smtp-server-port 25': `smtp-server-port ${server.port}` },
    arrived: async () => {
      await server.done();
      const names = server.connections.flatMap(({ commands }) =>
        commands.filter((line) => line.startsWith('EHLO ')),
      );
      expect(names).toContain('EHLO print.example.com');
      expect(names).toContain('EHLO [192.0.2.25]');
    },
  });
}

/** `smtp.office365.com` and `smtp.gmail.com`: what they answer to a login that they don't take, and to one that they do. */
async function relays(home: Directory): Promise<Prepared> {
  const names = ['smtp.office365.com', 'smtp.gmail.com', 'smtp-relay.gmail.com'];
  const { server, ca } = await mailServer(names, {
    options: {
      extensions: ['SIZE 52428800', '8BITMIME', 'AUTH LOGIN PLAIN XOAUTH2', 'ENHANCEDSTATUSCODES'],
      on: (verb, argument) => {
        if (verb !== 'AUTH') return undefined;
        if (argument.startsWith('XOAUTH2 ') || argument.includes(secretOfTheGuide))
          return '235 2.7.0 Authentication succeeded';
        return '535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.';
      },
    },
  });
  await home.write('known-cas.pem', ca);
  await mkdir(home.file('bin-local'));
  return prepared(home, {
    servers: [server],
    hosts: Object.fromEntries(names.map((name) => [name, ['127.0.0.1']])),
    env: { SSL_CERT_FILE: home.file('known-cas.pem') },
    substitutes: { '587': String(server.port), '/usr/local/bin': home.file('bin-local') },
    arrived: async () => {
      await server.done();
      expect(server.transactions().length).toBeGreaterThan(0);
    },
  });
}

/** Microsoft's and Google's token endpoints and mail servers. */
async function tokenProviders(
  home: Directory,
  look: (providers: TokenProviders) => Promise<void>,
  own: Substitutes = {},
): Promise<Prepared> {
  const providers = await startProviders(home);
  const { mail, tokens, hosts, substitutes, ca } = providers;
  await home.write('known-cas.pem', ca);
  const place = await prepared(home, {
    servers: [mail],
    hosts,
    env: { SSL_CERT_FILE: home.file('known-cas.pem'), HOME: home.path },
    substitutes: { ...substitutes, ...own },
    arrived: async () => {
      await mail.done();
      await look(providers);
      expect(tokens.requests.filter(({ reply }) => reply?.status !== 200)).toEqual([]);
    },
  });
  return {
    ...place,
    async [Symbol.asyncDispose]() {
      await place[Symbol.asyncDispose]();
      await tokens[Symbol.asyncDispose]();
    },
  };
}

/** The relay in a second terminal, and Microsoft as in the guide to access tokens. */
async function scanner(home: Directory): Promise<Prepared> {
  const look = async ({ mail }: TokenProviders): Promise<void> => {
    const [sent, ...more] = mail.transactions();
    if (!isInstalled('curl')) return expect(sent).toBeUndefined();
    expect(more).toEqual([]);
    expect(sent?.from).toContain('<printer@example.com>');
    expect(sent?.to).toEqual([path('you@example.com')]);
    const text = sent?.message.toString('utf8') ?? '';
    expect(text).toContain('\r\nFrom: Scanner 2nd floor <printer@example.com>\r\n');
    expect(text).toContain('\r\nReply-To: Scanner 2nd floor <scan2@office.example.net>\r\n');
  };
  return tokenProviders(home, look, {
    '2525': String(await closedPort()),
    '/etc/sendmemo': home.file('pd/MainServer'),
  });
}

/** `/opt/alerts` with the packages that the guide installs; the server has the address that its name stands for. */
async function programServer(home: Directory): Promise<Prepared> {
  const { server, ca } = await mailServer(['127.0.0.1']);
  const closed = await closedPort();
  await home.write('example-ca.pem', ca);
  await mkdir(home.file('alerts/node_modules'), { recursive: true });
  const root = fileURLToPath(new URL('../../..', import.meta.url));
  await symlink(root, home.file('alerts/node_modules/sendmemo'));
  await symlink(join(root, 'node_modules', 'nodemailer'), home.file('alerts/node_modules/nodemailer'));
  return prepared(home, {
    servers: [server],
    substitutes: {
      '587': String(server.port),
      'smtp-server-port 9': `smtp-server-port ${closed}`,
      'mail.example.com': '127.0.0.1',
      '/root/example-ca.pem': home.file('example-ca.pem'),
      '/opt/alerts': home.file('alerts'),
    },
    arrived: async () => {
      await server.done();
      expect(server.transactions().map(({ to }) => to.join())).toEqual(
        ['ops@example.com', 'ops@example.com'].map(path),
      );
    },
  });
}

/** `printer@example.com` with the app password of the guide, as AUTH PLAIN has them. */
const secretOfTheGuide = Buffer.from('\0printer@example.com\0abcdefghijklmnop').toString('base64');

/** Longer than `check` warns of an end to come. */
const lasting = { untilDays: 700 };

async function mailServer(
  names: readonly string[],
  { root, options }: { root?: Awaited<ReturnType<typeof createRoot>>; options?: MailServerOptions } = {},
): Promise<{ server: MailServer; ca: string }> {
  const issuer = root ?? (await createRoot(lasting));
  const { certificatePem, keyPem } = await issueServer(issuer, { names, ...lasting });
  const server = await startMailServer({ ...options, tls: { cert: certificatePem, key: keyPem } });
  return { server, ca: issuer.certificatePem };
}

/** As RCPT TO has it. */
function path(address: string): string {
  return `TO:<${address}>`;
}
