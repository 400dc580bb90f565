/**
 * The types of this folder: a store of queued messages. file-store.ts keeps them in directories; a queue shared by
 * several hosts would be another store behind this page. States and invariants: docs/spool.md.
 */
import type { Readable } from 'node:stream';
import type { Reply } from '../failure/facts.ts';
import type { Failure } from '../failure/failure.ts';
import type { AgeStop } from './age-clock.ts';
import type { Envelope } from '../message/envelope.ts';

export type QueueId = string;

/** `waiting`: due at nextTry. `active`: a runner has it. `held`: by an operator. `failed`: given up. */
export type EntryState = 'waiting' | 'active' | 'held' | 'failed';

export interface EntryRecipient {
  readonly address: string;
  readonly needsSmtpUtf8: boolean;
  readonly state: 'pending' | 'accepted' | 'refused';
  /** The server's last word about this recipient. */
  readonly lastReply: Reply | null;
}

export interface Entry {
  readonly id: QueueId;
  readonly state: EntryState;
  readonly messageId: string;
  readonly subject: string;
  readonly sender: Envelope['sender'];
  readonly recipients: readonly EntryRecipient[];
  readonly dsn: Envelope['dsn'];
  readonly sizeBytes: number;
  /** The message holds octets beyond ASCII. */
  readonly eightBit: boolean;
  readonly smtpUtf8: boolean;
  /** ISO 8601 UTC. */
  readonly queuedAt: string;
  /** From here `max-age` counts: queuedAt, or the last `retry` of a failed entry. */
  readonly agedFrom: string;
  readonly nextTry: string;
  readonly tries: number;
  readonly lastFailure: Failure | null;
  /** User id of who put it into the drop directory; null: the spool's owner or root entered it. */
  readonly submittedBy: number | null;
  /** It is between two stores: it is not delivered from here. null: it is not. */
  readonly transit: Transit | null;
  /** Who has an active entry. `elsewhere`: on another host; only `retry` frees it. null: not active. */
  readonly claimedBy: {
    readonly pid: number;
    readonly host: string;
    readonly life: 'alive' | 'dead' | 'elsewhere';
  } | null;
}

/**
 * The note on an entry that is moved between two stores (queue move, spool-fallback). Both stores have the entry for a
 * while, each with such a note, and neither delivers it. Steps, and what a crash leaves: docs/spool.md.
 */
export interface Transit {
  readonly direction: 'out' | 'in';
  /** The other store, by a name without secrets. */
  readonly store: string;
  /** Its state before the move, which it has again when it has arrived. */
  readonly state: Exclude<EntryState, 'active'>;
}

/** What a store does for a move of entries to or from another one. Every function may be repeated after a crash. */
export interface Transfer {
  /**
   * Claims an entry that waits, is held or has failed, and notes durably that it leaves for another store: from then on
   * it is not delivered from here, also if this process dies. `finish` removes it, `release('held')` is for a fault.
   * @param place as places() gave it
   * @param to the other store
   * @returns null: it is active, it has gone, or it arrives from another store
   * @throws SendmemoError spool-entry-corrupt; spool-entry-state where it leaves for a third store; spool-unwritable
   */
  depart(place: EntryPlace, to: string): Promise<Claim | null>;
  /**
   * Enters an entry as it was in another store, but not yet to be delivered from here; safe when it resolves. Nothing
   * happens where this store has the id already.
   * @param departed as `depart` of the other store gave it
   * @param from the other store
   * @throws SendmemoError spool-entry-corrupt where the octets are not `sizeBytes`; spool-unwritable
   */
  adopt(departed: Pick<Claim, 'entry' | 'openMessage'>, from: string): Promise<void>;
  /** What has entered from that store and has not arrived. */
  arriving(from: string): Promise<readonly QueueId[]>;
  /** The other store has it no longer: it gets its state. An entry that has gone or arrived is left. */
  arrive(id: QueueId): Promise<void>;
}

/** An entry whose time has come; all that is known without opening it. */
export interface DueEntry {
  readonly id: QueueId;
  readonly nextTry: string;
}

/** Where an entry is, as its name says. */
export interface EntryPlace {
  readonly id: QueueId;
  readonly state: EntryState;
  /** ISO 8601 UTC. */
  readonly nextTry: string;
  /** Who has claimed it, in the store's own form; null: no process. */
  readonly owner: string | null;
}

/** What an operator does to an entry. */
export type EntryAction = 'retry' | 'hold' | 'release' | 'remove';

/** A claim that was found without a living owner here, or with one that can't be seen from here. */
export interface FoundClaim {
  readonly id: QueueId;
  readonly pid: number;
  readonly host: string;
  readonly state: 'recovered' | 'elsewhere';
}

/** A message in the drop directory that could not be taken over; it stays there. */
export interface NotTaken {
  /** '' where it is the directory itself. */
  readonly id: QueueId;
  readonly state: 'not-taken';
  readonly failure: Failure;
}

export interface CorruptEntry {
  readonly id: QueueId;
  readonly state: EntryState;
  readonly corrupt: string;
}

/** What the names alone say. Times are ISO 8601 UTC. */
export interface SpoolSummary {
  readonly counts: Readonly<Record<EntryState, number>>;
  /** How many of those that wait are due. */
  readonly due: number;
  /** When the oldest that still waits or is active entered, or null. */
  readonly oldest: string | null;
  /** The earliest next try of those that wait, or null. */
  readonly nextTry: string | null;
  /** Why max-age is stopped, or null. */
  readonly stopped: AgeStop | null;
  /** Names in the spool that are none of ours; they are never touched. */
  readonly unknown: number;
}

