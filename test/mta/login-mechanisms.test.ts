/** What Dovecot verifies of each way to log in: the ground on which the client's mechanisms are tested. */
import {
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  pbkdf2Sync,
  randomBytes,
} from 'node:crypto';
import type tls from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectRaw } from '../sink/raw-client.ts';
import type { RawClient } from '../sink/raw-client.ts';
import { signJwt } from '../support/oauth/jwt.ts';
import { createRoot, issueClient, issueServer } from '../support/pki.ts';
import type { Issued } from '../support/pki.ts';
import { loginMechanisms, startLoginServer } from './support/dovecot-login.ts';
import type { LoginServer } from './support/dovecot-login.ts';
import { dovecot } from './support/dovecot.ts';
import { openInbox } from './support/inbox.ts';
import type { Inbox } from './support/inbox.ts';
import { account } from './support/mta.ts';

const missing = await dovecot.missing();

describe.skipIf(missing !== null)(`Dovecot${missing === null ? '' : ` (skipped: ${missing})`}`, () => {
  let root: Issued;
  let certificate: Issued;
  let client: Issued;
  let signer: Issued;
  let inbox: Inbox;
  let server: LoginServer;

  beforeAll(async () => {
    root = await createRoot();
    [certificate, client, signer] = await Promise.all([
      issueServer(root, { names: ['127.0.0.1'] }),
      issueClient(root, { commonName: account.user }),
      issueClient(root, { key: 'rsa2048' }),
    ]);
    inbox = await openInbox();
    server = await startLoginServer({
      certificate: certificate.keyPem + certificate.certificatePem,
      clientCa: root.certificatePem,
      tokenKey: createPublicKey(signer.keyPem),
      relayPort: inbox.port,
    });
  });

  afterAll(async () => {
    await server?.[Symbol.asyncDispose]();
    await inbox?.[Symbol.asyncDispose]();
  });

  interface Session extends AsyncDisposable {
    readonly client: RawClient;
    readonly socket: tls.TLSSocket;
    readonly ehlo: string;
  }

  async function open(options: tls.ConnectionOptions = {}): Promise<Session> {
    const raw = await connectRaw(server.port);
    await raw.reply();
    await raw.say('EHLO client.example.com');
    await raw.say('STARTTLS');
    const socket = await raw.secure({ ca: root.certificatePem, host: '127.0.0.1', ...options });
    const ehlo = await raw.say('EHLO client.example.com');
    return { client: raw, socket, ehlo, [Symbol.asyncDispose]: raw[Symbol.asyncDispose] };
  }

  it('offers them all', async () => {
    await using session = await open();
    const offered = /^\d+.AUTH (.*)$/m.exec(session.ehlo)?.[1]?.split(' ') ?? [];
    expect(offered.toSorted()).toEqual([...loginMechanisms].toSorted());
  });

  const bindings = {
    'tls-exporter': (socket: tls.TLSSocket) =>
      socket.exportKeyingMaterial(32, 'EXPORTER-Channel-Binding', Buffer.alloc(0)),
    // RFC 5929, section 3: the client's Finished message of the full handshake.
    'tls-unique': (socket: tls.TLSSocket) => Buffer.from(socket.getFinished() ?? []),
  } as const;

  type Binding = keyof typeof bindings;

  /** RFC 5802 with the given channel binding. @returns the last reply; `signed`: the server proved that it knows the password */
  async function scram(
    { client: raw, socket }: Session,
    hash: 'sha1' | 'sha256',
    binding: Binding | null,
    {
      password = account.password,
      wrongData = false,
    }: { readonly password?: string; readonly wrongData?: boolean } = {},
  ): Promise<{ reply: string; signed: boolean }> {
    const gs2 = binding === null ? 'n,,' : `p=${binding},,`;
    const first = `n=${account.user},r=${randomBytes(18).toString('base64')}`;
    const name = `SCRAM-${hash === 'sha1' ? 'SHA-1' : 'SHA-256'}${binding === null ? '' : '-PLUS'}`;
    const challenge = await raw.say(`AUTH ${name} ${base64(gs2 + first)}`);
    if (!challenge.startsWith('334 ')) return { reply: challenge, signed: false };
    const serverFirst = Buffer.from(challenge.slice(4), 'base64').toString();
    const [, nonce = '', salt = '', count = ''] = /^r=([^,]+),s=([^,]+),i=(\d+)$/.exec(serverFirst) ?? [];
    const data = binding === null ? Buffer.alloc(0) : bindings[binding](socket);
    if (wrongData) data[0] = (data[0] ?? 0) ^ 1;
    const final = `c=${Buffer.concat([Buffer.from(gs2), data]).toString('base64')},r=${nonce}`;
    const length = hash === 'sha1' ? 20 : 32;
    const salted = pbkdf2Sync(password, Buffer.from(salt, 'base64'), Number(count), length, hash);
    const mac = (key: Buffer, text: string) => createHmac(hash, key).update(text).digest();
    const clientKey = mac(salted, 'Client Key');
    const message = `${first},${serverFirst},${final}`;
    const signature = mac(createHash(hash).update(clientKey).digest(), message);
    const proof = Buffer.from(clientKey.map((octet, n) => octet ^ (signature[n] ?? 0))).toString('base64');
    let reply = await raw.say(base64(`${final},p=${proof}`));
    const expected = `v=${mac(mac(salted, 'Server Key'), message).toString('base64')}`;
    const said = Buffer.from(reply.slice(4), 'base64').toString();
    const signed = reply.startsWith('334 ') && said === expected;
    if (reply.startsWith('334 ')) reply = await raw.say('');
    return { reply, signed };
  }

  it.each([
    ['sha1', null, 'TLSv1.3'],
    ['sha256', null, 'TLSv1.3'],
    ['sha256', null, 'TLSv1.2'],
    ['sha1', 'tls-exporter', 'TLSv1.3'],
    ['sha256', 'tls-exporter', 'TLSv1.3'],
    ['sha256', 'tls-unique', 'TLSv1.2'],
  ] as const)('verifies SCRAM by %s with channel binding %s under %s', async (hash, binding, version) => {
    const session = async () => await open({ minVersion: version, maxVersion: version });
    {
      await using good = await session();
      const result = await scram(good, hash, binding);
      expect(result, await server.log()).toMatchObject({
        reply: expect.stringMatching(/^235 /),
        signed: true,
      });
    }
    {
      await using wrong = await session();
      expect((await scram(wrong, hash, binding, { password: 'wrong' })).reply).toMatch(/^535 /);
    }
    if (binding === null) return;
    await using foreign = await session();
    expect((await scram(foreign, hash, binding, { wrongData: true })).reply).toMatch(/^535 /);
  });

  it.each(['OAUTHBEARER', 'XOAUTH2'])('verifies the token of %s', async (mechanism) => {
    const seconds = Math.floor(Date.now() / 1000);
    const token = (exp: number) =>
      signJwt(
        { typ: 'JWT', alg: 'RS256', kid: 'test' },
        {
          iss: 'https://example.com',
          sub: account.user,
          email: account.user,
          iat: seconds - 900,
          nbf: seconds - 900,
          exp,
        },
        createPrivateKey(signer.keyPem),
      );
    const say = async (text: string) => {
      await using session = await open();
      const pair = `auth=Bearer ${text}\u0001\u0001`;
      const head =
        mechanism === 'XOAUTH2' ? `user=${account.user}` : `n,a=${account.user},\u0001host=mx\u0001port=587`;
      const reply = await session.client.say(`AUTH ${mechanism} ${base64(`${head}\u0001${pair}`)}`);
      if (!reply.startsWith('334 ')) return reply;
      const challenge: unknown = JSON.parse(Buffer.from(reply.slice(4), 'base64').toString());
      expect(challenge).toMatchObject({ status: mechanism === 'XOAUTH2' ? '401' : 'invalid_token' });
      return await session.client.say(mechanism === 'XOAUTH2' ? '' : 'AQ==');
    };
    expect(await say(token(seconds + 600)), await server.log()).toMatch(/^235 /);
    expect(await say(token(seconds - 600))).toMatch(/^535 /);
    expect(await say(`${token(seconds + 600).slice(0, -8)}AAAAAAAA`)).toMatch(/^535 /);
  });

  it('knows the user of a client certificate (EXTERNAL)', async () => {
    await using session = await open({ cert: client.certificatePem, key: client.keyPem });
    expect(await session.client.say('AUTH EXTERNAL ='), await server.log()).toMatch(/^235 /);
    await using nobody = await open();
    expect(await nobody.client.say('AUTH EXTERNAL =')).toMatch(/^535 /);
  });
});

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
