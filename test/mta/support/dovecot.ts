/**
 * Dovecot's submission service (OpenSSL): it delivers nothing itself but relays each session to another server, so
 * refusals come from there. It always requires authentication. What differs by port needs an instance of its own.
 */
import { jailMissing, openJail } from './jail.ts';
import type { Jail } from './jail.ts';
import { account, smallLimit } from './mta.ts';
import type { Mta, MtaOptions, Role } from './mta.ts';
import { noTls13 } from './openssl.ts';
import { freePorts } from './ports.ts';

interface Instance {
  readonly roles: readonly Role[];
  readonly certificate?: 'good' | 'named' | 'revoked';
  /** Further lines. */
  readonly settings?: readonly string[];
}

const instances: readonly Instance[] = [
  { roles: ['starttls', 'smtps', 'auth'] },
  { roles: ['named'], certificate: 'named' },
  { roles: ['revoked'], certificate: 'revoked' },
  { roles: ['old'], settings: ['import_environment {', '  OPENSSL_CONF = /etc/no-tls13.cnf', '}'] },
  { roles: ['small'], settings: [`submission_max_mail_size = ${smallLimit}B`] },
  {
    roles: ['asks'],
    settings: [
      'ssl_server_ca_file = /etc/tls/ca.pem',
      'ssl_server_require_crl = no',
      'ssl_server_request_client_cert = yes',
      'auth_ssl_require_client_cert = yes',
    ],
  },
];

export const dovecot: Mta = {
  name: 'Dovecot',
  facts: {
    extensions: ['8BITMIME', 'CHUNKING', 'PIPELINING', 'SIZE'],
    authentication: 'always',
    noClientCertificate: [77, 'AUTH'],
    checkSeesClientCertificate: false,
    longestLine: 998,
    limitsConnections: false,
    version: 'TLSv1.3',
  },
  missing: async () => await jailMissing('dovecot'),
  async start(options) {
    const jail = await openJail(
      {
        name: 'dovecot',
        accounts: ['dovecot', 'dovenull', 'mail'],
        files: {
          'etc/no-tls13.cnf': noTls13,
          'etc/tls/good.pem': options.files.good,
          'etc/tls/named.pem': options.files.named,
          'etc/tls/revoked.pem': options.files.revoked,
          'etc/tls/ca.pem': options.files.ca,
        },
        folders: { 'var/mail': 'mail' },
      },
      ['var/log/dovecot.log'],
    );
    try {
      const ports: Partial<Record<Role, number>> = {};
      for (const instance of instances) Object.assign(ports, await launch(jail, instance, options));
      return {
        ports,
        log: async () => await jail.log(),
        [Symbol.asyncDispose]: jail[Symbol.asyncDispose],
      };
    } catch (error) {
      await jail[Symbol.asyncDispose]();
      throw error;
    }
  },
};

async function launch(
  jail: Jail,
  { roles, certificate = 'good', settings = [] }: Instance,
  { relayPort }: MtaOptions,
): Promise<Partial<Record<Role, number>>> {
  const free = await freePorts(roles.length);
  const name = roles[0] ?? '';
  const listeners = roles.flatMap((role, n) => [
    `  inet_listener ${role} {`,
    '    listen = 127.0.0.1',
    `    port = ${free[n]}`,
    `    ssl = ${role === 'smtps' ? 'yes' : 'no'}`,
    '  }',
  ]);
  await jail.write(
    `etc/${name}.conf`,
    dovecotConfiguration({
      name,
      certificate: `/etc/tls/${certificate}.pem`,
      mechanisms: ['plain', 'login'],
      relayPort,
      listeners,
      settings,
    }),
  );
  await jail.start(['/usr/sbin/dovecot', '-F', '-c', `/etc/${name}.conf`], free);
  return Object.fromEntries(roles.map((role, n) => [role, free[n]]));
}

/** dovecot.conf of one instance; every user has the account's password. */
export function dovecotConfiguration(options: {
  /** Names its folder under /run. */
  readonly name: string;
  readonly certificate: string;
  readonly mechanisms: readonly string[];
  readonly relayPort: number;
  /** Lines of the service submission-login. */
  readonly listeners: readonly string[];
  readonly settings: readonly string[];
}): string {
  return [
    'dovecot_config_version = 2.4.0',
    'dovecot_storage_version = 2.4.0',
    'protocols = submission',
    `base_dir = /run/${options.name}`,
    'log_path = /var/log/dovecot.log',
    'hostname = mx.example.test',
    'listen = 127.0.0.1',
    'ssl = yes',
    `ssl_server_cert_file = ${options.certificate}`,
    `ssl_server_key_file = ${options.certificate}`,
    'auth_allow_cleartext = yes',
    `auth_mechanisms = ${options.mechanisms.join(' ')}`,
    // A wrong password is answered after two seconds otherwise.
    'auth_failure_delay = 0',
    'passdb static {',
    `  password = "${account.password}"`,
    '}',
    'userdb static {',
    '  fields {',
    '    uid = mail',
    '    gid = mail',
    '    home = /var/mail/%{user}',
    '  }',
    '}',
    'mail_driver = maildir',
    'mail_path = ~/Maildir',
    'submission_relay_host = 127.0.0.1',
    `submission_relay_port = ${options.relayPort}`,
    'submission_relay_trusted = no',
    'service submission-login {',
    // The usual listeners, which have fixed ports.
    '  inet_listener submission {',
    '    port = 0',
    '  }',
    '  inet_listener submissions {',
    '    port = 0',
    '  }',
    ...options.listeners,
    '}',
    ...options.settings,
  ].join('\n');
}
