/** The way into the spool: built in tmp/, made durable, moved to waiting/ by one rename, that made durable too. */
import path from 'node:path';
import { systemCode } from '../failure/error.ts';
import type { OpenFile } from '../files/durable.ts';
import type { SpoolDirectories } from './directories.ts';
import { guard, unwritable } from './directories.ts';
import type { StoredEntry } from './entry.ts';
import { envelopeFile, messageFile, renderStoredEntry } from './entry.ts';
import type { EntryName } from './queue-id.ts';
import { renderEntryName } from './queue-id.ts';
import type { NewEntry, QueueId } from './store.ts';

/** An entry as it enters. */
export interface Entering {
  readonly id: QueueId;
  /** ISO 8601 UTC, as in names. */
  readonly nextTry: string;
  /** Holds nothing before it is iterated. */
  readonly message: AsyncIterable<Buffer>;
  /** @returns what envelope.json holds, when the message's size is known */
  readonly describe: (sizeBytes: number) => StoredEntry;
}

/**
 * Puts an entry; it is safe on the disk when this resolves.
 * @param owner names this process in tmp/, so that its leftovers can be distinguished from entries in progress
 * @param place `taken`: it is not in the queue yet, and has the name of `owner` there
 * @throws SendmemoError spool-unwritable; what the message's stream and `describe` fail with
 */
export async function enterEntry(
  spool: SpoolDirectories,
  { id, nextTry, message, describe }: Entering,
  owner: string,
  place: 'waiting' | 'held' | 'taken' = 'waiting',
): Promise<StoredEntry> {
  const { files } = spool;
  const building: EntryName = { id, nextTry, owner };
  const built: EntryName = { id, nextTry, owner: place === 'taken' ? owner : null };
  const directory = spool.pathOf('tmp', renderEntryName(building));
  await guard(directory, () => files.makeDirectory(directory, 0o700));
  try {
    const stored = await writeParts(spool, directory, message, describe);
    if (!(await spool.move('tmp', building, place, built))) throw unwritable(directory, 'ENOENT');
    try {
      await spool.sync(place);
    } catch (error) {
      // Not known to be durable: it must not be sent and reported as not queued at once.
      await spool.move(place, built, 'tmp', building).catch(() => false);
      throw error;
    }
    return stored;
  } catch (error) {
    await spool.clear(building);
    throw error;
  }
}

/** @returns the octets of a stream that is made when they are iterated: it opens its file at once, and its errors need a listener */
export async function* whenRead(openMessage: () => AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield* openMessage();
}

/** @returns a new entry as it enters */
export function enteringEntry(id: QueueId, entry: NewEntry, now: Date): Entering {
  return {
    id,
    nextTry: entry.nextTry.toISOString(),
    message: entry.message,
    describe: (sizeBytes) => toStoredEntry(id, entry, sizeBytes, now),
  };
}

/** Message and envelope are on the disk, with their names, when this resolves. */
async function writeParts(
  { files }: SpoolDirectories,
  directory: string,
  message: Entering['message'],
  describe: Entering['describe'],
): Promise<StoredEntry> {
  const open: { readonly file: string; readonly output: OpenFile }[] = [];
  const create = async (name: string): Promise<(octets: Buffer) => Promise<void>> => {
    const file = path.join(directory, name);
    const output = await guard(file, () => files.create(file, 0o600, 'new'));
    open.push({ file, output });
    return (octets) => guard(file, () => output.write(octets));
  };
  try {
    const writeMessage = await create(messageFile);
    let sizeBytes = 0;
    // A fault of the source is the message's own, one of write the disk's: they must not be mixed up.
    for await (const octets of message) {
      await writeMessage(octets);
      sizeBytes += octets.length;
    }
    const stored = describe(sizeBytes);
    const writeEnvelope = await create(envelopeFile);
    await writeEnvelope(Buffer.from(renderStoredEntry(stored)));
    // At once: the file system then waits for the disk once.
    const synced = await Promise.allSettled([
      ...open.map(({ file, output }) => guard(file, () => output.sync())),
      guard(directory, () => files.syncDirectory(directory)),
    ]);
    for (const each of synced) if (each.status === 'rejected') throw each.reason;
    return stored;
  } finally {
    for (const { output } of open) await output.close().catch((error: unknown) => systemCode(error));
  }
}

function toStoredEntry(id: QueueId, entry: NewEntry, sizeBytes: number, now: Date): StoredEntry {
  const { messageId, subject, envelope, eightBit, smtpUtf8 } = entry;
  return {
    id,
    messageId,
    subject,
    sender: envelope.sender,
    recipients: envelope.recipients.map(({ address, needsSmtpUtf8 }) => ({
      address,
      needsSmtpUtf8,
      state: 'pending' as const,
      lastReply: null,
    })),
    dsn: envelope.dsn,
    sizeBytes,
    eightBit,
    smtpUtf8,
    queuedAt: now.toISOString(),
    agedFrom: now.toISOString(),
    tries: 0,
    lastFailure: entry.lastFailure ?? null,
    submittedBy: entry.submittedBy ?? null,
    transit: null,
  };
}
