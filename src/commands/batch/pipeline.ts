/**
 * A batch (contract, section 12): lines → submissions over a few sessions → results in the order of the lines. Lines
 * are read and composed a few ahead of the sessions, so that none of these waits for the disk; no more are under way
 * than the window holds, so memory does not grow with the batch. Nothing is printed here.
 */
import type { Readable } from 'node:stream';
import type { Submission } from '../../delivery.ts';
import { asError, asFailure } from '../../failure/error.ts';
import type { Composed, Draft } from '../../message/draft.ts';
import { createChannel } from '../../text/channel.ts';
import type { OctetLine } from './lines.ts';
import { readLines } from './lines.ts';
import type { Slot, Slots } from './slots.ts';
import { createSlots } from './slots.ts';
import type { BatchKey } from './submission-line.ts';
import { badLine, parseBatchObject, readBatchDraft, readBatchKey } from './submission-line.ts';
import type { SendResult } from '../send/message.ts';
import { failedBefore } from '../send/message.ts';

/** The state of a line. */
export interface BatchPlace {
  /** Number of the line, from 1. */
  readonly line: number;
  readonly key: BatchKey | null;
  /** Octets of the input up to the end of the line. */
  readonly endBytes: number;
}

/** A line that was submitted, or could not be. */
export type BatchResult = BatchPlace & { readonly result: SendResult };

export type BatchEvent =
  | (BatchResult & { readonly fate: 'done' })
  /** An earlier run has sent it. */
  | (BatchPlace & { readonly fate: 'passed-over' })
  /** The batch was stopped before its turn. */
  | (BatchPlace & { readonly fate: 'not-begun' });

export interface BatchTools {
  readonly compose: (draft: Draft) => Promise<Composed>;
  /** Never rejects. */
  readonly send: (submission: Submission) => Promise<SendResult>;
  /** Whether an earlier run has sent the message with this key. */
  readonly isDone: (key: BatchKey) => boolean;
  /** Takes the key for a line; false: another line of this batch had it before. */
  readonly claim: (key: BatchKey) => boolean;
  /** A message without the recipients that an earlier run served; null: it served all. */
  readonly remainder: (key: BatchKey | null, composed: Composed) => Composed | null;
  /** Told of a result at once where others before it still keep it back. */
  readonly onEarly: (result: BatchResult) => void;
  /** Sessions at once. */
  readonly connections: number;
  /** Nothing more is begun; what is under way is finished. */
  readonly stop: AbortSignal;
  /** The input has an end that is near: after `stop` its other lines are counted, as not begun. */
  readonly countsRest: boolean;
}

/** A line longer than this is an error; large content belongs into attachments. */
const lineLimitBytes = 32 * 1024 * 1024;

/** Lines under way for each session: one is sent, the others are ready. */
const windowFactor = 4;

/**
 * Submits every line. No more than the window are under way ahead of who takes the results.
 * @param source is destroyed at the end
 * @throws what the source fails with
 */
export async function* sendBatch(source: Readable, tools: BatchTools): AsyncGenerator<BatchEvent> {
  const left = new AbortController();
  const stop = AbortSignal.any([tools.stop, left.signal]);
  const room = createSlots<null>(tools.connections * windowFactor);
  const inOrder = createChannel<Pushed>();
  const underWay = new Set<Promise<BatchEvent>>();
  let head = 0;
  const onEarly = (result: BatchResult): void => {
    if (result.line !== head) tools.onEarly(result);
  };
  const push = (pushed: Pushed): void => {
    const { event } = pushed;
    underWay.add(event);
    void event.then(() => underWay.delete(event));
    inOrder.push(pushed);
  };
  // A source without a writer would block the reader for ever.
  const cut = (): void => void source.destroy();
  (tools.countsRest ? left.signal : stop).addEventListener('abort', cut, { once: true });
  const reading = readAhead(source, { ...tools, onEarly, stop }, { room, push, left: left.signal }).then(
    () => inOrder.end(),
    (error: unknown) => inOrder.end(stop.aborted ? undefined : asError(error)),
  );
  let taken: Slot<null> | null = null;
  try {
    for await (const { line, event, place } of inOrder.read()) {
      head = line;
      taken = place;
      yield await event;
      place.release();
    }
  } finally {
    left.abort();
    // Whoever waits for a place learns that results are no longer taken.
    taken?.release();
    await reading;
    await Promise.all(underWay);
  }
}

