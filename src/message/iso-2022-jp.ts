/**
 * ISO-2022-JP (RFC 1468, with the katakana and JIS X 0212 escapes that Japanese mail programs write), which iconv-lite
 * does not have: the escapes are read here, the characters are looked up through its EUC-JP tables.
 */

/** Decodes EUC-JP octets; U+FFFD replaces invalid ones. */
export type EucDecoder = (octets: Buffer) => string;

type CharacterSet = 'ascii' | 'roman' | 'katakana' | 'jis0208' | 'jis0212';

const escapes: readonly (readonly [string, CharacterSet])[] = [
  ['(B', 'ascii'],
  ['(J', 'roman'],
  ['(I', 'katakana'],
  ['$@', 'jis0208'],
  ['$B', 'jis0208'],
  ['$(D', 'jis0212'],
];

/** @returns the text, or the offset (from 0) of the first octet that is not ISO-2022-JP. */
export function decodeIso2022Jp(octets: Buffer, decodeEuc: EucDecoder): string | number {
  let text = '';
  let set: CharacterSet = 'ascii';
  let at = 0;
  while (at < octets.length) {
    if (octets[at] === 0x1b) {
      const next = escapes.find(
        ([sequence]) => octets.toString('latin1', at + 1, at + 1 + sequence.length) === sequence,
      );
      if (next === undefined) return at;
      set = next[1];
      at += 1 + next[0].length;
      continue;
    }
    const end = runEnd(octets, at);
    const run = octets.subarray(at, end);
    const decoded = decodeRun(run, set, decodeEuc);
    if (typeof decoded === 'number') return at + decoded;
    text += decoded;
    at = end;
  }
  return set === 'ascii' || set === 'roman' ? text : octets.length;
}

function runEnd(octets: Buffer, start: number): number {
  const end = octets.indexOf(0x1b, start);
  return end === -1 ? octets.length : end;
}

function decodeRun(run: Buffer, set: CharacterSet, decodeEuc: EucDecoder): string | number {
  switch (set) {
    case 'ascii':
    case 'roman': {
      const bad = run.findIndex((octet) => octet > 0x7f);
      if (bad !== -1) return bad;
      const text = run.toString('latin1');
      return set === 'ascii' ? text : text.replaceAll('\\', '\u00a5').replaceAll('~', '\u203e');
    }
    case 'katakana': {
      const bad = run.findIndex((octet) => octet < 0x21 || octet > 0x5f);
      if (bad !== -1) return bad;
      return Array.from(run, (octet) => String.fromCharCode(0xff61 + octet - 0x21)).join('');
    }
    case 'jis0208':
    case 'jis0212':
      return decodePairs(run, set === 'jis0212' ? [0x8f] : [], decodeEuc);
  }
}

function decodePairs(run: Buffer, shift: readonly number[], decodeEuc: EucDecoder): string | number {
  const bad = run.findIndex((octet) => octet < 0x21 || octet > 0x7e);
  if (bad !== -1) return bad - (bad % 2);
  if (run.length % 2 === 1) return run.length - 1;
  const euc: number[] = [];
  for (let at = 0; at < run.length; at += 2) {
    euc.push(...shift, (run[at] ?? 0) | 0x80, (run[at + 1] ?? 0) | 0x80);
  }
  const text = decodeEuc(Buffer.from(euc));
  if (!text.includes('\ufffd')) return text;
  const width = 2 + shift.length;
  for (let pair = 0; pair * width < euc.length; pair += 1) {
    const one = decodeEuc(Buffer.from(euc.slice(pair * width, (pair + 1) * width)));
    if (one.includes('\ufffd')) return pair * 2;
  }
  return 0;
}
