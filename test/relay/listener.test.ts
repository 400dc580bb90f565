import { once } from 'node:events';
import net from 'node:net';
import tls from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { parseNetworks } from '../../src/config/networks.ts';
import type { Networks } from '../../src/config/networks.ts';
import { judgeClient, judgeRecipient, judgeSender } from '../../src/relay/access.ts';
import type { Access } from '../../src/relay/access.ts';
import type { RelayDeps } from '../../src/relay/client-session.ts';
import type { Clients, LoginTry } from '../../src/relay/clients.ts';
import { createClients } from '../../src/relay/clients.ts';
import type { OpenPort, Relay } from '../../src/relay/listener.ts';
import { openPort, startRelay } from '../../src/relay/listener.ts';
import { createLogin } from '../../src/relay/login.ts';
import type { RelayedMessage, RelayEvent } from '../../src/relay/relay.ts';
import { renderReceived } from '../../src/relay/trace.ts';
import { createRoot, issueServer } from '../support/pki.ts';
import { TooLarge, withinSize } from '../../src/relay/within-size.ts';

function networks(text: string): Networks {
  const parsed = parseNetworks(text);
  if ('why' in parsed) throw new Error(parsed.why);
  return parsed;
}

function access(changes: Partial<Access> = {}): Access {
  return {
    isInNetworks: networks('192.0.2.0/24, 2001:db8:1::/48').contains,
    domains: [],
    requiresTls: false,
    requiresLogin: false,
    sizeBytes: 1000,
    ...changes,
  };
}

describe('an open relay it never is', () => {
  it.each([
    ['127.0.0.1', true, null],
    ['::1', true, null],
    ['192.0.2.77', false, null],
    ['2001:db8:1::25', false, null],
    ['192.0.3.1', false, 554],
    ['198.51.100.1', false, 554],
    ['2001:db8:2::25', false, 554],
    ['10.0.0.1', false, 554],
    ['', false, 554],
    ['localhost', false, 554],
  ])('a client at %s', (address, isLoopback, code) => {
    expect(judgeClient(access(), { address, isLoopback })?.code ?? null).toBe(code);
    // Without networks there is only this machine.
    const alone = judgeClient(access({ isInNetworks: () => false }), { address, isLoopback });
    expect(alone?.code ?? null).toBe(isLoopback ? null : 554);
  });

  it.each([
    ['a@example.com', null],
    ['a@EXAMPLE.com', null],
    ['a%evil.example@example.com', 550],
    ['"a@evil.example"@example.com', 550],
    ['evil.example!a@example.com', 550],
    ['a@evil.example', 550],
    ['a@example.com.evil.example', 550],
    ['a@sub.example.com', 550],
    ['a@notexample.com', 550],
    ['example.com', 550],
    ['root', 550],
    ['a@[192.0.2.1]', 550],
  ])('to %s with relay-domains', (address, code) => {
    expect(judgeRecipient({ domains: ['example.com'] }, address)?.code ?? null).toBe(code);
    expect(judgeRecipient({ domains: [] }, address)).toBeNull();
  });

  it('a message begins only after TLS and login where they are required', () => {
    const nobody = { tls: null, user: null };
    const secure = { tls: { version: 'TLSv1.3', cipher: 'X' }, user: null };
    const strict = access({ requiresTls: true, requiresLogin: true });
    expect(judgeSender(strict, nobody, null)?.reason).toBe('tls');
    expect(judgeSender(strict, secure, null)?.reason).toBe('login');
    expect(judgeSender(strict, { ...secure, user: 'x' }, null)).toBeNull();
    expect(judgeSender(access(), nobody, '1001')?.code).toBe(552);
    expect(judgeSender(access(), nobody, '1000')).toBeNull();
    expect(judgeSender(access(), nobody, '99999999999999999999')?.code).toBe(552);
  });
});

