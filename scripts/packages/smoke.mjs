/** What the smoke tests of all packages do with the program: run it, and send a message through its own test server. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';

const patienceMs = 120_000;

export function expect(holds, text) {
  if (!holds) throw new Error(text);
}

export function say(text) {
  process.stdout.write(`ok  ${text}\n`);
}

/** Runs a program to its end, with no more than the environment that is given. */
export async function run(program, words, { env = {}, input = '', cwd } = {}) {
  const child = spawn(program, words, { env, cwd, stdio: ['pipe', 'pipe', 'pipe'], timeout: patienceMs });
  const result = { status: null, stdout: '', stderr: '' };
  child.stdin.on('error', () => {});
  child.stdout.setEncoding('utf8').on('data', (text) => (result.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (result.stderr += text));
  child.stdin.end(input);
  const [status, signal] = await once(child, 'close');
  return { ...result, status: status ?? signal };
}

/** The same; anything but status 0 is a failure. @returns standard output */
export async function succeed(program, words, options) {
  const { status, stdout, stderr } = await run(program, words, options);
  expect(status === 0, `status ${status} of: ${program} ${words.join(' ')}\n${stdout}${stderr}`);
  return stdout;
}

/** Gives `use` an empty folder that is gone afterwards. */
export async function withFolder(use) {
  const folder = await mkdtemp(join(tmpdir(), 'sendmemo-smoke-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Follows the links of all Markdown pages below a folder to files: README and guides are read where they are installed. */
export async function checkLinks(folder) {
  const pages = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.md'));
  const broken = [];
  for (const page of pages) {
    const text = await readFile(join(folder, page), 'utf8').catch(() => '');
    for (const [, link] of text.matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)) {
      const target = join(folder, dirname(page), link);
      await access(target).catch(() => broken.push(`${page}: ${link}`));
    }
  }
  expect(pages.length > 10, `${folder} has ${pages.length} pages`);
  expect(broken.length === 0, `links that lead nowhere: ${broken.join(', ')}`);
  say('README and guides are there, and their links work');
}

/**
 * Version, help in Japanese, completion; a message over STARTTLS to the test server, its certificate verified, and
 * `check`: all with the program alone.
 * @param program the command, @param env its environment
 */
export async function tryProgram(program, { env, version }) {
  const said = await succeed(program, ['--version'], { env });
  expect(said.includes(version), `--version said ${said}`);
  // LC_ALL would decide, were it not empty.
  const japanese = await succeed(program, ['--help'], { env: { ...env, LC_ALL: '', LANG: 'ja_JP.UTF-8' } });
  expect(/\p{Script=Hiragana}/u.test(japanese), `the help is not Japanese:\n${japanese}`);
  const completion = await succeed(program, ['completion', 'bash'], { env });
  expect(completion.includes('--smtp-server-host'), `the completion has no options:\n${completion}`);
  say('version, Japanese help, completion');

  await withSink(program, { env }, async ({ directory, messages }) => {
    const place = ['--server-dir', directory];
    const words = ['--from', 'printer@example.com', '-s', 'from the package', '--json', 'ops@example.com'];
    const sent = JSON.parse(await succeed(program, [...place, ...words], { env, input: 'Grüße\n' }));
    expect(sent.status === 'sent' && sent.tls?.verify === 'OK', `the result was ${JSON.stringify(sent)}`);
    await succeed(program, ['check', ...place], { env });
    const [message, ...others] = await messages();
    expect(others.length === 0 && /^Subject: from the package\r?$/m.test(message ?? ''), `came: ${message}`);
  });
  say('a message over STARTTLS, verify=OK; check');
}

/**
 * Starts the program's test server with STARTTLS and gives `use` what it needs.
 * @param use gets settings: lines for both files; directory: a server working directory with them; messages(): what came
 */
export async function withSink(program, { env }, use) {
  await withFolder(async (base) => {
    const maildir = join(base, 'mail');
    const words = [
      'sink',
      '--json',
      '--port',
      '0',
      '--tls',
      'starttls',
      '--cert-dir',
      join(base, 'certificates'),
    ];
    const sink = spawn(program, [...words, '--maildir', maildir], {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const closed = once(sink, 'close');
    try {
      const early = closed.then(([status]) => {
        throw new Error(`the test server ended with status ${status}`);
      });
      early.catch(() => {});
      const [line] = await Promise.race([once(createInterface({ input: sink.stdout }), 'line'), early]);
      const settings = JSON.parse(line);
      const directory = join(base, 'server');
      await mkdir(directory);
      await writeFile(join(directory, 'sendmemo-ssl.cfg'), `${settings.tlsSettings.join('\n')}\n`);
      await writeFile(join(directory, 'sendmemo.cfg'), `${settings.serverSettings.join('\n')}\n`);
      const messages = async () => {
        const names = await readdir(join(maildir, 'new'));
        return Promise.all(names.toSorted().map((name) => readFile(join(maildir, 'new', name), 'utf8')));
      };
      await use({ settings, directory, messages });
    } finally {
      sink.kill();
      await closed;
    }
  });
}
