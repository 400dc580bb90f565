/**
 * An SMTP server on a bare socket that does what a test tells it and keeps every octet:
 * nothing is parsed away, nothing is corrected.
 */
import net from 'node:net';
import tls from 'node:tls';

export type Verb =
  | 'greeting'
  | 'EHLO'
  | 'HELO'
  | 'STARTTLS'
  | 'AUTH'
  | 'MAIL'
  | 'RCPT'
  | 'DATA'
  | 'dot'
  | 'RSET'
  | 'NOOP'
  | 'VRFY'
  | 'QUIT';

/** What the server does in place of its friendly reply: another one, or `close`, `reset`, `hang`. */
export type Action =
  | string
  | { readonly say: string; readonly next: 'close' | 'reset' | 'hang' }
  | { readonly drip: string; readonly everyMs: number };

export interface Transaction {
  readonly from: string;
  readonly to: readonly string[];
  /** Between 354 and the final dot, dots still stuffed, with the CRLF before the dot. */
  readonly wire: Buffer;
  /** The same with the stuffing taken out. */
  readonly message: Buffer;
}

export interface Connection {
  /** Every command line as it came, without CRLF. */
  readonly commands: string[];
  readonly transactions: Transaction[];
  /** All octets as SMTP saw them (decrypted). */
  readonly octets: () => Buffer;
  encrypted: boolean;
  tls: { version: string | null; cipher: string; servername: string | false; client: string | null } | null;
  tlsError: string | null;
  quit: boolean;
  closed: boolean;
  /** When the reply to the last dot went out, performance.now(). */
  repliedAt: number;
}

export interface MailServerOptions {
  readonly tls?: tls.TlsOptions;
  /** TLS from the first byte. */
  readonly implicit?: boolean;
  /** Lines of the EHLO reply; STARTTLS is added while it makes sense unless `strip`. */
  readonly extensions?: readonly string[];
  readonly strip?: boolean;
  readonly on?: (verb: Verb, argument: string, connection: Connection) => Action | undefined;
  readonly host?: string;
  readonly port?: number;
}

export interface MailServer extends AsyncDisposable {
  readonly port: number;
  readonly connections: readonly Connection[];
  readonly transactions: () => readonly Transaction[];
  /** Resolves once every connection made so far is closed. */
  done(): Promise<void>;
  close(): Promise<void>;
}

const usual = ['PIPELINING', 'SIZE 52428800', 'ENHANCEDSTATUSCODES', '8BITMIME', 'SMTPUTF8', 'DSN'];

