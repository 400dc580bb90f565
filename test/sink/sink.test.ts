import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readFile, readdir, rm, stat } from 'node:fs/promises';
import net from 'node:net';
import type { TLSSocket } from 'node:tls';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { connectRaw } from './raw-client.ts';
import type { RawClient } from './raw-client.ts';
import {
  plainRequest,
  sinkTools,
  startSink,
  startedAt,
  temporaryDirectory,
  uniqueId,
} from './sink-fixture.ts';
import { makeCertificates } from '../../src/commands/certs/make.ts';
import { runSink } from '../../src/commands/sink/serve.ts';
import type { SinkRequest } from '../../src/commands/sink/serve.ts';

const text = 'Subject: test\r\n\r\nFirst line\r\n.\r\nlast line\r\n';
const stuffed = 'Subject: test\r\n\r\nFirst line\r\n..\r\nlast line\r\n.\r\n';

async function sendMessage(client: RawClient, ehlo = true): Promise<string> {
  if (ehlo) await client.say('EHLO client.example.com');
  await client.say('MAIL FROM:<from@example.com>');
  await client.say('RCPT TO:<to@example.com>');
  await client.say('DATA');
  client.send(stuffed);
  return await client.reply();
}

async function failureOf(directory: string, request: Partial<SinkRequest>) {
  const events = runSink({ ...plainRequest, ...request }, sinkTools(directory, new AbortController().signal));
  return await events.next().then(
    () => null,
    (error: unknown) => (error as { failure?: unknown }).failure,
  );
}

