/** Postfix (Debian: OpenSSL) as one of the servers of the common suite; see ../postfix.ts. */
import { chmod } from 'node:fs/promises';
import { directory } from '../../e2e/support/directory.ts';
import { asSent } from '../laboratory.ts';
import { postfixMissing, startPostfix } from '../postfix.ts';
import { domains, refused, smallLimit } from './mta.ts';
import type { Mta } from './mta.ts';

export const postfix: Mta = {
  name: 'Postfix',
  facts: {
    extensions: ['8BITMIME', 'CHUNKING', 'DSN', 'PIPELINING', 'SIZE', 'SMTPUTF8'],
    authentication: 'none',
    noClientCertificate: [76, 'TLS_HANDSHAKE'],
    checkSeesClientCertificate: true,
    longestLine: 998,
    limitsConnections: true,
    version: 'TLSv1.3',
  },
  missing: postfixMissing,
  async start({ files, relayPort }) {
    const home = await directory({ ...files });
    await chmod(home.path, 0o755);
    const replies = Object.entries(refused).map(([address, reply]) => `{${address}=${reply}}`);
    const chain = (name: keyof typeof files) => `smtpd_tls_chain_files = ${home.file(name)}`;
    const server = await startPostfix<
      'starttls' | 'old' | 'smtps' | 'named' | 'revoked' | 'asks' | 'small' | 'single'
    >({
      certFile: home.file('good'),
      keyFile: home.file('good'),
      domains,
      settings: [
        ...asSent,
        'in_flow_delay = 0',
        'message_size_limit = 60000000',
        'mailbox_size_limit = 0',
        `virtual_transport = smtp:[127.0.0.1]:${relayPort}`,
        'smtp_tls_security_level = none',
        `smtpd_recipient_restrictions = check_recipient_access inline:{ ${replies.join(', ')} }`,
      ],
      listeners: {
        starttls: [],
        smtps: ['smtpd_tls_wrappermode = yes'],
        old: ['smtpd_tls_protocols = TLSv1.2'],
        named: [chain('named')],
        revoked: [chain('revoked')],
        asks: [
          'smtpd_tls_security_level = encrypt',
          'smtpd_tls_req_ccert = yes',
          `smtpd_tls_CAfile = ${home.file('ca')}`,
        ],
        small: [`message_size_limit = ${smallLimit}`],
        single: ['smtpd_client_connection_count_limit = 1', 'smtpd_client_event_limit_exceptions ='],
      },
    });
    return {
      ports: server.ports,
      log: async () => (await server.log()).slice(-10_000),
      async [Symbol.asyncDispose]() {
        await server.stop();
        await home[Symbol.asyncDispose]();
      },
    };
  },
};
