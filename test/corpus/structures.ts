/** Structures: boundaries in every form, messages in messages, signed, reported, encoded, and broken ones. */
import { inCharset } from './headers.ts';
import type { CorpusMail } from './mail.ts';
import { mail } from './mail.ts';

/** Octets of UTF-8 as latin1. */
const utf8 = (text: string): string => Buffer.from(text).toString('latin1');
const head = 'From: A <a@example.com>\nTo: B <b@example.com>\nSubject: s\nMIME-Version: 1.0\n';
const long = `${'word '.repeat(300)}end`;

/** Contents of a part: field lines and content. */
const leaves: readonly (readonly [name: string, header: string, content: string])[] = [
  [
    'utf-8 text',
    'Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit',
    utf8('Grüße\nzweite Zeile'),
  ],
  [
    'latin-1 html',
    'Content-Type: text/html; charset=iso-8859-1\nContent-Transfer-Encoding: 8bit',
    '<p>Gr\xfc\xdfe</p>',
  ],
  [
    'shift_jis text',
    'Content-Type: text/plain; charset=Shift_JIS\nContent-Transfer-Encoding: 8bit',
    inCharset('表を印刷', 'shift_jis'),
  ],
  [
    'iso-2022-jp text',
    'Content-Type: text/plain; charset=ISO-2022-JP\nContent-Transfer-Encoding: 7bit',
    inCharset('表を印刷', 'iso-2022-jp'),
  ],
  [
    'quoted-printable',
    'Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable',
    'Gr=C3=BC=\n=C3=9Fe',
  ],
  ['base64', 'Content-Type: application/pdf\nContent-Transfer-Encoding: base64', 'JVBERi0xLjcK'],
  [
    'binary',
    'Content-Type: application/octet-stream\nContent-Transfer-Encoding: binary',
    '\x01\xff\xfe\x7fraw',
  ],
  ['long line', 'Content-Type: text/plain', long],
  ['NUL', 'Content-Type: text/plain', '/srv/a\0/srv/b\0'],
  ['no header', '', 'plain'],
  [
    'TNEF',
    'Content-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: base64',
    'eJ8+IgEAAA==',
  ],
  [
    'calendar',
    'Content-Type: text/calendar; charset=utf-8; method=REQUEST',
    utf8('BEGIN:VCALENDAR\nSUMMARY:Büro\nEND:VCALENDAR'),
  ],
  [
    '8-bit name',
    utf8(
      'Content-Type: image/png; name="Größe \\"1\\".png"\nContent-Disposition: attachment; filename="Größe \\"1\\".png"\nContent-Transfer-Encoding: base64',
    ),
    'iVBORw0KGgo=',
  ],
];

const boundaries: readonly (readonly [name: string, parameter: string, boundary: string])[] = [
  ['token', 'boundary=b1', 'b1'],
  ['quoted', 'boundary="b 1=_"', 'b 1=_'],
  ['upper case and blanks', 'BOUNDARY = "b1"', 'b1'],
  ['escapes', 'boundary="b\\"1"', 'b"1'],
  ['continued', 'boundary*0=b; boundary*1="1=x"', 'b1=x'],
  ['continued at a blank', 'boundary*0="b"; boundary*1=" 1"', 'b 1'],
  ['percent', "boundary*=us-ascii''b%3D1", 'b=1'],
  ['continued and percent', "boundary*0*=us-ascii''b%3D; boundary*1=1", 'b=1'],
  ['folded', 'charset=x;\n\tboundary="b1"', 'b1'],
];

export function structureMails(): CorpusMail[] {
  return [...boundaryMails(), ...leafMails(), ...nestedMails(), ...signedMails()];
}

function boundaryMails(): CorpusMail[] {
  return boundaries.flatMap(([name, parameter, boundary]) =>
    ['mixed', 'alternative', 'related'].map((kind) =>
      mail(
        `boundary: ${name}, ${kind}`,
        `${head}Content-Type: multipart/${kind}; ${parameter}\n\npreamble\n--${boundary}\n${leaves[0]?.[1]}\n\n${leaves[0]?.[2]}\n--${boundary}\n${leaves[1]?.[1]}\n\n${leaves[1]?.[2]}\n--${boundary}--\nepilogue\n`,
      ),
    ),
  );
}

