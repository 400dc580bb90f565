import { describe, expect, it } from 'vitest';
import {
  parseBatchObject,
  readBatchDraft,
  readBatchKey,
} from '../../../src/commands/batch/submission-line.ts';
import type { Draft } from '../../../src/message/draft.ts';
import { failureOf } from '../../message/deps.ts';

const read = (value: unknown): Draft =>
  readBatchDraft(parseBatchObject(Buffer.from(JSON.stringify(value)), 7), 7);

const textsOf = (texts: readonly { text: string }[]): string[] => texts.map(({ text }) => text);

async function faultOf(value: unknown): Promise<unknown> {
  const { reason, ...facts } = await failureOf(() => read(value));
  return { reason, line: 'line' in facts ? facts.line : null };
}

describe('a line of a batch', () => {
  it('gives texts or lists of texts', () => {
    const draft = read({
      to: 'a@example.com',
      cc: ['b@example.com', 'c@example.com'],
      from: 'Bills <bills@example.com>',
      subject: 'S',
      text: 'T',
      html: '<p>H</p>',
      attach: 'f.pdf;name=x.pdf',
    });
    expect(textsOf(draft.to)).toEqual(['a@example.com']);
    expect(textsOf(draft.cc)).toEqual(['b@example.com', 'c@example.com']);
    expect(draft.from?.text).toBe('Bills <bills@example.com>');
    expect(draft.body).toEqual({ kind: 'text', text: 'T' });
    expect(draft.html).toEqual({ kind: 'text', text: '<p>H</p>' });
    expect(draft.attachments).toEqual(['f.pdf;name=x.pdf']);
    expect(draft.to[0]?.source).toBe('line 7: to');
  });

  it('takes header fields as an object or as a list', () => {
    expect(textsOf(read({ headers: { 'X-Job': '4711', 'X-Pages': 3 } }).headers)).toEqual([
      'X-Job: 4711',
      'X-Pages: 3',
    ]);
    expect(textsOf(read({ headers: ['X-Job: 4711'] }).headers)).toEqual(['X-Job: 4711']);
  });

  it('with HTML alone has no text part, with neither an empty body', () => {
    expect(read({ html: '<p>' }).body).toBeNull();
    expect(read({ subject: 'S' })).toMatchObject({ body: { kind: 'text', text: '' }, html: null });
  });

  it('takes null for what is not there', () => {
    expect(read({ to: 'a@example.com', cc: null, from: null, attach: null })).toMatchObject({
      cc: [],
      from: null,
      attachments: [],
    });
  });

  it.each([
    ['an unknown property', { tto: 'a@example.com' }],
    ['a number for a text', { subject: 1 }],
    ['an object for an address', { to: { a: 1 } }],
    ['a number among addresses', { to: ['a@example.com', 1] }],
    ['a header name with a colon', { headers: { 'X: Y': 'z' } }],
    ['an empty header name', { headers: { '': 'z' } }],
    ['standard input as an attachment', { attach: '-;name=x' }],
    ['half a surrogate pair', { subject: '\ud800' }],
    ['a name of the prototype', JSON.parse('{"__proto__":{"to":"a@example.com"}}')],
  ])('refuses %s', async (_name, value) => {
    expect(await faultOf(value)).toEqual({ reason: 'batch-line', line: 7 });
  });

  it('says which property may be meant', async () => {
    expect(await failureOf(() => read({ subjct: 'x' }))).toMatchObject({
      detail: expect.stringContaining('"subject"'),
    });
  });

  it.each([
    ['no JSON', '{"a":'],
    ['a list', '[]'],
    ['a text', '"x"'],
    ['null', 'null'],
    ['Latin-1', Buffer.from([0x7b, 0x22, 0xe4, 0x22, 0x7d])],
  ])('is an object in UTF-8, not %s', async (_name, octets) => {
    const failure = await failureOf(() => parseBatchObject(Buffer.from(octets), 3));
    expect(failure).toMatchObject({ code: 'INPUT', reason: 'batch-line', line: 3 });
  });

  it('may begin with a BOM', () => {
    expect(parseBatchObject(Buffer.from('\ufeff{"to":"a"}'), 1)).toEqual({ to: 'a' });
  });

  it('has a key that is text or a number, or none', async () => {
    expect(readBatchKey({ key: 'k' }, 1)).toBe('k');
    expect(readBatchKey({ key: 0 }, 1)).toBe(0);
    expect(readBatchKey({}, 1)).toBeNull();
    for (const key of ['', true, ['k'], {}]) {
      expect(await failureOf(() => readBatchKey({ key }, 1))).toMatchObject({ reason: 'batch-line' });
    }
  });
});
