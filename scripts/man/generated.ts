/** Every file that is made from the tables, by its path in the project. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { sampleText } from '../../src/commands/config/sample-text.ts';
import { errorsMarkdown } from './errors.ts';
import type { Language } from './mdoc.ts';
import { folded } from './mdoc.ts';
import { filled, unusedCommands } from './fragments.ts';

const pages = ['sendmemo.1', 'sendmemo.cfg.5', 'sendmemo-ssl.cfg.5'] as const;

/** @param root of the project, where docs/man is */
export function generatedFiles(root: string): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const language of ['en', 'ja'] as const) {
    for (const page of pages) files.set(outputPath(page, language), manPage(root, page, language));
  }
  files.set('docs/errors.md', errorsMarkdown());
  for (const sample of ['sendmemo-ssl.cfg', 'sendmemo.cfg'] as const) {
    files.set(`samples/${sample}`, sampleText(sample));
  }
  return files;
}

function outputPath(page: string, language: Language): string {
  return language === 'en' ? `man/${page}` : `man/${language}/${page}`;
}

function manPage(root: string, page: string, language: Language): string {
  const template = readFileSync(path.join(root, 'docs', 'man', `${page}.${language}.mdoc`), 'utf8');
  const source = template.replace('@version@', version(root));
  if (page === 'sendmemo.1') {
    const unused = unusedCommands(source);
    if (unused.length > 0) throw new Error(`${page} (${language}) does not speak of: ${unused.join(', ')}`);
  }
  const heading = `.\\" Made by scripts/man.mjs from docs/man/${page}.${language}.mdoc: do not edit here.\n`;
  const text = filled(source, language);
  return heading + (language === 'en' ? folded(text, 80) : text);
}

function version(root: string): string {
  return (JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string }).version;
}