function leafMails(): CorpusMail[] {
  return leaves.flatMap(([name, header, content], at) => {
    const beside = leaves[(at + 3) % leaves.length] ?? leaves[0];
    const alone = header === '' ? '' : `${header}\n`;
    return [
      mail(`part: ${name}`, `${head}${alone}\n${content}\n`),
      mail(
        `two parts: ${name}`,
        `${head}Content-Type: multipart/mixed; boundary=b\n\n--b\n${alone}\n${content}\n--b\n${beside?.[1] ?? ''}\n\n${beside?.[2] ?? ''}\n--b--\n`,
      ),
      mail(
        `in a message: ${name}`,
        `${head}Content-Type: multipart/mixed; boundary=o\n\n--o\nContent-Type: message/rfc822\n\nFrom: i@example.com\nSubject: inner\nMIME-Version: 1.0\n${alone}\n${content}\n--o--\n`,
      ),
    ];
  });
}

function nestedMails(): CorpusMail[] {
  const [, header = '', content = ''] = leaves[0] ?? [];
  const part = `${header}\n\n${content}\n`;
  let deep = part;
  for (let level = 0; level < 40; level += 1) {
    deep = `Content-Type: multipart/mixed; boundary=d${level}\n\n--d${level}\n${deep}--d${level}--\n`;
  }
  return [
    mail('nested: forty levels', `${head}${deep}`),
    mail(
      'nested: a boundary that begins another',
      `${head}Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: multipart/alternative; boundary=bb\n\n--bb\n${part}--bb\n${part}--bb--\n--b\n${part}--b--\n`,
    ),
    mail(
      'nested: message in message in message',
      `${head}Content-Type: message/rfc822\n\nSubject: one\nMIME-Version: 1.0\nContent-Type: message/rfc822\n\nSubject: ${utf8('zwei ü')}\nMIME-Version: 1.0\n${part}`,
    ),
    mail(
      'digest',
      `${head}Content-Type: multipart/digest; boundary=b\n\n--b\n\nSubject: one\nMIME-Version: 1.0\n${part}--b\n\nSubject: two\n\ntext\n--b--\n`,
      { unreadBy: ['mailparser'] },
    ),
    mail(
      'bounce',
      `${head}Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n${part}--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.com\n\nFinal-Recipient: rfc822; x@example.com\nAction: failed\nStatus: 5.1.1\n--b\nContent-Type: text/rfc822-headers\n\nSubject: ${utf8('ü')}\n--b--\n`,
    ),
    mail(
      'bounce with 8-bit text in its status',
      `${head}Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n${part}--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.com\n\nFinal-Recipient: rfc822; x@example.com\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 ${utf8('abgelehnt für immer')}\n--b--\n`,
      { refused: ['seven-bit'] },
    ),
    mail(
      'partial',
      `${head}Content-Type: message/partial; id="x@example.com"; number=1; total=2\n\nSubject: s\n\n${utf8('Grüße')}\n`,
      { refused: ['seven-bit'] },
    ),
    mail(
      'global',
      `${head}Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/global\nContent-Transfer-Encoding: 8bit\n\nSubject: ${utf8('innen ü')}\nFrom: ${utf8('Jörg')} <a@example.com>\nMIME-Version: 1.0\n${part}--b--\n`,
    ),
    mail(
      'multipart with an encoding that it can not have',
      `${head}Content-Type: multipart/mixed; boundary=b\nContent-Transfer-Encoding: quoted-printable\n\n--b\n${part}--b--\n`,
    ),
    mail('multipart without its boundary', `${head}Content-Type: multipart/mixed\n\n${utf8('Grüße')}\n`, {
      refused: ['seven-bit'],
    }),
    mail(
      'multipart whose boundary never comes',
      `${head}Content-Type: multipart/mixed; boundary=b\n\n--c\n${part}--c--\n`,
      { refused: ['seven-bit'] },
    ),
    mail(
      'multipart without its end',
      `${head}Content-Type: multipart/mixed; boundary=b\n\n--b\n${part}--b\n${part}`,
    ),
    mail(
      'inner multipart without its end',
      `${head}Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: multipart/mixed; boundary=c\n\n--c\n${part}--b\n${part}--b--\n`,
      { unreadBy: ['mailparser'] },
    ),
    mail(
      'preamble and epilogue with 8-bit text',
      `${head}Content-Type: multipart/mixed; boundary=b\n\n${utf8('Für alte Programme')}\n--b\n${part}--b--\n${utf8('Fußzeile')}\n`,
    ),
    mail(
      'encoding that nobody knows',
      `${head}Content-Type: text/plain\nContent-Transfer-Encoding: x-uuencode\n\n${utf8('ü')}\n`,
      {
        refused: ['seven-bit'],
      },
    ),
    mail('8-bit text without a type', `From: a@example.com\nTo: b@example.com\nSubject: s\n\nGr\xfc\xdfe\n`, {
      unlabelled: true,
    }),
  ];
}

