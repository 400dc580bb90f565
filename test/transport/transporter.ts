/** nodemailer over the library's transport to a server on this machine. */
import { createTransport, type SendMailOptions, type Transport } from 'nodemailer';
import type { TransportOptions } from '../../src/library/api.ts';
import { sendmemoTransport } from '../../src/library/index.ts';
import type { TransportError } from '../../src/transport/error.ts';
import type { SendmemoInfo } from '../../src/transport/info.ts';

export const mail = { from: 'printer@example.com', to: 'a@example.net', subject: 'Test', text: 'Hello\n.\n' };

export function transporterTo(port: number, options: TransportOptions = {}, defaults: SendMailOptions = {}) {
  const { set, ...rest } = options;
  const transport = sendmemoTransport({
    host: '127.0.0.1',
    port,
    environment: {},
    set: { Hostname: 'client.example.com', ...set },
    idleTimeout: 0,
    ...rest,
  });
  return createTransport(transport as Transport<SendmemoInfo>, defaults);
}

/** @returns the error that a send ends with */
export async function errorOf(sending: Promise<unknown>): Promise<TransportError> {
  return sending.then(
    (info) => {
      throw new Error(`it was sent: ${JSON.stringify(info)}`);
    },
    (error: unknown) => error as TransportError,
  );
}
