/**
 * `npm run bench`: measures, prints the page, and writes it to docs/benchmarks.md with its plot.
 *
 *   npm run bench -- [--runs 15] [--only WORD] [--print]
 *
 * On a quiet machine it takes some eight minutes. Peers that are not installed are left out and named: on Debian,
 * `apt-get install curl msmtp s-nail swaks libio-socket-ssl-perl python3 postfix time strace`. nullmailer and dma, which
 * conflict with Postfix, are unpacked.
 *
 * `--only`: scenarios whose title holds the word. `--print`, or only some of them: nothing is written.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { renderPage } from './page.ts';
import { renderPlot } from './plot.ts';
import type { Measured } from './scenario.ts';
import { measure, missing, scenarios } from './scenarios.ts';
import { createDeps } from './fixture.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '15' },
    only: { type: 'string', default: '' },
    print: { type: 'boolean', default: false },
  },
});
const page = (name: string) => new URL(`../docs/${name}`, import.meta.url);

const deps = await createDeps();
try {
  const all = await scenarios(deps, Number(values.runs));
  const wanted = all.filter(({ title }) => title.toLowerCase().includes(values.only.toLowerCase()));
  const measured: Measured[] = [];
  for (const scenario of wanted) {
    process.stderr.write(`${scenario.title} …\n`);
    try {
      measured.push(await measure(scenario, deps));
    } catch (error) {
      // The others are worth their time all the same.
      process.stderr.write(
        `${scenario.title} failed: ${error instanceof Error ? error.message : String(error)}\n`,
      );
      process.exitCode = 1;
    }
  }
  const text = renderPage(measured, missing);
  process.stdout.write(text);
  if (!values.print && values.only === '') {
    // Measured by scripts/soak.mjs, by hand.
    const spools = await readFile(new URL('spools.md', import.meta.url), 'utf8');
    await writeFile(page('benchmarks.md'), `${text.trimEnd()}\n\n${spools}`);
    const small = measured.filter(
      ({ title, delayed }) => title.startsWith('One small message') && delayed !== true,
    );
    await writeFile(page('benchmarks.svg'), renderPlot(small));
  }
} finally {
  await deps.stop();
}
