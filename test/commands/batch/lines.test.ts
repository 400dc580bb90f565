import { describe, expect, it } from 'vitest';
import type { OctetLine } from '../../../src/commands/batch/lines.ts';
import { readLines } from '../../../src/commands/batch/lines.ts';

async function linesOf(chunks: readonly string[], limitBytes = 1000): Promise<OctetLine[]> {
  const lines: OctetLine[] = [];
  const source = (async function* () {
    for (const chunk of chunks) yield Buffer.from(chunk);
  })();
  for await (const line of readLines(source, limitBytes)) lines.push(line);
  return lines;
}

const texts = (lines: readonly OctetLine[]): (string | null)[] =>
  lines.map(({ octets }) => octets?.toString() ?? null);

describe('reading lines', () => {
  it('takes LF and CRLF, empty lines too', async () => {
    expect(texts(await linesOf(['a\nb\r\n\nc\n']))).toEqual(['a', 'b', '', 'c']);
  });

  it('gives the same lines however the input is cut', async () => {
    const input = 'first line\r\nzweite Zeile\n\nlast';
    const whole = texts(await linesOf([input]));
    for (let at = 1; at < input.length; at += 1) {
      expect(texts(await linesOf([input.slice(0, at), input.slice(at)]))).toEqual(whole);
    }
    expect(texts(await linesOf(input.split('')))).toEqual(whole);
  });

  it('numbers them, says where each ends and which has no end', async () => {
    const lines = await linesOf(['ab\n', 'cd']);
    expect(lines.map(({ number, endBytes, open }) => [number, endBytes, open])).toEqual([
      [1, 3, false],
      [2, 5, true],
    ]);
    expect((await linesOf(['ab\n']))[0]?.open).toBe(false);
  });

  it('passes over a line beyond the limit and goes on after it', async () => {
    expect(texts(await linesOf(['aaaa', 'aaaa', 'aaaa\nb\n', 'cc'], 10))).toEqual([null, 'b', 'cc']);
    expect(texts(await linesOf(['1234567890\n12345678901'], 10))).toEqual(['1234567890', null]);
  });

  it('that is empty has none', async () => {
    expect(await linesOf([])).toEqual([]);
    expect(await linesOf([''])).toEqual([]);
  });
});
