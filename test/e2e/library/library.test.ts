/** The built library in a program of its own. */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { createRoot, issueServer } from '../../support/pki.ts';
import type { Authority, Issued } from '../../support/pki.ts';
import { ownEnvironment } from '../support/command.ts';
import { directory } from '../support/directory.ts';
import { startMailServer } from '../support/mail-server.ts';
import type { MailServerOptions } from '../support/mail-server.ts';

interface Notes {
  readonly read: readonly string[];
  readonly did: readonly string[];
  readonly results: readonly string[];
  readonly modules: readonly string[];
  readonly listeners: readonly string[];
  readonly peakKiB: number;
}

const witness = fileURLToPath(new URL('witness.cjs', import.meta.url));
const message = { from: 'a@example.com', to: 'b@example.net', subject: 's', text: 't' };

let root: Authority;
let leaf: Issued;
beforeAll(async () => {
  root = await createRoot();
  leaf = await issueServer(root, { names: ['127.0.0.1'] });
});

async function runProgram(
  instructions: Readonly<Record<string, unknown>>,
  env: Readonly<Record<string, string>> = {},
): Promise<Notes> {
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    [witness, '--server', 'NoSuchServer'],
    {
      env: { ...ownEnvironment(), ...env, E2E_INSTRUCTIONS: JSON.stringify(instructions) },
      timeout: 50_000,
    },
  );
  expect(stderr.replace(/^.*NODE_TLS_REJECT_UNAUTHORIZED.*\n(?:\(Use .*\n)?/m, '')).toBe('');
  return JSON.parse(stdout) as Notes;
}

async function startSecured(options: MailServerOptions = {}) {
  return await startMailServer({ ...options, tls: { cert: leaf.certificatePem, key: leaf.keyPem } });
}

/** What docs/transport.md says that the library reads. */
const documented = [
  'SENDMEMO_BASE_DIR',
  'SENDMEMO_SERVER',
  'SENDMEMO_SMTP_SERVER_HOST',
  'SENDMEMO_SMTP_SERVER_PORT',
  'SENDMEMO_SYSTEM_DIR',
  'IPM_ENABLE_SSL_V3',
  'SSL_CERT_DIR',
  'SSL_CERT_FILE',
  'CREDENTIALS_DIRECTORY',
  'HOME',
  'XDG_CONFIG_HOME',
  'XDG_STATE_HOME',
  'LOGNAME',
  'USER',
  // Node's own, when a file is opened in the temporary directory.
  'TMPDIR',
  'TMP',
  'TEMP',
];

describe('the process of the program', () => {
  it('is left alone: arguments, streams, signals, umask, user; it ends by itself, after QUIT', async () => {
    await using server = await startSecured();
    await using home = await directory({
      'sendmemo-ssl.cfg': 'EnableTLS = 1\nCAFile = ca.pem\n',
      'sendmemo.cfg': `smtp-server-host = 127.0.0.1\nsmtp-server-port = ${server.port}\ndelivery = spool-on-failure\n`,
      'ca.pem': root.certificatePem,
    });
    const notes = await runProgram({
      options: { serverDirectory: home.path, logFile: home.file('mail.log') },
      verify: true,
      messages: [
        message,
        { ...message, to: 'not an address' },
        { ...message, from: undefined, to: 'c@example.net' },
      ],
    });
    await server.done();
    expect(notes.results).toEqual([
      true,
      'sent',
      'EENVELOPE ADDRESS',
      expect.stringMatching(/^sent$|ADDRESS/),
    ]);
    expect(notes.did).toEqual([]);
    expect(notes.listeners).toEqual([]);
    expect(
      notes.read.filter((name) => !documented.includes(name) && !/^(?:NODE_|ETHEREAL_)/.test(name)),
    ).toEqual([]);
    expect(server.connections.every(({ quit }) => quit)).toBe(true);
  });

  it('a send loads neither log nor spool, tokens or charsets, and never the command line', async () => {
    await using server = await startMailServer();
    const options = { host: '127.0.0.1', port: server.port, environment: {} };
    const notes = await runProgram({ options, messages: [message] });
    expect(notes.results).toEqual(['sent']);
    expect(notes.read.filter((name) => !/^(?:NODE_|ETHEREAL_|TMPDIR$|TMP$|TEMP$)/.test(name))).toEqual([]);
    const ours = notes.modules.filter((name) => name.startsWith('lib-'));
    expect(ours.length).toBeGreaterThan(0);
    expect(
      ours.filter((name) => /pino|open-spool|tokens|open-log|relay|lib-[A-Z0-9]{8}\.cjs/.test(name)),
    ).toEqual([]);
  });

  it('its variables that weaken TLS weaken nothing', async () => {
    await using server = await startSecured();
    await using home = await directory({
      'sendmemo-ssl.cfg': 'EnableTLS = 1\n',
      'ca.pem': root.certificatePem,
    });
    const options = { serverDirectory: home.path, host: '127.0.0.1', port: server.port };
    const env = { NODE_TLS_REJECT_UNAUTHORIZED: '0', NODE_EXTRA_CA_CERTS: home.file('ca.pem') };
    const notes = await runProgram({ options, messages: [message] }, env);
    expect(notes.results).toEqual(['ETLS CERT_UNTRUSTED']);
    expect(server.transactions()).toEqual([]);
  });

  it('memory does not grow with attachments, by path and by stream', async () => {
    await using server = await startMailServer({ extensions: ['SIZE 200000000', '8BITMIME'] });
    await using home = await directory({ 'large.bin': Buffer.alloc(32 * 1024 * 1024, randomBytes(1000)) });
    const options = { host: '127.0.0.1', port: server.port, environment: {} };
    const small = await runProgram({ options, messages: [message] });
    const file = home.file('large.bin');
    const large = await runProgram({
      options,
      messages: [{ ...message, attachments: [{ path: file }], streams: [file] }],
    });
    expect(large.results).toEqual(['sent']);
    const [, sent] = server.transactions();
    expect(sent?.message.length).toBeGreaterThan(2 * 43 * 1024 * 1024);
    // 64 MiB of attachments, 87 MB on the wire.
    expect(large.peakKiB - small.peakKiB).toBeLessThan(60 * 1024);
    expect(large.peakKiB).toBeLessThan(150 * 1024);
  });
});