/** A line whose result is to come, and its place in the window. */
interface Pushed {
  readonly line: number;
  readonly event: Promise<BatchEvent>;
  readonly place: Slot<null>;
}

async function readAhead(
  source: Readable,
  tools: BatchTools,
  {
    room,
    push,
    left,
  }: {
    readonly room: Slots<null>;
    readonly push: (pushed: Pushed) => void;
    readonly left: AbortSignal;
  },
): Promise<void> {
  const sessions = createSlots<Submission>(tools.connections);
  for await (const line of readLines(source, lineLimitBytes)) {
    if (line.octets !== null && isBlank(line.octets)) continue;
    const place = await room.take(null);
    if (left.aborted || (tools.stop.aborted && !tools.countsRest)) return;
    const event = tools.stop.aborted
      ? Promise.resolve(passOver(line, tools))
      : finishLine(line, tools, sessions);
    push({ line: line.number, event, place });
  }
}

/** A line that is only counted. */
function passOver({ number, octets, endBytes }: OctetLine, tools: BatchTools): BatchEvent {
  let key: BatchKey | null = null;
  try {
    if (octets !== null) key = readBatchKey(parseBatchObject(octets, number), number);
  } catch {
    // What is wrong with it is reported when its turn comes.
  }
  const fate = key !== null && tools.isDone(key) ? 'passed-over' : 'not-begun';
  return { line: number, key, endBytes, fate };
}

/** Never rejects. */
async function finishLine(
  line: OctetLine,
  tools: BatchTools,
  sessions: Slots<Submission>,
): Promise<BatchEvent> {
  let place: BatchPlace = { line: line.number, key: null, endBytes: line.endBytes };
  try {
    if (line.octets === null) throw badLine(line.number, `it is longer than ${lineLimitBytes} octets`);
    const object = parseBatchObject(line.octets, line.number);
    const key = readBatchKey(object, line.number);
    place = { ...place, key };
    if (key !== null && tools.isDone(key)) return { ...place, fate: 'passed-over' };
    if (key !== null && !tools.claim(key)) {
      throw badLine(line.number, `a line before it has the key ${JSON.stringify(key)} too`);
    }
    return await submitLine(place, readBatchDraft(object, line.number), tools, sessions);
  } catch (error) {
    return { ...place, fate: 'done', result: failedBefore(asFailure(error)) };
  }
}

async function submitLine(
  place: BatchPlace,
  draft: Draft,
  tools: BatchTools,
  sessions: Slots<Submission>,
): Promise<BatchEvent> {
  const composed = await tools.compose(draft);
  try {
    const rest = tools.remainder(place.key, composed);
    if (rest === null) return { ...place, fate: 'passed-over' };
    let slot: Slot<Submission> | null = null;
    // Nothing is begun after the end, not even an envelope.
    const following = (): Submission | null => (tools.stop.aborted ? null : (slot?.next() ?? null));
    const submission: Submission = { ...rest, following };
    slot = await sessions.take(submission);
    try {
      if (tools.stop.aborted) return { ...place, fate: 'not-begun' };
      const done = { ...place, result: await tools.send(submission) };
      tools.onEarly(done);
      return { ...done, fate: 'done' };
    } finally {
      slot.release();
    }
  } finally {
    await composed.message.dispose();
  }
}

/** Only blanks: an empty line at the end, or between groups. */
function isBlank(octets: Buffer): boolean {
  return octets.length < 80 && octets.every((octet) => octet === 32 || octet === 9);
}
