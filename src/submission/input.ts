/** What a client writes: lines of commands, and in between messages. */
import { Readable } from 'node:stream';
import { createDotReader, type LineEnd } from './dot-reader.ts';
import { bareLineEndFinder } from './line-ends.ts';

const lf = 0x0a;
const cr = 0x0d;

/** Octets as they come. */
export interface OctetSource {
  /** null: no more will come. */
  next(): Promise<Buffer | null>;
}

/**
 * `crlf`: nothing else ends a line, and a CR or LF alone is a fault (a listener on a network). `as-sent`: LF alone ends
 * a line too, in a message only if its DATA command ended so (programs that write to a pipe).
 */
export type LineEnds = 'crlf' | 'as-sent';

/** One item of the input: a line without its end, one beyond the limit, one with a CR or LF alone, or the end of input. */
type InputLine =
  | { readonly state: 'line'; readonly text: string; readonly lineEnd: LineEnd }
  | { readonly state: 'too-long' }
  | { readonly state: 'bare' }
  | { readonly state: 'end' };

/** `bare`: it has come to its end, with a CR or LF alone in it. `cut`: the signal ended it. */
export type DataEnd = 'complete' | 'bare' | 'truncated' | 'cut';

export interface IncomingData {
  /** Dots unstuffed. It fails where there is a bare CR or LF, where the input ends, and where the signal aborts. */
  readonly stream: Readable;
  /** Reads what is left, so that the next line can be read. */
  readonly drain: () => Promise<DataEnd>;
}

export interface SubmissionInput {
  readLine(limitBytes: number): Promise<InputLine>;
  /** Whether octets have come that are not read yet. */
  hasPending(): boolean;
  /**
   * The message up to the final dot, its lines ended as the DATA command was. It has to be read to its end, or destroyed
   * and `drain`ed, before the next line is read.
   * @param signal ends every wait
   */
  openData(lineEnd: LineEnd, signal: AbortSignal): IncomingData;
}

/** @returns the octets of a stream, read no faster than they are asked for */
export function octetsOf(stream: Readable): OctetSource {
  const chunks = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer | string>;
  return {
    async next() {
      const { done, value } = await chunks.next();
      if (done === true) return null;
      return typeof value === 'string' ? Buffer.from(value, 'utf8') : value;
    },
  };
}

/** @returns a reader of commands and messages over octets. */
export function createSubmissionInput(source: OctetSource, lineEnds: LineEnds): SubmissionInput {
  let pending: Buffer = Buffer.alloc(0);

  return {
    hasPending: () => pending.length > 0,
    async readLine(limitBytes) {
      let tooLong = false;
      for (;;) {
        const end = pending.indexOf(lf);
        if (end !== -1) {
          const line = pending.subarray(0, end);
          pending = pending.subarray(end + 1);
          const crlf = line.at(-1) === cr;
          const octets = line.subarray(0, crlf ? -1 : line.length);
          if (lineEnds === 'crlf' && (!crlf || octets.includes(cr))) return { state: 'bare' };
          if (tooLong || line.length > limitBytes) return { state: 'too-long' };
          return { state: 'line', text: octets.toString('utf8'), lineEnd: crlf ? 'crlf' : 'lf' };
        }
        if (pending.length > limitBytes) {
          tooLong = true;
          // Its last octet may be the CR of the end.
          pending = pending.subarray(-1);
        }
        const chunk = await source.next();
        // A last line without its end was cut off: it is not obeyed.
        if (chunk === null) return { state: 'end' };
        pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
      }
    },
    openData(lineEnd, signal) {
      const reader = createDotReader(lineEnd);
      const bare = lineEnds === 'crlf' ? bareLineEndFinder() : null;
      let state: 'open' | DataEnd = 'open';
      let isBare = false;
      const advance = async (): Promise<readonly Buffer[]> => {
        let chunk: Buffer | null | 'aborted' = pending;
        pending = Buffer.alloc(0);
        if (chunk.length === 0) chunk = await unlessAborted(source.next(), signal);
        if (chunk === 'aborted' || chunk === null) {
          state = chunk === null ? 'truncated' : 'cut';
          return [];
        }
        const { content, rest } = reader.feed(chunk);
        if (bare?.find(rest === null ? chunk : chunk.subarray(0, chunk.length - rest.length)) === true)
          isBare = true;
        if (rest !== null) {
          pending = rest;
          state = isBare ? 'bare' : 'complete';
        }
        return content;
      };
      // A reader that was given up may still wait for a chunk: to wait for another beside it would take what follows
      // the final dot.
      let inFlight: Promise<readonly Buffer[]> | null = null;
      const step = async (): Promise<readonly Buffer[]> => {
        inFlight ??= advance().finally(() => {
          inFlight = null;
        });
        return await inFlight;
      };
      const content = async function* () {
        while (state === 'open') {
          const chunks = await step();
          if (isBare) throw new Error('a CR or LF alone in the message');
          yield* chunks;
        }
        if (state !== 'complete') throw new Error('the input ended before the final dot');
      };
      return {
        stream: Readable.from(content(), { objectMode: false }),
        async drain() {
          for (;;) {
            if (state !== 'open') return state;
            await step();
          }
        },
      };
    },
  };
}

/** @returns what the work gives, or `aborted` as soon as the signal aborts */
export async function unlessAborted<T>(work: Promise<T>, ...signals: AbortSignal[]): Promise<T | 'aborted'> {
  if (signals.some(({ aborted }) => aborted)) return 'aborted';
  let stop = () => {};
  const aborted = new Promise<'aborted'>((resolve) => {
    stop = () => {
      resolve('aborted');
    };
  });
  for (const signal of signals) signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    for (const signal of signals) signal.removeEventListener('abort', stop);
  }
}
