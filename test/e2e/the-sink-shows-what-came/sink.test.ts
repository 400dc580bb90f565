/** sendmemo sink: the lines that it prints are a working configuration (section 11). */
import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { createRoot, issueServer } from '../../support/pki.ts';
import { run } from '../support/command.ts';
import { directory } from '../support/directory.ts';
import { expectFailure, expectSaid, jsonOf } from '../support/result.ts';
import { usualArguments } from '../support/submission.ts';
import { startSink } from './sink-process.ts';

/** The lines of one file, as printed. */
function printedLines(text: string, names: RegExp): string {
  const lines = text.split('\n').map((line) => line.trim());
  return `${lines.filter((line) => names.test(line)).join('\n')}\n`;
}

describe.concurrent('sendmemo sink', () => {
  it.each(['none', 'starttls', 'smtps'] as const)(
    '--tls %s takes a message with the lines it printed',
    async (tls) => {
      await using home = await directory();
      await using sink = await startSink(['--tls', tls, '--maildir', home.file('mail')], home.path);
      await home.write('sendmemo-ssl.cfg', printedLines(sink.printed(), /^(?:EnableTLS|CAFile) = /));
      await home.write('sendmemo.cfg', printedLines(sink.printed(), /^smtp-server-\w+ = /));
      const finished = await run(['--server-dir', home.path, '--json', ...usualArguments]);
      const json = jsonOf(finished);
      expect(json.status, finished.stdout).toBe('sent');
      if (tls === 'none') expect(json.tls).toBeNull();
      else expect(json.tls).toMatchObject({ mode: tls, verify: 'OK', version: 'TLSv1.3' });
      await sink.shows(/ops@example\.com/);
      if (tls !== 'none') await sink.shows(/TLSv1\.3/);
      const [name] = await readdir(home.file('mail/new'));
      const message = await readFile(home.file(`mail/new/${name ?? ''}`), 'utf8');
      expect(message).toMatch(/^Subject: a subject\r?$/m);
      const received = message
        .replace(/\r?\n[ \t]+/g, ' ')
        .split(/\r?\n/)
        .find((line) => line.startsWith('Received:'));
      expect(received).toBeDefined();
      if (tls !== 'none') expect(received).toMatch(/version=TLSv1\.3.*cipher=\S+.*verify=/);
    },
  );

  it('--require-tls answers 530 to plain text', async () => {
    await using home = await directory();
    await using sink = await startSink(
      ['--tls', 'starttls', '--require-tls', '--maildir', 'mail'],
      home.path,
    );
    const finished = await run(['-H', '127.0.0.1', '-p', String(sink.port), ...usualArguments]);
    expectSaid(finished, 69, /530/);
  });

  it('shows certificates by the name that is asked for', async () => {
    const root = await createRoot();
    const [one, two] = await Promise.all([
      issueServer(root, { names: ['mx1.example.com'] }),
      issueServer(root, { names: ['mx2.example.com'] }),
    ]);
    await using home = await directory({
      '1.pem': one.certificatePem,
      '1.key': one.keyPem,
      '2.pem': two.certificatePem,
      '2.key': two.keyPem,
      'ca.pem': root.certificatePem,
      'sendmemo-ssl.cfg': 'EnableTLS = 1\nCAFile = ca.pem\n',
    });
    const files = ['--cert', '1.pem', '--key', '1.key', '--cert', '2.pem', '--key', '2.key'];
    await using sink = await startSink(['--tls', 'starttls', '--maildir', 'mail', ...files], home.path);
    const attempt = async (host: string) =>
      await run(
        ['--server-dir', home.path, '-H', host, '-p', String(sink.port), '--json', ...usualArguments],
        {
          hosts: { [host]: ['127.0.0.1'] },
        },
      );
    for (const host of ['mx1.example.com', 'mx2.example.com']) {
      const finished = await attempt(host);
      expect(jsonOf(finished).status, finished.stdout).toBe('sent');
    }
    expectFailure(await attempt('mx3.example.com'), 76, 'CERT_HOSTNAME');
  });

  it('shows sender, subject and size of what came', async () => {
    await using home = await directory();
    await using sink = await startSink(['--maildir', 'mail'], home.path);
    const finished = await run(['-H', '127.0.0.1', '-p', String(sink.port), ...usualArguments]);
    expect(finished.status, finished.stderr).toBe(0);
    await sink.shows(/^message 1: a subject\n[^]*MAIL FROM:<\S+@\S+>[^]*\n {2}\d+ bytes, /m);
  });

  it('names the port that is in use, status 75', async () => {
    await using home = await directory();
    await using sink = await startSink(['--maildir', 'mail'], home.path);
    expectFailure(
      await run(['sink', '--port', String(sink.port), '--json'], { cwd: home.path }),
      75,
      'OUTPUT',
    );
    expectSaid(
      await run(['sink', '--port', String(sink.port)], { cwd: home.path }),
      75,
      new RegExp(`127\\.0\\.0\\.1:${sink.port}: address already in use`),
    );
  });

  it('warns of options that do nothing without TLS', async () => {
    await using home = await directory();
    const files = ['--cert', '/nonexistent/a.pem', '--key', '/nonexistent/a.key'];
    await using sink = await startSink(['--maildir', 'mail', ...files], home.path);
    await sink.shows(/warning: --cert, --key are not used without TLS/);
  });

  it('refuses what it cannot do', async () => {
    expectSaid(await run(['sink', '--port', '0', '--tls', 'sometimes']), 64);
    expectSaid(
      await run([
        'sink',
        '--port',
        '0',
        '--tls',
        'starttls',
        '--cert',
        '/nonexistent.sendmemo/a.pem',
        '--key',
        '/b',
      ]),
      66,
    );
  });
});
