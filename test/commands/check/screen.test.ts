import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findingIds, findingsOf } from '../../../src/commands/check/findings.ts';
import { pathOf } from '../../../src/commands/check/path.ts';
import { asciiSigns, renderFaults, renderScreen, signs } from '../../../src/commands/check/screen.ts';
import { createCheckWords } from '../../../src/commands/check/words/decide.ts';
import { checkSentences as checkWordsEn } from '../../../src/commands/check/words/en.ts';
import { checkSentences as checkWordsJa } from '../../../src/commands/check/words/ja.ts';
import { hasControl } from '../../../src/text/control-characters.ts';
import { displayWidth } from '../../../src/text/width.ts';
import { english } from '../../../src/words/en.ts';
import { japanese } from '../../../src/words/ja.ts';
import { createRoot, issueServer } from '../../support/pki.ts';
import { startScriptedServer } from '../../support/scripted-server.ts';
import { type Checked, type CheckRun, checkWith } from './check-run.ts';

const en = { language: english, words: createCheckWords(checkWordsEn) };
const ja = { language: japanese, words: createCheckWords(checkWordsJa) };
const look = { width: 80, colour: false, ...signs };

const root = await createRoot({ untilDays: 400 });
const leaf = await issueServer(root, { untilDays: 200 });
const script = `
S: 220 mail.example.com ESMTP
C: EHLO *
R: 250-mail.example.com\\r\\n250-STARTTLS\\r\\n250 SIZE 1000\\r\\n
C: STARTTLS
S: 220 go
! starttls
C: EHLO *
R: 250-mail.example.com\\r\\n250-SIZE 25000000\\r\\n250 8BITMIME\\r\\n
`;

async function checked(
  certificate = leaf,
  run: CheckRun & { readonly hosts?: string } = {},
): Promise<Checked> {
  await using server = await startScriptedServer(script, certificate);
  return await checkWith({
    ssl: 'EnableTLS = 1\nCAFile = ca.pem\nHostname = print.example.com\n',
    cfg: `smtp-server-host = mail.example.com\nsmtp-server-port = ${server.port}\n`,
    files: { 'ca.pem': root.certificatePem },
    ...run,
  });
}

const states = (steps: Checked['steps']) => pathOf(steps).map(({ part, state }) => `${part} ${state}`);

describe('the path', () => {
  it('of a good server has every stage, and the values that matter', async () => {
    const { steps } = await checked();
    expect(states(steps)).toEqual([
      'config ok',
      'dns ok',
      'connect ok',
      'greeting ok',
      'starttls ok',
      'tls ok',
      'certificate ok',
      'auth none',
      'size ok',
    ]);
    const of = (part: string) => pathOf(steps).find((item) => item.part === part);
    expect(of('tls')?.value).toBe('TLSv1.3');
    expect(of('certificate')?.days).toBe(199);
    expect(of('size')?.value).toBe(25_000_000);
  });

  it('goes on behind a certificate that fails', async () => {
    const { steps } = await checked(await issueServer(await createRoot(), { untilDays: 200 }));
    expect(states(steps).slice(-4)).toEqual(['tls ok', 'certificate FAIL', 'auth none', 'size ok']);
  });

  it('shows the stages that were not reached as such', async () => {
    const { steps } = await checkWith({
      ssl: 'EnableTLS = 2\n',
      cfg: 'smtp-server-host = missing.example.com\n',
    });
    expect(states(steps)).toEqual([
      'config ok',
      'dns FAIL',
      'connect none',
      'tls none',
      'certificate none',
      'greeting none',
      'auth none',
    ]);
  });

  it('of a configuration that is wrong is that alone, and what would have followed', async () => {
    const { steps } = await checkWith({ ssl: 'EnabelTLS = 1\n' });
    expect(states(steps)[0]).toBe('config FAIL');
    expect(
      states(steps)
        .slice(1)
        .every((item) => item.endsWith(' none')),
    ).toBe(true);
  });
});

