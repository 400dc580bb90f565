/** sendmemo sink --http in Debian's Chromium, with hostile messages; its screenshots go to build/looks. */
import { mkdir, readFile } from 'node:fs/promises';
import net from 'node:net';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../e2e/support/command.ts';
import { directory } from '../e2e/support/directory.ts';
import { attempts, deliver, hostile, notification } from '../e2e/the-sink-shows-what-came/page-messages.ts';
import { startPage } from '../e2e/the-sink-shows-what-came/sink-process.ts';

const pictures = fileURLToPath(new URL('../../build/looks/', import.meta.url));
const executablePath = '/usr/bin/chromium';

/** Counts whoever connects: a preconnect sends no request. */
async function canary(): Promise<
  AsyncDisposable & { readonly url: string; readonly hits: readonly string[] }
> {
  const hits: string[] = [];
  const server = net.createServer((socket) => {
    hits.push('connected');
    socket.on('error', () => {});
    socket.on('data', (data) => {
      hits.push(data.toString('latin1').split('\r\n', 1)[0] ?? '');
      socket.end('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as net.AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    hits,
    [Symbol.asyncDispose]: async () => {
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

describe('the page in Chromium', () => {
  let browser: Browser;
  beforeAll(async () => {
    await mkdir(pictures, { recursive: true });
    // Its own sandbox needs what root and containers often lack; the frame's is another.
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  });
  afterAll(async () => {
    await browser.close();
  });

  async function open(
    url: string,
    options: Parameters<Browser['newPage']>[0] = {},
  ): Promise<Page & { faults: string[] }> {
    const page = await browser.newPage({ viewport: { width: 1240, height: 780 }, ...options });
    const faults: string[] = [];
    page.on('dialog', (dialog) => {
      faults.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('pageerror', (error) => faults.push(String(error)));
    await page.goto(url);
    return Object.assign(page, { faults });
  }

  it('shows what comes while it comes: envelope, text, HTML, attachments, source, and the TLS verdict', async () => {
    await using home = await directory({ 'text.txt': 'It works.\n' });
    await using sink = await startPage(home, '--tls', 'starttls');
    const page = await open(sink.url);
    await page.getByText('Nothing has come yet').waitFor();
    await home.write(
      'sendmemo-ssl.cfg',
      `EnableTLS = 1\nCAFile = ${home.file('mail/certs/ca.pem')}\nCertFile = ${home.file('mail/certs/client.pem')}\nKeyFile = ${home.file('mail/certs/client.key')}\n`,
    );
    const send = ['-H', '127.0.0.1', '-p', String(sink.port), '-f', 'infoprint@print.example.com'];
    const secured = await run([
      '--server-dir',
      home.path,
      ...send,
      '-s',
      'Nightly report',
      '--attach',
      home.file('text.txt'),
      '-b',
      'All jobs done.',
      'ops@example.com',
      'night@example.com',
    ]);
    expect(secured.status, secured.stderr).toBe(0);
    await deliver(sink.port, notification);
    await page.locator('#list a').nth(1).waitFor();
    expect(await page.locator('#count').textContent()).toBe('2 messages');

    // The one over TLS, with a client certificate.
    await page.getByText('Nightly report').click();
    await page.locator('#detail pre').waitFor();
    const facts = (await page.locator('#detail dl').textContent()) ?? '';
    expect(facts).toMatch(
      /TLSv1\.3, TLS_\w+ \(\d+ bits\); .*client certificate CN=sendmemo client, .* verified/,
    );
    expect(facts).toContain('ops@example.com, night@example.com');
    expect(await page.locator('#detail pre').textContent()).toContain('All jobs done.');
    expect(await page.locator('#row-1 .badge').allTextContents()).toEqual(['TLS 1.3', 'client verified']);
    const [saved] = await Promise.all([page.waitForEvent('download'), page.locator('.files a').click()]);
    expect(saved.suggestedFilename()).toBe('text.txt');
    expect(await readFile(await saved.path(), 'utf8')).toBe('It works.\n');

    await page.locator('#row-2').click();
    await page.getByText('5010-304').waitFor();
    expect(await page.locator('h2').textContent()).toBe('Paper jam at lp1 – 紙詰まり');
    expect(await page.locator('#detail dl').textContent()).toContain('plain text');
    await page.screenshot({ path: `${pictures}sink-text.png` });
    await page.getByRole('tab', { name: 'Source' }).click();
    await page.getByText('Content-Type: multipart/mixed').waitFor();
    await page.getByRole('tab', { name: 'HTML' }).click();
    const image = page.frameLocator('#detail iframe').locator('#bar');
    await image.waitFor();
    expect(await image.evaluate((one: { naturalWidth: number }) => one.naturalWidth)).toBe(320);
    await page.screenshot({ path: `${pictures}sink-html.png` });
    expect(page.faults).toEqual([]);

    const night = await open(`${sink.url}#2`, {
      colorScheme: 'dark',
      viewport: { width: 480, height: 800 },
    });
    await night.getByText('5010-304').waitFor();
    await night.screenshot({ path: `${pictures}sink-narrow-dark.png` });
    await night.close();
    await page.close();
  });

  it('gives a hostile message neither script nor network, and says when the sink ends', async () => {
    await using home = await directory();
    await using trap = await canary();
    const html = attempts(trap.url).join('\n');
    {
      // The trap works: the same HTML by itself.
      const page = await browser.newPage();
      await page.setContent(html, { waitUntil: 'commit' }).catch(() => {});
      await expect.poll(() => trap.hits.length, { timeout: 30_000 }).toBeGreaterThan(5);
      await page.close();
    }
    await using quiet = await canary();
    const sink = await startPage(home);
    const page = await open(sink.url);
    await deliver(sink.port, hostile(attempts(quiet.url).join('\n')));
    await page.locator('#row-1').click();
    const frame = page.frameLocator('#detail iframe');
    await frame.locator('#seen').waitFor();
    expect(await page.locator('h2').textContent()).toContain('<script>');
    expect(await page.locator('#list .subject').textContent()).toContain('<img src=x onerror=alert(2)>');
    expect(await page.locator('.files a').first().textContent()).toContain('<script>alert(3)</script>');
    expect(await page.locator('.files a').nth(1).textContent()).not.toMatch(/\p{Bidi_Control}|\p{Cc}/u);
    await frame.locator('#link').click({ timeout: 5000 });
    await page.screenshot({ path: `${pictures}sink-hostile.png` });
    // Whatever was asked of the browser has been asked by now: the page still answers, twice round.
    await page.getByRole('tab', { name: 'Source' }).click();
    await page.getByText('Content-Disposition').waitFor();
    await page.getByRole('tab', { name: 'HTML' }).click();
    await frame.locator('#seen').waitFor();
    await deliver(sink.port, notification);
    await page.locator('#row-2').click();
    await page.getByText('5010-304').waitFor();
    expect(quiet.hits).toEqual([]);
    expect(page.faults).toEqual([]);
    expect(page.url()).toBe(`${sink.url}#2`);
    expect(await page.evaluate('window.pwned')).toBeUndefined();
    await sink[Symbol.asyncDispose]();
    await page.getByText('the sink has ended').waitFor();
    await page.close();
  });

  it('lets no attempt through by itself either', async () => {
    await using home = await directory();
    await using quiet = await canary();
    await using sink = await startPage(home);
    for (const attempt of attempts(quiet.url)) await deliver(sink.port, hostile(attempt));
    const page = await open(sink.url);
    const count = attempts(quiet.url).length;
    for (let number = 1; number <= count; number += 1) {
      await page.locator(`#row-${number}`).click();
      await page.locator(`#row-${number}[aria-current]`).waitFor();
      await page.frameLocator('#detail iframe').locator('#seen').waitFor();
    }
    expect(quiet.hits).toEqual([]);
    expect(page.faults).toEqual([]);
    expect(browser.contexts().flatMap((context) => context.pages())).toHaveLength(1);
    await page.close();
  });
});
