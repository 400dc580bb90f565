/**
 * Encoded words (RFC 2047) for the words of a text that need them; the others, and the blanks between them, stay as
 * they are.
 */
import { encodeUnknownWords, encodeWords } from './encoded-word.ts';
import { isEightBitField } from './line-facts.ts';

export interface TextItem {
  /** `mark`: a separator or parenthesis, beside which no blank is needed. */
  readonly kind: 'blank' | 'word' | 'mark';
  /** As written. */
  readonly raw: string;
  /** Its meaning (without quotes and escapes) if it must be encoded; null: it stays. */
  readonly encode: string | null;
}

/** Over this length a word can't be folded into a line with others: it is encoded, which gives it places to fold. */
export const longWord = 900;

/**
 * Writes items in their order, runs of words to encode as encoded words.
 * @param known false: the characters are octets in an unknown charset
 */
export function writeRuns(items: readonly TextItem[], known: boolean): string {
  const out: string[] = [];
  let run: string | null = null;
  let gap = '';
  let before: TextItem | null = null;
  const flush = (after: TextItem | null): void => {
    if (run === null) return;
    // A reader drops the blank between two encoded words, so it must be inside one of them.
    const text = after !== null && isEncodedWord(after.raw) ? run + gap : run;
    const words = known ? encodeWords(text) : encodeUnknownWords(Buffer.from(text, 'latin1'));
    out.push(words.join(' '));
    run = null;
    if (gap === '' && after?.kind === 'word') gap = ' ';
  };
  for (const item of items) {
    if (item.kind === 'blank') {
      gap += item.raw;
      continue;
    }
    if (item.encode !== null && run !== null) {
      run += gap + item.encode;
    } else if (item.encode !== null) {
      const separated = before === null || /^[()]$/.test(before.raw);
      out.push(gap === '' && !separated ? ' ' : gap);
      run = (before !== null && gap !== '' && isEncodedWord(before.raw) ? gap : '') + item.encode;
    } else {
      flush(item);
      out.push(gap, item.raw);
    }
    before = item;
    gap = '';
  }
  flush(null);
  out.push(gap);
  return out.join('');
}

function isEncodedWord(text: string): boolean {
  return text.startsWith('=?') && /^=\?[^?\s]+\?[BbQq]\?[^?\s]*\?=$/.test(text);
}

/** @returns whether a word has to be encoded: beyond ASCII, or too long to be folded. */
export function needsEncoding(word: string): boolean {
  return word.length > longWord || isEightBitField(word);
}

/** The words of unstructured text; an address in angle brackets is a word of its own. */
export function textItems(text: string): TextItem[] {
  const items: TextItem[] = [];
  for (const part of text.match(/[ \t]+|[^ \t]+/g) ?? []) {
    if (part.startsWith(' ') || part.startsWith('\t')) items.push({ kind: 'blank', raw: part, encode: null });
    else if (!needsEncoding(part)) items.push({ kind: 'word', raw: part, encode: null });
    else {
      for (const word of part.split(/(<[^<>]*@[^<>]*>)/)) {
        const keeps = word.startsWith('<') && !needsEncoding(word);
        if (word !== '') items.push({ kind: 'word', raw: word, encode: keeps ? null : word });
      }
    }
  }
  return items;
}

/** A comment with its parentheses, and the comments in it. */
export function commentItems(comment: string): TextItem[] {
  return (comment.match(/[ \t]+|[()]|(?:\\[^]|[^() \t\\])+|\\/g) ?? []).map((raw): TextItem => {
    if (raw === '(' || raw === ')') return { kind: 'mark', raw, encode: null };
    if (raw.startsWith(' ') || raw.startsWith('\t')) return { kind: 'blank', raw, encode: null };
    return { kind: 'word', raw, encode: needsEncoding(raw) ? raw.replace(/\\([^])/g, '$1') : null };
  });
}
