/** What arrived, read by a foreign parser, and what no wire may hold. */
import { simpleParser } from 'mailparser';
import type { ParsedMail } from 'mailparser';
import { expect } from 'vitest';
import type { Submitted } from './submission.ts';

/** The one message that arrived. */
export function arrived(sent: Submitted): Buffer {
  expect(sent.transactions, `${String(sent.status)} ${sent.stderr}${sent.stdout}`).toHaveLength(1);
  return sent.transactions[0]?.message ?? Buffer.alloc(0);
}

export async function parsed(message: Buffer): Promise<ParsedMail> {
  return await simpleParser(message, { skipTextToHtml: true, skipHtmlToText: true, skipImageLinks: true });
}

export function headerOf(message: Buffer): string {
  const text = message.toString('utf8');
  const end = text.indexOf('\r\n\r\n');
  return text.slice(0, end === -1 ? text.length : end + 2);
}

/** Section 4: CRLF only, no line over 998 octets, dots stuffed, no Bcc. */
export function expectCleanWire(sent: Submitted): void {
  for (const { wire, message } of sent.transactions) {
    const text = wire.toString('latin1');
    expect(text).toMatch(/\r\n$/);
    expect(text).not.toMatch(/\r(?!\n)/);
    expect(text).not.toMatch(/(?<!\r)\n/);
    expect(text).not.toMatch(/(?:^|\n)\.(?!\.)/);
    expect(message.toString('latin1')).not.toMatch(/[^\r\n]{999}/);
    expect(headerOf(message)).not.toMatch(/^(?:resent-)?bcc[ \t]*:/im);
  }
}
