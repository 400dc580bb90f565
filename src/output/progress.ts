/**
 * One line on a terminal that shows how far a long run is. It is drawn anew a few times a second, and taken away
 * before anything else is written there. (cli-progress would bring its own timers and three more packages for this.)
 */
import type { Output } from './output.ts';
import { displayWidth } from '../text/width.ts';

export interface ProgressStream {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  write(text: string): unknown;
}

export interface ProgressState {
  readonly done: number;
  readonly failed: number;
  /** How much of the whole is done, 0 to 1; null: unknown. */
  readonly fraction: number | null;
}

export interface Progress {
  /** Shows the state, where enough time has passed since the last. */
  update(state: ProgressState): void;
  /** Takes the line away, until the next update. */
  clear(): void;
}

export interface ProgressOptions {
  readonly stream: () => ProgressStream;
  /** Milliseconds that never run backwards. */
  readonly monotonic: () => number;
  readonly language: 'en' | 'ja';
}

/** @returns an output whose messages take the progress away before they are written */
export function aroundProgress(output: Output, progress: Progress): Output {
  return {
    ...output,
    message(text) {
      progress.clear();
      return output.message(text);
    },
    failure(failure) {
      progress.clear();
      return output.failure(failure);
    },
    warning(notice) {
      progress.clear();
      return output.warning(notice);
    },
  };
}

/** One line at the bottom of a terminal, drawn over itself. */
export interface StatusLine {
  show(text: string): void;
  clear(): void;
}

/** @returns the status line of a stream; null where it is not a terminal. */
export function createStatusLine(stream: () => ProgressStream): StatusLine | null {
  const terminal = stream();
  if (terminal.isTTY !== true) return null;
  let shown = false;
  return {
    show(text) {
      shown = true;
      terminal.write(`\r${cut(text, columnsOf(terminal) - 1)}\u001b[K`);
    },
    clear() {
      if (shown) terminal.write('\r\u001b[K');
      shown = false;
    },
  };
}

/** A run that is over before that shows nothing. */
const quietMs = 1000;
const redrawMs = 200;
const barWidth = 24;

const words = {
  en: { done: 'done', failed: 'failed', rate: '/s' },
  ja: { done: '件完了', failed: '件失敗', rate: '件/秒' },
} as const;

/** Shows nothing. */
export const noProgress: Progress = { update: () => {}, clear: () => {} };

/** @returns progress on that stream; none where it is not a terminal. */
export function createProgress({ stream, monotonic, language }: ProgressOptions): Progress {
  const status = createStatusLine(stream);
  if (status === null) return noProgress;
  const began = monotonic();
  let drawnAt = began + quietMs - redrawMs;
  return {
    update(state) {
      const now = monotonic();
      if (now - drawnAt < redrawMs) return;
      drawnAt = now;
      status.show(progressLine(state, (now - began) / 1000, language));
    },
    clear: () => status.clear(),
  };
}

/** `[############            ]  50 %  1200 done, 3 failed, 400/s`. */
export function progressLine(state: ProgressState, seconds: number, language: 'en' | 'ja'): string {
  const { done, failed, rate } = words[language];
  const counts = [
    `${state.done} ${done}`,
    ...(state.failed === 0 ? [] : [`${state.failed} ${failed}`]),
    `${Math.round(state.done / Math.max(seconds, 0.001))} ${rate}`.replace(' /', '/'),
  ].join(', ');
  return state.fraction === null ? counts : `${bar(state.fraction)}  ${counts}`;
}

/** `[############            ]  50 %`. @param fraction 0 to 1 */
export function bar(fraction: number): string {
  const within = Math.min(1, Math.max(0, fraction));
  const full = Math.round(within * barWidth);
  const percent = String(Math.floor(within * 100)).padStart(3);
  return `[${'#'.repeat(full)}${' '.repeat(barWidth - full)}] ${percent} %`;
}

/** A terminal that does not know its width says 0. */
function columnsOf({ columns = 0 }: ProgressStream): number {
  return columns > 0 ? columns : 80;
}

/** A line that wrapped could not be taken away again. */
function cut(line: string, columns: number): string {
  let text = '';
  for (const character of line) {
    if (displayWidth(text) + displayWidth(character) > columns) break;
    text += character;
  }
  return text;
}
