/**
 * What users have put into the drop directory becomes entries of the spool. Nothing there is believed: each file is
 * opened without following a link and judged by its descriptor, and its content is copied while it is checked, for
 * its owner may still write to it. Order of the steps, and what a crash leaves: docs/spool.md.
 */
import fs from 'node:fs';
import path from 'node:path';
import { asFailure, SendmemoError, systemCode } from '../failure/error.ts';
import type { Within } from '../files/foreign.ts';
import { readUnlinked } from '../files/own-file.ts';
import type { LineFacts } from '../message/line-facts.ts';
import { createLineScanner } from '../message/line-facts.ts';
import type { SpoolDirectories } from './directories.ts';
import { unwritable } from './directories.ts';
import type { DropName } from './drop-format.ts';
import { parseDropHeader, parseDropName, renderDropName } from './drop-format.ts';
import { dropDirectory, isDrop } from './drop-store.ts';
import { corruptEntry } from './entry.ts';
import { enterEntry, enteringEntry } from './entering.ts';
import type { OwnerLife } from './owner.ts';
import type { NewEntry, NotTaken, QueueId } from './store.ts';

/** An envelope of a hundred thousand recipients has as much. */
const headerLimitBytes = 16 * 1024 * 1024;
/** Messages of one user taken over at a time, so that a flood from one user delays no other. */
const share = 100;

export interface IntakeOptions {
  readonly spool: SpoolDirectories;
  /** Runs one call as the spool's owner; see files/foreign.ts. */
  readonly within: Within;
  /** This process, as in names. */
  readonly self: string;
  readonly judge: (owner: string) => Promise<OwnerLife>;
  readonly now: () => number;
}

/**
 * Takes over what lies in the drop directory, at most a share of each user's.
 * @returns what could not be taken over; one fault stops no other
 */
export async function takeDropped(options: IntakeOptions): Promise<readonly NotTaken[]> {
  const { spool, within, judge, self } = options;
  await recoverTaken(options);
  const drop = path.join(spool.root, dropDirectory);
  const status = within(() => fs.lstatSync(drop, { throwIfNoEntry: false }));
  if (status === undefined) return [];
  const owner = within(() => fs.statSync(spool.root).uid);
  if (!isDrop(status, owner)) {
    const mode = status.mode & 0o7777;
    return [
      { id: '', state: 'not-taken', failure: { code: 'OUTPUT', reason: 'drop-unsafe', path: drop, mode } },
    ];
  }
  const failed: NotTaken[] = [];
  const names = await chosen(drop, options);
  // Looked for once for all: each look reads every name in the spool.
  const used = new Set((await spool.findAll(new Set(names.map(({ id }) => id)))).keys());
  for (const name of names) {
    const mine: DropName = { kind: 'taking', id: name.id, owner: self };
    try {
      await spool.files.rename(path.join(drop, renderDropName(name)), path.join(drop, renderDropName(mine)));
    } catch (error) {
      // Another runner has it, or its owner took it back.
      if (systemCode(error) === 'ENOENT') continue;
      failed.push({ id: name.id, state: 'not-taken', failure: asFailure(unwritable(drop, error)) });
      continue;
    }
    const isUsed = used.has(name.id);
    used.add(name.id);
    const failure = await takeOne({ mine, isUsed }, drop, status.gid, options);
    if (failure !== null) failed.push({ id: name.id, state: 'not-taken', failure });
  }
  return failed;

  /** Ready ones, and those that a dead runner was taking over; what a dead process had half made is removed. */
  async function chosen(place: string, { spool: { files } }: IntakeOptions): Promise<readonly DropName[]> {
    const all: DropName[] = [];
    await files.list(place, (text) => {
      const name = parseDropName(text);
      if (name !== null) all.push(name);
    });
    const taken = new Map<number, number>();
    const names: DropName[] = [];
    for (const name of all) {
      const file = path.join(place, renderDropName(name));
      if (name.kind !== 'ready' && (await judge(name.owner)) !== 'dead') continue;
      if (name.kind === 'making') {
        await files.unlink(file).catch(() => {});
        continue;
      }
      const user = await files.linkStatus(file).catch(() => null);
      const count = (taken.get(user?.userId ?? -1) ?? 0) + 1;
      taken.set(user?.userId ?? -1, count);
      if (user !== null && count <= share) names.push(name);
    }
    return names;
  }
}

/** @returns why it was not taken over, or null */
async function takeOne(
  { mine, isUsed }: { readonly mine: DropName; readonly isUsed: boolean },
  drop: string,
  groupId: number,
  options: IntakeOptions,
): Promise<NotTaken['failure'] | null> {
  const { spool, within, self, now } = options;
  const { files } = spool;
  const file = path.join(drop, renderDropName(mine));
  let descriptor: number | null = null;
  try {
    descriptor = within(() => fs.openSync(file, readUnlinked));
    const at = new Date(now());
    const { id } = mine;
    // A name that was used before never refers to that message.
    if (isUsed) throw corruptEntry(id, 'the spool has a message with this id');
    const entry = readDropped(descriptor, id, groupId, at);
    await enterEntry(spool, enteringEntry(id, entry, at), self, 'taken');
    // From here on the copy is the message: a crash between the two calls is recoverTaken's.
    await files.unlink(file);
    await files.syncDirectory(drop);
    await admit(spool, { id, nextTry: at.toISOString(), owner: self });
    return null;
  } catch (error) {
    const isBad =
      isSystemRefusal(error) || (error instanceof SendmemoError && error.failure.code === 'INPUT');
    const kept = isBad ? `${mine.id}.bad` : mine.id;
    // It keeps its content, and is not looked at again where that is what is wrong.
    await files.rename(file, path.join(drop, kept)).catch(() => {});
    if (!isSystemRefusal(error)) return asFailure(error);
    return asFailure(corruptEntry(mine.id, `not a file of its own (${systemCode(error)})`));
  } finally {
    if (descriptor !== null) fs.closeSync(descriptor);
  }
}

