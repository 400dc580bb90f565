/**
 * Work grows with the input and no faster, and long work gives way to timers and signals. V8 counts neither the work of
 * regular expressions nor that of inlined functions, so the inputs are so large that work with their square would take
 * many times the patience of a test, and work in proportion a small part of it.
 */
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { toCrlf } from '../../src/message/body.ts';
import type { WireOffer } from '../../src/message/envelope.ts';
import { parseHeaderFields } from '../../src/message/headers.ts';
import { notificationDraft } from '../../src/message/notification.ts';
import { composeRaw } from '../../src/message/raw.ts';
import { composeDeps, everything, failureOf, nothing, rawDraft, wireOctets } from './deps.ts';

async function rewritten(text: string, offer: WireOffer = nothing): Promise<void> {
  const chunks = Array.from({ length: Math.ceil(text.length / 65_536) }, (_, at) =>
    Buffer.from(text.slice(at * 65_536, (at + 1) * 65_536), 'latin1'),
  );
  const { message } = await composeRaw(rawDraft(), composeDeps({ stdin: Readable.from(chunks) }));
  // What can't be rewritten is refused: that takes its work too.
  await wireOctets(message, offer).catch(() => {});
  await message.dispose();
}

const head = 'From: a@example.com\nSubject: s\nMIME-Version: 1.0\n';
const nested = (levels: number, lines: number): string => {
  const open = Array.from(
    { length: levels },
    (_, at) => `Content-Type: multipart/mixed; boundary=b${at}\n\n--b${at}\n`,
  ).join('');
  return `${head}${open}\n\xe9\n${'--x\n'.repeat(lines)}`;
};

function manyNames(count: number): string {
  return Array.from({ length: count }, (_, at) => `; ${at.toString(36)}="\xe9"`).join('');
}

describe('work does not grow with the square of', () => {
  it.each<readonly [string, string]>([
    ['levels of multipart and lines that look like boundaries', nested(5_000, 60_000)],
    ['parts', `${head}Content-Type: multipart/mixed; boundary=b\n\n${'--b\n\n\xe9\n'.repeat(20_000)}`],
    ['recipients', `${head}To: \xe9 <a@b>${',\xe9<a@b>'.repeat(30_000)}\n\nx\n`],
    ['parameters', `${head}Content-Type: text/plain${'; x="\xe9"'.repeat(25_000)}\n\nx\n`],
    ['parameters of many names', `${head}Content-Type: text/plain${manyNames(15_000)}\n\nx\n`],
    ['unclosed quotes', `${head}To: \xe9 <a@b> ${'"\\'.repeat(120_000)}\n\nx\n`],
    ['unclosed comments', `${head}To: \xe9 <a@b> ${'(\\'.repeat(120_000)}\n\nx\n`],
    ['blanks in a field', `${head}X: \xe9${' '.repeat(250_000)}x\n\nx\n`],
    ['CRs', `${head}\n${'\r'.repeat(2_000_000)}\xe9`],
    ['header fields', `${head}${'X: \xe9\n'.repeat(20_000)}\nx\n`],
  ])('%s', async (_what, text) => {
    await rewritten(text);
  });

  it('runs of CR, blanks in a header name and newlines of a message', async () => {
    const n = 3_000_000;
    expect(await toCrlf('\r'.repeat(n))).toHaveLength(2 * n);
    expect(await toCrlf(`${'\r'.repeat(n)}\n`)).toBe('\r\n');
    const blanks = { source: '--header', text: `X${' '.repeat(n)}x: y` };
    expect(await failureOf(() => parseHeaderFields([blanks]))).toMatchObject({ why: 'name' });
    const message = `${'\n'.repeat(n)}x${'\n'.repeat(n)}`;
    const facts = { serverName: 's', message, eventComment: null, locale: null, now: new Date(0) };
    expect(notificationDraft(facts).body.length).toBeGreaterThan(n);
  });
});

it('long rewriting gives way to timers', async () => {
  const text = `${head}Content-Type: multipart/mixed; boundary=b\n\n${'--b\n\n\xe9\n--x\n'.repeat(8_000)}`;
  let turns = 0;
  let running = true;
  const count = (): void => {
    turns += 1;
    if (running) setImmediate(count);
  };
  setImmediate(count);
  await rewritten(text, everything);
  const before = turns;
  await rewritten(text, nothing);
  running = false;
  // At least once for every 64 KiB of each of the two or three readings.
  expect(turns - before).toBeGreaterThan((2 * text.length) / 65_536);
});
