/**
 * The relay under load; not part of `npm test`. Build first.
 *
 *   node scripts/relay-load.mjs --rounds 100    kill -9 at a random moment, 100 times: what got its 250 is in the spool
 *   node scripts/relay-load.mjs --crowd         1,000 connections at once, 200 of them slow: memory, and others served
 *
 * Prints one line of JSON for each part and ends with 1 where something was lost.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs/promises';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const program = fileURLToPath(new URL('../bin/sendmemo', import.meta.url));
const { values } = parseArgs({ options: { rounds: { type: 'string' }, crowd: { type: 'boolean' } } });
const home = await fs.mkdtemp(path.join(os.tmpdir(), 'sendmemo-relay-'));
const env = { PATH: process.env.PATH, HOME: home, LANG: 'C.UTF-8' };

try {
  if (values.rounds !== undefined) await killLoop(Number(values.rounds));
  if (values.crowd) await crowd();
} finally {
  await fs.rm(home, { recursive: true });
}

async function start(...settings) {
  const words = [
    'relay',
    '--json',
    '--queue-only',
    '--server-dir',
    home,
    '--set',
    'relay-listen=127.0.0.1:0',
  ];
  const child = spawn(program, [...words, ...settings.flatMap((one) => ['--set', one])], { env });
  child.stderr.pipe(process.stderr);
  const lines = createInterface({ input: child.stdout });
  const [first] = await once(lines, 'line');
  lines.on('line', () => {});
  return { child, port: JSON.parse(first).addresses[0].port };
}

/** Says one reply's worth at a time; resolves to null where the connection ends. */
function client(port) {
  const socket = net.connect(port, '127.0.0.1');
  socket.on('error', () => {});
  let text = '';
  let wake = () => {};
  socket.on('data', (chunk) => {
    text += chunk;
    wake();
  });
  socket.on('close', () => wake());
  return {
    socket,
    reply: async () => {
      for (;;) {
        const found = /^(?:\d{3}-.*\r\n)*\d{3} .*\r\n/.exec(text)?.[0];
        if (found !== undefined) {
          text = text.slice(found.length);
          return found;
        }
        if (socket.destroyed) return null;
        await new Promise((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}

/** @returns whether the final dot was answered 250 */
async function send(port, id) {
  const { socket, reply } = client(port);
  const lines = [
    null,
    'EHLO load',
    'MAIL FROM:<a@example.com>',
    `RCPT TO:<${id}@example.com>`,
    'DATA',
    `Subject: ${id}\r\n\r\n${'text '.repeat(2000)}\r\n.`,
  ];
  let last = null;
  for (const line of lines) {
    if (line !== null) socket.write(`${line}\r\n`);
    last = await reply();
    if (last === null || !/^[23]/.test(last)) break;
  }
  socket.destroy();
  return last?.startsWith('250') ?? false;
}

async function killLoop(rounds) {
  const accepted = new Set();
  let sent = 0;
  for (let round = 0; round < rounds; round += 1) {
    const { child, port } = await start();
    const exited = once(child, 'exit');
    let isUp = true;
    const workers = Array.from({ length: 8 }, async () => {
      while (isUp) {
        sent += 1;
        const id = `m${sent}`;
        if (await send(port, id)) accepted.add(id);
      }
    });
    await new Promise((resolve) => {
      setTimeout(resolve, 20 + Math.random() * 400);
    });
    isUp = false;
    child.kill('SIGKILL');
    await Promise.all([exited, ...workers]);
  }
  const listed = spawn(program, ['queue', 'list', '--json', '--server-dir', home], { env });
  const found = new Set();
  for await (const line of createInterface({ input: listed.stdout }))
    for (const [, id] of line.matchAll(/(m\d+)@example\.com/g)) found.add(id);
  const lost = [...accepted].filter((id) => !found.has(id));
  console.log(
    JSON.stringify({ rounds, sent, accepted: accepted.size, inSpool: found.size, lost: lost.length }),
  );
  if (lost.length > 0) process.exitCode = 1;
}

async function crowd() {
  const { child, port } = await start('relay-connections=2000', 'relay-client-connections=2000');
  const memory = async () => {
    const status = await fs.readFile(`/proc/${child.pid}/status`, 'utf8');
    return Math.round(Number(/^VmRSS:\s+(\d+)/m.exec(status)[1]) / 1024);
  };
  const before = await memory();
  const crowded = Array.from({ length: 1000 }, () => client(port));
  await Promise.all(crowded.map(({ reply }) => reply()));
  const connected = await memory();
  // 200 of them drip a message.
  const slow = crowded.slice(0, 200);
  for (const line of ['HELO slow', 'MAIL FROM:<a@example.com>', 'RCPT TO:<b@example.com>', 'DATA']) {
    for (const { socket } of slow) socket.write(`${line}\r\n`);
    await Promise.all(slow.map(({ reply }) => reply()));
  }
  const drip = setInterval(() => {
    for (const { socket } of slow) socket.write('x');
  }, 200);
  const began = performance.now();
  let served = 0;
  for (let n = 0; n < 200; n += 1) if (await send(port, `c${n}`)) served += 1;
  const seconds = Math.round((performance.now() - began) / 100) / 10;
  const peak = await memory();
  clearInterval(drip);
  const exited = once(child, 'exit');
  for (const { socket } of crowded) socket.destroy();
  child.kill('SIGTERM');
  const [status] = await exited;
  console.log(JSON.stringify({ megabytes: { before, connected, peak }, served, of: 200, seconds, status }));
  if (served !== 200 || status !== 0) process.exitCode = 1;
}
