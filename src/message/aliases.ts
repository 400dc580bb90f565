/**
 * An alias file in the style of /etc/aliases (aliases(5)): `name: value, value`, continued by lines that begin with a
 * blank, `#` for comments. Only local names (addresses without a domain) are looked up. Deliveries to programs,
 * files and `:include:` lists are no submissions: they are refused where a name comes to one, not passed over.
 */
import fs from 'node:fs';
import { SubmissionError, systemCode } from '../failure/error.ts';
import type { Origin } from '../failure/facts.ts';
import type { ParsedAddress } from './address.ts';
import { parseAddressList, uniqueMailboxes } from './address.ts';
import type { Mailbox } from './envelope.ts';

interface AliasTarget {
  readonly text: string;
  /** `FILE:LINE` */
  readonly source: string;
}

/** Local name in lower case → what stands for it. */
export type Aliases = ReadonlyMap<string, readonly AliasTarget[]>;

/**
 * Reads an alias file.
 * @param origin where the setting `aliases` was written
 * @throws CONFIG cfg-named-file; CONFIG alias-invalid
 */
export async function readAliases(file: string, origin: Origin): Promise<Aliases> {
  let text: string;
  try {
    text = await fs.promises.readFile(file, 'utf8');
  } catch (error) {
    throw new SubmissionError(
      {
        code: 'CONFIG',
        reason: 'cfg-named-file',
        origin,
        name: 'aliases',
        path: file,
        system: systemCode(error),
      },
      { cause: error },
    );
  }
  return parseAliases(text, file);
}

/**
 * Parses the text of an alias file.
 * @throws CONFIG alias-invalid with the line
 */
export function parseAliases(text: string, file: string): Aliases {
  const aliases = new Map<string, AliasTarget[]>();
  let targets: AliasTarget[] | null = null;
  for (const [at, line] of text.split(/\r?\n/).entries()) {
    const source = `${file}:${at + 1}`;
    if (line.trim() === '' || line.trimStart().startsWith('#')) continue;
    if (/^[ \t]/.test(line)) {
      if (targets === null) throw invalid(source, line.trim(), 'no-name');
      targets.push(...splitTargets(line, source));
      continue;
    }
    const match = /^("(?:[^"\\]|\\.)*"|[^\s:"]+)[ \t]*:(.*)$/.exec(line);
    if (match === null) throw invalid(source, line, 'no-name');
    const name = unquote(match[1] ?? '').toLowerCase();
    if (aliases.has(name)) throw invalid(source, name, 'twice');
    targets = splitTargets(match[2] ?? '', source);
    aliases.set(name, targets);
  }
  return aliases;
}

/** Splits at commas outside quotes: `"|/usr/bin/procmail -a x, y"` is one value. */
function splitTargets(text: string, source: string): AliasTarget[] {
  const parts = text.match(/(?:"(?:[^"\\]|\\.)*"|[^,"]|")+/g) ?? [];
  return parts.map((part) => ({ text: part.trim(), source })).filter((target) => target.text !== '');
}

function unquote(text: string): string {
  return /^".*"$/s.test(text) ? text.slice(1, -1).replace(/\\(.)/g, '$1') : text;
}

/**
 * Expands the recipients that are local names, again and again; others stay as they are. `\name` is not expanded, nor
 * is a name that stands for itself (`root: root, ops@example.com`).
 * @param domain completes what is still a local name at the end, or null
 * @returns each mailbox once, in order
 * @throws CONFIG alias-invalid for a loop, a program, a file, `:include:`
 */
export function expandAliases(
  recipients: readonly Mailbox[],
  aliases: Aliases,
  domain: string | null,
): Mailbox[] {
  return uniqueMailboxes(recipients.flatMap((recipient) => expand(recipient, [], aliases, domain)));
}

function expand(
  recipient: Mailbox,
  through: readonly string[],
  aliases: Aliases,
  domain: string | null,
): Mailbox[] {
  const name = recipient.address.toLowerCase();
  const targets = name.includes('@') ? undefined : aliases.get(name);
  if (targets === undefined || through.at(-1) === name) {
    return name.includes('@') || domain === null ? [recipient] : [complete(recipient, domain)];
  }
  if (through.includes(name)) {
    const source = targets[0]?.source ?? name;
    throw invalid(source, [...through.slice(through.indexOf(name)), name].join(' → '), 'loop');
  }
  return targets.flatMap((target) => expandTarget(target, [...through, name], aliases, domain));
}

function expandTarget(
  { text, source }: AliasTarget,
  through: readonly string[],
  aliases: Aliases,
  domain: string | null,
): Mailbox[] {
  const plain = unquote(text);
  if (plain.startsWith('|')) throw invalid(source, text, 'program');
  if (plain.startsWith('/')) throw invalid(source, text, 'file');
  if (/^:include:/i.test(plain)) throw invalid(source, text, 'include');
  if (text.startsWith('\\')) {
    return readTarget({ text: text.slice(1), source }, domain).map(({ mailbox }) => mailbox);
  }
  return readTarget({ text, source }, null).flatMap(({ mailbox }) =>
    expand(mailbox, through, aliases, domain),
  );
}

/** @throws CONFIG alias-invalid: what is no address here is a fault of the file */
function readTarget(target: AliasTarget, domain: string | null): readonly ParsedAddress[] {
  try {
    return parseAddressList(target, { domain });
  } catch {
    throw invalid(target.source, target.text, 'address');
  }
}

function complete(recipient: Mailbox, domain: string): Mailbox {
  return { ...recipient, address: `${recipient.address}@${domain}` };
}

function invalid(
  source: string,
  text: string,
  why: 'no-name' | 'twice' | 'loop' | 'program' | 'file' | 'include' | 'address',
): SubmissionError {
  return new SubmissionError({ code: 'CONFIG', reason: 'alias-invalid', source, text, why });
}
