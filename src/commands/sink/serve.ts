/** `sendmemo sink` (contract, section 11): a server to try things against, on loopback. */
import type { Caller } from '../../files/foreign.ts';
import { resolve } from 'node:path';
import { mkdtemp } from 'node:fs/promises';
import { SendmemoError, systemCode } from '../../failure/error.ts';
import type { Maildir } from '../../sink/maildir.ts';
import type { SinkPage } from '../../sink/page/server.ts';
import type { SinkMessage } from '../../sink/sink-message.ts';
import type { Incoming, SinkMode } from '../../sink/server.ts';
import type { SinkTestCa } from '../../sink/served-certificates.ts';
import { createChannel } from '../../text/channel.ts';

export interface SinkRequest {
  /** null: 127.0.0.1. */
  readonly host: string | null;
  /** 0: any free one. */
  readonly port: number;
  /** Of the page that shows what came; null: no page. */
  readonly httpPort: number | null;
  readonly mode: SinkMode;
  readonly requireTls: boolean;
  /** Pairs of files (`--cert`, `--key`), the first for clients without SNI; empty: a test CA makes one. */
  readonly certificates: readonly { readonly certFile: string; readonly keyFile: string }[];
  /** Where the test CA keeps its files, or finds them again; null: `certs` in the Maildir's directory. */
  readonly certificateDirectory: string | null;
  /** CA certificates (PEM file) for client certificates, besides the test CA; null: none. */
  readonly clientCaFile: string | null;
  /** null: a fresh temporary directory. */
  readonly maildir: string | null;
  /** Ends after so many messages; null: goes on. */
  readonly count: number | null;
  /** SIZE of EHLO; null: 1 GiB. */
  readonly sizeLimitBytes: number | null;
}

export interface SinkTools {
  readonly cwd: string;
  /** Where a fresh directory may be made. */
  readonly temporaryDirectory: string;
  readonly hostName: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** 128 random bits as hex. */
  readonly uniqueId: () => string;
  readonly caller?: Caller;
  /** Ends the sink, which then returns. */
  readonly signal: AbortSignal;
}

export type SinkEvent =
  | {
      readonly kind: 'listening';
      readonly host: string;
      readonly port: number;
      readonly mode: SinkMode;
      readonly requireTls: boolean;
      /** Where a browser shows what came; null: no `--http`. */
      readonly page: string | null;
      /** Directory of the Maildir. */
      readonly maildir: string;
      /** null: no TLS, or certificates of one's own. */
      readonly testCa: SinkTestCa | null;
      /** Lines for `sendmemo-ssl.cfg`. */
      readonly tlsSettings: readonly string[];
      /** Lines for `sendmemo.cfg`. */
      readonly serverSettings: readonly string[];
    }
  | ({ readonly kind: 'message' } & SinkMessage)
  /** A session that came to nothing: a handshake that failed, a client that went away. */
  | { readonly kind: 'session-failed'; readonly remoteAddress: string | null; readonly detail: string };

const serverName = 'sink.example.test';
const defaultSizeLimitBytes = 1024 ** 3;
/** How long the sessions that are open may go on after the last message of a count, milliseconds. */
const farewellMs = 1000;

/**
 * Listens, and yields each thing that happens until the signal ends it or the count is full.
 * @throws SendmemoError usage-option-value (host), file-unreadable, pem-*, key-* (certificates), cannot-create,
 * cannot-listen
 */
