/** sendmemo batch: JSON Lines in, results in the same order (section 12). */
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { run } from '../support/command.ts';
import { directory } from '../support/directory.ts';
import { startMailServer } from '../support/mail-server.ts';
import type { MailServerOptions } from '../support/mail-server.ts';
import { parsed } from '../support/mail.ts';
import { expectSaid, linesOf } from '../support/result.ts';
import type { JsonResult } from '../support/result.ts';

type Result = JsonResult & { readonly key?: string };

const line = (key: string, more: Record<string, unknown> = {}) =>
  `${JSON.stringify({ key, to: `${key}@example.com`, from: 's@example.com', subject: `to ${key}`, text: 'x', ...more })}\n`;

async function batch(input: string, options: { server?: MailServerOptions; args?: readonly string[] } = {}) {
  await using server = await startMailServer(options.server);
  const place = ['-H', '127.0.0.1', '-p', String(server.port)];
  const finished = await run(['batch', ...place, ...(options.args ?? [])], { stdin: input });
  await server.done();
  const results = linesOf(finished.stdout).map((one) => JSON.parse(one) as Result);
  return { finished, results, transactions: server.transactions(), connections: server.connections };
}

const keys = (results: readonly Result[]) => results.map((one) => one.key);
const many = Array.from({ length: 30 }, (_, n) => `k${n}`);

describe.concurrent('a batch', () => {
  it('gives a result a line, in the order of the input, over few connections', async () => {
    const got = await batch(many.map((key) => line(key)).join(''), { args: ['--connections', '3'] });
    expect(got.finished.status, got.finished.stderr).toBe(0);
    expect(keys(got.results)).toEqual(many);
    expect(got.results.every((one) => one.status === 'sent' && one.error === null)).toBe(true);
    expect(got.transactions).toHaveLength(30);
    expect(got.connections.length).toBeLessThanOrEqual(3);
    expect(new Set(got.results.map((one) => one.messageId)).size).toBe(30);
    expect(got.connections.every((one) => one.quit)).toBe(true);
  });

  it('takes all that a line may hold', async () => {
    await using home = await directory({ 'a.txt': 'attached' });
    const got = await batch(
      line('one', {
        to: ['a@example.com', 'B <b@example.com>'],
        cc: 'c@example.com',
        bcc: ['d@example.net'],
        text: 'Grüße\n',
        html: '<p>Grüße</p>',
        attach: [home.file('a.txt')],
        headers: { 'X-Job': '4711' },
      }),
    );
    expect(got.results[0]?.status, got.finished.stdout).toBe('sent');
    expect(got.transactions[0]?.to).toHaveLength(4);
    const message = got.transactions[0]?.message ?? Buffer.alloc(0);
    expect(message.toString()).not.toMatch(/example\.net|^bcc/im);
    const mail = await parsed(message);
    expect(mail.text).toBe('Grüße\n');
    expect(mail.headers.get('x-job')).toBe('4711');
    expect(mail.attachments[0]?.content.toString()).toBe('attached');
  });

  it('fails a bad line alone, with the status of the worst', async () => {
    const input = [
      line('good1'),
      '{"half":\n',
      line('bad', { to: 'a b@example.com' }),
      line('unknown', { tto: 'x@example.com' }),
      line('missing', { attach: ['/nonexistent.sendmemo/file'] }),
      '[]\n',
      line('good2'),
    ].join('');
    const got = await batch(input);
    expect(got.results).toHaveLength(7);
    expect(got.results.map((one) => one.status === 'sent')).toEqual([
      true,
      false,
      false,
      false,
      false,
      false,
      true,
    ]);
    expect(got.results[2]?.error).toMatchObject({ code: 'ADDRESS', exit: 65 });
    expect(got.results[4]?.error).toMatchObject({ code: 'INPUT', exit: 66 });
    expect(got.finished.status).not.toBe(0);
    expect(got.transactions).toHaveLength(2);
  });

  it('goes on after a refusal and after a lost connection', async () => {
    const got = await batch(
      many
        .slice(0, 6)
        .map((key) => line(key))
        .join(''),
      {
        server: {
          on(verb, argument) {
            if (verb !== 'RCPT') return undefined;
            if (argument.includes('k1@')) return '550 5.1.1 no such user';
            return argument.includes('k3@') ? 'close' : undefined;
          },
        },
        args: ['--connections', '1'],
      },
    );
    expect(got.results.map((one) => [one.key, one.status, one.error?.exit ?? 0])).toEqual([
      ['k0', 'sent', 0],
      ['k1', 'failed', 67],
      ['k2', 'sent', 0],
      ['k3', 'failed', 75],
      ['k4', 'sent', 0],
      ['k5', 'sent', 0],
    ]);
    expect([67, 75]).toContain(got.finished.status);
    expect(got.transactions.map((one) => one.to[0])).toEqual(
      ['k0', 'k2', 'k4', 'k5'].map((key) => expect.stringContaining(`<${key}@example.com>`)),
    );
  });

  it('with --results goes on where it stopped, and sends nothing again', async () => {
    await using home = await directory({ 'in.jsonl': ['a', 'b', 'c'].map((key) => line(key)).join('') });
    const args = ['--results', home.file('out.jsonl'), home.file('in.jsonl')];
    const first = await batch('', {
      args,
      server: { on: (verb, to) => (verb === 'RCPT' && to.includes('b@') ? '450 4.2.0 later' : undefined) },
    });
    expect(first.finished.status).toBe(75);
    expect(first.transactions).toHaveLength(2);
    const second = await batch('', { args });
    expect(second.finished.status, second.finished.stderr).toBe(0);
    expect(second.transactions.map((one) => one.to[0])).toEqual([expect.stringContaining('<b@example.com>')]);
    const kept = linesOf(await readFile(home.file('out.jsonl'), 'utf8')).map(
      (one) => JSON.parse(one) as Result,
    );
    expect(kept.filter((one) => one.status === 'sent').map((one) => one.key)).toEqual(['a', 'c', 'b']);
    const third = await batch('', { args });
    expect(third.finished.status).toBe(0);
    expect(third.connections).toHaveLength(0);
  });

  it('that is empty is 0, that is missing 66', async () => {
    const empty = await batch('');
    expect(empty.finished.status).toBe(0);
    expect(empty.connections).toHaveLength(0);
    expectSaid((await batch('', { args: ['/nonexistent.sendmemo/in.jsonl'] })).finished, 66);
  });
});
