/** `-v`: the conversation on standard error, as text also in a pipe, without secrets and without the message. */
import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { createRoot, issueServer } from '../../support/pki.ts';
import type { Issued } from '../../support/pki.ts';
import { harmful } from '../../support/hostile-text.ts';
import type { MailServerOptions } from '../support/mail-server.ts';
import { linesOf } from '../support/result.ts';
import { submit } from '../support/submission.ts';
import type { Submitted } from '../support/submission.ts';

let root: Issued;
let leaf: Issued;

beforeAll(async () => {
  root = await createRoot();
  leaf = await issueServer(root, { names: ['127.0.0.1'] });
});

const secret = 'open-sesame';
const encoded = Buffer.from(`\0printer\0${secret}`).toString('base64');
const message = ['-f', 's@example.com', '-s', 'a subject', '-b', 'words of the body', 'a@example.com'];

async function send(args: readonly string[], server: MailServerOptions = {}): Promise<Submitted> {
  return await submit({
    ssl: 'EnableTLS = 1\nCAFile = ca.pem\n',
    cfg: `auth-user = printer\nauth-password-command = printf ${secret}\nauth-method = plain\n`,
    files: { 'ca.pem': root.certificatePem },
    args: [...args, ...message],
    server: {
      tls: { key: leaf.keyPem, cert: leaf.certificatePem },
      extensions: ['AUTH PLAIN'],
      on: (verb) => (verb === 'AUTH' ? '235 2.7.0 ok' : undefined),
      ...server,
    },
  });
}

describe.concurrent('-v', () => {
  it('shows every line of both sides, what was done, and the size of the message', async () => {
    const sent = await send(['-v']);
    expect(sent.status, sent.stderr).toBe(0);
    const lines = linesOf(sent.stderr);
    for (const line of lines) expect(line).toMatch(/^[*<>] \S/);
    const said = lines.filter((line) => line.startsWith('> ')).map((line) => line.slice(2));
    expect(said.map((line) => line.split(/[ :]/)[0])).toEqual([
      'EHLO',
      'STARTTLS',
      'EHLO',
      'AUTH',
      'MAIL',
      'RCPT',
      'DATA',
      'QUIT',
    ]);
    expect(lines).toContain(`* connected to 127.0.0.1:${sent.port}`);
    expect(sent.stderr).toMatch(/^\* STARTTLS=client, .*version=TLSv1\.3, verify=OK/m);
    expect(sent.stderr).toContain(`* ${sent.transactions[0]?.message.length} octets of message\n`);
    expect(sent.stderr).toContain('\n< 354 ');
  });

  it('masks what logs in, also where the server repeats it, and leaves the message out', async () => {
    const sent = await send(['-v'], {
      on: (verb) => (verb === 'AUTH' ? `535 5.7.8 no: ${encoded}` : undefined),
    });
    expect(sent.status).toBe(77);
    expect(sent.stderr).toContain('> AUTH PLAIN ****');
    expect(sent.stderr).not.toContain(secret);
    expect(sent.stderr).not.toContain(encoded);
    expect((await send(['-v'])).stderr).not.toMatch(/words of the body|a subject/);
  });

  it('shows nothing of a server that steers a terminal', async () => {
    const sent = await send(['-v'], {
      on: (verb) => (verb === 'AUTH' ? '235 \u001b[2J\u009b31m\u202eok' : undefined),
    });
    expect(sent.status, sent.stderr).toBe(0);
    expect(sent.stderr.replaceAll('\n', '')).not.toMatch(harmful);
    expect(sent.stderr).toContain('< 235 \\u001b[2J');
  });

  it('with a log file has both: JSON there, the conversation here', async () => {
    let log = '';
    const sent = await submit({
      cfg: 'log-file = mail.log\n',
      args: ['-v', ...message],
      after: async (place) => {
        log = await readFile(place.file('mail.log'), 'utf8');
      },
    });
    expect(sent.stderr).toMatch(/^> EHLO /m);
    expect(linesOf(log).map((line) => (JSON.parse(line) as { event: string }).event)).toEqual(['submitted']);
  });

  it.each([
    [['-v', '--log-format', 'json'], /^\{.*"event":"submitted"/m],
    [['--log-format', 'json', '--log-level', 'trace'], /^\{.*"event":"dialogue"/m],
    [['--log-format', 'text'], /^\d{4}-\d\d-\d\dT\S+ info sent /m],
  ])('%j logs in that form, and shows no conversation', async (args, record) => {
    const sent = await send(args);
    expect(sent.status, sent.stderr).toBe(0);
    expect(sent.stderr).toMatch(record);
    expect(sent.stderr).not.toMatch(/^[<>] /m);
  });
});
