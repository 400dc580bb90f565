/** What the scenarios need to be there: certificates, server directories, messages, servers. Gone when disposed of. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { postfixMissing, startPostfix } from '../test/mta/postfix.ts';
import { createRoot, issueServer } from '../test/support/pki.ts';
import { programOf, type Mode, type Task } from './peers.ts';

const run = promisify(execFile);

/** A server program of bench/programs, and what it says, line by line. */
export interface Running {
  readonly says: readonly Readonly<Record<string, number>>[];
  stop(): void;
}

export interface Deps {
  readonly home: string;
  /** A task against our own server. */
  readonly task: (mode: Mode) => Task;
  /** The same with the system's CAs besides the test CA; null where the system has none in the usual place. */
  readonly withKnownCas: ((mode: Mode) => Task) | null;
  /** A task against Postfix with STARTTLS; null where there can be none. */
  readonly postfix: Task | null;
  /** A task against the server that answers at once, and what it says of each connection; null: no Python. */
  readonly fast: { readonly task: Task; readonly server: Running } | null;
  /** A task over a line of so many milliseconds one way, and the talk so far. */
  readonly delayed: { readonly task: Task; readonly proxy: Running };
  /** A file of random octets. */
  readonly largeFile: (megabytes: number) => Promise<string>;
  stop(): Promise<void>;
}

/** One way; there and back is twice that. */
export const delayMs = 50;

export async function createDeps(): Promise<Deps> {
  const home = await mkdtemp(join(tmpdir(), 'sendmemo-bench-'));
  const at = (name: string) => join(home, name);
  const authority = await createRoot({ name: 'Benchmark CA' });
  const names = ['127.0.0.1', 'localhost', 'mx.example.com'];
  const server = await issueServer(authority, { commonName: 'mx.example.com', names, key: 'rsa2048' });
  await writeFile(at('ca.pem'), authority.certificatePem);
  await writeFile(at('server.pem'), server.certificatePem);
  await writeFile(at('server.key'), server.keyPem);
  await writeMessages(at);
  for (const mode of ['plain', 'starttls', 'smtps'] as const) {
    await writeDirectory(at(mode), mode, at('ca.pem'));
    await writeDirectory(at(`${mode}-known`), mode, null);
  }

  const own = await start('smtp-server.mjs', [at('server.pem'), at('server.key')]);
  const ports = own.says[0] ?? {};
  const task = (mode: Mode): Task => ({
    mode,
    port: (mode === 'smtps' ? ports['smtps'] : ports['plain']) ?? 0,
    caFile: at('ca.pem'),
    caDirectory: null,
    directory: at(mode),
    messageFile: at('message.eml'),
    queueFile: at('queued'),
    attachment: null,
  });
  const proxy = await start('delay-proxy.mjs', [String(task('starttls').port), String(delayMs)]);
  const fast = await start('fast-server.py', [at('server.pem'), at('server.key')]).catch(() => null);
  const missing = await postfixMissing();
  const postfix =
    missing === null
      ? await startPostfix({
          certFile: at('server.pem'),
          keyFile: at('server.key'),
          settings: ['virtual_transport = discard:'],
        })
      : null;
  return {
    home,
    task,
    withKnownCas: (await knownCas(at))
      ? (mode) => ({
          ...task(mode),
          caFile: at('known.pem'),
          caDirectory: at('known'),
          directory: at(`${mode}-known`),
        })
      : null,
    postfix: postfix && { ...task('starttls'), port: postfix.ports.plain },
    fast: fast && { task: { ...task('starttls'), port: fast.says[0]?.['port'] ?? 0 }, server: fast },
    delayed: { task: { ...task('starttls'), port: proxy.says[0]?.['port'] ?? 0 }, proxy },
    async largeFile(megabytes) {
      const path = at(`${megabytes}.pdf`);
      const octets = Buffer.alloc(1024 * 1024);
      for (let index = 0; index < octets.length; index++) octets[index] = (index * index) >> 5;
      await using file = await open(path, 'w');
      for (let written = 0; written < megabytes; written++) await file.write(octets);
      return path;
    },
    async stop() {
      own.stop();
      proxy.stop();
      fast?.stop();
      await postfix?.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}

async function writeMessages(at: (name: string) => string): Promise<void> {
  const message = [
    'From: a@example.com',
    'To: b@example.com',
    'Subject: a subject',
    'Date: Sun, 22 Nov 2026 10:00:00 +0000',
    'Message-ID: <1@example.com>',
    '',
    'a text',
    '',
  ].join('\n');
  await writeFile(at('message.eml'), message);
  await writeFile(at('queued'), `a@example.com\nb@example.com\n\n${message}`);
}

async function writeDirectory(directory: string, mode: Mode, caFile: string | null): Promise<void> {
  await mkdir(directory);
  const settings = [
    `EnableTLS = ${{ plain: 0, starttls: 1, smtps: 2 }[mode]}`,
    ...(caFile === null ? [] : [`CAFile = ${caFile}`]),
  ];
  await writeFile(join(directory, 'sendmemo-ssl.cfg'), `${settings.join('\n')}\n`);
}

/** Debian's list and its hashed directory, with the test CA in both. */
async function knownCas(at: (name: string) => string): Promise<boolean> {
  try {
    const known = await readFile('/etc/ssl/certs/ca-certificates.crt', 'latin1');
    await writeFile(at('known.pem'), known + (await readFile(at('ca.pem'), 'latin1')));
    await cp('/etc/ssl/certs', at('known'), { recursive: true, dereference: true });
    await cp(at('ca.pem'), join(at('known'), 'benchmark-ca.pem'));
    await run('openssl', ['rehash', at('known')]);
    return true;
  } catch {
    return false;
  }
}

async function start(program: string, words: readonly string[]): Promise<Running> {
  const runtime = program.endsWith('.py') ? '/usr/bin/python3' : process.execPath;
  const child = spawn(runtime, [programOf(program), ...words], { stdio: ['ignore', 'pipe', 'inherit'] });
  const says: Record<string, number>[] = [];
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => says.push(JSON.parse(line) as Record<string, number>));
  const ended = Promise.race([once(child, 'error'), once(child, 'exit')]).then(() => {
    throw new Error(`${program} did not start`);
  });
  ended.catch(() => {});
  await Promise.race([once(lines, 'line'), ended]);
  return { says, stop: () => void child.kill() };
}
