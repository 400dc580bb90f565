/** Messages in every alphabet, through a real Postfix, read back by Python's email package. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { directory } from '../e2e/support/directory.ts';
import type { Directory } from '../e2e/support/directory.ts';
import { jsonOf } from '../e2e/support/result.ts';
import { createRoot, issueServer } from '../support/pki.ts';
import { asSent } from './laboratory.ts';
import { postfixMissing, startPostfix } from './postfix.ts';
import type { RunningPostfix } from './postfix.ts';
import { deliveredCopies, submitTo } from './submission.ts';

const python = '/usr/bin/python3';
const missing =
  (await postfixMissing()) ??
  (await access(python).then(
    () => null,
    () => 'Python is not installed (Debian: apt-get install python3)',
  ));

interface Sample {
  readonly subject: string;
  readonly note: string;
  readonly sender: string;
  readonly recipient: string;
  readonly body: string;
  readonly html: string | null;
  readonly attachments: readonly { readonly name: string; readonly content: string }[];
}

/** What Python says of a message. */
interface Reading {
  readonly messageId: string;
  readonly subject: string;
  readonly from: readonly (readonly [string, string])[];
  readonly to: readonly (readonly [string, string])[];
  readonly note: string;
  readonly hasDate: boolean;
  readonly text: string;
  readonly html: string | null;
  readonly attachments: readonly (readonly [string, string, string])[];
  readonly defects: readonly string[];
}

const scripts = [
  'Tray 2 paper out',
  'Größe naïve Œuvre žluťoučký',
  'Ελληνικά κείμενο ουρά',
  'Очередь печати пуста',
  'תור ההדפסה ריק',
  'طابور الطباعة فارغ',
  'मुद्रण कतार खाली',
  'คิวการพิมพ์ว่าง',
  '印刷キューが空です 用紙切れ',
  '打印队列为空 缺纸',
  '인쇄 대기열 비어 있음',
  '🖨️ 📄 👩‍💻 𝔘𝔫𝔦',
  'e\u0301 a\u0308 \u00a0 \u200b',
];
const letters = fc.constantFrom(...scripts).chain((text) => fc.constantFrom(...text.split(' ')));
const signs = fc.constantFrom(
  '=?utf-8?q?x?=',
  '"q"',
  "it's",
  '(c)',
  '[x]',
  '<y>',
  ',',
  ':',
  '.',
  '..',
  '\\',
  '%41',
  '@',
  '#',
  '100%',
);
const ascii = fc.string({
  minLength: 1,
  maxLength: 60,
  unit: fc.constantFrom(...Array.from('aZ09-_+=?.!*~')),
});
const word = fc.oneof({ weight: 5, arbitrary: letters }, { weight: 2, arbitrary: signs }, ascii);
const phrase = fc
  .array(word, { minLength: 1, maxLength: 14 })
  .chain((words) => fc.constantFrom(' ', '  ').map((blank) => words.join(blank)));
const line = fc.oneof(
  phrase,
  fc.constantFrom(
    '',
    '.',
    '..',
    ' .',
    'From here',
    '>From',
    '-- ',
    '\ttab',
    'x'.repeat(2000),
    '日'.repeat(700),
    'ends with blank ',
  ),
);
const body = fc.array(line, { minLength: 1, maxLength: 12 }).map((lines) => `${lines.join('\n')}\n`);
const fileName = phrase.map(
  (text) =>
    `${Array.from(text.replaceAll(/[/;\\]/g, '_'))
      .slice(0, 50)
      .join('')
      .trim()}.txt`,
);
const sample: fc.Arbitrary<Sample> = fc.record({
  subject: phrase,
  note: phrase,
  sender: phrase,
  recipient: phrase,
  body,
  html: fc.option(
    phrase.map((text) => `<p>${text}</p>\n`),
    { nil: null },
  ),
  attachments: fc.uniqueArray(fc.record({ name: fileName, content: body }), {
    maxLength: 2,
    selector: ({ name }) => name,
  }),
});

describe.skipIf(missing !== null)(
  `a foreign parser${missing === null ? '' : ` (skipped: ${missing})`}`,
  () => {
    let home: Directory;
    let postfix: RunningPostfix;

    beforeAll(async () => {
      const leaf = await issueServer(await createRoot(), { names: ['127.0.0.1'] });
      home = await directory({ 'server.pem': leaf.keyPem + leaf.certificatePem });
      const certificate = home.file('server.pem');
      postfix = await startPostfix({ certFile: certificate, keyFile: certificate, settings: asSent });
    });

    afterAll(async () => {
      await postfix?.stop();
      await home?.[Symbol.asyncDispose]();
    });

    async function send(one: Sample): Promise<Buffer> {
      const names = one.attachments.map(({ name }, n) => ({ name, file: `${n}/${name}` }));
      const files = Object.fromEntries(
        one.attachments.map(({ content }, n) => [names[n]?.file ?? '', content]),
      );
      const sent = await submitTo({
        port: postfix.ports.plain,
        files: { ...files, 'text.html': one.html ?? '' },
        stdin: one.body,
        args: (file) => [
          '--json',
          `--from=${quoted(one.sender)} <printer@example.com>`,
          `--to=${quoted(one.recipient)} <ops@example.net>`,
          `--subject=${one.subject}`,
          `--header=X-Note: ${one.note}`,
          ...(one.html === null ? [] : ['--html', file('text.html')]),
          ...names.flatMap((each) => ['-a', file(each.file)]),
        ],
      });
      expect(sent.status, sent.stderr + sent.stdout).toBe(0);
      const [copy] = await deliveredCopies(postfix, jsonOf(sent).messageId, 1);
      return Buffer.from(copy?.content ?? '', 'latin1');
    }

    it('reads subjects, names, fields, bodies and files as they were given', async () => {
      const samples = fc.sample(sample, { seed: 4711, numRuns: 40 });
      const messages = await Promise.all(samples.map(send));
      const readings = await readWithPython(messages);
      for (const [n, one] of samples.entries()) {
        const wire = messages[n]?.toString('latin1') ?? '';
        const { messageId, ...reading } = readings[n] ?? ({} as Partial<Reading>);
        expect(messageId).toMatch(/^<.+@example\.com>$/);
        expect(reading, wire).toEqual({
          subject: one.subject,
          from: [[one.sender, 'printer@example.com']],
          to: [[one.recipient, 'ops@example.net']],
          note: one.note,
          hasDate: true,
          text: one.body,
          html: one.html,
          attachments: one.attachments.map(({ name, content }) => [name, 'text/plain', digest(content)]),
          defects: [],
        });
        expect(Math.max(...wire.split('\n').map((each) => each.length)), wire).toBeLessThanOrEqual(998);
      }
    });
  },
);

function quoted(name: string): string {
  return `"${name.replaceAll(/["\\]/g, '\\$&')}"`;
}

function digest(content: string): string {
  return createHash('sha256').update(content).digest('hex');
}

async function readWithPython(messages: readonly Buffer[]): Promise<readonly Reading[]> {
  const script = fileURLToPath(new URL('read-messages.py', import.meta.url));
  const said = await new Promise<string>((resolve, reject) => {
    const child = execFile(
      python,
      ['-I', script],
      { maxBuffer: 64 * 1024 * 1024, env: { PYTHONIOENCODING: 'utf-8' } },
      (error, stdout, stderr) => (error ? reject(new Error(stderr, { cause: error })) : resolve(stdout)),
    );
    child.stdin?.end(JSON.stringify(messages.map((message) => message.toString('base64'))));
  });
  return JSON.parse(said) as readonly Reading[];
}
