/**
 * Fields of a finished message that a server can't take: text beyond ASCII becomes encoded words (RFC 2047) or encoded
 * parameters (RFC 2231), long lines are folded. Addresses, separators, message ids and dates are never touched: a
 * field that can't be written without that is left to its caller.
 */
import { toWireDomain } from './domain.ts';
import { decodeWords } from './encoded-word.ts';
import type { HeaderText } from './header-charset.ts';
import { readHeaderText } from './header-charset.ts';
import { foldExactly, unfolded } from './header-fold.ts';
import type { TextItem } from './header-runs.ts';
import { commentItems, longWord, needsEncoding, textItems, writeRuns } from './header-runs.ts';
import type { HeaderToken } from './header-tokens.ts';
import { headerTokens, unquote } from './header-tokens.ts';
import { isEightBitField, isLongField } from './line-facts.ts';
import { repairParameters } from './parameters.ts';

export type Repair =
  | { readonly kind: 'field'; readonly field: string }
  /** An address that is UTF-8: a server with SMTPUTF8 can take it. */
  | { readonly kind: 'utf8-address'; readonly address: string }
  /** Nothing can be changed without saying something else. */
  | { readonly kind: 'unfit' };

const unfit: Repair = { kind: 'unfit' };

const addressFields =
  /^(?:from|sender|to|cc|bcc|reply-to|resent-(?:from|sender|to|cc|bcc|reply-to)|return-receipt-to|disposition-notification-to|errors-to|mail-(?:followup|reply)-to|apparently-to|return-path|delivered-to|x-original-to|envelope-to)$/i;

/** Phrases between separators, with identifiers in angle brackets. */
const phraseFields = /^(?:in-reply-to|references|list-id|keywords)$/i;

/** Nothing but their comments is text. */
const machineFields =
  /^(?:(?:resent-)?(?:date|message-id)|received|mime-version|content-(?:transfer-encoding|id|md5|language|location|base)|dkim-signature|domainkey-signature|arc-.*|authentication-results|received-spf|autocrypt|list-(?:help|unsubscribe|unsubscribe-post|subscribe|post|owner|archive)|auto-submitted|importance|priority|precedence)$/i;

const parametrized = /^content-(?:type|disposition)$/i;

/**
 * Writes a field anew, in ASCII, folded.
 * @param field latin1, with its CRLF
 * @param charset what the message declares for its text, or null
 */
export function repairField(field: string, charset: string | null): Repair {
  const colon = field.indexOf(':');
  const name = field.slice(0, Math.max(colon, 0)).replace(/\r\n/g, '');
  if (!/^[\x21-\x39\x3b-\x7e]+[ \t]*$/.test(name) || name.length > 200) return unfit;
  const key = name.trim();
  const read = readHeaderText(unfolded(field), charset);
  const { text } = read;
  if (text.includes('\0')) return unfit;
  const value = repairValue(key, read);
  if (typeof value !== 'string') return value;
  const written = foldExactly(name, value);
  return isLongField(written) || isEightBitField(written) ? unfit : { kind: 'field', field: written };
}

/**
 * Folds a field without any other change (DKIM's `relaxed` sees no difference).
 * @returns null where that does not make it fit
 */
export function foldAlone(field: string): string | null {
  const folded = foldExactly(field.slice(0, field.indexOf(':')), unfolded(field));
  return isLongField(folded) ? null : folded;
}

/** @returns an address of the header that only SMTPUTF8 can carry, or null. */
export function findUtf8Address(fields: readonly string[]): string | null {
  for (const field of fields) {
    const name = field.slice(0, field.indexOf(':')).trim();
    if (!addressFields.test(name) || !isEightBitField(field)) continue;
    const repair = repairField(field, null);
    if (repair.kind === 'utf8-address') return repair.address;
  }
  return null;
}

