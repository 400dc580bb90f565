/**
 * Tries the library of an npm archive as programs use it: an ES module, CommonJS, TypeScript with both, with one version
 * of nodemailer that the program installs.
 */
import { cp, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from './project.mjs';
import { expect, say, succeed, withSink } from './smoke.mjs';

const send = `
const transporter = nodemailer.createTransport(sendmemoTransport({ serverDirectory: process.argv[2] }));
const { servers } = await loadSettings({ serverDirectory: process.argv[2] });
await transporter.verify();
const info = await transporter.sendMail({
  from: 'program@example.com',
  to: ['ops@example.com', 'desk@example.com'],
  bcc: 'audit@example.com',
  subject: process.argv[3],
  text: 'Grüße',
  attachments: [{ path: process.argv[1] }, { filename: 'stream.txt', content: Readable.from(['streamed']) }],
  dsn: { id: 'job', return: 'headers', notify: 'failure', recipient: 'ops@example.com' },
});
const refused = await transporter.sendMail({ to: 'root, a@example.com', text: 'x' }).catch((error) => error);
const url = { to: 'a@example.com', attachments: [{ href: 'http://127.0.0.1:1/' }] };
const fetched = await transporter.sendMail(url).catch((error) => error);
const ended = await transporter
  .sendMail({ to: 'a@example.com', text: 'x', signal: AbortSignal.abort() })
  .catch((error) => error);
const known = refused instanceof SendmemoError && refused.failure.code;
console.log(JSON.stringify([servers.length, info.status, info.accepted.length, info.report.tls.verify, refused.code, known, fetched.code, ended.code]));
`;
const sent = JSON.stringify([1, 'sent', 3, 'OK', 'EENVELOPE', 'ADDRESS', 'ESTREAM', 'EABORT']);
const names = 'loadSettings, SendmemoError, sendmemoTransport';

const programs = {
  'send.mjs': `import { Readable } from 'node:stream';
import nodemailer from 'nodemailer';
import { ${names} } from 'sendmemo';
${send}`,
  'send.cjs': `const { Readable } = require('node:stream');
const nodemailer = require('nodemailer');
const { ${names} } = require('sendmemo');
(async () => {${send}})();`,
};

/** What a program in TypeScript does; a line with an error has to have one. */
const typed = `
const transport: SendmemoTransport = sendmemoTransport({ serverDirectory: '/x', maxConnections: 2, onWarning: ({ text }) => text.length });
const transporter = createTransport(transport);
export async function use(): Promise<string> {
  const settings = await loadSettings({ environment: {} });
  const host: string | undefined = settings.servers[0]?.host;
  // @ts-expect-error: settings are read only
  settings.delivery = 'spool';
  // @ts-expect-error: no such option
  sendmemoTransport({ serverDir: '/x' });
  try {
    const info: SendmemoInfo = (await transporter.sendMail({ to: 'a@example.com', text: 'x' })) CAST;
    const status: 'sent' | 'partial' | 'queued' | 'failed' = info.status;
    const first: string | undefined = info.accepted[0];
    return status + String(first) + info.messageId + String(info.report?.tls?.version) + String(host);
  } catch (error) {
    if (!(error instanceof SendmemoError)) throw error;
    const { failure } = error;
    return failure.code === 'SIZE' && failure.reason === 'size-limit' ? String(failure.limitBytes) : error.code;
  }
}
`;
const typedProgram = `import { createTransport } from 'nodemailer';
import { ${names}, type SendmemoInfo, type SendmemoTransport } from 'sendmemo';
${typed}`;
const alone = `import { sendmemoTransport, type Failure } from 'sendmemo';
export const name: 'sendmemo' = sendmemoTransport().name;
export const codeOf = (failure: Failure): string => failure.code;
`;

/**
 * @param installed the folder of the package as npm installed it
 * @param program its command, for the test server
 * @param modules puts nodemailer, and its types where they are a package of their own, into a folder node_modules
 */
export async function tryLibrary({ folder, installed, program, env, node, version, modules }) {
  const place = join(folder, `program-${version}`);
  await mkdir(join(place, 'node_modules', '@types'), { recursive: true });
  await writeFile(join(place, 'package.json'), '{ "name": "program", "private": true, "type": "module" }\n');
  await modules(place);
  await cp(installed, join(place, 'node_modules', 'sendmemo'), { recursive: true });
  await withSink(program, { env }, async ({ directory, messages }) => {
    for (const [name, text] of Object.entries(programs)) {
      await writeFile(join(place, name), text);
      const said = await succeed(node, [join(place, name), directory, name], { env, cwd: place });
      expect(said.trim() === sent, `${name} with nodemailer ${version} said ${said}, not ${sent}`);
    }
    const all = await messages();
    expect(all.length === 2, `${all.length} messages came`);
    for (const message of all) expect(!/audit@|^bcc:/im.test(message), `a Bcc is in ${message}`);
  });
  // Types of nodemailer before 10 know one result, that of the SMTP transport.
  await compile(
    place,
    version,
    typedProgram.replace(' CAST', version < 10 ? ' as unknown as SendmemoInfo' : ''),
  );
  say(`the library with nodemailer ${version}: ES module, require, TypeScript`);
}

async function compile(place, version, types) {
  const ours = join(root, 'node_modules');
  await symlink(join(ours, '@types', 'node'), join(place, 'node_modules', '@types', 'node'), 'dir').catch(
    () => {},
  );
  for (const [name, text] of [
    ['esm.ts', types],
    ['cjs.cts', types],
    ['alone.ts', alone],
  ]) {
    await writeFile(join(place, name), text);
  }
  const tsc = join(ours, 'typescript', 'bin', 'tsc');
  const options = ['--ignoreConfig', '--noEmit', '--strict', '--target', 'es2022', '--module', 'nodenext'];
  for (const skip of ['false', 'true']) {
    const words = [tsc, ...options, '--skipLibCheck', skip];
    const { PATH } = process.env;
    await succeed(process.execPath, [...words, '--types', 'node', 'esm.ts', 'cjs.cts'], {
      cwd: place,
      env: { PATH },
    });
    await succeed(process.execPath, [...words, 'alone.ts'], { cwd: place, env: { PATH } });
  }
  await checkMutation(place, tsc, options, version, types);
}

/** A compiler that finds nothing would find nothing here either. */
async function checkMutation(place, tsc, options, version, types) {
  await writeFile(
    join(place, 'wrong.ts'),
    types.replace("serverDirectory: '/x', max", 'serverDirectory: 1, max'),
  );
  const words = [tsc, ...options, '--types', 'node', 'wrong.ts'];
  const failed = await succeed(process.execPath, words, {
    cwd: place,
    env: { PATH: process.env['PATH'] },
  }).then(
    () => false,
    () => true,
  );
  expect(failed, `a wrong type is accepted with nodemailer ${version}`);
}
