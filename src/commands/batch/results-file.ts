/**
 * `--results FILE`: the results of a batch, one JSON object a line, appended in the order of the input; what it holds
 * as sent is not sent again.
 *
 * A result that others before it keep back is written to FILE.pending at once, so that a run that is killed there
 * sends nothing twice either: the next run takes over what it finds in it. Nothing in FILE is ever
 * changed; a last line without an end (the machine stopped within it) gets its end and is no result.
 */
import fs from 'node:fs';
import { promisify } from 'node:util';
import { SendmemoError, systemCode } from '../../failure/error.ts';
import type { Within } from '../../files/foreign.ts';
import { asCaller } from '../../files/foreign.ts';
import type { Composed } from '../../message/draft.ts';
import { readLines } from './lines.ts';
import type { BatchKey } from './submission-line.ts';

export interface ResultsFile {
  isDone(key: BatchKey): boolean;
  /** @returns false where it was claimed before. */
  claim(key: BatchKey): boolean;
  /** The message without the recipients that have it; null: all have it. */
  remainder(key: BatchKey | null, composed: Composed): Composed | null;
  /** Keeps a line whose turn has not come. @throws SendmemoError output-failed */
  keepEarly(line: number, text: string): void;
  /** Writes the next line. @throws SendmemoError output-failed */
  append(line: number, text: string): void;
  /** Everything is on the disk when it resolves. @throws SendmemoError output-failed */
  close(): Promise<void>;
}

/** What a line says of its key, as far as it matters here. */
interface KnownResult {
  readonly key: string | null;
  readonly messageId: string | null;
  readonly status: string;
  readonly queued: boolean;
  readonly accepted: readonly string[];
  /** Refused for good. */
  readonly refused: readonly string[];
}

/** A message that some of its recipients have. */
interface PartlySent {
  readonly accepted: Set<string>;
  /** Where the others are in the spool: those that are no longer tried. */
  readonly onlyTo: ReadonlySet<string> | null;
}

const resultLimitBytes = 32 * 1024 * 1024;
const pendingLimitBytes = 64 * 1024;
const syncEveryMs = 1000;

/**
 * Opens the file, reads what it holds, and takes over what a killed run left.
 * @param now milliseconds that never run backwards
 * @param within how to work in the file's directory; see asOwnerOf
 * @throws SendmemoError OUTPUT cannot-create; USAGE usage-option-value where it holds something else
 */
export async function openResults(
  path: string,
  now: () => number,
  within: Within = asCaller,
): Promise<ResultsFile> {
  const pendingPath = `${path}.pending`;
  const done = new Set<string>();
  const partial = new Map<string, PartlySent>();
  const claimed = new Set<string>();

  const left = new Map<string, string>();
  for await (const { text, result } of readResults(pendingPath, within)) {
    if (result?.messageId) left.set(result.messageId, text);
  }
  let results = 0;
  let others = 0;
  let torn = false;
  for await (const { result, open } of readResults(path, within)) {
    torn = open;
    if (result === null) {
      others += 1;
      continue;
    }
    results += 1;
    learn(result);
    if (result.messageId !== null) left.delete(result.messageId);
  }
  if (results === 0 && others > 1) throw notResults(path);

  const file = openToAppend(path, within, 0);
  const pending = openToAppend(pendingPath, within, O_NOFOLLOW ?? 0);
  /** Lines only in the pending file. */
  const early = new Set<number>();
  let pendingBytes = 0;
  let syncedAt = now();
  let syncing: Promise<unknown> = Promise.resolve();

  if (torn) file.write('\n');
  for (const text of left.values()) {
    file.write(`${text}\n`);
    const result = parseResult(text);
    if (result !== null) learn(result);
  }
  pending.empty();

  function learn(result: KnownResult): void {
    const { key } = result;
    if (key === null) return;
    if (result.status === 'sent' || result.status === 'queued') done.add(key);
    if (result.status !== 'partial') return;
    const accepted = partial.get(key)?.accepted ?? new Set();
    for (const address of result.accepted) accepted.add(address);
    partial.set(key, { accepted, onlyTo: result.queued ? new Set(result.refused) : null });
  }

  return {
    isDone: (key) => done.has(String(key)),
    claim(key) {
      if (claimed.has(String(key))) return false;
      claimed.add(String(key));
      return true;
    },
    remainder(key, composed) {
      const before = key === null ? undefined : partial.get(String(key));
      if (before === undefined) return composed;
      const { envelope, message } = composed;
      const recipients = envelope.recipients.filter(
        ({ address }) => !before.accepted.has(address) && (before.onlyTo?.has(address) ?? true),
      );
      return recipients.length === 0 ? null : { envelope: { ...envelope, recipients }, message };
    },
    keepEarly(line, text) {
      early.add(line);
      pendingBytes += pending.write(`${text}\n`);
    },
    append(line, text) {
      file.write(`${text}\n`);
      early.delete(line);
      if (early.size === 0 && pendingBytes > pendingLimitBytes) {
        pending.empty();
        pendingBytes = 0;
      }
      if (now() - syncedAt < syncEveryMs) return;
      syncedAt = now();
      syncing = Promise.all([syncing, file.sync()]).catch(() => {});
    },
    async close() {
      await syncing;
      await file.sync();
      file.close();
      pending.close();
      if (early.size === 0) within(() => fs.rmSync(pendingPath, { force: true }));
    },
  };
}

