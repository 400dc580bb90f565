import { createHmac } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Login } from '../../src/smtp/submitter.ts';
import { SendmemoError } from '../../src/failure/error.ts';
import type { TlsPlan } from '../../src/tls/plan.ts';
import { createRoot, issueServer, type Issued } from '../support/pki.ts';
import { startScriptedServer } from '../support/scripted-server.ts';
import { createMemoryLog, deliverOnce, faultOf, startTlsPlan, trusting } from './deps.ts';

let certificate: Issued;
let tls: TlsPlan;
let careless: TlsPlan;

beforeAll(async () => {
  const root = await createRoot();
  certificate = await issueServer(root, { commonName: 'mail.example.com' });
  const trust = trusting(root.certificatePem, root.certificateDer);
  tls = startTlsPlan(trust);
  careless = startTlsPlan({ ...trust, anchors: [], ignoreErrors: true });
});

const secret = 'very secret';
const password: Login = {
  method: 'auto',
  user: 'printer',
  secret: () => Promise.resolve(secret),
  allowInsecure: false,
  isToken: false,
};
const base64 = (text: string): string => Buffer.from(text).toString('base64');

function secured(offer: string, exchange: string): string {
  return `S: 220 hi\nC: EHLO *\nS: 250-hi\nS: 250 STARTTLS\nC: STARTTLS\nS: 220 go\n! starttls
C: EHLO *\nS: 250-hi\nS: 250 ${offer}\n${exchange}\n${taken}`;
}
const taken = 'C: MAIL*\nS: 250 Ok\nC: RCPT*\nS: 250 Ok\nC: DATA\nS: 354 go\nD:\nS: 250 Ok\n';
/** The base64 that a first message with this binding begins with. */
const bindingStart = (name: string): string =>
  base64(`p=${name},,n=printer`).slice(0, 4 * Math.floor((name.length + 4) / 3));
const plainLine = `AUTH PLAIN ${base64(`\0printer\0${secret}`)}`;
const challenge = '<1896.697170952@mail.example.com>';
const digest = createHmac('md5', secret).update(challenge).digest('hex');

