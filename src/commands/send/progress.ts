/** How far a send has come, on a terminal, for one that takes longer than two seconds. */
import type { Deliver } from '../../delivery.ts';
import type { WireMessage } from '../../message/envelope.ts';
import { chooseLocale, namesUtf8 } from '../../output/locale.ts';
import { bar, createStatusLine, type ProgressStream } from '../../output/progress.ts';
import { size } from '../../text/units.ts';

/** A send that is over before that shows nothing. */
const quietMs = 2000;
const redrawMs = 200;

export interface SendProgressOptions {
  readonly stream: () => ProgressStream;
  /** Milliseconds that never run backwards. */
  readonly monotonic: () => number;
  readonly env: Readonly<Record<string, string | undefined>>;
}

interface State {
  stage: 'before' | 'message' | 'after';
  sentBytes: number;
  totalBytes: number | null;
  /** When the first octet was asked for. */
  beganMs: number;
}

const words = {
  en: {
    before: 'waiting for the server',
    after: (total: string) => `${total} sent, waiting for the reply`,
    of: (sent: string, total: string) => `${sent} of ${total}`,
    rate: (rate: string) => `${rate}/s`,
  },
  ja: {
    before: 'サーバーの応答を待っています',
    after: (total: string) => `${total} を送信し、応答を待っています`,
    of: (sent: string, total: string) => `${sent} / ${total}`,
    rate: (rate: string) => `${rate}/秒`,
  },
} as const;

/** @returns the same delivery, which draws a line while it runs and takes it away at its end. */
export function withProgress(deliver: Deliver, options: SendProgressOptions): Deliver {
  const status = createStatusLine(options.stream);
  if (status === null) return deliver;
  const { monotonic } = options;
  const locale = chooseLocale(options.env);
  const language = namesUtf8(locale) ? locale.language : 'en';
  return async (submission, signal) => {
    const { message } = submission;
    const state: State = { stage: 'before', sentBytes: 0, totalBytes: null, beganMs: 0 };
    const draw = (): void => status.show(progressText(state, monotonic(), language));
    let ticking: NodeJS.Timeout | undefined;
    const waiting = setTimeout(() => {
      draw();
      ticking = setInterval(draw, redrawMs);
    }, quietMs);
    const toWire = async (offer: Parameters<typeof message.toWire>[0]): Promise<WireMessage> =>
      counted(await message.toWire(offer), state, monotonic);
    try {
      return await deliver({ ...submission, message: { ...message, toWire } }, signal);
    } finally {
      clearTimeout(waiting);
      clearInterval(ticking);
      status.clear();
    }
  };
}

function counted(
  { sizeBytes, body, smtpUtf8, ...wire }: WireMessage,
  state: State,
  monotonic: () => number,
): WireMessage {
  return {
    sizeBytes,
    body,
    smtpUtf8,
    async *open() {
      state.stage = 'message';
      state.sentBytes = 0;
      state.totalBytes = sizeBytes;
      state.beganMs = monotonic();
      for await (const octets of wire.open()) {
        yield octets;
        // It is asked for the next when the connection has taken this one.
        state.sentBytes += octets.length;
      }
      state.stage = 'after';
    },
  };
}

/** `[############            ]  50 %  19.6 MiB of 39.2 MiB, 2.1 MiB/s`. */
function progressText(
  { stage, sentBytes, totalBytes, beganMs }: State,
  nowMs: number,
  language: 'en' | 'ja',
): string {
  const own = words[language];
  if (stage === 'before') return own.before;
  if (stage === 'after') return own.after(size(sentBytes));
  const seconds = Math.max(0.001, (nowMs - beganMs) / 1000);
  const rate = own.rate(size(Math.round(sentBytes / seconds)));
  return totalBytes === null || totalBytes === 0
    ? `${size(sentBytes)}, ${rate}`
    : `${bar(sentBytes / totalBytes)}  ${own.of(size(sentBytes), size(totalBytes))}, ${rate}`;
}
