/**
 * Tries the Debian package sendmemo that `npm run package:deb` made, by installing it on this machine and purging it again: for
 * machines that may be thrown away, as root. Needs lintian, man-db. It ends before it has changed anything where
 * sendmemo is or was installed.
 */
import {
  access,
  appendFile,
  copyFile,
  lstat,
  mkdir,
  readFile,
  readdir,
  realpath,
  rm,
  symlink,
} from 'node:fs/promises';
import { join } from 'node:path';
import { packageJson, packagesFolder } from './packages/project.mjs';
import {
  checkLinks,
  expect,
  run,
  say,
  succeed,
  tryProgram,
  withFolder,
  withSink,
} from './packages/smoke.mjs';

const settings = '/etc/sendmemo';
const spool = '/var/spool/sendmemo';
const log = '/var/log/sendmemo';
const library = '/usr/lib/sendmemo';
const link = '/usr/sbin/sendmail';
const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C.UTF-8', DEBIAN_FRONTEND: 'noninteractive' };

const { version } = await packageJson();
const [archive, mtaArchive] = ['sendmemo', 'sendmemo-mta'].map((name) =>
  join(packagesFolder, `${name}_${version.replace('-', '~')}-1_all.deb`),
);
const linkBefore = await realpath(link).catch(() => null);
/** What puts the machine back, the last first. */
const undo = [];

expect(
  process.getuid?.() === 0,
  'this installs a package: run it as root, on a machine that may be thrown away',
);
expect(
  !(await isInstalled('sendmemo')),
  'sendmemo is installed here: its settings and mail are not for trying',
);
for (const place of [settings, spool, log]) expect(!(await exists(place)), `${place} is there already`);

const complaints = await run('lintian', ['--fail-on', 'error,warning', archive, mtaArchive], { env });
expect(complaints.status === 0, `lintian:\n${complaints.stdout}${complaints.stderr}`);
say('lintian has no error and no warning');

try {
  await nodeForDpkg();
  await install();
  await look();
  await tryProgram('/usr/bin/sendmemo', { env, version });
  await withSink('/usr/bin/sendmemo', { env }, async (sink) => {
    await configure(sink);
    await trySendmail(sink);
    await trySpool(sink);
  });
  await upgrade();
  await purge();
} finally {
  for (const step of undo.toReversed()) await step();
}
process.stdout.write('the Debian package works, and is gone\n');

/** Where Node did not come as a package, dpkg is told of it by an empty one. */
async function nodeForDpkg() {
  if (await isInstalled('nodejs')) return;
  expect(!(await exists('/usr/bin/node')), '/usr/bin/node is of no package');
  await withFolder(async (folder) => {
    const fields = [
      'Package: nodejs',
      `Version: ${process.versions.node}`,
      'Architecture: all',
      'Maintainer: none <none@localhost>',
      'Description: the Node of this machine',
    ];
    const contents = join(folder, 'nodejs');
    await mkdir(join(contents, 'DEBIAN'), { recursive: true });
    await mkdir(join(contents, 'usr', 'bin'), { recursive: true });
    await appendFile(join(contents, 'DEBIAN', 'control'), `${fields.join('\n')}\n`);
    await symlink(process.execPath, join(contents, 'usr', 'bin', 'node'));
    await succeed('dpkg-deb', ['--root-owner-group', '--build', contents], { env });
    undo.push(() => succeed('dpkg', ['--purge', '--force-depends', 'nodejs'], { env }));
    await succeed('dpkg', ['--install', `${contents}.deb`], { env });
  });
}

async function install() {
  undo.push(
    () => rm(spool, { recursive: true, force: true }),
    () => rm(log, { recursive: true, force: true }),
    () => rm(settings, { recursive: true, force: true }),
    () => run('deluser', ['--quiet', '--system', 'sendmemo'], { env }),
    () => run('dpkg', ['--purge', 'sendmemo'], { env }),
  );
  // Images of containers are often set up to leave out manual pages.
  const all = ['--path-include=/usr/share/man/*', '--path-include=/usr/share/doc/*'];
  await succeed('dpkg', [...all, '--install', archive], { env });
  await succeed('dpkg', ['--verify', 'sendmemo'], { env });
  say('it installs');
}

async function look() {
  const page = await succeed('man', ['sendmemo'], { env: { ...env, MANPAGER: 'cat', MANWIDTH: '80' } });
  expect(page.includes('SENDMEMO(1)') && page.includes('--smtp-server-host'), `man sendmemo shows:\n${page}`);
  for (const name of ['sendmemo.cfg', 'sendmemo-ssl.cfg']) {
    await succeed('man', ['5', name], { env: { ...env, MANPAGER: 'cat' } });
  }
  const japanese = await succeed('man', ['--locale=ja_JP.UTF-8', '--where', 'sendmemo'], { env });
  expect(japanese.includes('/man/ja/man1/'), `the Japanese page is not found: ${japanese}`);
  say('manual pages');
  await checkLinks('/usr/share/doc/sendmemo');

  const completion = '/usr/share/bash-completion/completions/sendmemo';
  const words = ['--norc', '-c', 'source "$1" && complete -p sendmemo', 'bash', completion];
  await succeed('/bin/bash', words, { env });
  for (const file of ['zsh/vendor-completions/_sendmemo', 'fish/vendor_completions.d/sendmemo.fish']) {
    await access(join('/usr/share', file));
  }
  say('completions');

  await expectCompiled();
  await succeed('find', [join(library, 'dist'), '-name', '*.code', '-delete'], { env });
  await trigger('/usr/bin/node');
  await expectCompiled();
  say('V8 code for the Node of this machine, anew when that changes');

  const listed = await succeed('dpkg', ['--listfiles', 'sendmemo'], { env });
  const units = listed.split('\n').filter((file) => /^\/usr\/lib\/systemd\/system\/[^/]+\.\w+$/.test(file));
  expect(units.length > 0, 'there are no units');
  if ((await run('which', ['systemd-analyze'], { env })).status === 0) {
    await succeed('systemd-analyze', ['verify', '--man=no', ...units], { env });
    say('systemd finds no fault in the units');
  }
  const owner = (await succeed('id', ['-u', 'sendmemo'], { env })).trim();
  for (const place of [spool, log]) {
    const { uid } = await lstat(place);
    expect(String(uid) === owner, `${place} belongs to ${uid}`);
  }
  if ((await run('which', ['logrotate'], { env })).status === 0) {
    await succeed('logrotate', ['--debug', '/etc/logrotate.d/sendmemo'], { env });
    say('logrotate takes its file');
  }
}

