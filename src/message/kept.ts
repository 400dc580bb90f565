/**
 * Octets that must be read more than once though their source can be read only once (standard input, pipes): kept in
 * memory while they are few, else in a temporary file of mode 0600 without a name, so that nothing is left behind
 * whatever ends the process.
 */
import fs from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { SendmemoError, systemCode } from '../failure/error.ts';

/** Linux (open(2), O_TMPFILE, without its O_DIRECTORY); Node has no constant for it. */
const unnamedFlag = 0o20000000;
/** Up to here octets stay in memory, unless the caller has less of it. */
const defaultMemoryBytes = 1024 * 1024;
const readChunkBytes = 128 * 1024;

export interface Kept {
  readonly sizeBytes: number;
  /** The octets from the beginning; may be called again, also while another reader is not done. */
  readonly read: () => AsyncGenerator<Buffer>;
  /** May be called more than once. */
  readonly dispose: () => Promise<void>;
}

export interface Keeper {
  write(chunk: Uint8Array): Promise<void>;
  /** Ends the writing. */
  finish(): Kept;
  /** Gives up before the end. */
  dispose(): Promise<void>;
}

export interface KeepDeps {
  readonly temporaryDirectory: string;
  readonly uniqueId: () => string;
  readonly memoryLimitBytes?: number;
}

/** @returns a keeper; its write throws OUTPUT cannot-create or output-failed. */
export function createKeeper(deps: KeepDeps): Keeper {
  let memory: Buffer[] = [];
  let pending = 0;
  let sizeBytes = 0;
  let file: FileHandle | null = null;
  const target = path.join(deps.temporaryDirectory, `sendmemo-${deps.uniqueId()}.tmp`);

  async function flush(): Promise<void> {
    file ??= await createUnnamed(target);
    const chunks = memory;
    memory = [];
    pending = 0;
    try {
      // Unlike writev, writeFile goes on after a short write.
      await file.writeFile(Buffer.concat(chunks));
    } catch (error) {
      throw new SendmemoError(
        { code: 'OUTPUT', reason: 'output-failed', target, system: systemCode(error) },
        { cause: error },
      );
    }
  }

  return {
    async write(chunk) {
      // The source may reuse its buffer: what is kept is a copy.
      memory.push(Buffer.from(chunk));
      pending += chunk.length;
      sizeBytes += chunk.length;
      if (
        sizeBytes > (deps.memoryLimitBytes ?? defaultMemoryBytes) &&
        (file === null || pending > readChunkBytes)
      )
        await flush();
    },
    finish() {
      const handle = file;
      const tail = Buffer.concat(memory);
      memory = [];
      const onDisk = sizeBytes - tail.length;
      return {
        sizeBytes,
        read: () => readKept(handle, onDisk, tail),
        dispose: () => closeOnce(handle),
      };
    },
    async dispose() {
      await closeOnce(file);
    },
  };
}

async function closeOnce(handle: FileHandle | null): Promise<void> {
  if (handle !== null && handle.fd !== -1) await handle.close();
}

/**
 * Keeps a whole source.
 * @throws what the source throws; OUTPUT cannot-create, output-failed
 */
export async function keepAll(source: AsyncIterable<Uint8Array>, deps: KeepDeps): Promise<Kept> {
  const keeper = createKeeper(deps);
  try {
    for await (const chunk of source) await keeper.write(chunk);
  } catch (error) {
    await keeper.dispose();
    throw error;
  }
  return keeper.finish();
}

async function createUnnamed(target: string): Promise<FileHandle> {
  try {
    const { O_RDWR, O_DIRECTORY } = fs.constants;
    // Systems that do not know the flag refuse to open a directory for writing, so a file is never opened by mistake.
    return await fs.promises.open(path.dirname(target), O_RDWR | O_DIRECTORY | unnamedFlag, 0o600);
  } catch {
    // Not every file system has it (NFS): a named file, whose error is the one to report.
  }
  try {
    const flags = fs.constants.O_RDWR | fs.constants.O_CREAT | fs.constants.O_EXCL | fs.constants.O_NOFOLLOW;
    const handle = await fs.promises.open(target, flags, 0o600);
    await fs.promises.unlink(target);
    return handle;
  } catch (error) {
    throw new SendmemoError(
      { code: 'OUTPUT', reason: 'cannot-create', path: target, system: systemCode(error) },
      { cause: error },
    );
  }
}

async function* readKept(handle: FileHandle | null, onDisk: number, tail: Buffer): AsyncGenerator<Buffer> {
  let position = 0;
  while (handle !== null && position < onDisk) {
    const wanted = Math.min(readChunkBytes, onDisk - position);
    const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(wanted), 0, wanted, position);
    if (bytesRead === 0) {
      throw new SendmemoError({
        code: 'INPUT',
        reason: 'file-changed',
        path: 'temporary file',
        expectedBytes: onDisk,
        readBytes: position,
      });
    }
    position += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
  if (tail.length > 0) yield tail;
}
