/**
 * Tries sendmemo and sendmemo-mta beside Debian's MTAs, in whatever order they come and go: nobody's /usr/sbin/sendmail,
 * mailq or newaliases is taken. Everything is installed into small Debian systems below build/, not on this machine.
 * Needs root, mmdebstrap, and the packages of `npm run package:deb`.
 *
 *   node scripts/smoke-mta.mjs [MTA …]
 */
import {
  chmod,
  copyFile,
  cp,
  lstat,
  mkdir,
  mkdtemp,
  readFile,
  realpath,
  rename,
  rm,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { output, packageJson, packagesFolder, root } from './packages/project.mjs';
import { expect, run, say, succeed, withSink } from './packages/smoke.mjs';

const known = ['exim4-daemon-light', 'msmtp-mta', 'dma', 'postfix', 'nullmailer'];
const mtas = process.argv.length > 2 ? process.argv.slice(2) : known;
/** Programs that ask for an MTA: with sendmemo-mta they have one. */
const callers = ['cron', 'at', 'logwatch', 'bsd-mailx', 'unattended-upgrades'];
const names = ['/usr/sbin/sendmail', '/usr/lib/sendmail', '/usr/bin/mailq', '/usr/bin/newaliases'];
const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C.UTF-8', DEBIAN_FRONTEND: 'noninteractive' };

const { version } = await packageJson();
const archives = ['sendmemo', 'sendmemo-mta'].map((name) => `${name}_${version.replace('-', '~')}-1_all.deb`);

expect(process.getuid?.() === 0, 'only root can install packages into a system below build/');
const folder = join(root, 'build', 'debian');
await mkdir(folder, { recursive: true });
const base = await baseSystem();
for (const mta of mtas) await withSystem({ node: false }, (system) => beside(system, mta));
await withSystem({ node: true }, alone);
process.stdout.write('sendmemo and sendmemo-mta go with the other MTAs\n');

/** A minimal system with a Node and all archives that are needed, made once. @returns its folder */
async function baseSystem() {
  const release = /^VERSION_CODENAME=(\w+)$/m.exec(await readFile('/etc/os-release', 'utf8'))?.[1];
  expect(release !== undefined, 'this is no Debian system');
  const place = join(folder, `${release}-node${process.versions.node}`);
  if (await exists(place)) return place;
  const stage = await mkdtemp(join(folder, 'stage-'));
  const mirror = `deb http://deb.debian.org/debian ${release} main`;
  await succeed('mmdebstrap', ['--quiet', '--variant=apt', '--include=adduser', release, stage, mirror], {
    env: process.env,
  });
  // Services are not started.
  await writeFile(join(stage, 'usr/sbin/policy-rc.d'), '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  await nodePackage(stage);
  await succeed('chroot', [stage, 'apt-get', '-q', 'update'], { env });
  for (const words of known.map((mta) => [mta])) await apt(stage, ['install', '--download-only', ...words]);
  await rename(stage, place);
  return place;
}

/** What dpkg knows Node by: its program does nothing. */
async function nodePackage(system) {
  await writeFile(join(system, 'usr/bin/node'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
  const stage = join(system, 'tmp', 'nodejs');
  const fields = [
    'Package: nodejs',
    `Version: ${process.versions.node}`,
    'Architecture: all',
    'Maintainer: none <none@localhost>',
    'Description: the Node of the machine that tests',
  ];
  await mkdir(join(stage, 'DEBIAN'), { recursive: true });
  await writeFile(join(stage, 'DEBIAN', 'control'), `${fields.join('\n')}\n`);
  await output('dpkg-deb', ['--root-owner-group', '--build', stage]);
  await succeed('chroot', [system, 'dpkg', '--install', '/tmp/nodejs.deb'], { env });
}

/** Gives `use` a fresh copy of the base system with both packages in /tmp, and a Node that works where it is run. */
async function withSystem({ node }, use) {
  const system = await mkdtemp(join(folder, 'system-'));
  try {
    await succeed('cp', ['-a', '--reflink=auto', `${base}/.`, system], { env });
    await chmod(system, 0o755);
    for (const name of archives) await cp(join(packagesFolder, name), join(system, 'tmp', name));
    if (node) await copyFile(process.execPath, join(system, 'usr/bin/node'));
    await use(system);
  } finally {
    await rm(system, { recursive: true, force: true });
  }
}

async function beside(system, mta) {
  const [program, entry] = archives.map((name) => `/tmp/${name}`);
  await apt(system, ['install', mta]);
  const own = await owners(system);
  expect(own[names[0]] !== undefined, `${mta} has no ${names[0]}`);
  const untouched = async (when) => {
    const now = await owners(system);
    const [was, is] = [own, now].map((each) => JSON.stringify(each));
    expect(was === is, `${when}, the names of ${mta} were ${was} and are ${is}`);
    await succeed('chroot', [system, 'dpkg', '--verify', mta], { env });
  };

  await apt(system, ['install', program]);
  await untouched('after sendmemo came');
  await apt(system, ['install', entry]);
  expect(!(await isInstalled(system, mta)), `${mta} is still installed beside sendmemo-mta`);
  await expectOurs(system);
  await apt(system, ['install', mta]);
  expect(!(await isInstalled(system, 'sendmemo-mta')), `sendmemo-mta is still installed beside ${mta}`);
  await untouched('after it took the place of sendmemo-mta');
  await apt(system, ['purge', 'sendmemo', 'sendmemo-mta']);
  await untouched('after sendmemo was purged');
  await apt(system, ['purge', '--autoremove', mta]);
  await apt(system, ['install', program]);
  await apt(system, ['install', mta]);
  await untouched('where it came after sendmemo');
  await apt(system, ['purge', 'sendmemo']);
  await untouched('after sendmemo was purged again');
  say(`${mta}: before, after and in place of sendmemo`);
}

/** Without another MTA: the names work, those who call them bring none, and a purge leaves nothing. */
async function alone(system) {
  await apt(system, ['install', ...archives.map((name) => `/tmp/${name}`)]);
  await expectOurs(system);
  for (const caller of callers) {
    const plan = await apt(system, ['install', '--simulate', caller]);
    const coming = [...plan.matchAll(/^Inst (\S+)/gm)].map(([, name]) => name);
    const others = coming.filter((name) => known.includes(name) || /^exim4|^sendmail/.test(name));
    expect(coming.includes(caller) && others.length === 0, `${caller} brings ${others.join(', ')}`);
  }
  say(`${callers.join(', ')} bring no other MTA`);

  await withSink(
    join(root, 'bin', 'sendmemo'),
    { env: { PATH: process.env.PATH } },
    async ({ settings, messages }) => {
      const lines = [
        ...settings.serverSettings,
        'aliases = aliases',
        'from = cron@example.com',
        'domain = example.com',
      ];
      const etc = join(system, 'etc/sendmemo');
      await writeFile(join(etc, 'sendmemo.cfg'), `${lines.join('\n')}\n`);
      const tls = settings.tlsSettings.map((line) => line.split(' = '));
      await copyFile(tls.find(([name]) => name === 'CAFile')?.[1], join(etc, 'ca.pem'));
      await writeFile(join(etc, 'sendmemo-ssl.cfg'), 'EnableTLS = 1\nCAFile = ca.pem\n');
      await writeFile(join(etc, 'aliases'), 'root: ops@example.com\n');
      // As cron does.
      const input = 'From: root (Cron Daemon)\nTo: root\nSubject: Cron <root@host> job\n\ndone\n';
      for (const name of ['/usr/sbin/sendmail', '/usr/lib/sendmail']) {
        await succeed('chroot', [system, name, '-i', '-FCronDaemon', 'root'], { env, input });
      }
      expect((await messages()).length === 2, `${(await messages()).length} messages of 2 came`);
      expect((await succeed('chroot', [system, 'mailq'], { env })).includes('empty'), 'mailq shows mail');
      await succeed('chroot', [system, 'newaliases'], { env });
    },
  );
  say('sendmail, mailq, newaliases are sendmemo');

  await linkedSpool(system);
  await apt(system, ['purge', 'sendmemo', 'sendmemo-mta']);
  const left = await succeed('chroot', [system, 'dpkg-query', '-W', '-f', '${Package}\n'], { env });
  expect(!/^sendmemo/m.test(left), `after a purge: ${left}`);
  for (const name of names) expect(!(await exists(join(system, name))), `${name} is still there`);
  expect(await exists(join(system, 'srv/victim/a.json')), 'the purge followed a link out of the spool');
  say('purged; a link in the spool was not followed');
}

/** What the spool's user can do: put a link where the package removes files. */
async function linkedSpool(system) {
  const victim = join(system, 'srv/victim');
  await mkdir(victim);
  await writeFile(join(victim, 'a.json'), '{}\n');
  const line = 'rm -rf /var/spool/sendmemo/servers; ln -s /srv/victim /var/spool/sendmemo/servers';
  await succeed('chroot', [system, 'runuser', '-u', 'sendmemo', '--', 'sh', '-c', line], { env });
}

async function expectOurs(system) {
  for (const [name, { target }] of Object.entries(await owners(system))) {
    expect(target.startsWith('/usr/lib/sendmemo/'), `${name} leads to ${target}`);
  }
}

/** @returns for each name that exists: where it leads to, and whose it is */
async function owners(system) {
  const found = {};
  for (const name of names) {
    const path = join(system, name);
    if (!(await exists(path))) continue;
    const target = (await realpath(path)).slice((await realpath(system)).length);
    const owner = await run('chroot', [system, 'dpkg-query', '--search', name], { env });
    found[name] = { target, owner: owner.stdout.split(':')[0] };
  }
  return found;
}

async function isInstalled(system, name) {
  const words = ['dpkg-query', '--show', '--showformat', '${db:Status-Abbrev}', name];
  return /^.i/.test((await run('chroot', [system, ...words], { env })).stdout);
}

async function apt(system, words) {
  const first = [
    'apt-get',
    '-q',
    '-y',
    '-o',
    'Dpkg::Use-Pty=0',
    '-o',
    'APT::Sandbox::User=root',
    '-o',
    'Dpkg::Options::=--force-unsafe-io',
  ];
  return await succeed('chroot', [system, ...first, ...words], { env });
}

function exists(path) {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
