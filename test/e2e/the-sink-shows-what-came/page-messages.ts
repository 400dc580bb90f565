/** Messages for the page of the sink: one as a print server sends it, and hostile ones. */
import { deflateSync } from 'node:zlib';
import { connectRaw } from '../../sink/raw-client.ts';

/** Sends lines (joined by CRLF, dots stuffed) over plain SMTP. */
export async function deliver(
  port: number,
  message: string,
  recipients = ['ops@example.com'],
): Promise<void> {
  await using client = await connectRaw(port);
  await client.reply();
  await client.say('EHLO client.example.com');
  await client.say('MAIL FROM:<infoprint@print.example.com>');
  for (const recipient of recipients) await client.say(`RCPT TO:<${recipient}>`);
  await client.say('DATA');
  client.send(`${message.replaceAll(/\r?\n/g, '\r\n').replaceAll(/^\./gm, '..')}\r\n.\r\n`);
  const reply = await client.reply();
  if (!reply.startsWith('250')) throw new Error(reply);
}

/** A PNG of one colour, so that nothing is stored as a file. */
function png(width: number, height: number, [red, green, blue]: readonly [number, number, number]): Buffer {
  const row = Buffer.concat([Buffer.of(0), Buffer.alloc(width * 3, Buffer.of(red, green, blue))]);
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const out = Buffer.alloc(body.length + 8);
    out.writeUInt32BE(data.length);
    body.copy(out, 4);
    out.writeUInt32BE(crc32(body), body.length + 4);
    return out;
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const pixels = deflateSync(Buffer.concat(Array.from({ length: height }, () => row)));
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('IDAT', pixels),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** PNG, Annex D. */
function crc32(data: Buffer): number {
  let crc = 0xffffffff;
  for (const octet of data) {
    crc ^= octet;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

function base64(data: Buffer | string): string {
  return Buffer.from(data).toString('base64').replaceAll(/.{76}/g, '$&\n');
}

export const report = Buffer.from('Job 4711: 12 pages, printer lp1, stopped at page 7.\n');

/** Text, HTML with an inline image, an attachment with a Japanese name. */
export const notification = [
  'From: InfoPrint server <infoprint@print.example.com>',
  'To: Operators <ops@example.com>',
  'Subject: =?utf-8?q?Paper_jam_at_lp1_=E2=80=93_=E7=B4=99=E8=A9=B0=E3=81=BE=E3=82=8A?=',
  'Message-ID: <4711@print.example.com>',
  'MIME-Version: 1.0',
  'Content-Type: multipart/mixed; boundary=mixed',
  '',
  '--mixed',
  'Content-Type: multipart/alternative; boundary=alternative',
  '',
  '--alternative',
  'Content-Type: text/plain; charset=utf-8',
  '',
  '5010-304 The queue lp1-queue has stopped: paper jam at page 7.',
  '',
  'Printer   lp1 (room 2.14)',
  'Job       4711, 12 pages',
  'Operator  ops@example.com',
  '',
  '--alternative',
  'Content-Type: multipart/related; boundary=related',
  '',
  '--related',
  'Content-Type: text/html; charset=utf-8',
  '',
  '<style>td { padding: 4px 14px 4px 0 } h1 { font: 600 20px sans-serif; color: #a33 }</style>',
  '<body style="font: 15px sans-serif; margin: 24px"><img id="bar" src="cid:bar@example.com">',
  '<h1>Paper jam at page 7</h1><p>The queue <b>lp1-queue</b> has stopped.</p>',
  '<table><tr><td>Printer<td>lp1 (room 2.14)<tr><td>Job<td>4711, 12 pages</table></body>',
  '--related',
  'Content-Type: image/png',
  'Content-ID: <bar@example.com>',
  'Content-Transfer-Encoding: base64',
  '',
  base64(png(320, 8, [170, 51, 51])),
  '--related--',
  '--alternative--',
  '--mixed',
  "Content-Type: text/plain; name*=utf-8''%E5%A0%B1%E5%91%8A.txt",
  "Content-Disposition: attachment; filename*=utf-8''%E5%A0%B1%E5%91%8A.txt",
  'Content-Transfer-Encoding: base64',
  '',
  base64(report),
  '--mixed--',
].join('\n');

const script = '<script>parent.pwned = window.pwned = true; alert(1)</script>';

/** What a browser would fetch, connect to or go to, each with a path of its own. */
export function attempts(base: string): readonly string[] {
  return [
    `<img src="${base}/img" srcset="${base}/srcset 2x">`,
    `<link rel="stylesheet" href="${base}/stylesheet">`,
    `<link rel="preconnect" href="${base}">`,
    `<link rel="preload" as="image" href="${base}/preload">`,
    `<link rel="prefetch" href="${base}/prefetch">`,
    `<style>@import url(${base}/import); body { background: url(${base}/background) }</style>`,
    `<style>@font-face { font-family: f; src: url(${base}/font) } p { font-family: f }</style>`,
    `<p style="background-image: url(${base}/inline-style)">text</p>`,
    `<iframe src="${base}/iframe"></iframe>`,
    `<iframe srcdoc="<img src='${base}/nested'>"></iframe>`,
    `<object data="${base}/object"></object><embed src="${base}/embed">`,
    `<video src="${base}/video" poster="${base}/poster" autoplay></video><audio src="${base}/audio" autoplay></audio>`,
    `<svg><image href="${base}/svg-image"/><use href="${base}/svg-use#a"/></svg>`,
    `<input type="image" src="${base}/input">`,
    `<table background="${base}/table"><tr><td>cell</table>`,
    `<form id="f" action="${base}/form"><button autofocus>Send</button></form>`,
    `<script src="${base}/script"></script><script>fetch('${base}/fetch'); new Image().src = '${base}/new-image'; document.forms[0].submit()</script>`,
    `<img src=x onerror="fetch('${base}/onerror')"><body onload="location = '${base}/onload'">`,
    `<math><mtext><img src="${base}/math"></mtext></math>`,
    `<a id="link" href="${base}/link" ping="${base}/ping" target="_top">a link</a>`,
    `<meta http-equiv="refresh" content="0;url=${base}/refresh">`,
    `<base href="${base}/base/"><img src="relative">`,
  ];
}

/** Script in subject, addresses, names and HTML; a name that leads out of the directory. */
export function hostile(html: string): string {
  return [
    `From: "${script}" <a@example.com>`,
    `To: =?utf-8?q?=3Cimg_src=3Dx_onerror=3D"parent.pwned=3Dtrue"=3E?= <b@example.com>`,
    `Subject: ${script}<img src=x onerror=alert(2)>`,
    'Content-Type: multipart/mixed; boundary=mixed',
    '',
    '--mixed',
    'Content-Type: text/html; charset=utf-8',
    '',
    `${script}<p id="seen">The frame</p>${html}`,
    '--mixed',
    'Content-Type: text/html; name="../../<script>alert(3)</script>.html"',
    'Content-Disposition: attachment; filename="../../<script>alert(3)</script>\\"; x=.html"',
    '',
    script,
    '--mixed',
    'Content-Type: image/svg+xml',
    "Content-Disposition: attachment; filename*=utf-8''a%0D%0ASet-Cookie:%20x=1%E2%80%AEgpj.exe",
    '',
    `<svg xmlns="http://www.w3.org/2000/svg">${script}</svg>`,
    '--mixed--',
  ].join('\n');
}
