import crypto from 'node:crypto';
import { Duplex } from 'node:stream';
import tls from 'node:tls';
import { describe, expect, test } from 'vitest';
import { checkCiphers, protocolWindow } from '../../src/tls/protocols.ts';
import { cipherOption, securityLevel, strengthOptions } from '../../src/tls/strength.ts';
import { failureOf } from './named-file.ts';

const unset = {
  minimum: null,
  maximum: null,
  ciphers: null,
  cipherSuites: null,
  groups: null,
  sslv3Asked: false,
};
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
      /TLS_AES_256_GCM_SHA384.*:HIGH:@SECLEVEL=\d$/,
    );
    expect(cipherOption(protocolWindow({ ...unset, cipherSuites: 'TLS_AES_128_GCM_SHA256' }))).toMatch(
      /^TLS_AES_128_GCM_SHA256:ECDHE.*:@SECLEVEL=\d$/,
    );
  });
});

test('of several security levels the last counts, as it does for OpenSSL', () => {
  const level = (ciphers: string) => securityLevel(protocolWindow({ ...unset, ciphers }));
  expect(level('DEFAULT@SECLEVEL=0:@SECLEVEL=2')).toBe('@SECLEVEL=2');
  expect(level('DEFAULT')).toMatch(/^@SECLEVEL=[12]$/);
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

test('the ciphers written out are those that Node is built with', () => {
  const core = crypto.constants.defaultCoreCipherList.split(':');
  expect(cipherOption(protocolWindow(unset)).split(':')).toEqual([
    ...core,
    expect.stringMatching(/^@SECLEVEL=[12]$/),
  ]);
});

/** What the runtime's ClientHello would hold by itself, and what ours holds. */
test.each([{}, { minimum: 'TLSv1' } as const])(
  'writing everything out changes nothing in the ClientHello: %j',
  async (settings) => {
    const window = protocolWindow({ ...unset, ...settings });
    const ours = await clientHello(strengthOptions(window));
    const usual = await clientHello({
      minVersion: window.minimum,
      maxVersion: window.maximum,
      ciphers: window.oldAlgorithms
        ? 'TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256:DEFAULT:@SECLEVEL=0'
        : tls.DEFAULT_CIPHERS,
    });
    const offered = ({ extensions, suites }: ClientHello) => ({
      suites,
      groups: extensions.get(10),
      signatures: [...(extensions.get(13) ?? [])].toSorted(),
      versions: extensions.get(43),
    });
    expect(offered(ours)).toEqual(offered(usual));
  },
);

interface ClientHello {
  readonly suites: string;
  /** Type → 16-bit values in hex. */
  readonly extensions: ReadonlyMap<number, readonly string[]>;
}

/** Reads the first flight of a client (RFC 8446, 4.1.2). */
async function clientHello(options: tls.ConnectionOptions): Promise<ClientHello> {
  const bytes = await new Promise<Buffer>((resolve) => {
    tls
      .connect({
        socket: new Duplex({
          read: () => {},
          write(chunk: Buffer, _encoding, done) {
            resolve(chunk);
            done(new Error('that was all'));
          },
        }),
        ca: [],
        ...options,
      })
      .on('error', () => {});
  });
  // Record and handshake headers, version and random; then session, suites, compression.
  let at = 5 + 4 + 2 + 32;
  at += 1 + bytes.readUInt8(at);
  const suites = bytes.subarray(at + 2, at + 2 + bytes.readUInt16BE(at)).toString('hex');
  at += 2 + bytes.readUInt16BE(at);
  at += 1 + bytes.readUInt8(at) + 2;
  const extensions = new Map<number, string[]>();
  while (at < bytes.length) {
    const length = bytes.readUInt16BE(at + 2);
    const value = bytes.subarray(at + 4, at + 4 + length);
    extensions.set(bytes.readUInt16BE(at), value.toString('hex').match(/.{1,4}/g) ?? []);
    at += 4 + length;
  }
  return { suites, extensions };
}
