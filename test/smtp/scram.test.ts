/** SCRAM and OAUTHBEARER against the examples of their RFCs, and servers that do not prove what they have to. */
import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import net from 'node:net';
import { describe, expect, it } from 'vitest';
import { simpleMechanisms } from '../../src/smtp/mechanisms.ts';
import type { ChannelBinding, Credentials } from '../../src/smtp/sasl.ts';
import { scram } from '../../src/smtp/scram.ts';
import type { Login } from '../../src/smtp/submitter.ts';
import { deliverOnce, faultOf } from './deps.ts';

const decode = (text: string | null): string => Buffer.from(text ?? '', 'base64').toString('utf8');
const encode = (text: string): string => Buffer.from(text).toString('base64');
const credentials: Credentials = {
  user: 'user',
  secret: 'pencil',
  host: 'server.example.com',
  port: 587,
  binding: null,
  couldBind: false,
};

describe('the example of', () => {
  it.each([
    {
      rfc: 'RFC 5802, 5',
      hash: 'sha1',
      nonce: 'fyko+d2lbbFgONRv9qkxdawL',
      first: 'r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096',
      final: 'c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=',
      signature: 'v=rmF9pqV8S7suAoZWja4dJRkFsKQ=',
    },
    {
      rfc: 'RFC 7677, 3',
      hash: 'sha256',
      nonce: 'rOprNGfwEbeRWgbNEkqO',
      first: 'r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096',
      final:
        'c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=',
      signature: 'v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=',
    },
  ] as const)('$rfc', async ({ hash, nonce, first, final, signature }) => {
    const exchange = await scram(hash, credentials, nonce);
    expect(decode(exchange.initial)).toBe(`n,,n=user,r=${nonce}`);
    expect(decode(await exchange.respond(encode(first)))).toBe(final);
    expect(exchange.fault(true)).toBe('no-signature');
    expect(await exchange.respond(encode(signature))).toBe('');
    expect(exchange.fault(true)).toBeNull();
  });

  it('RFC 7628, 4.1 and 4.3', async () => {
    const exchange = simpleMechanisms.OAUTHBEARER({
      ...credentials,
      user: 'user@example.com',
      secret: 'vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==',
    });
    expect(exchange.initial).toBe(
      'bixhPXVzZXJAZXhhbXBsZS5jb20sAWhvc3Q9c2VydmVyLmV4YW1wbGUuY29tAXBvcnQ9NTg3AWF1dGg9QmVhcmVyIHZGOWRmdDRxbVRjMk52YjNSbGNrQmhiSFJoZG1semRHRXVZMjl0Q2c9PQEB',
    );
    const error = 'eyJzdGF0dXMiOiJpbnZhbGlkX3Rva2VuIiwic2NvcGUiOiJleGFtcGxlX3Njb3BlIn0=';
    expect(await exchange.respond(error)).toBe('AQ==');
    expect(exchange.said).toBe('{"status":"invalid_token","scope":"example_scope"}');
    expect(await exchange.respond(error)).toBeNull();
  });
});

describe('the first message', () => {
  const binding: ChannelBinding = { name: 'tls-exporter', data: Buffer.from('data') };

  it.each([
    { change: {}, header: 'n,,' },
    { change: { couldBind: true }, header: 'y,,' },
    { change: { binding }, header: 'p=tls-exporter,,' },
  ])('says $header', async ({ change, header }) => {
    const exchange = await scram('sha256', { ...credentials, ...change }, 'abc');
    expect(decode(exchange.initial)).toBe(`${header}n=user,r=abc`);
    const answer = decode(await exchange.respond(encode('r=abcdef,s=c2FsdA==,i=4096')));
    const bound = 'binding' in change ? 'data' : '';
    expect(answer.startsWith(`c=${encode(header + bound)},r=abcdef,p=`)).toBe(true);
  });

  it('escapes and prepares the name, and leaves what SASLprep forbids (RFC 5802, 5.1; RFC 4013, 3)', async () => {
    const named = async (user: string) =>
      decode((await scram('sha1', { ...credentials, user }, 'n')).initial);
    expect(await named('a,b=c')).toBe('n,,n=a=2Cb=3Dc,r=n');
    expect(await named('I\u00adX')).toBe('n,,n=IX,r=n');
    expect(await named('\u2168')).toBe('n,,n=IX,r=n');
    expect(await named('\ue000x')).toBe('n,,n=\ue000x,r=n');
  });

  it('has a nonce of its own each time', async () => {
    const nonces = await Promise.all([1, 2, 3].map(async () => (await scram('sha1', credentials)).initial));
    expect(new Set(nonces).size).toBe(3);
  });
});

/** A server of SCRAM-SHA-256 that may lie. */
interface Lies {
  readonly first?: (nonce: string) => string;
  /** In place of the right signature; null: 235 at once. */
  readonly final?: ((right: string) => string) | null;
  readonly more?: boolean;
}

const password = 'pässword';
const salt = Buffer.from('salt of the server');

