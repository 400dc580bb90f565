/**
 * The submitter as a nodemailer transport: `createTransport(submissionTransport(submitter)).sendMail({…})`. The only
 * file that knows nodemailer's transports. The message is built in memory here; large ones go the command's way.
 */
import type { SentMessageInfo, Transport } from 'nodemailer';
import type { DeliveryReport, Submission } from '../delivery.ts';
import { asFailure, SendmemoError } from '../failure/error.ts';
import { parseAddress, parseSender, uniqueMailboxes } from '../message/address.ts';
import type { Message } from '../message/envelope.ts';
import { bufferPiece, wireMessage } from '../message/wire-form.ts';
import type { Submitter } from './submitter.ts';

/** What `sendMail` gives back, in nodemailer's form; the whole report stands beside it. */
export interface SubmissionInfo extends SentMessageInfo {
  readonly report: DeliveryReport;
}

type SubmissionTransport = Transport<SubmissionInfo>;
type OutgoingMail = Parameters<SubmissionTransport['send']>[0];

/**
 * @returns a transport whose `sendMail` rejects with a SendmemoError where the message was taken for nobody; where it
 * was taken for some, `rejected` names the others
 */
export function submissionTransport(submitter: Submitter): SubmissionTransport {
  return {
    name: 'sendmemo',
    version: '1.0.0',
    supportsAbortSignal: true,
    send(mail, callback) {
      submit(submitter, mail).then(
        (info) => callback(null, info),
        (error: unknown) => callback(toError(error)),
      );
    },
    close() {
      void submitter.close();
    },
  };
}

async function submit(submitter: Submitter, mail: OutgoingMail): Promise<SubmissionInfo> {
  const submission = await toSubmission(mail);
  const signal = mail.data.signal ?? new AbortController().signal;
  const report = await submitter.deliver(submission, signal);
  const accepted = addressesOf(report, (state) => state === 'accepted');
  if (report.failure && accepted.length === 0) throw new SendmemoError(report.failure);
  return {
    envelope: {
      from: submission.envelope.sender.address,
      to: submission.envelope.recipients.map((one) => one.address),
    },
    messageId: submission.message.messageId,
    accepted,
    rejected: addressesOf(report, (state) => state !== 'accepted'),
    response: report.response ?? '',
    report,
  };
}

/** @throws SendmemoError address-invalid, no-recipients */
async function toSubmission(mail: OutgoingMail): Promise<Submission> {
  const { message } = mail;
  const envelope = message.getEnvelope();
  const source = 'envelope';
  const sender = parseSender(
    { text: envelope.from === false ? '' : envelope.from, source },
    { domain: null },
  ).mailbox;
  const recipients = uniqueMailboxes(
    envelope.to.map((text) => parseAddress({ text, source }, { domain: null }).mailbox),
  );
  if (recipients.length === 0) throw new SendmemoError({ code: 'USAGE', reason: 'no-recipients' });
  const octets = await message.build();
  return {
    envelope: { sender, recipients, dsn: null },
    message: builtMessage(octets, message.messageId(), mail.data.subject ?? ''),
  };
}

function builtMessage(octets: Buffer, messageId: string, subject: string): Message {
  const body = octets.some((octet) => octet > 0x7f) ? '8bitmime' : '7bit';
  return {
    messageId,
    subject,
    toWire: () => Promise.resolve(wireMessage([bufferPiece(octets)], { body, smtpUtf8: false })),
    dispose: () => Promise.resolve(),
  };
}

function addressesOf(report: DeliveryReport, wanted: (state: string) => boolean): string[] {
  return report.outcomes.filter((one) => wanted(one.state)).map((one) => one.recipient.address);
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new SendmemoError(asFailure(error));
}
