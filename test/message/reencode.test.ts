import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SendmemoError } from '../../src/failure/error.ts';
import type { Failure } from '../../src/failure/failure.ts';
import type { Message, WireOffer } from '../../src/message/envelope.ts';
import { composeRaw } from '../../src/message/raw.ts';
import { storedMessage } from '../../src/message/stored.ts';
import {
  composeDeps,
  everything,
  failureOf,
  nothing,
  parsed,
  rawDraft,
  wireFault,
  wireOctets,
} from './deps.ts';

function asFailure(error: unknown): Failure {
  if (error instanceof SendmemoError) return error.failure;
  throw error;
}

async function raw(text: string | Buffer): Promise<Message> {
  const stdin = Readable.from([Buffer.isBuffer(text) ? text : Buffer.from(text)]);
  return (await composeRaw(rawDraft(), composeDeps({ stdin }))).message;
}

async function wired(text: string | Buffer, offer: WireOffer = nothing): Promise<Buffer> {
  const octets = await wireOctets(await raw(text), offer);
  expect(wireFault(octets)).toBeNull();
  if (!offer.eightBitMime) expect(octets.every((octet) => octet < 128)).toBe(true);
  return octets;
}

const header =
  'From: a@example.com\nDate: Thu, 1 Jan 2026 00:00:00 +0000\nMessage-ID: <1@example.com>\nMIME-Version: 1.0\n';
const long = `${'word '.repeat(300)}end`;

describe('a line over 998 octets', () => {
  it('in a plain message makes it quoted-printable', async () => {
    const octets = await wired(`${header}Subject: s\n\nfirst\n${long}\nlast\n`, everything);
    expect((await parsed(octets)).text).toBe(`first\n${long}\nlast\n`);
  });

  it('of any length passes, in bounded pieces', async () => {
    const text = 'x'.repeat(300_000);
    expect((await parsed(await wired(`${header}\n${text}\n`, everything))).text).toBe(`${text}\n`);
  });

  it('in one part of many changes that part alone', async () => {
    const untouched = '--b\r\nContent-Type: text/plain\r\nX-Odd:kept\r\n\r\nas  it is \r\n';
    const octets = await wired(
      `${header}Content-Type: multipart/mixed; boundary=b\r\n\r\npreamble\r\n${untouched}--b\r\nContent-Type: text/html\r\n\r\n<p>${long}</p>\r\n--b--\r\nepilogue\r\n`,
      everything,
    );
    expect(octets.toString()).toContain(untouched);
    expect((await parsed(octets)).html).toContain(`<p>${long}</p>`);
  });

  it('in base64 or quoted-printable is broken there', async () => {
    const content = Buffer.alloc(3000, 'binary\0\xff', 'latin1');
    const octets = await wired(
      `${header}Content-Type: multipart/mixed; boundary="b b"\n\n--b b\nContent-Type: application/pdf\nContent-Transfer-Encoding: base64\n\n${content.toString('base64')}\n--b b\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: Quoted-Printable\n\n${'=C3=A4b'.repeat(300)}\nsoft=\nbreak\n--b b--\n`,
      everything,
    );
    const mail = await parsed(octets);
    expect(mail.attachments[0]?.content.equals(content)).toBe(true);
    expect(mail.text).toBe(`${'äb'.repeat(300)}\nsoftbreak`);
  });

  it('in the header is folded, or encoded where it has no blank', async () => {
    const mail = await parsed(
      await wired(
        `${header}Subject: ${long}\nComments: ${'x'.repeat(2000)}\nReferences: ${'<a@example.com> '.repeat(100)}\n\nx\n`,
        everything,
      ),
    );
    expect(mail.subject).toBe(long);
    expect(mail.references).toHaveLength(100);
  });

  it('in the header that can be neither is refused', async () => {
    const message = await raw(`${header}References: <${'x'.repeat(2000)}@example.com>\n\nx\n`);
    expect(await failureOf(() => message.toWire(everything))).toMatchObject({
      reason: 'raw-field-unfit',
      line: 5,
      name: 'References',
      why: 'long-line',
    });
  });
});

