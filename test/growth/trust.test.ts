/** What certificates, lists and other files bring: the work grows with them, not with the square of them. */
// First: it counts what is compiled after it.
import { expectLinear, type Prepare } from '../support/growth.ts';
import { describe, test } from 'vitest';
import { parseNetworks } from '../../src/config/networks.ts';
import { parseSpoolUrl } from '../../src/config/spool-url.ts';
import { nearestValue, parseFingerprint } from '../../src/config/value-forms.ts';
import { SendmemoError } from '../../src/failure/error.ts';
import { readParameters, repairParameters } from '../../src/message/parameters.ts';
import { claimsOf } from '../../src/oauth/claims.ts';
import { errorOf } from '../../src/oauth/refusal.ts';
import { parsePasswords } from '../../src/relay/password-file.ts';
import { changeSender } from '../../src/relay/sender-header.ts';
import { parseSenderTable } from '../../src/relay/sender-table.ts';
import { createDotReader } from '../../src/submission/dot-reader.ts';
import { parseAgeStop } from '../../src/spool/age-clock.ts';
import { parseDropHeader, parseDropName } from '../../src/spool/drop-format.ts';
import { parseRunRecord } from '../../src/spool/last-run.ts';
import { parseEntryName } from '../../src/spool/queue-id.ts';
import { walkChain } from '../../src/tls/chain.ts';
import { openCertificate } from '../../src/tls/certificate.ts';
import { findRevocation } from '../../src/tls/crl-entries.ts';
import { parseRevocationLists, readCrl } from '../../src/tls/crl.ts';
import { derTag, encodeElement, readElement, readElements } from '../../src/tls/der.ts';
import { canonicalName, renderName } from '../../src/tls/distinguished-name.ts';
import { compareNames } from '../../src/tls/names.ts';
import { parseCertificates, toPem } from '../../src/tls/pem.ts';
import { anchorStore, IssuerSearch } from '../../src/tls/trust.ts';
import { createCrl, createIntermediate, createRoot, issueServer, type Authority } from '../support/pki.ts';

const utf8 = (text: string): Buffer => Buffer.from(text, 'utf8');
const many = <T>(n: number, make: (index: number) => T): T[] =>
  Array.from({ length: n }, (_, at) => make(at));
const file = { name: 'CAFile', path: 'ca.pem', origin: { kind: 'default' } } as const;

/** What is refused has been read as well. */
function tolerant(read: () => unknown): void {
  try {
    read();
  } catch (error) {
    if (![SendmemoError, RangeError, SyntaxError].some((kind) => error instanceof kind)) throw error;
  }
}

/** A list with n entries; its signature is that of the empty one, which nothing here looks at. */
async function largeCrl(n: number, entry: (index: number) => Buffer): Promise<Buffer> {
  const { der } = await createCrl(await createRoot());
  const [signed, ...others] = readElements(readElement(der).content);
  const fields = readElements(signed?.content ?? new Uint8Array()).map(({ raw }) => raw);
  const times = fields.findLastIndex((raw) => raw[0] === derTag.utcTime || raw[0] === derTag.generalizedTime);
  const entries = encodeElement(derTag.sequence, Buffer.concat(many(n, entry)));
  const list = [...fields.slice(0, times + 1), entries, ...fields.slice(times + 1)];
  const tbs = encodeElement(derTag.sequence, Buffer.concat(list));
  return encodeElement(derTag.sequence, Buffer.concat([tbs, ...others.map(({ raw }) => raw)]));
}

function crlEntry(index: number, extensions: Buffer = Buffer.alloc(0)): Buffer {
  const serial = Buffer.alloc(16, 0x11);
  serial.writeUInt32BE(index, 12);
  return encodeElement(
    derTag.sequence,
    Buffer.concat([
      encodeElement(derTag.integer, serial),
      encodeElement(derTag.utcTime, utf8('260101000000Z')),
      extensions,
    ]),
  );
}

/** reasonCode keyCompromise. */
const reason = encodeElement(
  derTag.sequence,
  encodeElement(
    derTag.sequence,
    Buffer.concat([
      encodeElement(derTag.objectIdentifier, Buffer.from([0x55, 0x1d, 0x15])),
      encodeElement(0x04, Buffer.from([0x0a, 0x01, 0x01])),
    ]),
  ),
);

