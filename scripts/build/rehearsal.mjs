/**
 * The rehearsal: the program as it was built sends real messages to its own test server, in one process, and then
 * tells which parts it loaded, or leaves V8's code of them beside them. Code of functions that ran is in it, so that
 * a user's send finds what it needs compiled, and nothing else.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const player = fileURLToPath(new URL('player.cjs', import.meta.url));
const patienceMs = 60_000;

/**
 * Starts the test servers.
 * @param program a folder with bin/ and dist/
 */
export async function openRehearsal(program) {
  const folder = await mkdtemp(join(tmpdir(), 'sendmemo-rehearsal-'));
  const servers = [];
  const close = async () => {
    for (const { child } of servers) child.kill();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    // One after the other: the first makes the certificates for all.
    for (const mode of ['starttls', 'smtps', 'none']) servers.push(await startServer(program, folder, mode));
    const scenes = await writeScenes(folder, servers);
    return {
      /**
       * Plays all scenes with the program in a folder.
       * @param keep leaves V8's code in its dist/
       * @returns the files of dist/ that a plain send loads, and those that a message into the spool loads besides
       */
      async play(folderOfProgram, node, { keep }) {
        const launcher = join(folderOfProgram, 'bin', 'sendmemo');
        const common = { node, launcher, folder, keep };
        const { loaded: plain } = await play({ ...common, scenes: scenes.plain });
        const { loaded: spooling } = await play({ ...common, scenes: scenes.spooling, input: scenes.input });
        if (keep) await play({ ...common, scenes: scenes.others });
        return { plain, spooling: spooling.filter((name) => !plain.includes(name)) };
      },
      /** Ends the test servers. */
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The words of the command lines: those of a plain send, and some that load more. */
async function writeScenes(folder, [starttls, smtps, plain]) {
  const attachment = join(folder, 'attachment.pdf');
  const input = join(folder, 'input.eml');
  await writeFile(input, 'From: printer@example.com\nTo: ops@example.com\nSubject: a subject\n\na text\n');
  await writeFile(attachment, Buffer.alloc(100_000, 'attached'));
  for (const { directory, tlsSettings } of [plain, starttls, smtps]) {
    await writeFile(join(directory, 'sendmemo-ssl.cfg'), `${tlsSettings.join('\n')}\n`);
    await writeFile(join(directory, 'sendmemo.cfg'), 'from = printer@example.com\n');
  }
  const to = ({ directory, port }) => ['--server-dir', directory, '-H', '127.0.0.1', '-p', String(port)];
  const text = ['-f', 'printer@example.com', '-s', 'a subject', '-b', 'a text', 'ops@example.com'];
  const notify = ['--server-name', 'Main', '--message', '5010-304 a message', 'ops@example.com'];
  const log = ['--log-file', join(folder, 'mail.log')];
  const raw = ['--raw', '-f', 'printer@example.com', 'ops@example.com'];
  return {
    plain: [
      [...to(plain), ...text],
      [...to(starttls), ...text],
      [...to(smtps), ...text],
      ['notify', ...to(plain), ...notify],
    ],
    // The first one that reads standard input gets the message.
    input,
    spooling: [
      [...to(plain), '--spool', ...raw],
      ['sendmail', '-odq', '--server-dir', plain.directory, '-f', 'printer@example.com', 'ops@example.com'],
      [...to(plain), '--spool', ...text],
    ],
    others: [
      [...to(plain), '-a', attachment, ...text],
      [...to(plain), ...log, ...text],
      [...to(plain), ...raw],
      ['queue', 'run', ...to(plain)],
    ],
  };
}

async function startServer(program, folder, mode) {
  const directory = await mkdtemp(join(folder, `${mode}-`));
  const certificates = mode === 'none' ? [] : ['--cert-dir', join(folder, 'certificates')];
  const words = ['sink', '--json', '--port', '0', '--tls', mode, ...certificates];
  const child = spawn(
    process.execPath,
    [join(program, 'bin', 'sendmemo'), ...words, '--maildir', join(directory, 'mail')],
    {
      env: environment(folder),
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const events = createInterface({ input: child.stdout });
  const ended = once(child, 'close').then(() => {
    throw new Error('the test server did not start');
  });
  ended.catch(() => {});
  const [listening] = await Promise.race([once(events, 'line'), ended]);
  return { child, directory, ...JSON.parse(listening) };
}

/** @param input the file that is standard input; none: it is empty */
async function play({ node, launcher, folder, keep, scenes, input }) {
  const stdin = input === undefined ? undefined : await open(input);
  const child = spawn(node, ['--use-openssl-ca', player, JSON.stringify({ launcher, keep, scenes })], {
    cwd: folder,
    env: environment(folder),
    stdio: [stdin === undefined ? 'ignore' : stdin.fd, 'pipe', 'inherit'],
    timeout: patienceMs,
  });
  await stdin?.close();
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (said += text));
  const [status, signal] = await once(child, 'close');
  if (status !== 0) throw new Error(`the rehearsal ended with ${String(status ?? signal)}: ${said}`);
  return JSON.parse(said);
}

/** Nothing of the caller's environment counts: neither trust, nor locale, nor flags of the runtime. */
function environment(folder) {
  return { PATH: process.env['PATH'] ?? '/usr/bin:/bin', HOME: folder, LANG: 'C.UTF-8' };
}
