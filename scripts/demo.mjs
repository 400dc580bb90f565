/**
 * The whole way once, on this machine alone: a test server with STARTTLS and a CA of its own, a server working
 * directory with sendmemo-ssl.cfg, a notification with an attachment as a print server submits it, and the message as
 * it arrived. Uses nothing but Node and bin/sendmemo. Status 0 where all of it worked, else 1. With --http the server
 * stays, and shows the message on a web page until Ctrl-C.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const program = join(root, 'bin', 'sendmemo');
const timeLimitMs = 60_000;
const sender = 'infoprint@print.example.com';
const recipient = 'operator@example.com';
const stays = process.argv.includes('--http');

/** What still runs, so that a failure leaves nothing behind. */
const running = new Set();
let steps = 0;

function step(text) {
  steps += 1;
  process.stdout.write(`\n${steps}. ${text}\n`);
}

function show(text) {
  process.stdout.write(`${text.trimEnd().replace(/^(?=.)/gm, '   ')}\n`);
}

/** Runs bin/sendmemo with a clean environment: nothing of the caller's trust or settings counts. */
function start(words, environment = {}) {
  const child = spawn(process.execPath, [program, ...words], {
    env: { PATH: process.env.PATH, LANG: 'C.UTF-8', ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  running.add(child);
  const result = { child, stdout: '', stderr: '' };
  // A child that has gone before it has read its input says why by its status.
  child.stdin.on('error', () => {});
  child.stdout.setEncoding('utf8').on('data', (text) => (result.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (result.stderr += text));
  result.ended = new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status, signal) => {
      running.delete(child);
      resolve(status ?? signal);
    });
  });
  // Waited for where it matters; a failure elsewhere must not end the demonstration unexplained.
  result.ended.catch(() => {});
  return result;
}

/** Waits until the output of a program matches. */
async function outputOf(run, pattern, what) {
  for (;;) {
    const found = pattern.exec(run.stdout);
    if (found !== null) return found;
    const more = new Promise((resolve) => {
      run.child.stdout.once('data', resolve);
    });
    const status = await Promise.race([more.then(() => 'more'), run.ended.then((code) => ({ code }))]);
    if (status !== 'more' && pattern.exec(run.stdout) === null) {
      throw new Error(`${what}: it ended with status ${status.code}\n${run.stdout}${run.stderr}`);
    }
  }
}

function expect(holds, text) {
  if (!holds) throw new Error(text);
}