export async function* runSink(request: SinkRequest, tools: SinkTools): AsyncGenerator<SinkEvent> {
  const { signal } = tools;
  if (request.requireTls && request.mode === 'none') {
    throw new SendmemoError({
      code: 'USAGE',
      reason: 'usage-conflict',
      option: '--require-tls',
      other: `--tls ${request.mode}`,
    });
  }
  const { createMaildir } = await import('../../sink/maildir.ts');
  const { createSinkServer } = await import('../../sink/server.ts');
  const { readHeader } = await import('../../sink/sink-message.ts');
  const { resolveServedCertificates } = await import('../../sink/served-certificates.ts');
  // Not what the resolver makes of the name: that may be anything.
  const host = request.host === null || request.host === 'localhost' ? '127.0.0.1' : request.host;
  const base = await maildirDirectory(request, tools);
  const maildir = await createMaildir(base, tools);
  const { certificates, clientCas, testCa } = await resolveServedCertificates(
    {
      ...request,
      defaultDirectory: resolve(base, 'certs'),
    },
    tools,
  );

  const page = await startPage(host, request.httpPort, maildir, tools);
  const events = createChannel<SinkEvent>();
  let messages = 0;
  const isFull = () => request.count !== null && messages >= request.count;
  const server = await createSinkServer({
    host,
    port: request.port,
    mode: request.mode,
    requireTls: request.requireTls,
    certificates,
    clientCas,
    name: serverName,
    sizeLimitBytes: request.sizeLimitBytes ?? defaultSizeLimitBytes,
    async receive(incoming) {
      if (isFull()) throw new Error('the last message of the count has come');
      const stored = await store(maildir, incoming, new Date(tools.now()));
      const header = await readHeader(maildir.open(stored.file));
      messages += 1;
      const message: SinkMessage = {
        number: messages,
        ...header,
        receivedAt: new Date(tools.now()).toISOString(),
        sender: incoming.sender,
        recipients: incoming.recipients,
        parameters: incoming.parameters,
        helo: incoming.helo,
        remoteAddress: incoming.remoteAddress,
        sizeBytes: stored.sizeBytes,
        file: stored.file,
        tls: incoming.tls,
      };
      events.push({ kind: 'message', ...message });
      page?.message(message);
      return `Ok: kept as ${incoming.id}`;
    },
    failed(remoteAddress, detail) {
      events.push({ kind: 'session-failed', remoteAddress, detail });
      page?.sessionFailed(remoteAddress, detail);
    },
  }).catch(async (error: unknown) => {
    await page?.close();
    throw error;
  });
  const stop = () => {
    events.end();
  };
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try {
    yield {
      kind: 'listening',
      host,
      port: server.port,
      mode: request.mode,
      requireTls: request.requireTls,
      page: page?.url ?? null,
      maildir: base,
      testCa,
      tlsSettings: tlsSettings(request.mode, testCa),
      serverSettings: [`smtp-server-host = ${host}`, `smtp-server-port = ${server.port}`],
    };
    for await (const event of events.read()) {
      yield event;
      if (event.kind !== 'message' || event.number !== request.count) continue;
      // The client is to have its reply and say its QUIT.
      await soon(server.idle(), farewellMs, signal);
      break;
    }
  } finally {
    signal.removeEventListener('abort', stop);
    await server.close();
    await page?.close();
  }
}

async function startPage(
  host: string,
  port: number | null,
  maildir: Maildir,
  { uniqueId }: SinkTools,
): Promise<SinkPage | null> {
  if (port === null) return null;
  const { startSinkPage } = await import('../../sink/page/server.ts');
  return await startSinkPage({ host, port, runId: uniqueId(), open: (file) => maildir.open(file) });
}

async function store(
  maildir: Maildir,
  incoming: Incoming,
  now: Date,
): Promise<{ readonly file: string; readonly sizeBytes: number }> {
  const { renderTrace } = await import('../../sink/received-line.ts');
  const header = renderTrace({ ...incoming, serverName, now });
  const stored = await maildir.store(header, incoming.content, () => {
    if (incoming.isTooLarge()) throw new Error('the message is larger than the limit');
  });
  return { file: stored.file, sizeBytes: stored.sizeBytes - Buffer.byteLength(header) };
}

async function maildirDirectory(request: SinkRequest, tools: SinkTools): Promise<string> {
  if (request.maildir !== null) return resolve(tools.cwd, request.maildir);
  const prefix = resolve(tools.temporaryDirectory, 'sendmemo-sink-');
  try {
    return await mkdtemp(prefix);
  } catch (error) {
    const system = systemCode(error);
    throw new SendmemoError(
      { code: 'OUTPUT', reason: 'cannot-create', path: prefix, system },
      { cause: error },
    );
  }
}

function tlsSettings(mode: SinkMode, testCa: SinkTestCa | null): readonly string[] {
  if (mode === 'none') return ['EnableTLS = 0'];
  const lines = [mode === 'starttls' ? 'EnableTLS = 1' : 'EnableTLS = 2'];
  if (testCa === null) return [...lines, '; CAFile = the file of the CA that issued the certificate'];
  const { files } = testCa;
  return [
    ...lines,
    `CAFile = ${files.ca}`,
    `; CrlFile = ${files.crl}`,
    `; CertFile = ${files.client}`,
    `; KeyFile = ${files.clientKey}`,
  ];
}

/** Waits for the work, but no longer than a time and not after the signal. */
async function soon(work: Promise<void>, milliseconds: number, signal: AbortSignal): Promise<void> {
  let stop = () => {};
  const enough = new Promise<void>((done) => {
    stop = () => {
      done();
    };
  });
  const timer = setTimeout(stop, milliseconds);
  signal.addEventListener('abort', stop, { once: true });
  await Promise.race([work, enough]);
  clearTimeout(timer);
  signal.removeEventListener('abort', stop);
}