interface AppendedFile {
  /** @returns octets written */
  write(text: string): number;
  empty(): void;
  sync(): Promise<void>;
  close(): void;
}

const fdatasync = promisify(fs.fdatasync);
const { O_RDONLY, O_WRONLY, O_APPEND, O_CREAT, O_NOFOLLOW, O_NONBLOCK } = fs.constants;

/** Written before the call returns, so that a line is there however the process ends. */
function openToAppend(path: string, within: Within, flags: number): AppendedFile {
  const descriptor = attempt(path, 'cannot-create', () =>
    within(() => fs.openSync(path, O_WRONLY | O_APPEND | O_CREAT | flags, 0o600)),
  );
  return {
    write(text) {
      const data = Buffer.from(text, 'utf8');
      return attempt(path, 'output-failed', () => {
        let written = 0;
        while (written < data.length) written += fs.writeSync(descriptor, data, written);
        return written;
      });
    },
    empty: () => attempt(path, 'output-failed', () => fs.ftruncateSync(descriptor)),
    async sync() {
      try {
        await fdatasync(descriptor);
      } catch (error) {
        throw outputFailure(path, 'output-failed', error);
      }
    },
    close: () => fs.closeSync(descriptor),
  };
}

function attempt<T>(path: string, reason: 'cannot-create' | 'output-failed', act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof SendmemoError) throw error;
    throw outputFailure(path, reason, error);
  }
}

function outputFailure(
  path: string,
  reason: 'cannot-create' | 'output-failed',
  error: unknown,
): SendmemoError {
  const system = systemCode(error);
  return new SendmemoError(
    reason === 'cannot-create'
      ? { code: 'OUTPUT', reason, path, system }
      : { code: 'OUTPUT', reason, target: path, system },
    { cause: error },
  );
}

interface ReadResult {
  readonly text: string;
  /** null: the line is no result. */
  readonly result: KnownResult | null;
  readonly open: boolean;
}

/** The lines of a file that may not be there. */
async function* readResults(path: string, within: Within): AsyncGenerator<ReadResult> {
  const fd = attempt(path, 'cannot-create', () => within(() => openIfThere(path)));
  if (fd === null) return;
  try {
    for await (const { octets, open } of readLines(fs.createReadStream('', { fd }), resultLimitBytes)) {
      const text = octets?.toString('utf8') ?? '';
      // Whatever it says: a line without its end may be the half of one.
      if (text.trim() !== '') yield { text, result: open ? null : parseResult(text), open };
    }
  } catch (error) {
    throw error instanceof SendmemoError ? error : outputFailure(path, 'cannot-create', error);
  }
}

/** Reading a device or a pipe would not end. */
function openIfThere(path: string): number | null {
  const stats = fs.statSync(path, { throwIfNoEntry: false });
  if (stats !== undefined && !stats.isFile()) throw notResults(path);
  return stats === undefined ? null : fs.openSync(path, O_RDONLY | (O_NONBLOCK ?? 0));
}

function parseResult(text: string): KnownResult | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  const { key, status, messageId, queueId, accepted, rejected } = value as Record<string, unknown>;
  if (typeof status !== 'string' || !Array.isArray(accepted)) return null;
  return {
    key: typeof key === 'string' || typeof key === 'number' ? String(key) : null,
    messageId: typeof messageId === 'string' ? messageId : null,
    status,
    queued: typeof queueId === 'string',
    accepted: accepted.filter((address) => typeof address === 'string'),
    refused: Array.isArray(rejected) ? rejected.flatMap(refusedAddress) : [],
  };
}

function refusedAddress(one: unknown): string[] {
  if (typeof one !== 'object' || one === null) return [];
  const { address, code } = one as Record<string, unknown>;
  return typeof address === 'string' && typeof code === 'number' && code >= 500 ? [address] : [];
}

function notResults(path: string): SendmemoError {
  const allowed = 'a file of results that batch wrote, or one that does not exist';
  return new SendmemoError({
    code: 'USAGE',
    reason: 'usage-option-value',
    option: '--results',
    value: path,
    allowed,
  });
}
