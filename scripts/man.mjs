/**
 * Writes what is made from the tables: the man pages (man/, from docs/man), docs/errors.md and the samples. A test
 * checks that the committed files are what this writes.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { tsImport } from 'tsx/esm/api';

const { generatedFiles } = await tsImport('./man/generated.ts', import.meta.url);
const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
for (const [name, text] of generatedFiles(root)) {
  const file = path.join(root, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}
