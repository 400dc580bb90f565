/** What servers, messages, options and files say reaches no terminal, log or JSON value with its control characters. */
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { harmful } from '../../support/hostile-text.ts';
import { run } from '../support/command.ts';
import { directory } from '../support/directory.ts';
import { startMailServer } from '../support/mail-server.ts';
import type { Verb } from '../support/mail-server.ts';
import { submit } from '../support/submission.ts';

/** One of each kind, with letters that have to stay. */
const evil = '\u001b[2J\u009b31m\u007f\u202e\u2066\u061c\u200b\u00ad\ufeff\u{e0041}日本語مرحبا';

function expectHarmless(...texts: readonly string[]): void {
  for (const text of texts) expect(text.replaceAll(/[\n\t]/g, '')).not.toMatch(harmful);
}

describe.concurrent('nothing harmful is shown', () => {
  it.each<Verb>(['greeting', 'EHLO', 'MAIL', 'RCPT', 'DATA', 'dot'])('of a refusal at %s', async (at) => {
    const server = { on: (verb: Verb) => (verb === at ? `550 5.7.1 ${evil}` : undefined) };
    const args = ['-f', 's@example.com', '-b', 'x', 'a@example.com', '--log-file', '/dev/stdout', '-v'];
    const shown = await submit({ args, server });
    expectHarmless(shown.stdout, shown.stderr);
    expect(shown.stderr).toContain('日本語مرحبا');
    const json = await submit({
      args: ['--json', '-f', 's@example.com', '-b', 'x', 'a@example.com'],
      server,
    });
    expectHarmless(json.stdout, json.stderr);
    const { rejected } = JSON.parse(json.stdout) as { rejected: readonly { message: string }[] };
    for (const { message } of rejected) expect(message).toBe(evil);
  });

  it('of EHLO keywords', async () => {
    const sent = await submit({
      ssl: 'EnableTLS = 1\n',
      server: { extensions: [`X${evil}`, `AUTH ${evil}`], strip: true },
      args: ['-f', 's@example.com', '-b', 'x', '--log-level', 'trace', 'a@example.com'],
    });
    expect(sent.status).toBe(76);
    expectHarmless(sent.stdout, sent.stderr);
  });

  it.each([
    [['--priority', evil]],
    [[`--${evil}`]],
    [['-a', `/nonexistent.sendmemo/${evil}.txt`, '-b', 'x', 'a@example.com']],
    [['-b', 'x', `${evil}@example.com`]],
    [['explain', evil]],
    [['queue', 'show', evil]],
    [['-b', 'x', '--charset', evil, 'a@example.com']],
    [['config', 'set', evil, 'x']],
  ])('of an option or operand: %j', async (args) => {
    await using home = await directory();
    for (const more of [[], ['--json']]) {
      // oxlint-disable-next-line no-await-in-loop
      const done = await run([...args, ...more, '--server-dir', home.path]);
      expect(done.status).not.toBe(0);
      expectHarmless(done.stdout, done.stderr);
    }
  });

  it.each([
    `smtp-server-host = \u202e\u200b日本語\n`,
    `${evil} = 1\n`,
    `smtp-server-port = \u202e\u200b\n`,
    `[${evil}]\n`,
  ])('of sendmemo.cfg: %j', async (text) => {
    await using home = await directory({ 'sendmemo.cfg': text });
    const done = await run(['--server-dir', home.path, '-f', 's@example.com', '-b', 'x', 'a@example.com']);
    expect(done.status).not.toBe(0);
    expectHarmless(done.stdout, done.stderr);
    const checked = await run(['check', '--server-dir', home.path]);
    expectHarmless(checked.stdout, checked.stderr);
    const shown = await run(['config', 'show', '--server-dir', home.path]);
    expectHarmless(shown.stdout, shown.stderr);
  });

  it('of a message in the spool, and of what a server said of it', async () => {
    await using server = await startMailServer({
      on: (verb) => (verb === 'RCPT' ? `550 5.1.1 ${evil}` : undefined),
    });
    await using home = await directory({ 'sendmemo.cfg': `smtp-server-host = 127.0.0.1:${server.port}\n` });
    const place = ['--server-dir', home.path];
    const message = `From: a@example.com\nTo: b@example.com\nMessage-ID: <${evil}@example.com>\nSubject: ${evil}\n\nx\n`;
    const kept = await run(['--spool', '--raw', '--read-recipients', ...place], { stdin: message });
    expect(kept.status, kept.stderr).toBe(0);
    const ran = await run(['queue', 'run', '-v', '--log-file', home.file('log'), ...place]);
    expectHarmless(
      kept.stdout,
      kept.stderr,
      ran.stdout,
      ran.stderr,
      await readFile(home.file('log'), 'utf8'),
    );
    const list = await run(['queue', 'list', '--json', ...place]);
    const rows = JSON.parse(list.stdout) as readonly { id: string; subject: string }[];
    expect(rows.some(({ subject }) => subject.includes('\u009b31m'))).toBe(true);
    const shown = await run(['queue', 'show', ...rows.map(({ id }) => id), ...place]);
    const table = await run(['queue', 'list', ...place]);
    expectHarmless(list.stdout, shown.stdout, shown.stderr, table.stdout, table.stderr);
  });

  it('of a batch', async () => {
    const line = JSON.stringify({ to: evil, subject: evil, text: 'x', key: evil, from: 's@example.com' });
    const sent = await submit({ args: ['batch'], stdin: `${line}\n{"${evil}": 1}\n${evil}\n` });
    expectHarmless(sent.stdout, sent.stderr);
    expect(JSON.parse(sent.stdout.split('\n')[0] ?? '')).toMatchObject({ key: evil });
  });
});
