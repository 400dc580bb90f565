/**
 * What the caller wants to send, as written: nothing here is checked yet. compose.ts and raw.ts turn a draft into
 * an Envelope and a Message, or refuse it.
 */
import type { Aliases } from './aliases.ts';
import type { SenderDeps } from './default-sender.ts';
import type { DeliveryNotification, Envelope, Message } from './envelope.ts';

/** A text with the place it came from (`--to`, `sendmemo.cfg:3`, `line 7`), for messages. */
export interface SourcedText {
  readonly text: string;
  readonly source: string;
}

export type BodySource =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'stdin' };

export type Priority = 'high' | 'normal' | 'low';

/** Who it is from and to; each text may hold a list separated by `,` or `;`. */
export interface DraftAddresses {
  readonly to: readonly SourcedText[];
  readonly cc: readonly SourcedText[];
  readonly bcc: readonly SourcedText[];
  readonly from: SourcedText | null;
  /** `<>` and `` are the null sender. */
  readonly envelopeFrom: SourcedText | null;
  readonly replyTo: SourcedText | null;
  readonly dsn: DeliveryNotification | null;
}

export interface Draft extends DraftAddresses {
  readonly subject: string | null;
  /** `Name: value` each. */
  readonly headers: readonly SourcedText[];
  readonly priority: Priority | null;
  readonly body: BodySource | null;
  /** Path of an HTML file. */
  readonly html: BodySource | null;
  readonly signatureFile: string | null;
  /** `FILE;name=NAME;type=TYPE`, `-` is standard input. */
  readonly attachments: readonly string[];
  /** Inline images: the same form, with `;cid=ID`. */
  readonly inline: readonly string[];
  /** Of text bodies read from files and standard input; null is UTF-8. */
  readonly charset: string | null;
}

/** A finished RFC 5322 message on standard input (`--raw`, the sendmail entry). */
export interface RawDraft extends DraftAddresses {
  /** Take recipients from its To, Cc and Bcc too. */
  readonly readRecipients: boolean;
  /** A line with a lone dot ends the input (sendmail without `-i`). */
  readonly dotEnds: boolean;
  /** What an envelope sender without a domain is: not one that anybody set (sendmail's `-f root`), or what it says. */
  readonly localSender: 'completed' | 'as-written';
  /** Display name for an added From (sendmail `-F`). */
  readonly fullName: string | null;
  /**
   * The Received field of a listener, folded, with its CRLF: it goes before all others, and a message that has very many
   * of them goes in a circle. null: a program of this machine passes the message.
   */
  readonly trace: string | null;
}

/** What composing needs from the system. */
export interface ComposeDeps extends SenderDeps {
  readonly cwd: string;
  readonly stdin: AsyncIterable<Buffer>;
  readonly now: Date;
  /** 128 random bits as hex, for Message-ID and boundaries. */
  readonly uniqueId: () => string;
  /** Aliases for local names among the recipients; null: none. */
  readonly aliases: Aliases | null;
  /** Where temporary files may be kept (standard input as an attachment, raw messages). */
  readonly temporaryDirectory: string;
  /** Up to here such octets stay in memory; 1 MiB where it is absent. */
  readonly memoryLimitBytes?: number;
}

export interface Composed {
  readonly envelope: Envelope;
  readonly message: Message;
}
