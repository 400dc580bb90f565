/**
 * A From that only gives the envelope sender. The message goes out as it was written, so a name that other programs
 * would have quoted is no reason to refuse it.
 */
import type { ParsedAddress } from './address.ts';
import { parseAddressList } from './address.ts';
import type { SourcedText } from './draft.ts';
import { quoteLocal } from './mailbox.ts';

/** How many candidates are looked at, and how long one may be: an address is never longer. */
const most = 50;
const longest = 320;

/**
 * @param domain completes an address that has none, or null
 * @returns the first address of the field; null where none or more than one could be meant
 */
export function readSenderField(field: SourcedText, domain: string | null): ParsedAddress | null {
  try {
    return parseAddressList(field, { domain, headerField: true })[0] ?? null;
  } catch {
    const brackets = between(field.text);
    const candidates = brackets.length > 0 ? brackets : wordsWithAt(field.text);
    const found = new Map<string, ParsedAddress>();
    for (const text of candidates.slice(0, most)) {
      const address = readCandidate(text, domain);
      if (address !== null) found.set(address.mailbox.address, address);
    }
    const [first = null] = found.values();
    return found.size === 1 ? first : null;
  }
}

/** The text between angle brackets. */
function between(text: string): string[] {
  const pieces = text.split('<').slice(1, most);
  return pieces.flatMap((piece) => {
    const end = piece.indexOf('>');
    return end === -1 ? [] : [piece.slice(0, end).trim()];
  });
}

function wordsWithAt(text: string): string[] {
  return text.split(/[\s"<>(),;]+/).filter((word) => word.includes('@'));
}

/** Dots in odd places are quoted: the mailbox is called the same. */
function readCandidate(text: string, domain: string | null): ParsedAddress | null {
  if (text.length > longest) return null;
  const at = text.lastIndexOf('@');
  const local = text.slice(0, Math.max(at, 0));
  const quotes = /^[^\s"@]+$/.test(local) ? `${quoteLocal(local)}${text.slice(at)}` : text;
  for (const form of [text, quotes]) {
    try {
      const [first, second] = parseAddressList({ text: form, source: '' }, { domain, headerField: true });
      if (first !== undefined && second === undefined) return first;
    } catch {
      // The next form, or none.
    }
  }
  return null;
}
