/** The linter's configuration is in force: breaches planted in a copy of the tree's layout are found. */
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };

const root = path.resolve(import.meta.dirname, '../..');
let copy = '';

beforeAll(() => {
  copy = fs.mkdtempSync(path.join(os.tmpdir(), 'sendmemo-lint-'));
  fs.copyFileSync(path.join(root, 'oxlint.config.mjs'), path.join(copy, 'oxlint.config.mjs'));
  fs.symlinkSync(path.join(root, 'node_modules'), path.join(copy, 'node_modules'));
});

afterAll(() => fs.rmSync(copy, { recursive: true, force: true }));

/** The rules that one planted file breaks, as `npm run lint` would print them. */
async function breaches(file: string, text: string): Promise<string> {
  const planted = path.join(copy, file);
  fs.mkdirSync(path.dirname(planted), { recursive: true });
  fs.writeFileSync(planted, text);
  return new Promise((resolve) => {
    const program = path.join(root, 'node_modules', '.bin', 'oxlint');
    execFile(program, ['-c', 'oxlint.config.mjs', '-f', 'unix', file], { cwd: copy }, (_, stdout) =>
      resolve(stdout),
    );
  });
}

test('npm run lint names the configuration: oxlint does not look for this file by itself', () => {
  expect(packageJson.scripts.lint).toContain('-c oxlint.config.mjs');
});

test('every folder of src has its row', async () => {
  const folders = fs.readdirSync(path.join(root, 'src'), { withFileTypes: true });
  for (const { name } of folders.filter((entry) => entry.isDirectory())) {
    const found = await breaches(`src/${name}/planted.ts`, "import { a } from '../main.ts';\na();\n");
    expect(found, name).toContain('no-restricted-imports');
  }
});

test.each([
  ['src/tls/planted.ts', "import { a } from '../smtp/submit.ts';\na();\n"],
  ['src/tls/planted.ts', "import type { A } from '../config/settings.ts';\nexport type B = A;\n"],
  ['src/smtp/planted.ts', "import { a } from '../spool/store.ts';\na();\n"],
  ['src/spool/deep/planted.ts', "import { a } from '../../smtp/submit.ts';\na();\n"],
  ['src/delivery.ts', "import type { A } from './spool/store.ts';\nexport type B = A;\n"],
  ['src/config/planted.ts', "import process from 'node:process';\nprocess.exit();\n"],
])('%s may not import what stands above it: %j', async (file, text) => {
  expect(await breaches(file, text)).toContain('no-restricted-imports');
});

test.each([
  ['no-restricted-globals', 'process.exit(1);\n'],
  ['no-restricted-globals', "console.log('x');\n"],
  ['no-default-export', 'export default 1;\n'],
  ['no-explicit-any', 'export const a = (b: any): unknown => b;\n'],
])('%s holds in src', async (rule, text) => {
  expect(await breaches('src/files/planted.ts', text)).toContain(rule);
});

test.each([
  ['src/smtp/planted.ts', "import { a } from '../tls/plan.ts';\na();\n"],
  ['src/smtp/planted.ts', "import { a } from './spool.ts';\na();\n"],
  ['src/commands/queue/planted.ts', "import { a } from '../../spool/store.ts';\na();\n"],
])('an allowed import in %s is not reported', async (file, text) => {
  expect(await breaches(file, text)).not.toContain('no-restricted-imports');
});
