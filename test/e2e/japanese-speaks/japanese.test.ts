import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { closedPort, directory } from '../support/directory.ts';
import { jsonOf, linesOf } from '../support/result.ts';
import { english, japanese, type Locale, others, runIn, utf8 } from './locales.ts';

const message = ['-f', 'sender@example.com', '-s', 'subject', '-b', 'text', 'ops@example.com'];

/** What a fault, a warning, help and so on are called, and the command that says it. */
async function cases(home: string): Promise<Readonly<Record<string, readonly string[]>>> {
  const server = ['--server-dir', home, '-H', '127.0.0.1', '-p', String(await closedPort())];
  return {
    'a fault of the way to the server': [...server, ...message],
    'a fault of the command line': ['--subjekt', 'x'],
    'a fault of the configuration': ['--server-dir', `${home}/none`, ...message],
    'a fault of an address': [...server, '-b', 'text', 'a@b,,c@d'],
    'a warning': [...server, '--spool-on-failure', ...message],
    help: ['--help'],
    'help of a command': ['queue', 'run', '--help'],
    'the list of codes': ['explain'],
    'a page of explain': ['explain', 'CERT_HOSTNAME'],
    'the steps of check': [...server, 'check'],
    'settings and where they come from': [...server, 'config', 'show'],
  };
}

const names = Object.keys(await cases(''));

describe('Japanese is spoken in the bytes of the locale', () => {
  describe.each(names)('%s', (name) => {
    it('is Japanese under LANG=ja_JP.UTF-8', async () => {
      await using home = await directory();
      const said = await say(name, home.path, utf8);
      expect(said.text).toMatch(japanese);
    });

    it.each(others)('says the same under %s', async (_, locale) => {
      await using home = await directory();
      const said = await say(name, home.path, locale);
      await using another = await directory();
      const expected = await say(name, another.path, utf8);
      expect(said).toEqual(expected);
    });

    it('is English, with the same status, under LANG=C', async () => {
      await using home = await directory();
      const said = await say(name, home.path, english);
      await using another = await directory();
      const { status } = await say(name, another.path, utf8);
      expect(said.text).not.toMatch(japanese);
      expect(said.status).toBe(status);
    });
  });

  it.each([['LANG=ja_JP.UTF-8', utf8] as const, ...others])(
    'the first words of the lines stay as they are under %s',
    async (_, locale) => {
      await using home = await directory();
      const commands = await cases(home.path);
      const fault = await runIn(locale, commands['a fault of the way to the server'] ?? []);
      expect(fault.status).toBe(75);
      expect(linesOf(fault.stderr).map((line) => line.split(':')[0])).toEqual(['sendmemo', 'hint']);
      const warning = await runIn(locale, commands['a warning'] ?? []);
      expect(warning.status).toBe(0);
      expect(linesOf(warning.stderr)).toEqual([expect.stringMatching(/^sendmemo: warning: /)]);
      const check = await runIn(locale, commands['the steps of check'] ?? []);
      for (const line of linesOf(check.stdout)) expect(line).toMatch(/^(?:ok {2}|warn|FAIL) \S/);
    },
  );
});

describe('which language is spoken', () => {
  it.each([
    ['LC_ALL before LANG', { LC_ALL: 'C', LANG: 'ja_JP.UTF-8' }, false],
    ['LC_ALL before LC_MESSAGES', { LC_ALL: 'ja_JP.UTF-8', LC_MESSAGES: 'C' }, true],
    ['LC_MESSAGES before LANG', { LC_MESSAGES: 'ja_JP.UTF-8', LANG: 'en_US.UTF-8' }, true],
    ['LANGUAGE before LANG', { LANGUAGE: 'ja:en', LANG: 'en_US.UTF-8' }, true],
    ['LANGUAGE says nothing under C', { LANGUAGE: 'ja', LANG: 'C' }, false],
    ['another language', { LANG: 'de_DE.UTF-8' }, false],
    ['POSIX', { LANG: 'POSIX' }, false],
    ['nothing', { LANG: '' }, false],
  ])('%s', async (_, env, isJapanese) => {
    const { stderr } = await runIn({ env, charset: 'utf-8' }, ['--subjekt']);
    expect(japanese.test(stderr)).toBe(isJapanese);
  });
});

describe('what programs read is the same in every locale', () => {
  const locales: readonly (readonly [string, Locale])[] = [['LANG=ja_JP.UTF-8', utf8], ...others];

  it.each(locales)('the JSON result, its sentences included, under %s', async (_, locale) => {
    const args = ['-H', '127.0.0.1', '-p', String(await closedPort()), '--json', ...message];
    const here = jsonOf(await runIn(locale, args, 'utf-8'));
    expect(here.error?.code).toBe('CONNECT');
    expect({ ...here, messageId: null }).toEqual({ ...jsonOf(await runIn(english, args)), messageId: null });
  });

  it.each(locales)('the JSON result of a command line that is wrong, under %s', async (_, locale) => {
    const args = ['--json', '--subjekt'];
    expect(jsonOf(await runIn(locale, args, 'utf-8'))).toEqual(jsonOf(await runIn(english, args)));
  });

  it.each(locales)('the steps of check as JSON, under %s', async (_, locale) => {
    const args = ['check', '--json', '-H', '127.0.0.1', '-p', String(await closedPort())];
    const { stdout } = await runIn(locale, args, 'utf-8');
    expect(stdout).toContain('"code":"CONNECT"');
    expect(stdout).not.toMatch(japanese);
  });

  it.each(locales)('the log, under %s', async (_, locale) => {
    await using home = await directory();
    const log = home.file('log');
    const port = String(await closedPort());
    await runIn(locale, ['-H', '127.0.0.1', '-p', port, '--log-file', log, ...message]);
    expect(await readFile(log, 'utf8')).toMatch(/^[\x20-\x7e\n]+$/);
  });
});

/** What a case says, without what is another each time. */
async function say(
  name: string,
  home: string,
  locale: Locale,
): Promise<{ status: number | null; text: string }> {
  const args = (await cases(home))[name] ?? [];
  const { status, stdout, stderr } = await runIn(locale, args);
  const port = args[args.indexOf('-p') + 1] ?? '';
  const text = `${stdout}${stderr}`
    .replaceAll(home, 'HOME')
    .replaceAll(new RegExp(`\\b${port}\\b`, 'g'), 'PORT')
    .replaceAll(/\b0[0-9a-z]{24}\b/g, 'ID')
    .replaceAll(/\(\d+ ms\)/g, '(MS)')
    .replaceAll(/ +/g, ' ');
  return { status, text };
}
