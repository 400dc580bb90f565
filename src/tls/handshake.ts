/**
 * The TLS handshake on a connected socket, and the judgement of what the server presented. The caller gets a socket
 * only where the configuration allows its use, and writes nothing before.
 *
 * The runtime never decides here: verification is asked for and looked at afterwards (`rejectUnauthorized: false` is
 * written out, so that NODE_TLS_REJECT_UNAUTHORIZED changes nothing), because its decision knows one error and its own
 * comparison of names only. No session is ever resumed: the runtime skips checks on resumed ones.
 */
import type net from 'node:net';
import tls from 'node:tls';
import type { X509Certificate } from 'node:crypto';
import { asFailure, SendmemoError } from '../failure/error.ts';
import type { ServerFacts } from '../failure/facts.ts';
import type { Failure } from '../failure/failure.ts';
import type { Notice } from '../failure/notice.ts';
import { type Certificate, openedCertificate } from './certificate.ts';
import { createTlsContext, type TlsContext } from './context.ts';
import { handshakeFailure, versionFailure } from './handshake-error.ts';
import { canonicalAddress, canonicalHost } from './names.ts';
import { verdictOf } from './openssl-error.ts';
import type { TrustPlan } from './plan.ts';
import { probeGreeting, probeVersion } from './probe.ts';
import type { TlsHandshake, TlsReport, VerifyWord } from './report.ts';
import { crlFacts } from './crl.ts';
import { examineServer } from './verdict.ts';

export interface SecureRequest {
  /** Connected; under STARTTLS the server's 220 was read and nothing after it. */
  readonly socket: net.Socket;
  readonly mode: 'starttls' | 'smtps';
  readonly server: ServerFacts;
  readonly trust: TrustPlan;
  /** Made beforehand; else it is made here. */
  readonly context?: TlsContext;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Ends the handshake; its reason is the SendmemoError to report. */
  readonly signal: AbortSignal;
  /** For `check`: the socket is given also where it must not be used. */
  readonly inspect?: boolean;
}

/**
 * Secures a socket. Never rejects: what went wrong is in the result, and the socket is destroyed unless it is given.
 */
export async function secureConnection(request: SecureRequest): Promise<TlsHandshake> {
  const { socket, server, trust, signal } = request;
  // Behind a proxy the server itself can't be asked again.
  const direct = server.address !== null;
  const remote = direct ? { host: socket.remoteAddress, port: socket.remotePort } : null;
  try {
    signal.throwIfAborted();
    const context = request.context ?? createTlsContext(trust);
    const result = await shakeHands(socket, context, request);
    if ('secured' in result) return await judge(result.secured, request);
    const failure = handshakeFailure(result.error, server, trust, { ...result, mode: request.mode });
    return refused(request, await withDiscovery(failure, request, remote));
  } catch (error) {
    socket.destroy();
    return refused(request, asFailure(error));
  }
}

type Shaken =
  | { readonly secured: tls.TLSSocket }
  | { readonly error: unknown; readonly helloAccepted: boolean };

function shakeHands(socket: net.Socket, { secure }: TlsContext, request: SecureRequest): Promise<Shaken> {
  const { server, signal } = request;
  return new Promise((resolve, reject) => {
    const secured = tls.connect({
      socket,
      secureContext: secure,
      rejectUnauthorized: false,
      checkServerIdentity: () => undefined,
      ...serverName(server.host),
    });
    let helloAccepted = false;
    let error: unknown = null;
    const finish = () => {
      signal.removeEventListener('abort', abort);
      secured.removeListener('keylog', hello).removeListener('error', fail).removeListener('close', close);
      secured.removeListener('secureConnect', done);
    };
    // The first secrets exist once both hellos are complete; they are not stored.
    const hello = () => (helloAccepted = true);
    const fail = (cause: unknown) => (error ??= cause);
    const close = () => {
      finish();
      resolve({ error, helloAccepted });
    };
    const done = () => {
      finish();
      resolve({ secured });
    };
    const abort = () => {
      finish();
      // A late error of an abandoned socket must not end the process.
      secured.on('error', () => {});
      secured.destroy();
      reject(signal.reason);
    };
    secured.on('keylog', hello).on('error', fail).on('close', close).once('secureConnect', done);
    signal.addEventListener('abort', abort, { once: true });
  });
}

/** SNI is the name as it is compared; never an address (RFC 6066, 3). */
function serverName(host: string): { servername: string } {
  return { servername: canonicalAddress(host) === null ? canonicalHost(host) : '' };
}

