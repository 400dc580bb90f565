/**
 * Unpacks the mail servers that the tests of `test/mta` run beside Postfix: build/mta/NAME/root gets Debian 13's
 * packages with everything that they depend on, libc included, so that each server runs in a chroot whatever the
 * system is. They can't be installed, because they conflict with each other. What is already unpacked stays. A server
 * whose packages are not available is named, and its tests are skipped.
 */
import { execFile } from 'node:child_process';
import { access, mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const folder = fileURLToPath(new URL('../build/mta', import.meta.url));
const apt = join(folder, 'apt');
const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C.UTF-8', DEBIAN_FRONTEND: 'noninteractive' };
const source =
  'deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian trixie main\n';

const servers = {
  exim: ['exim4-daemon-light'],
  opensmtpd: ['opensmtpd'],
  sendmail: ['sendmail-bin', 'sendmail-cf', 'libsasl2-modules', 'sasl2-bin', 'm4'],
  dovecot: ['dovecot-submissiond'],
};

/** Not servers: clients that `npm run bench` measures; they conflict with Postfix. */
const clients = { nullmailer: ['nullmailer'], dma: ['dma'] };

const wanted = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(servers);
const missing = [];
for (const name of wanted) {
  if (!(await exists(join(folder, name, 'complete')))) missing.push(name);
}
if (missing.length > 0) {
  const why = await prepareApt().then(
    () => null,
    (error) => error,
  );
  for (const name of missing) {
    try {
      if (why !== null) throw why;
      await unpack(join(folder, name), { ...servers, ...clients }[name]);
    } catch (error) {
      process.stderr.write(`${name}: its Debian packages are not available: ${firstLine(error)}\n`);
    }
  }
  await rm(apt, { recursive: true, force: true });
}

/** An apt of our own that knows one release and believes that nothing is installed. */
async function prepareApt() {
  await rm(apt, { recursive: true, force: true });
  for (const path of ['state/lists/partial', 'archives/partial', 'cache']) {
    await mkdir(join(apt, path), { recursive: true });
  }
  await writeFile(join(apt, 'sources.list'), source);
  await writeFile(join(apt, 'status'), '');
  await aptGet('update');
}

async function aptGet(...words) {
  const options = [
    `Dir::Etc::SourceList=${apt}/sources.list`,
    'Dir::Etc::SourceParts=/dev/null',
    `Dir::State=${apt}/state`,
    `Dir::State::status=${apt}/status`,
    `Dir::Cache=${apt}/cache`,
    `Dir::Cache::archives=${apt}/archives`,
    'APT::Update::Error-Mode=any',
    // The folder need not be open to apt's own account.
    'APT::Sandbox::User=root',
  ].flatMap((option) => ['-o', option]);
  await run('apt-get', [...options, '-q', '-y', ...words], { env });
}

async function unpack(place, packages) {
  const archives = join(apt, 'archives');
  const root = join(place, 'root');
  await aptGet('install', '--download-only', '--no-install-recommends', ...packages);
  await rm(place, { recursive: true, force: true });
  await mkdir(join(root, 'usr'), { recursive: true });
  for (const name of ['bin', 'sbin', 'lib', 'lib64']) {
    await mkdir(join(root, 'usr', name));
    await symlink(`usr/${name}`, join(root, name));
  }
  for (const name of await readdir(archives)) {
    if (!name.endsWith('.deb')) continue;
    // tar of its own accord would put a directory in the place of the links above.
    await run(
      'sh',
      [
        '-c',
        'dpkg-deb --fsys-tarfile "$1" | tar -x --keep-directory-symlink -C "$2"',
        'sh',
        join(archives, name),
        root,
      ],
      { env },
    );
    await rm(join(archives, name));
  }
  for (const name of ['doc', 'locale', 'man']) {
    await rm(join(root, 'usr/share', name), { recursive: true, force: true });
  }
  await writeFile(join(place, 'complete'), '');
}

async function exists(path) {
  return await access(path).then(
    () => true,
    () => false,
  );
}

function firstLine(error) {
  const said = (error.stderr || error.message).split('\n');
  return said.find((line) => line.startsWith('E: ')) ?? said[0];
}
