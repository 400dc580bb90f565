/** Fields one by one: parameters, identifiers, comments, lengths, forms that only old programs write. */
import type { CorpusMail, ServerKind, Truth } from './mail.ts';
import { mail } from './mail.ts';

const utf8 = (text: string): string => Buffer.from(text).toString('latin1');
const everywhere: readonly ServerKind[] = ['seven-bit', 'eight-bit', 'utf-8'];
const base = 'From: A <a@example.com>\nTo: B <b@example.com>\n';

function field(
  name: string,
  text: string,
  truth: Truth = {},
  refused: readonly ServerKind[] = [],
): CorpusMail {
  return mail(`field: ${name}`, `${base}${text}\n\ntext\n`, { truth, refused });
}

function attachment(name: string, type: string, disposition: string, file: string): CorpusMail {
  return mail(
    `parameter: ${name}`,
    `${base}Subject: s\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: ${type}\nContent-Disposition: ${disposition}\n\n${utf8('ü')}\n--b--\n`,
    { truth: { files: [file] } },
  );
}

const many = Array.from({ length: 120 }, (_, at) => `user${at}@example.com`);
const ids = Array.from({ length: 90 }, (_, at) => `<message.${at}@mail.example.com>`);

export function fieldMails(): CorpusMail[] {
  return [...textMails(), ...lengthMails(), ...parameterMails(), ...oldMails()];
}

function textMails(): CorpusMail[] {
  return [
    field('subject of many words', utf8(`Subject: ${'größer als '.repeat(60)}ende`), {
      subject: `${'größer als '.repeat(60)}ende`,
    }),
    field('subject beside encoded words', utf8('Subject: =?utf-8?Q?=C3=A4?= ö =?utf-8?Q?=C3=BC?= x'), {
      subject: 'ä ö ü x',
    }),
    field('subject with two blanks', utf8('Subject: ä  b  c'), { subject: 'ä  b  c' }),
    field('subject that looks encoded', 'Subject: =?nothing', { subject: '=?nothing' }),
    field('characters beyond the BMP', utf8('Subject: 🖨 fertig'), { subject: '🖨 fertig' }),
    field('keywords', utf8('Subject: s\nKeywords: Größe,Höhe')),
    field('list-id', utf8('Subject: s\nList-Id: Büro <list.example.com>')),
    field(
      'comment in a date',
      utf8('Subject: s\nDate: Thu, 1 Jan 2026 00:00:00 +0100 (Mitteleuropäische Zeit)'),
    ),
    field(
      'comment in received',
      utf8('Subject: s\nReceived: from x (Büro [192.0.2.1]) by y; Thu, 1 Jan 2026 00:00:00 +0000'),
    ),
    field('comment beside an address', utf8('Cc: c@example.com (Jörg (im Büro))\nSubject: s')),
    field('old in-reply-to', utf8('Subject: s\nIn-Reply-To: Jörgs Nachricht vom Montag <1@example.com>')),
    field('8-bit message id', utf8('Subject: s\nReferences: <ü@example.com>'), {}, ['seven-bit']),
    field(
      '8-bit token in a machine field',
      utf8('Subject: s\nReceived: from bücher by y; Thu, 1 Jan 2026 00:00:00 +0000'),
      {},
      ['seven-bit'],
    ),
    field('name without an address', utf8('Reply-To: Jörg Müller\nSubject: s')),
    field('domain beyond ASCII', utf8('Reply-To: a@bücher.example\nSubject: s')),
    mail('field: address beyond ASCII', `${base}${utf8('Reply-To: jörg@example.com')}\nSubject: s\n\nx\n`, {
      refused: ['seven-bit', 'eight-bit'],
      declares: true,
    }),
    mail('field: address in latin-1', `${base}Reply-To: j\xf6rg@example.com\nSubject: s\n\nx\n`, {
      refused: ['seven-bit'],
    }),
    mail(
      'field: nothing says the charset',
      `From: \xf7\xc1\xce <a@example.com>\nTo: "\xd0\xc5\xd4\xd2, x" <b@example.com>\nSubject: \xf4\xc5\xd3\xd4\n\nx\n`,
      { unlabelled: true },
    ),
    mail(
      'field: raw iso-2022-jp',
      `From: \x1b$B;3ED\x1b(B <a@example.com>\nTo: b@example.com\nSubject: \x1b$BI=\x1b(B\n\nx\n`,
    ),
  ];
}

function lengthMails(): CorpusMail[] {
  return [
    field('120 recipients in one line', `Cc: ${many.join(', ')}\nSubject: s`),
    field('120 recipients without blanks', `Cc: ${many.join(',')}\nSubject: s`),
    field(
      '120 recipients, one name beyond ASCII',
      utf8(`Cc: Jörg <j@example.com>,${many.join(',')}\nSubject: s`),
    ),
    field('90 references', `Subject: s\nReferences: ${ids.join(' ')}`),
    field('90 references without blanks', `Subject: s\nReferences: ${ids.join('')}`),
    field('long subject', `Subject: ${'word '.repeat(400)}end`, { subject: `${'word '.repeat(400)}end` }),
    field('long word', `Subject: ${'x'.repeat(2500)}`, { subject: 'x'.repeat(2500) }),
    field('long quoted name', `Cc: "${'n'.repeat(1500)}" <c@example.com>\nSubject: s`),
    field('long extension field', `Subject: s\nX-Report: ${'QUJD'.repeat(500)}`),
    field('long message id', `Subject: s\nReferences: <${'x'.repeat(1500)}@example.com>`, {}, everywhere),
    field(
      'long URI',
      `Subject: s\nList-Unsubscribe: <https://example.com/${'x'.repeat(1500)}>`,
      {},
      everywhere,
    ),
    mail(
      'field: long parameter',
      `${base}Subject: s\nMIME-Version: 1.0\nContent-Type: application/pdf; name="${'n'.repeat(3000)}.pdf"\nContent-Transfer-Encoding: base64\n\nJVBERg==\n`,
      {
        truth: { files: [`${'n'.repeat(3000)}.pdf`] },
      },
    ),
    mail(
      'field: many parameters',
      `${base}Subject: s\nMIME-Version: 1.0\nContent-Type: text/plain;${Array.from({ length: 150 }, (_, at) => `x${at}=value`).join(';')}\n\nx\n`,
    ),
  ];
}

