/** Facts about this checkout that all packages share, and a build of it that is nobody else's. */
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export const root = fileURLToPath(new URL('../..', import.meta.url));
/** Where finished packages are put. */
export const packagesFolder = join(root, 'build', 'packages');

const execute = promisify(execFile);

/** Runs a program to its end. @returns its standard output; throws with all it said where its status is not 0 */
export async function output(program, words, options = {}) {
  const { stdout } = await execute(program, words, { cwd: root, maxBuffer: 64 * 1024 * 1024, ...options });
  return stdout;
}

export async function packageJson() {
  return JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
}

/** All that README and guides link to, so that the links work in each package. */
const documents = ['README.md', 'README.ja.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'SECURITY.md'];

/** Puts README and what it links to into a folder; samples, manual pages, licence and changelog go their own ways. */
export async function documentation(folder) {
  await mkdir(folder, { recursive: true });
  for (const name of documents) await cp(join(root, name), join(folder, name));
  const forBuild = join(root, 'docs', 'man');
  await cp(join(root, 'docs'), join(folder, 'docs'), {
    recursive: true,
    filter: (path) => path !== forBuild,
  });
}

/** Seconds since 1970 that every date in a package is: SOURCE_DATE_EPOCH, or the time of the last commit. */
export async function sourceDate() {
  const given = process.env['SOURCE_DATE_EPOCH'];
  const text = given ?? (await output('git', ['log', '-1', '--format=%ct'])).trim();
  if (!/^\d+$/.test(text)) throw new Error(`no date for the package: SOURCE_DATE_EPOCH is "${text}"`);
  return Number(text);
}

/**
 * Gives `use` a folder with bin/ and dist/ as they come from a clean checkout: what older builds left in dist/ for
 * programs that still run is not in it.
 */
export async function withCleanBuild(use) {
  await mkdir(join(root, 'build'), { recursive: true });
  const folder = await mkdtemp(join(root, 'build', 'package-'));
  try {
    for (const name of ['bin', 'src', 'scripts', 'man', 'samples', 'package.json', 'tsconfig.json']) {
      await cp(join(root, name), join(folder, name), { recursive: true });
    }
    await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
    await output(process.execPath, [join(folder, 'scripts', 'build.mjs')], { cwd: folder });
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
