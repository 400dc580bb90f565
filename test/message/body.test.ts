import { describe, expect, it } from 'vitest';
import { encodeText, toCrlf } from '../../src/message/body.ts';

const mebi = 1024 * 1024;
/** The rule itself, on the whole text at once. */
const atOnce = (text: string): string =>
  text.replace(/\r+\n?|\n/g, (end) => (end.endsWith('\n') ? '\r\n' : '\r\n'.repeat(end.length)));

describe('line ends of a long text', () => {
  it.each([
    ['LF before the end of a piece', `${'x'.repeat(mebi - 1)}\ny`],
    ['CR LF across it', `${'x'.repeat(mebi - 1)}\r\ny`],
    ['LF at the beginning of the next one', `${'x'.repeat(mebi)}\ny`],
    ['a run of CR across it, ended by LF', `${'x'.repeat(mebi - 3)}${'\r'.repeat(9)}\ny`],
    ['a run of CR across it, ended by nothing', `${'x'.repeat(mebi - 3)}${'\r'.repeat(9)}y`],
    ['nothing but CR', '\r'.repeat(2 * mebi + 5)],
    ['many lines', 'line of text\nand another\r\n'.repeat(100_000)],
  ])('%s', async (_what, text) => {
    expect((await toCrlf(text)) === atOnce(text)).toBe(true);
  });
});

describe('the encoding of a text', () => {
  it.each([
    ['7bit', 'plain\r\n'],
    ['7bit', 'with\ta tab\r\n'],
    ['7bit', ''],
    ['quoted-printable', 'Grüße\r\n'.repeat(2) + 'much more plain text than that\r\n'.repeat(4)],
    ['quoted-printable', `${'x'.repeat(991)}\r\n`],
    ['quoted-printable', 'a bell \u0007\r\n'.repeat(3)],
    ['base64', '日本語\r\n'],
  ])('%s', async (encoding, text) => {
    const encoded = await encodeText(text);
    expect(encoded.encoding).toBe(encoding);
    if (encoding === 'base64')
      expect(Buffer.from(encoded.octets.toString('latin1'), 'base64').toString()).toBe(text);
  });

  it('is the same for a text of several pieces', async () => {
    const text = '日本語のテキスト\r\n'.repeat(100_000);
    const { encoding, octets } = await encodeText(text);
    expect(encoding).toBe('base64');
    expect(Buffer.from(octets.toString('latin1'), 'base64').equals(Buffer.from(text))).toBe(true);
    const mixed = `${'plain text '.repeat(8)}ü\r\n`.repeat(30_000);
    const quoted = await encodeText(mixed);
    expect(quoted.encoding).toBe('quoted-printable');
    const decoded = quoted.octets
      .toString('latin1')
      .replace(/=\r\n/g, '')
      .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
    expect(Buffer.from(decoded, 'latin1').equals(Buffer.from(mixed))).toBe(true);
  });
});
