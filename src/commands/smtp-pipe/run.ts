/** `sendmail -bs`: local programs that speak SMTP on a pipe; each message goes the way of any other. */
import { Readable } from 'node:stream';
import { notifyList } from '../draft-options.ts';
import type { SendResult } from '../send/message.ts';
import { sendMessage } from '../send/message.ts';
import { consequence, exitStatus } from '../../failure/consequence.ts';
import { asFailure, SendmemoError } from '../../failure/error.ts';
import type { Failure } from '../../failure/failure.ts';
import { parseAddress, parseSender } from '../../message/address.ts';
import { composeRaw } from '../../message/raw.ts';
import { jsonLanguage } from '../send/json.ts';
import type { Language } from '../../words/language.ts';
import { describeFailure } from '../../words/language.ts';
import type { DeliveryNotification } from '../../message/envelope.ts';
import type { SubmissionReply, SubmittedMessage, SubmittedPath } from '../../smtp-pipe/session.ts';
import { runSubmissionSession } from '../../smtp-pipe/session.ts';
import type { Submitter } from '../../smtp/submitter.ts';
import { composeDeps } from '../compose-deps.ts';
import type { LoadedContext, ProgramContext } from '../context.ts';
import { loadContext } from '../context.ts';
import { keepInSpool, openSubmitter } from '../send/submit.ts';
import { notifySender, partlyServed } from './partial-bounce.ts';

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
      input: system.stdin,
      output: system.stdout,
      name: system.hostName(),
      checkPath({ address }, role) {
        try {
          if (role === 'sender') parseSender({ text: `<${address}>`, source: 'MAIL FROM' }, { domain });
          else parseAddress({ text: address, source: 'RCPT TO' }, { domain });
          return { code: 250, text: 'Ok' };
        } catch (error) {
          return refusal(asFailure(error), language);
        }
      },
      submit: (message) => submitOne(message, submitter, loaded),
      signal,
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
    const deps = { ...(await composeDeps(system, settings)), stdin: Readable.from(message.content) };
    const composed = await composeRaw(
      {
        to: message.recipients.map(({ address }) => ({ text: address, source: 'RCPT TO' })),
        cc: [],
        bcc: [],
        from: null,
        envelopeFrom: { text: `<${message.sender.address}>`, source: 'MAIL FROM' },
        replyTo: null,
        dsn: notification(message),
        readRecipients: false,
        dotEnds: false,
        localSender: 'completed',
        fullName: null,
      },
      deps,
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

/** RFC 3461's parameters of MAIL and RCPT; NOTIFY only where all recipients have the same. */
function notification({ sender, recipients }: SubmittedMessage): DeliveryNotification | null {
  const ret = parameter(sender, 'RET')?.toLowerCase();
  const envid = parameter(sender, 'ENVID');
  const asked = new Set(recipients.map((recipient) => parameter(recipient, 'NOTIFY')));
  const [notify = null] = asked.size === 1 ? asked : [];
  if (ret === undefined && envid === null && notify === null) return null;
  return {
    notify: notify === null ? null : notifyList(notify, 'NOTIFY'),
    ret: ret === 'full' || ret === 'hdrs' ? ret : null,
    envid:
      envid === null
        ? null
        : envid.replaceAll(/\+([0-9A-F]{2})/g, (_, hex: string) =>
            String.fromCharCode(Number.parseInt(hex, 16)),
          ),
  };
}

function parameter({ parameters }: SubmittedPath, name: string): string | null {
  const found = parameters.find((text) => text.toUpperCase().startsWith(`${name}=`));
  return found === undefined ? null : found.slice(name.length + 1);
}

/** The reply where everybody is served, or nobody. A message that somebody may still get later is not refused for good. */
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

function refusal(failure: Failure, language: Language): SubmissionReply {
  const { what } = describeFailure(language, failure);
  const temporary = consequence(failure).again !== 'no' && exitStatus(failure) !== 65;
  return { code: temporary ? 451 : 554, text: `${failure.code} ${what}` };
}
