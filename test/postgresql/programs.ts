/** Programs of these tests as one script each: what they use of memory and time is then theirs. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';

/** @param name of a file beside this one, without its ending. @returns the path of the script, while this process lasts */
export async function buildProgram(name: string): Promise<string> {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'sendmemo-program-'));
  process.once('exit', () => fs.rmSync(directory, { recursive: true, force: true }));
  const outfile = path.join(directory, `${name}.mjs`);
  await build({
    entryPoints: [path.join(import.meta.dirname, `${name}.ts`)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    external: ['pg-native'],
    // Packages in CommonJS ask for modules of Node's own.
    banner: {
      js: `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);`,
    },
    logLevel: 'error',
  });
  const schema = path.join(import.meta.dirname, '../../src/spool/postgresql/schema.sql');
  fs.copyFileSync(schema, path.join(directory, 'schema.sql'));
  return outfile;
}
