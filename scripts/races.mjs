// What root does in the directories of another user, while that user exchanges names there: as root,
//
//   npm run test:races            200 rounds of each attack
//   node scripts/races.mjs 20     20 rounds; SENDMEMO=/path/to/bin/sendmemo tries another build
//
// The attacker is the user `nobody`, in a process of its own. A round is won where something of root's has changed
// that `nobody` could not change alone: a file, or what is in a directory, its owner or its mode. None may be won.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const nobody = 65534;
const sendmemo = process.env.SENDMEMO ?? fileURLToPath(new URL('../bin/sendmemo', import.meta.url));

/** Runs as `nobody`: exchanges names until it is ended. Plain text, for that user may not read this checkout. */
const attacker = `
const fs = require('node:fs');
const path = require('node:path');
const [kind, home, victim] = process.argv.slice(1);
const quietly = (work) => { try { return work(); } catch { return undefined; } };
let count = 0;
const swap = (name, target) => quietly(() => {
  if (fs.lstatSync(name).isSymbolicLink()) return;
  fs.renameSync(name, path.join(home, 'aside.' + count++));
  fs.symlinkSync(target, name);
});
const within = (directory) => (quietly(() => fs.readdirSync(directory)) ?? []).map((name) => path.join(directory, name));
const attacks = {
  config() {
    const file = path.join(home, 'sendmemo.cfg');
    const inode = fs.lstatSync(file).ino;
    return () => { if (quietly(() => fs.lstatSync(file).ino) !== inode) swap(file, victim); };
  },
  run: () => () => { for (const name of within(path.join(home, 'spool', 'active'))) swap(name, victim); },
  entry: () => () => { for (const name of within(path.join(home, 'spool', 'tmp'))) swap(name, victim); },
  made: () => () => {
    for (const name of ['spool', 'spool/tmp', 'spool/waiting']) swap(path.join(home, name), victim);
  },
};
const attack = attacks[kind]();
process.stdout.write('ready');
for (;;) attack();
`;

if (process.geteuid() !== 0) {
  console.error('races: needs root');
  process.exit(77);
}
const rounds = Number(process.argv[2] ?? 200);
const server = await startServer();
const base = fs.mkdtempSync(path.join(os.tmpdir(), 'races-'));
fs.chmodSync(base, 0o755);
let lost = 0;
try {
  for (const kind of ['config', 'run', 'entry', 'made']) {
    let won = 0;
    for (let round = 0; round < rounds; round += 1) if (await play(kind, `${kind}${round}`)) won += 1;
    console.log(`${kind}: ${won} of ${rounds} won`);
    lost += won;
  }
} finally {
  server.close();
  fs.rmSync(base, { recursive: true, force: true });
}
process.exitCode = lost === 0 ? 0 : 1;

/** @returns whether the attacker has won */
async function play(kind, name) {
  const place = path.join(base, name);
  const [home, victim] = [path.join(place, 'home'), path.join(place, 'victim')];
  fs.mkdirSync(place);
  fs.mkdirSync(home);
  fs.chownSync(home, nobody, nobody);
  if (kind === 'config') fs.writeFileSync(victim, 'secret', { mode: 0o600 });
  else fs.mkdirSync(victim, { mode: 0o755 });
  await prepare(kind, home);
  const before = stateOf(victim);
  const evil = spawn(process.execPath, ['-e', attacker, kind, home, victim], {
    uid: nobody,
    gid: nobody,
    cwd: '/',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = new Promise((resolve) => evil.once('exit', resolve));
  await new Promise((resolve) => evil.stdout.once('data', resolve));
  await command(argumentsOf(kind, home));
  evil.kill('SIGKILL');
  await ended;
  const won = stateOf(victim) !== before;
  fs.rmSync(place, { recursive: true, force: true });
  return won;
}

async function prepare(kind, home) {
  if (kind === 'config') fs.writeFileSync(path.join(home, 'sendmemo.cfg'), 'smtp-server-port = 25\n');
  if (kind === 'config') fs.chownSync(path.join(home, 'sendmemo.cfg'), nobody, nobody);
  if (kind === 'config' || kind === 'made') return;
  // The spool is the attacker's own, made and filled by the attacker.
  const message = ['--spool', '-f', 'a@example.com', '--to', 'b@example.com', '-b', 'y'];
  await command(['--spool-directory', path.join(home, 'spool'), ...message], nobody);
}

function argumentsOf(kind, home) {
  const spool = ['--spool-directory', path.join(home, 'spool')];
  const port = String(server.address().port);
  if (kind === 'config') return ['config', 'set', 'smtp-server-port', '2525', '--server-dir', home];
  if (kind === 'run') return ['queue', 'run', ...spool, '-H', '127.0.0.1', '-p', port];
  return ['--spool', ...spool, '-f', 'a@example.com', '--to', 'b@example.com', '-b', 'y'];
}

function command(args, user = 0) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [sendmemo, ...args], {
      uid: user,
      gid: user,
      cwd: '/',
      env: { PATH: process.env.PATH, HOME: '/', LANG: 'C.UTF-8' },
      stdio: 'ignore',
    });
    child.once('exit', resolve);
  });
}

function stateOf(victim) {
  const { uid, gid, mode } = fs.lstatSync(victim);
  const names = fs.statSync(victim).isDirectory() ? fs.readdirSync(victim) : fs.readFileSync(victim, 'utf8');
  return JSON.stringify([uid, gid, mode, names]);
}

/** Puts off every recipient, slowly: a try has to be recorded, and there is time to do something meanwhile. */
async function startServer() {
  const listening = net.createServer((socket) => {
    socket.on('error', () => {});
    socket.write('220 mail.example.com\r\n');
    socket.on('data', (data) => {
      const verb = data.toString('latin1').slice(0, 4).toUpperCase();
      if (verb === 'QUIT') return void socket.end('221 bye\r\n');
      const reply = verb === 'RCPT' ? '451 4.2.0 later\r\n' : '250 ok\r\n';
      setTimeout(() => socket.write(reply), verb === 'RCPT' ? 100 : 0);
    });
  });
  await new Promise((resolve) => {
    listening.listen(0, '127.0.0.1', resolve);
  });
  return listening;
}
