/** `check --send-test`: a real message with TEST in its subject. */
import packageJson from '../../../package.json' with { type: 'json' };
import type { SendMailOptions, Transport } from 'nodemailer';
import type { CheckRequest } from './request.ts';
import { failedBefore, sendMessage, type SendResult } from '../send/message.ts';
import { asFailure } from '../../failure/error.ts';
import { parseAddress } from '../../message/address.ts';
import type { SourcedText } from '../../message/draft.ts';
import { defaultSender } from '../../message/default-sender.ts';
import { createMessageId } from '../../message/identity.ts';
import type { MessageSender } from '../../transport/mail.ts';
import { composeDeps } from '../compose-deps.ts';
import type { LoadedContext } from '../context.ts';
import { openSubmitter } from '../send/submit.ts';

/** The test goes the way that Node programs go: nodemailer's Mailer composes, the library's transport submits. */
export async function sendTest(
  address: SourcedText,
  { from }: CheckRequest,
  context: LoadedContext,
): Promise<SendResult> {
  const [{ createTransport }, { MessageTransport }, { composeMail }, { timed }] = await Promise.all([
    import('nodemailer'),
    import('../../transport/transport.ts'),
    import('../../transport/compose.ts'),
    import('../../transport/timed.ts'),
  ]);
  const mail = await testMail(address, from, context);
  const { system, settings, log, signal } = context;
  const submitter = openSubmitter(context, 1);
  let result: SendResult | null = null;
  const messageSender: MessageSender = {
    async send(outgoing, ending) {
      const deps = await composeDeps(system, settings);
      const { envelope, message } = await composeMail(outgoing, { ...deps, replyTo: null }, ending);
      const { message: measured, timing } = timed(message, system.monotonic);
      result = await sendMessage({ envelope, message: measured }, 'direct', {
        deliver: submitter.deliver,
        enqueue: () => Promise.reject(new TypeError('a test is not spooled')),
        monotonic: system.monotonic,
        log,
        signal,
      });
      await message.dispose();
      return { result, envelope, timing: timing() };
    },
    verify: () => Promise.reject(new TypeError('a test is not verified')),
    rest: () => {},
    close: () => {},
  };
  const transport = new MessageTransport(messageSender, {
    version: packageJson.version,
    maxConnections: 1,
    timeoutMs: null,
    idleMs: 0,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  try {
    await createTransport(transport as unknown as Transport).sendMail(mail);
  } catch (error) {
    // A refusal is in the result already; anything else kept the message from being made.
    result ??= failedBefore(asFailure(error));
  } finally {
    transport.close();
    await submitter.close();
  }
  return result ?? failedBefore(asFailure(new TypeError('nodemailer did not hand the message over')));
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
