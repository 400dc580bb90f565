/** Submitting one composed message and saying what became of it: shared by send, notify, document and sendmail. */
import type { SendResult } from '../commands/send.ts';
import { sendMessage } from '../commands/send.ts';
import type { DeliveryMode } from '../config/settings.ts';
import { exitStatus } from '../failure/consequence.ts';
import { asFailure } from '../failure/error.ts';
import type { Composed } from '../message/draft.ts';
import { sendResultJson } from '../report/send-json.ts';
import { refusalLines, successLine } from '../report/send-text.ts';
import { createSubmitter } from '../smtp/submit.ts';
import type { ServerMemory, Submitter } from '../smtp/submitter.ts';
import type { Entry } from '../spool/store.ts';
import type { LoadedContext, ProgramContext } from './context.ts';

export interface SubmissionRequest {
  readonly dryRun: boolean;
  /** null: as configured. */
  readonly delivery: DeliveryMode | null;
}

/** @returns the exit status */
export async function submit(
  composed: Composed,
  request: SubmissionRequest,
  context: LoadedContext,
): Promise<number> {
  try {
    if (request.dryRun) return await dryRun(composed, context);
    const submitter = openSubmitter(context, 1);
    const result = await sendMessage(composed, request.delivery ?? context.settings.server.delivery, {
      deliver: submitter.deliver,
      enqueue: (message) => keepInSpool(message, context),
      monotonic: context.system.monotonic,
      log: context.log,
      signal: context.signal,
    });
    await submitter.close();
    return await reportResult(result, context);
  } finally {
    await composed.message.dispose();
  }
}

/** @returns a submitter over the configured servers */
export function openSubmitter(
  context: LoadedContext,
  messagesPerSession: number,
  memory: ServerMemory | null = null,
): Submitter {
  const { server, tls } = context.settings;
  return createSubmitter({
    endpoints: server.endpoints,
    timeouts: server.timeouts,
    tls,
    auth: server.auth,
    ehloName: server.ehloName,
    lookup: context.system.lookup,
    fqdn: context.system.fqdn,
    now: context.system.now,
    log: context.log,
    messagesPerSession,
    memory,
  });
}

/** Puts a message into the spool of the settings. @throws SubmissionError usage-needs-directory, spool-* */
export async function keepInSpool(composed: Composed, context: LoadedContext): Promise<Entry> {
  const [{ openStore }, { enqueue }] = await Promise.all([
    import('./spool-store.ts'),
    import('../spool/enqueue.ts'),
  ]);
  const store = await openStore(context, 'sendmemo --spool');
  return enqueue(store, composed, new Date(context.system.now()));
}

/** Says what became of the message; what can't be said on standard output is said on standard error. */
export async function reportResult(result: SendResult, context: ProgramContext): Promise<number> {
  const { output, common } = context;
  for (const notice of result.notices) await output.warning(notice);
  if (result.failure) {
    await output.failure(result.failure);
    for (const line of refusalLines(result.report?.outcomes ?? [])) await output.message(line);
  }
  try {
    if (common.json) await output.line(JSON.stringify(sendResultJson(result, output.language)));
    else if (result.failure === null && (common.verbose || output.isTerminal()))
      await output.line(successLine(result));
  } catch (error) {
    await output.failure(asFailure(error));
  }
  return result.failure === null ? 0 : exitStatus(result.failure);
}

/** `--dry-run`: the envelope as it would be said, and the message. */
async function dryRun(composed: Composed, { output, common }: LoadedContext): Promise<number> {
  const { envelope, message } = composed;
  const wire = await message.toWire({ eightBitMime: true, smtpUtf8: true });
  if (common.json) {
    const chunks: Buffer[] = [];
    for await (const chunk of wire.open()) chunks.push(chunk as Buffer);
    const recipients = envelope.recipients.map(({ address }) => address);
    const text = Buffer.concat(chunks).toString('utf8');
    await output.line(
      JSON.stringify({
        messageId: message.messageId,
        envelope: { from: envelope.sender.address, to: recipients },
        message: text,
      }),
    );
    return 0;
  }
  const recipients = envelope.recipients.map(({ address }) => `RCPT TO:<${address}>`);
  await output.octets(
    Buffer.from([`MAIL FROM:<${envelope.sender.address}>`, ...recipients, '', ''].join('\n'), 'utf8'),
  );
  for await (const chunk of wire.open()) await output.octets(withoutCarriageReturns(chunk as Buffer));
  return 0;
}

/** Terminals and files want LF alone; the wire form has no bare CR that could be meant otherwise. */
function withoutCarriageReturns(chunk: Buffer): Buffer {
  return chunk.includes(13) ? Buffer.from(chunk.filter((octet) => octet !== 13)) : chunk;
}
