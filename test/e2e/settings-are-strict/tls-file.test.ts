/** sendmemo-ssl.cfg: what it may hold, and that a typing error never becomes plain text (section 2). */
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { expectFailure, expectQuiet, expectSaid } from '../support/result.ts';
import { submit, usualArguments } from '../support/submission.ts';

const latin = (text: string) => Buffer.from(text, 'latin1');

describe.concurrent('a valid sendmemo-ssl.cfg', () => {
  const named: readonly [string, string | Buffer][] = [
    ['names and values around =', 'Hostname = host.example.com\n'],
    ['no blanks', 'Hostname=host.example.com\n'],
    ['tabs and blanks on all sides', ' \tHostname\t =\t host.example.com \t\n'],
    ['CRLF', '; c\r\n\r\nHostname = host.example.com\r\n'],
    ['a BOM', '\uFEFFHostname = host.example.com\n'],
    ['no newline at the end', 'EnableTLS = 0\nHostname = host.example.com'],
    ['a pair of double quotes', 'Hostname = "host.example.com"\n'],
    ['comments with ; and #, indented', '  ; a\n\t# b\n#c\n;d\n   \nHostname = host.example.com\n'],
    ['Latin-1 in a comment', latin('# caf\xe9 \xff\nHostname = host.example.com\n')],
    ['Shift_JIS in a comment', latin('; \x83\x81\x81[\x83\x8b = \x8c\x8f\nHostname = host.example.com\n')],
    [
      'empty values for defaults',
      'EnableTLS =\nCAFile =\nCrlFile=\nCertFile =\nHostname = host.example.com\n',
    ],
    ['quotes around nothing', 'CAFile = ""\nHostname = host.example.com\n'],
  ];
  it.each(named)('is read with %s', async (_, ssl) => {
    const sent = await submit({ ssl });
    expectQuiet(sent);
    expect(sent.connections[0]?.commands[0]).toBe('EHLO host.example.com');
    expect(sent.connections[0]?.commands).not.toContain('STARTTLS');
  });

  it.each(['[1.2.3.4]', '[IPv6:fc00::1]', 'a-1.b.example.com'])('says %s in EHLO', async (name) => {
    const sent = await submit({ ssl: `Hostname = ${name}\n` });
    expectQuiet(sent);
    expect(sent.connections[0]?.commands[0]).toBe(`EHLO ${name}`);
  });

  it('is what our sample is, and the sample changes nothing', async () => {
    const samples = new URL('../../../samples/', import.meta.url);
    const ssl = await readFile(new URL('sendmemo-ssl.cfg', samples));
    const cfg = await readFile(new URL('sendmemo.cfg', samples));
    const sent = await submit({ ssl, cfg });
    expectQuiet(sent);
    expect(sent.connections).toHaveLength(1);
    expect(sent.connections[0]?.commands).not.toContain('STARTTLS');
  });

  it('says without Hostname the full name of the machine, else the address of the connection', async () => {
    const full = await submit({ hostName: 'print1.example.net' });
    expect(full.connections[0]?.commands[0]).toBe('EHLO print1.example.net');
    const short = await submit({ hostName: 'print1', hosts: {} });
    expect(short.connections[0]?.commands[0]).toMatch(
      /^EHLO (?:\[127\.0\.0\.1\]|[a-z0-9-]+(?:\.[a-z0-9-]+)+)$/i,
    );
  });
});

