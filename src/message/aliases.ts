/**
 * An alias file in the style of /etc/aliases (aliases(5)): `name: value, value`, continued by lines that begin with a
 * blank, `#` for comments. Only local names (addresses without a domain) are looked up; `default` (msmtp) or `*` (dma)
 * applies to each that has no alias. Deliveries to programs, files and `:include:` lists are not submissions: they are
 * rejected if a name leads to one, not skipped.
 */
import fs from 'node:fs';
import { SendmemoError, systemCode } from '../failure/error.ts';
import type { Origin } from '../failure/facts.ts';
import { parseAddressList, uniqueMailboxes } from './address.ts';
import type { Mailbox } from './envelope.ts';

interface AliasTarget {
  readonly text: string;
  /** `FILE:LINE` */
  readonly source: string;
}

/** Local name in lower case → its replacement. */
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
    throw new SendmemoError(
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
      for (const target of splitTargets(line, source)) targets.push(target);
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

/** Splits at commas outside quotes: `"|/usr/bin/procmail -a x, y"` is one value. A quote without its pair takes the rest. */
function splitTargets(text: string, source: string): AliasTarget[] {
  const targets: AliasTarget[] = [];
  let start = 0;
  let inQuotes = false;
  for (let at = 0; at <= text.length; at += 1) {
    const char = text.charAt(at);
    if (inQuotes && char === '\\') at += 1;
    else if (char === '"') inQuotes = !inQuotes;
    if (at < text.length && (inQuotes || char !== ',')) continue;
    const part = text.slice(start, at).trim();
    if (part !== '') targets.push({ text: part, source });
    start = at + 1;
  }
  return targets;
}

function unquote(text: string): string {
  return /^".*"$/s.test(text) ? text.slice(1, -1).replace(/\\(.)/g, '$1') : text;
}

/** Names of the catch-all alias: msmtp's, dma's. */
const catchAlls = ['default', '*'];

type Step = { readonly mailbox: Mailbox; readonly from: string | null } | { readonly leave: string };

/**
 * Expands the recipients that are local names, again and again; others stay as they are. `\name` is not expanded, nor
 * is a name in its own list (`root: root, ops@example.com`), nor the values of the catch-all. Each alias is
 * expanded once, however often it is named.
 * @param domain completes what is still a local name at the end, or null
 * @returns each mailbox once, in order
 * @throws CONFIG alias-invalid for a loop, a program, a file, `:include:`
 */
export function expandAliases(
  recipients: readonly Mailbox[],
  aliases: Aliases,
  domain: string | null,
): Mailbox[] {
  const found: Mailbox[] = [];
  const through = new Set<string>();
  const done = new Set<string>();
  const catchAll = catchAlls.find((name) => aliases.has(name));
  const steps: Step[] = recipients.map((mailbox) => ({ mailbox, from: null })).toReversed();
  for (let step = steps.pop(); step !== undefined; step = steps.pop()) {
    if ('leave' in step) {
      through.delete(step.leave);
      done.add(step.leave);
      continue;
    }
    const { mailbox } = step;
    const local = mailbox.address.toLowerCase();
    const name = aliases.has(local) || catchAll === undefined ? local : catchAll;
    const isLocal = !hasDomain(local);
    const targets = isLocal ? aliases.get(name) : undefined;
    if (targets === undefined || step.from === local || (name !== local && through.has(name))) {
      found.push(isLocal && domain !== null ? complete(mailbox, domain) : mailbox);
    } else if (through.has(name)) {
      const path = [...through];
      const source = targets[0]?.source ?? name;
      throw invalid(source, [...path.slice(path.indexOf(name)), name].join(' → '), 'loop');
    } else if (!done.has(name)) {
      through.add(name);
      steps.push({ leave: name });
      for (const target of targets.toReversed()) {
        const { isFinal, mailboxes } = readTarget(target, domain);
        for (const next of mailboxes.toReversed()) {
          steps.push({ mailbox: next, from: isFinal ? next.address.toLowerCase() : name });
        }
      }
    }
  }
  return uniqueMailboxes(found);
}

interface ReadTarget {
  readonly mailboxes: readonly Mailbox[];
  /** `\name`: not looked up again. */
  readonly isFinal: boolean;
}

/** @throws CONFIG alias-invalid: a program, a file, a list, and what is no address, is a fault of the file */
function readTarget({ text, source }: AliasTarget, domain: string | null): ReadTarget {
  const plain = unquote(text);
  if (plain.startsWith('|')) throw invalid(source, text, 'program');
  if (plain.startsWith('/')) throw invalid(source, text, 'file');
  if (/^:include:/i.test(plain)) throw invalid(source, text, 'include');
  const isFinal = text.startsWith('\\');
  const list = { text: isFinal ? text.slice(1) : text, source };
  try {
    const mailboxes = parseAddressList(list, { domain: isFinal ? domain : null }).map(
      ({ mailbox }) => mailbox,
    );
    return { mailboxes, isFinal };
  } catch {
    throw invalid(source, list.text, 'address');
  }
}

/** An `@` in quotes belongs to the local part. */
function hasDomain(address: string): boolean {
  return address.lastIndexOf('@') > address.lastIndexOf('"');
}

function complete(recipient: Mailbox, domain: string): Mailbox {
  return { ...recipient, address: `${recipient.address}@${domain}` };
}

function invalid(
  source: string,
  text: string,
  why: 'no-name' | 'twice' | 'loop' | 'program' | 'file' | 'include' | 'address',
): SendmemoError {
  return new SendmemoError({ code: 'CONFIG', reason: 'alias-invalid', source, text, why });
}
