/** Two runners on one database and a real Postfix: each message once, few TLS sessions. */
import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPostgresqlStore } from '../../src/spool/postgresql/store.ts';
import { asSent } from '../mta/laboratory.ts';
import type { RunningPostfix } from '../mta/postfix.ts';
import { startPostfix } from '../mta/postfix.ts';
import { directory } from '../e2e/support/directory.ts';
import type { Directory } from '../e2e/support/directory.ts';
import { newEntry } from '../spool/deps.ts';
import { createRoot, issueServer } from '../support/pki.ts';
import type { Authority } from '../support/pki.ts';
import { spoolHome } from './home.ts';
import type { Postgres } from './server.ts';
import { startPostgres } from './server.ts';
import { databaseDeps, readyDatabase } from './stores.ts';

let root: Authority;
let certificates: Directory;
let postfix: RunningPostfix;
let server: Postgres;

beforeAll(async () => {
  root = await createRoot();
  const leaf = await issueServer(root, { names: ['127.0.0.1'] });
  certificates = await directory({ 'server.pem': leaf.keyPem + leaf.certificatePem });
  postfix = await startPostfix({
    certFile: certificates.file('server.pem'),
    keyFile: certificates.file('server.pem'),
    settings: [...asSent, 'in_flow_delay = 0'],
  });
  server = await startPostgres();
});
afterAll(async () => {
  await postfix?.stop();
  await server?.[Symbol.asyncDispose]();
  await certificates?.[Symbol.asyncDispose]();
});

test('2,000 messages by two runners: each once, at most 12 TLS sessions a runner', async () => {
  const count = 2000;
  const database = await readyDatabase(server);
  const store = await createPostgresqlStore(database, databaseDeps);
  const ids = Array.from({ length: count }, (_, n) => `<m${n}@example.com>`);
  const left = ids.values();
  const put = async () => {
    for (const messageId of left) {
      const text = `Message-ID: ${messageId}\r\nFrom: printer@example.com\r\nSubject: PRT1\r\n\r\nToner low\r\n`;
      const envelope = {
        sender: { address: 'printer@example.com', needsSmtpUtf8: false },
        recipients: [{ address: 'ops@example.net', needsSmtpUtf8: false }],
        dsn: null,
      };
      await store.put(
        newEntry({ messageId, message: Readable.from([Buffer.from(text)]), nextTry: new Date(), envelope }),
      );
    }
  };
  await Promise.all([put(), put(), put(), put()]);
  await store.close();
  const runners = ['127.0.0.2', '127.0.0.3'];
  const { result, log } = await postfix.during(() =>
    Promise.all(
      runners.map(async (source) => {
        await using home = await spoolHome(
          database,
          [
            'smtp-server-host = 127.0.0.1',
            `smtp-server-port = ${postfix.ports.starttls}`,
            `source-address = ${source}`,
            'max-connections = 2',
            'messages-per-connection = 200',
          ],
          { 'ca.pem': root.certificatePem, 'sendmemo-ssl.cfg': 'EnableTLS = 1\nCAFile = ca.pem\n' },
        );
        return await home.sendmemo('queue', 'run', '--json');
      }),
    ),
  );
  const sums = result.map(({ stdout, stderr, status }) => {
    expect([status, stderr]).toEqual([0, '']);
    return JSON.parse(stdout) as { sent: number; retry: number; failed: number };
  });
  expect(sums.map(({ retry, failed }) => [retry, failed])).toEqual([
    [0, 0],
    [0, 0],
  ]);
  const sent = sums.map((sum) => sum.sent);
  expect(sent.reduce((all, one) => all + one, 0)).toBe(count);
  // Both had their share.
  expect(Math.min(...sent)).toBeGreaterThan(0);
  const came = (await postfix.waitForMessages(count, 120_000)).map(
    (message) => /^Message-ID: (.*)$/m.exec(message)?.[1] ?? '',
  );
  expect(came.toSorted()).toEqual(ids.toSorted());
  for (const source of runners) {
    const sessions = log.match(
      new RegExp(`TLS connection established from \\S*\\[${source.replaceAll('.', '\\.')}\\]`, 'g'),
    );
    expect([source, sessions?.length]).toEqual([source, expect.toSatisfy((many: number) => many <= 12)]);
  }
});
