import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { harmful, hostileText } from '../support/hostile-text.ts';
import { harmless, harmlessAscii, harmlessLines, toJson } from '../../src/text/control-characters.ts';

describe('a foreign text', () => {
  it('loses what Unicode calls a control, a turn or invisible, and no other character', () => {
    const wrong: string[] = [];
    for (let code = 0; code <= 0x10ffff; code += 1) {
      const character = String.fromCodePoint(code);
      if ((harmless(character) !== character) !== harmful.test(character)) wrong.push(code.toString(16));
    }
    expect(wrong).toEqual([]);
  });

  it.each([
    '日本語の文章、カタカナ',
    '葛\u{e0100}飾区',
    'مرحبا بالعالم',
    'שלום עולם',
    'नमस्ते',
    'Ελληνικά',
    '❤\ufe0f😀',
    'ÅÄÖ',
  ])('in the letters of a language stays readable: %s', (text) => {
    expect(harmless(text)).toBe(text);
    expect(JSON.parse(toJson(text))).toBe(text);
  });

  it('shows its escapes as JSON has them', () => {
    expect(harmless('a\u001b[2J\u009b31m\r\n\u061c\u{e0041}b')).toBe(
      String.raw`a\u001b[2J\u009b31m\u000d\u000a\u061c\udb40\udc41b`,
    );
    expect(toJson({ a: '\u009b\u007f' })).toBe(String.raw`{"a":"\u009b\u007f"}`);
  });

  it('is one harmless line, some harmless lines, ASCII or JSON, whatever it was', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(harmless(text)).not.toMatch(harmful);
        expect(harmlessLines(text).replaceAll(/[\n\t]/g, '')).not.toMatch(harmful);
        expect(harmlessAscii(text)).toMatch(/^[ -~]*$/);
        const json = toJson({ text, [text]: [text] });
        expect(json).not.toMatch(harmful);
        expect(JSON.parse(json)).toEqual({ text, [text]: [text] });
        expect(harmless(harmless(text))).toBe(harmless(text));
      }),
    );
  });
});
