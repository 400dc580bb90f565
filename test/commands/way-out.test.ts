import { describe, expect, it } from 'vitest';
import { openConnect } from '../../src/commands/way-out.ts';
import type { ServerSettings } from '../../src/config/settings.ts';
import { startOddProxy, startSocksProxy } from '../support/proxies.ts';
import { never, patient } from '../smtp/deps.ts';

describe('a connection beside that of the mail', () => {
  it('takes the same way out, and has what came with the answer of the proxy', async () => {
    await using target = await startOddProxy((socket) => void socket.end('hello'));
    await using proxy = await startSocksProxy({ route: () => ({ port: target.port }) });
    const settings = {
      timeouts: patient,
      proxy: { scheme: 'socks5h', host: '127.0.0.1', port: proxy.port, user: null, password: () => '' },
      sourceAddress: null,
    } as const satisfies Partial<ServerSettings>;
    const connect = openConnect(settings, () => Promise.reject(new Error('looked up')));
    const socket = await connect({ host: 'login.example.com', port: 443 }, never);
    let said = '';
    for await (const chunk of socket) said += String(chunk);
    expect(said).toBe('hello');
    expect(proxy.requests).toEqual([{ host: 'login.example.com', port: 443, login: null }]);
  });
});
