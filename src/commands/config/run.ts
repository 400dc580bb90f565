/** `sendmemo config`: init, show, set and import. */
import type { ConfigImportResult } from './import.ts';
import type { Remark } from './import/page.ts';
import type { ImportWords } from './import/written-files.ts';
import type { ConfigRequest } from './request.ts';
import { chooseLocale } from '../../output/locale.ts';
import type { ProgramContext } from '../context.ts';
import { loadContext } from '../context.ts';

type Action<Name extends ConfigRequest['action']> = Extract<ConfigRequest, { readonly action: Name }>;

/** @returns the exit status. @throws SendmemoError USAGE, CONFIG, INPUT, OUTPUT */
export async function runConfig(request: ConfigRequest, context: ProgramContext): Promise<number> {
  switch (request.action) {
    case 'init':
      return init(request, context);
    case 'show':
      return show(context);
    case 'set':
      return set(request, context);
    case 'import':
      return bringOver(request, context);
  }
}

async function init(request: Action<'init'>, context: ProgramContext): Promise<number> {
  const { initConfiguration } = await import('./init.ts');
  const { cwd, uniqueId } = context.system;
  const result = await initConfiguration(request, { cwd, uniqueId, caller: context.system });
  const kept = result.kept.map(
    (file) => ({ en: `kept ${file}`, ja: `${file} は変更していません` })[language(context)],
  );
  const { common, output } = context;
  const isShown = common.json || common.verbose || output.isTerminal();
  if (isShown) await done(context, result, [...result.files, ...kept]);
  // Not what was asked for: said to a script too.
  else if (kept.length > 0 && !common.quiet) await output.line(kept.join('\n'));
  return 0;
}

async function show(context: ProgramContext): Promise<number> {
  const { shownSettings } = await import('./show.ts');
  const { settings, output, common } = await loadContext(context);
  const shown = shownSettings(settings);
  if (common.json) {
    await output.json(shown);
  } else {
    const { directoryLine, settingLines } = await import('./show-text.ts');
    const lines = [directoryLine(settings, language(context)), '', ...settingLines(shown, language(context))];
    await output.line(lines.join('\n'));
  }
  return 0;
}

async function set({ changes }: Action<'set'>, context: ProgramContext): Promise<number> {
  const { setSettings } = await import('./set.ts');
  const { env, cwd, uniqueId, now, sleep, userId } = context.system;
  const tools = { env, cwd, uniqueId, now, sleep, userId: userId(), caller: context.system };
  const files = await setSettings(changes, context.common.settings, tools);
  const lines = files.flatMap((file) =>
    file.changes.map((change) => `${file.path}:${change.line}: ${change.name} = ${change.value}`.trimEnd()),
  );
  await done(context, { files }, lines);
  return 0;
}

async function bringOver(request: Action<'import'>, context: ProgramContext): Promise<number> {
  const { importConfiguration } = await import('./import.ts');
  const { env, cwd, uniqueId, userId } = context.system;
  const words = await importWords(language(context));
  const tools = { env, cwd, uniqueId, words, userId: userId(), caller: context.system };
  const result = await importConfiguration(request, context.common.settings, tools);
  if (!context.common.quiet) {
    for (const warning of result.warnings) {
      await context.output.message(`sendmemo: warning: ${warningText(warning, result, words)}`);
    }
  }
  const { program, source, files } = result;
  const remarks = result.remarks.map((remark) => ({
    reason: remark.reason,
    warning: result.warnings.includes(remark),
    file: remark.from === null ? null : (remark.from.file ?? source),
    line: remark.from?.line ?? null,
    name: remark.from?.name ?? null,
    setting: remark.setting,
    text: words.remark(remark, program),
  }));
  await done(context, { program, source, files, remarks }, files);
  return 0;
}

function warningText(remark: Remark, { source, program }: ConfigImportResult, words: ImportWords): string {
  const place =
    remark.from === null ? source : `${remark.from.file ?? source}:${remark.from.line}: ${remark.from.name}`;
  return `${place}: ${words.remark(remark, program)}`;
}

/** Cron stays silent: what was done is said on a terminal, with -v or as JSON. */
async function done(
  { output, common }: ProgramContext,
  json: object,
  lines: readonly string[],
): Promise<void> {
  if (common.json) await output.json(json);
  else if (common.verbose || output.isTerminal()) await output.line(lines.join('\n'));
}

function language({ system }: ProgramContext): 'en' | 'ja' {
  return chooseLocale(system.env).language;
}

async function importWords(name: 'en' | 'ja'): Promise<ImportWords> {
  return name === 'ja'
    ? (await import('./import/words/ja.ts')).importWordsJa
    : (await import('./import/words/en.ts')).importWordsEn;
}
