/**
 * A server that follows a script, line by line, and keeps every octet that it was sent. It knows no SMTP: what it is
 * not scripted it does not do, so it can be as odd and as hostile as a test needs.
 *
 *     S: 220 mail.example.com ESMTP    sends the line with CRLF
 *     R: 220 go\r\n250 more\r\n        sends exactly this (\r \n \t \0 \xHH \\)
 *     C: EHLO *                        reads a line; `*` matches anything; another line is a mismatch and ends it
 *     D:                               reads a message, up to the line with the lone dot
 *     ! close | reset                  ends the connection with FIN or RST
 *     ! wait                           says and does nothing until the client goes
 *     ! deaf                           does not even read until the client goes
 *     ! starttls                       the TLS handshake
 *     ! drip 250-more                  sends the text octet by octet, over and over, until the client goes
 *     # a comment
 *
 * After its last line a script answers QUIT with 221 and closes.
 */
import { readFileSync } from 'node:fs';
import net from 'node:net';
import tls from 'node:tls';

export interface ScriptedConnection {
  /** Octets that came before TLS. */
  plain: Buffer;
  /** Octets that came through TLS. */
  secured: Buffer;
  /** Command lines as `C:` read them, without CRLF. */
  readonly commands: string[];
  /** Messages as `D:` read them, stuffed, with the final dot. */
  readonly messages: Buffer[];
  /** `C:` lines that came out otherwise: `RCPT TO:* / QUIT`. */
  readonly mismatches: string[];
  /** The client said QUIT. */
  quit: boolean;
  /** Resolves when the connection is gone. */
  readonly closed: Promise<void>;
}

export interface ScriptedServer extends AsyncDisposable {
  readonly port: number;
  readonly connections: readonly ScriptedConnection[];
  close(): Promise<void>;
}

export interface ServerCertificate {
  readonly certificatePem: string;
  readonly keyPem: string;
  /** CA of the client certificates that the server insists on. */
  readonly clientAuthorityPem?: string;
}

/** @returns the script test/dialogs/NAME.smtp. */
export function readDialog(name: string): string {
  return readFileSync(new URL(`../dialogs/${name}.smtp`, import.meta.url), 'utf8');
}

/**
 * @param scripts the first is for the first connection, and so on; the last is for all that follow
 * @param certificate for `! starttls`
 */
export async function startScriptedServer(
  scripts: string | readonly string[],
  certificate: ServerCertificate | null = null,
): Promise<ScriptedServer> {
  const list = typeof scripts === 'string' ? [scripts] : scripts;
  const connections: ScriptedConnection[] = [];
  const sockets = new Set<net.Socket>();
  const server = net.createServer({ noDelay: true }, (socket) => {
    const script = list[Math.min(connections.length, list.length - 1)] ?? '';
    sockets.add(socket);
    const connection: ScriptedConnection = {
      plain: Buffer.alloc(0),
      secured: Buffer.alloc(0),
      commands: [],
      messages: [],
      mismatches: [],
      quit: false,
      closed: new Promise((resolve) => {
        socket.on('close', () => {
          sockets.delete(socket);
          resolve();
        });
      }),
    };
    connections.push(connection);
    socket.on('error', () => {});
    void follow(script, socket, connection, certificate).catch(() => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  };
  const { port } = server.address() as net.AddressInfo;
  return { port, connections, close, [Symbol.asyncDispose]: close };
}

async function follow(
  script: string,
  raw: net.Socket,
  connection: ScriptedConnection,
  certificate: ServerCertificate | null,
): Promise<void> {
  let socket = raw;
  let reader = createReader(raw, (chunk) => {
    connection.plain = Buffer.concat([connection.plain, chunk]);
  });
  for (const line of script.split('\n')) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const order = line.slice(0, 2);
    const text = line.slice(2).trimStart();
    if (order === 'S:') socket.write(`${text}\r\n`);
    else if (order === 'R:') socket.write(unescape(text));
    else if (order === 'C:') {
      const command = await reader.line();
      connection.commands.push(command);
      if (command === 'QUIT') connection.quit = true;
      if (!matches(text, command)) {
        connection.mismatches.push(`${text} / ${command}`);
        socket.destroy();
        return;
      }
    } else if (order === 'D:') connection.messages.push(await reader.message());
    else if (text === 'close') return void socket.end();
    else if (text === 'reset') return void socket.resetAndDestroy();
    else if (text === 'wait') return connection.closed;
    else if (text === 'deaf') {
      socket.pause();
      return connection.closed;
    } else if (text === 'starttls') {
      if (!certificate) throw new Error('the script wants TLS, and the test gave no certificate');
      reader.release();
      socket = await secure(raw, certificate);
      reader = createReader(socket, (chunk) => {
        connection.secured = Buffer.concat([connection.secured, chunk]);
      });
    } else if (text.startsWith('drip ')) return drip(socket, text.slice(5));
    else throw new Error(`not an order of a script: ${line}`);
  }
  for (;;) {
    const command = await reader.line();
    connection.commands.push(command);
    if (command !== 'QUIT') continue;
    connection.quit = true;
    socket.end('221 2.0.0 Bye\r\n');
    return;
  }
}

function unescape(text: string): Buffer {
  const plain = text.replace(/\\(r|n|t|0|\\|x[0-9A-Fa-f]{2})/g, (_all, code: string) =>
    code.startsWith('x')
      ? String.fromCharCode(Number.parseInt(code.slice(1), 16))
      : ({ r: '\r', n: '\n', t: '\t', '0': '\0', '\\': '\\' }[code] ?? ''),
  );
  return Buffer.from(plain, 'latin1');
}

function matches(pattern: string, line: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's').test(line);
}