/** A chain of so many certificates, the server's first. */
async function chainOf(length: number): Promise<readonly Authority[]> {
  const chain = [await createRoot()];
  for (let index = 1; index < length - 1; index += 1) {
    const [above] = chain;
    if (above !== undefined) chain.unshift(await createIntermediate(above, { name: `CA ${index}` }));
  }
  const [issuer] = chain;
  if (issuer !== undefined) chain.unshift(await issueServer(issuer));
  return chain;
}

describe('certificates and revocation lists', () => {
  const rows: readonly (readonly [string, number, Prepare])[] = [
    [
      // The largest has 10 MB.
      'entries of a revocation list',
      60_000,
      async (n) => {
        const der = await largeCrl(n, (index) => crlEntry(index));
        const name = readCrl(der).canonicalIssuer;
        return () => findRevocation(readCrl(der).entries, 'FF', { certificate: name, list: name });
      },
    ],
    [
      'entries with extensions',
      2000,
      async (n) => {
        const der = await largeCrl(n, (index) => crlEntry(index, reason));
        const name = readCrl(der).canonicalIssuer;
        return () => findRevocation(readCrl(der).entries, 'FF', { certificate: name, list: name });
      },
    ],
    [
      'a revocation list in PEM',
      10_000,
      async (n) => {
        const pem = utf8(toPem('X509 CRL', await largeCrl(n, (index) => crlEntry(index))));
        return () => parseRevocationLists(pem, file);
      },
    ],
    [
      'revocation lists in a file',
      100,
      async (n) => {
        const { pem } = await createCrl(await createRoot());
        return () => parseRevocationLists(utf8(pem.repeat(n)), file);
      },
    ],
    [
      'certificates in a file, and one of them looked for',
      100,
      async (n) => {
        const root = await createRoot();
        const pem = utf8(root.certificatePem.repeat(n));
        const leaf = openCertificate((await issueServer(root)).certificateDer);
        return () => new IssuerSearch([leaf]).extend([anchorStore(parseCertificates(pem, file))]);
      },
    ],
    [
      // Not more: the walk ends after 200 signatures.
      'certificates of a chain',
      20,
      async (n) => {
        const chain = (await chainOf(n)).map(({ certificateDer }) => openCertificate(certificateDer));
        const sent = chain.slice(0, -1);
        const stored = chain
          .slice(-1)
          .map((certificate) => ({ certificate, pem: '', store: 's', anchor: true }));
        return () => {
          new IssuerSearch(sent).extend([{ find: () => stored }]);
          walkChain(sent, stored, { nowMs: Date.now(), toRoot: true });
        };
      },
    ],
    [
      'certificates that were sent and are of no use',
      20,
      async (n) => {
        const root = await createRoot();
        const sent = [openCertificate((await issueServer(root)).certificateDer)];
        for (let index = 0; index < n; index += 1) {
          sent.push(openCertificate((await createRoot({ name: `Other ${index}` })).certificateDer));
        }
        return () => {
          new IssuerSearch(sent).extend([{ find: () => [] }]);
          walkChain(sent, [], { nowMs: Date.now(), toRoot: false });
        };
      },
    ],
    [
      'names of a certificate',
      2000,
      (n) => {
        const dns = many(n, (at) => `h${at}.example.com`);
        return () => compareNames('mail.example.com', { dns, ip: ['192.0.2.1'], commonName: null });
      },
    ],
    [
      'parts of a distinguished name',
      1000,
      (n) => {
        const part = encodeElement(
          0x31,
          encodeElement(
            derTag.sequence,
            Buffer.concat([
              encodeElement(derTag.objectIdentifier, Buffer.from([0x55, 4, 3])),
              encodeElement(0x0c, utf8('a  b')),
            ]),
          ),
        );
        const name = readElement(encodeElement(derTag.sequence, Buffer.concat(many(n, () => part))));
        return () => [canonicalName(name), renderName(name)];
      },
    ],
  ];
  test.each(rows)('%s', { timeout: 120_000 }, async (_, n, prepare) => expectLinear(prepare, n));
});

