/**
 * Sends for a transport as the command does: the same settings, submitter, spool and log. Settings and the files that
 * they name are read again after a while, so that a program that runs for months has the current certificates and CRLs.
 */
import { composeDeps } from '../commands/compose-deps.ts';
import type { LoadedContext } from '../commands/context.ts';
import { sendMessage } from '../commands/send/message.ts';
import { counted, keepInSpool, openSubmitter, submitterOptions } from '../commands/send/submit.ts';
import type { DeliveryMode } from '../config/settings.ts';
import type { Deliver } from '../delivery.ts';
import { SendmemoError } from '../failure/error.ts';
import type { Failure } from '../failure/failure.ts';
import { limitSessions } from '../smtp/session-limit.ts';
import type { Submitter } from '../smtp/submitter.ts';
import { verifyServer } from '../smtp/verify.ts';
import type { System } from '../system.ts';
import { composeMail } from '../transport/compose.ts';
import type { MessageSender, OutgoingMail, Sent } from '../transport/mail.ts';
import { timed } from '../transport/timed.ts';
import type { Warning } from './api.ts';
import { warnOf } from './context.ts';

export interface MessageSenderOptions {
  /** Loads settings and opens the log. */
  readonly open: () => Promise<LoadedContext>;
  readonly system: System;
  /** null: as configured. */
  readonly delivery: DeliveryMode | null;
  readonly maxConnections: number;
  readonly maxMessages: number;
  readonly reloadMs: number;
  readonly warn: (warning: Warning) => void;
}

/** Settings with what was opened for them. */
interface OpenedSettings {
  readonly context: LoadedContext;
  readonly submitter: Submitter;
  readonly deliver: Deliver;
  readonly openedAt: number;
  /** Messages on their way. */
  users: number;
  /** Others have taken its place: it closes with its last message. */
  isRetired: boolean;
}

export function createMessageSender(options: MessageSenderOptions): MessageSender {
  const { system, warn } = options;
  let current: OpenedSettings | null = null;
  let opening: Promise<OpenedSettings> | null = null;
  let isClosed = false;
  const said = new Set<string>();

  async function openSettings(): Promise<OpenedSettings> {
    const context = await options.open();
    for (const notice of context.settings.notices) {
      // Settings that are read again have the same warnings again.
      const name = JSON.stringify(notice);
      if (said.has(name)) continue;
      said.add(name);
      await warnOf(notice, warn);
    }
    const submitter = openSubmitter(context, options.maxMessages);
    const deliver = limitSessions(submitter.deliver, options.maxConnections);
    return { context, submitter, deliver, openedAt: system.monotonic(), users: 0, isRetired: false };
  }

  function retire(opened: OpenedSettings): void {
    opened.isRetired = true;
    if (opened.users === 0) closeSettings(opened);
  }

  async function enter(): Promise<OpenedSettings> {
    if (current !== null && system.monotonic() - current.openedAt >= options.reloadMs) {
      retire(current);
      current = null;
    }
    const opened = current ?? (await openOnce());
    opened.users += 1;
    return opened;
  }

  /** Messages that come while the settings are read share what is opened. */
  function openOnce(): Promise<OpenedSettings> {
    opening ??= openSettings()
      .then((opened) => {
        current = opened;
        return opened;
      })
      .finally(() => {
        opening = null;
      });
    return opening;
  }

  function leave(opened: OpenedSettings): void {
    opened.users -= 1;
    if ((opened.isRetired || isClosed) && opened.users === 0) closeSettings(opened);
  }

  return {
    async send(mail, signal) {
      const opened = await enter();
      try {
        return await sendFrom(opened, mail, signal, options);
      } finally {
        leave(opened);
      }
    },
    async verify(signal) {
      const opened = await enter();
      try {
        await verifyServer(submitterOptions(opened.context, 1, null), signal);
      } finally {
        leave(opened);
      }
    },
    rest() {
      void current?.submitter.close();
    },
    close() {
      isClosed = true;
      if (current !== null) retire(current);
    },
  };
}

function closeSettings({ submitter, context }: OpenedSettings): void {
  void submitter.close().finally(() => context.log.close());
}

async function sendFrom(
  { context, deliver }: OpenedSettings,
  mail: OutgoingMail,
  signal: AbortSignal,
  { system, delivery, warn }: MessageSenderOptions,
): Promise<Sent> {
  const { settings, log } = context;
  const composed = await counted(context, async () => {
    const deps = await composeDeps(system, settings);
    return composeMail(mail, { ...deps, replyTo: settings.server.replyTo }, signal);
  });
  try {
    const { message, timing } = timed(composed.message, system.monotonic);
    const result = await sendMessage({ ...composed, message }, delivery ?? settings.server.delivery, {
      deliver,
      async enqueue(kept, failure) {
        refuseAborted(signal, failure);
        return keepInSpool(kept, failure, context);
      },
      monotonic: system.monotonic,
      log,
      signal,
    });
    for (const notice of result.notices) await warnOf(notice, warn);
    return { result, envelope: composed.envelope, timing: timing() };
  } finally {
    await composed.message.dispose();
  }
}

/**
 * Who has ended a message does not want it later; what took too long may still go by the spool.
 * @param failure of the try before, which may have left the delivery unknown
 */
function refuseAborted(signal: AbortSignal, failure: Failure | null): void {
  const reason: unknown = signal.reason;
  if (!(reason instanceof SendmemoError) || reason.failure.reason !== 'interrupted') return;
  throw failure === null ? reason : new SendmemoError(failure, { cause: reason });
}
