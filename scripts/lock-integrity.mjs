/**
 * Looks at package-lock.json: each package that npm may install has a SHA-512 digest, and none comes from elsewhere than
 * the configured registry. npm writes no digest for platforms whose packages it has not seen; `npm ci` would then take
 * whatever the registry gives. Ends with 1 and the way to correct it.
 */
import { readFile } from 'node:fs/promises';

const { packages } = JSON.parse(await readFile(new URL('../package-lock.json', import.meta.url), 'utf8'));
const entries = Object.entries(packages).filter(([path, { link }]) => path !== '' && link !== true);
const without = entries.filter(([, { integrity }]) => !/^sha512-[\w+/]{86}==$/.test(integrity ?? ''));
const foreign = entries.filter(
  ([, { resolved }]) => resolved !== undefined && !resolved.startsWith('https://registry.npmjs.org/'),
);
for (const [path] of without) process.stderr.write(`no SHA-512: ${path}\n`);
for (const [path, { resolved }] of foreign) process.stderr.write(`from elsewhere: ${path}: ${resolved}\n`);
if (without.length > 0) {
  process.stderr.write(
    'delete these entries from package-lock.json, and run: npm install --package-lock-only\n',
  );
}
process.stdout.write(`package-lock.json: ${entries.length} packages, ${without.length} without a digest\n`);
process.exitCode = entries.length > 0 && without.length + foreign.length === 0 ? 0 : 1;
