/**
 * Writes dist/THIRD-PARTY-NOTICES: the licences of all that is bundled into dist/, which have to go where it goes.
 *
 *   node scripts/notices.mjs
 */
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { thirdPartyNotices } from './packages/notices.mjs';
import { root } from './packages/project.mjs';

const target = join(root, 'dist', 'THIRD-PARTY-NOTICES');
await mkdir(dirname(target), { recursive: true });
// Never half a file under this name, also while somebody packs.
await writeFile(`${target}.new`, await thirdPartyNotices());
await rename(`${target}.new`, target);