function repairValue(name: string, read: HeaderText): string | Repair {
  const { text, known } = read;
  if (parametrized.test(name)) {
    const value = repairParameters(text.trim(), known);
    return value === null ? unfit : ` ${value}`;
  }
  if (machineFields.test(name)) return writeRuns(machineItems(text), known);
  if (!addressFields.test(name) && !phraseFields.test(name)) return writeRuns(textItems(text), known);
  return repairAddresses(read, phraseFields.test(name));
}

function machineItems(text: string): TextItem[] {
  return headerTokens(text, 'addresses').flatMap(({ kind, text: raw }): TextItem[] =>
    kind === 'comment'
      ? commentItems(raw)
      : [{ kind: kind === 'blank' ? 'blank' : 'word', raw, encode: null }],
  );
}

/** Splits at `,` `;` and behind the `:` of a group; each part is an address, a name, or nothing. */
function repairAddresses(read: HeaderText, phrasesOnly: boolean): string | Repair {
  const { text, known } = read;
  const items: TextItem[] = [];
  let part: HeaderToken[] = [];
  let fault: Repair | null = null;
  const close = (separator: string): void => {
    const repaired = repairPart(part, separator === ':' || phrasesOnly, read);
    if (!Array.isArray(repaired)) fault ??= phrasesOnly ? unfit : repaired;
    else for (const item of repaired) items.push(item);
    part = [];
  };
  const long = text.length > longWord;
  for (const token of headerTokens(text, 'addresses')) {
    if (token.kind === 'special') {
      close(token.text);
      items.push({ kind: 'mark', raw: token.text, encode: null });
      // A place to fold, where there is none.
      if (long && token.text !== ':') items.push({ kind: 'blank', raw: ' ', encode: null });
    } else part.push(token);
  }
  close('');
  return fault ?? writeRuns(withoutDoubleBlanks(items), known);
}

/** The blank that was added behind a separator goes where there was one. */
function withoutDoubleBlanks(items: readonly TextItem[]): TextItem[] {
  return items.filter(
    (item, at) => !(item.kind === 'blank' && item.raw === ' ' && items[at + 1]?.kind === 'blank'),
  );
}

/** @param isPhrase words without an `@` are text, whether or not an address follows */
function repairPart(
  part: readonly HeaderToken[],
  isPhrase: boolean,
  { known, utf8 }: HeaderText,
): TextItem[] | Repair {
  const named = part.some(({ kind }) => kind === 'angle');
  const words = part.filter(({ kind }) => kind !== 'blank' && kind !== 'comment');
  const addressed = !named && words.some(({ kind, text }) => kind === 'atom' && text.includes('@'));
  const bare = !named && !isPhrase && words.length < 2;
  const items: TextItem[] = [];
  for (const { kind, text } of part) {
    if (kind === 'blank') items.push({ kind: 'blank', raw: text, encode: null });
    else if (kind === 'comment') for (const item of commentItems(text)) items.push(item);
    else if (!needsEncoding(text)) {
      // `<a><b>` may be folded between the brackets.
      if (kind === 'angle' && items.at(-1)?.raw.endsWith('>') === true)
        items.push({ kind: 'blank', raw: ' ', encode: null });
      items.push({ kind: 'word', raw: text, encode: null });
    } else if (kind === 'angle' || addressed || bare) {
      const address = asciiAddress(text);
      if (address === null)
        return utf8 && text.includes('@') ? { kind: 'utf8-address', address: text } : unfit;
      items.push({ kind: 'word', raw: address, encode: null });
    } else {
      const plain = kind === 'quoted' ? unquote(text) : text;
      items.push({ kind: 'word', raw: text, encode: known ? decodeWords(plain) : plain });
    }
  }
  return items;
}

/** Only the domain may be written in another form; null: the address can't be. */
function asciiAddress(text: string): string | null {
  const end = text.endsWith('>') ? '>' : '';
  const at = text.lastIndexOf('@') + 1;
  const [before, domain] = [text.slice(0, at), text.slice(at, text.length - end.length)];
  const ascii = at === 0 || text.length > longWord ? null : toWireDomain(domain);
  return ascii === null || isEightBitField(before) ? null : before + ascii + end;
}
