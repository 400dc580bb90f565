/**
 * A message in the drop directory: one file, so that it is whole or not there. The first line is a JSON object (sender,
 * recipients and what else is known of the message), the rest are the octets of the message, CRLF.
 */
import type { StoredEntry } from './entry.ts';
import { corruptEntry, parseStoredEntry } from './entry.ts';
import { isQueueId } from './queue-id.ts';
import type { NewEntry, QueueId } from './store.ts';

const format = 1;

/** `id`: to be taken over. `making`: half made by `owner`. `taking`: `owner` takes it over. */
export type DropName =
  | { readonly kind: 'ready'; readonly id: QueueId; readonly owner: null }
  | { readonly kind: 'making' | 'taking'; readonly id: QueueId; readonly owner: string };

/** @returns what a name in the drop directory means, or null for one that is left alone (`ID.bad` too). */
export function parseDropName(name: string): DropName | null {
  const [id = '', ...rest] = name.split('.');
  if (!isQueueId(id)) return null;
  if (rest.length === 0) return { kind: 'ready', id, owner: null };
  const isNew = rest[0] === 'new';
  const owner = (isNew ? rest.slice(1) : rest).join('.');
  return /^\d+-/.test(owner) ? { kind: isNew ? 'making' : 'taking', id, owner } : null;
}

export function renderDropName({ kind, id, owner }: DropName): string {
  if (kind === 'ready') return id;
  return kind === 'making' ? `${id}.new.${owner}` : `${id}.${owner}`;
}

export function renderDropHeader(entry: NewEntry): string {
  const { messageId, subject, envelope, eightBit, smtpUtf8 } = entry;
  return `${JSON.stringify({ format, messageId, subject, ...envelope, eightBit, smtpUtf8 })}\n`;
}

/**
 * Reads the first line as strictly as envelope.json: another user has written it.
 * @throws SendmemoError spool-entry-corrupt
 */
export function parseDropHeader(line: string, id: QueueId): StoredEntry {
  let fields: Record<string, unknown>;
  try {
    fields = Object(JSON.parse(line)) as Record<string, unknown>;
  } catch {
    throw corruptEntry(id, 'the first line is not JSON');
  }
  const { recipients } = fields;
  const now = new Date(0).toISOString();
  const stored = {
    ...fields,
    id,
    recipients: Array.isArray(recipients)
      ? recipients.map((each) => ({ ...Object(each), state: 'pending', lastReply: null }))
      : recipients,
    sizeBytes: 0,
    queuedAt: now,
    agedFrom: now,
    tries: 0,
    lastFailure: null,
    submittedBy: null,
  };
  return parseStoredEntry(JSON.stringify(stored), id);
}
