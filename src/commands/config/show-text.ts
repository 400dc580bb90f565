/** Settings and what was done to their files → lines. */
import type { ShownSetting } from './show.ts';
import type { DirectorySource, Settings } from '../../config/settings.ts';
import type { Origin } from '../../failure/facts.ts';
import { harmless as oneLine } from '../../text/control-characters.ts';

const sources: Readonly<Record<DirectorySource, Readonly<Record<'en' | 'ja', string>>>> = {
  option: { en: 'given as an option', ja: 'オプションで指定' },
  environment: { en: 'from SENDMEMO_SERVER', ja: 'SENDMEMO_SERVER で指定' },
  user: {
    en: "the user's own, used because no other is named",
    ja: 'ほかに指定がないため、ユーザー個人の設定を使用',
  },
  system: {
    en: "the system's, used because no other is named",
    ja: 'ほかに指定がないため、システムの設定を使用',
  },
};

/** Where the settings come from: the directory and why it is the one. A comment, as the lines below it are. */
export function directoryLine(
  { directory, directorySource, tlsFile }: Settings,
  language: 'en' | 'ja',
): string {
  if (directory !== null && directorySource !== null) {
    const label = { en: 'directory', ja: 'ディレクトリー' }[language];
    return `; ${label}: ${oneLine(directory)} (${sources[directorySource][language]})`;
  }
  if (tlsFile !== null) return `; --config: ${oneLine(tlsFile)}`;
  return {
    en: '; no directory: none is named, and neither ~/.config/sendmemo nor /etc/sendmemo has a configuration file',
    ja: '; ディレクトリーなし: 指定がなく、~/.config/sendmemo にも /etc/sendmemo にも設定ファイルがありません',
  }[language];
}

/** `Name = value`, and behind it where that came from; the settings of each file under its name. */
export function settingLines(settings: readonly ShownSetting[], language: 'en' | 'ja'): readonly string[] {
  const texts = settings.map(({ name, value }) => `${name} = ${oneLine(value)}`.trimEnd());
  const width = Math.min(48, Math.max(...texts.map((text) => text.length)));
  const lines: string[] = [];
  let file: string | null = null;
  for (const [index, setting] of settings.entries()) {
    if (setting.file !== file) {
      if (file !== null) lines.push('');
      ({ file } = setting);
      lines.push(`; ${file}`);
    }
    lines.push(`${(texts[index] ?? '').padEnd(width)}  ; ${originText(setting.origin, language)}`);
  }
  return lines;
}

/** `FILE:LINE`, `--option`, `VARIABLE`, or that it is the default. */
export function originText(origin: Origin, language: 'en' | 'ja'): string {
  switch (origin.kind) {
    case 'file':
      return `${oneLine(origin.file)}:${origin.line}`;
    case 'option':
      return origin.option;
    case 'environment':
      return origin.variable;
    case 'default':
      return { en: 'default', ja: '既定値' }[language];
  }
}
