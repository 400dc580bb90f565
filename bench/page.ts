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
    'Written by `npm run bench`: whole processes, from their start to their end, in turn, round by round; medians. Machines',
    'differ, and so do days: the ratios count. Beside the clock stand what no other work on the machine moves much: processor',
    'time, peak memory and system calls.',
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
    '![A small message: sendmemo and its peers](benchmarks.svg)',
    '',
    ...renderTargets(all),
    ...all.flatMap(renderScenario),
  ].join('\n');
}

/** Ours is the entrant whose name begins with the command's. */
function ownResult({ results }: Pick<Measured, 'results'>): Result | undefined {
  return results.find(({ name }) => name.startsWith('sendmemo'));
}

function renderTargets(all: readonly Measured[]): string[] {
  const rows = all.flatMap((scenario) => {
    const own = ownResult(scenario);
    if (scenario.must === null || own === undefined) return [];
    const kept = own.ratio <= scenario.must ? 'yes' : 'no';
    return [
      `| ${scenario.title} | ${scenario.base} | ${scenario.must} | ${own.ratio.toFixed(2)} | ${kept} |`,
    ];
  });
  return [
    '| work | measured against | at most | here | kept |',
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
