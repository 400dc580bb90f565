import { randomBytes } from 'node:crypto';
import os from 'node:os';
import { Readable } from 'node:stream';
import { simpleParser } from 'mailparser';
import type { ParsedMail } from 'mailparser';
import { SendmemoError } from '../../src/failure/error.ts';
import type { Failure } from '../../src/failure/failure.ts';
import type { ComposeDeps, Draft, RawDraft } from '../../src/message/draft.ts';
import type { Message, WireOffer } from '../../src/message/envelope.ts';

export const everything: WireOffer = { eightBitMime: true, smtpUtf8: true };
export const nothing: WireOffer = { eightBitMime: false, smtpUtf8: false };

export function composeDeps(changes: Partial<ComposeDeps> = {}): ComposeDeps {
  return {
    cwd: os.tmpdir(),
    stdin: Readable.from([]),
    now: new Date('2026-03-04T05:06:07Z'),
    uniqueId: () => randomBytes(16).toString('hex'),
    from: null,
    domain: null,
    userName: () => 'print',
    machineName: () => Promise.resolve('host.example.com'),
    aliases: null,
    temporaryDirectory: os.tmpdir(),
    ...changes,
  };
}

export function draft(changes: Partial<Draft> = {}): Draft {
  return {
    to: [{ text: 'ops@example.com', source: '--to' }],
    cc: [],
    bcc: [],
    from: null,
    envelopeFrom: null,
    replyTo: null,
    dsn: null,
    subject: 'a subject',
    headers: [],
    priority: null,
    body: { kind: 'text', text: 'a body\n' },
    html: null,
    signatureFile: null,
    attachments: [],
    inline: [],
    charset: null,
    ...changes,
  };
}

export function rawDraft(changes: Partial<RawDraft> = {}): RawDraft {
  return {
    to: [{ text: 'ops@example.com', source: '--to' }],
    cc: [],
    bcc: [],
    from: null,
    envelopeFrom: null,
    replyTo: null,
    dsn: null,
    readRecipients: false,
    dotEnds: false,
    localSender: 'as-written',
    fullName: null,
    trace: null,
    ...changes,
  };
}

export async function wireOctets(message: Message, offer: WireOffer = everything): Promise<Buffer> {
  const wire = await message.toWire(offer);
  const chunks: Buffer[] = [];
  for await (const chunk of wire.open()) chunks.push(chunk);
  const octets = Buffer.concat(chunks);
  if (wire.sizeBytes !== octets.length) {
    throw new Error(`promised ${String(wire.sizeBytes)} octets, gave ${octets.length}`);
  }
  return octets;
}

export async function parsed(octets: Buffer): Promise<ParsedMail> {
  return simpleParser(octets, { skipTextToHtml: true, skipHtmlToText: true, skipImageLinks: true });
}

/** What must hold for every message on every wire; returns the fault, or null. */
export function wireFault(octets: Buffer): string | null {
  const text = octets.toString('latin1');
  if (!text.endsWith('\r\n')) return 'does not end with CRLF';
  if (/\r(?!\n)/.test(text)) return 'bare CR';
  if (/(?<!\r)\n/.test(text)) return 'bare LF';
  if (text.includes('\0')) return 'NUL';
  if (text.split('\r\n').some((line) => line.length > 998)) return 'a line over 998 octets';
  const header = text.slice(0, text.indexOf('\r\n\r\n') + 2);
  if (/^(?:resent-)?bcc[ \t]*:/im.test(header)) return 'Bcc';
  return null;
}

export async function failureOf(action: () => unknown): Promise<Failure> {
  try {
    await action();
  } catch (error) {
    if (error instanceof SendmemoError) return error.failure;
    throw error;
  }
  throw new Error('nothing was refused');
}
