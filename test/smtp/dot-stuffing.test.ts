import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDotStuffer } from '../../src/smtp/dot-stuffing.ts';

function stuffed(chunks: readonly string[]): string {
  const stuffer = createDotStuffer();
  const pieces = chunks.map((chunk) => stuffer.stuff(Buffer.from(chunk, 'latin1')));
  return Buffer.concat([...pieces, stuffer.end()]).toString('latin1');
}

/** What a server makes of it (RFC 5321, 4.5.2). */
function received(wire: string): string {
  expect(wire.endsWith('.\r\n')).toBe(true);
  const lines = wire.slice(0, -3).split('\r\n');
  expect(lines.pop()).toBe('');
  return lines.map((line) => `${line.replace(/^\./, '')}\r\n`).join('');
}

const octets = fc.array(fc.constantFrom('.', '\r', '\n', '\r\n', 'a', '\r\n.', 'bc'), { maxLength: 30 });

describe('dot stuffing', () => {
  it('can be undone by a server, wherever the chunks are cut', () => {
    fc.assert(
      fc.property(fc.array(octets, { maxLength: 6 }), (parts) => {
        const chunks = parts.map((part) => part.join(''));
        const whole = chunks.join('').replace(/\r\n|\r|\n/g, '\r\n');
        const ended = whole === '' || whole.endsWith('\r\n') ? whole : `${whole}\r\n`;
        expect(received(stuffed(chunks))).toBe(ended);
      }),
    );
  });

  it('never lets a lone dot out but at the end', () => {
    fc.assert(
      fc.property(fc.array(octets, { maxLength: 6 }), (parts) => {
        const wire = stuffed(parts.map((part) => part.join('')));
        expect(`\r\n${wire}`.indexOf('\r\n.\r\n')).toBe(wire.length - 3);
        expect(/[^\r]\n|^\n|\r(?!\n)/.test(wire)).toBe(false);
      }),
    );
  });

  it('gives back the very chunk that needs nothing', () => {
    const chunk = Buffer.from('one\r\ntwo.\r\n');
    expect(createDotStuffer().stuff(chunk)).toBe(chunk);
  });
});
