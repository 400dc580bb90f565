import { createTransport } from 'nodemailer';
import { describe, expect, it } from 'vitest';
import { createSubmitter } from '../../src/smtp/submit.ts';
import { submissionTransport } from '../../src/smtp/transport.ts';
import { readDialog, startScriptedServer } from '../support/scripted-server.ts';
import { at, worldFor } from './deps.ts';

const mail = { from: 'printer@example.com', to: 'a@example.net', subject: 'Test', text: 'Hello\n.\n' };
const greeting = 'S: 220 hi\nC: EHLO *\nS: 250 hi\nC: MAIL*\nS: 250 Ok\n';

describe('nodemailer over the submitter', () => {
  it('sends and tells who has got it', async () => {
    await using server = await startScriptedServer(
      `${greeting}C: RCPT*\nS: 250 Ok\nC: RCPT*\nS: 550 5.1.1 No\nC: DATA\nS: 354 go\nD:\nS: 250 2.0.0 Ok\n`,
    );
    const submitter = createSubmitter(worldFor([at(server.port)]));
    const info = await createTransport(submissionTransport(submitter)).sendMail({
      ...mail,
      bcc: 'b@example.net',
    });
    await submitter.close();
    expect(info.accepted).toEqual(['a@example.net']);
    expect(info.rejected).toEqual(['b@example.net']);
    expect(info.response).toBe('250 2.0.0 Ok');
    const message = server.connections[0]?.messages[0]?.toString() ?? '';
    expect(message).toContain(`Message-ID: ${info.messageId}`);
    expect(message).not.toContain('b@example.net');
    expect(message).toContain('\r\n\r\nHello\r\n..\r\n');
  });

  it('rejects with the failure where nobody has got it', async () => {
    await using server = await startScriptedServer(readDialog('refuses-mail'));
    const submitter = createSubmitter(worldFor([at(server.port)]));
    const sending = createTransport(submissionTransport(submitter)).sendMail(mail);
    await expect(sending).rejects.toMatchObject({ failure: { code: 'REFUSED' } });
    await submitter.close();
  });
});
