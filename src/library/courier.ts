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
import type { Courier, OutgoingMail, Sent } from '../transport/mail.ts';
import { timed } from '../transport/timed.ts';
import type { Warning } from './api.ts';
import { warnOf } from './context.ts';

export interface CourierOptions {
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
interface Office {
  readonly context: LoadedContext;
  readonly submitter: Submitter;
  readonly deliver: Deliver;
  readonly openedAt: number;
  /** Messages on their way. */
  users: number;
  /** Others have taken its place: it closes with its last message. */
  isRetired: boolean;
}

export function createCourier(options: CourierOptions): Courier {
  const { system, warn } = options;
  let current: Office | null = null;
  let opening: Promise<Office> | null = null;
  let isClosed = false;
  const said = new Set<string>();

  async function openOffice(): Promise<Office> {
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

  function retire(office: Office): void {
    office.isRetired = true;
    if (office.users === 0) closeOffice(office);
  }

  async function enter(): Promise<Office> {
    if (current !== null && system.monotonic() - current.openedAt >= options.reloadMs) {
      retire(current);
      current = null;
    }
    const office = current ?? (await openOnce());
    office.users += 1;
    return office;
  }

  /** Messages that come while the settings are read share what is opened. */
  function openOnce(): Promise<Office> {
    opening ??= openOffice()
      .then((office) => {
        current = office;
        return office;
      })
      .finally(() => {
        opening = null;
      });
    return opening;
  }

  function leave(office: Office): void {
    office.users -= 1;
    if ((office.isRetired || isClosed) && office.users === 0) closeOffice(office);
  }

  return {
    async send(mail, signal) {
      const office = await enter();
      try {
        return await sendFrom(office, mail, signal, options);
      } finally {
        leave(office);
      }
    },
    async verify(signal) {
      const office = await enter();
      try {
        await verifyServer(submitterOptions(office.context, 1, null), signal);
      } finally {
        leave(office);
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

function closeOffice({ submitter, context }: Office): void {
  void submitter.close().finally(() => context.log.close());
}

async function sendFrom(
  { context, deliver }: Office,
  mail: OutgoingMail,
  signal: AbortSignal,
  { system, delivery, warn }: CourierOptions,
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
