/** --metrics-file: Prometheus text for node_exporter's textfile collector. */
import { readFile, readdir } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { createCrl, createRoot, issueServer } from '../../support/pki.ts';
import type { Issued } from '../../support/pki.ts';
import { run } from '../support/command.ts';
import type { Directory } from '../support/directory.ts';
import { directory } from '../support/directory.ts';
import { startMailServer } from '../support/mail-server.ts';
import { expectSaid } from '../support/result.ts';

let root: Issued;
let leaf: Issued;

beforeAll(async () => {
  root = await createRoot({ name: 'Metrics Root', untilDays: 100 });
  leaf = await issueServer(root, { names: ['127.0.0.1'], untilDays: 30 });
});

/** The value of the one series with this name and these labels. */
async function valueOf(home: Directory, name: string, ...labels: string[]): Promise<number> {
  const text = await readFile(home.file('x.prom'), 'utf8');
  const found = text
    .split('\n')
    .filter((line) => line.startsWith(`${name}{`) && labels.every((label) => line.includes(label)));
  expect(found, text).toHaveLength(1);
  return Number(found[0]?.split(' ').at(-1));
}

const usual = ['-f', 's@example.com', '-b', 'x'];

describe.concurrent('--metrics-file', () => {
  it('counts over runs, what was sent and what failed', async () => {
    await using server = await startMailServer({
      on: (verb, to) => (verb === 'RCPT' && to.includes('<no@') ? '550 5.1.1 unknown' : undefined),
    });
    await using home = await directory({ 'sendmemo.cfg': `smtp-server-host = 127.0.0.1:${server.port}\n` });
    const place = ['--server-dir', home.path, '--metrics-file', home.file('x.prom')];
    const statuses = [];
    for (const to of ['a@example.com', 'no@example.com', 'b@example.com', 'a b@example.com']) {
      statuses.push((await run([...place, ...usual, to])).status);
    }
    expect(statuses).toEqual([0, 67, 0, 65]);
    expect(await valueOf(home, 'sendmemo_submissions_total', 'result="sent"')).toBe(2);
    expect(await valueOf(home, 'sendmemo_submissions_total', 'result="failed"')).toBe(2);
    expect(await valueOf(home, 'sendmemo_failures_total', 'code="RECIPIENTS"')).toBe(1);
    expect(await valueOf(home, 'sendmemo_failures_total', 'code="ADDRESS"')).toBe(1);
    expect(await valueOf(home, 'sendmemo_delivery_seconds_count', `server="${home.path}"`)).toBe(3);
    expect(await valueOf(home, 'sendmemo_delivery_seconds_sum')).toBeGreaterThan(0);
    expect(await valueOf(home, 'sendmemo_delivery_seconds_bucket', 'le="300"')).toBe(3);
    expect(await valueOf(home, 'sendmemo_delivery_seconds_bucket', 'le="+Inf"')).toBe(3);
    expect(await valueOf(home, 'sendmemo_submissions_total', 'result="queued"')).toBe(0);
    expect((await readdir(home.path)).toSorted()).toEqual(['sendmemo.cfg', 'x.prom']);
  });

  it('loses nothing of runs at the same time', async () => {
    await using server = await startMailServer();
    await using home = await directory();
    const place = ['-H', '127.0.0.1', '-p', String(server.port), '--metrics-file', home.file('x.prom')];
    await Promise.all(Array.from({ length: 8 }, () => run([...place, ...usual, 'a@example.com'])));
    expect(await valueOf(home, 'sendmemo_submissions_total', 'result="sent"')).toBe(8);
  });

  it('tells of the spool, before and after its run', async () => {
    await using server = await startMailServer();
    await using home = await directory({ 'sendmemo.cfg': `smtp-server-host = 127.0.0.1:${server.port}\n` });
    const place = ['--server-dir', home.path, '--metrics-file', home.file('x.prom')];
    await run([...place, ...usual, '--spool', 'a@example.com']);
    await run([...place, ...usual, '--spool', 'b@example.com']);
    expect(await valueOf(home, 'sendmemo_submissions_total', 'result="queued"')).toBe(2);
    expect(await valueOf(home, 'sendmemo_queue_messages', 'state="waiting"')).toBe(2);
    expect(await readFile(home.file('x.prom'), 'utf8')).not.toContain('sendmemo_queue_last_run');
    expect((await run(['queue', 'run', ...place])).status).toBe(0);
    expect(await valueOf(home, 'sendmemo_queue_last_run_timestamp_seconds')).toBe(
      await valueOf(home, 'sendmemo_written_timestamp_seconds'),
    );
    expect(await valueOf(home, 'sendmemo_queue_messages', 'state="waiting"')).toBe(0);
    expect(await valueOf(home, 'sendmemo_queue_oldest_age_seconds')).toBe(0);
    expect(await valueOf(home, 'sendmemo_queue_tries_total', 'result="sent"')).toBe(2);
  });

  it('counts each line of a batch', async () => {
    await using server = await startMailServer();
    await using home = await directory();
    const input = '{"to":"a@example.com"}\n{"to":"b@example.com"}\n{}\n';
    const place = ['-H', '127.0.0.1', '-p', String(server.port), '--metrics-file', home.file('x.prom')];
    expect((await run(['batch', ...place], { stdin: input })).status).toBe(64);
    expect(await valueOf(home, 'sendmemo_submissions_total', 'result="sent"')).toBe(2);
    expect(await valueOf(home, 'sendmemo_submissions_total', 'result="failed"')).toBe(1);
  });

  it('says how long certificates and revocation lists last, and forgets those that were replaced', async () => {
    const crl = await createCrl(root, { untilDays: 7 });
    await using home = await directory({
      'sendmemo-ssl.cfg': 'EnableTLS = 1\nCAFile = ca.pem\nCrlFile = ca.crl\n',
      'ca.pem': root.certificatePem,
      'ca.crl': crl.pem,
    });
    const send = async (certificate: Issued) => {
      await using server = await startMailServer({
        tls: { key: certificate.keyPem, cert: certificate.certificatePem },
      });
      const place = ['-H', '127.0.0.1', '-p', String(server.port), '--server-dir', home.path];
      const sent = await run([...place, '--metrics-file', home.file('x.prom'), ...usual, 'a@example.com']);
      expect(sent.status, sent.stderr).toBe(0);
    };
    await send(leaf);
    const days = (use: string) => valueOf(home, 'sendmemo_certificate_days_left', `use="${use}"`);
    expect(await days('server')).toBeCloseTo(30, 0);
    expect(await days('ca')).toBeCloseTo(100, 0);
    expect(await days('crl')).toBeCloseTo(7, 0);
    await send(
      await issueServer(root, { names: ['127.0.0.1'], commonName: 'next.example.com', untilDays: 60 }),
    );
    expect(await days('server')).toBeCloseTo(60, 0);
  });

  it('that can not be written is one line, and changes nothing else', async () => {
    await using server = await startMailServer();
    const place = [
      '-H',
      '127.0.0.1',
      '-p',
      String(server.port),
      '--metrics-file',
      '/nonexistent.sendmemo/x.prom',
    ];
    const sent = await run([...place, ...usual, 'a@example.com']);
    expectSaid(sent, 0);
    expect(server.transactions()).toHaveLength(1);
  });
});
