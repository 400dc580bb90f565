/**
 * One HTTPS request to a token endpoint, over our own connection and TLS: the way out, the trust and the verdict are
 * those of the settings, and never the runtime's.
 */
import http from 'node:http';
import type net from 'node:net';
import type { Endpoint } from '../config/settings.ts';
import { SendmemoError, systemCode } from '../failure/error.ts';
import type { Failure } from '../failure/failure.ts';
import { secureConnection } from '../tls/handshake.ts';
import type { TrustPlan } from '../tls/plan.ts';

export interface HttpsDeps {
  /** A connected socket, through the proxy where one is set. @throws SendmemoError DNS, CONNECT, PROXY; the signal's reason */
  readonly connect: (endpoint: Endpoint, signal: AbortSignal) => Promise<net.Socket>;
  readonly trust: TrustPlan;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** How long one request may take, connecting included. */
  readonly timeoutMs: number;
}

export interface HttpsRequest {
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

export interface HttpsResponse {
  readonly status: number;
  readonly contentType: string;
  readonly body: Buffer;
}

/** A token response has a few kilobytes. */
const largestBytes = 1024 * 1024;

/**
 * @returns the response, whatever its status below 500 is; no redirect is followed (RFC 6749 has none here)
 * @throws SendmemoError oauth-unreachable; CERT_* and TLS_HANDSHAKE of the endpoint; the signal's reason
 */
export async function requestHttps(
  url: URL,
  request: HttpsRequest,
  deps: HttpsDeps,
  signal: AbortSignal,
): Promise<HttpsResponse> {
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const port = url.port === '' ? 443 : Number(url.port);
  const late = AbortSignal.timeout(deps.timeoutMs);
  const either = AbortSignal.any([signal, late]);
  try {
    const socket = await deps.connect({ host, port }, either);
    const server = { host, port, address: socket.remoteAddress ?? null };
    const { trust, now } = deps;
    const handshake = await secureConnection({ socket, mode: 'smtps', server, trust, now, signal: either });
    if (handshake.socket === null) {
      throw new SendmemoError(handshake.failure ?? unreachable(url, 'ECONNRESET'));
    }
    const response = await exchange(handshake.socket, url, request, either);
    if (response.status >= 500 || response.status === 429) {
      throw new SendmemoError(unreachable(url, `HTTP ${response.status}`));
    }
    return response;
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw late.aborted ? new SendmemoError(unreachable(url, 'ETIMEDOUT')) : asUnreachable(url, error);
  }
}

function exchange(
  socket: net.Socket,
  url: URL,
  { method, headers, body }: HttpsRequest,
  signal: AbortSignal,
): Promise<HttpsResponse> {
  return new Promise((resolve, reject) => {
    const sent = http.request(
      {
        // It is secured already: what runs over it is plain HTTP.
        createConnection: () => socket,
        method,
        path: `${url.pathname}${url.search}`,
        headers: {
          ...headers,
          host: url.host,
          connection: 'close',
          ...(body === null ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
        },
        signal,
      },
      (response) => {
        const chunks: Buffer[] = [];
        let size = 0;
        response.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size <= largestBytes) chunks.push(chunk);
          else response.destroy(Object.assign(new Error('too long'), { code: 'EMSGSIZE' }));
        });
        response.on('error', reject);
        response.on('end', () => {
          socket.destroy();
          const { statusCode = 0 } = response;
          const contentType = response.headers['content-type'] ?? '';
          resolve({ status: statusCode, contentType, body: Buffer.concat(chunks) });
        });
      },
    );
    sent.on('error', (error) => {
      socket.destroy();
      reject(error);
    });
    sent.end(body ?? undefined);
  });
}

/** A name that does not resolve or a port that does not answer belongs to the endpoint, not to the mail server. */
function asUnreachable(url: URL, error: unknown): SendmemoError {
  if (!(error instanceof SendmemoError)) {
    return new SendmemoError(unreachable(url, systemCode(error)), { cause: error });
  }
  const { failure } = error;
  const system = unreachedBy(failure);
  return system === null ? error : new SendmemoError(unreachable(url, system), { cause: error });
}

function unreachedBy(failure: Failure): string | null {
  switch (failure.reason) {
    case 'dns-no-such-name':
      return 'ENOTFOUND';
    case 'dns-unreachable':
      return failure.system;
    case 'connect-failed':
      return failure.tried.at(-1)?.system ?? 'ECONNREFUSED';
    case 'stage-timeout':
      return 'ETIMEDOUT';
    default:
      return null;
  }
}

function unreachable(url: URL, system: string): Failure {
  return { code: 'OAUTH', reason: 'oauth-unreachable', endpoint: shownUrl(url), system };
}

/** @returns the URL without its query */
export function shownUrl(url: URL): string {
  return `${url.origin}${url.pathname}`;
}