describe('authentication', () => {
  const accepted = [
    { method: 'auto', offer: 'AUTH CRAM-MD5 LOGIN PLAIN', exchange: `C: ${plainLine}\nS: 235 Ok` },
    {
      method: 'auto',
      offer: 'AUTH=LOGIN',
      exchange: `C: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC: ${base64('printer')}\nS: 334 UGFzc3dvcmQ6\nC: ${base64(secret)}\nS: 235 Ok`,
    },
    {
      method: 'auto',
      offer: 'AUTH CRAM-MD5 GSSAPI',
      exchange: `C: AUTH CRAM-MD5\nS: 334 ${base64(challenge)}\nC: ${base64(`printer ${digest}`)}\nS: 235 Ok`,
    },
    // Rejected before any proof was sent: another binding, then what needs no stored key of SCRAM.
    {
      method: 'auto',
      offer: 'AUTH SCRAM-SHA-256-PLUS SCRAM-SHA-256 PLAIN',
      exchange: ['tls-exporter', 'tls-server-end-point']
        .map((name) => `C: AUTH SCRAM-SHA-256-PLUS ${bindingStart(name)}*\nS: 535 5.7.8 Not so\n`)
        .concat(`C: ${plainLine}\nS: 235 Ok`)
        .join(''),
    },
    { method: 'plain', offer: 'AUTH plain login', exchange: `C: ${plainLine}\nS: 235 Ok` },
    {
      method: 'auto',
      offer: 'AUTH PLAIN LOGIN',
      exchange: `C: ${plainLine}\nS: 504 Not really\nC: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC: *\nS: 334 UGFzc3dvcmQ6\nC: *\nS: 235 Ok`,
    },
    {
      method: 'xoauth2',
      offer: 'AUTH PLAIN XOAUTH2',
      exchange: `C: AUTH XOAUTH2 ${base64(`user=printer\u0001auth=Bearer ${secret}\u0001\u0001`)}\nS: 235 Ok`,
    },
  ] as const;
  it.each(accepted)('$method with "$offer" goes the documented way', async ({ method, offer, exchange }) => {
    await using server = await startScriptedServer(secured(offer, exchange), certificate);
    const log = createMemoryLog();
    const report = await deliverOnce(server.port, { tls, log, auth: { ...password, method } });
    expect(server.connections[0]?.mismatches).toEqual([]);
    expect(faultOf(report)).toBeNull();
    const logged = log.lines.join('\n');
    for (const text of [secret, base64(secret), base64(`\0printer\0${secret}`), digest]) {
      expect(logged).not.toContain(text);
    }
  });

  it('reports a refusal with mechanism and reply, and says QUIT', async () => {
    const exchange = `C: AUTH PLAIN *\nS: 535 5.7.8 Wrong`;
    await using server = await startScriptedServer(secured('AUTH PLAIN', exchange), certificate);
    const { failure } = await deliverOnce(server.port, { tls, auth: password });
    expect(failure).toMatchObject({ code: 'AUTH', reason: 'auth-refused', mechanism: 'PLAIN' });
    await server.connections[0]?.closed;
    expect(server.connections[0]?.commands.at(-1)).toBe('QUIT');
  });

  const quoted = [
    {
      method: 'plain',
      exchange: (reply: string) => `C: AUTH PLAIN *\nS: ${reply}`,
      sent: plainLine.slice(11),
    },
    {
      method: 'login',
      exchange: (reply: string) => `C: AUTH LOGIN\nS: 334 a\nC: *\nS: 334 b\nC: *\nS: ${reply}`,
      sent: base64(secret),
    },
    {
      method: 'cram-md5',
      exchange: (reply: string) => `C: AUTH CRAM-MD5\nS: 334 ${base64(challenge)}\nC: *\nS: ${reply}`,
      sent: base64(`printer ${digest}`),
    },
    {
      method: 'xoauth2',
      exchange: (reply: string) => `C: AUTH XOAUTH2 *\nS: ${reply}`,
      sent: base64(`user=printer\u0001auth=Bearer ${secret}\u0001\u0001`),
    },
  ] as const;
  it.each(quoted)('tells nobody what a server quotes of $method', async ({ method, exchange, sent }) => {
    for (const text of [sent, sent.slice(0, -9), secret]) {
      for (const reply of [`500 Command unrecognized: "${text}"`, `"${text}" is no reply`]) {
        await using server = await startScriptedServer(
          secured('AUTH PLAIN LOGIN CRAM-MD5 XOAUTH2', exchange(reply)),
          certificate,
        );
        const log = createMemoryLog();
        const report = await deliverOnce(server.port, { tls, log, auth: { ...password, method } });
        expect(report.failure?.code).toMatch(/^(?:AUTH|PROTOCOL)$/);
        expect(JSON.stringify([report, log.lines])).not.toContain(text);
      }
    }
  });

  it('answers the error challenge of XOAUTH2 with an empty line', async () => {
    const exchange = `C: AUTH XOAUTH2 *\nS: 334 ${base64('{"status":"400"}')}\nC: \nS: 535 5.7.8 no`;
    await using server = await startScriptedServer(secured('AUTH XOAUTH2', exchange), certificate);
    const report = await deliverOnce(server.port, { tls, auth: { ...password, method: 'xoauth2' } });
    await server.connections[0]?.closed;
    expect(server.connections[0]?.commands.slice(-2)).toEqual(['', 'QUIT']);
    expect(faultOf(report)).toBe('AUTH auth-refused');
  });

  it('shows the error of OAUTHBEARER without the token, and answers it with %x01', async () => {
    const said = `{"status":"invalid_token","scope":"${secret}"}`;
    const exchange = `C: AUTH OAUTHBEARER *\nS: 334 ${base64(said)}\nC: AQ==\nS: 535 5.7.8 no`;
    await using server = await startScriptedServer(secured('AUTH OAUTHBEARER', exchange), certificate);
    const report = await deliverOnce(server.port, { tls, auth: { ...password, method: 'oauthbearer' } });
    await server.connections[0]?.closed;
    expect(server.connections[0]?.commands.slice(-2)).toEqual(['AQ==', 'QUIT']);
    expect(report.failure).toMatchObject({
      reason: 'auth-refused',
      detail: '{"status":"invalid_token","scope":"****"}',
    });
  });

  it('is put off by 454', async () => {
    await using server = await startScriptedServer(
      secured('AUTH PLAIN', 'C: AUTH PLAIN *\nS: 454 4.7.0 Later'),
      certificate,
    );
    expect(faultOf(await deliverOnce(server.port, { tls, auth: password }))).toBe('TRANSIENT transient');
  });

  it('cancels where the server asks for more than the mechanism has', async () => {
    const exchange = 'C: AUTH PLAIN *\nS: 334 more\nC: \\*\nS: 501 Cancelled';
    await using server = await startScriptedServer(
      secured('AUTH PLAIN', exchange.replace('\\*', '*')),
      certificate,
    );
    expect(faultOf(await deliverOnce(server.port, { tls, auth: password }))).toBe('AUTH auth-refused');
    expect(server.connections[0]?.commands).toContain('*');
  });

  it.each(['SIZE 10', 'AUTH GSSAPI NTLM', 'AUTH XOAUTH2', 'AUTH XPLAIN LOGIN-2'])(
    'tries nothing that is not offered (%s)',
    async (offer) => {
      await using server = await startScriptedServer(secured(offer, ''), certificate);
      let asked = false;
      const auth: Login = {
        ...password,
        secret: () => {
          asked = true;
          return Promise.resolve(secret);
        },
      };
      expect(faultOf(await deliverOnce(server.port, { tls, auth }))).toBe('AUTH auth-not-offered');
      expect(asked).toBe(false);
      expect(server.connections[0]?.commands.join()).not.toContain('AUTH');
    },
  );

  it('passes on why the secret could not be had', async () => {
    const failure = {
      code: 'CONFIG',
      reason: 'cfg-secret-empty',
      origin: { kind: 'default' },
      name: 'auth-password-file',
      source: '/etc/secret',
    } as const;
    const auth: Login = { ...password, secret: () => Promise.reject(new SendmemoError(failure)) };
    await using server = await startScriptedServer(secured('AUTH PLAIN', ''), certificate);
    expect(faultOf(await deliverOnce(server.port, { tls, auth }))).toBe('CONFIG cfg-secret-empty');
  });
});

