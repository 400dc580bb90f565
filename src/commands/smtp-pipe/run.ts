/** `sendmail -bs`: local programs that speak SMTP on a pipe; each message goes the way of any other. */
import type { Writable } from 'node:stream';
import type { SendResult } from '../send/message.ts';
import { sendMessage } from '../send/message.ts';
import { asFailure, SendmemoError } from '../../failure/error.ts';
import { jsonLanguage } from '../send/json.ts';
import { octetsOf } from '../../submission/input.ts';
import { rejectParameters } from '../../submission/path.ts';
import type { SubmissionReply, SubmittedMessage } from '../../submission/session.ts';
import { runSubmissionSession } from '../../submission/session.ts';
import type { Submitter } from '../../smtp/submitter.ts';
import { composeDeps } from '../compose-deps.ts';
import type { LoadedContext, ProgramContext } from '../context.ts';
import { loadContext } from '../context.ts';
import { keepInSpool, openSubmitter } from '../send/submit.ts';
import { notifySender, partlyServed } from './partial-bounce.ts';
import { composeSubmitted, readPath, refusal } from './submitted.ts';

/** @returns 0 where the session ended as it should, whatever was answered in it. @throws SendmemoError of the config room */
export async function runSmtpPipe(context: ProgramContext): Promise<number> {
  const loaded = await loadContext(context);
  const { system, settings, signal } = loaded;
  const submitter = openSubmitter(loaded, 100);
  const { domain } = settings.server;
  try {
    // What is said on the pipe is English: replies are ASCII (RFC 5321, 4.2).
    const language = await jsonLanguage();
    const session = await runSubmissionSession({
      input: octetsOf(system.stdin),
      write: (text) => writeTo(system.stdout, text),
      name: system.hostName(),
      lineEnds: 'as-sent',
      extensions: () => [],
      checkPath(path, role) {
        const rejected = rejectParameters(path, role, false);
        if (rejected !== null) return rejected;
        try {
          readPath(path, role, domain);
          return { code: 250, text: 'Ok' };
        } catch (error) {
          return refusal(asFailure(error), language);
        }
      },
      submit: (message) => submitOne(message, submitter, loaded),
      // A program of this machine, at the other end of its own pipe.
      limits: { recipients: Infinity, errors: Infinity, commands: Infinity },
      patience: () => ({ signal, stop: () => {} }),
      signal,
      login: null,
      startTls: () => null,
    });
    if (session.end === 'truncated')
      throw new SendmemoError({ code: 'INPUT', reason: 'stdin-failed', system: 'EOF' });
    return 0;
  } finally {
    await submitter.close();
  }
}

async function submitOne(
  message: SubmittedMessage,
  submitter: Submitter,
  context: LoadedContext,
): Promise<SubmissionReply> {
  const { system, settings, log, signal, output } = context;
  try {
    const composed = await composeSubmitted(
      message,
      message.content,
      await composeDeps(system, settings),
      null,
    );
    try {
      const result = await sendMessage(composed, settings.server.delivery, {
        deliver: submitter.deliver,
        enqueue: (kept, failure) => keepInSpool(kept, failure, context),
        monotonic: system.monotonic,
        log,
        signal,
      });
      for (const notice of result.notices) await output.warning(notice);
      const served = partlyServed(result);
      if (served === null) return await replyTo(result);
      const { failed } = served;
      const { failure } = result;
      if (failed.length === 0 || failure === null) return await replyTo({ ...result, failure: null });
      const notified = await notifySender(composed, failed, failure, submitter, context);
      const rest = `${failed.length} of ${result.report?.outcomes.length ?? 0} recipients failed`;
      return { code: 250, text: `Ok; ${rest}${notified ? ', the sender gets a DSN' : ''}` };
    } finally {
      await composed.message.dispose();
    }
  } catch (error) {
    return refusal(asFailure(error), await jsonLanguage());
  }
}

/** The reply if all recipients were accepted, or none. A message that a recipient may still get is not rejected permanently. */
async function replyTo(result: SendResult): Promise<SubmissionReply> {
  if (result.failure) {
    const reply = refusal(result.failure, await jsonLanguage());
    const deferred = result.report?.outcomes.some(({ state }) => state === 'deferred') ?? false;
    return deferred ? { ...reply, code: 451 } : reply;
  }
  return {
    code: 250,
    text:
      result.queueId === null ? `Ok: ${result.report?.response ?? ''}` : `Ok: queued as ${result.queueId}`,
  };
}

async function writeTo(output: Writable, text: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    output.write(text, (error) => {
      if (error === null || error === undefined) resolve();
      else reject(error);
    });
  });
}
