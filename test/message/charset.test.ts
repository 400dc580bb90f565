import iconv from 'iconv-lite';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkCharset, decodeText, isCharset } from '../../src/message/charset.ts';
import { failureOf } from './deps.ts';

const japanese = 'プリンター「漢字」ﾃｽﾄ abc';

describe('a charset', () => {
  it.each([
    ['Shift_JIS', iconv.encode(japanese, 'cp932'), japanese],
    ['IBM-932', iconv.encode(japanese, 'cp932'), japanese],
    ['EUC-JP', iconv.encode(japanese, 'euc-jp'), japanese],
    ['ISO-8859-1', Buffer.from('Grüße', 'latin1'), 'Grüße'],
    ['iso8859-1', Buffer.from('Grüße', 'latin1'), 'Grüße'],
    ['IBM850', iconv.encode('Grüße', 'cp850'), 'Grüße'],
    ['utf8', Buffer.from(japanese), japanese],
    ['UTF-8', Buffer.from('\ufeffabc'), 'abc'],
    ['UTF-8', Buffer.from('a\ufffdb'), 'a\ufffdb'],
    ['ISO-2022-JP', Buffer.from('\x1b$B4A;z\x1b(Babc\x1b(J\\~\x1b(I1\x1b(B'), '漢字abc¥‾ｱ'],
    ['US-ASCII', Buffer.from('abc'), 'abc'],
  ])('%s is decoded', async (charset, octets, text) => {
    expect(await decodeText(octets, charset, 'FILE')).toBe(text);
  });

  it.each([
    ['UTF-8', [0x61, 0xff], 1],
    ['UTF-8', [0x61, 0xe3, 0x81], 1],
    ['UTF-8', [0x61, 0xe3, 0x81, 0x62], 1],
    ['UTF-8', [0xc3, 0xa4, 0xc0, 0x80], 2],
    ['UTF-8', [0x80], 0],
    ['US-ASCII', [0x61, 0x80], 1],
    ['Shift_JIS', [0x61, 0x62, 0x81], 2],
    ['Shift_JIS', [0x83, 0x65, 0x81, 0x20, 0x61], 2],
    ['EUC-JP', [0x61, 0xa4, 0x20], 1],
    ['EUC-JP', [0xa4], 0],
    ['Windows-1252', [0x61, 0x81], 1],
    ['ISO-2022-JP', [0x61, 0xe3], 1],
    ['ISO-2022-JP', [0x61, 0x1b, 0x28, 0x58], 1],
    ['ISO-2022-JP', [0x1b, 0x24, 0x42, 0x34, 0x41, 0x34], 5],
    ['ISO-2022-JP', [0x1b, 0x24, 0x42, 0x34, 0x41], 5],
    ['ISO-2022-JP', [0x1b, 0x24, 0x42, 0x34, 0x41, 0x2f, 0x21, 0x1b, 0x28, 0x42], 5],
  ])('%s with %j is refused with the offset', async (charset, octets, offset) => {
    const failure = await failureOf(() => decodeText(Buffer.from(octets), charset, 'FILE'));
    expect(failure).toMatchObject({ reason: 'body-undecodable', offset });
  });

  it('that nobody knows is refused with the nearest name', async () => {
    expect(await failureOf(() => checkCharset('Shift-JSI'))).toMatchObject({
      code: 'USAGE',
      reason: 'charset-unknown',
      nearest: 'Shift_JIS',
    });
  });

  it.each(['base64', 'hex', 'binary', 'utf-7', '', '__proto__', 'constructor'])(
    '%j is none',
    async (name) => {
      expect(await isCharset(name)).toBe(false);
    },
  );

  it('finds the first octet that is not UTF-8, wherever it is', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'grapheme' }),
        fc.string({ unit: 'grapheme' }),
        async (before, after) => {
          const octets = Buffer.concat([Buffer.from(before), Buffer.from([0xff]), Buffer.from(after)]);
          const failure = await failureOf(() => decodeText(octets, 'UTF-8', 'FILE'));
          expect(failure).toMatchObject({ offset: Buffer.byteLength(before) });
        },
      ),
    );
  });
});