describe('what clients use up', () => {
  const limits = { connections: 4, clientConnections: 2, clientRate: 2 };

  function begin(clients: Clients): LoginTry {
    const login = clients.beginLogin('192.0.2.1');
    if (typeof login === 'string') throw new Error(login);
    return login;
  }

  it('is counted for each, and for all', () => {
    const clients = createClients(limits, () => 0);
    expect(clients.opened('192.0.2.1')).toBeNull();
    expect(clients.opened('192.0.2.1')).toBeNull();
    expect(clients.opened('192.0.2.1')).toBe('client-connections');
    // Addresses of one /64 are one client.
    expect(clients.opened('2001:db8::1')).toBeNull();
    expect(clients.opened('2001:db8:0:0:ffff::2')).toBeNull();
    expect(clients.opened('192.0.2.2')).toBe('connections');
    clients.closed('2001:db8::1');
    expect(clients.opened('192.0.2.2')).toBeNull();
    expect(clients.connections).toBe(4);
  });

  it('is a rate of messages, and of failed logins', () => {
    let time = 0;
    const clients = createClients(limits, () => time);
    expect([1, 2, 3].map(() => clients.mayBegin('192.0.2.1'))).toEqual([true, true, false]);
    expect(clients.mayBegin('192.0.2.2')).toBe(true);
    time = 60_000;
    expect(clients.mayBegin('192.0.2.1')).toBe(true);
    for (let n = 0; n < 10; n += 1) begin(clients).failed();
    expect(clients.beginLogin('192.0.2.1')).toBe('blocked');
    expect(clients.beginLogin('192.0.2.2')).not.toBeTypeOf('string');
    time += 600_000;
    expect(clients.beginLogin('192.0.2.1')).not.toBeTypeOf('string');
  });

  it('counts logins that are being checked side by side', () => {
    const clients = createClients(limits, () => 0);
    const tries = Array.from({ length: 10 }, () => begin(clients));
    expect(clients.beginLogin('192.0.2.1')).toBe('busy');
    expect(clients.beginLogin('192.0.2.2')).not.toBeTypeOf('string');
    // Right passwords cost nothing.
    for (const login of tries) login.ended();
    for (const login of Array.from({ length: 10 }, () => begin(clients))) login.failed();
    expect(clients.beginLogin('192.0.2.1')).toBe('blocked');
  });
});

describe('a login', () => {
  const base64 = (text: string): string => Buffer.from(text).toString('base64');
  function login(verdict: 'accepted' | 'rejected' | 'busy' = 'accepted', isPrivate = true) {
    const seen: string[] = [];
    return {
      seen,
      login: createLogin({
        check: async (user, password) => {
          seen.push(`${user}:${password}`);
          return verdict;
        },
        isPrivate: () => isPrivate,
        begin: () => ({
          failed: () => void seen.push('counted'),
          ended: () => void seen.push('not counted'),
        }),
        failed: () => void seen.push('failed'),
        succeeded: (user) => void seen.push(`in as ${user}`),
        sleep: async (ms) => void seen.push(`${ms} ms`),
      }),
    };
  }
  const answers = (...texts: string[]) => {
    const left = [...texts];
    return async () => left.shift() ?? null;
  };

  it.each<[string, string | null, string[], number]>([
    ['PLAIN', base64('\0user\0pass'), [], 235],
    ['PLAIN', null, [base64('user\0user\0pass')], 235],
    ['PLAIN', null, [base64('admin\0user\0pass')], 535],
    ['PLAIN', base64('user'), [], 501],
    ['PLAIN', '!!!', [], 501],
    ['PLAIN', base64('\0\0'), [], 501],
    ['PLAIN', null, [], 501],
    ['LOGIN', null, [base64('user'), base64('pass')], 235],
    ['LOGIN', base64('user'), [base64('pass')], 235],
    ['LOGIN', null, [base64('user')], 501],
  ])('%s %s %j', async (mechanism, initial, said, code) => {
    const { login: own, seen } = login();
    expect((await own.login(mechanism, initial, answers(...said))).code).toBe(code);
    expect(seen).toEqual(code === 235 ? ['user:pass', 'not counted', 'in as user'] : []);
  });

  it('that is wrong is answered late; one that is not private is not offered', async () => {
    const { login: own, seen } = login('rejected');
    expect((await own.login('PLAIN', base64('\0user\0pass'), answers())).code).toBe(535);
    expect(seen).toEqual(['user:pass', 'counted', 'failed', '2000 ms']);
    expect(login('accepted', false).login.mechanisms()).toEqual([]);
    const busy = login('busy');
    expect((await busy.login.login('PLAIN', base64('\0user\0pass'), answers())).code).toBe(454);
  });
});

it('the Received field takes no other field with it', () => {
  const client = {
    address: '2001:db8::7',
    isLoopback: false,
    tls: { version: 'TLSv1.3', cipher: 'X' },
    user: 'u',
  };
  const facts = { client, extended: true, name: 'relay.example.com', id: '1', now: new Date(0) };
  expect(renderReceived({ ...facts, helo: 'scanner' })).toBe(
    'Received: from scanner ([IPv6:2001:db8::7])\r\n\tby relay.example.com (sendmemo relay) with ESMTPSA id 1\r\n' +
      '\t(TLSv1.3 X);\r\n\tThu, 01 Jan 1970 00:00:00 +0000\r\n',
  );
  for (const helo of ['', 'x\r\nBcc: evil@example.com', 'a b', 'x'.repeat(300), 'ü'])
    expect(renderReceived({ ...facts, helo })).toContain('from unknown (');
});

