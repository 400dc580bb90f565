/**
 * Builds dist/: `sendmemo.cjs`, one file with all that a plain send runs; a file for each part that something else
 * needs (one for all that a message into the spool needs); and V8's code for both, made by a rehearsal. bin/sendmemo puts them together. Beside them the library:
 * `index.cjs`, `index.js`, their types, and the parts `lib-*.cjs`.
 *
 * What is in dist/ works at every moment, also while this runs: files are made elsewhere and renamed, the main file
 * last, and what an older build left is removed only when nobody can be running it any more.
 *
 *   node scripts/build.mjs [--node /path/to/node …]
 *
 * `--node`: another Node that the program will run on; its V8 gets code of its own.
 */
import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { assemble, assembleLibrary } from './build/assemble.mjs';
import { bundle, bundleLibrary } from './build/bundle.mjs';
import { openRehearsal } from './build/rehearsal.mjs';
import { libraryTypes } from './build/types.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
/** The file, and the part in it, that the program begins with. */
const mainFile = 'sendmemo.cjs';
/** What a message into the spool needs besides, in one file (docs/notes/start.md). */
const spoolingFile = 'spooling.cjs';
/** A program that was started before the last build has by then loaded what it needs, or it is one that stays. */
const oldMs = 60_000;

const { values } = parseArgs({ options: { node: { type: 'string', multiple: true, default: [] } } });

await mkdir(join(root, 'build'), { recursive: true });
const stage = await mkdtemp(join(root, 'build', 'stage-'));
try {
  const parts = await bundle(root);
  const [scattered, gathered] = [join(stage, 'scattered'), join(stage, 'gathered')];
  // Once with nothing but parts, to see which of them a plain send loads.
  await assemble({ root, folder: scattered, parts, together: new Map([[mainFile, [mainFile]]]) });
  const rehearsal = await openRehearsal(scattered);
  try {
    const { plain, spooling } = await rehearsal.play(scattered, process.execPath, { keep: false });
    const together = new Map([
      [mainFile, plain],
      [spoolingFile, spooling],
    ]);
    await assemble({ root, folder: gathered, parts, together });
    const runtimes = new Set([process.execPath, ...values.node]);
    for (const node of runtimes) await rehearsal.play(gathered, node, { keep: true });
  } finally {
    await rehearsal.close();
  }
  const [library, types] = await Promise.all([bundleLibrary(root), libraryTypes(root, stage)]);
  await assembleLibrary(join(gathered, 'dist'), library, types);
  await publish(join(gathered, 'dist'), join(root, 'dist'));
} finally {
  await rm(stage, { recursive: true, force: true });
}

/** Moves the files to where they are used. */
async function publish(from, to) {
  await mkdir(to, { recursive: true });
  const names = await readdir(from);
  const mainLast = names.toSorted((one, other) => Number(one === mainFile) - Number(other === mainFile));
  for (const name of mainLast) await rename(join(from, name), join(to, name));
  for (const name of await readdir(to)) {
    if (names.includes(name)) continue;
    const path = join(to, name);
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Infinity }));
    if (Date.now() - mtimeMs > oldMs) await rm(path, { recursive: true, force: true });
  }
}
