/**
 * The grammar of sendmemo-ssl.cfg and sendmemo.cfg (contract, section 2). It is the original's and not that of `ini`,
 * which cuts values at `;` and `#`, takes backslashes for escapes, turns words into booleans, lets the last of two
 * win and knows no line numbers. So each line is judged here, and what is handed to `ini` is the line in the one form
 * whose value it gives back unchanged (docs/notes/ini.md).
 */
import { isUtf8 } from 'node:buffer';
import { parse } from 'ini';
import type { ConfigFailure } from '../failure/config-failure.ts';
import { hasControl } from '../text/control-characters.ts';
import type { CfgFile, Setting } from './setting.ts';
import { findName, nearestName } from './settings-table.ts';

/** One line `Name = value`. */
interface CfgEntry {
  readonly setting: Setting;
  /** '' means the default. */
  readonly value: string;
  readonly line: number;
}

export interface ParsedCfg {
  /** Up to the first fault, in the order of the lines. */
  readonly entries: readonly CfgEntry[];
  /** The first line that is not of the grammar, or null. Faults of the values before it go first. */
  readonly fault: ConfigFailure | null;
}

/**
 * Reads the text of one configuration file.
 * @param path as shown in messages
 * @param kind decides which names are known
 */
export function parseCfg(bytes: Uint8Array, path: string, kind: CfgFile): ParsedCfg {
  const entries: CfgEntry[] = [];
  const firstLines = new Map<string, number>();
  let line = 0;
  for (const raw of splitLines(bytes)) {
    line += 1;
    const judged = judgeLine(raw, { file: path, line, kind });
    if (judged === null) continue;
    if ('reason' in judged) return { entries, fault: judged };
    const { name } = judged.setting;
    const firstLine = firstLines.get(name);
    if (firstLine !== undefined) {
      return {
        entries,
        fault: { code: 'CONFIG', reason: 'cfg-duplicate', file: path, line, name, firstLine },
      };
    }
    firstLines.set(name, line);
    entries.push({ setting: judged.setting, value: throughIni(name, judged.value), line });
  }
  return { entries, fault: null };
}

interface Place {
  readonly file: string;
  readonly line: number;
  readonly kind: CfgFile;
}

const carriageReturn = 0x0d;
const lineFeed = 0x0a;

/** Lines without their LF; a BOM at the start of the file is taken off. */
function* splitLines(bytes: Uint8Array): Generator<Uint8Array> {
  const hasBom = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  let start = hasBom ? 3 : 0;
  while (start < bytes.length) {
    const found = bytes.indexOf(lineFeed, start);
    const end = found === -1 ? bytes.length : found;
    // The CR of a CRLF goes; one at the end of the file stays, and is a lone one.
    yield bytes.subarray(start, found > start && bytes[end - 1] === carriageReturn ? end - 1 : end);
    start = end + 1;
  }
}

/** @returns the setting and its value, what is wrong with the line, or null for a comment or a blank line. */
function judgeLine(
  raw: Uint8Array,
  place: Place,
): { readonly setting: Setting; readonly value: string } | ConfigFailure | null {
  const { file, line } = place;
  // In comments too: old Macintosh line ends would make the whole file one comment, and mail plain text.
  if (raw.includes(carriageReturn)) return { code: 'CONFIG', reason: 'cfg-lone-cr', file, line };
  if (isComment(raw)) return null;
  if (!isUtf8(raw)) return { code: 'CONFIG', reason: 'cfg-encoding', file, line };
  const text = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength).toString('utf8').trim();
  if (text === '' || text.startsWith(';') || text.startsWith('#')) return null;
  // A tab is a blank; what else is a control character has no place in a value, and none on a terminal.
  if (hasControl(text)) return { code: 'CONFIG', reason: 'cfg-control', file, line };
  if (text.startsWith('[')) return { code: 'CONFIG', reason: 'cfg-section', file, line, text };
  const equals = text.indexOf('=');
  if (equals === -1) return withoutEquals(text, place);
  const name = text.slice(0, equals).trimEnd();
  const found = findName(name, place.kind);
  switch (found.is) {
    case 'setting':
      return { setting: found.setting, value: unquoted(text.slice(equals + 1).trim()) };
    case 'wrong-case':
      return { code: 'CONFIG', reason: 'cfg-wrong-case', file, line, name, nearest: found.nearest };
    case 'other-file':
      return { code: 'CONFIG', reason: 'cfg-other-file', file, line, name, belongsTo: found.belongsTo };
    case 'unknown':
      return { code: 'CONFIG', reason: 'cfg-unknown-name', file, line, name, nearest: found.nearest };
  }
}

/** Judged on the bytes, for a comment may hold any. */
function isComment(raw: Uint8Array): boolean {
  const first = raw.find((byte) => byte !== 0x20 && byte !== 0x09);
  return first === undefined || first === 0x3b || first === 0x23;
}

function withoutEquals(text: string, { file, line, kind }: Place): ConfigFailure {
  const word = text.split(/[\s:]/, 1)[0] ?? '';
  return { code: 'CONFIG', reason: 'cfg-no-equals', file, line, text, nearest: nearestName(word, kind) };
}

function unquoted(value: string): string {
  return value.length >= 2 && value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value;
}

/** A double-quoted value is JSON to `ini`, so every value survives in that form (docs/notes/ini.md). */
function throughIni(name: string, value: string): string {
  // JSON leaves these two as they are, and to ini's expression for a line they are line ends.
  const quoted = JSON.stringify(value).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
  // true, false and null come back as such; as text they are what they were.
  return String(parse(`${name} = ${quoted}`)[name]);
}