async function expectCompiled() {
  const compiled = (await readdir(join(library, 'dist'))).filter((name) => name.endsWith('.code'));
  expect(compiled.length > 0, 'there is no V8 code for the Node of this machine');
}

/** As an administrator does: the settings of the test server, in /etc/sendmemo. */
async function configure({ settings: lines }) {
  const tls = lines.tlsSettings.map((line) => line.split(/ = /));
  const ca = tls.find(([name]) => name === 'CAFile')?.[1] ?? '';
  await copyFile(ca, join(settings, 'ca.pem'));
  await appendFile(join(settings, 'sendmemo-ssl.cfg'), '\nEnableTLS = 1\nCAFile = ca.pem\n');
  await appendFile(join(settings, 'sendmemo.cfg'), `\n${lines.serverSettings.join('\n')}\n`);
}

/** By its own name; those of an MTA are the other package's (smoke-mta.mjs). */
async function trySendmail({ messages }) {
  const before = (await messages()).length;
  const input = 'To: ops@example.com\nSubject: by sendmail\n\ntext\n';
  const words = ['-t', '-i', '-f', 'cron@example.com'];
  await succeed('/usr/lib/sendmemo/sendmail', words, { env, input });
  expect((await messages()).length === before + 1, 'what sendmail took did not come');
  expect((await nameOf(link)) === linkBefore, `${link} is not what it was`);
  say('sendmail by its own name; an MTA keeps /usr/sbin/sendmail');
}

/** @returns where a link leads, or null */
function nameOf(path) {
  return realpath(path).catch(() => null);
}

/** What dpkg does when another package with this file has come, changed or gone. */
async function trigger(path) {
  await succeed('dpkg-trigger', ['--by-package=sendmemo', '--no-await', path], { env });
  await succeed('dpkg', ['--configure', '--pending'], { env });
}

async function trySpool({ messages }) {
  const before = (await messages()).length;
  const place = ['--server-dir', settings];
  const words = ['--spool', '--from', 'cron@example.com', '-s', 'through the spool', 'ops@example.com'];
  const keep = () => succeed('/usr/bin/sendmemo', [...place, ...words], { env, input: 'text\n' });
  await keep();
  expect((await messages()).length === before, 'the message did not wait');
  // As the unit does.
  await succeed('runuser', ['-u', 'sendmemo', '--', '/usr/bin/sendmemo', 'queue', 'run', ...place], { env });
  expect((await messages()).length === before + 1, 'what was in the spool did not come');
  expect((await readdir(join(spool, 'waiting'))).length === 0, 'what was sent is still in the spool');
  await keep();
  say('root puts mail into the spool, sendmemo delivers it');
}

/** Over itself: settings and mail stay. */
async function upgrade() {
  await succeed('dpkg', ['--install', archive], { env });
  const text = await readFile(join(settings, 'sendmemo-ssl.cfg'), 'utf8');
  expect(/^EnableTLS = 1$/m.test(text), 'the settings are not those that were written');
  expect((await readdir(join(spool, 'waiting'))).length === 1, 'the spool is not as it was');
  await expectCompiled();
  say('installed over itself, it keeps settings and mail');
}

async function purge() {
  const said = await succeed('dpkg', ['--purge', 'sendmemo'], { env });
  for (const gone of ['/usr/bin/sendmemo', library, join(settings, 'sendmemo.cfg')]) {
    expect(!(await exists(gone)), `${gone} is still there`);
  }
  expect((await nameOf(link)) === linkBefore, `${link} is not what it was`);
  expect(!(await exists(log)), `${log} is still there`);
  const [entry, ...others] = await readdir(join(spool, 'waiting'));
  expect(entry !== undefined && others.length === 0, `the spool holds ${others.length + 1} messages`);
  const message = await readFile(join(spool, 'waiting', entry, 'message.eml'), 'utf8');
  expect(message.includes('Subject: through the spool'), `the message that was kept:\n${message}`);
  expect(said.includes(spool), `nobody was told:\n${said}`);
  say('purged: undelivered mail is still there');
}

async function isInstalled(name) {
  const { stdout } = await run('dpkg-query', ['--show', '--showformat', '${db:Status-Abbrev}', name], {
    env,
  });
  return /^.i/.test(stdout);
}

function exists(path) {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
