/** The built command against a real mail server: a server working directory for each run, and the mail that was delivered. */
import { chmod, readFile } from 'node:fs/promises';
import { expect } from 'vitest';
import { run } from '../e2e/support/command.ts';
import type { CommandOptions, Finished } from '../e2e/support/command.ts';
import { directory } from '../e2e/support/directory.ts';
import type { RunningPostfix } from './postfix.ts';

export interface MtaSubmission extends CommandOptions {
  readonly port: number;
  readonly host?: string;
  /** Content of sendmemo-ssl.cfg; the file is absent otherwise. */
  readonly ssl?: string;
  /** Content of sendmemo.cfg; the file is absent otherwise. */
  readonly cfg?: string;
  readonly files?: Readonly<Record<string, string | Buffer>>;
  /** After the options that name directory and server; given the full name of a file of the directory. */
  readonly args: (file: (name: string) => string) => readonly string[];
}

export interface MtaSubmitted extends Finished {
  /** The records of the command's own log. */
  readonly records: readonly LogRecord[];
}

export interface LogRecord {
  readonly event: string;
  readonly msg: string;
}

/** Runs the command once, with a log file. */
export async function submitTo(submission: MtaSubmission): Promise<MtaSubmitted> {
  await using home = await openServerHome(submission);
  return await home.run(submission.args, submission);
}

export interface ServerHome extends AsyncDisposable {
  run(args: MtaSubmission['args'], options?: CommandOptions): Promise<MtaSubmitted>;
}

/** A server working directory for several runs. */
export async function openServerHome(submission: Omit<MtaSubmission, 'args'>): Promise<ServerHome> {
  const { port, host = '127.0.0.1', ssl, cfg, files } = submission;
  const home = await directory({ ...files, 'mail.log': '' });
  // Keys that others could read would be warned about.
  for (const name of Object.keys(files ?? {})) await chmod(home.file(name), 0o600);
  if (ssl !== undefined) await home.write('sendmemo-ssl.cfg', ssl);
  if (cfg !== undefined) await home.write('sendmemo.cfg', cfg);
  const place = ['--server-dir', home.path, '-H', host, '-p', String(port)];
  return {
    async run(args, options = {}) {
      const words = args((name) => home.file(name));
      const finished = await run([...place, '--log-file', home.file('mail.log'), ...words], options);
      return { ...finished, records: await readRecords(home.file('mail.log')) };
    },
    [Symbol.asyncDispose]: home[Symbol.asyncDispose],
  };
}

async function readRecords(path: string): Promise<readonly LogRecord[]> {
  const lines = (await readFile(path, 'utf8')).split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as LogRecord);
}

/** A message as Postfix put it into the mailbox: LF line ends, its own fields first. */
export interface Delivered {
  readonly recipient: string;
  readonly returnPath: string;
  /** The Received field that Postfix added. */
  readonly received: string;
  /** What was submitted, octets as latin1, LF line ends. */
  readonly content: string;
}

/** Waits for the copies of one message. @throws Error where there are fewer or more */
export async function deliveredCopies(
  postfix: RunningPostfix,
  messageId: string | null,
  count: number,
): Promise<Delivered[]> {
  expect(messageId).toMatch(/^<.+@.+>$/);
  let found: string[] = [];
  await expect
    .poll(
      async () => {
        const all = await postfix.deliveredMessages();
        found = all.filter((message) => message.includes(`\nMessage-ID: ${messageId}\n`));
        return found.length;
      },
      { timeout: 20_000, interval: 100 },
    )
    .toBe(count);
  return found.map(takeApart);
}

function takeApart(message: string): Delivered {
  const received = /^Received: from .*\n(?:[ \t].*\n)*/m.exec(message);
  if (received === null) throw new Error(`no Received field\n${message.slice(0, 2000)}`);
  const added = message.slice(0, received.index);
  return {
    recipient: /^X-Original-To: (.*)$/m.exec(added)?.[1] ?? '',
    returnPath: /^Return-Path: (.*)$/m.exec(added)?.[1] ?? '',
    received: received[0],
    content: message.slice(received.index + received[0].length),
  };
}

/** What a session did, from Postfix's own count: `{ ehlo: 2, starttls: 1, mail: 1, … }`. */
export function commandsOf(log: string): Readonly<Record<string, string>> {
  const line = /: disconnect from \S+ (.*)$/m.exec(log)?.[1] ?? '';
  return Object.fromEntries(line.split(' ').map((word) => word.split('=') as [string, string]));
}

/** No message was begun, and none came into Postfix's queue. */
export function expectNothingTaken(log: string): void {
  expect(log).toContain('disconnect from');
  expect(log).not.toMatch(/disconnect from .*\b(?:mail|rcpt|data)=/);
  expect(log).not.toContain('message-id=');
}
