/**
 * Tries the single executable that `npm run package:sea` made, as on a machine without Node: from its archive, with an
 * empty PATH.
 */
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { output, packageJson, packagesFolder } from './packages/project.mjs';
import { checkLinks, expect, run, say, tryProgram, withFolder } from './packages/smoke.mjs';

const { version } = await packageJson();
const name = `sendmemo-${version}-${process.platform}-${process.arch}`;
/** Libraries that no machine of ours lacks. */
const everywhere = new Set(['libc', 'libdl', 'libgcc_s', 'libm', 'libpthread', 'libstdc++', 'ld-linux']);
const env = { PATH: '/nonexistent' };

await withFolder(async (folder) => {
  await output('tar', ['-xzf', join(packagesFolder, `${name}.tar.gz`), '-C', folder]);
  const program = join(folder, name, 'sendmemo');
  const libraries = [
    ...(await output('ldd', [program])).matchAll(/^\s*(?:\S*\/)?(lib|ld-linux)([\w+]*)[-.]/gm),
  ];
  const strange = libraries
    .map(([, kind, rest]) => `${kind}${rest}`)
    .filter((library) => !everywhere.has(library));
  expect(libraries.length > 0 && strange.length === 0, `it wants ${strange.join(', ')}`);
  say('it wants no library but what every machine with glibc has');
  await tryProgram(program, { env, version });
  await tryEnvironment(program);
  say('variables of Node and OpenSSL change nothing');
  await output('ln', ['-s', program, join(folder, 'sendmail')]);
  const { status, stderr } = await run(join(folder, 'sendmail'), ['-bd'], { env });
  expect(status === 64 && stderr.includes('-bd'), `called as sendmail it said ${stderr}`);
  say('it is sendmail where it is called so');

  const files = await readdir(join(folder, name));
  for (const file of ['LICENSE', 'NODE-LICENSE', 'THIRD-PARTY-NOTICES', 'man', 'samples']) {
    expect(files.includes(file), `the archive has no ${file}`);
  }
  say('licences, man pages, samples');
  await checkLinks(join(folder, name));
});
process.stdout.write('the single executable works\n');

/** Whatever other programs left in the environment for Node or OpenSSL: same status, no output. */
async function tryEnvironment(program) {
  await withFolder(async (folder) => {
    const broken = join(folder, 'broken');
    await writeFile(broken, 'not a configuration\n');
    const left = {
      NODE_OPTIONS: '--no-such-option',
      NODE_EXTRA_CA_CERTS: broken,
      NODE_DEBUG: 'net,tls',
      OPENSSL_CONF: broken,
      OPENSSL_MODULES: folder,
    };
    for (const [name, value] of Object.entries(left)) {
      const words = ['--dry-run', '-q', '-f', 'a@example.com', '-b', 'x', 'b@example.com'];
      const { status, stderr } = await run(program, words, { env: { ...env, [name]: value } });
      expect(status === 0 && stderr === '', `with ${name} it ended with ${status}: ${stderr}`);
    }
    await tryProgram(program, { env: { ...env, ...left }, version });
  });
}
