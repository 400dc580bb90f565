/** The first octets on a connection to a proxy, read piece by piece; what comes behind them stays in the socket. */
import type net from 'node:net';
import { abortError } from '../deadline.ts';

/** A proxy closed or lost the connection before it had answered. */
export class ProxyLost extends Error {}
/** What answers is no proxy of this kind, or has more to say than any. */
export class NotAProxy extends Error {}

export interface ProxyReader {
  /** @throws ProxyLost, the socket's error, the signal's reason */
  octets(count: number): Promise<Buffer>;
  /** Up to and with the mark. @throws NotAProxy where it does not come within `limit` octets; as octets */
  until(mark: string, limit: number): Promise<Buffer>;
  /** Gives the socket up, paused; what was not taken is put back. */
  release(): void;
}

export function createProxyReader(socket: net.Socket, signal: AbortSignal): ProxyReader {
  let buffered: Buffer = Buffer.alloc(0);
  let lost: Error | null = null;
  let changed = (): void => {};
  const onData = (chunk: Buffer): void => {
    buffered = Buffer.concat([buffered, chunk]);
    // Whoever waits takes what it needs; the rest waits in the kernel.
    socket.pause();
    changed();
  };
  const onEnd = (): void => {
    lost ??= new ProxyLost();
    changed();
  };
  const onError = (error: Error): void => {
    lost ??= error;
    changed();
  };
  const onAbort = (): void => {
    lost = abortError(signal);
    changed();
  };
  socket.on('data', onData).on('end', onEnd).on('close', onEnd).on('error', onError);
  signal.addEventListener('abort', onAbort, { once: true });

  /** @param size how many octets the piece has, or null: not all are here yet. */
  async function take(size: () => number | null): Promise<Buffer> {
    for (;;) {
      if (signal.aborted) throw abortError(signal);
      const count = size();
      if (count !== null) {
        const piece = buffered.subarray(0, count);
        buffered = buffered.subarray(count);
        return piece;
      }
      if (lost !== null) throw lost;
      // oxlint-disable-next-line no-await-in-loop
      await new Promise<void>((resolve) => {
        changed = resolve;
        socket.resume();
      });
    }
  }

  return {
    octets: async (count) => await take(() => (buffered.length >= count ? count : null)),
    until: async (mark, limit) =>
      await take(() => {
        const at = buffered.subarray(0, limit).indexOf(mark);
        if (at < 0 && buffered.length >= limit) throw new NotAProxy();
        return at < 0 ? null : at + mark.length;
      }),
    release() {
      signal.removeEventListener('abort', onAbort);
      socket.removeListener('data', onData).removeListener('end', onEnd).removeListener('close', onEnd);
      // The error's listener stays: one without a listener would end the process.
      socket.pause();
      if (buffered.length > 0) socket.unshift(buffered);
    },
  };
}
