/** What a client of `sendmail -bs` writes: lines of commands, and in between messages. */
import { Readable } from 'node:stream';
import { createDotReader, type LineEnd } from './dot-reader.ts';

const lf = 0x0a;
const cr = 0x0d;

/** One item of the input: a line without its end, one beyond the limit, or the end of input. */
type InputLine =
  | { readonly state: 'line'; readonly text: string; readonly lineEnd: LineEnd }
  | { readonly state: 'too-long' }
  | { readonly state: 'end' };

export interface SubmissionInput {
  readLine(limitBytes: number): Promise<InputLine>;
  /**
   * The message up to the final dot, its lines ended as the DATA command was. It has to be read to its end, or destroyed and `drain`ed, before the next line
   * is read. It fails with `truncated` where the input ends first.
   */
  openData(lineEnd: LineEnd): {
    readonly stream: Readable;
    readonly drain: () => Promise<'complete' | 'truncated'>;
  };
}

/** @returns a reader of commands and messages over a stream of octets, which it reads no faster than it is read. */
export function createSubmissionInput(source: Readable): SubmissionInput {
  const chunks = source[Symbol.asyncIterator]() as AsyncIterator<Buffer | string>;
  let pending: Buffer = Buffer.alloc(0);

  const more = async (): Promise<Buffer | null> => {
    const { done, value } = await chunks.next();
    if (done === true) return null;
    return typeof value === 'string' ? Buffer.from(value, 'utf8') : value;
  };

  return {
    async readLine(limitBytes) {
      let tooLong = false;
      for (;;) {
        const end = pending.indexOf(lf);
        if (end !== -1) {
          const line = pending.subarray(0, end);
          pending = pending.subarray(end + 1);
          if (tooLong || line.length > limitBytes) return { state: 'too-long' };
          const crlf = line.at(-1) === cr;
          const text = line.subarray(0, crlf ? -1 : line.length).toString('utf8');
          return { state: 'line', text, lineEnd: crlf ? 'crlf' : 'lf' };
        }
        if (pending.length > limitBytes) {
          tooLong = true;
          pending = Buffer.alloc(0);
        }
        const chunk = await more();
        // A last line without its end was cut off: it is not obeyed.
        if (chunk === null) return { state: 'end' };
        pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
      }
    },
    openData(lineEnd) {
      const reader = createDotReader(lineEnd);
      let state: 'open' | 'complete' | 'truncated' = 'open';
      const advance = async (): Promise<readonly Buffer[]> => {
        let chunk: Buffer | null = pending;
        pending = Buffer.alloc(0);
        if (chunk.length === 0) chunk = await more();
        if (chunk === null) {
          state = 'truncated';
          return [];
        }
        const { content, rest } = reader.feed(chunk);
        if (rest !== null) {
          pending = rest;
          state = 'complete';
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
        while (state === 'open') yield* await step();
        if (state === 'truncated') throw new Error('the input ended before the final dot');
      };
      return {
        stream: Readable.from(content(), { objectMode: false }),
        async drain() {
          while (state === 'open') await step();
          return state;
        },
      };
    },
  };
}