function parameterMails(): CorpusMail[] {
  const pdf = 'application/pdf';
  return [
    attachment('8-bit quoted', pdf, utf8('attachment; filename="Größe.pdf"'), 'Größe.pdf'),
    attachment('8-bit token', pdf, utf8('attachment; filename=Größe.pdf'), 'Größe.pdf'),
    attachment(
      '8-bit with blanks, without quotes',
      pdf,
      utf8('attachment; filename=Größe und Höhe.pdf'),
      'Größe und Höhe.pdf',
    ),
    attachment(
      '8-bit with a semicolon',
      pdf,
      utf8('attachment; filename="Größe; Höhe.pdf"; size=1'),
      'Größe; Höhe.pdf',
    ),
    attachment(
      '8-bit and long',
      pdf,
      utf8(`attachment; filename="${'Größe'.repeat(40)}.pdf"`),
      `${'Größe'.repeat(40)}.pdf`,
    ),
    attachment('RFC 2231 already', pdf, "attachment; filename*=UTF-8''Gr%C3%B6%C3%9Fe.pdf", 'Größe.pdf'),
    attachment(
      'RFC 2231 in sections',
      pdf,
      "attachment; filename*0*=UTF-8''Gr%C3%B6; filename*1*=%C3%9Fe; filename*2=.pdf",
      'Größe.pdf',
    ),
    attachment(
      'RFC 2231 with 8-bit octets',
      pdf,
      utf8("attachment; filename*=UTF-8''Größe%20.pdf"),
      'Größe .pdf',
    ),
    attachment(
      'both forms, one 8-bit',
      pdf,
      utf8('attachment; filename="Größe.pdf"; filename*=UTF-8\'\'Gr%C3%B6%C3%9Fe.pdf'),
      'Größe.pdf',
    ),
    attachment(
      'beside RFC 2231 of another',
      utf8('application/pdf; name="ä.pdf"; x*=utf-8\'\'%41'),
      "attachment; filename*=UTF-8''%C3%A4.pdf",
      'ä.pdf',
    ),
    attachment('percent signs', pdf, utf8('attachment; filename="100 % ä.pdf"'), '100 % ä.pdf'),
    attachment('upper case', 'APPLICATION/PDF', utf8('ATTACHMENT; FILENAME="ä.pdf"'), 'ä.pdf'),
  ];
}

function oldMails(): CorpusMail[] {
  return [
    mail(
      'old: blanks before the colon',
      utf8('From : Jörg <a@example.com>\nTo: b@example.com\nSubject : ä\n\nx\n'),
      { unreadBy: ['python'] },
    ),
    mail(
      'old: mbox line',
      utf8(
        'From a@example.com Thu Jan  1 00:00:00 2026\nFrom: A <a@example.com>\nTo: b@example.com\nSubject: ä\n\nx\n',
      ),
    ),
    mail(
      'old: byte order mark',
      utf8('\ufeffFrom: A <a@example.com>\nTo: b@example.com\nSubject: ä\n\nx\n'),
      { truth: { from: [['A', 'a@example.com']], subject: 'ä' }, unreadBy: ['python'] },
    ),
    mail('old: CR alone', utf8('From: A <a@example.com>\rTo: b@example.com\rSubject: ä\r\rx\ry\r'), {
      truth: { subject: 'ä' },
      unreadBy: ['mailparser'],
    }),
    mail(
      'old: folded with a line of blanks',
      utf8('From: A <a@example.com>\nTo: b@example.com\nSubject: ä\n \n b\n\nx\n'),
    ),
    mail(
      'old: no empty line',
      utf8('From: A <a@example.com>\nTo: b@example.com\nSubject: ä\nthis is no field ü\n'),
      { unreadBy: ['mailparser'] },
    ),
    mail('old: no body', utf8('From: A <a@example.com>\nTo: b@example.com\nSubject: ä\n')),
    mail('old: tabs', utf8('From:\tJörg\t<a@example.com>\nTo:\tb@example.com\nSubject:\tä\tb\n\nx\n')),
    mail(
      'old: empty fields',
      utf8('From: A <a@example.com>\nTo: b@example.com\nCc:\nSubject:\nX:\nComments: ü\n\nx\n'),
    ),
    mail(
      'old: cron',
      utf8(
        'From: root@example.com (Cron Daemon)\nTo: root@example.com\nSubject: Cron <root@vm> größe\nContent-Type: text/plain; charset=UTF-8\nX-Cron-Env: <LANG=C.UTF-8>\n\nü\n',
      ),
      { truth: { subject: 'Cron <root@vm> größe' } },
    ),
    mail(
      'old: a route',
      utf8('From: A <a@example.com>\nTo: Jörg <@relay.example.com:b@example.com>\nSubject: s\n\nx\n'),
    ),
    mail(
      'old: quotes that end nowhere',
      utf8('From: A <a@example.com>\nTo: b@example.com\nSubject: s\nComments: "ä\n\nx\n'),
    ),
  ];
}
