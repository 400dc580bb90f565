/** `--metrics-file`: what this run counted, added to what the file holds (docs/metrics.md). */
import path from 'node:path';
import type { Settings } from '../config/settings.ts';
import type { Deliver } from '../delivery.ts';
import { asFailure } from '../failure/error.ts';
import type { FailureCode } from '../failure/codes.ts';
import type { Failure } from '../failure/failure.ts';
import { asOwnerOf } from '../files/foreign.ts';
import { updateShared } from '../files/shared-update.ts';
import type { Output } from '../output/output.ts';
import type { Labels, SampleName, Samples } from './exposition.ts';
import { forgetSeries, parseMetrics, renderMetrics, series } from './exposition.ts';
import type { QueueStatistics } from '../spool/statistics.ts';
import type { System } from '../system.ts';
import type { TlsHandshake } from '../tls/report.ts';
import { hostPort } from '../text/host-port.ts';

/** What became of one message. */
interface SubmissionResult {
  readonly status: 'sent' | 'partial' | 'queued' | 'failed';
  readonly failure: Failure | null;
}

export interface Metrics {
  /** A message was submitted, or could not be. */
  submitted(result: SubmissionResult): void;
  /** A spooled message was tried. */
  tried(fate: 'sent' | 'retry' | 'failed', code: FailureCode | null): void;
  /** Measures each delivery. */
  timed(deliver: Deliver): Deliver;
  /** This is the queue runner: each writing says that it still runs. */
  running(): void;
  /** The relay accepted a message (null), or rejected something. */
  relayed(rejected: string | null): void;
  /** This is the relay, with so many connections open. */
  relaying(connections: () => number): void;
  /** What a server presented. */
  handshake(handshake: TlsHandshake): void;
  /** Adds all this to the file; a file that can't be written is said once and changes nothing else. */
  write(queue: QueueStatistics | null): Promise<void>;
}

/** Upper bounds of the histogram's buckets, seconds: from a relay beside this machine to a server that stalls. */
const deliveryBounds = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300] as const;

const counterResults = {
  sendmemo_submissions_total: ['sent', 'partial', 'queued', 'failed'],
  sendmemo_queue_tries_total: ['sent', 'retry', 'failed'],
} as const satisfies Partial<Record<SampleName, readonly string[]>>;

interface MetricsContext {
  readonly system: System;
  /** `--metrics-file`, or null. */
  readonly common: { readonly metricsFile: string | null };
  readonly output: Output;
  readonly settings: Settings;
}

