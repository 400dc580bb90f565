/** Exim (Debian: GnuTLS), one daemon whose options differ by the port of the session. */
import { jailMissing, openJail } from './jail.ts';
import { account, refused, smallLimit } from './mta.ts';
import type { Mta, MtaOptions, Role } from './mta.ts';
import { freePorts } from './ports.ts';

const roles = ['starttls', 'old', 'smtps', 'named', 'revoked', 'asks', 'auth', 'small', 'single'] as const;
type Ports = Readonly<Record<Role, number>>;

export const exim: Mta = {
  name: 'Exim',
  facts: {
    extensions: ['8BITMIME', 'CHUNKING', 'DSN', 'PIPELINING', 'SIZE', 'SMTPUTF8'],
    authentication: 'port',
    noClientCertificate: [76, 'TLS_HANDSHAKE'],
    checkSeesClientCertificate: true,
    longestLine: 998,
    limitsConnections: true,
    version: 'TLSv1.3',
  },
  missing: async () => await jailMissing('exim'),
  async start(options) {
    const free = await freePorts(roles.length);
    const ports = Object.fromEntries(roles.map((role, n) => [role, free[n]])) as Ports;
    const jail = await openJail(
      {
        name: 'exim',
        accounts: ['Debian-exim'],
        files: {
          'etc/exim4/exim4.conf': configuration(ports, options),
          'etc/tls/good.pem': options.files.good,
          'etc/tls/named.pem': options.files.named,
          'etc/tls/revoked.pem': options.files.revoked,
          'etc/tls/ca.pem': options.files.ca,
        },
        folders: { 'var/spool/exim4': 'Debian-exim', 'var/log/exim4': 'Debian-exim' },
      },
      ['var/log/exim4/mainlog', 'var/log/exim4/paniclog', 'var/log/exim4/rejectlog'],
    );
    await jail.start(['/usr/sbin/exim4', '-bdf', '-C', '/etc/exim4/exim4.conf'], free);
    return { ports, log: async () => await jail.log(), [Symbol.asyncDispose]: jail[Symbol.asyncDispose] };
  },
};

function configuration(ports: Ports, { relayPort }: MtaOptions): string {
  const on = (role: Role, then: string, otherwise: string) =>
    `\${if eq{$received_port}{${ports[role]}}{${then}}{${otherwise}}}`;
  const certificate = `/etc/tls/${on('named', 'named', on('revoked', 'revoked', 'good'))}.pem`;
  return [
    'primary_hostname = mx.example.test',
    'keep_environment =',
    'host_lookup =',
    'rfc1413_hosts =',
    'local_interfaces = 127.0.0.1',
    `daemon_smtp_ports = ${Object.values(ports).join(' : ')}`,
    `tls_on_connect_ports = ${ports.smtps}`,
    'tls_advertise_hosts = *',
    `tls_certificate = ${certificate}`,
    `tls_privatekey = ${certificate}`,
    'tls_verify_certificates = /etc/tls/ca.pem',
    `tls_verify_hosts = ${on('asks', '*', '')}`,
    `tls_require_ciphers = NORMAL${on('old', ':-VERS-TLS1.3', '')}`,
    `message_size_limit = ${on('small', String(smallLimit), '60M')}`,
    `smtp_accept_max_per_host = ${on('single', '1', '0')}`,
    'smtp_accept_max = 100',
    // Messages after the tenth of a connection would wait for a queue run.
    'smtp_accept_queue_per_connection = 0',
    'smtputf8_advertise_hosts = *',
    'dsn_advertise_hosts = *',
    'auth_advertise_hosts = ${if eq{$tls_in_cipher}{}{}{*}}',
    'acl_smtp_mail = check_mail',
    'acl_smtp_rcpt = check_rcpt',
    'acl_smtp_data = accept',
    'begin acl',
    'check_mail:',
    `  deny condition = ${on('auth', 'yes', 'no')}`,
    '       !authenticated = *',
    '       message = 530 5.7.0 Authentication required',
    '  accept',
    'check_rcpt:',
    ...Object.entries(refused).flatMap(([address, reply]) => [
      `  ${reply.startsWith('5') ? 'deny' : 'defer'} recipients = ${address}`,
      `       message = ${reply}`,
    ]),
    '  accept domains = example.com : example.net',
    '  deny message = 550 5.7.1 relay not permitted',
    'begin authenticators',
    ...['PLAIN', 'LOGIN'].flatMap((name) => {
      const [user, password] = name === 'PLAIN' ? ['$auth2', '$auth3'] : ['$auth1', '$auth2'];
      return [
        `${name.toLowerCase()}:`,
        '  driver = plaintext',
        `  public_name = ${name}`,
        ...(name === 'LOGIN' ? ['  server_prompts = Username:: : Password::'] : []),
        `  server_condition = \${if and{{eq{${user}}{${account.user}}}{eq{${password}}{${account.password}}}}}`,
        `  server_set_id = ${user}`,
      ];
    }),
    'begin routers',
    'inbox:',
    '  driver = manualroute',
    '  route_list = * 127.0.0.1',
    '  self = send',
    '  transport = inbox',
    'begin transports',
    'inbox:',
    '  driver = smtp',
    `  port = ${relayPort}`,
    '  allow_localhost',
    '  hosts_avoid_tls = *',
    '  hosts_try_fastopen =',
    '  message_linelength_limit = 1000000',
    'begin retry',
    '* * F,1h,1m',
  ].join('\n');
}
