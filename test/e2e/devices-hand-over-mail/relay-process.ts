/** `sendmemo relay` as a process of its own, and a client that sends what a test gives it. */
import { spawn } from 'node:child_process';
import type { StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';
import type { Readable } from 'node:stream';
import tls from 'node:tls';
import { commandPath, ownEnvironment } from '../support/command.ts';

/** How long a test waits for what must come; no test measures it. Below the limit of the test, for the message. */
export const patienceMs = 50_000;

export interface RelayProcess extends AsyncDisposable {
  readonly port: number;
  readonly pid: number;
  readonly events: () => readonly Readonly<Record<string, unknown>>[];
  readonly stderr: () => string;
  /** @returns the exit status, or the signal that ended it */
  end(signal: NodeJS.Signals): Promise<number | NodeJS.Signals>;
  /** Waits until this many events of a kind have been printed. */
  shows(event: string, count?: number): Promise<void>;
}

export interface RelayOptions {
  /** Added to the arguments. */
  readonly args?: readonly string[];
  readonly listen?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** A program that runs the command that follows, as this process. */
  readonly through?: readonly string[];
  /** A listening socket, passed as the service manager passes it. */
  readonly socket?: net.Server;
}

/** Starts the relay on a free port of loopback and waits until it listens. */
export async function startRelay(serverDir: string, options: RelayOptions = {}): Promise<RelayProcess> {
  const { args = [], env = {}, listen = '127.0.0.1:0', socket, through = [] } = options;
  const words = ['relay', '--json', '--server-dir', serverDir];
  if (socket === undefined) words.push('--set', `relay-listen=${listen}`);
  const command = [...through, process.execPath, commandPath(), ...words, ...args];
  const handle = (socket as unknown as { _handle?: { fd: number } } | undefined)?._handle;
  const stdio: StdioOptions = ['ignore', 'pipe', 'pipe', ...(handle === undefined ? [] : [handle.fd])];
  const child =
    handle === undefined
      ? spawn(command[0] ?? '', command.slice(1), { env: { ...ownEnvironment(), ...env }, stdio })
      : // LISTEN_PID is the process that is to have the socket.
        spawn('/bin/sh', ['-c', 'LISTEN_PID=$$ exec "$@"', 'sh', ...command], {
          env: { ...ownEnvironment(), LISTEN_FDS: '1', ...env },
          stdio,
        });
  let text = '';
  let errors = '';
  (child.stdout as Readable).on('data', (chunk: Buffer) => (text += chunk.toString()));
  (child.stderr as Readable).on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const closed = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
  const events = () =>
    text
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  const shows = async (event: string, count = 1): Promise<void> => {
    const deadline = performance.now() + patienceMs;
    while (events().filter((one) => one['event'] === event).length < count) {
      if (performance.now() > deadline || child.exitCode !== null)
        throw new Error(`no ${event}: ${text}${errors}`);
      await new Promise((resolve) => {
        setTimeout(resolve, 5);
      });
    }
  };
  await shows('listening');
  const addresses = (events()[0]?.['addresses'] ?? []) as { port: number }[];
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    const [status, by] = await closed;
    return status ?? by ?? 'SIGKILL';
  };
  return {
    port: addresses[0]?.port ?? 0,
    pid: child.pid ?? 0,
    events,
    stderr: () => errors,
    shows,
    end,
    [Symbol.asyncDispose]: async () => {
      if (child.exitCode === null && child.signalCode === null) await end('SIGKILL');
    },
  };
}

export interface Client {
  /** Sends octets as they are. */
  write(text: string): void;
  /** @returns the next reply, its lines joined; '' where the connection has ended */
  reply(): Promise<string>;
  /** Sends a line and gives the reply. */
  say(line: string): Promise<string>;
  /** Makes the connection a TLS session. */
  secure(options: tls.ConnectionOptions): Promise<void>;
  close(): void;
}

/** Connects; the greeting is the first reply. */
export async function connect(port: number, host = '127.0.0.1'): Promise<Client> {
  let socket: net.Socket = net.connect({ port, host });
  await once(socket, 'connect');
  let pending = '';
  let ended = false;
  let wake = () => {};
  const listen = () => {
    socket.on('data', (chunk: Buffer) => {
      pending += chunk.toString('latin1');
      wake();
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      ended = true;
      wake();
    });
    socket.on('end', () => {
      ended = true;
      wake();
    });
  };
  listen();
  const reply = async (): Promise<string> => {
    for (;;) {
      const found = /^(?:\d{3}-[^\r\n]*\r\n)*\d{3}(?: [^\r\n]*)?\r\n/.exec(pending)?.[0];
      if (found !== undefined) {
        pending = pending.slice(found.length);
        return found.trimEnd();
      }
      if (ended) return '';
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  return {
    reply,
    write: (text) => void socket.write(text, 'latin1'),
    say(line) {
      socket.write(`${line}\r\n`, 'latin1');
      return reply();
    },
    async secure(options) {
      socket.removeAllListeners();
      const secured = tls.connect({ socket, ...options });
      await once(secured, 'secureConnect');
      socket = secured;
      listen();
    },
    close: () => void socket.destroy(),
  };
}

/** Hands over one message. @returns the reply to its final dot, or the first that was not what it should be */
export async function handOver(port: number, message: string, to = 'user@example.com'): Promise<string> {
  const client = await connect(port);
  try {
    for (const [line, expected] of [
      [null, '220'],
      ['EHLO scanner.example.com', '250'],
      ['MAIL FROM:<scanner@example.com>', '250'],
      [`RCPT TO:<${to}>`, '250'],
      ['DATA', '354'],
    ] as const) {
      const reply = line === null ? await client.reply() : await client.say(line);
      if (!reply.startsWith(expected)) return reply;
    }
    client.write(`${message}\r\n.\r\n`);
    return await client.reply();
  } finally {
    client.close();
  }
}