async function demonstrate(base) {
  const certificates = join(base, 'certs');
  const maildir = join(base, 'mail');

  step('Start a mail server to try things against: it offers STARTTLS and makes a CA of its own.');
  const sinkWords = ['sink', '--port', '0', '--tls', 'starttls', '--require-tls'];
  sinkWords.push(...(stays ? ['--http', '0'] : ['--count', '1']));
  show(`$ sendmemo ${sinkWords.join(' ')} --cert-dir certs --maildir mail`);
  const sink = start([...sinkWords, '--cert-dir', certificates, '--maildir', maildir]);
  const [, port] = await outputOf(sink, /smtp-server-port = (\d+)\r?\n/, 'the sink did not start');
  show(`It listens on 127.0.0.1:${port}.`);

  step('Write the server working directory of a print server named MainServer.');
  const directory = join(base, 'pd', 'MainServer');
  const files = {
    'sendmemo-ssl.cfg': ['EnableTLS = 1', `CAFile = ${join(certificates, 'ca.pem')}`],
    'sendmemo.cfg': ['smtp-server-host = 127.0.0.1', `smtp-server-port = ${port}`],
  };
  await mkdir(directory, { recursive: true });
  for (const [name, lines] of Object.entries(files)) {
    await writeFile(join(directory, name), `${lines.join('\n')}\n`);
    show(`${name}:\n${lines.map((line) => `    ${line}`).join('\n')}`);
  }

  step('Submit a notification with an attachment, as the print server does.');
  const report = join(base, 'job-4711.txt');
  await writeFile(report, 'Job 4711: 12 pages, printer lp1, stopped at page 7.\n');
  const logFile = join(base, 'mail.log');
  const words = ['--server', 'MainServer', '--from', sender];
  words.push('--subject', '5010-192 Message from InfoPrint server: MainServer');
  words.push('--attach', report, '--log-file', logFile, recipient);
  const shown = words.map((word) => (word.includes(' ') ? `'${word}'` : word.replace(`${base}/`, '')));
  show(`$ sendmemo ${shown.join(' ')}`);
  const send = start(words, { SENDMEMO_BASE_DIR: join(base, 'pd') });
  send.child.stdin.end('5010-304 The queue lp1-queue has stopped: paper jam at page 7.\n');
  const status = await send.ended;
  expect(status === 0, `sendmemo ended with status ${status}\n${send.stderr}${send.stdout}`);
  show('Status 0: the server has taken it.');

  step('Look at the session in the log.');
  const log = await readFile(logFile, 'utf8');
  const record = log
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
    .find((line) => String(line.msg).startsWith('STARTTLS=client'));
  expect(record !== undefined, `the log has no record of the TLS session:\n${log}`);
  show(record.msg);
  expect(record.msg.includes('verify=OK'), 'the session was not verified');

  step('Look at the message as it arrived.');
  if (stays) {
    await outputOf(sink, /message 1/, 'no message came');
  } else {
    const sinkStatus = await sink.ended;
    expect(sinkStatus === 0, `the sink ended with status ${sinkStatus}\n${sink.stderr}`);
  }
  const [name, ...others] = await readdir(join(maildir, 'new'));
  expect(
    name !== undefined && others.length === 0,
    `${others.length + Number(name !== undefined)} messages came`,
  );
  const message = (await readFile(join(maildir, 'new', name), 'utf8')).replaceAll('\r\n', '\n');
  show(message.split('\n').slice(0, 32).join('\n'));
  show('\n(verify=NO in Received is the word of the server: it was shown no client certificate.)');
  for (const part of ['version=TLSv1', 'MainServer', 'The queue lp1-queue has stopped', 'job-4711.txt']) {
    expect(message.includes(part), `the message does not hold "${part}"`);
  }

  process.stdout.write('\nAll of it worked: STARTTLS, verify=OK, delivered.\n');
  return stays ? sink : null;
}

/** Until Ctrl-C, which ends the sink too, or until the sink ends. */
async function stay(sink) {
  const [, page] = await outputOf(sink, /web page: (\S+)/, 'the sink has no page');
  process.stdout.write(`\nThe message is at ${page} until you press Ctrl-C.\n`);
  await Promise.race([sink.ended, once(process, 'SIGINT'), once(process, 'SIGTERM')]);
}

async function main() {
  if (!existsSync(join(root, 'dist', 'sendmemo.cjs'))) {
    throw new Error('there is no build yet: run "npm run build", or "npm run demo", which builds first');
  }
  const base = await mkdtemp(join(tmpdir(), 'sendmemo-demo-'));
  let timer;
  const late = new Promise((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`not done after ${timeLimitMs / 1000} seconds`)), timeLimitMs);
    for (const signal of ['SIGINT', 'SIGTERM']) {
      process.once(signal, () => reject(new Error(`ended by ${signal}`)));
    }
  });
  try {
    const sink = await Promise.race([demonstrate(base), late]);
    clearTimeout(timer);
    if (sink !== null) await stay(sink);
  } finally {
    clearTimeout(timer);
    for (const child of running) child.kill();
    await rm(base, { recursive: true, force: true });
  }
}

process.stdout.write('sendmemo: the whole way once, on this machine alone.\n');
try {
  await main();
} catch (error) {
  process.stderr.write(
    `\nThe demonstration failed: ${error instanceof Error ? error.message : String(error)}\n`,
  );
  process.exitCode = 1;
}
