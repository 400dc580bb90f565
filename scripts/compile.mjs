/**
 * Makes V8's code in dist/ for the Node that runs this, without building anything: for packages that meet their Node
 * only where they are installed.
 *
 *   node scripts/compile.mjs
 */
import { fileURLToPath } from 'node:url';
import { openRehearsal } from './build/rehearsal.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const rehearsal = await openRehearsal(root);
try {
  await rehearsal.play(root, process.execPath, { keep: true });
} finally {
  await rehearsal.close();
}