describe('a plain sink', () => {
  it('keeps a message octet for octet behind its trace fields, and reports sender and recipients', async () => {
    await using directory = await temporaryDirectory();
    await using sink = await startSink(directory.path, {});
    await using client = await connectRaw(sink.listening.port);
    expect(await client.reply()).toMatch(/^220 sink\.example\.test ESMTP/);
    expect(await sendMessage(client)).toMatch(/^250 /);
    const message = await sink.message();
    expect(message).toMatchObject({
      number: 1,
      sender: 'from@example.com',
      recipients: ['to@example.com'],
      helo: 'client.example.com',
      remoteAddress: '127.0.0.1',
      sizeBytes: text.length,
      tls: null,
    });
    const stored = await readFile(message.file, 'latin1');
    expect(stored.endsWith(`\r\n${text}`)).toBe(true);
    const trace = stored.slice(0, -text.length);
    expect(trace).toMatch(/^Return-Path: <from@example\.com>\r\nReceived: from client\.example\.com /);
    expect(trace).toMatch(
      /\r\n\tfor <to@example\.com>;\r\n\t\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d \+0000\r\n$/,
    );
    expect(trace).not.toContain('version=');
    expect(await readdir(join(directory.path, 'mail', 'tmp'))).toEqual([]);
    expect((await stat(message.file)).mode & 0o777).toBe(0o600);
  });

  it('greets without a pause, in which the library answers 421 to a client that talks first', async () => {
    await using directory = await temporaryDirectory();
    await using sink = await startSink(directory.path, {});
    await using client = await connectRaw(sink.listening.port);
    client.send('EHLO client.example.com\r\n');
    expect(await client.reply()).toMatch(/^220 /);
    expect(await client.reply()).toMatch(/^250-/);
  });

  it.each([
    ['=?iso-2022-jp?B?GyRCJDMkcyRLJEEkTxsoQg==?=\r\n again', 'こんにちは again'],
    ['=?utf-8?q?=1b[2Jclear?=', '\u001b[2Jclear'],
    ['x'.repeat(300_000), null],
  ])('decodes the subject of a message, if its header is not too long', async (field, subject) => {
    await using directory = await temporaryDirectory();
    await using sink = await startSink(directory.path, {});
    await using client = await connectRaw(sink.listening.port);
    await client.reply();
    for (const line of ['EHLO client.example.com', 'MAIL FROM:<>', 'RCPT TO:<to@example.com>', 'DATA']) {
      await client.say(line);
    }
    client.send(`X-Long: ${subject === null ? field : ''}\r\nSubject: ${field}\r\n\r\nText\r\n.\r\n`);
    await client.reply();
    expect((await sink.message()).subject).toBe(subject);
  });

  it('offers what a client may rely on, and neither STARTTLS nor AUTH', async () => {
    await using directory = await temporaryDirectory();
    await using sink = await startSink(directory.path, { sizeLimitBytes: 1000 });
    await using client = await connectRaw(sink.listening.port);
    await client.reply();
    const offer = (await client.say('EHLO client.example.com')).split('\n').map((line) => line.slice(4));
    expect(offer.slice(1)).toEqual(
      expect.arrayContaining(['PIPELINING', '8BITMIME', 'SMTPUTF8', 'DSN', 'SIZE 1000']),
    );
    expect(offer.join(' ')).not.toMatch(/STARTTLS|AUTH/);
    expect(await client.say('STARTTLS')).toMatch(/^500 /);
  });

  it('names no recipient in Received where there are several, for one may be a Bcc', async () => {
    await using directory = await temporaryDirectory();
    await using sink = await startSink(directory.path, {});
    await using client = await connectRaw(sink.listening.port);
    await client.reply();
    client.send(
      'EHLO client.example.com\r\nMAIL FROM:<> SIZE=100\r\nRCPT TO:<a@example.com>\r\nRCPT TO:<b@example.com>\r\nDATA\r\n',
    );
    for (let replies = 0; replies < 5; replies += 1) await client.reply();
    client.send(stuffed);
    await client.reply();
    const message = await sink.message();
    expect(message).toMatchObject({ sender: '', recipients: ['a@example.com', 'b@example.com'] });
    expect(message.parameters).toEqual(['SIZE=100']);
    expect(await readFile(message.file, 'latin1')).not.toMatch(/[ab]@example\.com/);
  });

  it('takes addresses without a domain and with a quoted local part, and still refuses nonsense', async () => {
    await using directory = await temporaryDirectory();
    await using sink = await startSink(directory.path, {});
    await using client = await connectRaw(sink.listening.port);
    await client.reply();
    await client.say('EHLO client.example.com');
    expect(await client.say('MAIL FROM:<root> BODY=8BITMIME')).toMatch(/^250 /);
    for (const legal of ['user', '"a > b"@example.com', '"x@y"@example.com', '"local only"']) {
      expect(await client.say(`RCPT TO:<${legal}>`)).toMatch(/^250 /);
    }
    for (const nonsense of ['<>', '<a b@example.com>', '<a@b@example.com>', '<a@-.example.com>', 'user']) {
      expect(await client.say(`RCPT TO:${nonsense}`)).toMatch(/^501 /);
    }
    await client.say('DATA');
    client.send(stuffed);
    await client.reply();
    expect(await sink.message()).toMatchObject({
      sender: 'root',
      recipients: ['user', '"a > b"@example.com', '"x@y"@example.com', '"local only"'],
      parameters: ['BODY=8BITMIME'],
    });
  });

  it('keeps nothing of a message whose client goes away before the final dot', async () => {
    await using directory = await temporaryDirectory();
    await using sink = await startSink(directory.path, {});
    {
      await using client = await connectRaw(sink.listening.port);
      await client.reply();
      await client.say('EHLO client.example.com');
      await client.say('MAIL FROM:<from@example.com>');
      await client.say('RCPT TO:<to@example.com>');
      await client.say('DATA');
      client.send('Subject: half\r\n\r\nThe first ');
    }
    expect(await sink.next()).toMatchObject({ kind: 'session-failed' });
    expect(await readdir(join(directory.path, 'mail', 'new'))).toEqual([]);
    expect(await readdir(join(directory.path, 'mail', 'tmp'))).toEqual([]);
  });

  it('ends a message at CRLF . CRLF only, whatever its octets look like', async () => {
    await using directory = await temporaryDirectory();
    await using sink = await startSink(directory.path, {});
    await using client = await connectRaw(sink.listening.port);
    await client.reply();
    await client.say('EHLO client.example.com');
    await client.say('MAIL FROM:<from@example.com>');
    await client.say('RCPT TO:<to@example.com>');
    await client.say('DATA');
    const tricks = ['\n.\n', '\n.\r\n', '\r\n.\n', '\r.\r', '\r.\n', '\n.\r', '\r\n.\r', '\r\n.\0\r\n'];
    for (const trick of tricks) client.send(`text${trick}MAIL FROM:<evil@example.com>\r\n`);
    client.send('.\r\n');
    expect(await client.reply()).toMatch(/^250 /);
    const message = await sink.message();
    expect(message.sender).toBe('from@example.com');
    const stored = await readFile(message.file, 'latin1');
    expect(stored.split('MAIL FROM:<evil@example.com>')).toHaveLength(tricks.length + 1);
  });

  it('answers 451 where it cannot keep a message, says why, and goes on', async () => {
    await using directory = await temporaryDirectory();
    await using sink = await startSink(directory.path, {});
    await using client = await connectRaw(sink.listening.port);
    await client.reply();
    await rm(join(directory.path, 'mail', 'tmp'), { recursive: true });
    expect(await sendMessage(client)).toMatch(/^451 /);
    expect(await sink.next()).toMatchObject({ kind: 'session-failed', detail: 'ENOENT' });
    await mkdir(join(directory.path, 'mail', 'tmp'));
    expect(await sendMessage(client)).toMatch(/^250 /);
  });

  it('answers 552 to a message larger than its SIZE, and keeps nothing of it', async () => {
    await using directory = await temporaryDirectory();
    await using sink = await startSink(directory.path, { sizeLimitBytes: 20 });
    await using client = await connectRaw(sink.listening.port);
    await client.reply();
    expect(await sendMessage(client)).toMatch(/^552 /);
    expect(await readdir(join(directory.path, 'mail', 'new'))).toEqual([]);
    expect(await client.say('NOOP')).toMatch(/^250 /);
  });

  it('stores 32 MiB without a changed octet', async () => {
    await using directory = await temporaryDirectory();
    await using sink = await startSink(directory.path, {});
    await using client = await connectRaw(sink.listening.port);
    await client.reply();
    await client.say('EHLO client.example.com');
    await client.say('MAIL FROM:<from@example.com>');
    await client.say('RCPT TO:<to@example.com>');
    await client.say('DATA');
    const line = `${randomBytes(375).toString('base64')}\r\n`;
    const block = line.repeat(512);
    const hash = createHash('sha256');
    for (let sent = 0; sent < 32 * 1024 ** 2; sent += block.length) {
      hash.update(block);
      if (!client.socket().write(block)) await once(client.socket(), 'drain');
    }
    client.send('.\r\n');
    await client.reply();
    const message = await sink.message();
    const stored = await readFile(message.file);
    const content = stored.subarray(stored.length - message.sizeBytes);
    expect(createHash('sha256').update(content).digest('hex')).toBe(hash.digest('hex'));
  });

  it('ends by itself after its count, with the last client answered', async () => {
    await using directory = await temporaryDirectory();
    await using sink = await startSink(directory.path, { count: 1 });
    await using client = await connectRaw(sink.listening.port);
    await client.reply();
    expect(await sendMessage(client)).toMatch(/^250 /);
    expect(await sink.next()).toMatchObject({ kind: 'message', number: 1 });
    const end = sink.next();
    expect(await client.say('QUIT')).toMatch(/^221 /);
    client.socket().end();
    expect(await end).toBeNull();
    const again = net.connect(sink.listening.port, '127.0.0.1');
    const [error] = (await once(again, 'error')) as [NodeJS.ErrnoException];
    expect(error.code).toBe('ECONNREFUSED');
  });

  it('refuses any host but loopback, and a port that is taken', async () => {
    await using directory = await temporaryDirectory();
    await using sink = await startSink(directory.path, {});
    expect(await failureOf(directory.path, { host: '0.0.0.0' })).toMatchObject({
      reason: 'usage-option-value',
      option: '--host',
    });
    const { port } = sink.listening;
    expect(await failureOf(directory.path, { port })).toEqual({
      code: 'OUTPUT',
      reason: 'cannot-listen',
      option: '--port',
      host: '127.0.0.1',
      port,
      system: 'EADDRINUSE',
    });
    expect(await failureOf(directory.path, { requireTls: true })).toMatchObject({ reason: 'usage-conflict' });
    expect(await readdir(join(directory.path, 'mail', 'new'))).toEqual([]);
  });
});

