import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Writable } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CommonRequest } from '../../../src/commands/request.ts';
import { asFailure } from '../../../src/failure/error.ts';
import { runCerts } from '../../../src/commands/certs/run.ts';
import { runCompletion } from '../../../src/commands/completion/run.ts';
import { runConfig } from '../../../src/commands/config/run.ts';
import type { ProgramContext } from '../../../src/commands/context.ts';
import { runExplain } from '../../../src/commands/explain/run.ts';
import { chooseLocale } from '../../../src/output/locale.ts';
import { createOutput } from '../../../src/output/output.ts';
import { english } from '../../../src/words/en.ts';
import { nodeSystem } from '../../../src/system.ts';

let root: string;
beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'sendmemo-programs-'));
});
afterEach(() => fs.rmSync(root, { recursive: true, force: true }));

interface Deps {
  readonly context: ProgramContext;
  readonly stdout: () => string;
  readonly stderr: () => string;
}

/** A program's context whose output is kept in memory. */
function deps(common: Partial<CommonRequest> = {}, env: Record<string, string> = {}): Deps {
  const written = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  const stream = (kept: Buffer[]) =>
    new Writable({ write: (chunk: Buffer, _, done) => (kept.push(chunk), done()) });
  const streams = { stdout: stream(written.stdout), stderr: stream(written.stderr) };
  const request: CommonRequest = {
    settings: { serverDir: root },
    json: false,
    timeoutMs: null,
    verbose: false,
    quiet: false,
    standardError: 'messages',
    logFormat: null,
    metricsFile: null,
    ...common,
  };
  const output = createOutput({
    stdout: () => streams.stdout,
    stderr: () => streams.stderr,
    locale: chooseLocale(env),
    isTerminal: () => false,
    language: () => Promise.resolve(english),
    quiet: request.quiet,
  });
  const system = { ...nodeSystem(), ...streams, env, cwd: root };
  return {
    context: { system, common: request, output, signal: new AbortController().signal },
    stdout: () => Buffer.concat(written.stdout).toString('utf8'),
    stderr: () => Buffer.concat(written.stderr).toString('utf8'),
  };
}

const init = { command: 'config', action: 'init', directory: 'new', force: false } as const;
const show = { command: 'config', action: 'show' } as const;

test('config init is silent, and says what it wrote with -v and as JSON', async () => {
  const silent = deps();
  expect(await runConfig(init, silent.context)).toBe(0);
  expect(silent.stdout() + silent.stderr()).toBe('');
  const verbose = deps({ verbose: true });
  await runConfig({ ...init, force: true }, verbose.context);
  expect(verbose.stdout().trimEnd().split('\n')).toHaveLength(2);
  const json = deps({ json: true });
  await runConfig({ ...init, force: true }, json.context);
  expect(JSON.parse(json.stdout())).toEqual({
    files: ['sendmemo-ssl.cfg', 'sendmemo.cfg'].map((name) => path.join(root, 'new', name)),
    kept: [],
  });
  const again = deps();
  expect(await runConfig(init, again.context)).toBe(0);
  expect(again.stdout().trimEnd().split('\n')).toHaveLength(2);
});

test('config set changes what config show then shows', async () => {
  const setting = {
    command: 'config',
    action: 'set',
    changes: [{ name: 'from', value: 'a@example.com' }],
  } as const;
  expect(await runConfig(setting, deps().context)).toBe(0);
  const shown = deps({ json: true });
  expect(await runConfig(show, shown.context)).toBe(0);
  const list = JSON.parse(shown.stdout()) as readonly { readonly name: string; readonly value: string }[];
  expect(list.find(({ name }) => name === 'from')).toMatchObject({ value: 'a@example.com' });
  const text = deps();
  await runConfig(show, text.context);
  expect(text.stdout()).toMatch(/^from = a@example\.com +; .*sendmemo\.cfg:\d+$/m);
});

test('config import warns on standard error, which -q silences, and never says the password', async () => {
  fs.writeFileSync(
    path.join(root, 'spoc.conf'),
    'mailserver = m.example.com\nmailSmtpEncryption = STARTTLS\nmailuser = u\nmailpass = s3cret\n',
  );
  const request = { command: 'config', action: 'import', file: 'spoc.conf', force: true } as const;
  const loud = deps({ json: true });
  expect(await runConfig(request, loud.context)).toBe(0);
  expect(loud.stderr()).toMatch(/^sendmemo: warning: .*spoc\.conf:2: mailSmtpEncryption: /m);
  expect(JSON.parse(loud.stdout())).toMatchObject({ program: 'YSoft SafeQ' });
  expect(loud.stdout() + loud.stderr()).not.toContain('s3cret');
  const quiet = deps({ quiet: true });
  await runConfig(request, quiet.context);
  expect(quiet.stdout() + quiet.stderr()).toBe('');
});

test('explain speaks the language of the locale, lists all codes, and refuses what is none', async () => {
  const ja = deps({}, { LANG: 'ja_JP.UTF-8' });
  expect(await runExplain({ command: 'explain', code: 'dns' }, ja.context)).toBe(0);
  expect(ja.stdout()).toMatch(/^DNS: サーバー/);
  const all = deps({ json: true });
  await runExplain({ command: 'explain', code: null }, all.context);
  expect(JSON.parse(all.stdout())).toHaveLength(30);
  const failure = await runExplain({ command: 'explain', code: 'nope' }, deps().context).catch(asFailure);
  expect(failure).toMatchObject({ code: 'USAGE' });
});

test('completion prints the script of the shell', async () => {
  const bash = deps();
  expect(await runCompletion({ command: 'completion', shell: 'bash' }, bash.context)).toBe(0);
  expect(bash.stdout()).toContain('complete -F _sendmemo sendmemo\n');
});

test('certs prints lines that config set takes', async () => {
  const made = deps();
  const request = {
    command: 'certs',
    directory: 'certs',
    hosts: [],
    days: null,
  };
  expect(await runCerts({ ...request, command: 'certs' }, made.context)).toBe(0);
  const lines = made.stdout().trimEnd().split('\n');
  expect(lines).toContain(`CAFile = ${path.join(root, 'certs', 'ca.pem')}`);
  fs.writeFileSync(path.join(root, 'sendmemo-ssl.cfg'), made.stdout());
  expect(await runConfig(show, deps().context)).toBe(0);
});
