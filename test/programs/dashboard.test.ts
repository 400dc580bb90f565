/** samples/grafana and samples/prometheus against a Prometheus that scrapes what real runs have written. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import http from 'node:http';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createCrl, createRoot, issueServer } from '../support/pki.ts';
import { run } from '../e2e/support/command.ts';
import type { Directory } from '../e2e/support/directory.ts';
import { directory } from '../e2e/support/directory.ts';
import { startMailServer } from '../e2e/support/mail-server.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

interface Panel {
  readonly title: string;
  readonly targets: readonly { readonly expr: string; readonly legendFormat: string }[];
}

interface Series {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [number, string];
}

interface Prometheus extends AsyncDisposable {
  query(expression: string): Promise<readonly Series[]>;
  get(path: string): Promise<unknown>;
}

/** The file as node_exporter would show it. */
async function exporter(file: string): Promise<AsyncDisposable & { readonly port: number }> {
  const server = http.createServer((_request, response) => {
    void readFile(file, 'utf8').then((text) => {
      response.setHeader('Content-Type', 'text/plain; version=0.0.4');
      response.end(text);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    port: address.port,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

async function startPrometheus(home: Directory, target: number): Promise<Prometheus> {
  await home.write(
    'prometheus.yml',
    [
      'global: { scrape_interval: 500ms, scrape_timeout: 500ms, evaluation_interval: 500ms }',
      `rule_files: [${JSON.stringify(`${root}samples/prometheus/sendmemo.rules.yml`)}]`,
      'scrape_configs:',
      `  - { job_name: node, static_configs: [ { targets: ["127.0.0.1:${target}"] } ] }`,
      '',
    ].join('\n'),
  );
  const child = spawn(
    'prometheus',
    [
      `--config.file=${home.file('prometheus.yml')}`,
      `--storage.tsdb.path=${home.file('tsdb')}`,
      '--web.listen-address=127.0.0.1:0',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const closed = new Promise((resolve) => {
    child.once('close', resolve);
  });
  let log = '';
  const port = await new Promise<string>((resolve, reject) => {
    child.stderr.on('data', (chunk: Buffer) => {
      log += chunk.toString();
      const [, found] = /Listening on" address=127\.0\.0\.1:(\d+)/.exec(log) ?? [];
      if (found !== undefined) resolve(found);
    });
    child.once('close', () => reject(new Error(log)));
  });
  const get = async (path: string): Promise<unknown> => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`);
    return await response.json();
  };
  return {
    get,
    async query(expression) {
      const answer = (await get(`/api/v1/query?query=${encodeURIComponent(expression)}`)) as {
        status: string;
        error?: string;
        data?: { result: Series[] };
      };
      if (answer.status !== 'success') throw new Error(`${expression}: ${answer.error}`);
      return answer.data?.result ?? [];
    },
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGTERM');
      await closed;
    },
  };
}

/** Asks until the answer will do; the test's time limit ends it. */
async function until<Answer>(ask: () => Promise<Answer>, will: (answer: Answer) => boolean): Promise<Answer> {
  for (;;) {
    const answer = await ask();
    if (will(answer)) return answer;
    await new Promise((resolve) => {
      setTimeout(resolve, 200);
    });
  }
}

const isNumber = ({ value }: Series): boolean => Number.isFinite(Number(value[1]));

describe('the dashboard and the alert rules', () => {
  it('find what they show in a real scrape', async () => {
    const ca = await createRoot({ name: 'Dashboard Root', untilDays: 100 });
    const leaf = await issueServer(ca, { names: ['127.0.0.1'], untilDays: 30 });
    const crl = await createCrl(ca, { untilDays: 7 });
    await using server = await startMailServer({
      tls: { key: leaf.keyPem, cert: leaf.certificatePem },
      on: (verb, to) => (verb === 'RCPT' && to.includes('<no@') ? '550 5.1.1 unknown' : undefined),
    });
    await using home = await directory({
      'sendmemo.cfg': `smtp-server-host = 127.0.0.1:${server.port}\n`,
      'sendmemo-ssl.cfg': 'EnableTLS = 1\nCAFile = ca.pem\nCrlFile = ca.crl\n',
      'ca.pem': ca.certificatePem,
      'ca.crl': crl.pem,
    });
    const place = ['--server-dir', home.path, '--metrics-file', home.file('x.prom')];
    const send = async (...words: readonly string[]) =>
      (await run([...place, '-f', 's@example.com', '-b', 'x', ...words])).status;
    expect([await send('a@example.com'), await send('no@example.com')]).toEqual([0, 67]);
    expect((await run(['queue', 'run', ...place])).status).toBe(0);

    const form = spawnSync('promtool', ['check', 'metrics'], { input: await readFile(home.file('x.prom')) });
    // Days, because the contract promises them; the timestamp beside it is what the alerts use.
    expect(form.stderr.toString().trim()).toMatch(/^sendmemo_certificate_days_left use base unit .*$/);
    await using target = await exporter(home.file('x.prom'));
    await using prometheus = await startPrometheus(home, target.port);
    // What is counted before the first scrape has no rate.
    await until(
      () => prometheus.query('sendmemo_written_timestamp_seconds'),
      (found) => found.length > 0,
    );
    expect([await send('a@example.com'), await send('no@example.com')]).toEqual([0, 67]);
    expect(await send('--spool', 'b@example.com')).toBe(0);

    for (const seen of [
      'sendmemo_queue_messages{state="waiting"} == 1',
      'increase(sendmemo_failures_total[1m]) > 0',
      'increase(sendmemo_submissions_total{result="failed"}[1m]) > 0',
    ]) {
      await until(
        () => prometheus.query(seen),
        (found) => found.length > 0,
      );
    }

    const dashboard = await readFile(`${root}samples/grafana/sendmemo.json`, 'utf8');
    const { panels } = JSON.parse(dashboard) as { panels: readonly Panel[] };
    const shown: string[] = [];
    for (const { title, targets } of panels) {
      shown.push(title);
      for (const { expr, legendFormat } of targets) {
        const asked = expr.replaceAll('$server', '.*').replaceAll('$__rate_interval', '1m');
        const found = await until(
          () => prometheus.query(asked),
          (all) => all.some(isNumber),
        );
        for (const { metric, value } of found) {
          const legend = legendFormat.replaceAll(/\{\{(\w+)\}\}/g, (_all, label: string) => {
            expect(metric, expr).toHaveProperty(label);
            return metric[label] ?? '';
          });
          shown.push(`  ${legend.replace(home.path, '/etc/sendmemo').padEnd(40)} ${value[1]}`);
        }
      }
    }
    const rules = await readFile(`${root}samples/prometheus/sendmemo.rules.yml`, 'utf8');
    for (const name of new Set((dashboard + rules).match(/sendmemo_[a-z_]+/g))) {
      expect(await prometheus.query(name), name).not.toEqual([]);
    }
    const health = await until(
      async () => JSON.stringify(await prometheus.get('/api/v1/rules')),
      (answer) => !answer.includes('"health":"unknown"'),
    );
    expect(health.match(/"health":"\w+"/g)).toEqual(Array.from({ length: 8 }, () => '"health":"ok"'));

    await mkdir(`${root}build/looks`, { recursive: true });
    await writeFile(`${root}build/looks/dashboard.txt`, `${shown.join('\n')}\n`);
  });
});