/** What a claim may change. */
export type EntryChange = 'recipients' | 'tries' | 'lastFailure' | 'agedFrom' | 'transit';

/** An entry that this process has claimed; others can't until it is released or this process has died. */
export interface Claim {
  readonly entry: Entry;
  /**
   * Aborted when this process can no longer keep the entry from others (a store that it can't reach): what is under way
   * must end. The reason is a SendmemoError.
   */
  readonly lost?: AbortSignal;
  /** The message as it entered: CRLF, Message-ID and Date fixed. A fresh stream each time; errors are the stream's. */
  openMessage(): Readable;
  /**
   * Notes durably that a DSN about this entry is about to enter the store; the next record ends that.
   * @returns whether one may have entered before: a try that noted it did not get as far as its record
   * @throws SendmemoError spool-unwritable
   */
  noteBounce(): Promise<boolean>;
  /** Records a try, durably; the entry stays claimed. @throws SendmemoError spool-unwritable */
  record(changes: Partial<Pick<Entry, EntryChange>>): Promise<void>;
  /**
   * Gives the claim back: `waiting` for a later try, `held`, or `failed`. It needs no disk space.
   * @param nextTry as toISOString gives it; as it was where not given
   * @throws SendmemoError spool-unwritable
   */
  release(state: Exclude<EntryState, 'active'>, nextTry?: string): Promise<void>;
  /** All recipients are done: the entry is removed. @throws SendmemoError spool-unwritable */
  finish(): Promise<void>;
}

/** An entry that claimNext took, or one that could not be opened. */
export type NextClaim = { readonly claim: Claim } | (DueEntry & { readonly failure: Failure });

/** A pass over what is due. */
export interface DuePass {
  /** The last one of this pass, or null: the first is wanted. The pass goes on behind it. */
  readonly after: DueEntry | null;
  /** Those that are passed over. */
  readonly skip: (id: QueueId) => boolean;
}

/** What enters the store. */
export interface NewEntry {
  /**
   * Where given and the store has it already, nothing is put and that entry is returned: so a DSN, or a message that is
   * moved from another store, enters once.
   */
  readonly id?: QueueId;
  /** Nobody can have put `id` before: it is not looked for, which takes reading the names of the whole store. */
  readonly isNew?: boolean;
  readonly messageId: string;
  readonly subject: string;
  readonly envelope: Envelope;
  readonly eightBit: boolean;
  readonly smtpUtf8: boolean;
  /** Holds nothing before it is iterated. */
  readonly message: AsyncIterable<Buffer>;
  readonly nextTry: Date;
  /** Why it was not delivered before it entered; absent or null: that was not tried. */
  readonly lastFailure?: Failure | null;
  /** See Entry. */
  readonly submittedBy?: number;
}

export interface Store {
  /**
   * Safe on the disk when it resolves: written, fsynced, renamed, directory fsynced.
   * @throws SendmemoError spool-unwritable; what the message's stream fails with
   */
  put(entry: NewEntry): Promise<Entry>;
  /**
   * Every entry, in the order of entering, as an iteration that holds a bounded number of names. Corrupt ones are
   * yielded as such.
   * @param states only these; all where not given
   */
  list(states?: readonly EntryState[]): AsyncIterable<Entry | CorruptEntry>;
  /**
   * Where every entry is, in the order of entering, from the names alone, as list(). Each is yielded once, also where
   * it moves meanwhile. @throws SendmemoError spool-unwritable
   */
  places(states?: readonly EntryState[]): AsyncIterable<EntryPlace>;
  /** @throws SendmemoError spool-entry-missing, spool-entry-corrupt */
  get(id: QueueId): Promise<Entry>;
  /**
  /**
   * What waits and is due, the longest due first, from the names alone: of very many the first, so that whoever takes
   * them asks again for the others.
   * @param enteredBefore only those that entered before that time
   * @param isSkipped leaves some out, so that others come
   */
  due(
    now: Date,
    enteredBefore?: Date | null,
    isSkipped?: (id: QueueId) => boolean,
  ): Promise<readonly DueEntry[]>;
  /**
   * Claims the longest due entry that no other process has: two runners never come for the same one.
   * @returns null where the pass is over
   * @throws SendmemoError spool-unwritable where the store itself can't be read; faults of one entry are in the result
   */
  claimNext(now: Date, pass: DuePass): Promise<NextClaim | null>;
  /**
   * null: another process has it, or it is gone, or it does not wait, or it is in transit (it is held then).
   * @param nextTry as due() gave it: spares looking the name up
   * @throws SendmemoError spool-entry-corrupt (it then lies in failed, as it was), spool-unwritable
   */
  claim(id: QueueId, nextTry?: string): Promise<Claim | null>;
  /**
   * Gives claims of dead processes of this host back to `waiting`, clears what they left half made, and takes over what
   * other users have put into the drop directory.
   */
  recover(): Promise<readonly (FoundClaim | NotTaken)[]>;
  /**
   * `hold`: it is not delivered until release. `release`: a held entry waits again. `retry`: due now, for one that
   * waits, is held, has failed (its refused recipients are tried again, its age starts anew), or is claimed by a
   * process of another host; it also ends a transit that no process will finish. `remove`: it goes, unless a running
   * process has it.
   * @param place where the entry was seen: spares looking for it, which reads all names
   * @throws SendmemoError spool-entry-missing, spool-entry-state, spool-unwritable
   */
  act(action: EntryAction, id: QueueId, place?: EntryPlace): Promise<void>;
  summary(now: Date): Promise<SpoolSummary>;
  readonly transfer: Transfer;
  /** Gives back what the store holds open; nothing is asked of it afterwards. Never rejects. */
  close(): Promise<void>;
}
