/** Envelope → command lines of MAIL and RCPT, with the parameters that the server offers. Pure. */
import { SendmemoError } from '../failure/error.ts';
import type { ServerFacts } from '../failure/facts.ts';
import type { Envelope, Mailbox, WireMessage } from '../message/envelope.ts';
import type { Capabilities } from './capabilities.ts';

/**
 * Whether this server can take this message at all: asked before MAIL.
 * @throws SendmemoError size-limit (RFC 1870), address-needs-smtputf8 (RFC 6531), address-invalid
 */
export function requireTakeable(
  server: ServerFacts,
  offered: Capabilities,
  envelope: Envelope,
  message: WireMessage,
): void {
  for (const mailbox of [envelope.sender, ...envelope.recipients]) {
    requireSafe(mailbox);
    if (mailbox.needsSmtpUtf8 && !offered.smtpUtf8) {
      throw new SendmemoError({
        code: 'ADDRESS',
        reason: 'address-needs-smtputf8',
        address: mailbox.address,
        host: server.host,
      });
    }
  }
  const { sizeLimitBytes } = offered;
  if (sizeLimitBytes !== null && message.sizeBytes !== null && message.sizeBytes > sizeLimitBytes) {
    throw new SendmemoError({
      code: 'SIZE',
      reason: 'size-limit',
      server,
      sizeBytes: message.sizeBytes,
      limitBytes: sizeLimitBytes,
    });
  }
}

/** The last guard before the wire: whatever the rooms above let through, no address ends its command. */
function requireSafe({ address }: Mailbox): void {
  // A quotation without its end is read up to the end of the text, once, and leaves a blank.
  const unquoted = address.replace(/"(?:[^"\\]|\\[^])*("?)/g, (_, end: string) => (end === '' ? ' ' : ''));
  if ((/^[ -~]*$/.test(address) || !/\p{Cc}/u.test(address)) && !/[\s<>]/.test(unquoted)) return;
  throw new SendmemoError({
    code: 'ADDRESS',
    reason: 'address-invalid',
    source: 'envelope',
    text: address,
    why: 'control',
    form: null,
  });
}

/** `MAIL FROM:<…>` with SIZE, BODY, SMTPUTF8, RET and ENVID where they apply and are offered. */
export function mailCommand(offered: Capabilities, envelope: Envelope, message: WireMessage): string {
  const words = [`MAIL FROM:<${envelope.sender.address}>`];
  if (offered.size && message.sizeBytes !== null) words.push(`SIZE=${message.sizeBytes}`);
  if (offered.eightBitMime && message.body === '8bitmime') words.push('BODY=8BITMIME');
  if (offered.smtpUtf8 && needsSmtpUtf8(envelope, message)) words.push('SMTPUTF8');
  if (offered.dsn && envelope.dsn?.ret) words.push(`RET=${envelope.dsn.ret.toUpperCase()}`);
  if (offered.dsn && envelope.dsn?.envid) words.push(`ENVID=${toXtext(envelope.dsn.envid)}`);
  return words.join(' ');
}

/** `RCPT TO:<…>` with NOTIFY and ORCPT where notification was asked for and is offered. */
export function recipientCommand(offered: Capabilities, envelope: Envelope, recipient: Mailbox): string {
  const words = [`RCPT TO:<${recipient.address}>`];
  if (offered.dsn && envelope.dsn) {
    const { notify } = envelope.dsn;
    if (notify !== null) {
      words.push(`NOTIFY=${notify === 'never' ? 'NEVER' : notify.join(',').toUpperCase()}`);
    }
    words.push(originalRecipient(envelope.dsn.orcpt, recipient));
  }
  return words.join(' ');
}

/** ORCPT (RFC 3461, 4.2; RFC 6533, 3). */
function originalRecipient(orcpt: string | undefined, recipient: Mailbox): string {
  if (orcpt !== undefined) {
    const end = orcpt.indexOf(';') + 1;
    return `ORCPT=${orcpt.slice(0, end)}${toXtext(orcpt.slice(end))}`;
  }
  return recipient.needsSmtpUtf8
    ? `ORCPT=utf-8;${toUnitext(recipient.address)}`
    : `ORCPT=rfc822;${toXtext(recipient.address)}`;
}

function needsSmtpUtf8(envelope: Envelope, message: WireMessage): boolean {
  return message.smtpUtf8 || [envelope.sender, ...envelope.recipients].some((one) => one.needsSmtpUtf8);
}

/** RFC 3461, 4: everything but printable ASCII, and `+` and `=`, as `+` and two hex digits. */
function toXtext(text: string): string {
  return Array.from(Buffer.from(text, 'utf8'), (octet) => {
    const plain = octet > 0x20 && octet < 0x7f && octet !== 0x2b && octet !== 0x3d;
    return plain ? String.fromCharCode(octet) : `+${octet.toString(16).toUpperCase().padStart(2, '0')}`;
  }).join('');
}

/** RFC 6533, 3 (utf-8-addr-unitext): UTF-8 as it is, `+`, `=`, backslash and blanks as `\x{HEX}`. */
function toUnitext(text: string): string {
  return text.replace(/[\p{Cc} +=\\]/gu, (one) => `\\x{${one.charCodeAt(0).toString(16).toUpperCase()}}`);
}
