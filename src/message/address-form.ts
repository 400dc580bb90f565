/** For an address that is refused: the form that would be accepted, where only one can have been meant. */
import type { AddressFault } from './address-tokens.ts';

/** Nobody reads a longer hint, and what is longer was not written by hand. */
const longest = 1000;

/**
 * @param text the part of the list that is refused
 * @param accepts whether a text is a list of addresses: a form that would be refused again is none
 * @returns the right form, or null where more than one can be meant
 */
export function rightForm(
  text: string,
  why: AddressFault,
  accepts: (text: string) => boolean,
): string | null {
  if (text.length > longest) return null;
  const form = candidate(text.trim(), why);
  return form !== null && form !== text && accepts(form) ? form : null;
}

function candidate(text: string, why: AddressFault): string | null {
  switch (why) {
    case 'dots':
    case 'syntax':
      return quotedLocal(text);
    case 'blank':
      return bracketed(text);
    case 'name':
    case 'surname':
      return quotedName(text);
    case 'comment':
      return commentAsName(text);
    case 'empty':
      return text.replaceAll(/^[\s,;]+|[\s,;]+$/g, '').replaceAll(/([,;])[\s,;]*(?=[,;])/g, '');
    case 'mailto':
      return text.replace(/(^|<)mailto:/i, '$1').replace(/\?[^>]*/, '');
    case 'domain':
      return text.replace(/\.(?=>?$)/, '');
    case 'group':
      return text
        .replace(/^[^:"<>]*:/, '')
        .replace(/;\s*$/, '')
        .trim();
    case 'control':
    case 'no-local-part':
    case 'brackets':
    case 'quotes':
    case 'too-long':
      return null;
  }
}

/** `foo..bar.@docomo.example` → `"foo..bar."@docomo.example`: quotes change nothing in what the mailbox is called. */
function quotedLocal(text: string): string | null {
  const [, before = '', local = '', after = ''] = /^([^<]*<|)([^\s<>"@]+)(@[^\s<>"@]+>?)$/.exec(text) ?? [];
  return local === '' ? null : `${before}${quoted(local)}${after}`;
}

/** `John Doe john@example.com` → `John Doe <john@example.com>`; for `first last@…` both could be meant. */
function bracketed(text: string): string | null {
  const [, name = '', address = ''] = /^(\S.*\s)(\S+@\S+)$/.exec(text) ?? [];
  const words = name.trim().split(/\s+/);
  const form = `${name.trim()} <${address}>`;
  if (/^"[^"\\]*"\s*$/.test(name)) return form;
  return words.length < 2 || name.includes('@') ? null : quotedName(form);
}

/** `[ops] Doe, John <john@example.com>` → `"[ops] Doe, John" <john@example.com>`. */
function quotedName(text: string): string | null {
  const open = text.lastIndexOf('<');
  const name = text.slice(0, Math.max(open, 0)).trim();
  if (name === '' || name.includes('"') || name.includes('=?')) return null;
  return /^[\w !#$%&'*+\-/=?^`{|}~]+$/.test(name) ? text : `${quoted(name)} ${text.slice(open)}`;
}

/** `root@example.com (Cron Daemon)` → `Cron Daemon <root@example.com>`; beside a name the comment goes. */
function commentAsName(text: string): string | null {
  if (text.includes('<')) return text.replaceAll(/\s*\([^()]*\)/g, '').trim();
  const [, address = '', comment = ''] = /^([^\s()"<>]+)\s*\(([^()"\\]*)\)$/.exec(text) ?? [];
  const name = comment.trim();
  if (address === '' || name === '') return null;
  return quotedName(`${name} <${address}>`);
}

function quoted(text: string): string {
  return `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
}
