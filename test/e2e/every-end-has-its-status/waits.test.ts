/** `--timeout` and signals end the process whatever it waits for: a name server, a pipe, a command (contract, 14). */
import { execFileSync, spawn } from 'node:child_process';
import { constants, openSync, closeSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { commandPath, ownEnvironment } from '../support/command.ts';
import { directory } from '../support/directory.ts';
import { expectSaid } from '../support/result.ts';
import { submit, usualArguments } from '../support/submission.ts';

const timeoutMs = 1500;
/** Far above what a busy machine needs, and far below what the thing waited for takes. */
const limitMs = 8000;
const bound = ['--timeout', String(timeoutMs / 1000)];
const bounded = [...bound, ...usualArguments];
const withoutBody = [...bound, '-f', 'sender@example.com', 'ops@example.com'];

const isRoot = process.geteuid?.() === 0;

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly durationMs: number;
}

/**
 * Runs a program in a mount and a network namespace of its own, in which the only name server takes every question and
 * answers none.
 */
async function withSilentNameServer(files: string, args: readonly string[]): Promise<Ended> {
  const server = `
    const socket = require('node:dgram').createSocket('udp4');
    socket.bind(53, '127.0.0.53', () => process.stdout.write('ready\\n'));`;
  const script = `
    ip link set lo up || exit 99
    mount --bind "$1/resolv.conf" /etc/resolv.conf && mount --bind "$1/nsswitch.conf" /etc/nsswitch.conf &&
      mount --bind "$1/hosts" /etc/hosts || exit 99
    mkfifo "$1/ready"
    "$2" -e "$3" >"$1/ready" & server=$!
    read -r word <"$1/ready"
    shift 3
    "$@"; status=$?
    kill "$server"
    exit "$status"`;
  const startedAt = performance.now();
  const child = spawn(
    'unshare',
    [
      '--mount',
      '--net',
      'sh',
      '-c',
      script,
      'sh',
      files,
      process.execPath,
      server,
      process.execPath,
      ...args,
    ],
    { env: ownEnvironment(), stdio: ['ignore', 'pipe', 'pipe'], cwd: files },
  );
  const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return {
    status,
    stdout: Buffer.concat(stdout).toString('utf8'),
    stderr: Buffer.concat(stderr).toString('utf8'),
    durationMs: performance.now() - startedAt,
  };
}

// Namespaces need root, which CI has.
describe.runIf(isRoot)('a name server that never answers (needs root)', () => {
  const files = {
    'resolv.conf': 'nameserver 127.0.0.53\noptions timeout:20 attempts:2\n',
    'nsswitch.conf': 'hosts: files dns\n',
    hosts: '127.0.0.1 localhost\n127.0.0.1 known.example.com\n',
  };

  it('is given up at --timeout, with status and output as always', async () => {
    await using place = await directory(files);
    const args = ['-H', 'mail.example.com', '--json', ...bounded];
    const ended = await withSilentNameServer(place.path, [commandPath(), ...args]);
    expect(ended.status, ended.stderr).toBe(75);
    expect(ended.durationMs).toBeLessThan(limitMs);
    expect(JSON.parse(ended.stdout)).toMatchObject({ status: 'failed', error: { code: 'TIMEOUT' } });
    expect(ended.stderr).toMatch(/^sendmemo: /);
  });

  it('is given up at connect-timeout too', async () => {
    await using place = await directory({ ...files, 'sendmemo.cfg': 'connect-timeout = 1\n' });
    const args = ['--server-dir', place.path, '-H', 'mail.example.com', '--json', ...usualArguments];
    const ended = await withSilentNameServer(place.path, [commandPath(), ...args]);
    expect(ended.status, ended.stderr).toBe(75);
    expect(ended.durationMs).toBeLessThan(limitMs);
    expect(JSON.parse(ended.stdout)).toMatchObject({ error: { code: 'DNS' } });
  });

  it('is not asked for what the hosts file knows', async () => {
    await using place = await directory(files);
    const args = ['-H', 'known.example.com', '-p', '9', '--json', ...bounded];
    const ended = await withSilentNameServer(place.path, [commandPath(), ...args]);
    expect(JSON.parse(ended.stdout)).toMatchObject({ error: { code: 'CONNECT' } });
  });
});

describe('--timeout ends the process', () => {
  const waits: readonly (readonly [string, Parameters<typeof submit>[0]])[] = [
    ['where standard input never ends', { args: withoutBody, stdin: 'x', open: true }],
    [
      'where a password command hangs and ignores SIGTERM',
      {
        ssl: 'EnableTLS = 0\n',
        cfg: "auth-user = a\nauth-allow-insecure = 1\nauth-password-command = trap '' TERM; sleep 20; sleep 20\n",
        server: { extensions: ['AUTH PLAIN'] },
        args: bounded,
      },
    ],
  ];
  it.each(waits)('%s', async (_, options) => {
    const sent = await submit(options);
    expect(sent.status, sent.stderr).toBe(75);
    expect(sent.durationMs).toBeLessThan(limitMs);
  });

  it.each([
    ['--body-file', 75],
    ['--attach', 75],
    ['--html', 75],
    ['--signature-file', 75],
    ['--log-file', 0],
    ['--metrics-file', 0],
    ['--config', 78],
  ] as const)('where %s is a pipe that nobody opens at its other end', async (option, status) => {
    await using place = await directory();
    execFileSync('mkfifo', [place.file('pipe')]);
    const rest = option === '--body-file' || option === '--html' ? withoutBody : bounded;
    const sent = await submit({ args: [option, place.file('pipe'), ...rest] });
    expect(sent.durationMs).toBeLessThan(limitMs);
    expect(sent.status, sent.stderr).toBe(status);
  });

  it('where nobody reads its output', async () => {
    await using place = await directory();
    execFileSync('mkfifo', [place.file('pipe')]);
    // Open for both: to write never fails, and nobody reads.
    const pipe = openSync(place.file('pipe'), constants.O_RDWR);
    try {
      const body = 'x'.repeat(70) + '\n';
      const sent = await submit({
        args: ['--dry-run', ...withoutBody],
        stdin: body.repeat(20_000),
        stdoutTo: pipe,
      });
      expectSaid(sent, 75);
      expect(sent.durationMs).toBeLessThan(limitMs);
    } finally {
      closeSync(pipe);
    }
  });
});
