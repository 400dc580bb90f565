/** How the process ends: in time, with QUIT, whatever becomes of its output; and what the log holds (sections 5, 7). */
import { open, readFile, stat } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { createRoot, issueServer } from '../../support/pki.ts';
import type { Issued } from '../../support/pki.ts';
import type { MailServerOptions } from '../support/mail-server.ts';
import { expectQuiet, expectSaid, jsonOf, linesOf } from '../support/result.ts';
import { submit, usualArguments } from '../support/submission.ts';

let root: Issued;
let leaf: Issued;

beforeAll(async () => {
  root = await createRoot();
  leaf = await issueServer(root, { names: ['127.0.0.1'] });
});

const secured = (): MailServerOptions => ({ tls: { key: leaf.keyPem, cert: leaf.certificatePem } });

describe('the process ends within a second of the result, having said QUIT', () => {
  it.each([
    ['answers and closes', undefined],
    ['never answers QUIT', 'hang'],
    ['never closes', '221 2.0.0 bye'],
    ['resets', 'reset'],
  ] as const)('where the server %s', async (_, action) => {
    for (const ssl of ['', 'EnableTLS = 1\nCAFile = ca.pem\n']) {
      const sent = await submit({
        ssl,
        files: { 'ca.pem': root.certificatePem },
        server: {
          ...secured(),
          on: (verb) => (verb === 'QUIT' && action !== undefined ? action : undefined),
        },
      });
      expectQuiet(sent);
      const [connection] = sent.connections;
      expect(connection?.quit).toBe(true);
      expect(sent.endedAt - (connection?.repliedAt ?? 0)).toBeLessThan(1_000);
    }
  });

  it('where the server refused', async () => {
    let repliedAt = 0;
    const sent = await submit({
      server: {
        on: (verb) => {
          if (verb === 'QUIT') return 'hang';
          if (verb !== 'MAIL') return undefined;
          repliedAt = performance.now();
          return '550 5.7.1 no';
        },
      },
    });
    expectSaid(sent, 69);
    expect(sent.connections[0]?.quit).toBe(true);
    expect(sent.endedAt - repliedAt).toBeLessThan(1_000);
  });
});

describe.concurrent('output that cannot be written', () => {
  it('does not change what became of the message', async () => {
    await using full = await open('/dev/full', 'w');
    const sent = await submit({ args: ['--json', ...usualArguments], stdoutTo: full.fd });
    expect(sent.status, sent.stderr).toBe(0);
    expect(linesOf(sent.stderr)).toHaveLength(1);
    expect(sent.stderr).toMatch(/^sendmemo: /);
    expect(sent.transactions).toHaveLength(1);
    const refused = await submit({
      args: ['--json', ...usualArguments],
      stdoutTo: full.fd,
      server: { on: (verb) => (verb === 'MAIL' ? '550 5.7.1 no' : undefined) },
    });
    expect(refused.status).toBe(69);
    const silent = await submit({ args: ['-v', ...usualArguments], stdoutTo: full.fd, stderrTo: full.fd });
    expect(silent.status).toBe(0);
    expect(silent.transactions).toHaveLength(1);
  });

  it('is 74 where the output is the work', async () => {
    await using full = await open('/dev/full', 'w');
    const sent = await submit({ args: ['--dry-run', ...usualArguments], stdoutTo: full.fd });
    expectSaid(sent, 74);
  });
});

type Entry = Readonly<Record<string, unknown>> & { readonly level: number | string; readonly msg: string };

const entries = (text: string) => linesOf(text).map((line) => JSON.parse(line) as Entry);

describe.concurrent('the log', () => {
  it('has one record for the submission and one for the session, and mode 0600', async () => {
    let text = '';
    const sent = await submit({
      ssl: 'EnableTLS = 1\nCAFile = ca.pem\nMaxProtocol = TLSv1.2\nCiphers = ECDHE-ECDSA-AES256-GCM-SHA384\n',
      files: { 'ca.pem': root.certificatePem },
      args: (place) => ['--json', '--log-file', place.file('log'), ...usualArguments],
      server: secured(),
      async after(place) {
        text = await readFile(place.file('log'), 'utf8');
        expect((await stat(place.file('log'))).mode & 0o777).toBe(0o600);
      },
    });
    expect(sent.status, sent.stderr).toBe(0);
    expect(sent.stderr).toBe('');
    const all = entries(text);
    const session = all.filter((entry) => entry.msg.startsWith('STARTTLS='));
    expect(session).toHaveLength(1);
    expect(session[0]?.msg).toMatch(
      /^STARTTLS=client, relay=\S*127\.0\.0\.1\S*, version=TLSv1\.2, verify=OK, cipher=ECDHE-ECDSA-AES256-GCM-SHA384, bits=256\/256$/,
    );
    const submissions = linesOf(text).filter((line) => line.includes(String(jsonOf(sent).messageId)));
    expect(submissions).toHaveLength(1);
    for (const part of [
      'sender@example.com',
      'ops@example.com',
      '127.0.0.1',
      '250 2.0.0 Ok: queued as 4F0D2',
    ]) {
      expect(submissions[0]).toContain(part);
    }
    expect(all.every((entry) => entry.level === 30 || entry.level === 'info')).toBe(true);
  });

  it('is appended to, and may be named in sendmemo.cfg', async () => {
    let text = '';
    const sent = await submit({
      cfg: 'log-file = mail.log\n',
      files: { 'mail.log': '{"level":30,"msg":"older"}\n' },
      server: { on: (verb) => (verb === 'MAIL' ? '550 5.7.1 not you' : undefined) },
      async after(place) {
        text = await readFile(place.file('mail.log'), 'utf8');
      },
    });
    expectSaid(sent, 69);
    expect(entries(text)[0]?.msg).toBe('older');
    expect(entries(text).length).toBeGreaterThan(1);
    expect(text).toContain('not you');
  });

  it.each([
    ['a directory that is not there', '/nonexistent.sendmemo/dir/mail.log'],
    ['a directory', '/tmp'],
    ['a full disk', '/dev/full'],
  ])('that cannot be written, %s, stops no message', async (_, file) => {
    const sent = await submit({ args: ['--log-file', file, ...usualArguments] });
    expect(sent.status, sent.stderr).toBe(0);
    expect(linesOf(sent.stderr)).toHaveLength(1);
    expect(sent.stderr).toMatch(/^sendmemo: /);
    expect(sent.transactions).toHaveLength(1);
  });

  it('goes to standard error with --log-level, and holds no body at any level', async () => {
    const info = await submit({ args: ['--log-level', 'info', ...usualArguments] });
    expect(info.status).toBe(0);
    expect(entries(info.stderr).length).toBeGreaterThan(0);
    const text = 'a-text-that-is-private';
    const args = ['--log-level', 'trace', '-f', 'sender@example.com', '-b', text, 'ops@example.com'];
    const trace = await submit({ args });
    expect(trace.status).toBe(0);
    expect(trace.stderr).not.toContain(text);
    expect(trace.stderr).not.toContain(Buffer.from(text).toString('base64'));
  });
});
