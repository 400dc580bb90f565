import { describe, expect, it } from 'vitest';
import type { SinkEvent } from '../../../src/commands/sink/serve.ts';
import { renderSinkEvent } from '../../../src/commands/sink/text.ts';

const message: SinkEvent = {
  kind: 'message',
  number: 3,
  receivedAt: '2026-01-02T03:04:05.000Z',
  sender: '',
  recipients: ['a@example.com', 'b@example.com'],
  parameters: ['SIZE=12'],
  subject: 'Paper jam at lp1',
  helo: 'evil\u001b[2Jhost',
  remoteAddress: '127.0.0.1',
  sizeBytes: 12,
  file: '/mail/new/1',
  tls: {
    version: 'TLSv1.3',
    cipher: 'TLS_AES_256_GCM_SHA384',
    bits: 256,
    serverName: 'sink.example.test',
    verify: 'FAIL',
    clientCertificate: {
      subject: 'CN=client',
      issuer: 'CN=other CA',
      fingerprint: 'AA:BB',
      error: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    },
  },
};

describe('the lines of a sink', () => {
  it('show envelope, size, session and client certificate of a message', () => {
    const text = renderSinkEvent(message);
    for (const fact of [
      'message 3: Paper jam at lp1\n',
      'MAIL FROM:<> SIZE=12',
      'RCPT TO:<a@example.com>',
      'RCPT TO:<b@example.com>',
      '12 bytes',
      '/mail/new/1',
      'version=TLSv1.3 cipher=TLS_AES_256_GCM_SHA384 bits=256/256 verify=FAIL',
      'CN=client',
      'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
      'sink.example.test',
    ]) {
      expect(text).toContain(fact);
    }
    expect(text.endsWith('\n')).toBe(true);
  });

  it('let no client steer the terminal', () => {
    expect(renderSinkEvent(message)).not.toContain('\u001b');
  });

  it('show where to connect and the lines to write', () => {
    const text = renderSinkEvent({
      kind: 'listening',
      host: '::1',
      port: 2525,
      mode: 'starttls',
      requireTls: true,
      page: 'http://[::1]:8025/',
      maildir: '/mail',
      testCa: null,
      tlsSettings: ['EnableTLS = 1'],
      serverSettings: ['smtp-server-host = ::1', 'smtp-server-port = 2525'],
    });
    expect(text).toContain('[::1]:2525');
    expect(text).toContain('http://[::1]:8025/');
    expect(text).toContain('  EnableTLS = 1\n');
    expect(text).toContain('  smtp-server-port = 2525\n');
  });
});
