/** Which sentence applies to which facts; both languages follow the same decision. */
import { describe, expect, test } from 'vitest';
import type { Failure } from '../../src/failure/failure.ts';
import { english } from '../../src/words/en.ts';
import { japanese } from '../../src/words/ja.ts';
import { describeFailure } from '../../src/words/language.ts';

const server = { host: '192.0.2.1', port: 25, address: '192.0.2.1' };
const certificate = {
  depth: 0,
  subject: 'CN=localhost',
  issuer: 'CN=Root',
  names: ['DNS:localhost'],
  notBefore: '2026-01-01T00:00:00Z',
  notAfter: '2027-01-01T00:00:00Z',
  serialNumber: '01',
  fingerprint: 'AB',
};
const origin = { kind: 'file', file: '/srv/a/sendmemo.cfg', line: 3 } as const;
const greeting = (text: string): Failure => ({
  code: 'PROTOCOL',
  reason: 'protocol-reply',
  server,
  stage: 'greeting',
  text,
});
const value = (name: string, text: string, form: 'choice' | 'hosts'): Failure => ({
  code: 'CONFIG',
  reason: 'cfg-value',
  origin,
  name,
  value: text,
  allowed: 'x',
  nearest: null,
  form,
});
const cases: readonly (readonly [title: string, Failure, what: RegExp, hint: RegExp | null])[] = [
  [
    'a server without RFC 5746, not in OpenSSL’s words',
    {
      code: 'TLS_HANDSHAKE',
      reason: 'tls-handshake',
      server,
      detail: 'unsafe legacy renegotiation disabled',
      cause: 'legacy-renegotiation',
    },
    /^(?!.*unsafe legacy).*RFC 5746/,
    /LegacyRenegotiation = 1/,
  ],
  ['SSH', greeting('SSH-2.0-OpenSSH_9.2'), /not an SMTP server/, /an SSH server/],
  ['HTTP', greeting('HTTP/1.1 400 Bad Request'), /not an SMTP server/, /an HTTP server/],
  ['IMAP', greeting('* OK ready'), /not an SMTP server/, /an IMAP server/],
  ['POP3', greeting('+OK ready'), /not an SMTP server/, /a POP3 server/],
  [
    'a certificate for localhost',
    {
      code: 'CERT_HOSTNAME',
      reason: 'cert-hostname',
      server: { ...server, host: 'localhost' },
      certificate,
      commonName: null,
      unused: null,
    },
    /"localhost" is not accepted: names need at least two dots/,
    /full name or IP address/,
  ],
  [
    'an unknown delivery',
    {
      code: 'CONNECTION_LOST',
      reason: 'delivery-unknown',
      server,
      cause: 'lost',
      seconds: null,
      messageId: '<1@a.example>',
    },
    /unknown whether it was delivered \(Message-ID <1@a\.example>\)/,
    /look for <1@a\.example>/,
  ],
  [
    'an interruption in a session',
    { code: 'TIMEOUT', reason: 'interrupted', signal: 'SIGINT', server, stage: 'rcpt' },
    /SIGINT while waiting for 192\.0\.2\.1:25 to answer RCPT TO; nothing was delivered$/,
    null,
  ],
  [
    'a comment behind a value',
    value('EnableTLS', '1 ; starttls', 'choice'),
    /EnableTLS/,
    /line of their own/,
  ],
  [
    'a URL for a host',
    value('smtp-server-host', 'smtp://mail.example.com/', 'hosts'),
    /expected a host name/,
    /smtp-server-host = mail\.example\.com$/,
  ],
  [
    'a setting of another program',
    { code: 'CONFIG', reason: 'cfg-unknown-name', file: '/a', line: 1, name: 'mailhub', nearest: null },
    /unknown setting "mailhub"/,
    /did you mean smtp-server-host/,
  ],
];

describe('a failure is said with what its facts show', () => {
  test.each(cases)('%s', (_title, failure, what, hint) => {
    const said = describeFailure(english, failure);
    expect(said.what).toMatch(what);
    if (hint === null) expect(said.hint).toBeNull();
    else expect(said.hint).toMatch(hint);
    const other = describeFailure(japanese, failure);
    expect(other.what).toMatch(/[ぁ-ん]/);
    expect(other.hint === null).toBe(hint === null);
  });
});
