/** One run of the command against a mail server of its own, with a server working directory of its own. */
import { basename, dirname } from 'node:path';
import { run } from './command.ts';
import type { CommandOptions, Finished } from './command.ts';
import { directory } from './directory.ts';
import type { Directory } from './directory.ts';
import { startMailServer } from './mail-server.ts';
import type { Connection, MailServerOptions, Transaction } from './mail-server.ts';

type Text = string | Buffer | ((place: Place) => string);

export interface Place {
  readonly path: string;
  readonly port: number;
  file(name: string): string;
}

export interface Submission extends CommandOptions {
  /** Content of sendmemo-ssl.cfg; the file is absent otherwise. */
  readonly ssl?: Text | undefined;
  /** Content of sendmemo.cfg; the file is absent otherwise. */
  readonly cfg?: Text | undefined;
  readonly files?: Readonly<Record<string, string | Buffer>> | undefined;
  /** After the options that name server and directory. */
  readonly args?: readonly string[] | ((place: Place) => readonly string[]) | undefined;
  /** The arguments are all there are: no options and no environment for server and directory. */
  readonly bare?: boolean;
  readonly host?: string;
  readonly server?: MailServerOptions | undefined;
  /** Looks at the directory after the run. */
  readonly after?: (place: Place) => Promise<void>;
}

export interface Submitted extends Finished {
  readonly port: number;
  readonly connections: readonly Connection[];
  readonly transactions: readonly Transaction[];
}

export const usualArguments = [
  '-f',
  'sender@example.com',
  '-s',
  'a subject',
  '-b',
  'a text',
  'ops@example.com',
];

export async function submit(submission: Submission = {}): Promise<Submitted> {
  await using server = await startMailServer(submission.server);
  await using home = await directory(submission.files);
  const place: Place = { path: home.path, port: server.port, file: (name) => home.file(name) };
  await writeConfiguration(home, place, submission);
  const { args = usualArguments, host = '127.0.0.1' } = submission;
  const given = typeof args === 'function' ? args(place) : args;
  const byEnvironment = submission.program === 'sendmail';
  const options = ['--server-dir', home.path, '-H', host, '-p', String(server.port)];
  const environment = {
    SENDMEMO_BASE_DIR: dirname(home.path),
    SENDMEMO_SERVER: basename(home.path),
    SENDMEMO_SMTP_SERVER_HOST: host,
    SENDMEMO_SMTP_SERVER_PORT: String(server.port),
  };
  const bare = submission.bare === true;
  const finished = await run(bare || byEnvironment ? given : [...options, ...given], {
    ...submission,
    env: { ...(byEnvironment && !bare ? environment : {}), ...submission.env },
  });
  await server.done();
  await submission.after?.(place);
  return {
    ...finished,
    port: server.port,
    connections: server.connections,
    transactions: server.transactions(),
  };
}

async function writeConfiguration(home: Directory, place: Place, { ssl, cfg }: Submission): Promise<void> {
  for (const [name, text] of [
    ['sendmemo-ssl.cfg', ssl],
    ['sendmemo.cfg', cfg],
  ] as const) {
    if (text !== undefined) await home.write(name, typeof text === 'function' ? text(place) : text);
  }
}
