/** Listening on a port of this machine, with a failure that names the option. */
import type { Server } from 'node:net';
import { SendmemoError, systemCode } from '../failure/error.ts';

export interface ListenAddress {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** The option that sets the port. */
  readonly option: string;
}

/** @returns the port. @throws SendmemoError cannot-listen */
export async function listen(server: Server, { host, port, option }: ListenAddress): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    const fail = (error: Error) => {
      const system = systemCode(error);
      reject(
        new SendmemoError(
          { code: 'OUTPUT', reason: 'cannot-listen', option, host, port, system },
          { cause: error },
        ),
      );
    };
    server.once('error', fail);
    server.listen(port, host, () => {
      server.off('error', fail);
      resolve();
    });
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new RangeError('listening on no port');
  return address.port;
}