async function judge(socket: tls.TLSSocket, request: SecureRequest): Promise<TlsHandshake> {
  const { server, trust, signal } = request;
  let lost: unknown = null;
  const keep = (error: unknown) => (lost ??= error);
  // Looking into stores takes turns of the event loop: an error in the meantime waits for the verdict. The listener
  // stays, so that no error goes unheard between this function's end and its caller's next step.
  socket.on('error', keep);
  // OpenSSL and the runtime have to agree that nothing is wrong.
  const openssl =
    verdictOf(socket) ??
    (socket.authorized ? null : { code: 'UNSPECIFIED', text: String(socket.authorizationError) });
  const sent = presentedBy(socket, server);
  const verdict = await examineServer({
    server,
    trust,
    sent,
    handshake: openssl,
    nowMs: request.now(),
  });
  signal.throwIfAborted();
  const [first] = verdict.faults;
  // A pin is never ignored, nor is a session without a certificate.
  const fatal =
    verdict.faults.find(({ code }) => code === 'CERT_FINGERPRINT' || code === 'TLS_HANDSHAKE') ??
    (trust.ignoreErrors ? null : (first ?? null));
  const failure: Failure | null = fatal ?? (socket.destroyed ? lostFailure(lost, request) : null);
  const notices: Notice[] = [...verdict.notices];
  const codes = [...new Set(verdict.faults.map(({ code }) => code))];
  const [leaf] = verdict.chain;
  if (failure === null && codes.length > 0 && leaf !== undefined) {
    notices.push({ reason: 'certificate-errors-ignored', server, errors: codes, certificate: leaf });
  }
  const report: TlsReport = {
    ...sessionOf(socket, request),
    verify: codes.length === 0 ? 'OK' : 'FAIL',
    verifyErrors: codes,
  };
  const usable = (failure === null || request.inspect === true) && !socket.destroyed;
  if (!usable) socket.destroy();
  return {
    socket: usable ? socket : null,
    report,
    failure,
    faults: verdict.faults,
    chain: verdict.chain,
    certificate: sent[0]?.der ?? null,
    names: verdict.names,
    revocationLists: trust.revocationLists.map((list) => crlFacts(list)),
    notices,
  };
}

function lostFailure(error: unknown, { server, trust, mode }: SecureRequest): Failure {
  return handshakeFailure(error, server, trust, { helloAccepted: true, mode });
}

/**
 * The certificates in the order in which they came. One that can't be read is left out.
 * @throws SendmemoError tls-handshake where that is the server's own
 */
function presentedBy(socket: tls.TLSSocket, server: ServerFacts): Certificate[] {
  const presented: Certificate[] = [];
  const own = socket.getPeerX509Certificate();
  for (let next: X509Certificate | undefined = own; next !== undefined; next = next.issuerCertificate) {
    try {
      presented.push(openedCertificate(next));
    } catch (cause) {
      if (next !== own) continue;
      const detail = 'the certificate of the server can not be read';
      throw new SendmemoError({ code: 'TLS_HANDSHAKE', reason: 'tls-handshake', server, detail }, { cause });
    }
  }
  return presented;
}

function sessionOf(
  socket: tls.TLSSocket,
  { mode }: SecureRequest,
): Omit<TlsReport, 'verify' | 'verifyErrors'> {
  const cipher = socket.getCipher();
  return {
    mode,
    version: socket.getProtocol(),
    // OpenSSL's name, as in sendmail's log.
    cipher: cipher?.name ?? null,
    bits: bitsOf(cipher?.standardName ?? ''),
  };
}

/** The strength of a cipher's key, which the runtime does not tell: from its name (RFC 8446, B.4; RFC 5246, C). */
function bitsOf(cipher: string): number | null {
  const match = /_(?:AES|ARIA|CAMELLIA)_(\d{3})_/.exec(cipher);
  if (match !== null) return Number(match[1]);
  if (cipher.includes('CHACHA20')) return 256;
  if (cipher.includes('3DES')) return 168;
  return /_(?:RC4|SEED|IDEA)_/.test(cipher) ? 128 : null;
}

function refused(request: SecureRequest, failure: Failure): TlsHandshake {
  const word: VerifyWord = 'SOFTWARE';
  return {
    socket: null,
    report: {
      mode: request.mode,
      version: null,
      cipher: null,
      bits: null,
      verify: word,
      verifyErrors: failure.code === 'TLS_HANDSHAKE' || failure.code === 'NOT_TLS_PORT' ? [failure.code] : [],
    },
    failure,
    faults: [],
    chain: [],
    certificate: null,
    names: null,
    revocationLists: [],
    notices: [],
  };
}

/** What a failed handshake does not tell, the server is asked for once more. */
async function withDiscovery(
  failure: Failure,
  { mode, server, trust, signal }: SecureRequest,
  remote: { readonly host: string | undefined; readonly port: number | undefined } | null,
): Promise<Failure> {
  const { host, port } = remote ?? {};
  if (host === undefined || port === undefined) return failure;
  if (failure.reason === 'not-tls-port') {
    return { ...failure, greeting: await probeGreeting({ host, port, signal }) };
  }
  if (failure.reason !== 'tls-version') return failure;
  const offered = await probeVersion({ host, port, signal }, mode, serverName(server.host).servername);
  return versionFailure(server, trust, offered);
}
