import { describe, expect, it } from 'vitest';
import { toSessionDeps } from '../../src/smtp/conversation.ts';
import { resolveEndpoint } from '../../src/smtp/endpoint.ts';
import { sayHello } from '../../src/smtp/hello.ts';
import { connectSession, endSession, greet } from '../../src/smtp/session.ts';
import { startScriptedServer } from '../support/scripted-server.ts';
import { at, createMemoryLog, never, worldFor } from './deps.ts';

describe('the stages one by one, as `check` goes through them', () => {
  it('give what each has found', async () => {
    await using server = await startScriptedServer(
      'S: 220 mail.example.com ready\nC: EHLO client.example.com\nS: 250-hi\nS: 250 SIZE 1000\n',
    );
    const log = createMemoryLog();
    const deps = toSessionDeps(worldFor([], { log }));
    const endpoint = at(server.port);
    const addresses = await resolveEndpoint(endpoint, deps, never);
    const session = await connectSession(deps, endpoint, addresses, never);
    expect((await greet(session)).message).toBe('mail.example.com ready');
    await sayHello(session);
    expect(session.capabilities.keywords).toEqual(['SIZE']);
    await endSession(session);
    await server.connections[0]?.closed;
    expect(log.lines).toEqual([
      'S: 220 mail.example.com ready',
      'C: EHLO client.example.com',
      'S: 250-hi',
      'S: 250 SIZE 1000',
      'C: QUIT',
      'S: 221 2.0.0 Bye',
    ]);
  });
});

describe('the name of a server', () => {
  it.each([
    ['192.0.2.1', { address: '192.0.2.1', family: 4 }],
    ['2001:db8::1', { address: '2001:db8::1', family: 6 }],
  ])('%s is not looked up', async (host, address) => {
    const deps = worldFor([], { lookup: () => Promise.reject(new Error('asked')) });
    expect(await resolveEndpoint(at(25, host), deps, never)).toEqual([address]);
  });

  it('is asked for as its A-label', async () => {
    const asked: string[] = [];
    const lookup = (host: string) => {
      asked.push(host);
      return Promise.resolve([{ address: '192.0.2.1', family: 4 as const }]);
    };
    await resolveEndpoint(at(25, 'bücher.example.com'), worldFor([], { lookup }), never);
    expect(asked).toEqual(['xn--bcher-kva.example.com']);
  });

  it('without an address does not exist', async () => {
    const deps = worldFor([], { lookup: () => Promise.resolve([]) });
    await expect(resolveEndpoint(at(25), deps, never)).rejects.toMatchObject({
      failure: { reason: 'dns-no-such-name' },
    });
  });
});
