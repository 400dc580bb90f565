/**
 * A program with the library that notes what the library does to its process, and says so at the end: what it reads of
 * the environment, what it writes, listens to, changes and loads. It sends the messages of its instructions.
 */
'use strict';

const { createReadStream } = require('node:fs');
const path = require('node:path');

const { messages, options, verify } = JSON.parse(process.env['E2E_INSTRUCTIONS'] ?? '');
const notes = { read: [], did: [], results: [], modules: [], listeners: [] };

const own = new Set(['E2E_INSTRUCTIONS']);
process.env = new Proxy(process.env, {
  get(target, name) {
    if (typeof name === 'string' && !own.has(name)) notes.read.push(name);
    return target[name];
  },
  ownKeys(target) {
    notes.read.push('*');
    return Reflect.ownKeys(target);
  },
});
const argv = process.argv;
Object.defineProperty(process, 'argv', {
  get() {
    if (/sendmemo|dist/.test(new Error().stack.split('\n').slice(2, 3).join())) notes.did.push('argv');
    return argv;
  },
});
for (const name of ['exit', 'abort', 'umask', 'chdir', 'setuid', 'seteuid', 'setgid', 'setgroups', 'kill']) {
  const original = process[name];
  process[name] = (...values) => {
    notes.did.push(name);
    return original.apply(process, values);
  };
}
for (const stream of [process.stdout, process.stderr]) {
  const { write } = stream;
  stream.write = function (...values) {
    if (!String(values[0]).startsWith('{"read"'))
      notes.did.push(stream === process.stdout ? 'stdout' : 'stderr');
    return write.apply(stream, values);
  };
}
const before = process.eventNames();

const { sendmemoTransport } = require(path.join(__dirname, '..', '..', '..', 'dist', 'index.cjs'));
const nodemailer = require('nodemailer');

async function main() {
  const transporter = nodemailer.createTransport(sendmemoTransport(options));
  if (verify) notes.results.push(await transporter.verify().catch(({ code }) => code));
  for (const { streams = [], ...message } of messages) {
    const attachments = streams.map((file) => ({
      filename: path.basename(file),
      content: createReadStream(file),
    }));
    const sending = transporter.sendMail({
      ...message,
      attachments: [...(message.attachments ?? []), ...attachments],
    });
    notes.results.push(
      await sending.then(
        ({ status }) => status,
        ({ code, failure }) => `${code} ${failure.code}`,
      ),
    );
  }
  notes.listeners = process.eventNames().filter((name) => !before.includes(name));
  notes.modules = Object.keys(require.cache).map((file) => path.basename(file));
  notes.peakKiB = process.resourceUsage().maxRSS;
  notes.read = [...new Set(notes.read)];
  // The process ends by itself: neither the transport nor its sessions are closed here.
  process.stdout.write(`${JSON.stringify(notes)}\n`);
}

void main();
