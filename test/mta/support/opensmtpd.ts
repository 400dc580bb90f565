/**
 * OpenSMTPD (Debian: OpenSSL). Spool and socket have compiled-in paths, and the limit of sizes and the TLS versions
 * are the same for all ports: each variant is a server of its own.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { jailMissing, openJail } from './jail.ts';
import type { Jail } from './jail.ts';
import { account, domains, refused, smallLimit } from './mta.ts';
import type { Mta, MtaOptions, Role } from './mta.ts';
import { noTls13 } from './openssl.ts';
import { freePorts } from './ports.ts';

const execute = promisify(execFile);

/** Rest of the `listen` line. */
const listeners: Readonly<Partial<Record<Role, string>>> = {
  starttls: 'tls pki good auth-optional <accounts>',
  smtps: 'smtps pki good auth-optional <accounts>',
  named: 'tls pki named',
  revoked: 'tls pki revoked',
  asks: 'tls-require verify pki good',
  auth: 'tls-require pki good auth <accounts>',
};
const small: typeof listeners = { small: 'tls pki good' };
const old: typeof listeners = { old: 'tls pki good' };

export const opensmtpd: Mta = {
  name: 'OpenSMTPD',
  facts: {
    extensions: ['8BITMIME', 'DSN', 'SIZE'],
    authentication: 'port',
    noClientCertificate: [76, 'TLS_HANDSHAKE'],
    checkSeesClientCertificate: true,
    longestLine: 998,
    limitsConnections: false,
    version: 'TLSv1.3',
  },
  missing: async () => await jailMissing('opensmtpd'),
  async start(options) {
    const jails: Jail[] = [];
    const stop = async () => {
      for (const jail of jails) await jail[Symbol.asyncDispose]();
    };
    const launch = async (roles: typeof listeners, limit: string, env?: Readonly<Record<string, string>>) => {
      const names = Object.keys(roles);
      const free = await freePorts(names.length);
      const jail = await openJail({
        name: 'opensmtpd',
        accounts: ['opensmtpd', 'opensmtpq'],
        files: {
          'etc/smtpd.conf': configuration(Object.values(roles), free, limit, options),
          'etc/openssl.cnf': noTls13,
          'etc/tls/good.pem': options.files.good,
          'etc/tls/named.pem': options.files.named,
          'etc/tls/revoked.pem': options.files.revoked,
          // The client's side reads it at the start, though nothing is relayed over TLS here.
          'etc/ssl/certs/ca-certificates.crt': options.files.ca,
          'etc/tls/ca.pem': options.files.ca,
        },
        folders: { 'var/lib/opensmtpd/empty': 'root', 'var/spool': 'root' },
      });
      jails.push(jail);
      const { stdout } = await execute('openssl', ['passwd', '-6', account.password]);
      await jail.write('etc/accounts', `${account.user} ${stdout.trim()}`);
      for (const name of ['good', 'named', 'revoked']) await jail.keepSecret(`etc/tls/${name}.pem`);
      await jail.start(['/usr/sbin/smtpd', '-d', '-f', '/etc/smtpd.conf'], free, env);
      return names.map((name, n) => [name, free[n]] as const);
    };
    try {
      const ports = [
        ...(await launch(listeners, '60M')),
        ...(await launch(small, String(smallLimit))),
        ...(await launch(old, '60M', { OPENSSL_CONF: '/etc/openssl.cnf' })),
      ];
      return {
        ports: Object.fromEntries(ports),
        log: async () => (await Promise.all(jails.map(async (jail) => await jail.log()))).join('\n'),
        [Symbol.asyncDispose]: stop,
      };
    } catch (error) {
      await stop();
      throw error;
    }
  },
};

function configuration(
  roles: readonly string[],
  free: readonly number[],
  limit: string,
  { relayPort }: MtaOptions,
): string {
  return [
    ...['good', 'named', 'revoked'].flatMap((name) => [
      `pki ${name} cert "/etc/tls/${name}.pem"`,
      `pki ${name} key "/etc/tls/${name}.pem"`,
    ]),
    'ca clients cert "/etc/tls/ca.pem"',
    'table accounts file:/etc/accounts',
    `table domains { ${domains.join(', ')} }`,
    `smtp max-message-size "${limit}"`,
    ...Object.entries(refused).flatMap(([address, reply], n) => [
      `table refused${n} { ${address} }`,
      `filter refuse${n} phase rcpt-to match rcpt-to <refused${n}> reject "${reply}"`,
    ]),
    'filter refuse chain { refuse0, refuse1 }',
    ...roles.map(
      (rest, n) => `listen on 127.0.0.1 port ${free[n]} ${rest} hostname mx.example.test filter refuse`,
    ),
    `action inbox relay host smtp://127.0.0.1:${relayPort}`,
    'match from any for domain <domains> action inbox',
    // Reports of delivery go to whoever sent the mail.
    'match from local for any action inbox',
  ].join('\n');
}
