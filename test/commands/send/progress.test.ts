import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { withProgress } from '../../../src/commands/send/progress.ts';
import type { Deliver, DeliveryReport, Submission } from '../../../src/delivery.ts';

const mebibyte = 1024 * 1024;
const report: DeliveryReport = {
  outcomes: [],
  server: null,
  tls: null,
  response: null,
  failure: null,
  sizeBytes: null,
  notices: [],
};

async function* chunks(count: number): AsyncGenerator<Buffer> {
  for (let index = 0; index < count; index++) yield await Promise.resolve(Buffer.alloc(mebibyte));
}

const submission: Submission = {
  envelope: { sender: { address: 'a@example.com', needsSmtpUtf8: false }, recipients: [], dsn: null },
  message: {
    messageId: '<1@example.com>',
    subject: '',
    toWire: () =>
      Promise.resolve({
        sizeBytes: 4 * mebibyte,
        body: '7bit',
        smtpUtf8: false,
        open: () => chunks(4),
      }),
    dispose: () => Promise.resolve(),
  },
};

function terminal(isTTY = true): {
  written: string[];
  stream: () => { isTTY: boolean; columns: number; write(text: string): void };
} {
  const written: string[] = [];
  return { written, stream: () => ({ isTTY, columns: 80, write: (text) => void written.push(text) }) };
}

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });

/** A second for the greeting, then a second for each chunk and one for the reply. */
const slow: Deliver = async ({ message }) => {
  await pause(1000);
  const wire = await message.toWire({ eightBitMime: true, smtpUtf8: true });
  for await (const _chunk of wire.open()) await pause(1000);
  await pause(1000);
  return report;
};

const signal = new AbortController().signal;

describe('the progress of a send', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  async function run(
    deliver: Deliver,
    { isTTY = true, env = {} }: { isTTY?: boolean; env?: Record<string, string> } = {},
  ): Promise<{ written: readonly string[]; result: DeliveryReport }> {
    const { written, stream } = terminal(isTTY);
    const sent = withProgress(deliver, { stream, monotonic: () => Date.now(), env })(submission, signal);
    await vi.advanceTimersByTimeAsync(60_000);
    return { written, result: await sent };
  }

  it('shows octets of the whole and the rate, then the wait for the reply, and is taken away', async () => {
    const { written, result } = await run(slow);
    expect(result).toBe(report);
    expect(written.join('\n')).toMatch(/\r\[#{6} {18}\]  25 %  1 MiB of 4 MiB, [\d.]+ [KM]iB\/s/);
    expect(written.at(-2)).toBe('\r4 MiB sent, waiting for the reply\u001b[K');
    expect(written.at(-1)).toBe('\r\u001b[K');
  });

  it('begins again with the next server', async () => {
    const twice: Deliver = async (given, until) => {
      await slow(given, until);
      return await slow(given, until);
    };
    const { written } = await run(twice);
    const shares = written.flatMap((text) => /(\d+) %/.exec(text)?.[1] ?? []);
    expect(shares.lastIndexOf('0')).toBeGreaterThan(shares.indexOf('75'));
  });

  it('shows nothing of a send that is over within two seconds', async () => {
    const fast: Deliver = async () => {
      await pause(1999);
      return report;
    };
    expect((await run(fast)).written).toEqual([]);
  });

  it('shows nothing where there is no terminal', async () => {
    expect((await run(slow, { isTTY: false })).written).toEqual([]);
  });

  it('is Japanese where the locale is, and its charset shows it', async () => {
    const last = async (LANG: string) => (await run(slow, { env: { LANG } })).written.at(-2);
    expect(await last('ja_JP.UTF-8')).toContain('応答を待っています');
    expect(await last('ja_JP.eucJP')).toContain('waiting for the reply');
  });

  it('is taken away where the delivery fails', async () => {
    const broken: Deliver = async () => {
      await pause(5000);
      throw new TypeError('no');
    };
    const { written, stream } = terminal();
    const sent = withProgress(broken, { stream, monotonic: () => Date.now(), env: {} })(submission, signal);
    const failed = expect(sent).rejects.toThrow('no');
    await vi.advanceTimersByTimeAsync(10_000);
    await failed;
    expect(written.at(-1)).toBe('\r\u001b[K');
  });
});
