import { createTransport, type Transport } from 'nodemailer';
import { describe, expect, it } from 'vitest';
import { sendmemoTransport } from '../../src/library/index.ts';
import type { TransportOptions } from '../../src/library/api.ts';
import type { TransportError } from '../../src/transport/error.ts';
import type { SendmemoInfo } from '../../src/transport/info.ts';
import { readDialog, startScriptedServer } from '../support/scripted-server.ts';

const mail = { from: 'printer@example.com', to: 'a@example.net', subject: 'Test', text: 'Hello\n.\n' };
const greeting = 'S: 220 hi\nC: EHLO *\nS: 250 hi\nC: MAIL*\nS: 250 Ok\n';

/** A transporter of nodemailer over our transport to a server on this machine. */
export function transporterTo(port: number, options: TransportOptions = {}) {
  return createTransport(
    sendmemoTransport({
      host: '127.0.0.1',
      port,
      environment: {},
      set: { Hostname: 'client.example.com' },
      ...options,
    }) as Transport<SendmemoInfo>,
  );
}

async function failureOf(sending: Promise<unknown>): Promise<TransportError> {
  return sending.then(
    () => {
      throw new Error('it was sent');
    },
    (error: unknown) => error as TransportError,
  );
}

describe('the result', () => {
  it('has the form that nodemailer gives, and our report', async () => {
    await using server = await startScriptedServer(
      `${greeting}C: RCPT*\nS: 250 Ok\nC: RCPT*\nS: 550 5.1.1 No\nC: DATA\nS: 354 go\nD:\nS: 250 2.0.0 Ok\n`,
    );
    const transporter = transporterTo(server.port);
    const info = await transporter.sendMail({ ...mail, bcc: 'b@example.net' });
    transporter.close();
    expect(info).toMatchObject({
      accepted: ['a@example.net'],
      rejected: ['b@example.net'],
      pending: [],
      response: '250 2.0.0 Ok',
      envelope: { from: 'printer@example.com', to: ['a@example.net', 'b@example.net'] },
      status: 'partial',
      queueId: null,
      failure: { code: 'RECIPIENTS' },
    });
    expect(info.rejectedErrors).toMatchObject([
      {
        code: 'EENVELOPE',
        command: 'RCPT TO',
        recipient: 'b@example.net',
        responseCode: 550,
        response: '550 5.1.1 No',
      },
    ]);
    const message = server.connections[0]?.messages[0]?.toString() ?? '';
    expect(message).toContain(`Message-ID: ${info.messageId}`);
    expect(message).not.toContain('b@example.net');
    expect(message).toContain('\r\n\r\nHello\r\n..\r\n');
    expect(info.messageSize).toBe(Buffer.byteLength(message));
  });

  it('is an error with the usual fields where nobody has got it', async () => {
    await using server = await startScriptedServer(readDialog('refuses-mail'));
    const transporter = transporterTo(server.port);
    const error = await failureOf(transporter.sendMail(mail));
    transporter.close();
    expect(error).toMatchObject({
      code: 'EENVELOPE',
      command: 'MAIL FROM',
      failure: { code: 'REFUSED' },
      rejected: ['a@example.net'],
    });
    expect(error.responseCode).toBeGreaterThanOrEqual(500);
    expect(error.response).toMatch(/^5\d\d /);
  });
});
