/** Where the servers under test relay their mail: it keeps every message with its envelope, octet for octet. */
import { SMTPServer } from 'smtp-server';
import { refused } from './mta.ts';
import { until } from './ports.ts';

export interface Arrived {
  readonly from: string;
  readonly to: readonly string[];
  /** Octets as latin1, CRLF line ends, the server's own fields first. */
  readonly content: string;
  /** What the sender asked of delivery reports; `notify` of the first recipient, sorted. */
  readonly dsn: {
    readonly envid: string | null;
    readonly ret: string | null;
    readonly notify: readonly string[];
  };
}

export interface Inbox extends AsyncDisposable {
  readonly port: number;
  readonly messages: readonly Arrived[];
  /** Waits for the copies that hold this text, one for each of so many recipients. @throws Error if they don't come */
  waitFor(text: string, recipients?: number): Promise<readonly Arrived[]>;
}

export async function openInbox(): Promise<Inbox> {
  const messages: Arrived[] = [];
  const server = new SMTPServer({
    name: 'inbox.example.test',
    disabledCommands: ['AUTH', 'STARTTLS'],
    hideDSN: false,
    logger: false,
    disableReverseLookup: true,
    size: 100_000_000,
    onRcptTo({ address }, _session, callback) {
      const reply: string | undefined = refused[address as keyof typeof refused];
      if (reply === undefined) return callback();
      const [code = '', ...words] = reply.split(' ');
      callback(Object.assign(new Error(words.join(' ')), { responseCode: Number(code) }));
    },
    onData(stream, { envelope }, callback) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        messages.push({
          from: envelope.mailFrom === false ? '' : envelope.mailFrom.address,
          to: envelope.rcptTo.map(({ address }) => address),
          content: Buffer.concat(chunks).toString('latin1'),
          dsn: {
            envid: envelope.dsn?.envid ?? null,
            ret: envelope.dsn?.ret ?? null,
            notify: [...(envelope.rcptTo[0]?.dsn?.notify ?? [])].toSorted(),
          },
        });
        callback();
      });
    },
  });
  // A session that a stopping server leaves half open is nothing to end the tests for.
  server.on('error', () => {});
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    port: address.port,
    messages,
    async waitFor(text, recipients = 1) {
      const found = () => messages.filter(({ content }) => content.includes(text));
      const count = () => found().reduce((sum, { to }) => sum + to.length, 0);
      await until(async () => count() >= recipients, 30_000);
      if (count() !== recipients) throw new Error(`${count()} of ${recipients} recipients have ${text}`);
      return found();
    },
    async [Symbol.asyncDispose]() {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
    },
  };
}
