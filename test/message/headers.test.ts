import { describe, expect, it } from 'vitest';
import { parseHeaderFields, renderField } from '../../src/message/headers.ts';
import { failureOf } from './deps.ts';

async function why(...texts: string[]): Promise<string> {
  const failure = await failureOf(() =>
    parseHeaderFields(texts.map((text) => ({ text, source: '--header' }))),
  );
  if (failure.reason !== 'header-invalid') throw new Error(failure.reason);
  return failure.why;
}

describe('--header', () => {
  it.each([
    ['X-A: b\r\nBcc: evil@example.com', 'line-break'],
    ['X-A: b\nc', 'line-break'],
    ['X-A: b\u0000c', 'control'],
    ['X-A: b\u001bc', 'control'],
    ['X A: b', 'name'],
    [': b', 'name'],
    ['Ünder: b', 'name'],
    ['no colon', 'no-colon'],
    ['bCc: a@example.com', 'reserved'],
    ['Resent-Bcc: a@example.com', 'reserved'],
    ['Content-Type: text/html', 'reserved'],
    ['MIME-Version: 1.0', 'reserved'],
    ['Received: from x', 'reserved'],
    ['Date: now', 'reserved'],
    ['Message-ID: <a@b>', 'reserved'],
    ['From: a@example.com', 'reserved'],
    ['Subject : again', 'reserved'],
    [`X-${'n'.repeat(120)}: x`, 'too-long'],
  ])('refuses %j', async (text, reason) => {
    expect(await why(text)).toBe(reason);
  });

  it('refuses a second field of which there is only one', async () => {
    expect(await why('Sender: a@example.com', 'sender: b@example.com')).toBe('reserved');
  });

  it('takes a field twice where that is legal, and a TAB', () => {
    expect(
      parseHeaderFields([
        { text: 'X-Job: 1', source: '--header' },
        { text: 'X-Job: 2\t3', source: '--header' },
      ]),
    ).toEqual([
      { name: 'X-Job', value: '1' },
      { name: 'X-Job', value: '2\t3' },
    ]);
  });

  it('encodes only the name of an address', () => {
    expect(renderField('Sender', 'Jörg <a@example.com>')).toMatch(
      /^Sender: =\?UTF-8\?[QB]\?\S+\?= <a@example\.com>\r\n$/,
    );
  });
});