describe('other files and answers', () => {
  const rows: readonly (readonly [string, number, Prepare])[] = [
    [
      'lines of the table of senders',
      2000,
      (n) => {
        const table = utf8(many(n, (at) => `@d${at}.example.com: s${at}@example.com\n`).join(''));
        return () => parseSenderTable(table, 'senders');
      },
    ],
    [
      'networks of a relay',
      1000,
      (n) => {
        const text = many(n, (at) => `10.${at >> 8}.${at & 255}.0/24`).join(', ');
        return () => parseNetworks(text);
      },
    ],
    [
      'fields of a message to a relay',
      500,
      (n) => {
        const fields = many(n, (at) => ({ name: 'From', text: `From: a${at}@example.com\r\n` }));
        const mailbox = { name: '', mailbox: { address: 'b@example.com', needsSmtpUtf8: false } };
        return () => changeSender(fields as never, mailbox as never, mailbox.mailbox, null);
      },
    ],
    [
      'recipients in the header of a dropped message',
      1000,
      (n) => {
        const line = JSON.stringify({
          format: 1,
          messageId: '<1@example.com>',
          subject: 's',
          sender: { address: 'a@example.com', needsSmtpUtf8: false },
          recipients: many(n, (at) => ({ address: `r${at}@example.com`, needsSmtpUtf8: false })),
          dsn: null,
          eightBit: false,
          smtpUtf8: false,
        });
        return () => parseDropHeader(line, '0mm7xyz120123456789abcdef');
      },
    ],
    [
      'pieces of the content of DATA',
      4000,
      (n) => {
        const pieces = many(n, () => utf8('..\r\n.'));
        return () => {
          const reader = createDotReader('crlf');
          for (const piece of pieces) reader.feed(piece);
        };
      },
    ],
  ];
  test.each(rows)('%s', { timeout: 120_000 }, async (_, n, prepare) => expectLinear(prepare, n));
});

const units = [
  ' ',
  '\t',
  '\r\n',
  '"',
  '\\',
  '=',
  ';',
  ':',
  ',',
  '.',
  '/',
  '%',
  '@',
  '*',
  "''",
  '0',
  'a',
  '\u3042',
  '[',
  '{',
  '-',
];

describe('one character again and again', () => {
  const readers: readonly (readonly [string, (text: string) => unknown])[] = [
    ['parameters', (text) => [readParameters(`a; ${text}`), repairParameters(`text/plain; a=${text}`, true)]],
    ['networks', (text) => parseNetworks(text)],
    ['the URL of a spool', (text) => parseSpoolUrl(`postgresql://${text}`)],
    ['a fingerprint', (text) => parseFingerprint(text)],
    ['the nearest value', (text) => nearestValue(text, { kind: 'port' } as never)],
    ['the table of senders', (text) => parseSenderTable(utf8(text), 'senders')],
    ['the passwords of a relay', (text) => parsePasswords(text, 'passwords')],
    ['the claims of a token', (text) => claimsOf(`${text}.${text}.${text}`)],
    ['the error of a token endpoint', (text) => errorOf({ error: text, error_description: text })],
    ['a name in the drop directory', (text) => parseDropName(`0mm7xyz120123456789abcdef.${text}`)],
    ['a name in the spool', (text) => parseEntryName(text)],
    ['the record of the last run', (text) => parseRunRecord(text)],
    ['the stops of the clock', (text) => parseAgeStop(text)],
    ['the content of DATA', (text) => createDotReader('lf').feed(utf8(text))],
    [
      'a name of a certificate',
      (text) => compareNames(text, { dns: [text, `*.${text}`], ip: [text], commonName: null }),
    ],
  ];
  test.each(readers)('%s', { timeout: 120_000 }, async (_, read) => {
    await expectLinear((n) => {
      const texts = units.map((unit) => unit.repeat(n));
      return () => {
        for (const text of texts) {
          for (const whole of [text, `${text}x`, `x${text}`]) tolerant(() => read(whole));
        }
      };
    }, 2000);
  });
});
