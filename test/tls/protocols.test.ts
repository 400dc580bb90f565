import { describe, expect, test } from 'vitest';
import { checkCiphers, cipherOption, protocolWindow, securityLevel } from '../../src/tls/protocols.ts';
import { failureOf } from './named-file.ts';

const unset = { minimum: null, maximum: null, ciphers: null, cipherSuites: null, sslv3Asked: false };
const origin = { kind: 'file', file: '/etc/sendmemo/sendmemo-ssl.cfg', line: 7 } as const;

describe('the protocol window', () => {
  test('is TLS 1.2 and 1.3 where nothing is set', () => {
    expect(protocolWindow(unset)).toMatchObject({
      minimum: 'TLSv1.2',
      maximum: 'TLSv1.3',
      oldAlgorithms: false,
    });
  });

  test('brings old ciphers and digests along below TLS 1.2, unless Ciphers is set', () => {
    expect(protocolWindow({ ...unset, minimum: 'TLSv1.1' }).oldAlgorithms).toBe(true);
    expect(protocolWindow({ ...unset, minimum: 'TLSv1', ciphers: 'HIGH' }).oldAlgorithms).toBe(false);
  });

  test('begins with the oldest protocol under IPM_ENABLE_SSL_V3, unless MinProtocol is set', () => {
    const asked = { ...unset, sslv3Asked: true };
    expect(protocolWindow(asked)).toMatchObject({ minimum: 'TLSv1', oldAlgorithms: true, sslv3Asked: true });
    expect(protocolWindow({ ...asked, minimum: 'TLSv1.2' })).toMatchObject({
      minimum: 'TLSv1.2',
      oldAlgorithms: false,
    });
  });

  test('keeps the suites of TLS 1.3 where only Ciphers is set, and the ciphers where only CipherSuites is', () => {
    expect(cipherOption(protocolWindow({ ...unset, ciphers: 'HIGH' }))).toMatch(
      /TLS_AES_256_GCM_SHA384.*:HIGH$/,
    );
    expect(cipherOption(protocolWindow({ ...unset, cipherSuites: 'TLS_AES_128_GCM_SHA256' }))).toMatch(
      /^TLS_AES_128_GCM_SHA256:ECDHE/,
    );
  });
});

test('of several security levels the last counts, as it does for OpenSSL', () => {
  const level = (ciphers: string) => securityLevel(protocolWindow({ ...unset, ciphers }));
  expect(level('DEFAULT@SECLEVEL=0:@SECLEVEL=2')).toBe('@SECLEVEL=2');
  expect(level('DEFAULT')).toBe('');
});

describe('a cipher list', () => {
  test.each([
    'HIGH:!aNULL:!MD5',
    'ECDHE-RSA-AES128-GCM-SHA256',
    'ALL:@SECLEVEL=0',
    'DEFAULT:!RC5',
    'kRSA+AES',
  ])('of OpenSSL is accepted: %s', (value) => {
    expect(() => checkCiphers('Ciphers', value, origin)).not.toThrow();
  });

  test.each([
    'ECDHE-RSA-AES128-GCM-SHA256:ECDHE-TYPO',
    'NONSENSE',
    '',
    ':',
    '@SECLEVEL=9',
    'HIGH:TLS_AES_128_GCM_SHA256',
  ])('with an unknown name is refused, although OpenSSL would pass over it: %j', (value) => {
    expect(failureOf(() => checkCiphers('Ciphers', value, origin))).toMatchObject({
      code: 'CONFIG',
      reason: 'ciphers-unknown',
      name: 'Ciphers',
    });
  });

  test('of TLS 1.3 is held to the suites of the runtime', () => {
    expect(() =>
      checkCiphers('CipherSuites', 'TLS_AES_128_GCM_SHA256:TLS_CHACHA20_POLY1305_SHA256', origin),
    ).not.toThrow();
    for (const value of ['TLS_AES_128_GCM_SHA257', 'HIGH', '']) {
      expect(failureOf(() => checkCiphers('CipherSuites', value, origin)).reason).toBe('ciphers-unknown');
    }
  });
});
