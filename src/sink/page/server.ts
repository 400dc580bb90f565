/**
 * The page of the sink (`sink --http`): what came, live, for a browser on this machine. It only reads: no request
 * changes anything. A site in the same browser can neither read it (the Host header is checked, against DNS rebinding;
 * no CORS; CORP) nor frame it, and a message can neither run a script nor load anything (page.ts).
 */
import http from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { harmless } from '../../text/control-characters.ts';
import { hostPort } from '../../text/host-port.ts';
import { listen } from '../listen.ts';
import type { SinkMessage } from '../sink-message.ts';
import { pageHtml, pagePolicy, pageScript, pageStyle } from './page.ts';
import { readMessage } from './view.ts';
import type { ReadMessage } from './view.ts';

export interface SinkPageOptions {
  /** A loopback address. */
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** Tells one run from another, for a browser that connects again. */
  readonly runId: string;
  /** The octets of a stored message. */
  readonly open: (file: string) => Readable;
}

export interface SinkPage {
  /** `http://127.0.0.1:8025/` */
  readonly url: string;
  /** Shows a message. */
  message(message: SinkMessage): void;
  /** Shows that a session came to nothing. */
  sessionFailed(remoteAddress: string | null, detail: string): void;
  /** Ends all connections. */
  close(): Promise<void>;
}

/** What the source view shows, octets. */
const sourceBytes = 256 * 1024;
/** What the list shows of a text, and of the recipients. */
const listedLength = 300;
const listedRecipients = 20;

const safeHeaders = {
  'Cache-Control': 'no-store',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-DNS-Prefetch-Control': 'off',
  'X-Frame-Options': 'DENY',
} as const;
/** For all but the page itself. */
const dataPolicy = "default-src 'none'; frame-ancestors 'none'; sandbox";

const files: Readonly<Record<string, readonly [type: string, text: string, policy: string]>> = {
  '/': ['text/html', pageHtml, pagePolicy],
  '/page.css': ['text/css', pageStyle, dataPolicy],
  '/page.js': ['text/javascript', pageScript, dataPolicy],
};

