import { describe, expect, it } from 'vitest';
import { parseCapabilities } from '../../src/smtp/capabilities.ts';

const offered = (...lines: string[]) =>
  parseCapabilities({ code: 250, enhanced: null, message: '', lines: ['mail.example.com', ...lines] });

describe('what EHLO offers', () => {
  it('is read by whole words in any case', () => {
    expect(offered('pipelining', 'Size 1000', 'AUTH plain LOGIN', 'AUTH=CRAM-MD5 LOGIN')).toMatchObject({
      pipelining: true,
      size: true,
      sizeLimitBytes: 1000,
      auth: ['PLAIN', 'LOGIN', 'CRAM-MD5'],
      startTls: false,
    });
    expect(offered('XSTARTTLS', 'PIPELININGS', 'STARTTLS-NOT', '8BITMIME2')).toMatchObject({
      startTls: false,
      pipelining: false,
      eightBitMime: false,
    });
  });

  it('is not the name of the server, whatever that is', () => {
    const reply = { code: 250, enhanced: null, message: '', lines: ['STARTTLS'] };
    expect(parseCapabilities(reply).startTls).toBe(false);
  });

  it.each([['SIZE'], ['SIZE 0'], ['SIZE x'], ['SIZE -1']])('has no limit in %j', (line) => {
    expect(offered(line)).toMatchObject({ size: true, sizeLimitBytes: null });
  });
});
