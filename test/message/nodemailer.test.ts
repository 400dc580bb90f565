import { PassThrough } from 'node:stream';
import MailComposer from 'nodemailer/lib/mail-composer';
import type { MailComposerOptions } from 'nodemailer/lib/mail-composer';
import { describe, expect, it } from 'vitest';

/** Facts that message/ is built around; docs/notes/nodemailer.md. A new version that differs shows here. */
async function built(options: MailComposerOptions): Promise<string> {
  return (await new MailComposer(options).compile().build()).toString('latin1');
}

describe('nodemailer', () => {
  it('reads an address string as other addresses than the one written', async () => {
    const composer = new MailComposer({ to: 'b@example.com\r\nBcc: evil@example.com' });
    expect(composer.compile().getEnvelope().to).toEqual(['evil@example.com']);
    expect(new MailComposer({ to: 'root, a@example.com' }).compile().getEnvelope().to).not.toEqual([
      'root',
      'a@example.com',
    ]);
  });

  it('adds Date and Message-ID, the latter of localhost', async () => {
    const text = await built({ text: 'x' });
    expect(text).toMatch(/^Date: /m);
    expect(text).toMatch(/^Message-ID: <\S+@localhost>/im);
  });

  it('labels octets in any charset as UTF-8', async () => {
    expect(await built({ text: Buffer.from('Gr\xfc\xdfe', 'latin1') })).toContain('charset=utf-8');
  });

  it('writes a mark for a leaf once, encoded as the part says', async () => {
    const text = await built({
      text: { content: 'mark-1', contentTransferEncoding: 'quoted-printable' },
      html: { content: 'mark-2', contentTransferEncoding: 'base64' },
      attachments: [
        { content: 'mark-3', contentType: 'text/plain', contentTransferEncoding: 'base64', filename: 'x' },
      ],
    });
    expect(text.split('mark-1')).toHaveLength(2);
    for (const mark of ['mark-2', 'mark-3']) {
      expect(text.split(Buffer.from(mark).toString('base64'))).toHaveLength(2);
    }
  });

  it('leaves lines over 998 octets and Bcc in a raw message', async () => {
    const raw = new PassThrough();
    raw.end(`Bcc: x@example.com\r\n\r\n${'x'.repeat(2000)}\r\n`);
    const text = await built({ raw });
    expect(text).toContain('Bcc: ');
    expect(text).toContain('x'.repeat(2000));
  });
});
