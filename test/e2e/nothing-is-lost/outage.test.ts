/** An outage as an operator sees it: the list on a terminal, actions on many messages, reports under cron. */
import { readFile, stat, utimes } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { run } from '../support/command.ts';
import { closedPort, directory, type Directory } from '../support/directory.ts';
import { startMailServer } from '../support/mail-server.ts';
import { jsonOf, linesOf } from '../support/result.ts';
import { usualArguments } from '../support/submission.ts';
import { runOnTerminal } from '../support/terminal.ts';

interface Row {
  readonly id: string;
  readonly state: string;
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly hint: string;
    exit: number;
  } | null;
}

async function place(home: Directory, port?: number) {
  const at = ['--server-dir', home.path, '-H', `127.0.0.1:${port ?? (await closedPort())}`];
  return {
    at,
    memo: (...args: readonly string[]) => run([...args, ...at]),
    spooled: async () => jsonOf(await run(['--spool', '--json', ...usualArguments, ...at])).queueId ?? '',
    list: async () => JSON.parse((await run(['queue', 'list', '--json', ...at])).stdout) as readonly Row[],
  };
}

async function lastRunWas(home: Directory, minutesAgo: number): Promise<void> {
  const time = Date.now() / 1000 - minutesAgo * 60;
  await utimes(home.file('spool/last-run'), time, time);
}

describe.concurrent('the list of the queue', () => {
  it.each([60, 80, 100, 132])('fits a terminal of %i columns', async (columns) => {
    await using home = await directory();
    const { at, memo } = await place(home);
    const subject = '日本語の長い件名です '.repeat(5);
    await memo(
      '--spool',
      '-s',
      subject,
      '-f',
      's@example.com',
      '-b',
      'x',
      `${'long'.repeat(12)}@example.com`,
    );
    await memo('--spool', '-s', 'short', '-f', 's@example.com', '-b', 'x', 'a@example.com', 'b@example.com');
    await memo('queue', 'run');
    const { status, lines } = await runOnTerminal(['queue', 'list', ...at], columns);
    expect(status).toBe(0);
    expect(lines[0]).toMatch(/^ID +AGE +TRIES +NEXT +TO +SUBJECT +LAST/);
    expect(lines.every((line) => widthOf(line) <= columns)).toBe(true);
    expect(
      lines.some((line) => /^\S{10} +\d+s +[01] +(now|\d+[sm]) .*a@ex.*short +(CON|not)/.test(line)),
      lines.join('\n'),
    ).toBe(true);
    expect(lines.join(' ')).toMatch(/2 messages, \d+ \w+ \(2 waiting\); last\s+queue\s+run\s+\d+s\s+ago/);
    const narrow = await runOnTerminal(['queue', 'list', ...at], columns, { env: { COLUMNS: '50' } });
    expect(narrow.lines.every((line) => widthOf(line) <= 50)).toBe(true);
  });

  it('is the same in every pipe', async () => {
    await using home = await directory();
    const { memo, spooled, at } = await place(home);
    const id = await spooled();
    const plain = await memo('queue', 'list');
    const [heading, row] = linesOf(plain.stdout);
    expect(heading).toBe(
      'ID                         STATE     SIZE       QUEUED            NEXT TRY          TRIES  FROM → TO',
    );
    expect(row).toMatch(new RegExp(`^${id}  waiting +\\d+ +\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d  .* 0 +<`));
    const elsewhere = await run(['queue', 'list', ...at], { env: { COLUMNS: '40', LANG: 'ja_JP.UTF-8' } });
    expect(elsewhere.stdout).toBe(plain.stdout);
  });

  it('has in JSON the sentence of the last failure', async () => {
    await using home = await directory();
    const { memo, spooled, list } = await place(home);
    await spooled();
    expect((await list()).map(({ error }) => error)).toEqual([null]);
    await memo('queue', 'run');
    const [row] = await list();
    expect(Object.keys(row?.error ?? {})).toEqual(['code', 'message', 'hint', 'exit']);
    expect(row?.error).toMatchObject({ code: 'CONNECT', exit: 75 });
    expect(row?.error?.message).toContain('127.0.0.1');
  });

  it('knows why a message is there that was tried before it was spooled', async () => {
    await using home = await directory();
    const { memo, list } = await place(home);
    await memo('--spool-on-failure', ...usualArguments);
    expect((await list())[0]).toMatchObject({ tries: 0, error: { code: 'CONNECT' } });
  });
});

describe.concurrent('queue stats', () => {
  it('counts messages by reason and age', async () => {
    await using home = await directory();
    const { memo, spooled } = await place(home);
    await spooled();
    await memo('queue', 'run');
    await memo('queue', 'hold', await spooled());
    const found = JSON.parse((await memo('queue', 'stats', '--json')).stdout) as Record<string, unknown>;
    const ages = { under5m: 1, under1h: 0, under1d: 0, older: 0 };
    expect(found['reasons']).toEqual([
      { state: 'waiting', code: 'CONNECT', reply: null, ages },
      { state: 'held', code: null, reply: null, ages },
    ]);
    expect(found).toMatchObject({ counts: { waiting: 1, held: 1 }, outage: { error: { code: 'CONNECT' } } });
    const lines = linesOf((await memo('queue', 'stats')).stdout);
    expect(lines[0]).toMatch(/^REASON +<5m +<1h +<1d +older +total$/);
    expect(lines[1]).toMatch(/^CONNECT +1 +0 +0 +0 +1$/);
  });
});

