/**
 * Tries what `npm pack` makes, as on a print server without a way to the registry: installed globally into an empty
 * folder, offline, no scripts, and run with Node 20; with `--all`, Node 22, 24 and 26 too. The library is tried with the
 * nodemailer of the checkout; with `--all`, with nodemailer 7, 8 and 9 too, which come from the registry.
 */
import { access, cp, lstat, readdir } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { tryLibrary } from './packages/library.mjs';
import { nodeRuntime } from './packages/node-runtime.mjs';
import { output, packageJson, root } from './packages/project.mjs';
import { checkLinks, expect, run, say, succeed, tryProgram, withFolder } from './packages/smoke.mjs';

const { values } = parseArgs({ options: { all: { type: 'boolean', default: false } } });
const { version, man } = await packageJson();
/** All that has a reason to be in the package; dist/ holds what esbuild and the notices made. */
const allowed =
  /^(bin|dist|docs|man|samples)\/|^(package\.json|LICENSE|[A-Z]+(\.ja)?\.md|packaging\/debian\/README\.Debian)$/;
const needed = [
  'bin/sendmemo',
  'bin/sendmail',
  'dist/sendmemo.cjs',
  'dist/index.js',
  'dist/index.cjs',
  'dist/index.d.ts',
  'dist/index.d.cts',
  'dist/THIRD-PARTY-NOTICES',
  'LICENSE',
  ...man,
];

await withFolder(async (folder) => {
  const [packed] = JSON.parse(await output('npm', ['pack', '--json', '--pack-destination', folder]));
  const files = packed.files.map(({ path }) => path);
  const strange = files.filter(
    (path) => !allowed.test(path) || (/\.(ts|map)$/.test(path) && path !== 'dist/index.d.ts'),
  );
  expect(strange.length === 0, `the package has more than what runs: ${strange.join(', ')}`);
  const missing = needed.filter((path) => !files.includes(path));
  expect(missing.length === 0, `the package lacks ${missing.join(', ')}`);
  say(`${files.length} files, ${Math.ceil(packed.size / 1024)} KiB`);

  const prefix = join(folder, 'prefix');
  const install = ['install', '--global', '--prefix', prefix, '--offline', '--ignore-scripts', '--no-audit'];
  // A cache of its own, so that nothing comes out of that of the machine.
  const env = { PATH: process.env['PATH'], HOME: folder, npm_config_cache: join(folder, 'cache') };
  await succeed('npm', [...install, '--no-fund', join(folder, packed.filename)], { env, cwd: folder });
  const packages = await readdir(join(prefix, 'lib', 'node_modules'));
  expect(packages.join() === 'sendmemo', `${packages.join(', ')} were installed`);
  const further = join(prefix, 'lib', 'node_modules', 'sendmemo', 'node_modules');
  expect(
    await access(further).then(
      () => false,
      () => true,
    ),
    'other packages were installed',
  );
  for (const page of man) {
    const [name, section] = [page.split('/').at(-1), page.at(-1)];
    const link = join(prefix, 'share', 'man', `man${section}`, name);
    expect((await lstat(link)).isSymbolicLink(), `there is no manual page ${link}`);
  }
  say('it installs without the registry, with its manual pages');
  await checkLinks(join(prefix, 'lib', 'node_modules', 'sendmemo'));

  for (const major of values.all ? [20, 22, 24, 26] : [20]) {
    const own = process.versions.node.startsWith(`${major}.`);
    const node = own
      ? { version: process.versions.node, program: process.execPath }
      : await nodeRuntime(major);
    const path = [dirname(node.program), '/usr/bin', '/bin'].join(delimiter);
    process.stdout.write(`Node ${node.version}\n`);
    await tryProgram(join(prefix, 'bin', 'sendmemo'), { env: { PATH: path }, version });
  }

  const installed = join(prefix, 'lib', 'node_modules', 'sendmemo');
  const program = join(prefix, 'bin', 'sendmemo');
  const library = { folder, installed, program, env: { PATH: process.env['PATH'] }, node: process.execPath };
  const own = (name) => (place) =>
    cp(join(root, 'node_modules', name), join(place, 'node_modules', name), { recursive: true });
  await tryLibrary({ ...library, version: 10, modules: own('nodemailer') });
  for (const version of values.all ? [7, 8, 9] : []) {
    const words = ['install', '--no-audit', '--no-fund', `nodemailer@${version}`, '@types/nodemailer@7'];
    await tryLibrary({ ...library, version, modules: (place) => output('npm', words, { cwd: place }) });
  }

  for (const major of [14, 18]) {
    const node = await nodeRuntime(major);
    const path = [dirname(node.program), '/usr/bin', '/bin'].join(delimiter);
    const { status, stdout, stderr } = await run(join(prefix, 'bin', 'sendmemo'), ['--version'], {
      env: { PATH: path },
    });
    const oneLine = new RegExp(`^sendmemo: Node ${node.version} is too old: .* 20\\.19 or newer\\n$`);
    expect(status === 78 && stdout === '' && oneLine.test(stderr), `Node ${major}: ${status} ${stderr}`);
  }
  say('Node 14 and 18 are named as too old, with status 78');
});
process.stdout.write('the npm package works\n');