async function login({ first, final, more = false }: Lies) {
  const said: string[] = [];
  let clientFirst = '';
  let serverFirst = '';
  const answer = (line: string, step: number): string => {
    if (step === 0) {
      clientFirst = decode(line.split(' ')[2] ?? '').slice(3);
      const nonce = /r=(.*)$/.exec(clientFirst)?.[1] ?? '';
      serverFirst = first?.(nonce) ?? `r=${nonce}more,s=${salt.toString('base64')},i=4096`;
      return `334 ${encode(serverFirst)}`;
    }
    if (line === '*') return '501 Cancelled';
    if (step === 1) {
      if (final === null) return '235 Ok';
      const count = Number(/i=(\d+)/.exec(serverFirst)?.[1]);
      const salted = pbkdf2Sync(password, salt, count, 32, 'sha256');
      const mac = (key: Buffer, text: string) => createHmac('sha256', key).update(text).digest();
      const [bare = '', proof = ''] = decode(line).split(',p=');
      const message = `${clientFirst},${serverFirst},${bare}`;
      const key = mac(salted, 'Client Key');
      const mask = mac(createHash('sha256').update(key).digest(), message);
      const given = Buffer.from(proof, 'base64').map((octet, index) => octet ^ (mask[index] ?? 0));
      if (!key.equals(given)) return '535 5.7.8 wrong proof';
      const right = `v=${mac(mac(salted, 'Server Key'), message).toString('base64')}`;
      return `334 ${encode(final?.(right) ?? right)}`;
    }
    return more && step === 2 ? `334 ${encode('more')}` : '235 Ok';
  };
  const server = net.createServer((socket) => {
    let step = -1;
    let left = '';
    socket.on('error', () => {});
    socket.write('220 hi\r\n');
    socket.on('data', (chunk) => {
      const lines = `${left}${chunk.toString()}`.split('\r\n');
      left = lines.pop() ?? '';
      for (const line of lines) {
        said.push(line);
        if (line.startsWith('EHLO')) socket.write('250-hi\r\n250 AUTH SCRAM-SHA-256\r\n');
        else if (line === 'QUIT') socket.end('221 Bye\r\n');
        else if (line.startsWith('MAIL')) socket.write('550 5.7.1 logged in\r\n');
        else socket.write(`${answer(line, ++step)}\r\n`);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const auth: Login = {
      method: 'auto',
      user: 'printer',
      secret: () => Promise.resolve(password),
      allowInsecure: true,
      isToken: false,
    };
    const report = await deliverOnce((server.address() as net.AddressInfo).port, { auth });
    return { report, said };
  } finally {
    server.close();
  }
}

describe('a server of SCRAM', () => {
  it('that proves itself is logged in to, and sees no password', async () => {
    const { report, said } = await login({});
    expect(faultOf(report)).toBe('REFUSED refused');
    expect(said.filter((line) => line.startsWith('MAIL'))).toHaveLength(1);
    expect(said.map((line) => decode(line)).join()).not.toContain(password);
  });

  it.each([
    { lies: { first: (n: string) => `r=${n.slice(1)}x,s=c2FsdA==,i=4096` }, why: 'nonce' },
    { lies: { first: (n: string) => `r=${n},s=c2FsdA==,i=4096` }, why: 'nonce' },
    { lies: { first: (n: string) => `r=${n}x,s=c2FsdA==,i=2000000000` }, why: 'iterations' },
    { lies: { first: (n: string) => `r=${n}x,s=c2FsdA==,i=1` }, why: 'iterations' },
    { lies: { first: (n: string) => `r=${n}x,s=c2FsdA==,i=99999999999999999999` }, why: 'malformed' },
    { lies: { first: (n: string) => `m=ext,r=${n}x,s=c2FsdA==,i=4096` }, why: 'malformed' },
    { lies: { first: (n: string) => `r=${n}x,s=,i=4096` }, why: 'malformed' },
    { lies: { first: () => '' }, why: 'malformed' },
    {
      lies: {
        final: (right: string) => right.replace(/=(.)/, (_all, c: string) => `=${c === 'A' ? 'B' : 'A'}`),
      },
      why: 'wrong-signature',
    },
    { lies: { final: () => 'v=' }, why: 'malformed' },
    { lies: { final: () => 'v=AAAA' }, why: 'wrong-signature' },
    { lies: { final: (right: string) => right, more: true }, why: 'extra-round' },
    { lies: { final: null }, why: 'no-signature' },
    { lies: { final: () => 'e=other-error' }, why: 'no-signature' },
  ])('that lies is not sent any mail ($why)', async ({ lies, why }) => {
    const { report, said } = await login(lies);
    expect(report.failure).toMatchObject({
      code: 'AUTH',
      reason: 'auth-exchange',
      mechanism: 'SCRAM-SHA-256',
      why,
    });
    expect(said.filter((line) => line.startsWith('MAIL'))).toEqual([]);
  });
});
