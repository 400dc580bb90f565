import { readdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import { Readable } from 'node:stream';
import { createTransport, type Transport } from 'nodemailer';
import { describe, expect, it } from 'vitest';
import { sendmemoTransport } from '../../src/library/index.ts';
import type { SendmemoInfo } from '../../src/transport/info.ts';
import { closedPort, directory } from '../e2e/support/directory.ts';
import { startMailServer, type Action, type Verb } from '../e2e/support/mail-server.ts';
import { readDialog, startScriptedServer } from '../support/scripted-server.ts';
import { errorOf, mail, transporterTo } from './transporter.ts';

const greeting = 'S: 220 hi\nC: EHLO *\nS: 250 hi\nC: MAIL*\nS: 250 Ok\n';

describe('the result', () => {
  it('has the form that nodemailer gives, and our report', async () => {
    await using server = await startScriptedServer(
      `${greeting}C: RCPT*\nS: 250 Ok\nC: RCPT*\nS: 550 5.1.1 No\nC: DATA\nS: 354 go\nD:\nS: 250 2.0.0 Ok\n`,
    );
    const transporter = transporterTo(server.port);
    const info = await transporter.sendMail({ ...mail, bcc: 'b@example.net' });
    expect(info).toMatchObject({
      accepted: ['a@example.net'],
      rejected: ['b@example.net'],
      pending: [],
      response: '250 2.0.0 Ok',
      envelope: { from: 'printer@example.com', to: ['a@example.net', 'b@example.net'] },
      status: 'partial',
      queueId: null,
      failure: { code: 'RECIPIENTS' },
      report: { server: { port: server.port }, tls: null },
    });
    expect(info.rejectedErrors).toMatchObject([
      {
        code: 'EENVELOPE',
        command: 'RCPT TO',
        recipient: 'b@example.net',
        responseCode: 550,
        response: '550 5.1.1 No',
      },
    ]);
    const message = server.connections[0]?.messages[0]?.toString() ?? '';
    expect(message).toContain(`Message-ID: ${info.messageId}`);
    expect(message).not.toContain('b@example.net');
    expect(message).toContain('\r\n\r\nHello\r\n..\r\n');
    expect(info.messageSize).toBe(Buffer.byteLength(message));
  });

  it('is an error with the usual fields where nobody has got it', async () => {
    await using server = await startScriptedServer(readDialog('refuses-mail'));
    const error = await errorOf(transporterTo(server.port).sendMail(mail));
    expect(error).toMatchObject({
      name: 'SendmemoError',
      code: 'EENVELOPE',
      command: 'MAIL FROM',
      response: '550 5.7.1 Sender refused',
      responseCode: 550,
      rejected: ['a@example.net'],
      failure: { code: 'REFUSED' },
      result: { status: 'failed' },
    });
  });

  it('comes by callback too', async () => {
    await using server = await startMailServer();
    const transporter = transporterTo(server.port);
    const response = await new Promise((resolve, reject) => {
      transporter.sendMail(mail, (error, info) => (error ? reject(error) : resolve(info.response)));
    });
    expect(response).toMatch(/^250 /);
  });

  it('of a queued message says so', async () => {
    await using home = await directory();
    const transporter = transporterTo(await closedPort(), { spoolDirectory: home.file('spool') });
    const queued = await transporter
      .sendMail({ ...mail, to: ['a@example.net', 'b@example.net'] })
      .catch(() => null);
    expect(queued).toBe(null);
    const port = await closedPort();
    const warnings: string[] = [];
    const keeping = transporterTo(port, {
      spoolDirectory: home.file('spool'),
      delivery: 'spool-on-failure',
      onWarning: ({ notice }) => warnings.push(notice?.reason ?? ''),
    });
    const info = await keeping.sendMail({ ...mail, to: ['a@example.net', 'b@example.net'] });
    expect(info).toMatchObject({
      status: 'queued',
      accepted: ['a@example.net', 'b@example.net'],
      pending: ['a@example.net', 'b@example.net'],
      rejected: [],
    });
    expect(info.queueId).toMatch(/./);
    expect(info.response).toBe(`queued in the spool as ${info.queueId}`);
    expect(warnings).toContain('kept-in-spool');
  });
});

describe('settings', () => {
  it('from, reply-to and domain apply to a message that has none', async () => {
    await using server = await startMailServer();
    const transporter = transporterTo(server.port, {
      set: {
        from: 'Print server <printer@example.com>',
        'reply-to': 'desk@example.com',
        domain: 'example.com',
      },
    });
    await transporter.sendMail({
      envelope: { to: 'ops', from: 'printer' },
      to: 'ops@example.com',
      text: 'x',
    });
    await transporter.sendMail({ to: 'ops@example.com', text: 'x' });
    const [first, second] = server.transactions();
    expect(first?.to).toEqual(['TO:<ops@example.com>']);
    expect(first?.from).toMatch(/^FROM:<printer@example\.com>/);
    expect(second?.from).toMatch(/^FROM:<printer@example\.com>/);
    const text = second?.message.toString() ?? '';
    expect(text).toMatch(/^From: "?Print server"? <printer@example\.com>\r$/m);
    expect(text).toMatch(/^Reply-To: desk@example\.com\r$/m);
  });

  it('are read again after a while, and not before', async () => {
    await using one = await startMailServer();
    await using other = await startMailServer();
    await using home = await directory({ 'sendmemo.cfg': `smtp-server-port = ${one.port}\n` });
    const place = { host: '127.0.0.1', serverDirectory: home.path, environment: {} };
    const keeping = createTransport(sendmemoTransport(place) as Transport<SendmemoInfo>);
    const reading = createTransport(
      sendmemoTransport({ ...place, reloadAfter: 0 }) as Transport<SendmemoInfo>,
    );
    await keeping.sendMail(mail);
    await reading.sendMail(mail);
    await home.write('sendmemo.cfg', `smtp-server-port = ${other.port}\n`);
    await keeping.sendMail(mail);
    await reading.sendMail(mail);
    expect([one.transactions().length, other.transactions().length]).toEqual([3, 1]);
    await home.write('sendmemo.cfg', 'smtp-server-prt = 25\n');
    expect(await errorOf(reading.sendMail(mail))).toMatchObject({
      code: 'ECONFIG',
      failure: { code: 'CONFIG', reason: 'cfg-unknown-name' },
    });
  });

  it('a transport with an option that is none is not made', () => {
    expect(() => transporterTo(25, { serverDir: '/x' } as never)).toThrow(TypeError);
    expect(() => transporterTo(25, { maxConnections: 0 })).toThrow(RangeError);
    expect(() => transporterTo(25, { timeout: Number.NaN })).toThrow(RangeError);
    expect(() => transporterTo(25, { delivery: 'spol' } as never)).toThrow(RangeError);
  });
});

describe('verify', () => {
  it('logs in and says QUIT, without a message', async () => {
    await using server = await startMailServer();
    await expect(transporterTo(server.port).verify()).resolves.toBe(true);
    await server.done();
    expect(server.connections[0]?.commands.map((line) => line.split(' ')[0])).toEqual(['EHLO', 'QUIT']);
  });

  it('goes on to a backup, and says why there is none', async () => {
    await using server = await startMailServer();
    const closed = await closedPort();
    const transporter = transporterTo(closed, { host: `127.0.0.1, 127.0.0.1:${server.port}` });
    await expect(transporter.verify()).resolves.toBe(true);
    const error = await errorOf(transporterTo(closed).verify());
    expect(error).toMatchObject({ code: 'ESOCKET', command: 'CONN', failure: { code: 'CONNECT' } });
  });
});

describe('what nodemailer’s users pass on', () => {
  it.each([
    ['8BITMIME', { raw: 'From: a@example.com\n\nGrüße\n' }, / BODY=8BITMIME/],
    ['SMTPUTF8', { to: 'grüße@example.com', text: 'x' }, / SMTPUTF8/],
    ['the null sender', { envelope: { from: '', to: 'a@example.net' }, text: 'x' }, /^FROM:<>/],
    ['DSN', { dsn: { id: 'a+b', return: 'headers' }, text: 'x' }, / RET=HDRS ENVID=a\+2Bb/],
  ])('%s', async (_, data, sender) => {
    await using server = await startMailServer();
    await transporterTo(server.port).sendMail({ ...mail, ...data });
    expect(server.transactions()[0]?.from).toMatch(sender);
  });

  it('DSN of each recipient', async () => {
    await using server = await startMailServer();
    const transporter = transporterTo(server.port);
    await transporter.sendMail({
      ...mail,
      dsn: { notify: ['success', 'delay'], recipient: 'first+1@example.com' },
    });
    await transporter.sendMail({ ...mail, dsn: { notify: 'never' } });
    expect(server.transactions().map(({ to }) => to)).toEqual([
      ['TO:<a@example.net> NOTIFY=DELAY,SUCCESS ORCPT=rfc822;first+2B1@example.com'],
      ['TO:<a@example.net> NOTIFY=NEVER ORCPT=rfc822;a@example.net'],
    ]);
  });

  it.each([
    { notify: 'never,success' },
    { notify: 'always' },
    { return: 'some' },
    { id: 'a\r\nb' },
    { recipient: 'ü' },
  ])('a DSN that is none: %o', async (dsn) => {
    await using server = await startMailServer();
    const error = await errorOf(transporterTo(server.port).sendMail({ ...mail, dsn }));
    expect(error).toMatchObject({ code: 'EENVELOPE', failure: { code: 'USAGE' } });
    expect(server.connections).toEqual([]);
  });
});

describe('a server that fails at a stage', () => {
  it.each<[Verb, string, string, Action]>([
    ['greeting', 'ECONNECTION', 'NO_GREETING', 'close'],
    ['EHLO', 'ECONNECTION', 'CONNECTION_LOST', 'close'],
    ['MAIL', 'ECONNECTION', 'CONNECTION_LOST', 'close'],
    ['RCPT', 'ECONNECTION', 'CONNECTION_LOST', 'close'],
    ['DATA', 'ECONNECTION', 'CONNECTION_LOST', 'close'],
    ['dot', 'ECONNECTION', 'CONNECTION_LOST', 'close'],
    ['greeting', 'EPROTOCOL', 'REFUSED', '554 no'],
    ['EHLO', 'EPROTOCOL', 'TRANSIENT', '421 later'],
    ['MAIL', 'EENVELOPE', 'TRANSIENT', '451 later'],
    ['RCPT', 'EENVELOPE', 'RECIPIENTS', '450 later'],
    ['DATA', 'EENVELOPE', 'REFUSED', '554 no'],
    ['dot', 'EMESSAGE', 'REFUSED', '554 spam'],
    ['dot', 'EMESSAGE', 'TRANSIENT', '452 full'],
  ])('%s: %s, %s', async (stage, code, failure, action) => {
    await using server = await startMailServer({
      extensions: ['8BITMIME'],
      on: (verb) => (verb === stage ? action : undefined),
    });
    const error = await errorOf(transporterTo(server.port).sendMail(mail));
    expect(error).toMatchObject({ code, failure: { code: failure } });
    if (stage === 'dot' && action === 'close') expect(error.failure.reason).toBe('delivery-unknown');
  });

  it.each<Verb>(['greeting', 'EHLO', 'MAIL', 'RCPT', 'DATA', 'dot'])(
    'silent at %s: the message’s signal ends it, and nothing is queued',
    async (stage) => {
      await using home = await directory();
      const ending = new AbortController();
      await using server = await startMailServer({
        extensions: ['8BITMIME'],
        on(verb) {
          if (verb !== stage) return undefined;
          setImmediate(() => ending.abort());
          return 'hang';
        },
      });
      const transporter = transporterTo(server.port, {
        spoolDirectory: home.file('spool'),
        delivery: 'spool-on-failure',
      });
      const error = await errorOf(transporter.sendMail({ ...mail, signal: ending.signal }));
      expect(error).toMatchObject({ name: 'AbortError', code: 'EABORT' });
      expect(error.failure.reason).toBe(stage === 'dot' ? 'delivery-unknown' : 'interrupted');
      expect(await readdir(home.file('spool/waiting')).catch(() => [])).toEqual([]);
    },
  );

  it('a message that is ended in its middle has no end on the wire', async () => {
    await using server = await startScriptedServer(
      `${greeting}C: RCPT*\nS: 250 Ok\nC: DATA\nS: 354 go\n! deaf\n`,
    );
    const ending = new AbortController();
    const attachments = [{ filename: 'large', content: Buffer.alloc(16 * 1024 * 1024, '.\r\n') }];
    const sending = transporterTo(server.port).sendMail({ ...mail, attachments, signal: ending.signal });
    const commands = (): readonly string[] => server.connections[0]?.commands ?? [];
    await expect.poll(() => commands().includes('DATA'), { timeout: 20_000 }).toBe(true);
    // More than the buffers of both sides hold is left.
    setTimeout(() => ending.abort(), 200);
    const error = await errorOf(sending);
    expect(error).toMatchObject({
      code: 'EABORT',
      command: 'DATA',
      failure: { reason: 'interrupted', stage: 'content' },
    });
    expect(server.connections[0]?.messages).toEqual([]);
    expect(server.connections[0]?.plain.toString('latin1')).not.toMatch(/\r\n\.\r\n/);
  });

  it('a message that takes too long is queued where the settings say so', async () => {
    await using home = await directory();
    await using server = await startMailServer({
      on: (verb) => (verb === 'MAIL' ? 'hang' : undefined),
    });
    const options = { timeout: 300, spoolDirectory: home.file('spool') };
    const error = await errorOf(transporterTo(server.port, options).sendMail(mail));
    expect(error).toMatchObject({ code: 'ETIMEDOUT', failure: { reason: 'run-timeout' } });
    const info = await transporterTo(server.port, { ...options, delivery: 'spool-on-failure' }).sendMail(
      mail,
    );
    expect(info.status).toBe('queued');
  });
});

describe('a message that can’t be read', () => {
  it.each([
    ['a file that is missing', { attachments: [{ path: '/nonexistent/file' }] }, 'ENOENT'],
    ['a stream that fails', { attachments: [{ content: failing() }] }, 'EFAULTY'],
    ['a URL', { attachments: [{ href: 'http://127.0.0.1:1/' }] }, 'EURLACCESS'],
    ['a URL as a path', { html: { path: 'http://127.0.0.1:1/' } }, 'EURLACCESS'],
  ])('%s: nothing is sent', async (_, content, system) => {
    await using server = await startMailServer();
    const error = await errorOf(transporterTo(server.port).sendMail({ ...mail, ...content }));
    expect(error).toMatchObject({
      code: 'ESTREAM',
      failure: { code: 'INPUT', reason: 'content-unreadable' },
    });
    expect((error.cause as NodeJS.ErrnoException).code).toBe(system);
    expect(server.connections).toEqual([]);
  });

  it('a file where files are forbidden, whatever the message says', async () => {
    await using server = await startMailServer();
    const transporter = transporterTo(server.port, { disableFileAccess: true });
    const file = { attachments: [{ path: '/etc/hostname' }], disableFileAccess: false };
    const error = await errorOf(transporter.sendMail({ ...mail, ...file }));
    expect(error).toMatchObject({ code: 'ESTREAM', cause: { code: 'EFILEACCESS' } });
    await expect(transporterTo(server.port).sendMail({ ...mail, ...file })).resolves.toBeDefined();
    const own = transporterTo(server.port).sendMail({ ...mail, ...file, disableFileAccess: true });
    expect(await errorOf(own)).toMatchObject({ code: 'ESTREAM' });
  });

  it('a URL where they are allowed', async () => {
    const web = createServer((_, response) => response.end('fetched'));
    await new Promise<void>((resolve) => {
      web.listen(0, '127.0.0.1', resolve);
    });
    const { port } = web.address() as { port: number };
    await using server = await startMailServer();
    const transporter = transporterTo(server.port, { allowUrlAccess: true });
    const attachments = [{ filename: 'a.txt', href: `http://127.0.0.1:${port}/` }];
    await transporter.sendMail({ ...mail, attachments });
    web.close();
    expect(server.transactions()[0]?.message.toString()).toContain(Buffer.from('fetched').toString('base64'));
  });

  it('a stream that never ends is ended by the signal', async () => {
    await using server = await startMailServer();
    const ending = new AbortController();
    const content = new Readable({
      read() {
        setImmediate(() => ending.abort());
      },
    });
    const sending = transporterTo(server.port).sendMail({
      ...mail,
      attachments: [{ content }],
      signal: ending.signal,
    });
    expect(await errorOf(sending)).toMatchObject({ code: 'EABORT' });
    expect(server.connections).toEqual([]);
  });
});

function failing(): Readable {
  return new Readable({
    read() {
      this.destroy(Object.assign(new Error('faulty'), { code: 'EFAULTY' }));
    },
  });
}
