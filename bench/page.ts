/** The measurements as a page: wins, losses and bounds in one table, then a table for each scenario. */
import os from 'node:os';
import type { Peer } from './peers.ts';
import type { Result } from './race.ts';
import type { Bound, Measured } from './scenario.ts';

/** @param missing peers that are not installed here */
export function renderPage(all: readonly Measured[], missing: readonly Peer[]): string {
  return [
    '# Benchmarks',
    '',
    ...renderVerdict(all),
    '![A small message: sendmemo and its peers](benchmarks.svg)',
    '',
    'How it is measured: whole processes, from start to end, in turn, round by round; medians, written by `npm run bench`.',
    'Machines and days differ, so compare the ratios. Processor time, peak memory and system calls depend less on what else',
    'the machine does. nullmailer-smtp and dma are unpacked from Debian’s packages beside Postfix; dma runs in a root of its',
    'own (`chroot`), and does not verify the server.',
    '',
    `${os.cpus().length} processors, Node ${process.version}, ${os.type()} ${os.arch()}.`,
    ...(missing.length === 0
      ? []
      : [
          '',
          'Not installed here, and left out:',
          '',
          ...missing.map((peer) => `- ${peer.name} (Debian: ${peer.debian})`),
        ]),
    '',
    ...all.flatMap(renderScenario),
  ].join('\n');
}

/** Ours is the entrant whose name begins with the command's. */
function ownResult({ results }: Pick<Measured, 'results'>): Result | undefined {
  return results.find(({ name }) => name.startsWith('sendmemo'));
}

/** Wins, losses and bounds of all scenarios, in their order. */
function renderVerdict(all: readonly Measured[]): string[] {
  return [
    'Where sendmemo wins and where it loses, and the bounds that it holds itself to. After each program: its time divided by',
    'sendmemo’s own.',
    '',
    '| work | at most | aim | here | met | faster than | slower than |',
    '| --- | ---: | ---: | ---: | --- | --- | --- |',
    ...all.flatMap(renderVerdictRows),
    '',
  ];
}

function renderVerdictRows(scenario: Measured): string[] {
  const own = ownResult(scenario);
  if (own === undefined) return [];
  const peers = scenario.results.filter(({ name }) => name !== own.name && !isRuntime(name));
  const faster = names(
    peers.filter((peer) => peer.wall.median >= own.wall.median),
    own,
  );
  const slower = names(
    peers.filter((peer) => peer.wall.median < own.wall.median),
    own,
  );
  const rows = scenario.bounds.map((bound) => boundCells(bound, own));
  if (rows.length === 0 && peers.length === 0) return [];
  const [first = ['', '', '', ''], ...others] = rows;
  return [
    `| ${[scenario.title, ...first, faster, slower].join(' | ')} |`,
    ...others.map((cells) => `| ${['', ...cells, '', ''].join(' | ')} |`),
  ];
}

function boundCells({ unit, must, aim, of }: Bound, own: Result): string[] {
  const value = of(own);
  const met = value === null ? '' : value <= must ? 'yes' : '**no**';
  return [`${must} ${unit}`, String(aim), value === null ? '' : rounded(value, must), met];
}

/** As precise as the bound is. */
function rounded(value: number, must: number): string {
  return value.toFixed(must >= 10 ? 0 : 2);
}

/** The runtime that does nothing is a measure, not a peer. */
function isRuntime(name: string): boolean {
  return name.startsWith('node -e');
}

function names(peers: readonly Result[], own: Result): string {
  const sorted = peers.toSorted((one, other) => other.wall.median - one.wall.median);
  return sorted.map(({ name, wall }) => `${name} (${(wall.median / own.wall.median).toFixed(2)})`).join(', ');
}

function renderScenario({ title, note, base, results, failed, trips, serverNote }: Measured): string[] {
  const rows = results.toSorted((one, other) => one.wall.median - other.wall.median);
  const [tripsTitle, tripsLine] = trips === null ? ['', ''] : [' round trips |', ' ---: |'];
  return [
    `## ${title}`,
    '',
    `${note[0]?.toUpperCase()}${note.slice(1)}; rounds: ${rows[0]?.wall.runs ?? 0}.`,
    '',
    `| command | ms | × ${base} | middle half, ms | CPU ms | peak MB | system calls |${tripsTitle}`,
    `| --- | ---: | ---: | ---: | ---: | ---: | ---: |${tripsLine}`,
    ...rows.map((row) => renderRow(row, trips)),
    '',
    ...paragraph(serverNote?.(results) ?? ''),
    ...failed.map(([name, reason]) => `${name} failed and is left out: \`${reason.replaceAll('`', "'")}\`\n`),
  ];
}

function paragraph(text: string): string[] {
  return text === '' ? [] : [text, ''];
}

function renderRow({ name, wall, ratio, counts, systemCalls }: Result, trips: Measured['trips']): string {
  const cells = [
    name.startsWith('sendmemo') ? `**${name}**` : name,
    wall.median.toFixed(1),
    Number.isNaN(ratio) ? '' : ratio.toFixed(2),
    `${wall.lowerQuartile.toFixed(1)} – ${wall.upperQuartile.toFixed(1)}`,
    counts === null ? '' : counts.cpuMs.toFixed(0),
    counts === null ? '' : counts.peakMegabytes.toFixed(0),
    systemCalls ?? '',
    ...(trips === null ? [] : [trips.get(name) ?? '']),
  ];
  return `| ${cells.join(' | ')} |`;
}
