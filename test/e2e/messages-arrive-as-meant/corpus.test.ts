/**
 * More than two hundred messages as mail archives hold them, through servers with and without 8BITMIME and SMTPUTF8,
 * read back by two foreign parsers: the same addresses, names, subject, structure and octets.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { fieldMails } from '../../corpus/fields.ts';
import { headerMails } from '../../corpus/headers.ts';
import type { CorpusMail, ServerKind } from '../../corpus/mail.ts';
import { structureMails } from '../../corpus/structures.ts';
import { decodeWords } from '../../../src/message/encoded-word.ts';
import { parsed } from '../support/mail.ts';
import type { Transaction } from '../support/mail-server.ts';
import { submit } from '../support/submission.ts';

const corpus: readonly CorpusMail[] = [...headerMails(), ...structureMails(), ...fieldMails()];

const kinds: Readonly<Record<ServerKind, readonly string[]>> = {
  'seven-bit': ['PIPELINING', 'SIZE 52428800', 'ENHANCEDSTATUSCODES'],
  'eight-bit': ['PIPELINING', 'SIZE 52428800', 'ENHANCEDSTATUSCODES', '8BITMIME'],
  'utf-8': ['PIPELINING', 'SIZE 52428800', 'ENHANCEDSTATUSCODES', '8BITMIME', 'SMTPUTF8'],
};

interface Reading {
  readonly from: readonly (readonly [string, string])[];
  readonly to: readonly (readonly [string, string])[];
  readonly cc: readonly (readonly [string, string])[];
  readonly subject: string;
  readonly ids: readonly string[];
  readonly tree: unknown;
  readonly leaves: readonly {
    readonly type: string;
    readonly file: string | null;
    readonly octets: string;
  }[];
  readonly inner: readonly string[];
}

const hasPython = spawnSync('python3', ['--version']).status === 0;

function readByPython(messages: readonly Buffer[]): Reading[] {
  const script = fileURLToPath(new URL('../../support/read-mail.py', import.meta.url));
  const { stdout, stderr } = spawnSync('python3', ['-B', script], {
    input: JSON.stringify(messages.map((message) => message.toString('base64'))),
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as Reading[];
}

/** All of them in one session of `sendmail -bs`: the recipient says which one it is. */
async function send(kind: ServerKind): Promise<ReadonlyMap<number, Transaction>> {
  const dialog = corpus.flatMap(({ octets }, at) => [
    Buffer.from(`MAIL FROM:<s@example.com>\r\nRCPT TO:<r${at}@example.com>\r\nDATA\r\n`),
    stuffed(octets),
    Buffer.from('\r\n.\r\n'),
  ]);
  const sent = await submit({
    program: 'sendmail',
    args: ['-bs'],
    stdin: Buffer.concat([Buffer.from('EHLO client.example.com\r\n'), ...dialog, Buffer.from('QUIT\r\n')]),
    server: { extensions: kinds[kind] },
    patienceMs: 120_000,
  });
  const arrived = new Map<number, Transaction>();
  for (const transaction of sent.transactions) {
    arrived.set(Number(/<r(\d+)@/.exec(transaction.to[0] ?? '')?.[1] ?? -1), transaction);
  }
  return arrived;
}

/** With CRLF for LF, and dots doubled (RFC 5321, 4.5.2). */
function stuffed(octets: Buffer): Buffer {
  const lines = octets.toString('latin1').replace(/\r?\n/g, '\r\n');
  return Buffer.from(lines.replace(/(^|\r\n)\./g, '$1..'), 'latin1');
}

/** What a second parser makes of it. */
async function readByMailparser(octets: Buffer): Promise<unknown> {
  const { subject, from, to, cc, text, html, attachments } = await parsed(octets);
  const plain = (content: string | false | undefined): string =>
    (content === undefined || content === false ? '' : content).replace(/\s+$/, '');
  const people = [from, ...[to, cc].flat()].flatMap((list) => list?.value ?? []);
  return {
    subject,
    // It does not decode the names in a group.
    people: people.flatMap((one) =>
      one.group === undefined
        ? [[one.name, one.address]]
        : one.group.map(({ name, address }) => [decodeWords(name), address]),
    ),
    text: plain(text),
    html: plain(html),
    attachments: await Promise.all(
      attachments.map(async ({ filename, contentType, content }) => ({
        filename,
        contentType,
        content: contentType.startsWith('message/') ? await readByMailparser(content) : digest(content),
      })),
    ),
  };
}

function digest(octets: Buffer): string {
  const plain = octets.toString('latin1').replace(/\r\n?/g, '\n').replace(/\n+$/, '');
  return createHash('sha256').update(plain).digest('hex');
}

const addressesOf = (list: Reading['from']): string[] => list.map(([, address]) => address);

