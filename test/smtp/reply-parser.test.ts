import { describe, expect, it } from 'vitest';
import { createReplyParser, type Parsed } from '../../src/smtp/reply-parser.ts';

function parse(...chunks: (string | Buffer)[]): Parsed[] {
  const parser = createReplyParser();
  for (const chunk of chunks) parser.push(Buffer.from(chunk));
  const found: Parsed[] = [];
  for (let one = parser.take(); one; one = parser.take()) {
    found.push(one);
    if (one.kind !== 'reply') break;
  }
  return found;
}

describe('replies', () => {
  it('have code, enhanced status and text', () => {
    expect(parse('550-5.1.1 No such user\r\n550 5.1.1 here\r\n')).toEqual([
      {
        kind: 'reply',
        reply: {
          code: 550,
          enhanced: '5.1.1',
          message: 'No such user here',
          lines: ['5.1.1 No such user', '5.1.1 here'],
        },
      },
    ]);
  });

  it.each([
    ['a bare LF', '250 Ok\n', 'Ok'],
    ['no text', '250\r\n', ''],
    ['a blank and no text', '250 \r\n', ''],
    ['Latin-1', Buffer.from('250 gr\xfc\xdfe\r\n', 'latin1'), 'grüße'],
    ['UTF-8', '250 grüße 漢字\r\n', 'grüße 漢字'],
  ])('are read with %s', (_name, octets, message) => {
    expect(parse(octets)).toMatchObject([{ kind: 'reply', reply: { code: 250, message } }]);
  });

  it('do not depend on how they are cut', () => {
    const text = '250-a\r\n250 b\r\n354 c\r\n';
    expect(parse(...text.split(''))).toEqual(parse(text));
  });

  it('are what the server said; who shows them makes them harmless', () => {
    const [parsed] = parse('550 \u001b[2J\u0007a\tb\u0000\u202ec\u009bd\r\n');
    expect(parsed).toMatchObject({ reply: { message: '\u001b[2J\u0007a b\0\u202ec\u009bd' } });
  });

  it('keep an enhanced status of another class as text', () => {
    expect(parse('250 5.1.1 odd\r\n')).toMatchObject([{ reply: { enhanced: null, message: '5.1.1 odd' } }]);
  });

  it.each([
    'hello\r\n',
    '25 no\r\n',
    '2500 no\r\n',
    '150 no\r\n',
    '650 no\r\n',
    '250_no\r\n',
    '\r\n',
    '250-a\r\n251 b\r\n',
  ])('are not %j', (octets) => {
    expect(parse(octets)).toMatchObject([{ kind: 'garbage' }]);
  });

  it('are given before the garbage that follows them', () => {
    expect(parse('250 Ok\r\nrubbish\r\n').map((one) => one.kind)).toEqual(['reply', 'garbage']);
  });

  it('have a longest line, ended or not, and a greatest size', () => {
    const tooLong = [{ kind: 'too-long' }];
    expect(parse('2'.repeat(9000))).toMatchObject(tooLong);
    expect(parse(`250 ${'x'.repeat(9000)}\r\n`)).toMatchObject(tooLong);
    expect(parse(`250-${'x'.repeat(1000)}\r\n`.repeat(66))).toMatchObject(tooLong);
  });

  it('describe what is pending', () => {
    const parser = createReplyParser();
    parser.push(Buffer.from('250-evil\r\n250 AUTH\r\n250-ha'));
    parser.take();
    expect(parser.pendingBytes).toBe(6);
    expect(parser.describePending()).toBe('250-ha');
  });
});
