/**
 * The types of this folder: what is passed to delivery. An Envelope (RFC 5321, 2.3.1) says who, a Message says what;
 * both are checked and final when they leave this folder.
 */
/** A mailbox for RCPT TO or MAIL FROM, already strict: no control character, domain as A-label. */
export interface Mailbox {
  /** `local@domain` as it goes on the wire, without angle brackets; `''` is the null sender. */
  readonly address: string;
  /** The local part has characters beyond ASCII: only a server with SMTPUTF8 can take it (RFC 6531). */
  readonly needsSmtpUtf8: boolean;
}

/** RFC 3461: which delivery notifications are requested. */
export interface DeliveryNotification {
  readonly notify: 'never' | readonly ('failure' | 'delay' | 'success')[] | null;
  readonly ret: 'full' | 'hdrs' | null;
  readonly envid: string | null;
  /** The original recipient, `rfc822;user@example.com`; absent: each recipient is its own. */
  readonly orcpt?: string;
}

export interface Envelope {
  readonly sender: Mailbox;
  /** In the order given, each once. */
  readonly recipients: readonly Mailbox[];
  /** null: nothing was asked for. */
  readonly dsn: DeliveryNotification | null;
}

/** What the server accepts (EHLO), as far as the form of the message depends on it. */
export interface WireOffer {
  readonly eightBitMime: boolean;
  readonly smtpUtf8: boolean;
}

/** A message in the form for one server: CRLF line ends, no line over 998 octets, dots not yet stuffed. */
export interface WireMessage {
  /** Exact size in octets (RFC 1870 counts CRLF, not the stuffing and the final dot), or null where unknown. */
  readonly sizeBytes: number | null;
  /** BODY= of RFC 6152. */
  readonly body: '7bit' | '8bitmime';
  /** The header holds UTF-8 that is sent as it is (RFC 6532). */
  readonly smtpUtf8: boolean;
  /**
   * The octets from their beginning; may be called again for a further try. Ending the iteration early (`return`)
   * releases the files. It throws SendmemoError (file-changed, file-unreadable, body-undecodable).
   */
  open(): AsyncIterable<Buffer>;
  /** All of them, where they are few and in memory: to open them takes longer than to write them. */
  readonly octets?: Buffer;
}

export interface Message {
  /** With angle brackets, as in the header. */
  readonly messageId: string;
  /** The header's subject, decoded, for logs and tables; '' where it has none. */
  readonly subject: string;
  /** @throws SendmemoError raw-signed, where a signed message would have to be changed for this server. */
  toWire(offer: WireOffer): WireMessage | Promise<WireMessage>;
  /** Removes what was kept for repeatability (temporary files). */
  dispose(): Promise<void>;
}
