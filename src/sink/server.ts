/**
 * The server to try things against (contract, section 11): smtp-server with a TLS policy, certificates chosen by
 * SNI, and a word about each client certificate. It takes every message, on loopback only, and hands it on.
 * Facts about the library: docs/notes/smtp-server.md.
 */
import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import type { SecureContextOptions, TLSSocket } from 'node:tls';
import type { SMTPServer, SMTPServerOptions, SMTPServerSession } from 'smtp-server';
import { SendmemoError, systemCode } from '../failure/error.ts';
import type { SinkCertificate } from './sink-certificate.ts';
import { eachConnection, greetAtOnce } from './connections.ts';
import { takeLegalAddresses } from './legal-addresses.ts';
import { listen } from './listen.ts';
import { describeTls } from './received-line.ts';
import type { SinkTls } from './received-line.ts';

export type SinkMode = 'none' | 'starttls' | 'smtps';

/** A message that is coming in. */
export interface Incoming {
  readonly sender: string;
  readonly recipients: readonly string[];
  readonly helo: string;
  readonly remoteAddress: string;
  /** SMTP, ESMTP, ESMTPS … (RFC 3848). */
  readonly protocol: string;
  readonly id: string;
  /** The parameters of MAIL FROM: `SIZE=…`, `BODY=8BITMIME`. */
  readonly parameters: readonly string[];
  readonly tls: SinkTls | null;
  /** The message as it came, dots unstuffed. Fails where the client goes away before its end. */
  readonly content: Readable;
  /** To be asked after the end of the content. */
  readonly isTooLarge: () => boolean;
}

export interface SinkServerOptions {
  /** 127.0.0.0/8 or ::1. */
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  readonly mode: SinkMode;
  /** 530 to MAIL before STARTTLS. */
  readonly requireTls: boolean;
  /** The first serves clients without SNI, and those that ask for a name that no other has. */
  readonly certificates: readonly SinkCertificate[];
  /** CAs (PEM) by which client certificates are verified. */
  readonly clientCas: readonly string[];
  /** The name in greeting and Received. */
  readonly name: string;
  /** SIZE of EHLO; what is larger is answered with 552. */
  readonly sizeLimitBytes: number;
  /** Resolves to the text of the 250, or rejects: 451 to the client. */
  readonly receive: (incoming: Incoming) => Promise<string>;
  /** A session that failed before or beside a message: a handshake, a connection reset. */
  readonly failed: (remoteAddress: string | null, detail: string) => void;
}

export interface SinkServer {
  readonly port: number;
  /** Resolves when no client is connected. */
  idle(): Promise<void>;
  /** Ends every session at once and stops listening. */
  close(): Promise<void>;
}

/** @throws SendmemoError usage-option-value, where the host is not loopback; cannot-listen */
export async function createSinkServer(options: SinkServerOptions): Promise<SinkServer> {
  if (!isLoopback(options.host)) {
    throw new SendmemoError({
      code: 'USAGE',
      reason: 'usage-option-value',
      option: '--host',
      value: options.host,
      allowed: '127.0.0.1, another address of 127.0.0.0/8, or ::1',
    });
  }
  const library = await import('smtp-server');
  const server = new library.SMTPServer(await libraryOptions(options));
  eachConnection(server, (connection) => {
    takeLegalAddresses(connection);
    greetAtOnce(connection);
  });
  // Anything else would end the process: the library emits what happens to a single session as its own error.
  server.on('error', (error: Error & { remoteAddress?: string; meta?: { remoteAddress?: string } }) => {
    options.failed(error.remoteAddress ?? error.meta?.remoteAddress ?? null, error.message);
  });
  const sockets = new Set<Socket>();
  const idle = new Set<() => void>();
  server.server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => {
      sockets.delete(socket);
      if (sockets.size > 0) return;
      for (const resolve of idle) resolve();
      idle.clear();
    });
  });
  return {
    port: await listen(server.server, { ...options, option: '--port' }),
    idle: async () =>
      await new Promise((resolve) => {
        if (sockets.size === 0) resolve();
        else idle.add(resolve);
      }),
    close: async () => await close(server, sockets),
  };
}

