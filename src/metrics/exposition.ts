/**
 * Prometheus text for node_exporter's textfile collector (Prometheus, "Exposition formats", text format 0.0.4). The
 * file is also where the counters are kept between runs, so it is read back here.
 */
import { harmlessLines } from '../text/control-characters.ts';

interface Family {
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
}

/** What there is to measure; the help texts must be the same in every file that one collector reads. */
const families = {
  sendmemo_submissions_total: { type: 'counter', help: 'Messages submitted, by what became of them.' },
  sendmemo_failures_total: { type: 'counter', help: 'Submissions and tries that failed, by code.' },
  sendmemo_delivery_seconds: { type: 'histogram', help: 'Time that tries to deliver a message took.' },
  sendmemo_last_sent_timestamp_seconds: {
    type: 'gauge',
    help: 'When a server last took a message, seconds since the epoch.',
  },
  sendmemo_queue_tries_total: { type: 'counter', help: 'Tries of spooled messages, by what came of them.' },
  sendmemo_queue_messages: { type: 'gauge', help: 'Messages in the spool, by state.' },
  sendmemo_queue_oldest_age_seconds: {
    type: 'gauge',
    help: 'Age of the oldest message that waits in the spool; 0 where none does.',
  },
  sendmemo_queue_stopped_seconds: {
    type: 'gauge',
    help: 'For how long max-age has been stopped by a fault that an administrator has to fix; 0 if it is not stopped.',
  },
  sendmemo_queue_last_run_timestamp_seconds: {
    type: 'gauge',
    help: 'When queue run last ran, seconds since the epoch.',
  },
  sendmemo_relay_accepted_total: { type: 'counter', help: 'Messages that the relay accepted.' },
  sendmemo_relay_rejected_total: {
    type: 'counter',
    help: 'Connections, commands and messages that the relay rejected, by reason.',
  },
  sendmemo_relay_connections: { type: 'gauge', help: 'Connections of clients of the relay that are open.' },
  sendmemo_certificate_not_after_timestamp_seconds: {
    type: 'gauge',
    help: 'When a certificate, or a revocation list in use, ends; seconds since the epoch.',
  },
  sendmemo_certificate_days_left: {
    type: 'gauge',
    help: 'Days until then, when this file was written.',
  },
  sendmemo_written_timestamp_seconds: {
    type: 'gauge',
    help: 'When this file was written, seconds since the epoch.',
  },
} as const satisfies Readonly<Record<string, Family>>;

type FamilyName = keyof typeof families;

/** The name in a sample: that of its family, or of a part of a histogram. */
export type SampleName = FamilyName | `sendmemo_delivery_seconds_${'bucket' | 'sum' | 'count'}`;

export type Labels = Readonly<Record<string, string>>;

/** Series → value. */
export type Samples = Map<string, number>;

/** @returns `name{label="value",…}`, by which a sample is kept */
export function series(name: SampleName, labels: Labels): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}="${escapeLabel(value)}"`);
  return `${name}{${pairs.join(',')}}`;
}

function escapeLabel(value: string): string {
  return harmlessLines(value).replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

/** Reads a file that renderMetrics wrote; what is not ours, or not whole, is left out. */
export function parseMetrics(text: string): Samples {
  const samples: Samples = new Map();
  for (const line of text.split('\n')) {
    const match = /^([a-z_]+)(\{.*\}) (\S+)$/.exec(line);
    if (match === null) continue;
    const [, name = '', labels = '', value = ''] = match;
    const number = Number(value);
    if (familyOf(name) !== null && Number.isFinite(number)) samples.set(name + labels, number);
  }
  return samples;
}

/** @returns the file's text: each family once, with its samples together */
export function renderMetrics(samples: Samples): string {
  const lines: string[] = [];
  const all = [...samples].toSorted(([one], [other]) => (sortKey(one) < sortKey(other) ? -1 : 1));
  for (const [family, { type, help }] of Object.entries(families)) {
    const own = all.filter(([name]) => familyOf(nameOf(name)) === family);
    if (own.length === 0) continue;
    lines.push(`# HELP ${family} ${help}`, `# TYPE ${family} ${type}`);
    for (const [name, value] of own) lines.push(`${name} ${value}`);
  }
  return lines.map((line) => `${line}\n`).join('');
}

/** Buckets of a histogram stand in the order of their bounds. */
function sortKey(one: string): string {
  return one.replace(/(?<=[{,]le=")[^"]+/, (bound) =>
    bound === '+Inf' ? '~' : Number(bound).toFixed(3).padStart(12, '0'),
  );
}

/** Removes the series of one name that have these labels, whatever others they have. */
export function forgetSeries(samples: Samples, name: SampleName, labels: Labels): void {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}="${escapeLabel(value)}"`);
  for (const one of samples.keys()) {
    if (nameOf(one) === name && pairs.every((pair) => hasPair(one, pair))) samples.delete(one);
  }
}

function hasPair(one: string, pair: string): boolean {
  return one.includes(`{${pair}`) || one.includes(`,${pair}`);
}

function nameOf(one: string): string {
  return one.slice(0, one.indexOf('{'));
}

function familyOf(name: string): FamilyName | null {
  const family = name.replace(/_(?:bucket|sum|count)$/, '');
  return family in families ? (family as FamilyName) : null;
}
