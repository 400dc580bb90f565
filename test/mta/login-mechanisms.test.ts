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
import { jsonOf } from '../e2e/support/result.ts';
import { submitTo } from './submission.ts';

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

  describe('sendmemo logs in', () => {
    interface Attempt {
      readonly cfg: string;
      readonly ssl?: string;
      readonly password?: string;
      readonly files?: Readonly<Record<string, string>>;
    }

    async function submit({ cfg, ssl = '', password = account.password, files = {} }: Attempt) {
      return await submitTo({
        port: server.port,
        ssl: `EnableTLS = 1\nCAFile = ca.pem\nHostname = client.example.com\n${ssl}`,
        cfg,
        files: { 'ca.pem': root.certificatePem, secret: `${password}\n`, ...files },
        args: () => ['--json', '-f', 'printer@example.com', '-s', 'Test', 'ops@example.net'],
        stdin: 'Hello\n',
      });
    }

    /** What Dovecot's log says of the last login. */
    async function usedMechanism(): Promise<string> {
      const all = [...(await server.log()).matchAll(/Logged in: user=<[^>]*>, method=([^,]+),/g)];
      return all.at(-1)?.[1] ?? '';
    }

    const withPassword = `auth-user = ${account.user}\nauth-password-file = secret\n`;
    const old = 'MaxProtocol = TLSv1.2\n';

    it.each([
      ['auto', 'SCRAM-SHA-256-PLUS', ''],
      // Dovecot knows tls-unique alone under TLS 1.2.
      ['auto', 'SCRAM-SHA-256-PLUS', old],
      ['scram-sha-256-plus', 'SCRAM-SHA-256-PLUS', ''],
      ['scram-sha-256-plus', 'SCRAM-SHA-256-PLUS', old],
      ['scram-sha-1-plus', 'SCRAM-SHA-1-PLUS', ''],
      ['scram-sha-256', 'SCRAM-SHA-256', ''],
      ['scram-sha-1', 'SCRAM-SHA-1', old],
      ['plain', 'PLAIN', ''],
      ['login', 'LOGIN', ''],
      ['cram-md5', 'CRAM-MD5', ''],
    ])('by %s: %s %s', async (method, used, ssl) => {
      const cfg = `${withPassword}auth-method = ${method}\n`;
      const sent = await submit({ cfg, ssl });
      expect(sent.status, `${sent.stderr}${await server.log()}`).toBe(0);
      expect(await usedMechanism(), await server.log()).toBe(used);
      const wrong = await submit({ cfg, ssl, password: 'wrong' });
      expect(wrong.status).toBe(77);
      expect(jsonOf(wrong).error).toMatchObject({ code: 'AUTH' });
    });

    it.each(['oauthbearer', 'xoauth2'])('by %s, and shows the JSON of a rejected token', async (method) => {
      const seconds = Math.floor(Date.now() / 1000);
      const token = (exp: number) =>
        signJwt(
          { typ: 'JWT', alg: 'RS256', kid: 'test' },
          {
            iss: 'https://example.com',
            sub: account.user,
            email: account.user,
            iat: exp - 900,
            nbf: exp - 900,
            exp,
          },
          createPrivateKey(signer.keyPem),
        );
      const cfg = `${withPassword}auth-method = ${method}\n`;
      const sent = await submit({ cfg, password: token(seconds + 600) });
      expect(sent.status, `${sent.stderr}${await server.log()}`).toBe(0);
      expect(await usedMechanism()).toBe(method.toUpperCase());
      const late = await submit({ cfg, password: token(seconds - 600) });
      expect(late.status).toBe(77);
      expect(late.stderr).toContain(method === 'xoauth2' ? '"status":"401"' : '"status":"invalid_token"');
    });

    it('by the client certificate', async () => {
      const ssl = 'CertFile = client.pem\nKeyFile = client.key\n';
      const files = { 'client.pem': client.certificatePem, 'client.key': client.keyPem };
      const sent = await submit({ cfg: 'auth-method = external\n', ssl, files });
      expect(sent.status, `${sent.stderr}${await server.log()}`).toBe(0);
      expect(await usedMechanism()).toBe('EXTERNAL');
      const without = await submit({ cfg: 'auth-method = external\n' });
      expect(without.status).toBe(77);
      expect(jsonOf(without).error).toMatchObject({ code: 'AUTH' });
    });
  });
});

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
