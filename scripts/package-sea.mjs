/**
 * Builds the single executable, for machines without Node: the program inside a Node of its own
 * (https://nodejs.org/api/single-executable-applications.html). Prints where it is:
 *
 *   build/packages/sendmemo-VERSION-linux-ARCH/         sendmemo, man pages, samples, licences
 *   build/packages/sendmemo-VERSION-linux-ARCH.tar.gz   the same
 */
import { chmod, cp, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { inject } from 'postject';
import { bundle, toCommonJs } from './build/bundle.mjs';
import { nodeRuntime } from './packages/node-runtime.mjs';
import { thirdPartyNotices } from './packages/notices.mjs';
import { documentation, output, packageJson, packagesFolder, root, sourceDate } from './packages/project.mjs';

/** The first part, which begins the program. */
const mainPart = 'sendmemo.cjs';
/**
 * Not the newest: from 25 on Node wants libatomic, which a small machine has not, and that is what this is for. 24 can't
 * yet put a program into itself (--build-sea), so postject does.
 */
const node = await nodeRuntime(24);
/** By these it finds the program in itself. */
const resource = 'NODE_SEA_BLOB';
const sentinelFuse = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';

const { version } = await packageJson();
const name = `sendmemo-${version}-${process.platform}-${process.arch}`;

await mkdir(join(root, 'build'), { recursive: true });
const stage = await mkdtemp(join(root, 'build', 'sea-'));
try {
  const folder = join(stage, name);
  await mkdir(folder);
  await makeExecutable(join(folder, 'sendmemo'));
  await writeFile(join(folder, 'THIRD-PARTY-NOTICES'), await thirdPartyNotices());
  await cp(join(node.folder, 'LICENSE'), join(folder, 'NODE-LICENSE'));
  await documentation(folder);
  const readmeDebian = 'packaging/debian/README.Debian';
  for (const also of ['LICENSE', 'CHANGELOG.md', 'man', 'samples', readmeDebian]) {
    await cp(join(root, also), join(folder, also), { recursive: true });
  }
  await makeArchive(folder);
} finally {
  await rm(stage, { recursive: true, force: true });
}

async function makeExecutable(target) {
  // Relative, for the name goes into the executable: it must not tell of the folder.
  const main = 'sendmemo.cjs';
  await writeFile(join(stage, main), await script());
  const blob = join(stage, 'sendmemo.blob');
  const config = {
    main,
    output: blob,
    disableExperimentalSEAWarning: true,
    useCodeCache: true,
    // As bin/sendmemo starts it; and what NODE_OPTIONS says is meant for another Node.
    execArgv: ['--use-openssl-ca', '--v8-pool-size=1'],
    execArgvExtension: 'none',
  };
  const configFile = join(stage, 'sea.json');
  await writeFile(configFile, JSON.stringify(config));
  await output(node.program, ['--experimental-sea-config', configFile], { cwd: stage, env: {} });
  await cp(node.program, target);
  await chmod(target, 0o755);
  // It warns of section names in Node's own file; what fails, it throws.
  console.warn = () => {};
  await inject(target, resource, await readFile(blob), { sentinelFuse });
  await writeFile(target, withoutOpenSslConf(await readFile(target)));
}

/**
 * OpenSSL reads the file of OPENSSL_CONF before any script runs, and ends the process where it does not like it. So the
 * executable looks up a variable without a name instead, which does not exist.
 */
function withoutOpenSslConf(octets) {
  const name = Buffer.from('\0OPENSSL_CONF\0');
  let found = 0;
  for (let at = octets.indexOf(name); at !== -1; at = octets.indexOf(name, at + 1)) {
    octets[at + 1] = 0;
    found += 1;
  }
  if (found === 0) throw new Error('this Node has no OPENSSL_CONF');
  return octets;
}

/** @returns the variables that bin/sendmemo takes out of the environment */
async function runtimeVariables() {
  const text = await readFile(join(root, 'bin', 'sendmemo'), 'utf8');
  return [...text.matchAll(/^':' \/\/; unset (.*)$/gm)].flatMap(([, names]) => names.split(' '));
}

/** One script of all parts, for it can't load another. */
async function script() {
  const parts = await bundle(root);
  if (!parts.has(mainPart)) throw new Error(`the bundle has no ${mainPart}`);
  const inOrder = [...parts].toSorted(([one], [other]) => (one < other ? -1 : 1));
  const members = await Promise.all(
    inOrder.map(
      async ([name, part]) => `${JSON.stringify(name)}(exports,require,module){${await toCommonJs(part)}\n}`,
    ),
  );
  const launcher = await readFile(join(root, 'packaging', 'sea', 'launcher.cjs'), 'utf8');
  const variables = `const runtimeVariables = ${JSON.stringify(await runtimeVariables())};`;
  return `${variables}\nconst parts = {\n${members.join(',\n')}\n};\n${launcher}\nload(${JSON.stringify(mainPart)});\n`;
}

/** The archive of a folder. Nothing in it tells of the builder; only V8's code is never twice the same. */
async function makeArchive(folder) {
  const archive = `${folder}.tar.gz`;
  const same = ['--sort=name', '--owner=0', '--group=0', '--numeric-owner', '--mode=u+rw,go=rX,a-s'];
  const date = `--mtime=@${await sourceDate()}`;
  await output('tar', [...same, date, '--use-compress-program=gzip -n', '-cf', archive, '-C', stage, name]);
  await mkdir(packagesFolder, { recursive: true });
  for (const made of [folder, archive]) {
    const place = join(packagesFolder, basename(made));
    await rm(place, { recursive: true, force: true });
    await rename(made, place);
    process.stdout.write(`${place}\n`);
  }
}
