/** A running sink in a temporary directory, with its events as they come. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runSink } from '../../src/commands/sink/serve.ts';
import type { SinkEvent, SinkRequest, SinkTools } from '../../src/commands/sink/serve.ts';

export const startedAt = new Date();

type Listening = Extract<SinkEvent, { kind: 'listening' }>;
type Message = Extract<SinkEvent, { kind: 'message' }>;

export const plainRequest: SinkRequest = {
  host: null,
  port: 0,
  httpPort: null,
  mode: 'none',
  requireTls: false,
  certificates: [],
  certificateDirectory: null,
  clientCaFile: null,
  maildir: 'mail',
  count: null,
  sizeLimitBytes: null,
};

export interface TestDirectory extends AsyncDisposable {
  readonly path: string;
}

export async function temporaryDirectory(): Promise<TestDirectory> {
  const path = await mkdtemp(join(tmpdir(), 'sendmemo-test-'));
  return { path, [Symbol.asyncDispose]: async () => await rm(path, { recursive: true, force: true }) };
}

export const uniqueId = () => randomBytes(16).toString('hex');

export function sinkTools(directory: string, signal: AbortSignal): SinkTools {
  return {
    cwd: directory,
    temporaryDirectory: directory,
    hostName: 'host.example.com',
    now: () => startedAt.getTime(),
    uniqueId,
    signal,
  };
}

export interface RunningSink extends AsyncDisposable {
  readonly listening: Listening;
  next(): Promise<SinkEvent | null>;
  message(): Promise<Message>;
}

export async function startSink(directory: string, request: Partial<SinkRequest>): Promise<RunningSink> {
  const abort = new AbortController();
  const events = runSink({ ...plainRequest, ...request }, sinkTools(directory, abort.signal));
  const first = await events.next();
  if (first.done === true || first.value.kind !== 'listening') throw new Error('the sink does not listen');
  const next = async () => {
    const { done, value } = await events.next();
    return done === true ? null : value;
  };
  return {
    listening: first.value,
    next,
    async message() {
      const event = await next();
      if (event?.kind !== 'message') throw new Error(`no message but ${JSON.stringify(event)}`);
      return event;
    },
    [Symbol.asyncDispose]: async () => {
      abort.abort();
      for await (const left of events) void left;
    },
  };
}