async function libraryOptions(options: SinkServerOptions): Promise<SMTPServerOptions> {
  const { mode, certificates } = options;
  const sessions = new WeakMap<SMTPServerSession, SinkTls>();
  return {
    secure: mode === 'smtps',
    disabledCommands: mode === 'starttls' ? ['AUTH'] : ['AUTH', 'STARTTLS'],
    name: options.name,
    banner: 'sendmemo sink',
    size: options.sizeLimitBytes,
    rejectOversized: true,
    hideDSN: false,
    hideENHANCEDSTATUSCODES: false,
    // A name for 127.0.0.1 is worth no query.
    disableReverseLookup: true,
    logger: false,
    closeTimeout: 1,
    ...(mode === 'none' ? {} : await tlsOptions(certificates, options.clientCas)),
    // The library's own delays the greeting to the next turn of the event loop.
    onConnect: (_session, done) => {
      done();
    },
    onSecure: (socket, session, done) => {
      // Both ways to TLS end in a socket that the library has made itself.
      sessions.set(session, describeTls(socket as TLSSocket));
      done();
    },
    onMailFrom: (_address, session, done) => {
      if (options.requireTls && !session.secure) {
        done(Object.assign(new Error('Must issue a STARTTLS command first'), { responseCode: 530 }));
      } else done();
    },
    onData: (stream, session, done) => {
      const { mailFrom, rcptTo } = session.envelope;
      const args = mailFrom === false ? {} : mailFrom.args === false ? {} : mailFrom.args;
      const incoming: Incoming = {
        sender: mailFrom === false ? '' : mailFrom.address,
        recipients: rcptTo.map((recipient) => recipient.address),
        helo: session.hostNameAppearsAs,
        remoteAddress: session.remoteAddress,
        protocol: session.transmissionType,
        id: session.id,
        parameters: Object.entries(args).map(([name, value]) => (value === true ? name : `${name}=${value}`)),
        tls: sessions.get(session) ?? null,
        content: stream,
        isTooLarge: () => stream.sizeExceeded,
      };
      options.receive(incoming).then(
        (reply) => {
          done(null, reply);
        },
        (error: unknown) => {
          // What is left of the message has to be read, else the reply never goes out.
          stream.resume();
          options.failed(session.remoteAddress, systemCode(rootOf(error)));
          done(Object.assign(new Error('The message could not be stored'), { responseCode: 451 }));
        },
      );
    },
  };
}

async function tlsOptions(
  certificates: readonly SinkCertificate[],
  clientCas: readonly string[],
): Promise<SMTPServerOptions> {
  const tls = await import('node:tls');
  const shared = {
    ca: [...clientCas],
    minVersion: 'TLSv1.2',
    // Asked for, so that it can be shown; never demanded.
    requestCert: true,
    rejectUnauthorized: false,
    sessionIdContext: 'sendmemo sink',
  } satisfies SMTPServerOptions;
  const [first] = certificates;
  if (first === undefined) throw new RangeError('a sink with TLS needs a certificate');
  const pair = (certificate: SinkCertificate): SecureContextOptions => ({
    cert: certificate.certificatePem,
    key: certificate.keyPem,
  });
  const contexts = certificates.map((certificate) => ({
    certificate,
    context: tls.createSecureContext({ ...shared, ...pair(certificate) }),
  }));
  return {
    ...shared,
    ...pair(first),
    SNICallback: (name, done) => {
      const found = contexts.find(({ certificate }) => certificate.serves(name));
      done(null, (found ?? contexts[0])?.context);
    },
  };
}

async function close(server: SMTPServer, sockets: ReadonlySet<Socket>): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.server.once('close', resolve);
  });
  server.close();
  for (const socket of sockets) socket.destroy();
  await closed;
}

/** If a failure wraps a system error, that one is more precise. */
function rootOf(error: unknown): unknown {
  return error instanceof SendmemoError && error.cause !== undefined ? error.cause : error;
}

function isLoopback(host: string): boolean {
  return host === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host);
}
