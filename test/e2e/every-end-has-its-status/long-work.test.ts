/** Messages that are made to take long: --timeout and the other messages of the queue are not held up by one. */
import { readdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { run } from '../support/command.ts';
import { directory } from '../support/directory.ts';
import { startMailServer } from '../support/mail-server.ts';
import { submit } from '../support/submission.ts';

const megabyte = 1024 * 1024;
const head = 'From: a@example.com\r\nTo: b@example.com\r\nSubject: t\r\nMIME-Version: 1.0\r\n';
const parts = (type: string, unit: string): string =>
  `${head}Content-Type: ${type}\r\n\r\n${unit.repeat(Math.ceil(megabyte / unit.length))}`;

/** A megabyte each; \u00e9 makes the message be encoded again for a server without 8BITMIME. */
const messages: Readonly<Record<string, string>> = {
  'CRs alone': `${head}\r\n\u00e9${'\r'.repeat(megabyte)}`,
  'parts in parts': parts(
    'multipart/mixed; boundary=b',
    '--b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n\u00e9\r\n',
  ),
  'lines that look like boundaries': parts('multipart/mixed; boundary=x', '--x\r\n--xx\r\n\u00e9\r\n'),
  'fields without end': `${head}${'X-A: \u00e9\r\n'.repeat(20_000)}\r\n\u00e9\r\n`,
  'parameters without end': `${head}Content-Type: multipart/mixed${'; a="\u00e9"'.repeat(20_000)}\r\n\r\n\u00e9\r\n`,
  'blanks in a header': `${head}X-A:${' '.repeat(200_000)}b\r\n\r\n\u00e9\r\n`,
  'one line': `${head}\r\n${'\u00e9'.repeat(megabyte / 2)}\r\n`,
  'soft line breaks': parts('text/plain; charset=utf-8', '=\r\n\u00e9='),
};
const sevenBit = { extensions: ['SIZE 50000000'] };
/** The bound of the run in seconds, and what a busy machine may add. */
const boundSeconds = 5;
const limitMs = 15_000;

describe('a megabyte that is made to take long', () => {
  it.each(Object.keys(messages))('ends with --timeout at the latest: %s', async (name) => {
    const sent = await submit({
      args: ['--raw', '--timeout', String(boundSeconds), 'b@example.com'],
      stdin: messages[name],
      server: sevenBit,
    });
    expect(sent.durationMs).toBeLessThan(limitMs);
    expect([0, 65, 69, 75], sent.stderr).toContain(sent.status);
  });

  it('holds up no other message of the queue', async () => {
    await using server = await startMailServer(sevenBit);
    await using home = await directory({ 'sendmemo.cfg': 'max-connections = 2\n' });
    const place = ['--server-dir', home.path, '-H', '127.0.0.1', '-p', String(server.port)];
    const spooled = ['--spool', '--raw', ...place, 'b@example.com'];
    const taken: string[] = [];
    for (const [name, stdin] of Object.entries(messages)) {
      const { status } = await run(spooled, { stdin });
      if (status === 0) taken.push(name);
    }
    for (let at = 0; at < 5; at += 1) await run(spooled, { stdin: `${head}\r\nordinary\r\n` });
    const entries = await readdir(home.file('spool/waiting'));
    expect(taken.length).toBeGreaterThan(4);
    expect(entries).toHaveLength(taken.length + 5);
    const ran = await run(['queue', 'run', ...place]);
    await server.done();
    expect(ran.status, ran.stderr).toBe(0);
    expect(ran.durationMs).toBeLessThan(2 * limitMs);
    const ordinary = server.transactions().filter(({ message }) => message.includes('ordinary'));
    expect(ordinary).toHaveLength(5);
  });
});
