/**
 * The tokens of a structured field (RFC 5322, 3.2 and 3.4; RFC 2045, 5.1) with nothing lost: joined they are the
 * value again. Lenient and linear: an unclosed mark is literal.
 */
export interface HeaderToken {
  /** `angle`: `<…>`; `special`: one of the separators; `atom`: everything else without blanks. */
  readonly kind: 'blank' | 'quoted' | 'comment' | 'angle' | 'special' | 'atom';
  readonly text: string;
}

/** Separators and bracketed text depend on the field. */
export type TokenRules = 'addresses' | 'parameters';

/** @returns the tokens of an unfolded value. */
export function headerTokens(value: string, rules: TokenRules): HeaderToken[] {
  const specials = rules === 'addresses' ? ',;:' : ';';
  const stops = rules === 'addresses' ? /[ \t"(<,;:]/g : /[ \t"(;]/g;
  const unclosed = new Set<string>();
  const tokens: HeaderToken[] = [];
  let at = 0;
  while (at < value.length) {
    const char = value.charAt(at);
    let kind: HeaderToken['kind'] = 'atom';
    let end = at + 1;
    if (char === ' ' || char === '\t') {
      kind = 'blank';
      while (value[end] === ' ' || value[end] === '\t') end += 1;
    } else if (specials.includes(char)) {
      kind = 'special';
    } else if (char === '"' || char === '(' || (char === '<' && rules === 'addresses')) {
      const close = unclosed.has(char) ? -1 : closeOf(value, at);
      if (close === -1) unclosed.add(char);
      else {
        end = close;
        kind = char === '"' ? 'quoted' : char === '(' ? 'comment' : 'angle';
      }
    } else {
      end = endOfAtom(value, at, stops);
    }
    tokens.push({ kind, text: value.slice(at, end) });
    at = end;
  }
  return tokens;
}

/** The colons of `@[IPv6:…]` belong to the atom. */
function endOfAtom(value: string, start: number, stops: RegExp): number {
  stops.lastIndex = start;
  for (;;) {
    const found = stops.exec(value);
    if (found === null) return value.length;
    const literal =
      found[0] === ':' && /@\[[^\]]*$/.test(value.slice(Math.max(start, found.index - 64), found.index));
    if (!literal) return found.index;
  }
}

/** @returns where it ends, or -1. */
function closeOf(value: string, start: number): number {
  const open = value.charAt(start);
  let depth = 0;
  let quoted = false;
  for (let at = start; at < value.length; at += 1) {
    const char = value.charAt(at);
    if (char === '\\' && (open !== '<' || quoted)) at += 1;
    else if (open === '(') {
      if (char === '(') depth += 1;
      else if (char === ')' && (depth -= 1) === 0) return at + 1;
    } else if (char === '"') {
      if (open === '"' && at > start) return at + 1;
      quoted = !quoted;
    } else if (open === '<' && char === '>' && !quoted) return at + 1;
  }
  return -1;
}

/** @returns the meaning of a quoted string. */
export function unquote(quoted: string): string {
  return quoted.slice(1, -1).replace(/\\(.)/gsu, '$1');
}