/** @throws SendmemoError cannot-listen */
export async function startSinkPage({ host, port, runId, open }: SinkPageOptions): Promise<SinkPage> {
  const messages = new Map<number, SinkMessage>();
  /** Each as it goes over the wire. */
  const events: string[] = [];
  const readers = new Set<ServerResponse>();
  let last: { readonly number: number; readonly read: Promise<ReadMessage> } | null = null;

  function happened(event: string, data: unknown): void {
    const text = `event: ${event}\nid: ${runId}.${events.length + 1}\ndata: ${JSON.stringify(data)}\n\n`;
    events.push(text);
    for (const reader of readers) reader.write(text);
  }

  function stream(request: IncomingMessage, response: ServerResponse): void {
    answer(response, 200, 'text/event-stream');
    const [run, seen = '0'] = String(request.headers['last-event-id'] ?? '').split('.');
    response.write(`retry: 1000\nevent: run\ndata: ${JSON.stringify(runId)}\n\n`);
    for (const event of events.slice(run === runId ? Number(seen) : 0)) response.write(event);
    readers.add(response);
    response.once('close', () => readers.delete(response));
  }

  function read({ number, file, sizeBytes }: SinkMessage): Promise<ReadMessage> {
    // One is kept, for the attachments of what is being looked at.
    if (last?.number !== number) {
      last = { number, read: readMessage(open(file), sizeBytes) };
      last.read.catch(() => (last = null));
    }
    return last.read;
  }

  async function show(path: string, response: ServerResponse): Promise<void> {
    const [, number, rest = '', part] =
      /^\/messages\/(\d{1,9})(\/source|\/message\.eml|\/parts\/(\d{1,4}))?$/.exec(path) ?? [];
    const message = messages.get(Number(number));
    if (message === undefined) return refuse(response, 404, 'There is no such message.');
    if (rest === '') {
      const { view } = await read(message);
      answer(response, 200, 'application/json').end(JSON.stringify(view));
    } else if (rest === '/source') {
      const source = await beginning(open(message.file), sourceBytes);
      answer(response, 200, 'text/plain; charset=utf-8').end(source);
    } else if (part === undefined) {
      const content = open(message.file);
      content.once('error', () => {
        if (response.headersSent) response.destroy();
        else refuse(response, 404, 'The file of this message has gone.');
      });
      response.once('close', () => content.destroy());
      content.pipe(download(response, `message-${message.number}.eml`));
    } else {
      const found = (await read(message)).parts[Number(part) - 1];
      if (found === undefined) return refuse(response, 404, 'There is no such attachment.');
      download(response, found.name ?? `attachment-${part}`).end(found.content);
    }
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!names.has(request.headers.host ?? '')) return refuse(response, 403, `This page is ${url} only.`);
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('Allow', 'GET, HEAD');
      return refuse(response, 405, 'This page only reads.');
    }
    const [path = ''] = (request.url ?? '').split('?', 1);
    const file = Object.hasOwn(files, path) ? files[path] : undefined;
    if (file !== undefined) answer(response, 200, `${file[0]}; charset=utf-8`, file[2]).end(file[1]);
    else if (path === '/events') stream(request, response);
    else await show(path, response);
  }

  const server = http.createServer((request, response) => {
    serve(request, response).catch(() => {
      refuse(response, 404, 'The file of this message has gone.');
    });
  });
  const actualPort = await listen(server, { host, port, option: '--http' });
  const names = new Set(
    [hostPort(host, actualPort), `localhost:${actualPort}`].flatMap((name) =>
      // A browser leaves the port of http out.
      actualPort === 80 ? [name, name.replace(/:80$/, '')] : [name],
    ),
  );
  const url = `http://${hostPort(host, actualPort)}/`;
  return {
    url,
    message(message) {
      messages.set(message.number, message);
      happened('message', {
        number: message.number,
        receivedAt: message.receivedAt,
        subject: message.subject === null ? null : harmless(message.subject.slice(0, listedLength)),
        sender: message.sender.slice(0, listedLength),
        recipients: message.recipients.slice(0, listedRecipients),
        recipientCount: message.recipients.length,
        client: `${message.remoteAddress} (${message.helo.slice(0, listedLength)})`,
        sizeBytes: message.sizeBytes,
        tls: message.tls,
      });
    },
    sessionFailed(remoteAddress, detail) {
      happened('failed', { client: remoteAddress, detail: detail.slice(0, listedLength) });
    },
    async close() {
      const closed = new Promise((resolve) => {
        server.close(resolve);
      });
      server.closeAllConnections();
      await closed;
    },
  };
}

function answer(response: ServerResponse, status: number, type: string, policy = dataPolicy): ServerResponse {
  for (const [name, value] of Object.entries(safeHeaders)) response.setHeader(name, value);
  response.setHeader('Content-Security-Policy', policy);
  response.setHeader('Content-Type', type);
  response.statusCode = status;
  return response;
}

function refuse(response: ServerResponse, status: number, text: string): void {
  answer(response, status, 'text/plain; charset=utf-8').end(`${text}\n`);
}

/** Whatever it is, it is saved and not shown (RFC 6266; the name as in RFC 8187). */
function download(response: ServerResponse, name: string): ServerResponse {
  const plain = Buffer.from(name.replaceAll(/[/\\\p{C}]/gu, '_').slice(0, 150)).toString();
  const encoded = encodeURIComponent(plain).replaceAll(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  response.setHeader('Content-Disposition', `attachment; filename*=UTF-8''${encoded}`);
  return answer(response, 200, 'application/octet-stream');
}

async function beginning(content: Readable, sizeBytes: number): Promise<Buffer> {
  const octets: Buffer[] = [];
  let length = 0;
  for await (const some of content as AsyncIterable<Buffer>) {
    octets.push(some);
    length += some.length;
    if (length >= sizeBytes) break;
  }
  return Buffer.concat(octets).subarray(0, sizeBytes);
}
