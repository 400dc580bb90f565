/** `check --send-test`: a real message with TEST in its subject. */
import type { SendMailOptions } from 'nodemailer';
import type { CheckRequest } from './request.ts';
import { failedBefore, sendMessage, type SendResult } from '../send/message.ts';
import type { Deliver, DeliveryReport } from '../../delivery.ts';
import { asFailure } from '../../failure/error.ts';
import { parseAddress } from '../../message/address.ts';
import type { SourcedText } from '../../message/draft.ts';
import { defaultSender } from '../../message/default-sender.ts';
import { createMessageId } from '../../message/identity.ts';
import { composeDeps } from '../compose-deps.ts';
import type { LoadedContext } from '../context.ts';
import { openSubmitter } from '../send/submit.ts';

/** The test goes the way that nodemailer's users go: its Mailer composes, our transport submits. */
export async function sendTest(
  address: SourcedText,
  { from }: CheckRequest,
  context: LoadedContext,
): Promise<SendResult> {
  const [{ createTransport }, { submissionTransport }] = await Promise.all([
    import('nodemailer'),
    import('../../smtp/transport.ts'),
  ]);
  const mail = await testMail(address, from, context);
  const { system, log, signal } = context;
  const submitter = openSubmitter(context, 1);
  let result: SendResult | null = null;
  const deliver: Deliver = async (submission) => {
    result = await sendMessage(submission, 'direct', {
      deliver: submitter.deliver,
      enqueue: () => Promise.reject(new TypeError('a test is not spooled')),
      monotonic: system.monotonic,
      log,
      signal,
    });
    return reportOf(result);
  };
  try {
    await createTransport(submissionTransport({ ...submitter, deliver })).sendMail(mail);
  } catch (error) {
    // A refusal is in the result already; anything else kept the message from being made.
    result ??= failedBefore(asFailure(error));
  } finally {
    await submitter.close();
  }
  return result ?? failedBefore(asFailure(new TypeError('nodemailer did not hand the message over')));
}

/** A direct submission always has a report. */
function reportOf({ report }: SendResult): DeliveryReport {
  if (report === null) throw new TypeError('a submission without a report');
  return report;
}

async function testMail(
  address: SourcedText,
  from: SourcedText | null,
  { system, settings }: LoadedContext,
): Promise<SendMailOptions> {
  const deps = await composeDeps(system, settings);
  const options = { domain: deps.domain };
  const sender = from === null ? await defaultSender(deps) : parseAddress(from, options);
  const recipient = parseAddress(address, options);
  const host = await deps.machineName();
  return {
    from: { name: sender.name, address: sender.mailbox.address },
    to: { name: recipient.name, address: recipient.mailbox.address },
    envelope: { from: sender.mailbox.address, to: recipient.mailbox.address },
    messageId: await createMessageId(sender.mailbox, deps),
    subject: `TEST from sendmemo on ${host}`,
    text: `This is a test message of "sendmemo check --send-test" on ${host}.\nIf you can read it, mail from there reaches you. There is nothing to do.\n`,
  };
}
