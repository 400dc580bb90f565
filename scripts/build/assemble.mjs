/**
 * Parts → the files of dist/. Each file is a script whose value is an object, part by part a function in the manner
 * of CommonJS: `({ "sendmemo.cjs"(exports, require, module) { … }, … })`. The first line names the build of the file, so
 * that bin/sendmemo can tell whether V8's code beside it is of the same.
 */
import { createHash } from 'node:crypto';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Makes a folder with bin/ and dist/.
 * @param together the parts that go into the main file; each of the others gets a file of its own name
 */
export async function assemble({ root, folder, mainFile, parts, together }) {
  const main = together.map((name) => [name, parts.get(name)]);
  const alone = [...parts].filter(([name]) => !together.includes(name));
  const files = [[mainFile, main], ...alone.map(([name, code]) => [name, [[name, code]]])];
  const dist = join(folder, 'dist');
  await mkdir(dist, { recursive: true });
  await cp(join(root, 'bin'), join(folder, 'bin'), { recursive: true });
  await Promise.all(files.map(([file, members]) => writeFile(join(dist, file), script(members))));
}

function script(members) {
  const body = members
    .map(([name, code]) => `${JSON.stringify(name)}(exports,require,module){${code}\n}`)
    .join(',\n');
  const id = createHash('sha256').update(body).digest('hex').slice(0, 16);
  return `/*${id}*/({\n${body}\n})\n`;
}
