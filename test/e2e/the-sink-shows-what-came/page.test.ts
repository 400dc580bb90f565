/** sendmemo sink --http over HTTP, with hostile messages; test/programs shows it in Chromium. */
import http from 'node:http';
import { describe, expect, it } from 'vitest';
import { run } from '../support/command.ts';
import { directory } from '../support/directory.ts';
import { expectFailure } from '../support/result.ts';
import { deliver, hostile, notification, report } from './page-messages.ts';
import { startPage } from './sink-process.ts';

interface Answer {
  readonly status: number | undefined;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Buffer;
}

/** One request, with any Host, method and path: fetch would correct them. */
async function ask(url: string, path: string, options: http.RequestOptions = {}): Promise<Answer> {
  return await new Promise((resolve, reject) => {
    const { port } = new URL(url);
    http
      .request({ host: '127.0.0.1', port, path, agent: false, ...options }, (response) => {
        const octets: Buffer[] = [];
        response.on('data', (some: Buffer) => octets.push(some));
        response.on('end', () => {
          resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(octets) });
        });
      })
      .on('error', reject)
      .end();
  });
}

describe.concurrent('the page over HTTP', () => {
  it('answers to its own names only, reads only, and says what a browser may do', async () => {
    await using home = await directory();
    await using sink = await startPage(home);
    await deliver(sink.port, notification);
    const { port } = new URL(sink.url);
    for (const host of [`127.0.0.1:${port}`, `localhost:${port}`]) {
      expect((await ask(sink.url, '/', { headers: { host } })).status).toBe(200);
    }
    for (const host of [
      'evil.example.com',
      `evil.example.com:${port}`,
      '127.0.0.1',
      `127.0.0.1:${port}.example.com`,
    ]) {
      for (const path of ['/', '/events', '/messages/1', '/messages/1/source']) {
        expect((await ask(sink.url, path, { headers: { host } })).status, host).toBe(403);
      }
    }
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
      const { status, headers } = await ask(sink.url, '/messages/1', { method });
      expect([status, headers['allow']]).toEqual([405, 'GET, HEAD']);
    }
    for (const path of [
      '/',
      '/page.js',
      '/page.css',
      '/messages/1',
      '/messages/1/source',
      '/messages/1/message.eml',
      '/messages/1/parts/1',
      '/none',
    ]) {
      const { headers } = await ask(sink.url, path);
      expect(headers, path).toMatchObject({
        'x-content-type-options': 'nosniff',
        'cross-origin-resource-policy': 'same-origin',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
        'cache-control': 'no-store',
      });
      expect(headers['content-security-policy'], path).toMatch(/^default-src 'none'/);
      expect(headers['access-control-allow-origin']).toBeUndefined();
    }
    for (const path of [
      '/messages/2',
      '/messages/1/parts/0',
      '/messages/1/parts/9',
      '/messages/1/../../certs/ca.key',
      '/%2e%2e/mail',
      '/__proto__',
      '/messages/1/parts/1/x',
    ]) {
      expect((await ask(sink.url, path)).status, path).toBe(404);
    }
  });

  it('gives octets as they came, to be saved under a harmless name', async () => {
    await using home = await directory();
    await using sink = await startPage(home);
    await deliver(sink.port, notification);
    await deliver(sink.port, hostile(''));
    const part = await ask(sink.url, '/messages/1/parts/2');
    expect(part.body).toEqual(report);
    expect(part.headers['content-disposition']).toBe("attachment; filename*=UTF-8''%E5%A0%B1%E5%91%8A.txt");
    const whole = await ask(sink.url, '/messages/1/message.eml');
    expect(whole.body.toString()).toContain(notification.replaceAll('\n', '\r\n'));
    for (const number of [1, 2]) {
      const { headers } = await ask(sink.url, `/messages/2/parts/${number}`);
      expect(headers).toMatchObject({ 'content-type': 'application/octet-stream' });
      expect(headers['content-disposition']).toMatch(/^attachment; filename\*=UTF-8''[\w.%~!$&+^`|-]+$/);
      expect(headers['content-disposition']).not.toMatch(/%2F|%5C|%0D|%0A|%E2%80%AE/);
      expect(headers['set-cookie']).toBeUndefined();
    }
    expect((await ask(sink.url, '/messages/2/source')).headers['content-type']).toBe(
      'text/plain; charset=utf-8',
    );
  });

  it.each([
    [
      'parts in parts',
      Array.from(
        { length: 3000 },
        (_, depth) => `Content-Type: multipart/mixed; boundary=b${depth}\n\n--b${depth}`,
      ).join('\n'),
    ],
    ['boundaries without end', `Content-Type: multipart/mixed; boundary=b\n\n${'--b\n\nx\n'.repeat(3000)}`],
    ['a subject of 100,000 letters', `Subject: ${'x'.repeat(100_000)}\n\ntext`],
    ['fields without end', `${'X-Field: value\n'.repeat(20_000)}\ntext`],
    ['text of 3 MB', `Subject: long\n\n${`${'x'.repeat(900)}\n`.repeat(3500)}`],
    ['600,000 lines', `Subject: lines\n${'\n'.repeat(600_000)}`],
    ['no header at all', '\n\u0000\u0001\u001b[2J'],
  ])('shows a message with %s within bounds', async (_what, message) => {
    await using home = await directory();
    await using sink = await startPage(home);
    await deliver(sink.port, message);
    const view = await ask(sink.url, '/messages/1');
    expect(view.status).toBe(200);
    expect(view.body.length).toBeLessThan(4_000_000);
    expect(JSON.parse(view.body.toString())).toHaveProperty('remark');
    expect((await ask(sink.url, '/messages/1/source')).body.length).toBeLessThanOrEqual(256 * 1024);
    await deliver(sink.port, notification);
    expect((await ask(sink.url, '/messages/2')).status).toBe(200);
  });

  it('shows no message of 40 MB, and hands it out', async () => {
    await using home = await directory();
    await using sink = await startPage(home);
    await deliver(sink.port, `Subject: huge\n\n${`${'x'.repeat(998)}\n`.repeat(40_000)}`);
    expect(JSON.parse((await ask(sink.url, '/messages/1')).body.toString())).toMatchObject({
      text: null,
      attachments: [],
      remark: expect.stringContaining('too large') as unknown,
    });
    expect((await ask(sink.url, '/messages/1/message.eml')).body.length).toBeGreaterThan(40_000_000);
  });

  it('names the port that is in use, status 75', async () => {
    await using home = await directory();
    await using sink = await startPage(home);
    const again = await run(['sink', '--port', '0', '--http', new URL(sink.url).port, '--json'], {
      cwd: home.path,
    });
    expectFailure(again, 75, 'OUTPUT');
  });
});
