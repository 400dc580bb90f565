/** sendmemo check: every step, past a bad certificate too, and never a message (section 9). */
import { beforeAll, describe, expect, it } from 'vitest';
import { createCrl, createIntermediate, createRoot, issueServer } from '../../support/pki.ts';
import type { Issued } from '../../support/pki.ts';
import { closedPort } from '../support/directory.ts';
import { run } from '../support/command.ts';
import type { MailServerOptions } from '../support/mail-server.ts';
import { linesOf } from '../support/result.ts';
import { submit } from '../support/submission.ts';
import type { Submission, Submitted } from '../support/submission.ts';

let root: Issued;
let middle: Issued;
let leaf: Issued;
let crls: string;

beforeAll(async () => {
  root = await createRoot({ name: 'Example Root CA' });
  middle = await createIntermediate(root, { name: 'Example Issuing CA' });
  leaf = await issueServer(middle, { names: ['127.0.0.1', 'mail.example.com'] });
  crls = (await createCrl(root)).pem + (await createCrl(middle)).pem;
});

const starttls = 'EnableTLS = 1\nCAFile = ca.pem\n';

async function check(
  ssl: string,
  more: Submission & { readonly tls?: MailServerOptions['tls'] } = {},
): Promise<Submitted> {
  return await submit({
    ssl,
    files: { 'ca.pem': root.certificatePem, 'crl.pem': crls },
    args: ['check'],
    ...more,
    server: {
      tls: { key: leaf.keyPem, cert: leaf.certificatePem + middle.certificatePem, ...more.tls },
      ...more.server,
    },
  });
}

const failures = (sent: Submitted) => linesOf(sent.stdout).filter((line) => line.startsWith('FAIL'));

function expectNoMessage(sent: Submitted): void {
  expect(sent.transactions).toHaveLength(0);
  for (const connection of sent.connections) {
    expect(connection.commands.filter((line) => /^(?:MAIL|RCPT|DATA)/i.test(line))).toEqual([]);
  }
}

describe.concurrent('check', () => {
  it('of a good server is 0 and shows every step', async () => {
    const sent = await check(`${starttls}CrlFile = crl.pem\n`);
    expect(sent.status, sent.stdout + sent.stderr).toBe(0);
    expect(failures(sent)).toEqual([]);
    const steps = linesOf(sent.stdout).filter((line) => /^(?:ok|warn|FAIL)\b/.test(line));
    expect(steps.length).toBeGreaterThan(8);
    for (const part of [
      'sendmemo-ssl.cfg',
      '127.0.0.1',
      'mx.example.com ESMTP',
      'STARTTLS',
      'TLSv1.3',
      'CN=mail.example.com',
      'Example Issuing CA',
      'Example Root CA',
      'SIZE',
    ]) {
      expect(sent.stdout).toContain(part);
    }
    expectNoMessage(sent);
    expect(sent.connections.every((one) => one.quit)).toBe(true);
  });

  it('goes on past a bad certificate to show everything', async () => {
    const bad = await issueServer(await createRoot({ name: 'Unknown CA' }), {
      names: ['other.example.com'],
      commonName: 'other.example.com',
      fromDays: -9,
      untilDays: -2,
    });
    const sent = await check(starttls, { tls: { key: bad.keyPem, cert: bad.certificatePem } });
    expect(sent.status, sent.stdout).toBe(76);
    expect(failures(sent).length).toBeGreaterThanOrEqual(2);
    expect(sent.stdout).toMatch(/Unknown CA/);
    expect(sent.stdout).toMatch(/other\.example\.com/);
    expect(sent.stdout).toMatch(/CAFile/);
    expect(sent.stdout).toMatch(/SIZE/);
    expectNoMessage(sent);
  });

  it.each([
    ['no STARTTLS', starttls, { strip: true }, 76],
    [
      'STARTTLS with 454',
      starttls,
      { on: (verb: string) => (verb === 'STARTTLS' ? '454 4.7.0 no' : undefined) },
      75,
    ],
    ['a plain port for SMTPS', 'EnableTLS = 2\n', {}, 76],
    ['421', '', { on: (verb: string) => (verb === 'greeting' ? '421 4.3.2 busy' : undefined) }, 75],
    ['554', '', { on: (verb: string) => (verb === 'greeting' ? '554 5.3.2 no' : undefined) }, 69],
    ['a misspelt setting', 'EnableTSL = 1\n', {}, 78],
    ['a missing CAFile', 'EnableTLS = 1\nCAFile = missing.pem\n', {}, 78],
  ] as const)('ends with the status of %s', async (_, ssl, server, status) => {
    const sent = await check(ssl, { server });
    expect(sent.status, sent.stdout + sent.stderr).toBe(status);
    expect(failures(sent).length, sent.stdout).toBeGreaterThan(0);
    expectNoMessage(sent);
  });

  it('of nothing is 75', async () => {
    const finished = await run(['check', '-H', '127.0.0.1', '-p', String(await closedPort())]);
    expect(finished.status, finished.stdout + finished.stderr).toBe(75);
    expect(finished.stdout).toMatch(/^FAIL/m);
  });

  it('warns of a certificate that ends soon', async () => {
    const soon = await issueServer(root, { names: ['127.0.0.1'], untilDays: 5 });
    const sent = await check(starttls, { tls: { key: soon.keyPem, cert: soon.certificatePem } });
    expect(sent.status, sent.stdout).toBe(0);
    expect(sent.stdout).toMatch(/^warn/m);
  });

  it('gives the steps with --json', async () => {
    const sent = await check(starttls, { args: ['check', '--json'] });
    expect(sent.status, sent.stderr).toBe(0);
    const text = JSON.stringify(JSON.parse(sent.stdout));
    expect(text).toMatch(/"(?:ok|warn)"/);
    expect(text).not.toContain('"FAIL"');
    const bad = await check('EnableTLS = 1\n', { args: ['--json', 'check'] });
    expect(bad.status).toBe(76);
    expect(JSON.stringify(JSON.parse(bad.stdout))).toContain('CERT_UNTRUSTED');
  });

  it('--send-test submits a message with TEST in its subject, over a good session only', async () => {
    const args = ['check', '--send-test', 'ops@example.com', '-f', 's@example.com'];
    const good = await check(starttls, { args });
    expect(good.status, good.stdout + good.stderr).toBe(0);
    expect(good.transactions).toHaveLength(1);
    expect(good.transactions[0]?.message.toString()).toMatch(/^Subject: .*TEST/m);
    const bad = await check('EnableTLS = 1\n', { args });
    expect(bad.status).toBe(76);
    expectNoMessage(bad);
  });
});