/** @returns null where no file was asked for */
export function createMetrics(context: MetricsContext): Metrics | null {
  const { system, settings, output, common } = context;
  if (common.metricsFile === null) return null;
  const file = path.resolve(system.cwd, common.metricsFile);
  const server = serverLabel(settings);
  /** Counted since the last writing. */
  let counted: Samples = new Map();
  const gauges: Samples = new Map();
  /** Ends of certificates, by their use. */
  const ends = new Map<string, Samples>();
  let failed = false;
  let isRunner = false;
  let relayConnections: (() => number) | null = null;

  const count = (name: SampleName, labels: Labels, by = 1): void => {
    const key = series(name, { server, ...labels });
    counted.set(key, (counted.get(key) ?? 0) + by);
  };
  const sent = (): void => {
    const key = series('sendmemo_last_sent_timestamp_seconds', { server });
    gauges.set(key, Math.floor(system.now() / 1000));
  };

  return {
    submitted({ status, failure }) {
      count('sendmemo_submissions_total', { result: status });
      if (failure !== null) count('sendmemo_failures_total', { code: failure.code });
      if (status === 'sent' || status === 'partial') sent();
    },
    tried(fate, code) {
      count('sendmemo_queue_tries_total', { result: fate });
      if (code !== null) count('sendmemo_failures_total', { code });
      if (fate === 'sent') sent();
    },
    timed(deliver) {
      return async (submission, signal) => {
        const began = system.monotonic();
        const report = await deliver(submission, signal);
        const seconds = (system.monotonic() - began) / 1000;
        for (const bound of deliveryBounds) {
          count('sendmemo_delivery_seconds_bucket', { le: String(bound) }, seconds <= bound ? 1 : 0);
        }
        count('sendmemo_delivery_seconds_sum', {}, seconds);
        count('sendmemo_delivery_seconds_count', {});
        return report;
      };
    },
    running() {
      isRunner = true;
    },
    relayed(reason) {
      if (reason === null) count('sendmemo_relay_accepted_total', {});
      else count('sendmemo_relay_rejected_total', { reason });
    },
    relaying(connections) {
      relayConnections = connections;
    },
    handshake({ chain }) {
      // The first certificate of the chain is the server's own; when one of its issuers expires, it becomes useless as well.
      const first = chain.find(({ depth }) => depth === 0);
      if (first !== undefined) ends.set('server', endOf('server', first.subject, Date.parse(first.notAfter)));
    },
    async write(queue) {
      const added = counted;
      counted = new Map();
      try {
        await addConfigured();
        await updateShared(file, (before) => merge(before ?? '', added, queue), {
          mode: 0o644,
          unique: system.uniqueId(),
          now: system.now,
          sleep: system.sleep,
          within: asOwnerOf(path.dirname(file), system),
        });
        failed = false;
      } catch (error) {
        for (const [key, value] of added) counted.set(key, (counted.get(key) ?? 0) + value);
        if (!failed) await output.failure(asFailure(error));
        failed = true;
      }
    },
  };

  function endOf(use: string, name: string, notAfterMs: number): Samples {
    const labels = { server, use, name };
    return new Map([
      [series('sendmemo_certificate_not_after_timestamp_seconds', labels), Math.floor(notAfterMs / 1000)],
      [series('sendmemo_certificate_days_left', labels), daysLeft(notAfterMs)],
    ]);
  }

  function daysLeft(notAfterMs: number): number {
    return Math.round(((notAfterMs - system.now()) / 86_400_000) * 100) / 100;
  }

  /** The certificates and lists that the configuration names; they don't change during a run. */
  async function addConfigured(): Promise<void> {
    if (settings.tls.mode === 'off' || ends.has('ca')) return;
    const { configuredEnds } = await import('./certificate-ends.ts');
    for (const use of ['ca', 'client', 'crl']) ends.set(use, new Map());
    for (const { use, name, notAfterMs } of configuredEnds(settings.tls.trust)) {
      for (const [key, value] of endOf(use, name, notAfterMs)) ends.get(use)?.set(key, value);
    }
  }

  /**
   * A counter starts at 0: Prometheus sees no increase in a series that begins with 1. The last bucket is the count,
   * whatever version of the program wrote the file.
   */
  function addAbsent(samples: Samples): void {
    for (const [name, results] of Object.entries(counterResults)) {
      for (const result of results) {
        const key = series(name as keyof typeof counterResults, { server, result });
        samples.set(key, samples.get(key) ?? 0);
      }
    }
    const deliveries = samples.get(series('sendmemo_delivery_seconds_count', { server }));
    if (deliveries !== undefined) {
      samples.set(series('sendmemo_delivery_seconds_bucket', { server, le: '+Inf' }), deliveries);
    }
  }

  function merge(before: string, added: Samples, queue: QueueStatistics | null): string {
    const samples = parseMetrics(before);
    for (const [key, value] of added) samples.set(key, rounded((samples.get(key) ?? 0) + value));
    addAbsent(samples);
    for (const [key, value] of gauges) samples.set(key, value);
    for (const [use, own] of ends) {
      // A certificate that was replaced goes.
      forgetSeries(samples, 'sendmemo_certificate_not_after_timestamp_seconds', { server, use });
      forgetSeries(samples, 'sendmemo_certificate_days_left', { server, use });
      for (const [key, value] of own) samples.set(key, value);
    }
    if (queue !== null) {
      for (const [state, value] of Object.entries(queue.counts)) {
        samples.set(series('sendmemo_queue_messages', { server, state }), value);
      }
      samples.set(series('sendmemo_queue_oldest_age_seconds', { server }), queue.oldestAgeSeconds ?? 0);
      const since = queue.stopped === null ? system.now() : Date.parse(queue.stopped.since);
      const stopped = Math.max(0, Math.floor((system.now() - since) / 1000));
      samples.set(series('sendmemo_queue_stopped_seconds', { server }), stopped);
    }
    const now = Math.floor(system.now() / 1000);
    if (isRunner) samples.set(series('sendmemo_queue_last_run_timestamp_seconds', { server }), now);
    if (relayConnections !== null) {
      samples.set(series('sendmemo_relay_connections', { server }), relayConnections());
      const accepted = series('sendmemo_relay_accepted_total', { server });
      samples.set(accepted, samples.get(accepted) ?? 0);
    }
    samples.set(series('sendmemo_written_timestamp_seconds', { server }), now);
    return renderMetrics(samples);
  }
}

/** Two files in one collector must not have the same series: the working directory distinguishes servers. */
function serverLabel({ directory, server }: Settings): string {
  const [first] = server.endpoints;
  return directory ?? (first === undefined ? '' : hostPort(first.host, first.port));
}

/** Sums of seconds without the dust of binary fractions. */
function rounded(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
