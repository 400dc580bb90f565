/** The measurements as a page: what was promised and what came of it, then a table for each scenario. */
import os from 'node:os';
import type { Peer } from './peers.ts';
import type { Result } from './race.ts';
import type { Measured } from './scenarios.ts';

/** @param missing peers that are not installed here */
export function renderPage(all: readonly Measured[], missing: readonly Peer[]): string {
  return [
    '# Benchmarks',
    '',
    ...renderVerdict(all),
    '![A small message: sendmemo and its peers](benchmarks.svg)',
    '',
    ...renderTargets(all),
    'How it is measured: whole processes, from start to end, in turn, round by round; medians, written by `npm run bench`.',
    'Machines and days differ, so compare the ratios. Processor time, peak memory and system calls depend less on what else',
    'the machine does.',
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

/** Where ours is faster than the peers and where it is not, in the order of the scenarios. */
function renderVerdict(all: readonly Measured[]): string[] {
  const lines = all.flatMap((scenario) => {
    const own = ownResult(scenario);
    if (own === undefined) return [];
    const peers = scenario.results.filter(({ name }) => name !== own.name && !isRuntime(name));
    const [faster, slower] = [
      peers.filter(isFasterThan(own)),
      peers.filter((peer) => !isFasterThan(own)(peer)),
    ];
    if (peers.length === 0) return [];
    return [`| ${scenario.title} | ${names(slower, own)} | ${names(faster, own)} |`];
  });
  return [
    'Where sendmemo wins, and where it loses; the number is the time of the other program divided by its own.',
    '',
    '| work | faster than | slower than |',
    '| --- | --- | --- |',
    ...lines,
    '',
  ];
}

/** The runtime that does nothing is a measure, not a peer. */
function isRuntime(name: string): boolean {
  return name.startsWith('node -e');
}

function isFasterThan(own: Result): (peer: Result) => boolean {
  return (peer) => peer.wall.median < own.wall.median;
}

function names(peers: readonly Result[], own: Result): string {
  const sorted = peers.toSorted((one, other) => other.wall.median - one.wall.median);
  return sorted.map(({ name, wall }) => `${name} (${(wall.median / own.wall.median).toFixed(2)})`).join(', ');
}

function renderTargets(all: readonly Measured[]): string[] {
  const rows = all.flatMap((scenario) => {
    const own = ownResult(scenario);
    if (scenario.must === null || own === undefined) return [];
    const met = own.ratio <= scenario.must ? 'yes' : 'no';
    return [`| ${scenario.title} | ${scenario.base} | ${scenario.must} | ${own.ratio.toFixed(2)} | ${met} |`];
  });
  return [
    '| work | measured against | target, at most | here | target met |',
    '| --- | --- | ---: | ---: | --- |',
    ...rows,
    '',
  ];
}

function renderScenario({ title, note, base, results, failed, trips }: Measured): string[] {
  const rows = results.toSorted((one, other) => one.wall.median - other.wall.median);
  const [tripsTitle, tripsLine] = trips === null ? ['', ''] : [' round trips |', ' ---: |'];
  return [
    `## ${title}`,
    '',
    `${note[0]?.toUpperCase()}${note.slice(1)}; ${rows[0]?.wall.runs ?? 0} rounds.`,
    '',
    `| command | ms | × ${base} | middle half, ms | CPU ms | peak MB | system calls |${tripsTitle}`,
    `| --- | ---: | ---: | ---: | ---: | ---: | ---: |${tripsLine}`,
    ...rows.map((row) => renderRow(row, trips)),
    '',
    ...failed.map(([name, reason]) => `${name} failed and is left out: \`${reason.replaceAll('`', "'")}\`\n`),
  ];
}

function renderRow({ name, wall, ratio, counts, systemCalls }: Result, trips: Measured['trips']): string {
  const cells = [
    name.startsWith('sendmemo') ? `**${name}**` : name,
    wall.median.toFixed(1),
    ratio.toFixed(2),
    `${wall.lowerQuartile.toFixed(1)} – ${wall.upperQuartile.toFixed(1)}`,
    counts === null ? '' : counts.cpuMs.toFixed(0),
    counts === null ? '' : counts.peakMegabytes.toFixed(0),
    systemCalls ?? '',
    ...(trips === null ? [] : [trips.get(name) ?? '']),
  ];
  return `| ${cells.join(' | ')} |`;
}
