/** What `sendmemo check` prints: one line a step, its last line and standard error, both languages, no secrets. */
import { beforeAll, describe, expect, it } from 'vitest';
import { createRoot, issueServer } from '../../support/pki.ts';
import type { Issued } from '../../support/pki.ts';
import { run } from '../support/command.ts';
import { directory } from '../support/directory.ts';
import type { MailServerOptions } from '../support/mail-server.ts';
import { expectSaid, linesOf } from '../support/result.ts';
import { submit } from '../support/submission.ts';
import type { Submission, Submitted } from '../support/submission.ts';

let root: Issued;
let good: Issued;
let misnamed: Issued;

beforeAll(async () => {
  root = await createRoot({ untilDays: 400 });
  good = await issueServer(root, { names: ['127.0.0.1'], untilDays: 100 });
  misnamed = await issueServer(root, { names: ['smtp.example.com'], untilDays: 100 });
});

const starttls = 'EnableTLS = 1\nCAFile = ca.pem\n';

async function check(
  leaf: Issued,
  more: Submission = {},
  server: MailServerOptions = {},
): Promise<Submitted> {
  return await submit({
    ssl: starttls,
    files: { 'ca.pem': root.certificatePem },
    args: ['check'],
    ...more,
    server: { tls: { key: leaf.keyPem, cert: leaf.certificatePem }, ...server },
  });
}

describe.concurrent('the output of check', () => {
  it('has nothing but lines that begin with ok, warn or FAIL, and no colour in a pipe', async () => {
    for (const leaf of [good, misnamed]) {
      const { stdout } = await check(leaf);
      for (const line of linesOf(stdout)) expect(line).toMatch(/^(?:ok {3}|warn |FAIL )\S/);
      expect(stdout).not.toContain('\u001b');
    }
  });

  it('of a fault ends with what to change, and says it on standard error too', async () => {
    const sent = await check(misnamed);
    expectSaid(sent, 76, /smtp\.example\.com/);
    const hint = /^hint: (.*)$/m.exec(sent.stderr)?.[1];
    expect(hint).toBeDefined();
    expect(linesOf(sent.stdout).at(-1)).toMatch(/^FAIL /);
    expect(linesOf(sent.stdout).at(-1)).toContain(hint);
  });

  it('of a good server says nothing on standard error', async () => {
    const sent = await check(good);
    expect([sent.status, sent.stderr]).toEqual([0, '']);
    expect(linesOf(sent.stdout).at(-1)).toMatch(/^ok /);
  });

  it('is Japanese under a Japanese locale, with the same states', async () => {
    const states = (sent: Submitted) => linesOf(sent.stdout).map((line) => line.slice(0, 4));
    const inEnglish = await check(misnamed);
    const inJapanese = await check(misnamed, { env: { LANG: 'ja_JP.UTF-8' } });
    expect(inJapanese.stdout).toMatch(/証明書/);
    expect(states(inJapanese)).toEqual(states(inEnglish));
  });

  it('holds no password, whatever becomes of the login', async () => {
    for (const answer of ['235 2.7.0 ok', '535 5.7.8 no']) {
      const sent = await submit({
        ssl: starttls,
        cfg: 'auth-user = printer\nauth-password-command = printf open-sesame\nauth-method = plain\n',
        files: { 'ca.pem': root.certificatePem },
        args: ['check', '--json'],
        server: {
          tls: { key: good.keyPem, cert: good.certificatePem },
          extensions: ['AUTH PLAIN'],
          on: (verb) => (verb === 'AUTH' ? answer : undefined),
        },
      });
      expect(sent.status, sent.stdout).toBe(answer.startsWith('2') ? 0 : 77);
      expect(sent.connections[0]?.commands.join()).toContain('AUTH PLAIN');
      expect(sent.stdout + sent.stderr).not.toMatch(/open-sesame|b3Blbi/);
    }
  });

  it('with --json is one object with every step, its time and its facts', async () => {
    const sent = await check(misnamed, { args: ['check', '--json'] });
    const object = JSON.parse(sent.stdout) as Record<string, unknown>;
    expect(object).toMatchObject({
      status: 'failed',
      exit: 76,
      tls: { mode: 'starttls', version: 'TLSv1.3', verify: 'FAIL', verifyErrors: ['CERT_HOSTNAME'] },
      error: { code: 'CERT_HOSTNAME', exit: 76 },
    });
    expect(object['steps']).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ step: 'name', state: 'FAIL', code: 'CERT_HOSTNAME' }),
        expect.objectContaining({ step: 'tls', state: 'ok', ms: expect.any(Number) }),
        expect.objectContaining({
          step: 'certificate',
          facts: expect.objectContaining({
            certificate: expect.objectContaining({ names: ['DNS:smtp.example.com'] }),
          }),
        }),
      ]),
    );
  });

  it('of a directory that does not exist is 78 and says which', async () => {
    const finished = await run(['check', '--server-dir', '/nonexistent.sendmemo/MainServer']);
    expectSaid(finished, 78, /nonexistent.sendmemo/);
    expect(finished.stdout).toMatch(/^FAIL .*\/nonexistent\.sendmemo\/MainServer/m);
  });

  it('says how much is waiting in the spool, and makes none', async () => {
    await using home = await directory({});
    const args = ['--server-dir', home.path, '-H', '127.0.0.1', '-p', '1'];
    const fresh = await run(['check', ...args, '--json']);
    expect(spoolOf(fresh.stdout)).toMatchObject({ state: 'ok', facts: { counts: null } });
    const kept = await run(['--spool', '-f', 'a@example.com', '-b', 'x', 'b@example.com', ...args]);
    expect(kept.status, kept.stderr).toBe(0);
    const later = await run(['check', ...args, '--json']);
    expect(spoolOf(later.stdout)).toMatchObject({ state: 'ok', facts: { counts: { waiting: 1 } } });
  });
});

function spoolOf(stdout: string): unknown {
  const { steps } = JSON.parse(stdout) as { steps: readonly { step: string }[] };
  return steps.find(({ step }) => step === 'spool');
}