describe.concurrent('actions on the queue', () => {
  it('take a shortened id, and name the candidates where it fits several', async () => {
    await using home = await directory();
    const { memo, spooled, list } = await place(home);
    const ids = [await spooled(), await spooled()];
    expect((await memo('queue', 'hold', ids[0]?.slice(0, 14) ?? '')).status).toBe(0);
    expect((await list()).map(({ state }) => state)).toEqual(['held', 'waiting']);
    const shown = JSON.parse(
      (await memo('queue', 'show', '--json', ids[0]?.slice(0, 14) ?? '')).stdout,
    ) as Row;
    expect(shown.id).toBe(ids[0]);
    const ambiguous = await memo('queue', 'remove', '--json', '0m');
    expect(ambiguous.status).toBe(66);
    const several = await memo('queue', 'remove', '--json', (ids[0] ?? '').slice(0, 4));
    expect(several.status).toBe(66);
    expect(several.stderr).toContain(ids[0]?.slice(0, 10));
    expect(JSON.parse(several.stdout)).toMatchObject({
      id: (ids[0] ?? '').slice(0, 4),
      error: { code: 'INPUT', exit: 66 },
    });
    expect(await list()).toHaveLength(2);
  });

  it('work on all, on what has failed, and on one server', async () => {
    await using home = await directory();
    const { memo, spooled, list } = await place(home);
    const states = async () => (await list()).map(({ state }) => state);
    await spooled();
    await spooled();
    expect((await memo('queue', 'hold', '--all')).status).toBe(0);
    expect(await states()).toEqual(['held', 'held']);
    await memo('queue', 'release', '--all');
    await memo('queue', 'hold', '--server', 'elsewhere.example.com');
    expect(await states()).toEqual(['waiting', 'waiting']);
    await memo('queue', 'hold', '--server', '127.0.0.1');
    expect(await states()).toEqual(['held', 'held']);
    expect((await memo('queue', 'remove', '--failed')).status).toBe(0);
    expect(await list()).toHaveLength(2);
    expect((await memo('queue', 'remove', '--all')).status).toBe(0);
    expect(await list()).toEqual([]);
  });

  it('need to be told which messages are meant', async () => {
    await using home = await directory();
    const { memo } = await place(home);
    expect((await memo('queue', 'remove')).status).toBe(64);
    expect((await memo('queue', 'remove', '--all', 'someid')).status).toBe(64);
  });

  it('take --server for a server directory where there is one of that name', async () => {
    await using home = await directory({ 'Main/sendmemo.cfg': '', 'Main/spool/.keep': '' });
    const base = { SENDMEMO_BASE_DIR: home.path };
    const failed = await run(['queue', 'remove', '--server', 'Main'], { env: base });
    expect(failed.status).toBe(64);
    expect((await run(['queue', 'remove', '--all', '--server', 'Main'], { env: base })).status).toBe(0);
  });

  it('name the command that fits the state', async () => {
    await using home = await directory();
    const { memo, spooled } = await place(home);
    const id = await spooled();
    const waits = await memo('queue', 'release', '--json', id);
    expect(waits.status).toBe(66);
    expect(jsonOf(waits).error).toMatchObject({ code: 'INPUT', exit: 66 });
    expect(waits.stderr).toContain(`queue retry ${id}`);
    await memo('queue', 'hold', id);
    expect((await memo('queue', 'hold', id)).stderr).toContain(`queue release ${id}`);
    expect(JSON.parse((await memo('queue', 'retry', '--json', id)).stdout)).toEqual({ id, error: null });
  });

  it('say on a terminal what they did, and nothing in a pipe', async () => {
    await using home = await directory();
    const { memo, spooled, at } = await place(home);
    const id = await spooled();
    const held = await runOnTerminal(['queue', 'hold', id, ...at], 80);
    expect(held.lines).toEqual([expect.stringContaining(id)]);
    await spooled();
    expect((await runOnTerminal(['queue', 'retry', '--all', ...at], 80)).lines).toEqual([
      expect.stringContaining('due now'),
    ]);
    const silent = await memo('queue', 'retry', '--all');
    expect([silent.stdout, silent.stderr]).toEqual(['', '']);
  });
});

