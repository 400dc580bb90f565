import { expect, test } from 'vitest';
import { relaySteps } from '../../../src/commands/check/relay.ts';
import { createServerDirectory } from '../../config/server-directory.ts';

async function steps(text: string) {
  using dir = createServerDirectory({ 'sendmemo.cfg': text });
  return await relaySteps(await dir.load());
}

test('a relay that is not set up is not spoken of', async () => {
  expect(await steps('smtp-server-host = mail.example.com\n')).toEqual([]);
});

test('clients from outside are asked about as they would be at the port', async () => {
  const listen = 'relay-listen = 192.0.2.1:25\nrelay-networks = ';
  expect(await steps(`${listen}192.0.2.0/24\nrelay-domains = example.com\n`)).toMatchObject([
    {
      state: 'ok',
      facts: {
        listen: ['192.0.2.1:25'],
        networks: ['192.0.2.0/24'],
        domains: ['example.com'],
        tls: 'none',
        login: false,
        admitted: [],
      },
    },
  ]);
  expect(await steps(`${listen}192.0.2.0/24, 198.0.0.0/8\n`)).toMatchObject([
    { state: 'warn', facts: { admitted: ['198.51.100.25'] } },
  ]);
});

test('settings that cannot be used are a warning: mail from this machine does not need them', async () => {
  expect(await steps('relay-listen = 0.0.0.0:25\n')).toMatchObject([
    { state: 'warn', failure: { reason: 'cfg-pair-incomplete', missing: 'relay-networks' } },
  ]);
});
