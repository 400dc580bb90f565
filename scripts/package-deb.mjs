/**
 * Builds the Debian packages with dpkg-deb and nothing else of Debian's tools, and prints where they are:
 * build/packages/sendmemo_VERSION-1_all.deb and sendmemo-mta_VERSION-1_all.deb, which has the names that every MTA has
 * (/usr/sbin/sendmail). The same commit gives the same octets (SOURCE_DATE_EPOCH). What they do where they are installed
 * is in packaging/debian/ and packaging/debian/mta/.
 *
 * DEBFULLNAME and DEBEMAIL name the maintainer.
 */
import { createHash } from 'node:crypto';
import {
  chmod,
  cp,
  lstat,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { thirdPartyNotices } from './packages/notices.mjs';
import {
  documentation,
  output,
  packageJson,
  packagesFolder,
  root,
  sourceDate,
  withCleanBuild,
} from './packages/project.mjs';

const templates = join(root, 'packaging', 'debian');
const library = 'usr/lib/sendmemo';
const documents = 'usr/share/doc/sendmemo';
/** Texts that every Debian system has. */
const commonLicences = new Map([['Apache-2.0', '/usr/share/common-licenses/Apache-2.0']]);
const scripts = ['postinst', 'prerm', 'postrm'];

const { version } = await packageJson();
/** A version for tests of versions to come sorts before it: 1.0.0-rc.1 is 1.0.0~rc.1. */
const debianVersion = `${version.replace('-', '~')}-1`;
const date = await sourceDate();
const maintainer = `${process.env['DEBFULLNAME'] ?? 'The sendmemo authors'} <${process.env['DEBEMAIL'] ?? 'root@localhost'}>`;

await withCleanBuild(async (built) => {
  await programPackage(built);
  await mtaPackage(built);
});

async function programPackage(built) {
  const stage = await mkdtemp(join(built, 'deb-'));
  await program(built, stage);
  const units = await systemd(stage);
  await settings(stage);
  await manualPages(stage);
  await completions(built, stage);
  await texts(stage, units);
  await pack(stage, 'sendmemo', ['control', 'conffiles', 'triggers', ...scripts], units);
}

/** The names by which programs call an MTA, and nothing else (Debian Policy, 11.6). */
async function mtaPackage(built) {
  const stage = await mkdtemp(join(built, 'deb-mta-'));
  await link('../lib/sendmemo/sendmail', join(stage, 'usr/sbin/sendmail'));
  await link('sendmemo/sendmail', join(stage, 'usr/lib/sendmail'));
  await link('../lib/sendmemo/mailq', join(stage, 'usr/bin/mailq'));
  await link('../lib/sendmemo/newaliases', join(stage, 'usr/bin/newaliases'));
  const pages = join(stage, 'usr/share/man');
  await link('../man1/sendmemo.1.gz', join(pages, 'man8/sendmail.8.gz'));
  for (const name of ['mailq', 'newaliases']) await link('sendmemo.1.gz', join(pages, `man1/${name}.1.gz`));
  await link('sendmemo', join(stage, 'usr/share/doc/sendmemo-mta'));
  const overrides = await readFile(join(templates, 'mta', 'lintian-overrides'));
  await put(join(stage, 'usr/share/lintian/overrides/sendmemo-mta'), overrides);
  await pack(stage, 'sendmemo-mta', ['mta/control'], []);
}

async function pack(stage, name, controlFiles, units) {
  await control(stage, controlFiles, units);
  await finish(stage);
  const target = join(packagesFolder, `${name}_${debianVersion}_all.deb`);
  await mkdir(packagesFolder, { recursive: true });
  await output('dpkg-deb', ['--root-owner-group', '-Zxz', '--build', stage, target], {
    env: { ...process.env, SOURCE_DATE_EPOCH: String(date) },
  });
  process.stdout.write(`${target}\n`);
}

/** The command. V8's code belongs to one Node and one machine: postinst makes it there, with what is under scripts/. */
async function program(built, stage) {
  const target = join(stage, library);
  for (const name of await readdir(join(built, 'dist'))) {
    // The library is for programs that install the npm package.
    if (name.endsWith('.code') || /^(?:lib-|index\.)/.test(name)) continue;
    await put(join(target, 'dist', name), await readFile(join(built, 'dist', name)));
  }
  await put(join(target, 'bin', 'package.json'), await readFile(join(built, 'bin', 'package.json')));
  for (const name of ['sendmemo', 'sendmail']) {
    const text = await readFile(join(built, 'bin', name), 'utf8');
    // Debian's own Node, whatever else there is in the PATH of a caller.
    const withNode = replaced(text, /^(.*; exec )node /m, '$1/usr/bin/node ', `bin/${name}`);
    const own = replaced(withNode, /^.*; command -v node .*\n/m, '', `bin/${name}`);
    await put(join(target, 'bin', name), own, 0o755);
  }
  await put(join(target, 'sendmail'), await readFile(join(templates, 'sendmail')), 0o755);
  await link('sendmail', join(target, 'bin', 'mailq'));
  for (const name of ['mailq', 'newaliases']) await link('sendmail', join(target, name));
  await link('../lib/sendmemo/bin/sendmemo', join(stage, 'usr/bin/sendmemo'));
  for (const name of ['compile.mjs', 'build/rehearsal.mjs', 'build/player.cjs']) {
    await put(join(target, 'scripts', name), await readFile(join(root, 'scripts', name)));
  }
}

/** @returns the names of the units */
async function systemd(stage) {
  const folder = join(root, 'samples', 'systemd');
  const names = (await readdir(folder)).toSorted();
  const units = names.filter((name) => /\.(service|timer|path|socket)$/.test(name));
  if (units.length === 0) throw new Error(`there are no units in ${folder}`);
  for (const name of units) {
    const text = await readFile(join(folder, name), 'utf8');
    const own = name.endsWith('.service')
      ? replaced(text, /^ExecStart=sendmemo /m, 'ExecStart=/usr/bin/sendmemo ', name)
      : text;
    await put(join(stage, 'usr/lib/systemd/system', name), own);
  }
  for (const kind of ['sysusers', 'tmpfiles']) {
    const text = await readFile(join(folder, `sendmemo.${kind}.conf`));
    await put(join(stage, 'usr/lib', `${kind}.d`, 'sendmemo.conf'), text);
  }
  return units;
}

/** /etc/sendmemo: the samples, with the package's own spool. */
async function settings(stage) {
  const spool = 'spool-directory = /var/spool/sendmemo';
  for (const name of ['sendmemo.cfg', 'sendmemo-ssl.cfg']) {
    const text = await readFile(join(root, 'samples', name), 'utf8');
    const own = name === 'sendmemo.cfg' ? replaced(text, /^;spool-directory =.*$/m, spool, name) : text;
    await put(join(stage, 'etc/sendmemo', name), own);
  }
  await cp(join(root, 'samples'), join(stage, documents, 'examples'), { recursive: true });
  await put(
    join(stage, 'etc/logrotate.d/sendmemo'),
    await readFile(join(root, 'samples/logrotate/sendmemo')),
  );
}

async function manualPages(stage) {
  for (const language of ['', 'ja']) {
    const folder = join(root, 'man', language);
    const pages = (await readdir(folder)).filter((name) => /\.[1-8]$/.test(name));
    for (const name of pages) {
      const section = `man${name.at(-1)}`;
      const target = join(stage, 'usr/share/man', language, section, `${name}.gz`);
      await put(target, zipped(await readFile(join(folder, name))));
    }
  }
}

async function completions(built, stage) {
  const places = {
    bash: 'usr/share/bash-completion/completions/sendmemo',
    zsh: 'usr/share/zsh/vendor-completions/_sendmemo',
    fish: 'usr/share/fish/vendor_completions.d/sendmemo.fish',
  };
  for (const [shell, place] of Object.entries(places)) {
    const words = [join(built, 'bin', 'sendmemo'), 'completion', shell];
    const env = { PATH: process.env['PATH'], LC_ALL: 'C.UTF-8' };
    await put(join(stage, place), await output(process.execPath, words, { env }));
  }
}

async function texts(stage, units) {
  const licence = await readFile(join(root, 'LICENSE'), 'utf8');
  const others = await thirdPartyNotices(commonLicences);
  await put(join(stage, documents, 'copyright'), `${licence}\n${'='.repeat(78)}\n\n${others}`);
  await put(join(stage, documents, 'changelog.gz'), zipped(await readFile(join(root, 'CHANGELOG.md'))));
  const day = new Date(date * 1000).toUTCString().replace('GMT', '+0000');
  const entry = [
    `sendmemo (${debianVersion}) unstable; urgency=medium`,
    '',
    `  * Version ${version}: what changed stands in changelog.gz.`,
    '',
    ` -- ${maintainer}  ${day}`,
    '',
  ];
  await put(join(stage, documents, 'changelog.Debian.gz'), zipped(Buffer.from(entry.join('\n'))));
  const readme = await readFile(join(templates, 'README.Debian'), 'utf8');
  const list = units.map((unit) => `    ${unit}`).join('\n');
  await put(join(stage, documents, 'README.Debian'), readme.replace('@UNIT_LIST@', list));
  await documentation(join(stage, documents));
  // The names that README and guides have for them.
  await link('examples', join(stage, documents, 'samples'));
  await link('../../README.Debian', join(stage, documents, 'packaging/debian/README.Debian'));
  await link('../../man', join(stage, documents, 'man'));
  await link('copyright', join(stage, documents, 'LICENSE'));
  await cp(join(root, 'CHANGELOG.md'), join(stage, documents, 'CHANGELOG.md'));
  const overrides = await readFile(join(templates, 'lintian-overrides'));
  if (overrides.length > 0) await put(join(stage, 'usr/share/lintian/overrides/sendmemo'), overrides);
}

async function control(stage, names, units) {
  const files = await filesOf(stage);
  const sums = [];
  let bytes = 0;
  for (const file of files) {
    const { size } = await lstat(join(stage, file));
    bytes += Math.ceil(size / 1024) * 1024;
    const sum = createHash('md5')
      .update(await readFile(join(stage, file)))
      .digest('hex');
    if (!file.startsWith('etc/')) sums.push(`${sum}  ${file}\n`);
  }
  const folder = join(stage, 'DEBIAN');
  const facts = (text) =>
    text
      .replaceAll('@VERSION@', debianVersion)
      .replace('@MAINTAINER@', maintainer)
      .replace('@SIZE@', String(bytes / 1024))
      .replaceAll('@UNITS@', units.join(' '));
  for (const template of names) {
    const name = basename(template);
    const text = facts(await readFile(join(templates, template), 'utf8'));
    await put(join(folder, name), text, scripts.includes(name) ? 0o755 : 0o644);
  }
  await put(join(folder, 'md5sums'), sums.join(''));
}

/** One date and no other modes than these for all that is packed, whatever the umask of the builder. */
async function finish(stage) {
  for (const entry of await readdir(stage, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isSymbolicLink()) await output('touch', ['-h', '-d', `@${date}`, path]);
    else {
      const { mode } = await lstat(path);
      await chmod(path, entry.isDirectory() || mode & 0o100 ? 0o755 : 0o644);
      await utimes(path, date, date);
    }
  }
  await chmod(stage, 0o755);
  await utimes(stage, date, date);
}

/** @returns regular files, relative to the stage */
async function filesOf(stage) {
  const entries = await readdir(stage, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return files.map((entry) => join(entry.parentPath, entry.name).slice(stage.length + 1)).toSorted();
}

async function put(path, content, mode = 0o644) {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content, { mode });
}

async function link(to, path) {
  await mkdir(dirname(path), { recursive: true });
  await symlink(to, path);
}

function zipped(bytes) {
  return gzipSync(bytes, { level: 9 });
}

/** The text with one change that has to be possible: a package must not lose it silently. */
function replaced(text, pattern, by, where) {
  if (!pattern.test(text)) throw new Error(`${where} has no ${pattern}`);
  return text.replace(pattern, by);
}
