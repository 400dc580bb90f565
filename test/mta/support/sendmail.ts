/**
 * sendmail (Debian: OpenSSL, Cyrus SASL): one daemon for each certificate or limit, because these hold for all ports of
 * a daemon; the configuration is made by m4 as on any machine.
 */
import { jailMissing, openJail } from './jail.ts';
import type { Jail } from './jail.ts';
import { account, domains, refused, smallLimit } from './mta.ts';
import type { Mta, MtaOptions, Role } from './mta.ts';
import { freePorts } from './ports.ts';

interface Daemon {
  /** Role to the modifiers of its DaemonPortOptions. */
  readonly roles: Readonly<Partial<Record<Role, string>>>;
  readonly options?: readonly string[];
  readonly configuration?: string;
}

const certificate = (name: string) => [
  `ServerCertFile=/etc/mail/${name}.pem`,
  `ServerKeyFile=/etc/mail/${name}.pem`,
];
const daemons: readonly Daemon[] = [
  { roles: { starttls: '', smtps: ',M=s', auth: ',M=a' } },
  { roles: { named: '' }, options: certificate('named') },
  { roles: { revoked: '' }, options: certificate('revoked') },
  { roles: { old: '' }, options: ['ServerSSLOptions=+SSL_OP_NO_TLSv1_3'] },
  { roles: { small: '' }, options: [`MaxMessageSize=${smallLimit}`] },
  { roles: { asks: '' }, configuration: 'asks' },
];

export const sendmail: Mta = {
  name: 'sendmail',
  facts: {
    extensions: ['8BITMIME', 'DSN', 'PIPELINING', 'SIZE'],
    authentication: 'port',
    noClientCertificate: [75, 'TRANSIENT'],
    checkSeesClientCertificate: false,
    longestLine: 990,
    limitsConnections: false,
    version: 'TLSv1.3',
  },
  missing: async () => await jailMissing('sendmail'),
  async start(options) {
    const sasl = 'pwcheck_method: auxprop\nauxprop_plugin: sasldb\nmech_list: PLAIN LOGIN';
    const jail = await openJail(
      {
        name: 'sendmail',
        accounts: ['smmta', 'smmsp', 'mail'],
        files: {
          'etc/mail/sendmail.mc': macros(options),
          'etc/mail/good.pem': options.files.good,
          'etc/mail/named.pem': options.files.named,
          'etc/mail/revoked.pem': options.files.revoked,
          'etc/mail/ca.pem': options.files.ca,
          'usr/lib/sasl2/Sendmail.conf': sasl,
        },
        folders: { 'var/spool/mqueue': 'root', 'etc/mail/certs': 'root' },
      },
      ['var/log/traffic'],
    );
    try {
      return {
        ports: await launch(jail),
        log: async () => await jail.log(),
        [Symbol.asyncDispose]: jail[Symbol.asyncDispose],
      };
    } catch (error) {
      await jail[Symbol.asyncDispose]();
      throw error;
    }
  },
};

async function launch(jail: Jail): Promise<Partial<Record<Role, number>>> {
  for (const name of ['good', 'named', 'revoked']) await jail.keepSecret(`etc/mail/${name}.pem`);
  const rules = { sendmail: '', asks: 'TLS_Clt:127.0.0.1 VERIFY' };
  for (const [name, rule] of Object.entries(rules)) {
    const map = `/etc/mail/access-${name}`;
    await jail.run(['/usr/libexec/sendmail/makemap', '-C', '/dev/null', 'hash', map], access(rule));
    await jail.write(
      `etc/mail/${name}.cf`,
      await jail.run(['/usr/bin/m4', `-DACCESS=${map}`, '/etc/mail/sendmail.mc']),
    );
  }
  await jail.run(
    ['/usr/sbin/saslpasswd2', '-p', '-c', '-u', 'mx.example.test', account.user],
    account.password,
  );
  const ports: Partial<Record<Role, number>> = {};
  for (const { roles, options = [], configuration = 'sendmail' } of daemons) {
    const names = Object.entries(roles) as [Role, string][];
    const free = await freePorts(names.length);
    names.forEach(([role], n) => {
      ports[role] = free[n] ?? 0;
    });
    const listen = names.map(
      ([role, modifiers], n) => `DaemonPortOptions=Name=${role},Addr=127.0.0.1,Port=${free[n]}${modifiers}`,
    );
    const id = names[0]?.[0] ?? '';
    await jail.start(
      [
        '/usr/libexec/sendmail/sendmail',
        '-bD',
        `-C/etc/mail/${configuration}.cf`,
        '-X',
        '/var/log/traffic',
        ...[...listen, ...options, `PidFile=/run/${id}.pid`].map((option) => `-O${option}`),
      ],
      free,
    );
  }
  return ports;
}

function access(more: string): string {
  return [
    ...Object.entries(refused).map(
      ([address, reply]) => `To:${address} ERROR:${reply.split(' ')[1]}:"${reply}"`,
    ),
    ...domains.map((domain) => `To:${domain} RELAY`),
    more,
  ].join('\n');
}

function macros({ relayPort }: MtaOptions): string {
  return [
    'divert(-1)',
    "include(`/usr/share/sendmail/cf/m4/cf.m4')",
    'divert(0)',
    "OSTYPE(`linux')",
    "define(`confDOMAIN_NAME', `mx.example.test')",
    "define(`confDONT_PROBE_INTERFACES', `True')",
    "define(`confSERVER_CERT', `/etc/mail/good.pem')",
    "define(`confSERVER_KEY', `/etc/mail/good.pem')",
    "define(`confCACERT', `/etc/mail/ca.pem')",
    "define(`confCACERT_PATH', `/etc/mail/certs')",
    "define(`confMAX_MESSAGE_SIZE', `60000000')",
    "define(`confTO_IDENT', `0')",
    "define(`confREFUSE_LA', `1000')",
    "define(`confQUEUE_LA', `1000')",
    "define(`confAUTH_MECHANISMS', `PLAIN LOGIN')",
    "define(`ESMTP_MAILER_ARGS', `TCP $h " + String(relayPort) + "')",
    "define(`SMART_HOST', `esmtp:[127.0.0.1]')",
    "FEATURE(`access_db', `hash 'ACCESS)",
    "FEATURE(`blocklist_recipients')",
    "FEATURE(`accept_unresolvable_domains')",
    "FEATURE(`nocanonify')",
    "FEATURE(`no_default_msa')",
    "MAILER(`smtp')",
  ].join('\n');
}
