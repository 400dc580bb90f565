/**
 * A Maildir: each message is written to `tmp/`, fsynced, and renamed into `new/`, so that a reader never sees a part
 * of one. The octets stay as they came over the wire, CRLF included.
 * Source: D. J. Bernstein, "Using maildir format".
 */
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { SendmemoError, systemCode } from '../failure/error.ts';
import type { Caller } from '../files/foreign.ts';
import { asOwnerOf, makeDirectories } from '../files/foreign.ts';
import type { FileOperations } from '../files/durable.ts';
import { operationsWithin } from '../files/operations-within.ts';

export interface MaildirDeps {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** 128 random bits as hex. */
  readonly uniqueId: () => string;
  readonly hostName: string;
  readonly caller?: Caller;
}

interface StoredMessage {
  /** Path under `new/`. */
  readonly file: string;
  /** Octets of the file. */
  readonly sizeBytes: number;
}

export interface Maildir {
  readonly directory: string;
  /**
   * Stores one message; nothing is left behind where the content fails.
   * @param header lines put in front of the content, each with its CRLF
   * @param accept asked once the content has come whole: a rejection throws the message away
   * @throws SendmemoError output-failed; what the content or `accept` fails with
   */
  store(header: string, content: Readable, accept: () => void): Promise<StoredMessage>;
  /** The octets of a file that `store` wrote; one that has gone is an error of the stream. */
  open(file: string): Readable;
}

/**
 * Makes the three directories where they are missing.
 * @throws SendmemoError cannot-create
 */
export async function createMaildir(directory: string, deps: MaildirDeps): Promise<Maildir> {
  const within = asOwnerOf(directory, deps.caller);
  const files = operationsWithin(within);
  for (const part of ['tmp', 'new', 'cur']) {
    const path = join(directory, part);
    try {
      makeDirectories(path, 0o700, within);
    } catch (error) {
      const system = systemCode(error);
      throw new SendmemoError({ code: 'OUTPUT', reason: 'cannot-create', path, system }, { cause: error });
    }
  }
  const host = deps.hostName.replace(
    /[/:\s]/g,
    (letter) => `\\${letter.charCodeAt(0).toString(8).padStart(3, '0')}`,
  );
  return {
    directory,
    open: (file) => files.open(file),
    async store(header, content, accept) {
      const seconds = Math.floor(deps.now() / 1000);
      const name = `${seconds}.R${deps.uniqueId()}.${host}`;
      const temporary = join(directory, 'tmp', name);
      const file = join(directory, 'new', name);
      try {
        const sizeBytes = await write(files, temporary, header, content);
        accept();
        await files.rename(temporary, file);
        await files.syncDirectory(join(directory, 'new'));
        return { file, sizeBytes };
      } catch (error) {
        await files.unlink(temporary).catch(() => {});
        throw error;
      }
    },
  };
}

/** @returns octets written */
async function write(
  files: FileOperations,
  path: string,
  header: string,
  content: Readable,
): Promise<number> {
  let open;
  try {
    open = await files.create(path, 0o600, 'new');
  } catch (error) {
    content.destroy();
    throw asOutputFailure(path, error);
  }
  try {
    const head = Buffer.from(header);
    let sizeBytes = head.length;
    await open.write(head);
    for await (const octets of content as AsyncIterable<Buffer>) {
      await open.write(octets);
      sizeBytes += octets.length;
    }
    await open.sync();
    return sizeBytes;
  } catch (error) {
    throw asOutputFailure(path, error);
  } finally {
    await open.close();
  }
}

/** Faults of the disk are ours; those of the content (a client that went away) stay what they are. */
function asOutputFailure(path: string, error: unknown): unknown {
  const isSystemError = error instanceof Error && 'syscall' in error && 'errno' in error;
  if (!isSystemError) return error;
  return new SendmemoError(
    { code: 'OUTPUT', reason: 'output-failed', target: path, system: systemCode(error) },
    { cause: error },
  );
}
