/** Settings and what was done to their files → lines. */
import type { ShownSetting } from './show.ts';
import type { Origin } from '../../failure/facts.ts';
import { harmless as oneLine } from '../../text/control-characters.ts';

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
