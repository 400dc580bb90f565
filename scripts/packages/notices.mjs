/**
 * Name, version and licence of every package that is bundled into dist/. Which ones those are is asked from esbuild, so
 * the list can't be longer or shorter than what is shipped. A package whose licence is not one of those below, or that
 * has no licence text, ends the build.
 */
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { root } from './project.mjs';

/** Those that ask for nothing more than that their text comes along. */
const known = new Set(['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT', 'MIT-0']);
const rule = '-'.repeat(78);
const head = `sendmemo is built from the packages below as well; their code is part of it. Each
is used under its own licence.
`;

/**
 * @param elsewhere licence → where its text is on the machine, and so need not be here (Debian's common-licenses)
 * @returns the text that goes with what is shipped
 */
export async function thirdPartyNotices(elsewhere = new Map()) {
  const notices = await Promise.all((await bundledPackages()).map((folder) => notice(folder, elsewhere)));
  return [head, ...notices].join('\n');
}

/** @returns the folders of the packages, sorted, relative to the root */
async function bundledPackages() {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: ['src/start.ts'],
    outdir: 'dist',
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'esm',
    splitting: true,
    mainFields: ['module', 'main'],
    target: 'node20',
    logLevel: 'warning',
  });
  // What has left no octet in any output is not shipped.
  const shipped = Object.values(metafile.outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : [])),
  );
  const found = shipped.map((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file)?.[0]);
  return [...new Set(found.filter((folder) => folder !== undefined))].toSorted();
}

async function notice(folder, elsewhere) {
  const { name, version, license, homepage, repository } = JSON.parse(
    await readFile(join(root, folder, 'package.json'), 'utf8'),
  );
  if (!known.has(license)) throw new Error(`${name} ${version}: look at its licence first: ${license}`);
  const place = elsewhere.get(license);
  const names = (await readdir(join(root, folder))).toSorted();
  const licences = names.filter((file) => /^(licen[cs]e|copying)/i.test(file));
  // pg-types has it at the end of its README.
  const [, inReadme] =
    licences.length > 0
      ? []
      : (await readFile(join(root, folder, 'README.md'), 'utf8').catch(() => '')).split(/^## licen[cs]e$/im);
  if (licences.length === 0 && inReadme === undefined)
    throw new Error(`${name} ${version} has no licence text`);
  const others = names.filter((file) => /^(notice|copyright)/i.test(file));
  const texts = await Promise.all(
    [...others, ...(place === undefined ? licences : [])].map((file) =>
      readFile(join(root, folder, file), 'utf8'),
    ),
  );
  if (inReadme !== undefined) texts.push(inReadme);
  if (place !== undefined) texts.push(`The text of the licence is in ${place}.`);
  const where = homepage ?? repository?.url ?? repository ?? '';
  const body = texts.map((text) => text.replaceAll('\r\n', '\n').trim()).join('\n\n');
  return `${rule}\n${name} ${version} (${license})\n${where}\n\n${body}\n`;
}
