/**
 * Parts → the files of dist/. Each file is a script whose value is a function in the manner of CommonJS:
 * `(function (exports, require, module) { … })`. The first line names the build of the file, so that bin/sendmemo can
 * tell whether V8's code beside it is of the same.
 */
import { createHash } from 'node:crypto';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { joinParts, toCommonJs } from './bundle.mjs';

/**
 * Makes a folder with bin/ and dist/.
 * @param together file → the parts that go into it, first the main file; each of the others gets a file of its own name
 */
export async function assemble({ root, folder, parts, together }) {
  const dist = join(folder, 'dist');
  await mkdir(dist, { recursive: true });
  await cp(join(root, 'bin'), join(folder, 'bin'), { recursive: true });
  const [[mainFile, first], ...others] = [...together];
  const joined = new Set([...together.values()].flat());
  const alone = [...parts].filter(([name]) => !joined.has(name));
  const codes = [
    [mainFile, joinParts(parts, first, { first: mainFile, others })],
    ...others.map(([file, names]) => [file, joinParts(parts, names)]),
    ...alone.map(([name, part]) => [name, toCommonJs(part)]),
  ];
  await Promise.all(codes.map(async ([file, code]) => writeFile(join(dist, file), script(await code))));
}

function script(code) {
  const id = createHash('sha256').update(code).digest('hex').slice(0, 16);
  return `/*${id}*/(function(exports,require,module){${code}\n})\n`;
}

/**
 * Writes the files of the library into a folder: CommonJS, and an ES module in front of it, so that a program has one
 * copy of it whichever way it is imported.
 * @param types the text of index.d.ts
 */
export async function assembleLibrary(folder, parts, types) {
  const { exported } = parts.get('index.cjs');
  const front = `import library from './index.cjs';\nexport const { ${exported.toSorted().join(', ')} } = library;\n`;
  const codes = [...parts].map(([name, part]) => [name, toCommonJs(part, false)]);
  await Promise.all([
    ...codes.map(async ([file, code]) => writeFile(join(folder, file), `'use strict';\n${await code}\n`)),
    writeFile(join(folder, 'index.js'), front),
    writeFile(join(folder, 'index.d.ts'), types),
    writeFile(join(folder, 'index.d.cts'), types),
  ]);
}
