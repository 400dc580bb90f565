/**
 * Which language and which bytes the user's locale asks for. Order of the variables: LANGUAGE (GNU gettext; not under
 * the C locale), LC_ALL, LC_MESSAGES, LANG.
 */
export interface Locale {
  /** As the environment has it; `C` where it says nothing. */
  readonly name: string;
  readonly language: 'en' | 'ja';
  /** Name for iconv-lite; `utf-8` needs no conversion. */
  readonly charset: 'utf-8' | 'euc-jp' | 'shift_jis';
}

/** @param env the environment of the process */
export function chooseLocale(env: Readonly<Record<string, string | undefined>>): Locale {
  const locale = [env['LC_ALL'], env['LC_MESSAGES'], env['LANG']].find((value) => value) ?? 'C';
  if (/^(C|POSIX)([._-]|$)/.test(locale)) return { name: locale, language: 'en', charset: 'utf-8' };
  const first = (env['LANGUAGE'] ?? '').split(':').find((name) => /^(ja|en)([_.@]|$)/i.test(name));
  const language = /^ja/i.test(first ?? locale) ? 'ja' : 'en';
  const codeset = /\.([^@]+)/.exec(locale)?.[1]?.toLowerCase().replaceAll(/[-_]/g, '') ?? '';
  if (/^(eucjp|ujis|ibmeucjp)$/.test(codeset)) return { name: locale, language, charset: 'euc-jp' };
  // `Ja_JP` alone and `Ja_JP.IBM-932` are AIX's names for Shift_JIS.
  if (/^(sjis|shiftjis|ibm932|ibm943|windows31j|cp932|pck)$/.test(codeset) || locale === 'Ja_JP')
    return { name: locale, language, charset: 'shift_jis' };
  return { name: locale, language, charset: 'utf-8' };
}

/** @returns whether the locale names UTF-8: its terminal shows signs beyond ASCII. */
export function namesUtf8({ name }: Locale): boolean {
  return /\.utf-?8\b/i.test(name);
}
