/**
 * The TLS laboratory and the tests of the built program on other versions of Node, which the npm package `node` brings.
 * Prints a table; ends with 1 where a test failed.
 *
 *   node scripts/node-versions.mjs [--quick] [VERSION …]     default 20.19 (the oldest that is promised), 22, 24, 26
 *
 * `--quick`: what depends on the Node most: start, TLS, the spool. A major number alone is the pinned release of
 * scripts/packages/node-runtime.mjs.
 */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { nodeRuntime } from './packages/node-runtime.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
const { values, positionals } = parseArgs({
  options: { quick: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const versions = positionals.length > 0 ? positionals : ['20.19', '22', '24', '26'];
const quick = ['starts-anywhere', 'certificates-are-verified', 'tls-never-falls-back', 'nothing-is-lost'];
const tests = values.quick ? quick.map((name) => `test/e2e/${name}/`) : ['test/tls', 'test/e2e'];

const folder = await mkdtemp(join(tmpdir(), 'sendmemo-node-'));
try {
  const rows = [];
  for (const version of versions) {
    const node = await install(version);
    rows.push(await test(version, node));
  }
  console.log(`\n${table(rows)}`);
  process.exitCode = rows.every(({ status, passed }) => status === 0 && passed > 0) ? 0 : 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** @returns the path of its binary */
async function install(version) {
  if (/^\d+$/.test(version)) return (await nodeRuntime(Number(version))).program;
  const home = join(folder, version);
  const words = ['install', '--prefix', home, '--no-audit', '--no-fund', '--no-save', `node@${version}`];
  await promisify(execFile)('npm', words, { cwd: folder });
  return join(home, 'node_modules', 'node', 'bin', 'node');
}

async function test(asked, node) {
  const version = (
    await promisify(execFile)(node, ['-p', 'process.versions.node + " " + process.versions.openssl'])
  ).stdout;
  const [name, openssl] = version.trim().split(' ');
  console.log(`\nNode ${name} (OpenSSL ${openssl})`);
  const report = join(folder, `${asked}.json`);
  await writeFile(report, '{}');
  const started = Date.now();
  const child = spawn(
    node,
    [
      vitest,
      'run',
      '--project',
      'unit',
      '--project',
      'e2e',
      '--reporter=json',
      `--outputFile=${report}`,
      ...tests,
    ],
    // bin/ finds its node in PATH.
    {
      cwd: root,
      env: { ...process.env, PATH: [dirname(node), process.env.PATH].join(delimiter) },
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  const [status] = await once(child, 'close');
  const {
    numPassedTests: passed = 0,
    numFailedTests: failed = 0,
    testResults = [],
  } = JSON.parse(await readFile(report, 'utf8'));
  for (const file of testResults.filter((one) => one.status === 'failed')) {
    console.log(`  ${relative(root, file.name)} ${file.assertionResults.length === 0 ? file.message : ''}`);
    for (const one of file.assertionResults.filter((each) => each.status === 'failed')) {
      console.log(
        `    ${one.fullName}\n      ${one.failureMessages.join('\n').split('\n').slice(0, 6).join('\n      ')}`,
      );
    }
  }
  const seconds = Math.round((Date.now() - started) / 1000);
  return { name, openssl, passed, failed, status, seconds };
}

function table(rows) {
  const lines = [
    ['Node', 'OpenSSL', 'passed', 'failed', 'seconds'],
    ...rows.map(({ name, openssl, passed, failed, seconds }) =>
      [name, openssl, passed, failed, seconds].map(String),
    ),
  ];
  const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] + 2))
        .join('')
        .trimEnd(),
    )
    .join('\n');
}