describe.concurrent('a file with an error sends nothing and names the place', () => {
  const faults: readonly [string, string | Buffer, number, RegExp][] = [
    ['a name in lower case', 'enabletls = 1\n', 1, /EnableTLS/],
    ['a name in another case', '# c\nEnableTls = 1\n', 2, /EnableTLS/],
    ['a misspelt name', '\n\nEnableTSL = 1\n', 3, /EnableTLS/],
    ['another misspelt name', 'CaFiles = x.pem\n', 1, /CAFile/],
    ['a name nothing is like', 'Zebra = 1\n', 1, /Zebra/],
    ['a name of the other file', 'smtp-server-port = 25\n', 1, /smtp-server-port/],
    ['__proto__', '__proto__ = 1\n', 1, /__proto__/],
    ['constructor', 'constructor = 1\n', 1, /constructor/],
    ['a name given twice', 'EnableTLS = 0\n; x\nEnableTLS = 0\n', 3, /EnableTLS/],
    ['a name given twice, once empty', 'EnableTLS =\nEnableTLS = 0\n', 2, /EnableTLS/],
    ['a section', '[tls]\nEnableTLS = 0\n', 1, /section|\[tls\]/i],
    ['EnableTLS 3', 'EnableTLS = 3\n', 1, /3/],
    ['EnableTLS yes', 'EnableTLS = yes\n', 1, /yes/],
    ['EnableTLS true', 'EnableTLS = true\n', 1, /true/],
    ['a comment behind the value', 'EnableTLS = 1 ; use STARTTLS\n', 1, /use STARTTLS/],
    ['a comment behind a value with #', 'EnableTLS = 0 # off\n', 1, /# off/],
    ['a line without =', 'EnableTLS\n', 1, /EnableTLS/],
    ['a colon for =', 'EnableTLS: 1\n', 1, /EnableTLS/],
    ['no name', '= 1\n', 1, /./],
    ['IgnoreCertificateErrors 2', 'IgnoreCertificateErrors = 2\n', 1, /2/],
    ['CertValidationIgnoreHostName yes', 'CertValidationIgnoreHostName = yes\n', 1, /yes/],
    ['an address without brackets', 'Hostname = 1.2.3.4\n', 1, /1\.2\.3\.4/],
    ['IPv6 without its tag', 'Hostname = [fc00::1]\n', 1, /fc00::1/],
    ['an impossible address', 'Hostname = [1.2.3.400]\n', 1, /1\.2\.3\.400/],
    ['a host name with a blank', 'Hostname = host .example.com\n', 1, /host \.example\.com/],
    ['a host name with a label that begins with -', 'Hostname = -a.example.com\n', 1, /-a\.example\.com/],
    ['a lone CR', 'EnableTLS = 0\rHostname = host.example.com\n', 1, /CR|carriage/i],
    ['a value that is not UTF-8', latin('EnableTLS = 0\nCAFile = caf\xe9.pem\n'), 2, /UTF-8/],
    ['MinProtocol SSLv3', 'MinProtocol = SSLv3\n', 1, /SSLv3/],
    ['MinProtocol in another case', 'MinProtocol = tlsv1.2\n', 1, /TLSv1\.2/],
    [
      'MinProtocol above MaxProtocol',
      'MinProtocol = TLSv1.3\nMaxProtocol = TLSv1.2\n',
      0,
      /MaxProtocol|MinProtocol/,
    ],
    ['a policy that is none', 'StartTLSPolicy = maybe\n', 1, /maybe/],
    ['a fingerprint that is none', 'Fingerprint = ab:cd\n', 1, /ab:cd/],
    ['ciphers that OpenSSL does not know', 'EnableTLS = 1\nCiphers = NO-SUCH-CIPHER\n', 0, /Ciphers|NO-SUCH/],
  ];
  it.each(faults)('%s', async (_, ssl, line, what) => {
    const sent = await submit({ ssl });
    expectSaid(sent, 78, what);
    const place = line === 0 ? /\/sendmemo-ssl\.cfg(?::\d+)?:/ : new RegExp(`/sendmemo-ssl\\.cfg:${line}: `);
    expect(sent.stderr.split('\n')[0]).toMatch(place);
    expect(sent.stdout).toBe('');
    expect(sent.connections).toHaveLength(0);
  });

  it('has the code CONFIG in the JSON result', async () => {
    const sent = await submit({ ssl: 'EnableTSL = 1\n', args: ['--json', ...usualArguments] });
    const json = expectFailure(sent, 78, 'CONFIG');
    expect(json).toMatchObject({ status: 'failed', tls: null, accepted: [], rejected: [] });
    expect(json.error?.message).toContain('sendmemo-ssl.cfg:1:');
    expect(sent.connections).toHaveLength(0);
  });
});
