import { describe, expect, test } from 'vitest';
import { complete } from '../../src/cli/complete.ts';
import { commands, commonOptions } from '../../src/cli/option-table.ts';
import { settingsTable } from '../../src/config/settings-table.ts';
import { failureCodes } from '../../src/failure/codes.ts';

/** The words that are offered, or the kind of what the shell completes by itself. */
function offered(...words: readonly string[]): readonly string[] | string {
  const completion = complete(words, 'en');
  return completion.kind === 'words' ? completion.candidates.map(({ word }) => word) : completion.kind;
}

const longOptions = (row: { readonly options: readonly { readonly flags: string }[] }): string[] =>
  [...row.options, ...commonOptions].flatMap(({ flags }) => /--[a-z-]+/.exec(flags) ?? []);

describe('completion', () => {
  test('the first word is a command', () => {
    expect(new Set(offered(''))).toEqual(new Set(commands.flatMap(({ words }) => words.slice(0, 1))));
    expect(offered('qu')).toEqual(['queue']);
  });

  test('the second word is one of the group', () => {
    const seconds = commands.flatMap(({ words }) => (words[0] === 'queue' ? words.slice(1) : []));
    expect(new Set(offered('queue', ''))).toEqual(new Set(seconds));
    expect(offered('config', 's')).toEqual(['show', 'set']);
  });

  test.each(commands.map((row) => [row.words.join(' '), row] as const))(
    'every option of "%s" is there',
    (_, row) => {
      const wanted = [...longOptions(row), '--help', '--version'];
      expect(new Set(offered(...row.words, '--'))).toEqual(new Set(wanted));
    },
  );

  test('options and their values may stand before the command', () => {
    expect(offered('--server', 'queue', '-v', 'config', 'i')).toEqual(['init', 'import']);
    expect(offered('--server=X', 'completion', '')).toEqual(['bash', 'zsh', 'fish']);
    expect(offered('-vH', 'queue', 'qu')).toEqual(['queue']);
  });

  test('values that are words, after a blank and after =', () => {
    expect(offered('sink', '--tls', 's')).toEqual(['starttls', 'smtps']);
    expect(offered('sink', '--tls=st')).toEqual(['--tls=starttls']);
    expect(offered('sink', '--tls=')).toEqual(['--tls=none', '--tls=starttls', '--tls=smtps']);
  });

  test('a value that nobody can guess is not guessed', () => {
    expect(offered('--subject', '')).toBe('nothing');
    expect(offered('--server', 'q')).toBe('nothing');
    expect(offered('someone@example.com', '')).toBe('nothing');
  });

  test('files and directories are left to the shell', () => {
    expect(offered('--body-file', 'a ')).toBe('file');
    expect(offered('-a', '')).toBe('file');
    expect(offered('config', 'import', 'a')).toBe('file');
    expect(offered('--server-dir', 'a')).toBe('directory');
    expect(offered('config', 'init', 'a')).toBe('directory');
    expect(offered('config', 'set', 'CAFile', '')).toBe('file');
  });

  test('names of settings, and their values, in pairs', () => {
    expect(offered('config', 'set', '')).toEqual(settingsTable.map(({ name }) => name));
    expect(offered('config', 'set', 'StartTLSPolicy', '')).toEqual(['must', 'may']);
    expect(offered('--server', 'X', 'config', 'set', 'EnableTLS', '')).toEqual(['0', '1', '2']);
    expect(offered('config', 'set', 'from', '')).toBe('nothing');
    expect(offered('config', 'set', 'from', 'x@example.com', 'EnableT')).toEqual(['EnableTLS']);
  });

  test('error codes', () => {
    expect(offered('explain', '')).toEqual([...failureCodes]);
    expect(offered('explain', 'CERT_H')).toEqual(['CERT_HOSTNAME']);
  });

  test('after -- there are no options', () => {
    expect(offered('--', '--')).toBe('nothing');
    expect(offered('--', 'qu')).toBe('nothing');
  });

  test('descriptions are in the language of the user', () => {
    const completion = complete(['--subj'], 'ja');
    expect(completion).toEqual({ kind: 'words', candidates: [{ word: '--subject', about: '件名' }] });
  });
});