describe('an access token', () => {
  const line = (token: string): string =>
    `AUTH XOAUTH2 ${base64(`user=printer\u0001auth=Bearer ${token}\u0001\u0001`)}`;
  const asked: boolean[] = [];
  const login = (fresh: string): Login => ({
    ...password,
    isToken: true,
    secret: (request) => {
      asked.push(request.fresh);
      return Promise.resolve(request.fresh ? fresh : 'old');
    },
  });

  it.each([
    { fresh: 'new', exchange: `C: ${line('old')}\nS: 535 no\nC: ${line('new')}\nS: 235 Ok`, fault: null },
    {
      fresh: 'new',
      exchange: `C: ${line('old')}\nS: 535 no\nC: ${line('new')}\nS: 535 5.7.3 no`,
      fault: 'AUTH auth-refused',
    },
    { fresh: 'old', exchange: `C: ${line('old')}\nS: 535 5.7.3 no`, fault: 'AUTH auth-refused' },
  ])('that gets 535 is requested once more ($fresh, $fault)', async ({ fresh, exchange, fault }) => {
    asked.length = 0;
    await using server = await startScriptedServer(secured('AUTH PLAIN XOAUTH2', exchange), certificate);
    const report = await deliverOnce(server.port, { tls, auth: login(fresh) });
    expect(faultOf(report)).toBe(fault);
    expect(asked).toEqual([false, true]);
    expect(server.connections[0]?.commands.filter((one) => one.startsWith('AUTH'))).toHaveLength(
      fresh === 'old' ? 1 : 2,
    );
  });

  it('is used with no mechanism for passwords', async () => {
    await using server = await startScriptedServer(secured('AUTH PLAIN LOGIN', ''), certificate);
    expect(faultOf(await deliverOnce(server.port, { tls, auth: login('new') }))).toBe(
      'AUTH auth-not-offered',
    );
  });
});

describe('a session that is not safe enough', () => {
  const open = `S: 220 hi\nC: EHLO *\nS: 250-hi\nS: 250 AUTH PLAIN CRAM-MD5\n`;

  it('gets no secret in plain text', async () => {
    await using server = await startScriptedServer(open);
    const report = await deliverOnce(server.port, { auth: password });
    expect(report.failure).toMatchObject({ reason: 'auth-insecure', why: 'plain-text' });
    expect(server.connections[0]?.plain.toString()).not.toContain('AUTH');
  });

  it('gets no secret where the certificate was not verified', async () => {
    await using server = await startScriptedServer(secured('AUTH PLAIN', ''), certificate);
    const report = await deliverOnce(server.port, { tls: careless, auth: password });
    expect(report.failure).toMatchObject({ reason: 'auth-insecure', why: 'unverified' });
  });

  it('gets it with auth-allow-insecure, hidden if it can be, and with a warning', async () => {
    const exchange = `C: AUTH CRAM-MD5\nS: 334 ${base64(challenge)}\nC: ${base64(`printer ${digest}`)}\nS: 235 Ok\n`;
    await using server = await startScriptedServer(`${open}${exchange}${taken}`);
    const report = await deliverOnce(server.port, { auth: { ...password, allowInsecure: true } });
    expect(server.connections[0]?.mismatches).toEqual([]);
    expect(faultOf(report)).toBeNull();
    expect(report.notices.map((one) => one.reason)).toEqual(['auth-over-insecure-session']);
  });
});