describe('a sink with TLS', () => {
  async function trust(file: string): Promise<string> {
    return await readFile(file, 'utf8');
  }

  it('secures a session by STARTTLS with a certificate that its own CA verifies, and writes both down', async () => {
    await using directory = await temporaryDirectory();
    await using sink = await startSink(directory.path, { mode: 'starttls' });
    const { testCa, tlsSettings, port } = sink.listening;
    expect(testCa?.state).toBe('made');
    const ca = await trust(testCa?.files.ca ?? '');
    expect(tlsSettings).toEqual(expect.arrayContaining(['EnableTLS = 1', `CAFile = ${testCa?.files.ca}`]));
    await using client = await connectRaw(port);
    await client.reply();
    expect(await client.say('EHLO client.example.com')).toMatch(/\n250[ -]STARTTLS(\n|$)/);
    expect(await client.say('STARTTLS')).toMatch(/^220 /);
    const socket = await client.secure({ ca, host: '127.0.0.1' });
    expect(socket.authorized).toBe(true);
    expect(await sendMessage(client)).toMatch(/^250 /);
    const message = await sink.message();
    expect(message.tls).toMatchObject({
      version: 'TLSv1.3',
      bits: 256,
      verify: 'NO',
      clientCertificate: null,
      serverName: null,
    });
    expect(await readFile(message.file, 'latin1')).toContain(
      '\r\n\t(version=TLSv1.3 cipher=TLS_AES_256_GCM_SHA384 bits=256/256 verify=NO)\r\n',
    );
  });

  it('tells that a client certificate came, and whether it was verified', async () => {
    await using directory = await temporaryDirectory();
    await using other = await temporaryDirectory();
    await using sink = await startSink(directory.path, { mode: 'smtps' });
    await using stranger = await startSink(other.path, { mode: 'smtps' });
    const files = sink.listening.testCa?.files;
    const foreign = stranger.listening.testCa?.files;
    if (files === undefined || foreign === undefined) throw new Error('no test CA');
    const ca = await trust(files.ca);
    for (const [own, verify] of [
      [files, 'OK'],
      [foreign, 'FAIL'],
    ] as const) {
      await using client = await connectRaw(sink.listening.port, {
        ca,
        host: '127.0.0.1',
        cert: await trust(own.client),
        key: await trust(own.clientKey),
      });
      await client.reply();
      await sendMessage(client);
      const message = await sink.message();
      expect(message.tls?.verify).toBe(verify);
      expect(message.tls?.clientCertificate?.subject).toBe('CN=sendmemo client');
      expect(message.tls?.clientCertificate?.error === null).toBe(verify === 'OK');
      expect(await readFile(message.file, 'latin1')).toContain(`verify=${verify})`);
    }
  });

  it('answers 530 to MAIL before STARTTLS where TLS is required, and takes mail after it', async () => {
    await using directory = await temporaryDirectory();
    await using sink = await startSink(directory.path, { mode: 'starttls', requireTls: true });
    const ca = await trust(sink.listening.testCa?.files.ca ?? '');
    await using client = await connectRaw(sink.listening.port);
    await client.reply();
    await client.say('EHLO client.example.com');
    expect(await client.say('MAIL FROM:<from@example.com>')).toMatch(/^530 5\.7\.0 /);
    expect(await client.say('RCPT TO:<to@example.com>')).toMatch(/^503 /);
    await client.say('STARTTLS');
    await client.secure({ ca, host: '127.0.0.1' });
    expect(await sendMessage(client)).toMatch(/^250 /);
  });

  it('chooses among several certificates by SNI, the first where none fits', async () => {
    await using directory = await temporaryDirectory();
    const tools = { cwd: directory.path, now: () => startedAt.getTime(), uniqueId };
    const make = async (name: string, hosts: readonly string[]) =>
      (await makeCertificates({ command: 'certs', directory: name, hosts, days: null }, tools)).files;
    const one = await make('one', ['one.example.com']);
    const two = await make('two', ['*.two.example.com']);
    await using sink = await startSink(directory.path, {
      mode: 'smtps',
      certificates: [one, two].map((files) => ({ certFile: files.server, keyFile: files.serverKey })),
    });
    expect(sink.listening.testCa).toBeNull();
    const ca = [await trust(one.ca), await trust(two.ca)];
    for (const [servername, expected] of [
      ['one.example.com', 'one.example.com'],
      ['mail.two.example.com', '*.two.example.com'],
      ['three.example.com', 'one.example.com'],
    ] as const) {
      await using client = await connectRaw(sink.listening.port, {
        ca,
        servername,
        checkServerIdentity: () => undefined,
      });
      const socket = client.socket() as TLSSocket;
      expect(socket.getPeerCertificate().subject.CN).toBe(expected);
      await client.reply();
      await sendMessage(client);
      expect((await sink.message()).tls?.serverName).toBe(servername);
    }
  });

  it('finds its CA again when it is started again', async () => {
    await using directory = await temporaryDirectory();
    const request = { mode: 'smtps', certificateDirectory: 'ca' } as const;
    let ca: string;
    {
      await using sink = await startSink(directory.path, request);
      ca = await trust(sink.listening.testCa?.files.ca ?? '');
    }
    await using again = await startSink(directory.path, request);
    expect(again.listening.testCa?.state).toBe('found');
    await using client = await connectRaw(again.listening.port, { ca, host: '127.0.0.1' });
    expect(await client.reply()).toMatch(/^220 /);
  });

  it('reports a handshake that failed and goes on', async () => {
    await using directory = await temporaryDirectory();
    await using sink = await startSink(directory.path, { mode: 'smtps' });
    await using plain = await connectRaw(sink.listening.port);
    plain.send('EHLO client.example.com\r\n');
    expect(await sink.next()).toMatchObject({ kind: 'session-failed', remoteAddress: '127.0.0.1' });
    await using client = await connectRaw(sink.listening.port, { rejectUnauthorized: false });
    expect(await client.reply()).toMatch(/^220 /);
  });

  it('refuses a pair that does not match, a file that is none, and one that is missing', async () => {
    await using directory = await temporaryDirectory();
    await using sink = await startSink(directory.path, { mode: 'smtps' });
    const files = sink.listening.testCa?.files;
    if (files === undefined) throw new Error('no test CA');
    const pair = async (certFile: string, keyFile: string) =>
      await failureOf(directory.path, { mode: 'smtps', certificates: [{ certFile, keyFile }] });
    expect(await pair(files.server, files.clientKey)).toMatchObject({ reason: 'key-mismatch' });
    expect(await pair(files.serverKey, files.serverKey)).toMatchObject({ reason: 'pem-broken-block' });
    expect(await pair('missing.pem', files.serverKey)).toMatchObject({
      code: 'INPUT',
      reason: 'file-unreadable',
      why: 'missing',
    });
  });
});
