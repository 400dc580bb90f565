/** What was imported → the text of our two files, with a comment for each line that says where it came from. */
import type { CfgFile } from '../../../config/setting.ts';
import { settingsOf } from '../../../config/settings-table.ts';
import { asLine } from '../cfg-edit.ts';
import type { Carried, Imported, Place, Remark, Source } from './page.ts';
import { isWarning } from './page.ts';
import { harmless } from '../../../text/control-characters.ts';

/** The words of the comments, in the user's language. */
export interface ImportWords {
  /** The first lines of a file; no line break in any. */
  readonly heading: (file: CfgFile, source: string, program: string) => readonly string[];
  readonly remark: (remark: Remark, program: string) => string;
  /** Stands in front of a remark that is a warning. */
  readonly warning: string;
  /** Over what was left out. */
  readonly leftOut: string;
}

/** Bare name of the file with the password, beside the configuration. */
export const secretFileName = 'smtp-password';

/** @returns the text of one file */
export function writtenFile(
  file: CfgFile,
  imported: Imported,
  source: Source,
  program: string,
  words: ImportWords,
): string {
  const remarks = imported.remarks.filter((remark) => remark.file === file);
  const said = (remark: Remark, above: Place | null = null): string => {
    const known =
      remark.from === null ||
      (remark.from.line === above?.line &&
        remark.from.name === above.name &&
        remark.from.file === above.file);
    const place = known || remark.from === null ? '' : `${placeText(remark.from, source)}: `;
    return `; ${isWarning(remark) ? words.warning : ''}${place}${harmless(words.remark(remark, program))}`;
  };
  const carried = withSecret(imported, file);
  const blocks = carried.map((line) => {
    const about = remarks.filter(({ setting }) => setting === line.setting);
    const from = line.from === null ? [] : [`; ${placeText(line.from, source)}`];
    const assignment = `${line.setting} = ${asLine(line.value)}`.trimEnd();
    return [
      ...from,
      ...about.map((remark) => said(remark, line.from)),
      line.active ? assignment : `;${harmless(assignment)}`,
    ];
  });
  const rest = remarks.filter(({ setting }) => !carried.some((line) => line.setting === setting));
  const heading = words.heading(file, harmless(source.path), program).map((line) => `; ${line}`);
  return [
    heading,
    ...blocks,
    ...(rest.length === 0 ? [] : [[`; ${words.leftOut}`, ...rest.map((remark) => said(remark))]]),
  ]
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n');
}

/** `FILE:LINE NAME`. */
function placeText({ file, line, name }: Place, source: Source): string {
  return `${harmless(file ?? source.path)}:${line} ${harmless(name)}`;
}

/** The settings of one file in the order of its sample, the password's file among them. */
function withSecret(imported: Imported, file: CfgFile): readonly Carried[] {
  const secret: readonly Carried[] =
    imported.secret === null
      ? []
      : [{ setting: 'auth-password-file', value: secretFileName, from: imported.secret.from, active: true }];
  const all = [...imported.settings, ...secret];
  return settingsOf(file).flatMap(({ name }) => all.filter(({ setting }) => setting === name));
}
