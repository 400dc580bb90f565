/** How long each stage took; the log separates what the stages do by themselves (STARTTLS, handshake, EHLO). */
import type { MailLog } from '../../log/mail-log.ts';

export interface StageClock {
  /** Passes everything on. */
  readonly log: MailLog;
  /** @returns milliseconds since the last call. */
  lap(): number;
  /** The parts of the time since the last lap: to the answer to STARTTLS, the handshake, what followed. */
  handshake(): {
    readonly answeredMs: number | null;
    readonly securedMs: number | null;
    readonly restMs: number | null;
  };
}

/** @param monotonic milliseconds that never run backwards */
export function stageClock(log: MailLog, monotonic: () => number): StageClock {
  let began = monotonic();
  let heard: number | null = null;
  let secured: { readonly heard: number | null; readonly at: number } | null = null;
  return {
    log: {
      ...log,
      dialogue(direction, line) {
        if (direction === 'server') heard = monotonic();
        log.dialogue(direction, line);
      },
      tlsSession(server, report, certificate) {
        secured = { heard, at: monotonic() };
        log.tlsSession(server, report, certificate);
      },
    },
    lap() {
      const now = monotonic();
      const milliseconds = Math.round(now - began);
      began = now;
      secured = null;
      return milliseconds;
    },
    handshake() {
      const now = monotonic();
      const from = began;
      const mark = secured;
      began = now;
      if (mark === null || mark.heard === null) return { answeredMs: null, securedMs: null, restMs: null };
      return {
        answeredMs: Math.round(mark.heard - from),
        securedMs: Math.round(mark.at - mark.heard),
        restMs: Math.round(now - mark.at),
      };
    },
  };
}
