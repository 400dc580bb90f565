/**
 * An HTTPS server for the tests that gives out OAuth 2.0 tokens, with one of the providers of microsoft.ts and
 * google.ts behind it. It keeps every request, so that a test can count them and look for secrets.
 */
import { once } from 'node:events';
import https from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export interface TokenRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The form of the body (application/x-www-form-urlencoded). */
  readonly form: ReadonlyMap<string, string>;
}

export interface TokenReply {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** What a provider knows about the server that it stands behind: `https://127.0.0.1:PORT`. */
export type Provider = (request: TokenRequest, base: string) => TokenReply;

export interface TokenServerOptions {
  readonly provider: Provider;
  readonly certificate: { readonly certificatePem: string; readonly keyPem: string };
  /** Asked before the provider: another reply, or the end of the connection. */
  readonly fault?: (request: TokenRequest, count: number) => TokenReply | 'reset' | 'hang' | undefined;
  /** Called with every reply before it is sent: what the provider has done by now can't be undone. */
  readonly onReply?: (request: TokenRequest, reply: TokenReply) => Promise<void>;
}

export interface TokenServer extends AsyncDisposable {
  readonly port: number;
  /** `https://127.0.0.1:PORT` */
  readonly base: string;
  readonly requests: readonly { readonly request: TokenRequest; readonly reply: TokenReply | null }[];
}

export async function startTokenServer(options: TokenServerOptions): Promise<TokenServer> {
  const requests: { request: TokenRequest; reply: TokenReply | null }[] = [];
  const sockets = new Set<Socket>();
  const { certificatePem, keyPem } = options.certificate;
  let base = '';
  const answer = async (incoming: IncomingMessage, response: ServerResponse) => {
    const request = await read(incoming);
    const entry: (typeof requests)[number] = { request, reply: null };
    requests.push(entry);
    const fault = options.fault?.(request, requests.length);
    if (fault === 'hang') return;
    if (fault === 'reset') {
      incoming.socket.destroy();
      return;
    }
    const reply = fault ?? options.provider(request, base);
    entry.reply = reply;
    await options.onReply?.(request, reply);
    response.writeHead(reply.status, {
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
    });
    response.end(JSON.stringify(reply.body));
  };
  const server = https.createServer({ cert: certificatePem, key: keyPem }, (incoming, response) => {
    answer(incoming, response).catch(() => incoming.socket.destroy());
  });
  server.on('secureConnection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
  });
  server.on('tlsClientError', () => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  base = `https://127.0.0.1:${port}`;
  return {
    port,
    base,
    requests,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** The parameter, empty where it is absent. */
export function parameter(request: TokenRequest, name: string): string {
  return request.form.get(name) ?? '';
}

async function read(incoming: IncomingMessage): Promise<TokenRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  const isForm = incoming.headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true;
  return {
    method: incoming.method ?? '',
    path: new URL(incoming.url ?? '/', 'https://localhost').pathname,
    headers: incoming.headers,
    form: new Map(new URLSearchParams(isForm ? text : '')),
  };
}