describe('the findings', () => {
  it('are none where all is well', async () => {
    expect(findingsOf((await checked()).steps)).toEqual([]);
  });

  it('name each fault once, errors first', async () => {
    const bad = await issueServer(await createRoot(), {
      names: ['other.example.com'],
      fromDays: -9,
      untilDays: -1,
    });
    const { steps } = await checked(bad, {
      sender: () => Promise.resolve({ address: 'root@vm', from: 'default' }),
    });
    expect(findingsOf(steps).map(({ id, severity }) => `${id} ${severity}`)).toEqual([
      'CERT_EXPIRED error',
      'CERT_UNTRUSTED error',
      'CERT_HOSTNAME error',
      'sender-domain warning',
    ]);
  });

  it.each([
    ['root@vm', 'default', ['sender-domain']],
    ['root@vm.localdomain', 'default', ['sender-domain']],
    ['root@print.example.com', 'default', []],
    ['alerts@intranet', 'setting', []],
  ] as const)('judge the sender %s (%s)', async (address, from, ids) => {
    const { steps } = await checked(leaf, { sender: () => Promise.resolve({ address, from }) });
    expect(findingsOf(steps).map(({ id }) => id)).toEqual(ids);
  });

  it('say once that mail is sent in plain text', async () => {
    const { steps } = await checked(leaf, { ssl: 'EnableTLS = 0\nHostname = print.example.com\n' });
    expect(findingsOf(steps).map(({ id }) => id)).toEqual(['starttls-unused']);
  });

  it('have ids that docs/check.md explains', () => {
    const page = readFileSync(new URL('../../../docs/check.md', import.meta.url), 'utf8');
    for (const id of findingIds) expect(page).toContain(`| \`${id}\` |`);
  });
});

describe('the screen', () => {
  it.each([
    ['English', en],
    ['Japanese', ja],
  ])('is at most 6 lines of 80 columns where all is well, in %s', async (_, language) => {
    const { steps } = await checked();
    const lines = renderScreen(steps, language, look);
    expect(lines.length).toBeLessThanOrEqual(6);
    for (const line of lines) expect(displayWidth(line), line).toBeLessThanOrEqual(80);
    expect(lines.at(-1)).toMatch(/^ok /);
  });

  it.each([60, 80, 120])('is never wider than its %i columns', async (width) => {
    const bad = await issueServer(await createRoot(), { names: ['other.example.com'], untilDays: 200 });
    const { steps } = await checked(bad);
    for (const language of [en, ja]) {
      for (const line of renderScreen(steps, language, { ...look, width }).slice(1)) {
        expect(displayWidth(line), line).toBeLessThanOrEqual(width);
      }
    }
  });

  it('shows a fault once, with its code and what to change', async () => {
    const { steps } = await checked(await issueServer(await createRoot(), { untilDays: 200 }));
    const text = renderScreen(steps, en, look).join('\n');
    expect(text.match(/CERT_UNTRUSTED/g)).toHaveLength(1);
    expect(text).toMatch(/^ {5}Fix: \S/m);
    expect(text).toMatch(/^FAIL .*1 problem/m);
  });

  it('has no sign beyond ASCII where the locale has no UTF-8', async () => {
    const { steps } = await checked(await issueServer(await createRoot(), { untilDays: 200 }));
    expect(renderScreen(steps, en, { ...look, ...asciiSigns }).join('\n')).toMatch(/^[\n -~]*$/);
  });

  it('with -q has the faults alone', async () => {
    expect(renderFaults((await checked()).steps, en, look)).toEqual([]);
    const { steps } = await checked(await issueServer(await createRoot(), { untilDays: 200 }), {
      sender: () => Promise.resolve({ address: 'root@vm', from: 'default' }),
    });
    const lines = renderFaults(steps, en, look);
    expect(lines[0]).toMatch(/^FAIL .*/);
    expect(lines.join('\n')).not.toMatch(/^(?:ok|warn)/m);
  });

  it('takes what steers a terminal out of the words of a server', async () => {
    const evil = '\u001b[2J\u009b1m';
    const { steps } = await checkWith({ ssl: `EnableTLS = ${evil}\n` });
    expect(renderScreen(steps, en, look).some(hasControl)).toBe(false);
  });
});
