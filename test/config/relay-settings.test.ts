import fs from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { SendmemoError } from '../../src/failure/error.ts';
import { exitStatus } from '../../src/failure/consequence.ts';
import { parseListen } from '../../src/config/relay-forms.ts';
import type { RelaySettings } from '../../src/config/settings.ts';
import { createRoot, issueServer } from '../support/pki.ts';
import { createServerDirectory } from './server-directory.ts';

const cfg = 'sendmemo.cfg';

async function relay(text: string, files: Readonly<Record<string, string>> = {}): Promise<RelaySettings> {
  using dir = createServerDirectory({ ...files, [cfg]: text });
  for (const name of Object.keys(files)) fs.chmodSync(path.join(dir.path, name), 0o600);
  return await (await dir.load()).relay();
}

async function refused(text: string, files: Readonly<Record<string, string>> = {}) {
  const error = await relay(text, files).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof SendmemoError)) throw new Error('it was accepted', { cause: error });
  return { ...error.failure, status: exitStatus(error.failure) };
}

let pair: { readonly certificate: string; readonly key: string };
beforeAll(async () => {
  const issued = await issueServer(await createRoot(), { names: ['relay.example.com'] });
  pair = { certificate: issued.certificatePem, key: issued.keyPem };
});

describe('the listener for devices', () => {
  test('is on loopback, for this machine only, unless something is set', async () => {
    expect(await relay('')).toEqual({
      listen: [{ host: '127.0.0.1', port: 25 }],
      networks: { list: [], contains: expect.any(Function) },
      domains: [],
      tls: null,
      passwordFile: null,
      senderFile: null,
      user: null,
      limits: {
        connections: 500,
        clientConnections: 50,
        clientRate: null,
        sizeBytes: 36_700_160,
        recipients: 100,
        commandMs: 300_000,
        messageMs: 600_000,
      },
    });
  });

  test('has everything that can be set', async () => {
    const settings = await relay(
      [
        'relay-listen = 192.0.2.1:587 [::1]:0',
        'relay-networks = 192.0.2.0/24, 2001:db8::7',
        'relay-domains = Example.COM, bücher.example',
        'relay-tls = require-starttls',
        'relay-tls-certificate = relay.pem',
        'relay-tls-key = relay.key',
        'relay-password-file = passwords',
        'relay-sender = senders',
        'relay-user = mailrelay',
        'relay-connections = 10',
        'relay-client-connections = 2',
        'relay-client-rate = 30',
        'relay-size-limit = 65536',
        'relay-recipients = 3',
        'relay-timeout = 4',
        'relay-message-timeout = 5.5',
      ].join('\n'),
      { 'relay.pem': pair.certificate, 'relay.key': pair.key },
    );
    expect(settings).toMatchObject({
      listen: [
        { host: '192.0.2.1', port: 587 },
        { host: '::1', port: 0 },
      ],
      networks: { list: ['192.0.2.0/24', '2001:db8::7/128'] },
      domains: ['example.com', 'xn--bcher-kva.example'],
      tls: { mode: 'require-starttls' },
      passwordFile: { name: 'relay-password-file', path: expect.stringMatching(/\/passwords$/) },
      senderFile: { name: 'relay-sender', path: expect.stringMatching(/\/senders$/) },
      user: { name: 'mailrelay' },
      limits: {
        connections: 10,
        clientConnections: 2,
        clientRate: 30,
        sizeBytes: 65_536,
        recipients: 3,
        commandMs: 4000,
        messageMs: 5500,
      },
    });
  });

  test.each<[string, object]>([
    ['relay-listen = 0.0.0.0:25', { reason: 'cfg-pair-incomplete', missing: 'relay-networks' }],
    ['relay-listen = [::]:25', { reason: 'cfg-pair-incomplete', missing: 'relay-networks' }],
    ['relay-listen = 127.0.0.1:25, 192.0.2.1', { reason: 'cfg-pair-incomplete', missing: 'relay-networks' }],
    ['relay-listen = [::ffff:192.0.2.1]:25', { reason: 'cfg-pair-incomplete', missing: 'relay-networks' }],
    ['relay-listen = localhost:25', { reason: 'cfg-value' }],
    ['relay-listen = 25', { reason: 'cfg-value' }],
    ['relay-networks = 192.0.2.0/33', { reason: 'cfg-value' }],
    ['relay-networks = any', { reason: 'cfg-value' }],
    [
      'relay-networks = 10.0.0.0/8, 192.0.2.1/24',
      { nearest: '10.0.0.0/8, 192.0.2.0/24', fault: { part: '192.0.2.1/24', why: 'host-bits' } },
    ],
    ['relay-networks = 0.0.0.0/0', { nearest: null, fault: { why: 'too-wide' } }],
    ['relay-domains = @example.com', { reason: 'cfg-value' }],
    ['relay-tls = starttls', { reason: 'cfg-pair-incomplete', missing: 'relay-tls-certificate' }],
    ['relay-tls-key = relay.key', { reason: 'cfg-pair-incomplete', missing: 'relay-tls' }],
    [
      'relay-tls = smtps\nrelay-tls-certificate = missing.pem',
      { reason: 'cfg-named-file', system: 'ENOENT' },
    ],
    [
      'relay-listen = 192.0.2.1:25\nrelay-networks = 192.0.2.0/24\nrelay-password-file = passwords',
      { reason: 'cfg-pair-incomplete', missing: 'relay-tls' },
    ],
  ])('%s is refused', async (text, failure) => {
    expect(await refused(text)).toMatchObject({ code: 'CONFIG', status: 78, ...failure });
  });

  test('a private key that others can read is refused', async () => {
    using dir = createServerDirectory({
      'relay.pem': pair.certificate + pair.key,
      [cfg]: 'relay-tls = smtps\nrelay-tls-certificate = relay.pem\n',
    });
    fs.chmodSync(path.join(dir.path, 'relay.pem'), 0o644);
    const settings = await dir.load();
    await expect(settings.relay()).rejects.toMatchObject({
      failure: { reason: 'cfg-secret-exposed', name: 'relay-tls-certificate', mode: 0o644 },
    });
  });

  test('other callers of the same sendmemo.cfg need not read its files', async () => {
    using dir = createServerDirectory({
      [cfg]: 'relay-tls = smtps\nrelay-tls-certificate = missing.pem\nrelay-sender = missing\n',
    });
    expect((await dir.load()).server.endpoints).toHaveLength(1);
  });
});

test.each([
  ['192.0.2.1', [{ host: '192.0.2.1', port: 25 }]],
  ['::1', [{ host: '::1', port: 25 }]],
  ['[::1]', [{ host: '::1', port: 25 }]],
  ['127.0.0.1:65536', null],
  ['[127.0.0.1]:25', null],
  ['::1:25', [{ host: '::1:25', port: 25 }]],
  ['', null],
])('%s as relay-listen', (text, expected) => {
  expect(parseListen(text)).toEqual(expected);
});