function secure(raw: net.Socket, certificate: ServerCertificate): Promise<tls.TLSSocket> {
  const socket = new tls.TLSSocket(raw, {
    isServer: true,
    cert: certificate.certificatePem,
    key: certificate.keyPem,
    ...(certificate.clientAuthorityPem === undefined
      ? {}
      : { ca: certificate.clientAuthorityPem, requestCert: true, rejectUnauthorized: true }),
  });
  return new Promise((resolve, reject) => {
    socket.on('error', reject);
    socket.on('close', reject);
    socket.on('secure', () => resolve(socket));
  });
}

function drip(socket: net.Socket, text: string): void {
  let index = 0;
  const octets = Buffer.from(`${text}\r\n`);
  const timer = setInterval(() => {
    socket.write(octets.subarray(index, index + 1));
    index = (index + 1) % octets.length;
  }, 2);
  socket.on('close', () => clearInterval(timer));
}

interface Reader {
  line(): Promise<string>;
  message(): Promise<Buffer>;
  release(): void;
}

function createReader(socket: net.Socket, record: (chunk: Buffer) => void): Reader {
  let pending: Buffer = Buffer.alloc(0);
  let wake = (): void => {};
  let gone = false;
  const onData = (chunk: Buffer): void => {
    record(chunk);
    pending = Buffer.concat([pending, chunk]);
    wake();
  };
  const onClose = (): void => {
    gone = true;
    wake();
  };
  socket.on('data', onData);
  socket.on('close', onClose);
  socket.on('end', onClose);

  async function through(mark: string): Promise<Buffer> {
    for (;;) {
      const at = pending.indexOf(mark);
      if (at !== -1) {
        const taken = pending.subarray(0, at + mark.length);
        pending = pending.subarray(at + mark.length);
        return taken;
      }
      if (gone) throw new Error('the client has gone');
      await new Promise<void>((resolve) => (wake = resolve));
    }
  }

  return {
    line: async () => (await through('\r\n')).toString('utf8').slice(0, -2),
    message: async () => {
      // A lone dot may come first of all.
      pending = Buffer.concat([Buffer.from('\r\n'), pending]);
      return (await through('\r\n.\r\n')).subarray(2);
    },
    release() {
      socket.removeListener('data', onData);
      socket.removeListener('close', onClose);
      socket.removeListener('end', onClose);
    },
  };
}