function signedMails(): CorpusMail[] {
  const protocol = 'protocol="application/pgp-signature"; micalg=pgp-sha256';
  const signature =
    '--b\nContent-Type: application/pgp-signature\n\n-----BEGIN PGP SIGNATURE-----\n\niQ==\n-----END PGP SIGNATURE-----\n--b--\n';
  const signed = (content: string): string =>
    `${head}Content-Type: multipart/signed; boundary=b; ${protocol}\n\n--b\n${content}\n${signature}`;
  return [
    mail('signed: ASCII', signed('Content-Type: text/plain\n\nplain  text \n')),
    mail(
      'signed: quoted-printable',
      signed(
        'Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\nGr=C3=BC=C3=9Fe\n',
      ),
    ),
    mail('signed: 8-bit', signed(`${leaves[0]?.[1]}\n\n${leaves[0]?.[2]}\n`), { refused: ['seven-bit'] }),
    mail('signed: long line', signed(`Content-Type: text/plain\n\n${long}\n`), {
      refused: ['seven-bit', 'eight-bit', 'utf-8'],
    }),
    mail('signed: NUL', signed('Content-Type: text/plain\n\na\0b\n'), {
      refused: ['seven-bit', 'eight-bit', 'utf-8'],
    }),
    mail(
      'signed: 8-bit subject',
      signed('Content-Type: text/plain\n\nx\n').replace('Subject: s', `Subject: ${utf8('ü')}`),
      { truth: { subject: 'ü' } },
    ),
    mail('DKIM: ASCII', `DKIM-Signature: v=1; c=simple/simple; d=example.com\n${head}\nplain\n`),
    mail('DKIM: 8-bit body', `DKIM-Signature: v=1; c=simple/simple; d=example.com\n${head}\n${utf8('ü')}\n`, {
      refused: ['seven-bit'],
      unlabelled: true,
    }),
    mail(
      'DKIM: 8-bit subject',
      `DKIM-Signature: v=1; c=relaxed/relaxed; d=example.com\n${head.replace('Subject: s', `Subject: ${utf8('ü')}`)}\nx\n`,
      {
        refused: ['seven-bit'],
        declares: true,
      },
    ),
    mail('DKIM: long line in the body', `DKIM-Signature: v=1; d=example.com\n${head}\n${long}\n`, {
      refused: ['seven-bit', 'eight-bit', 'utf-8'],
    }),
    mail(
      'DKIM relaxed: long field',
      `DKIM-Signature: v=1; c=relaxed/relaxed; h=from:to\n${head}X-Long: ${long}\n\nx\n`,
    ),
    mail(
      'DKIM simple: long field',
      `DKIM-Signature: v=1; c=simple/relaxed; h=from:to\n${head}X-Long: ${long}\n\nx\n`,
      { refused: ['seven-bit', 'eight-bit', 'utf-8'] },
    ),
    mail(
      'S/MIME',
      `${head}Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\nContent-Transfer-Encoding: base64\n\nMIAGCSqGSIb3DQEHA6CA\n`,
    ),
    mail(
      'PGP inline',
      `${head}Content-Type: text/plain; charset=utf-8\n\n-----BEGIN PGP SIGNED MESSAGE-----\n${utf8('Grüße')}\n-----END PGP SIGNATURE-----\n`,
    ),
  ];
}