describe.concurrent('queue run from cron', () => {
  it('reports an outage once, and its end once', async () => {
    await using home = await directory();
    const down = await place(home);
    await down.spooled();
    const rounds: string[] = [];
    for (let round = 0; round < 3; round += 1) {
      await down.memo('queue', 'retry', '--all');
      const { status, stdout, stderr } = await down.memo('queue', 'run');
      expect([status, stdout]).toEqual([0, '']);
      rounds.push(stderr);
    }
    expect(rounds).toEqual([expect.stringMatching(/^sendmemo: .*CONNECT.*\n$|^sendmemo: .*\n$/), '', '']);
    await using server = await startMailServer();
    const well = await place(home, server.port);
    await well.memo('queue', 'retry', '--all');
    const back = await well.memo('queue', 'run');
    expect(linesOf(back.stderr)).toEqual([expect.stringContaining(`127.0.0.1:${server.port}`)]);
    await well.spooled();
    expect((await well.memo('queue', 'run')).stderr).toBe('');
    await server.done();
    expect(server.transactions()).toHaveLength(2);
  });

  it('reports another kind of failure within it', async () => {
    await using home = await directory();
    const down = await place(home);
    await down.spooled();
    await down.memo('queue', 'run');
    await home.write('sendmemo-ssl.cfg', 'EnableTLS = 1\n');
    await using server = await startMailServer();
    const other = await place(home, server.port);
    await other.memo('queue', 'retry', '--all');
    expect(linesOf((await other.memo('queue', 'run')).stderr)).toEqual([expect.stringMatching(/STARTTLS/)]);
    expect((await other.memo('queue', 'run')).stderr).toBe('');
  });

  it('reports neither with -q', async () => {
    await using home = await directory();
    const down = await place(home);
    await down.spooled();
    expect((await down.memo('queue', 'run', '-q')).stderr).toBe('');
    await using server = await startMailServer();
    const well = await place(home, server.port);
    await well.memo('queue', 'retry', '--all');
    expect((await well.memo('queue', 'run')).stderr).toBe('');
    await server.done();
    expect(server.transactions()).toHaveLength(1);
  });

  it('shows everything on a terminal, and what comes next', async () => {
    await using home = await directory();
    const { at, spooled, memo } = await place(home);
    await spooled();
    for (let round = 0; round < 2; round += 1) {
      await memo('queue', 'retry', '--all');
      const { lines } = await runOnTerminal(['queue', 'run', ...at], 80);
      expect(lines[0]).toMatch(/^sendmemo: .*127\.0\.0\.1/);
      expect(lines.at(-1)).toMatch(
        /^0 sent, 1 deferred, 0 failed; 1 message waiting, next try at \d\d:\d\d:\d\d$/,
      );
    }
    expect((await runOnTerminal(['queue', 'run', ...at], 80)).lines).toEqual([
      expect.stringMatching(/^nothing was due; 1 message waiting, next try at/),
    ]);
  });
});

describe.concurrent('messages that nobody delivers', () => {
  it('are warned of by --spool, queue list and check, once no runner has run for ten minutes', async () => {
    await using home = await directory();
    const { memo, spooled, at } = await place(home);
    await spooled();
    await memo('queue', 'run');
    const quiet = await memo('queue', 'list');
    expect(quiet.stderr).toBe('');
    await lastRunWas(home, 9);
    expect((await memo('--spool', ...usualArguments)).stderr).toBe('');
    await lastRunWas(home, 11);
    const warning = /^sendmemo: warning: .*queue run/;
    for (const args of [
      ['--spool', ...usualArguments],
      ['--spool-on-failure', ...usualArguments],
      ['queue', 'list'],
      ['queue', 'stats'],
    ]) {
      const { status, stderr } = await memo(...args);
      expect(status).toBe(0);
      expect(
        linesOf(stderr).filter((line) => warning.test(line) && line.includes(home.file('spool'))),
        args.join(' '),
      ).toHaveLength(1);
    }
    expect((await memo('--spool', '-q', ...usualArguments)).stderr).toBe('');
    const checked = await run(['check', '--json', ...at]);
    const { steps } = JSON.parse(checked.stdout) as { steps: readonly { state: string; text: string }[] };
    expect(steps.filter(({ state, text }) => state === 'warn' && /queue run/.test(text))).toHaveLength(1);
    await memo('queue', 'run');
    expect((await memo('--spool', ...usualArguments)).stderr).toBe('');
  });

  it('are not waited for in a spool that is empty', async () => {
    await using home = await directory();
    const { memo } = await place(home);
    await memo('queue', 'run');
    await lastRunWas(home, 100);
    expect((await memo('queue', 'list')).stderr).toBe('');
  });

  it('have a runner as long as one watches', async () => {
    await using home = await directory();
    const { memo, spooled } = await place(home);
    await spooled();
    await memo('queue', 'run');
    const before = (await stat(home.file('spool/last-run'))).mtimeMs;
    await memo('queue', 'run');
    expect((await stat(home.file('spool/last-run'))).mtimeMs).toBeGreaterThan(before);
    const kept = JSON.parse(await readFile(home.file('spool/last-run'), 'utf8')) as { outage: unknown };
    expect(kept.outage).not.toBeNull();
  });
});

/** Columns: two for the Japanese that the tests use. */
function widthOf(line: string): number {
  return Array.from(line).reduce((sum, sign) => sum + (sign >= '\u3000' ? 2 : 1), 0);
}
