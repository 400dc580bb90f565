/**
 * Dovecot's submission service with every way to log in that it knows: SCRAM with and without channel binding, tokens as
 * JWT that it verifies itself, client certificates. The account is `account` of mta.ts.
 */
import type { KeyObject } from 'node:crypto';
import { dovecotConfiguration } from './dovecot.ts';
import { openJail } from './jail.ts';
import { freePorts } from './ports.ts';

export interface LoginServerOptions {
  /** PEM: certificate and key of the server; CA of client certificates. */
  readonly certificate: string;
  readonly clientCa: string;
  /** Public key that verifies tokens: RS256, `kid` "test", no `azp`, any `iss`, the user in `email`. */
  readonly tokenKey: KeyObject;
  readonly relayPort: number;
}

export interface LoginServer extends AsyncDisposable {
  /** STARTTLS. */
  readonly port: number;
  /** TLS from the first byte. */
  readonly smtpsPort: number;
  log(): Promise<string>;
}

export const loginMechanisms = [
  'PLAIN',
  'LOGIN',
  'CRAM-MD5',
  'SCRAM-SHA-1',
  'SCRAM-SHA-256',
  'SCRAM-SHA-1-PLUS',
  'SCRAM-SHA-256-PLUS',
  'OAUTHBEARER',
  'XOAUTH2',
  'EXTERNAL',
] as const;

/** Needs what `dovecot.missing()` asks for. */
export async function startLoginServer(options: LoginServerOptions): Promise<LoginServer> {
  const [port = 0, smtpsPort = 0] = await freePorts(2);
  const jail = await openJail(
    {
      name: 'dovecot',
      accounts: ['dovecot', 'dovenull', 'mail'],
      files: {
        'etc/tls/server.pem': options.certificate,
        'etc/tls/ca.pem': options.clientCa,
        'etc/keys/default/RS256/test': options.tokenKey.export({ type: 'spki', format: 'pem' }).toString(),
        'etc/login.conf': dovecotConfiguration({
          name: 'login',
          certificate: '/etc/tls/server.pem',
          mechanisms: loginMechanisms.map((name) => name.toLowerCase()),
          relayPort: options.relayPort,
          listeners: [
            '  inet_listener starttls {',
            `    port = ${port}`,
            '  }',
            '  inet_listener tls {',
            `    port = ${smtpsPort}`,
            '    ssl = yes',
            '  }',
          ],
          settings: [
            'auth_verbose = yes',
            'ssl_server_ca_file = /etc/tls/ca.pem',
            'ssl_server_require_crl = no',
            'ssl_server_request_client_cert = yes',
            'auth_ssl_username_from_cert = yes',
            // Whoever has a certificate needs no password.
            'passdb certificate {',
            '  driver = static',
            '  mechanisms_filter = external',
            '  fields {',
            '    nopassword = yes',
            '  }',
            '}',
            'oauth2 {',
            '  introspection_mode = local',
            '  username_attribute = email',
            '  oauth2_local_validation {',
            '    dict fs {',
            '      fs posix {',
            '        prefix = /etc/keys/',
            '      }',
            '    }',
            '  }',
            '}',
          ],
        }),
      },
      folders: { 'var/mail': 'mail' },
    },
    ['var/log/dovecot.log'],
  );
  await jail.start(['/usr/sbin/dovecot', '-F', '-c', '/etc/login.conf'], [port, smtpsPort]);
  return {
    port,
    smtpsPort,
    log: async () => await jail.log(),
    [Symbol.asyncDispose]: jail[Symbol.asyncDispose],
  };
}
