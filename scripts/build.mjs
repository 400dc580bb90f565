/** Builds dist/sendmemo.cjs: one CommonJS file, for code caches and snapshots work on one script. */

import { build } from 'esbuild';


await build({
  entryPoints: { sendmemo: 'src/start.ts' },
  outdir: 'dist',
  outExtension: { '.js': '.cjs' },
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  minify: true,
  keepNames: false,
  legalComments: 'none',
  logLevel: 'warning',
});
