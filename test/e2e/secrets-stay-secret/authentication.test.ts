/** Authentication: never without an encrypted and verified session, never in a log (section 8). */
import { chmod, readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { createHmac } from 'node:crypto';
import { createRoot, issueServer } from '../../support/pki.ts';
import type { Issued } from '../../support/pki.ts';
import { directory } from '../support/directory.ts';
import type { Action, Connection, MailServerOptions, Verb } from '../support/mail-server.ts';
import { startMailServer } from '../support/mail-server.ts';
import { run } from '../support/command.ts';
import type { Finished } from '../support/command.ts';
import { expectFailure, expectSaid, warningsOf } from '../support/result.ts';
import { usualArguments } from '../support/submission.ts';

const password = 'pässword; # "odd" 4711';
let root: Issued;
let leaf: Issued;

beforeAll(async () => {
  root = await createRoot();
  leaf = await issueServer(root, { names: ['127.0.0.1'] });
});

interface Attempt {
  readonly cfg?: string;
  readonly ssl?: string;
  readonly offer?: string | null;
  readonly on?: MailServerOptions['on'];
  readonly args?: readonly string[];
  readonly secret?: string;
}

interface Attempted extends Finished {
  readonly connection: Connection | undefined;
  readonly sent: number;
  readonly log: string;
}

const base64 = (text: string) => Buffer.from(text).toString('base64');

/** The lines that a client said in its AUTH exchange, and a server that takes what it is told. */
async function attempt(options: Attempt): Promise<Attempted> {
  const { offer = 'AUTH PLAIN LOGIN CRAM-MD5' } = options;
  const authenticate = (verb: Verb, argument: string, connection: Connection): Action | undefined =>
    options.on?.(verb, argument, connection) ?? (verb === 'AUTH' ? '235 2.7.0 welcome' : undefined);
  await using server = await startMailServer({
    tls: { key: leaf.keyPem, cert: leaf.certificatePem },
    extensions: ['8BITMIME', ...(offer === null ? [] : [offer])],
    on: authenticate,
  });
  const secret = options.secret ?? `${password}\n`;
  await using home = await directory({
    'sendmemo-ssl.cfg': options.ssl ?? 'EnableTLS = 1\nCAFile = ca.pem\n',
    'sendmemo.cfg': `auth-user = printer@example.com\nauth-password-file = pw\n${options.cfg ?? ''}`,
    'ca.pem': root.certificatePem,
    pw: secret,
  });
  await chmod(home.file('pw'), 0o600);
  const place = ['--server-dir', home.path, '-H', '127.0.0.1', '-p', String(server.port)];
  const log = ['--log-file', home.file('log'), '--log-level', 'trace'];
  const finished = await run([...place, ...log, ...(options.args ?? ['--json', ...usualArguments])]);
  await server.done();
  const written = await readFile(home.file('log'), 'utf8').catch(() => '');
  const [connection] = server.connections;
  return { ...finished, connection, sent: server.transactions().length, log: written };
}

function expectNoSecret({ stdout, stderr, log }: Attempted): void {
  for (const text of [stdout, stderr, log]) {
    for (const secret of [password, base64(password), base64(`\0printer@example.com\0${password}`)]) {
      expect(text).not.toContain(secret);
    }
  }
}

const authLines = (attempted: Attempted) =>
  attempted.connection?.commands.filter((line) => /^AUTH/i.test(line)) ?? [];

describe.concurrent('logging in', () => {
  it('with PLAIN gives user and password, after TLS alone', async () => {
    const got = await attempt({ cfg: 'auth-method = plain\n', offer: 'AUTH LOGIN PLAIN' });
    expect(got.status, got.stdout).toBe(0);
    expect(authLines(got)).toEqual([`AUTH PLAIN ${base64(`\0printer@example.com\0${password}`)}`]);
    const commands = got.connection?.commands ?? [];
    expect(commands.findIndex((line) => line.startsWith('AUTH'))).toBeGreaterThan(
      commands.indexOf('STARTTLS'),
    );
    expect(got.sent).toBe(1);
    expectNoSecret(got);
  });

  it('with LOGIN answers its two questions', async () => {
    const heard: string[] = [];
    const got = await attempt({
      cfg: 'auth-method = login\n',
      on(verb, argument, connection) {
        if (verb === 'AUTH') return argument.includes(' ') ? '334 UGFzc3dvcmQ6' : '334 VXNlcm5hbWU6';
        if (!['EHLO', 'STARTTLS', 'greeting', 'MAIL', 'RCPT', 'DATA', 'dot', 'QUIT', 'RSET'].includes(verb)) {
          const line = connection.commands.at(-1) ?? '';
          heard.push(Buffer.from(line, 'base64').toString());
          return line === base64(password) ? '235 2.7.0 welcome' : '334 UGFzc3dvcmQ6';
        }
        return undefined;
      },
    });
    expect(got.status, got.stdout).toBe(0);
    expect(heard.at(-1)).toBe(password);
    expectNoSecret(got);
  });

  it('with CRAM-MD5 does not say the password', async () => {
    const challenge = '<1896.697170952@mx.example.com>';
    let answer = '';
    const got = await attempt({
      cfg: 'auth-method = cram-md5\n',
      on(verb, _, connection) {
        if (verb === 'AUTH') return `334 ${base64(challenge)}`;
        const line = connection.commands.at(-1) ?? '';
        if (connection.commands.at(-2)?.startsWith('AUTH') === true && answer === '') {
          answer = Buffer.from(line, 'base64').toString();
          return '235 2.7.0 welcome';
        }
        return undefined;
      },
    });
    expect(got.status, got.stdout).toBe(0);
    expect(answer).toBe(`printer@example.com ${createHmac('md5', password).update(challenge).digest('hex')}`);
    expect(got.connection?.octets().toString('latin1')).not.toContain(base64(password));
    expectNoSecret(got);
  });

  it('with XOAUTH2 gives the token of a command', async () => {
    const got = await attempt({
      cfg: 'auth-method = xoauth2\n',
      offer: 'AUTH XOAUTH2 PLAIN',
      secret: 'token-abc\n',
    });
    expect(got.status, got.stdout).toBe(0);
    const said = authLines(got)[0] ?? '';
    expect(Buffer.from(said.split(' ')[2] ?? '', 'base64').toString()).toBe(
      'user=printer@example.com\u0001auth=Bearer token-abc\u0001\u0001',
    );
    expect(got.log + got.stdout + got.stderr).not.toContain('token-abc');
  });

  it('takes its password from a command', async () => {
    await using home = await directory({
      'sendmemo-ssl.cfg': 'EnableTLS = 1\nCAFile = ca.pem\n',
      'sendmemo.cfg':
        'auth-user = u\nauth-method = plain\nauth-password-command = printf "secret word\\nmore\\n"\n',
      'ca.pem': root.certificatePem,
    });
    await using server = await startMailServer({
      tls: { key: leaf.keyPem, cert: leaf.certificatePem },
      extensions: ['AUTH PLAIN'],
      on: (verb) => (verb === 'AUTH' ? '235 2.7.0 welcome' : undefined),
    });
    const place = ['--server-dir', home.path, '-H', '127.0.0.1', '-p', String(server.port)];
    const got = await run([...place, ...usualArguments]);
    expect(got.status, got.stderr).toBe(0);
    expect(server.connections[0]?.commands).toContain(`AUTH PLAIN ${base64('\0u\0secret word')}`);
  });

  it('is 77 where the server refuses, offers nothing, or not what was asked for', async () => {
    const [refused, none, other, unknown, later] = await Promise.all([
      attempt({
        on: (verb) => (verb === 'AUTH' ? '535 5.7.8 bad credentials' : undefined),
        cfg: 'auth-method = plain\n',
      }),
      attempt({ offer: null }),
      attempt({ offer: 'AUTH PLAIN', cfg: 'auth-method = cram-md5\n' }),
      attempt({ offer: 'AUTH GSSAPI SCRAM-SHA-512' }),
      attempt({
        on: (verb) => (verb === 'AUTH' ? '454 4.7.0 later' : undefined),
        cfg: 'auth-method = plain\n',
      }),
    ]);
    for (const got of [refused, none, other, unknown]) {
      expectFailure(got, 77, 'AUTH');
      expect(got.sent).toBe(0);
      expectNoSecret(got);
    }
    for (const got of [none, other, unknown]) expect(authLines(got)).toEqual([]);
    expect(later.status, later.stdout).toBe(75);
    expect(later.sent).toBe(0);
  });

  it('is 77, and nothing is said, on a session that is plain or not verified', async () => {
    const all = await Promise.all([
      attempt({ ssl: '' }),
      attempt({ ssl: 'EnableTLS = 0\n' }),
      attempt({ ssl: 'EnableTLS = 1\nIgnoreCertificateErrors = 1\n' }),
    ]);
    for (const got of all) {
      expectFailure(got, 77, 'AUTH');
      expect(authLines(got)).toEqual([]);
      expect(got.sent).toBe(0);
      expectNoSecret(got);
    }
  });

  it('is allowed there by auth-allow-insecure = 1, with a warning', async () => {
    const got = await attempt({
      ssl: '',
      cfg: 'auth-allow-insecure = 1\nauth-method = plain\n',
      args: usualArguments,
    });
    expect(got.status, got.stderr).toBe(0);
    expect(authLines(got)).toHaveLength(1);
    expect(warningsOf(got)).toHaveLength(1);
    expectNoSecret(got);
  });

  it('does not believe an offer made before the handshake', async () => {
    let greeted = 0;
    const got = await attempt({
      on(verb) {
        if (verb !== 'EHLO') return undefined;
        greeted += 1;
        return greeted === 1 ? '250-mx\n250-AUTH PLAIN\n250 STARTTLS' : '250-mx\n250 8BITMIME';
      },
    });
    expectFailure(got, 77, 'AUTH');
    expect(authLines(got)).toEqual([]);
  });

  it('refuses an empty secret, and a file and a command at once', async () => {
    const empty = await attempt({ secret: '\n', args: usualArguments });
    expectSaid(empty, 78);
    expect(empty.connection).toBeUndefined();
    const both = await attempt({ cfg: 'auth-password-command = echo x\n', args: usualArguments });
    expectSaid(both, 78);
    expect(both.connection).toBeUndefined();
  });
});
