/** The spool and a real Postfix: many messages, few TLS sessions, each message once. */
import os from 'node:os';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { run } from '../e2e/support/command.ts';
import type { Finished } from '../e2e/support/command.ts';
import { directory } from '../e2e/support/directory.ts';
import type { Directory } from '../e2e/support/directory.ts';
import { newEntry, openStore } from '../spool/deps.ts';
import { createRoot, issueServer } from '../support/pki.ts';
import type { Authority } from '../support/pki.ts';
import { asSent } from './laboratory.ts';
import { postfixMissing, startPostfix } from './postfix.ts';
import type { RunningPostfix } from './postfix.ts';

const missing = await postfixMissing();

describe.skipIf(missing !== null)(`queue run${missing === null ? '' : ` (skipped: ${missing})`}`, () => {
  let root: Authority;
  let certificates: Directory;
  let postfix: RunningPostfix;
  let home: Directory;

  beforeAll(async () => {
    root = await createRoot();
    const leaf = await issueServer(root, { names: ['127.0.0.1'] });
    certificates = await directory({ 'server.pem': leaf.keyPem + leaf.certificatePem });
    postfix = await startPostfix({
      certFile: certificates.file('server.pem'),
      keyFile: certificates.file('server.pem'),
      settings: [...asSent, 'in_flow_delay = 0'],
    });
  });

  afterAll(async () => {
    await postfix?.stop();
    await certificates?.[Symbol.asyncDispose]();
  });

  const connections = 4;
  const messagesPerConnection = 100;

  beforeEach(async () => {
    home = await directory({
      'ca.pem': root.certificatePem,
      'sendmemo-ssl.cfg': 'EnableTLS = 1\nCAFile = ca.pem\n',
      'sendmemo.cfg': [
        'smtp-server-host = 127.0.0.1',
        `smtp-server-port = ${postfix.ports.starttls}`,
        `max-connections = ${connections}`,
        `messages-per-connection = ${messagesPerConnection}`,
        '',
      ].join('\n'),
    });
    return async () => await home[Symbol.asyncDispose]();
  });

  /** As `--spool` leaves them. @returns their Message-IDs */
  async function fill(count: number, series: string): Promise<readonly string[]> {
    const store = await openStore(home.file('spool'), { now: () => Date.now(), hostName: os.hostname() });
    const ids = Array.from({ length: count }, (_, n) => `<${series}.${n}@example.com>`);
    const left = ids.values();
    const work = async () => {
      for (const messageId of left) {
        const text = `Message-ID: ${messageId}\r\nFrom: printer@example.com\r\nSubject: PRT1\r\n\r\n.Toner low\r\n`;
        const message = Readable.from([Buffer.from(text)]);
        await store.put(newEntry({ messageId, message, nextTry: new Date(), envelope }));
      }
    };
    await Promise.all(Array.from({ length: 8 }, work));
    return ids;
  }

  async function queue(action: 'run' | 'list'): Promise<Finished> {
    const place = ['--server-dir', home.path];
    return await run(['queue', action, '--json', ...place], { patienceMs: 100_000 });
  }

  function arrivedOnce(messages: readonly string[], ids: readonly string[]): void {
    const wanted = new Set(ids);
    const came = messages.flatMap((message) => {
      const id = /^Message-ID: (.*)$/m.exec(message)?.[1] ?? '';
      return wanted.has(id) ? [id] : [];
    });
    expect(came.toSorted()).toEqual(ids.toSorted());
  }

  function sessions(log: string): number {
    return (log.match(/TLS connection established/g) ?? []).length;
  }

  it('sends 1000 messages over no more TLS sessions than max-connections and reconnects', async () => {
    const ids = await fill(1000, 'many');
    const { result, log } = await postfix.during(async () => await queue('run'));
    expect(result.status, result.stderr).toBe(0);
    expect(JSON.parse(result.stdout)).toMatchObject({ sent: 1000, retry: 0, failed: 0 });
    expect(result.stderr).toBe('');
    arrivedOnce(await postfix.waitForMessages(1000, 60_000), ids);
    const reconnects = 1000 / messagesPerConnection;
    expect(sessions(log)).toBeGreaterThan(0);
    expect(sessions(log)).toBeLessThanOrEqual(connections + reconnects);
    expect(log).not.toMatch(/lost connection|timeout after|improper command/);
    expect((await queue('list')).stdout.trim()).toBe('[]');
  });

  it('by two runners at once delivers each message once', async () => {
    const before = (await postfix.deliveredMessages()).length;
    const ids = await fill(200, 'shared');
    const { result, log } = await postfix.during(async () => await Promise.all([queue('run'), queue('run')]));
    expect(result.map(({ status }) => status)).toEqual([0, 0]);
    const sums = result.map(({ stdout }) => (JSON.parse(stdout) as { readonly sent: number }).sent);
    expect((sums[0] ?? 0) + (sums[1] ?? 0)).toBe(200);
    arrivedOnce(await postfix.waitForMessages(before + 200, 30_000), ids);
    expect(sessions(log)).toBeLessThanOrEqual(2 * connections + 200 / messagesPerConnection);
    expect((await queue('list')).stdout.trim()).toBe('[]');
  });
});

const envelope = {
  sender: { address: 'printer@example.com', needsSmtpUtf8: false },
  recipients: [{ address: 'ops@example.net', needsSmtpUtf8: false }],
  dsn: null,
};
