/**
 * The types of this folder: a message as nodemailer's Mailer hands it to a transport, and what the transport needs of
 * whoever sends it. nodemailer's own types are not used: the Mailer may be that of version 7, 8, 9 or 10.
 */
import type { SendResult } from '../delivery.ts';
import type { Envelope } from '../message/envelope.ts';

/** What the program gave to sendMail, with the transporter's defaults; nothing of it has been checked. */
export type MailData = Readonly<Record<string, unknown>>;

/** The MIME tree that nodemailer made of it. */
export interface MailNode {
  getEnvelope(): { readonly from: unknown; readonly to: unknown };
  getAddresses(): Readonly<Record<string, unknown>>;
  getHeader(name: string): unknown;
  setHeader(name: string, value: string): unknown;
  /** The octets of the message, once. */
  createReadStream(): NodeJS.ReadableStream;
}

export interface OutgoingMail {
  readonly data: MailData;
  readonly message: MailNode;
}

/** How long the parts of one transaction took. */
export interface Timing {
  /** MAIL, RCPT and DATA, milliseconds. */
  readonly envelopeMs: number;
  /** The content until the reply to the final dot, milliseconds. */
  readonly contentMs: number;
  /** Octets on the wire, with stuffed dots and the final dot's line, as nodemailer counts them; 0: none was sent. */
  readonly wireBytes: number;
}

/** One message that was sent, or could not be. */
export interface Sent {
  /** Never INTERNAL for what a message or a server can cause. */
  readonly result: SendResult;
  readonly envelope: Envelope;
  readonly timing: Timing;
}

/** Who sends for a transport. */
export interface MessageSender {
  /** @throws SendmemoError where the settings or the message can't be used; what came of the try is in the result */
  send(mail: OutgoingMail, signal: AbortSignal): Promise<Sent>;
  /** Opens a session with the server, logs in and says QUIT. @throws SendmemoError why that is not possible */
  verify(signal: AbortSignal): Promise<void>;
  /** Nothing is under way and nothing waits: idle sessions end. */
  rest(): void;
  /** Ends idle sessions and the log; called once. */
  close(): void;
}