/** A link, a directory, a socket, or a file that the spool's owner can't read. */
function isSystemRefusal(error: unknown): boolean {
  if (error instanceof SendmemoError) return false;
  return ['ELOOP', 'EMLINK', 'EISDIR', 'ENXIO', 'EACCES', 'EPERM'].includes(systemCode(error));
}

/** @throws SendmemoError spool-entry-corrupt */
function readDropped(descriptor: number, id: QueueId, groupId: number, now: Date): NewEntry {
  const stat = fs.fstatSync(descriptor);
  if (!stat.isFile()) throw corruptEntry(id, 'not a regular file');
  if (stat.nlink !== 1) throw corruptEntry(id, 'it has another name');
  // Only files created in this directory have its group: no foreign file was moved here.
  if (stat.gid !== groupId) throw corruptEntry(id, 'it was not made in the drop directory');
  if ((stat.mode & 0o7022) !== 0) throw corruptEntry(id, 'others could write to it');
  const line = readLine(descriptor, id, stat.size);
  const stored = parseDropHeader(line.toString('utf8'), id);
  const { messageId, subject, sender, recipients, dsn, eightBit, smtpUtf8 } = stored;
  return {
    messageId,
    subject,
    envelope: {
      sender,
      recipients: recipients.map(({ address, needsSmtpUtf8 }) => ({ address, needsSmtpUtf8 })),
      dsn,
    },
    eightBit,
    smtpUtf8,
    message: checkedOctets(descriptor, { id, start: line.length + 1, end: stat.size, eightBit }),
    nextTry: now,
    submittedBy: stat.uid,
  };
}

function readLine(descriptor: number, id: QueueId, size: number): Buffer {
  const pieces: Buffer[] = [];
  for (let at = 0; at < Math.min(size, headerLimitBytes);) {
    const piece = Buffer.alloc(64 * 1024);
    const length = fs.readSync(descriptor, piece, 0, piece.length, at);
    if (length === 0) break;
    const end = piece.subarray(0, length).indexOf(0x0a);
    pieces.push(piece.subarray(0, end === -1 ? length : end));
    if (end !== -1) return Buffer.concat(pieces);
    at += length;
  }
  throw corruptEntry(id, 'it has no first line');
}

/** The octets up to the size that the file had when it was opened; what an entry promises of them is true. */
async function* checkedOctets(
  descriptor: number,
  { id, start, end, eightBit }: { id: QueueId; start: number; end: number; eightBit: boolean },
): AsyncGenerator<Buffer> {
  const scanner = createLineScanner(1);
  for (let at = start; at < end;) {
    const piece = Buffer.alloc(Math.min(64 * 1024, end - at));
    const length = fs.readSync(descriptor, piece, 0, piece.length, at);
    if (length === 0) throw corruptEntry(id, 'it has become shorter');
    const octets = piece.subarray(0, length);
    scanner.scan(octets);
    checkLines(scanner.facts(), id, eightBit);
    yield octets;
    at += length;
  }
}

/** At the first octet that is wrong: what follows may be a hole of any size. */
function checkLines({ longLine, eightBitLine, nulLine }: LineFacts, id: QueueId, eightBit: boolean): void {
  if (longLine !== null) throw corruptEntry(id, `line ${longLine} is too long`);
  if (nulLine !== null) throw corruptEntry(id, `line ${nulLine} has a NUL`);
  if (eightBitLine !== null && !eightBit) throw corruptEntry(id, `line ${eightBitLine} is not ASCII`);
}

/** What dead runners had copied, but not admitted: the file it came from goes first, so that it is taken once. */
async function recoverTaken({ spool, judge }: IntakeOptions): Promise<void> {
  const { files, root } = spool;
  const drop = path.join(root, dropDirectory);
  for (const name of await spool.names('taken')) {
    if (name.owner === null || (await judge(name.owner)) !== 'dead') continue;
    const source = renderDropName({ kind: 'taking', id: name.id, owner: name.owner });
    await files.unlink(path.join(drop, source)).catch(() => {});
    await files.syncDirectory(drop).catch(() => {});
    await admit(spool, name);
  }
}

async function admit(
  spool: SpoolDirectories,
  name: { readonly id: QueueId; readonly nextTry: string; readonly owner: string | null },
): Promise<void> {
  await spool.move('taken', name, 'waiting', { ...name, owner: null });
  await spool.sync('waiting', 'taken');
}