it('a message that is too large is not read further', async () => {
  let read = 0;
  const endless = async function* () {
    for (;;) {
      read += 1;
      yield Buffer.alloc(400);
    }
  };
  await expect(
    (async () => {
      for await (const chunk of withinSize(endless(), 1000)) expect(chunk.length).toBe(400);
    })(),
  ).rejects.toBeInstanceOf(TooLarge);
  expect(read).toBe(3);
});

describe('on a port', () => {
  const open: { port: OpenPort; relay: Relay }[] = [];
  afterEach(async () => {
    for (const { relay } of open.splice(0)) await relay.close(Promise.resolve());
  });

  async function listen(changes: Partial<RelayDeps> = {}) {
    const port = await openPort({ host: '127.0.0.1', port: 0 });
    const timers: { readonly ms: number; readonly fire: () => void }[] = [];
    const events: RelayEvent[] = [];
    const kept: string[] = [];
    const limits = {
      connections: 10,
      clientConnections: 5,
      clientRate: null,
      sizeBytes: 1000,
      recipients: 10,
      commandMs: 1111,
      messageMs: 2222,
    };
    const relay = startRelay([port], {
      name: 'relay.example.com',
      access: access(),
      clients: createClients({ ...limits, connections: 3, clientConnections: 2 }, () => 0),
      limits,
      tlsMode: 'none',
      secureContext: () => null,
      checkPassword: null,
      readAddress: ({ address }) => address,
      async accept(message: RelayedMessage) {
        try {
          for await (const chunk of message.content) kept.push(String(chunk));
          return { state: 'accepted', queueId: '1', reply: { code: 250, text: '2.0.0 Ok' } };
        } catch {
          return { state: 'rejected', reason: 'message', reply: { code: 451, text: '4.3.0 No' } };
        }
      },
      onEvent: (event) => void events.push(event),
      setTimer(ms, fire) {
        const timer = { ms, fire };
        timers.push(timer);
        return () => void timers.splice(timers.indexOf(timer), 1);
      },
      sleep: async () => {},
      ...changes,
    });
    open.push({ port, relay });
    const connect = async () => {
      const socket = net.connect(port.address.port, '127.0.0.1');
      let text = '';
      socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
      socket.on('error', () => {});
      await once(socket, 'connect');
      const until = async (pattern: RegExp) => {
        while (!pattern.test(text)) {
          if (socket.readableEnded) throw new Error(`ended without ${String(pattern)}: ${text}`);
          await Promise.race([once(socket, 'data'), once(socket, 'end')]);
        }
      };
      return { socket, until };
    };
    return { relay, connect, timers, events, kept };
  }

  it('checks no more wrong passwords of parallel connections than of one', async () => {
    const checking: (() => void)[] = [];
    let answered = 0;
    const { connect } = await listen({
      clients: createClients({ connections: 30, clientConnections: 30, clientRate: null }, () => 0),
      checkPassword: async () => {
        await new Promise<void>((resolve) => checking.push(resolve));
        return 'rejected';
      },
    });
    const clients = await Promise.all(Array.from({ length: 25 }, () => connect()));
    const password = Buffer.from('\0user\0wrong').toString('base64');
    for (const { socket } of clients) socket.write(`EHLO x\r\nAUTH PLAIN ${password}\r\n`);
    const replies = clients.map(({ until }) => until(/^(?:535|454|421) /m).then(() => (answered += 1)));
    while (checking.length + answered < clients.length) await new Promise((resolve) => setImmediate(resolve));
    const checked = checking.length;
    for (const check of checking) check();
    await Promise.all(replies);
    for (const { socket } of clients) socket.destroy();
    expect(checked).toBe(10);
  });

  it.each([
    ['MAIL FROM:<a@example.com> SIZE=0 BODY=8bitmime', 250],
    ['MAIL FROM:<a@example.com> body=7BIT SMTPUTF8 RET=hdrs ENVID=x', 250],
    ['MAIL FROM:<a@example.com> XYZ=1', 555],
    ['MAIL FROM:<a@example.com> NOTIFY=NEVER', 555],
    ['MAIL FROM:<a@example.com> BODY=BINARYMIME', 555],
    ['MAIL FROM:<a@example.com> AUTH=<>', 555],
    ['MAIL FROM:<a@example.com>\r\nRCPT TO:<b@example.com> notify=NEVER ORCPT=rfc822;b@example.com', 250],
    ['MAIL FROM:<a@example.com>\r\nRCPT TO:<b@example.com> SIZE=1', 555],
  ])('%j is answered %i', async (commands, code) => {
    const { connect, events } = await listen();
    const { socket, until } = await connect();
    const count = commands.split('\r\n').length + 2;
    socket.write(`HELO x\r\n${commands}\r\n`);
    await until(new RegExp(`^(?:\\d.*\\r\\n){${count - 1}}${code} `));
    expect(events).toHaveLength(code === 555 ? 1 : 0);
    socket.destroy();
  });

  it('ignores what AUTH says in MAIL where logins are offered', async () => {
    const { connect } = await listen({ checkPassword: async () => 'accepted' });
    const { socket, until } = await connect();
    socket.write('EHLO x\r\nMAIL FROM:<a@example.com> AUTH=<>\r\n');
    await until(/^250 2\.1\.0 /m);
    socket.destroy();
  });

  it('turns away what is too much, and lets in again what has room', async () => {
    const { connect, events } = await listen();
    const first = await connect();
    await first.until(/^220 /m);
    const second = await connect();
    await second.until(/^220 /m);
    const third = await connect();
    await third.until(/^421 4\.7\.0 /m);
    await once(third.socket, 'close');
    expect(events.at(-1)).toMatchObject({ event: 'rejected', reason: 'client-connections' });
    second.socket.end('QUIT\r\n');
    await second.until(/^221 /m);
    await once(second.socket, 'close');
    const fourth = await connect();
    await fourth.until(/^(?:220|421) /m);
    first.socket.destroy();
    fourth.socket.destroy();
  });

  it('counts a client until its TLS session ends, and no longer', async () => {
    const { certificatePem, keyPem } = await issueServer(await createRoot(), {
      names: ['relay.example.com'],
    });
    const secureContext = tls.createSecureContext({ cert: certificatePem, key: keyPem });
    const { connect } = await listen({ tlsMode: 'starttls', secureContext: () => secureContext });
    // One more than there may be at once.
    for (let count = 0; count < 3; count += 1) {
      const { socket, until } = await connect();
      await until(/^(?:220|421) /m);
      socket.write('EHLO x\r\n');
      await until(/^250 STARTTLS\r\n/m);
      socket.write('STARTTLS\r\n');
      await until(/^220 2\.0\.0 /m);
      socket.removeAllListeners('data');
      const secure = tls.connect({ socket, rejectUnauthorized: false });
      await once(secure, 'secureConnect');
      secure.end('EHLO x\r\nQUIT\r\n');
      secure.resume();
      await once(secure, 'close');
    }
  });

  it('cuts off who sends nothing, and who sends a message too slowly', async () => {
    const { connect, timers, events, kept } = await listen();
    const idle = await connect();
    await idle.until(/^220 /m);
    timers.find(({ ms }) => ms === 1111)?.fire();
    await idle.until(/^421 4\.4\.2 /m);
    const slow = await connect();
    slow.socket.write('HELO x\r\nMAIL FROM:<a@example.com>\r\nRCPT TO:<b@example.com>\r\nDATA\r\nhalf');
    await slow.until(/^354 /m);
    timers.find(({ ms }) => ms === 2222)?.fire();
    await slow.until(/^421 4\.4\.2 /m);
    await once(slow.socket, 'close');
    expect(events.map((event) => (event.event === 'rejected' ? event.reason : event.event))).toContain(
      'timeout',
    );
    expect(events.some(({ event }) => event === 'accepted')).toBe(false);
    expect(kept.join('')).toBe('half');
    idle.socket.destroy();
  });

  it('closes once the message that is being sent has come, or its time is over', async () => {
    const { relay, connect, kept } = await listen();
    const busy = await connect();
    busy.socket.write('HELO x\r\nMAIL FROM:<a@example.com>\r\nRCPT TO:<b@example.com>\r\nDATA\r\nhalf ');
    await busy.until(/^354 /m);
    let over = () => {};
    const closing = relay.close(new Promise<void>((resolve) => (over = resolve)));
    busy.socket.write('and half\r\n.\r\n');
    await busy.until(/^250 2\.0\.0 Ok\r\n421 /m);
    await closing;
    expect(kept.join('')).toBe('half and half\r\n');
    over();
    const second = await listen();
    const stuck = await second.connect();
    stuck.socket.write('HELO x\r\nMAIL FROM:<a@example.com>\r\nRCPT TO:<b@example.com>\r\nDATA\r\nhalf');
    await stuck.until(/^354 /m);
    await second.relay.close(Promise.resolve());
    await stuck.until(/^421 /m);
    expect(second.events.some(({ event }) => event === 'accepted')).toBe(false);
  });
});