export async function startMailServer(options: MailServerOptions = {}): Promise<MailServer> {
  const connections: Connection[] = [];
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    connections.push(serve(socket, options, () => sockets.delete(socket)));
  });
  await new Promise<void>((resolve) => {
    server.listen(options.port ?? 0, options.host ?? '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const close = async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
  };
  return {
    port: address.port,
    connections,
    transactions: () => connections.flatMap((connection) => connection.transactions),
    async done() {
      const deadline = performance.now() + 10_000;
      while (connections.some((connection) => !connection.closed)) {
        if (performance.now() > deadline) throw new Error('a connection is still open');
        await new Promise((resolve) => {
          setTimeout(resolve, 5);
        });
      }
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

function serve(raw: net.Socket, options: MailServerOptions, gone: () => void): Connection {
  const chunks: Buffer[] = [];
  const connection: Connection = {
    commands: [],
    transactions: [],
    octets: () => Buffer.concat(chunks),
    encrypted: false,
    tls: null,
    tlsError: null,
    quit: false,
    closed: false,
    repliedAt: 0,
  };
  let socket: net.Socket = raw;
  let pending = Buffer.alloc(0);
  let inData = false;
  let body: Buffer[] = [];
  /** The last octets before `pending`: the final dot may come in parts. */
  let tail = Buffer.alloc(0);
  let stopped = false;
  let mail = false;
  let from = '';
  let to: string[] = [];

  raw.on('error', () => {});
  raw.on('close', () => {
    connection.closed = true;
    stopped = true;
    gone();
  });

  const say = (text: string) => {
    if (!socket.destroyed) socket.write(text.replace(/\r?\n/g, '\r\n').replace(/(?:\r\n)?$/, '\r\n'));
  };
  const act = (action: Action): boolean => {
    if (action === 'close') socket.end();
    else if (action === 'reset') raw.resetAndDestroy();
    else if (typeof action === 'object' && 'drip' in action) {
      const timer = setInterval(() => say(action.drip), action.everyMs);
      raw.on('close', () => clearInterval(timer));
    } else if (typeof action === 'object') {
      say(action.say);
      if (action.next === 'close') socket.end();
      else if (action.next === 'reset') setTimeout(() => raw.resetAndDestroy(), 20);
    } else if (action !== 'hang') {
      say(action);
      return true;
    }
    stopped = true;
    return false;
  };
  const told = (verb: Verb, argument: string, friendly: string): boolean => {
    const action = options.on?.(verb, argument, connection) ?? friendly;
    const goes = act(action);
    return goes && typeof action === 'string' && /^[23]/.test(action);
  };

  const secure = (greet: boolean) => {
    raw.removeListener('data', take);
    const secured = new tls.TLSSocket(raw, {
      isServer: true,
      ...options.tls,
      secureContext: tls.createSecureContext({ minVersion: 'TLSv1.2', ...options.tls }),
    });
    socket = secured;
    pending = Buffer.alloc(0);
    secured.on('error', (error) => {
      connection.tlsError ??= error.message;
    });
    secured.on('secure', () => {
      const peer = secured.getPeerCertificate();
      connection.encrypted = true;
      connection.tls = {
        version: secured.getProtocol(),
        cipher: secured.getCipher().name,
        servername: (secured as tls.TLSSocket & { servername?: string | false }).servername ?? false,
        client: commonName(peer),
      };
      if (greet) told('greeting', '', '220 mx.example.com ESMTP');
    });
    secured.on('data', take);
  };

  const ehlo = () => {
    const offers = [...(options.extensions ?? usual)];
    if (options.tls !== undefined && !connection.encrypted && options.strip !== true) offers.push('STARTTLS');
    const lines = ['mx.example.com greets you', ...offers];
    return lines.map((line, n) => `250${n === lines.length - 1 ? ' ' : '-'}${line}`).join('\n');
  };

  const command = (line: string) => {
    connection.commands.push(line);
    const verb = (/^[A-Za-z]+/.exec(line)?.[0] ?? '').toUpperCase() as Verb;
    const argument = line.slice(verb.length).trim();
    if (verb === 'EHLO') told('EHLO', argument, ehlo());
    else if (verb === 'STARTTLS') {
      if (options.tls === undefined) told('STARTTLS', argument, '502 5.5.1 no TLS here');
      else if (told('STARTTLS', argument, '220 2.0.0 ready')) secure(false);
    } else if (verb === 'MAIL') {
      if (told('MAIL', argument, '250 2.1.0 sender ok')) {
        from = argument;
        to = [];
        mail = true;
      }
    } else if (verb === 'RCPT') {
      if (!mail) say('503 5.5.1 MAIL first');
      else if (told('RCPT', argument, '250 2.1.5 recipient ok')) to.push(argument);
    } else if (verb === 'DATA') {
      inData = told('DATA', argument, to.length === 0 ? '554 5.5.1 no valid recipients' : '354 go ahead');
      body = [];
      tail = Buffer.from('\r\n');
    } else if (verb === 'QUIT') {
      connection.quit = true;
      if (told('QUIT', argument, '221 2.0.0 bye')) socket.end();
    } else told(verb, argument, '250 2.0.0 ok');
  };

  /** Takes what belongs to the message out of `pending`; true once its final dot was there. */
  const data = (): boolean => {
    const seen = Buffer.concat([tail, pending]);
    const end = seen.indexOf('\r\n.\r\n');
    const length = end === -1 ? pending.length : end + 5 - tail.length;
    body.push(pending.subarray(0, length));
    pending = pending.subarray(length);
    tail = seen.subarray(-4);
    if (end === -1) return false;
    const all = Buffer.concat(body);
    const wire = all.subarray(0, all.length - 3);
    inData = false;
    mail = false;
    connection.commands.push('.');
    connection.repliedAt = performance.now();
    if (told('dot', '', '250 2.0.0 Ok: queued as 4F0D2')) {
      connection.transactions.push({ from, to, wire, message: unstuffed(wire) });
    }
    return true;
  };

  function take(chunk: Buffer) {
    chunks.push(chunk);
    pending = Buffer.concat([pending, chunk]);
    while (!stopped) {
      if (inData) {
        if (!data()) return;
        continue;
      }
      const end = pending.indexOf('\r\n');
      if (end === -1) return;
      const line = pending.subarray(0, end).toString('utf8');
      pending = pending.subarray(end + 2);
      command(line);
    }
  }

  if (options.implicit === true) secure(true);
  else {
    raw.on('data', take);
    told('greeting', '', '220 mx.example.com ESMTP');
  }
  return connection;
}

function commonName(certificate: tls.PeerCertificate | undefined): string | null {
  const name = certificate?.subject?.CN;
  return name === undefined ? null : String(name);
}

function unstuffed(wire: Buffer): Buffer {
  return Buffer.from(wire.toString('latin1').replace(/(^|\r\n)\./g, '$1'), 'latin1');
}
