/** The log in syslog and in the journal (docs/log.md). */
import { chmod, open, readFile, stat } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { run } from '../support/command.ts';
import { directory } from '../support/directory.ts';
import { startMailServer } from '../support/mail-server.ts';
import { linesOf } from '../support/result.ts';

const usual = ['-f', 's@example.com', '-b', 'x', 'a@example.com', 'b@example.com'];

/** Stands in for logger(1): keeps its arguments and what it reads. It outlives the command for a moment. */
const logger =
  '#!/bin/sh\necho "$*" >"$LOGGED.args"\nsleep 0.2\ncat >"$LOGGED.part"\nmv "$LOGGED.part" "$LOGGED"\n';

async function waitFor(file: string): Promise<string> {
  const deadline = performance.now() + 10_000;
  for (;;) {
    try {
      return await readFile(file, 'utf8');
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await new Promise((resolve) => {
        setTimeout(resolve, 20);
      });
    }
  }
}

describe.concurrent('log-syslog', () => {
  it('hands logger a line for each recipient, all of them, though the command has ended', async () => {
    await using server = await startMailServer();
    await using home = await directory({
      logger,
      'sendmemo.cfg': `smtp-server-host = 127.0.0.1:${server.port}\nlog-syslog = local3\n`,
    });
    await chmod(home.file('logger'), 0o755);
    const sent = await run(['--server-dir', home.path, ...usual], {
      env: { PATH: `${home.path}:/usr/bin:/bin`, LOGGED: home.file('logged') },
    });
    expect([sent.status, sent.stderr, sent.stdout]).toEqual([0, '', '']);
    const lines = linesOf(await waitFor(home.file('logged')));
    expect(lines).toHaveLength(2);
    // local3 is 19: 19 * 8 + 6.
    expect(lines[0]).toMatch(/^<158><\S+@example\.com>: from=<s@example\.com>, to=<a@example\.com>, relay=/);
    expect(lines[1]).toMatch(/to=<b@example\.com>, .*status=sent \(250 2\.0\.0 Ok: queued as 4F0D2\)$/);
    const args = await readFile(home.file('logged.args'), 'utf8');
    expect(args).toMatch(/^-t sendmemo --id=\d+ -p local3\.info --prio-prefix/);
  });

  it('without logger is one line on standard error, and the message goes out', async () => {
    await using server = await startMailServer();
    await using home = await directory({
      'sendmemo.cfg': `smtp-server-host = 127.0.0.1:${server.port}\nlog-syslog = mail\n`,
    });
    const sent = await run(['--server-dir', home.path, ...usual], { env: { PATH: home.path } });
    expect(sent.status).toBe(0);
    expect(linesOf(sent.stderr)).toEqual([expect.stringMatching(/^sendmemo: .*logger: ENOENT/)]);
    expect(server.transactions()).toHaveLength(1);
  });

  it('takes no other facility', async () => {
    await using home = await directory({ 'sendmemo.cfg': 'log-syslog = kern\n' });
    expect((await run(['--server-dir', home.path, ...usual])).status).toBe(78);
  });
});

describe.concurrent('standard error that is the journal', () => {
  it('gets lines with their severity in place of JSON', async () => {
    await using server = await startMailServer();
    await using home = await directory({ journal: '', other: '' });
    const args = ['-H', '127.0.0.1', '-p', String(server.port), '--log-level', 'info', ...usual];
    const { dev, ino } = await stat(home.file('journal'), { bigint: true });
    const env = { JOURNAL_STREAM: `${dev}:${ino}` };
    for (const name of ['journal', 'other']) {
      const file = await open(home.file(name), 'w');
      expect((await run(args, { env, stderrTo: file.fd })).status).toBe(0);
      await file.close();
    }
    const written = linesOf(await readFile(home.file('journal'), 'utf8'));
    expect(written).toHaveLength(2);
    expect(written.every((line) => /^<6><\S+@example\.com>: from=/.test(line))).toBe(true);
    // Led elsewhere by a shell: it is no journal, whatever the variable says.
    const elsewhere = linesOf(await readFile(home.file('other'), 'utf8'));
    expect(elsewhere.map((line) => (JSON.parse(line) as { event: string }).event)).toEqual(['submitted']);
  });
});