describe('a signed message', () => {
  it.each([
    ['DKIM-Signature: v=1\n', `x\n${long}\n`, everything, 8, 'long-line', 'dkim'],
    ['DKIM-Signature: v=1\n', 'x\ny\nGrüße\n', nothing, 9, 'eight-bit', 'dkim'],
    ['Bcc: x@example.com\nDKIM-Signature: v=1\n', 'Grüße\n', nothing, 8, 'eight-bit', 'dkim'],
    ['Subject: ü\nDKIM-Signature: v=1\n', 'x\n', nothing, 5, 'eight-bit', 'dkim'],
    [
      'Content-Type: multipart/signed; boundary=b\n',
      `--b\n\nGrüße\n--b--\n`,
      nothing,
      9,
      'eight-bit',
      'multipart-signed',
    ],
    [
      'Content-Type: multipart/signed; boundary=b\n',
      `--b\nX: y\n\n${long}\n--b--\n`,
      everything,
      10,
      'long-line',
      'multipart-signed',
    ],
  ] as const)('%j is not changed: refused with the line', async (fields, body, offer, line, why, because) => {
    const message = await raw(`${header}${fields}\n${body}`);
    expect(await failureOf(() => message.toWire(offer))).toMatchObject({
      reason: 'raw-signed',
      line,
      why,
      because,
    });
  });

  it('goes out where nothing has to be changed', async () => {
    const text = `${header}DKIM-Signature: v=1\n\nGrüße\n`;
    expect((await wired(text, everything)).toString()).toBe(text.replaceAll('\n', '\r\n'));
  });

  it('may stand beside a part that is changed', async () => {
    const octets = await wired(
      `${header}Content-Type: multipart/mixed; boundary=o\n\n--o\nContent-Type: text/plain; charset=utf-8\n\nGrüße\n--o\nContent-Type: multipart/signed; boundary=i\n\n--i\n\nsigned  text\n--i--\n--o--\n`,
    );
    expect(octets.toString()).toContain('--i\r\n\r\nsigned  text\r\n--i--');
  });
});