describe.each(Object.keys(kinds) as ServerKind[])('the corpus through a server of kind %s', (kind) => {
  let arrived: ReadonlyMap<number, Transaction> = new Map();
  const due = corpus
    .map((message, at) => ({ ...message, at }))
    .filter(({ refused }) => !refused.includes(kind));
  const wired = (at: number): Buffer => arrived.get(at)?.message ?? Buffer.alloc(0);

  beforeAll(async () => {
    arrived = await send(kind);
  });

  it('is more than two hundred messages, and each arrives but for those that can not be sent there', () => {
    expect(corpus.length).toBeGreaterThanOrEqual(200);
    expect(new Set(corpus.map(({ name }) => name)).size).toBe(corpus.length);
    const names = (there: boolean): string[] =>
      corpus.filter((_, at) => arrived.has(at) === there).map(({ name }) => name);
    expect(names(false)).toEqual(
      corpus.filter(({ refused }) => refused.includes(kind)).map(({ name }) => name),
    );
    expect(names(true)).toHaveLength(due.length);
  });

  it('is declared as what it is, and holds nothing that the server can not take', () => {
    for (const { at, name, declares } of due) {
      const { from = '', wire = Buffer.alloc(0) } = arrived.get(at) ?? {};
      const text = wire.toString('latin1');
      expect(/ SMTPUTF8\b/.test(from), `${name}: ${from}`).toBe(kind === 'utf-8' && declares);
      expect(/[^\r\n]{999}|\0|\r(?!\n)|(?<!\r)\n/.test(text), name).toBe(false);
      const eightBit = /[^\0-\x7f]/.test(text);
      if (kind === 'seven-bit') expect(eightBit, name).toBe(false);
      else if (eightBit) expect(from, name).toContain('BODY=8BITMIME');
    }
  });

  it.skipIf(!hasPython)("is read by Python's email as it was meant", () => {
    const before = readByPython(due.map(({ octets }) => octets));
    const after = readByPython(due.map(({ at }) => wired(at)));
    const faults: unknown[] = [];
    for (const [index, { name, truth, octets, unreadBy }] of due.entries()) {
      const isRead = !unreadBy.includes('python');
      const [was, is] = [before[index], after[index]];
      if (was === undefined || is === undefined) throw new Error(name);
      const files = is.leaves.flatMap(({ file }) => (file === null ? [] : [file]));
      const plainHeader = !/^[^\n]*[^\0-\x7f]/m.test(octets.toString('latin1').split(/\r?\n\r?\n/)[0] ?? '');
      const got: Record<string, unknown> = {
        tree: is.tree,
        octets: is.leaves.map((leaf) => leaf.octets),
        ...(truth.files === undefined ? {} : { files }),
        ...(truth.from === undefined ? {} : { from: is.from }),
        ...(truth.to === undefined ? {} : { to: is.to }),
        ...(truth.subject === undefined ? {} : { subject: is.subject }),
        ...(plainHeader ? { header: [is.from, is.to, is.cc, is.subject, is.ids] } : {}),
        people: [is.from, is.to, is.cc].map(addressesOf),
      };
      const wanted: Record<string, unknown> = {
        ...truth,
        ...(isRead ? { tree: was.tree, octets: was.leaves.map((leaf) => leaf.octets) } : {}),
        ...(isRead && plainHeader ? { header: [was.from, was.to, was.cc, was.subject, was.ids] } : {}),
        ...(isRead
          ? {
              people: [
                truth.from === undefined ? addressesOf(was.from) : addressesOf(truth.from),
                truth.to === undefined ? addressesOf(was.to) : addressesOf(truth.to),
                addressesOf(was.cc),
              ],
            }
          : {}),
      };
      for (const key of Object.keys(wanted)) {
        if (JSON.stringify(got[key]) !== JSON.stringify(wanted[key]))
          faults.push({ name, key, got: got[key], wanted: wanted[key] });
      }
    }
    expect(faults).toEqual([]);
  });

  it('is read by mailparser as it was meant', async () => {
    const faults: unknown[] = [];
    for (const { at, name, truth, octets, unlabelled, unreadBy } of due) {
      const was = (await readByMailparser(octets)) as Record<string, unknown>;
      const is = (await readByMailparser(wired(at))) as Record<string, unknown>;
      const plain = !/[^\0-\x7f]/.test(octets.toString('latin1').split(/\r?\n\r?\n/)[0] ?? '');
      const wanted: Record<string, unknown> = {
        ...(plain ? { subject: was['subject'], people: was['people'] } : {}),
        ...(truth.subject === undefined ? {} : { subject: truth.subject }),
        ...(truth.from === undefined || truth.to === undefined
          ? {}
          : { people: [...truth.from, ...truth.to] }),
        ...(unlabelled || unreadBy.includes('mailparser') ? {} : { text: was['text'], html: was['html'] }),
        ...(unreadBy.includes('mailparser') ? {} : { attachments: was['attachments'] }),
      };
      for (const key of Object.keys(wanted)) {
        if (JSON.stringify(is[key]) !== JSON.stringify(wanted[key]))
          faults.push({ name, key, got: is[key], wanted: wanted[key] });
      }
    }
    expect(faults).toEqual([]);
  });
});
