/** The locales in which the command speaks Japanese, and how their bytes are read. */
import { open, readFile } from 'node:fs/promises';
import iconv from 'iconv-lite';
import { type Finished, run } from '../support/command.ts';
import { directory } from '../support/directory.ts';

/** The variables of a locale, and the charset that it asks for (a name for iconv-lite). */
export interface Locale {
  readonly env: Readonly<Record<string, string>>;
  readonly charset: 'utf-8' | 'euc-jp' | 'shift_jis';
}

export const utf8: Locale = { env: { LANG: 'ja_JP.UTF-8' }, charset: 'utf-8' };
export const english: Locale = { env: { LANG: 'C' }, charset: 'utf-8' };

/** Those that are compared with `utf8`. */
export const others: readonly (readonly [string, Locale])[] = [
  ['LANG=ja_JP.eucJP', { env: { LANG: 'ja_JP.eucJP' }, charset: 'euc-jp' }],
  ['LANG=ja_JP.SJIS', { env: { LANG: 'ja_JP.SJIS' }, charset: 'shift_jis' }],
];

/**
 * Runs the command in a locale and reads what it says in the charset of that locale.
 * @param stdoutCharset of standard output alone: JSON is UTF-8 in every locale
 * @throws Error where it is not of that charset
 */
export async function runIn(
  { env, charset }: Locale,
  args: readonly string[],
  stdoutCharset: Locale['charset'] = charset,
): Promise<Finished> {
  await using home = await directory();
  await using stdout = await open(home.file('stdout'), 'w');
  await using stderr = await open(home.file('stderr'), 'w');
  const finished = await run(args, {
    env,
    stdoutTo: stdout.fd,
    stderrTo: stderr.fd,
  });
  return {
    ...finished,
    stdout: strictly(await readFile(home.file('stdout')), stdoutCharset),
    stderr: strictly(await readFile(home.file('stderr')), charset),
  };
}

/** @throws Error where the bytes are not of the charset: read and written again they are others */
function strictly(bytes: Buffer, charset: string): string {
  const text = iconv.decode(bytes, charset);
  if (!iconv.encode(text, charset).equals(bytes)) {
    throw new Error(`not ${charset}: ${bytes.toString('latin1').slice(0, 200)}`);
  }
  return text;
}

/** Hiragana, katakana and kanji: English has none of them. */
export const japanese = /[\u3041-\u30ff\u4e00-\u9fff]/u;