describe('8-bit text to a server without 8BITMIME', () => {
  it('arrives as it was, with the charset that it had', async () => {
    const octets = await wired(
      `${header}Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\nGrüße = 語\n`,
    );
    expect((await parsed(octets)).text).toBe('Grüße = 語\n');
    expect(octets.toString().match(/content-transfer-encoding/gi)).toHaveLength(1);
  });

  it('without MIME fields is labelled as what it is', async () => {
    const octets = await wired('From: a@example.com\nSubject: s\n\nGrüße\n');
    expect((await parsed(octets)).text).toBe('Grüße\n');
    const unknown = await wired(Buffer.from('From: a@example.com\nSubject: s\n\nGr\xfc\xdfe\n', 'latin1'));
    expect(unknown.toString()).toContain('charset=unknown-8bit');
    expect(unknown.toString().match(/mime-version/gi)).toHaveLength(1);
  });

  it('in an attachment that is no text is base64', async () => {
    const content = Buffer.from('\xff\xfe\x01line\r\nline\r\n', 'latin1');
    const octets = await wired(
      Buffer.concat([
        Buffer.from(
          `${header}Content-Type: multipart/mixed; boundary=b\nContent-Transfer-Encoding: 8bit\n\n--b\nContent-Type: application/octet-stream; name="übung.bin"\nContent-Disposition: attachment; filename="übung.bin"\nContent-Transfer-Encoding: binary\n\n`,
        ),
        content,
        Buffer.from('\n--b--\n'),
      ]),
    );
    const [attachment] = (await parsed(octets)).attachments;
    expect(attachment?.content.equals(content)).toBe(true);
    expect(attachment?.filename).toBe('übung.bin');
    expect(octets.toString()).toContain('Content-Transfer-Encoding: 7bit');
  });

  it('in a message in the message is encoded there', async () => {
    const octets = await wired(
      `${header}Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\nContent-Transfer-Encoding: 8bit\n\nSubject: innen ü\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\nGrüße\n--b--\n`,
    );
    expect(octets.toString()).toContain('Gr=C3=BC=C3=9Fe\r\n--b--');
    expect(octets.toString()).toContain('Content-Type: message/rfc822\r\nContent-Transfer-Encoding: 7bit');
  });

  it.each(['8bit', 'quoted-printable'])('in %s never makes a line that is a boundary', async (encoding) => {
    for (let length = 60; length < 80; length += 1) {
      const text = `${'w'.repeat(length)}--b\n\nü`;
      const octets = await wired(
        `${header}Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: ${encoding}\n\n${text}\n--b--\n`,
      );
      expect((await parsed(octets)).text).toBe(text);
    }
  });

  it('in an encoding that nobody knows is refused', async () => {
    const message = await raw(`${header}Content-Transfer-Encoding: x-uuencode\n\nGrüße\n`);
    expect(await failureOf(() => message.toWire(nothing))).toMatchObject({
      reason: 'raw-signed',
      because: 'encoding',
    });
  });

  it.each([
    ['angle brackets', `To: é ${'<'.repeat(200_000)}`],
    ['quoted strings', `To: é ${'"\\'.repeat(100_000)}`],
    ['comments', `To: é ${'(\\'.repeat(100_000)}`],
  ])('beside %s without end is refused in no time', async (_what, field) => {
    const message = await raw(`${header}${field}\n\né\n`);
    expect(await failureOf(() => message.toWire(nothing))).toMatchObject({
      reason: 'raw-field-unfit',
      line: 5,
    });
  });

  it('beside separators without end is encoded in no time', async () => {
    const octets = await wired(`${header}To: é <a@b>${','.repeat(200_000)}a\n\né\n`);
    expect(octets.length).toBeGreaterThan(200_000);
  });

  it('in an encoding that is all comment is refused in no time', async () => {
    const encoding = `Content-Transfer-Encoding: ${'('.repeat(200_000)}`;
    const message = await raw(`${header}${encoding}\n\né\n`);
    expect(await failureOf(() => message.toWire(nothing))).toMatchObject({ reason: 'raw-signed' });
  });

  it('before the @ of an address can only be refused', async () => {
    const message = await raw(`${header}To: jörg@example.com\n\nx\n`);
    expect(await failureOf(() => message.toWire(nothing))).toMatchObject({
      reason: 'address-needs-smtputf8',
    });
  });

  it('arrives whatever it is, in every structure', async () => {
    const line = fc
      .oneof(
        fc
          .array(
            fc.constantFrom(
              'a',
              'ü',
              '語',
              ' ',
              '\t',
              '=',
              '--',
              '--b',
              '.',
              'From ',
              '=C3',
              'w'.repeat(1000),
            ),
            { maxLength: 12 },
          )
          .map((parts) => parts.join('')),
        fc.string({ unit: 'grapheme', maxLength: 40 }),
      )
      .filter((text) => !/[\r\n\0]|^--b(?:--)?\s*$/.test(text) && !/\p{Cs}/u.test(text));
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { minLength: 1, maxLength: 8 }),
        fc.boolean(),
        async (lines, eightBitMime) => {
          const text = `x${lines.join('\n')}`;
          const octets = await wired(
            `${header}Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain; charset=utf-8\n\n${text}\n--b\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n${text}\n--b--\n`,
            { eightBitMime, smtpUtf8: false },
          );
          const mail = await parsed(octets);
          expect(mail.text).toBe(text);
          expect(mail.html).toBe(text);
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe('a stored message', () => {
  const octets = Buffer.from(
    `${header}Content-Type: text/plain; charset=utf-8\n\nGrüße\n`.replaceAll('\n', '\r\n'),
  );
  const message = storedMessage({
    messageId: '<1@example.com>',
    subject: 's',
    sizeBytes: octets.length,
    eightBit: true,
    smtpUtf8: false,
    open: async () => Readable.from([octets]),
  });

  it('goes out as it is, or re-encoded, as often as needed', async () => {
    expect((await wireOctets(message, everything)).equals(octets)).toBe(true);
    const plain = await wireOctets(message, nothing);
    expect((await parsed(plain)).text).toBe('Grüße\n');
    expect((await wireOctets(message, nothing)).equals(plain)).toBe(true);
    expect((await message.toWire(nothing)).body).toBe('7bit');
  });
});

describe('re-encoding', () => {
  it('gives the same whatever the pieces that the message comes in', async () => {
    const part = fc.constantFrom(
      '--b',
      '--b--',
      '--',
      '-',
      '\r\n',
      'ü',
      'text',
      'X: y',
      ':',
      'Content-Type: message/rfc822',
      'Content-Type: image/png',
      'Content-Transfer-Encoding: base64\r\n',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 25 }), async (parts) => {
        const octets = Buffer.from(
          `${header.replaceAll('\n', '\r\n')}Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n${parts.join('')}ü\r\n`,
        );
        const facts = {
          messageId: '<1@example.com>',
          subject: '',
          sizeBytes: octets.length,
          eightBit: true,
          smtpUtf8: false,
        };
        const whole = storedMessage({ ...facts, open: () => Readable.from([octets]) });
        const single = storedMessage({
          ...facts,
          open: () => Readable.from(Array.from(octets, (octet) => Buffer.from([octet]))),
        });
        const sevenBit = await wireOctets(whole, nothing).catch(asFailure);
        const pieces = await wireOctets(single, nothing).catch(asFailure);
        expect(pieces).toEqual(sevenBit);
        if (!Buffer.isBuffer(sevenBit)) {
          // A line among the fields of a part that is no field, or a type without an encoding.
          expect(sevenBit).toMatchObject({ reason: expect.stringMatching(/^raw-(?:field-unfit|signed)$/) });
          return;
        }
        expect(sevenBit.every((octet) => octet < 128)).toBe(true);
        expect(wireFault(sevenBit)).toBeNull();
      }),
      { numRuns: 100 },
    );
  });
});
