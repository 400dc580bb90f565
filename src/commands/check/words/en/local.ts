/** English words for what `sendmemo check` sees before any packet: configuration and files. */
import { shellWord } from '../../../../text/shell-word.ts';
import { minute, octal } from '../../../../text/units.ts';
import { day, type LocalTexts } from '../page.ts';
import { harmless as shown } from '../../../../text/control-characters.ts';
import { aged, assignment, period, said, source } from './phrases.ts';

export const localTexts: LocalTexts = {
  configuration: () => said('read'),
  directory: ({ directory, origin }) =>
    said(
      directory === null
        ? 'none named; only options, environment and defaults apply'
        : `${shown(directory)}${origin === null ? ' (no other directory is named)' : ` (${source(origin)})`}`,
      directory === null ? 'name the one that your mail uses: --server-dir DIR or SENDMEMO_SERVER' : null,
    ),
  'cfg-file': ({ name, path, directory }) =>
    said(
      path === null
        ? `no ${name}${directory === null ? '' : ` in ${shown(directory)}`}; its defaults apply`
        : shown(path),
    ),
  settings: ({ written }) =>
    said(
      written.length === 0
        ? 'no settings; all defaults apply'
        : written.map((one) => `${assignment(one)} (${source(one.origin)})`).join('; '),
    ),
  defaults: ({ settings }) => said(settings.map(assignment).join('; ')),
  notice: ({ notice }) => said(notice.reason),
  encryption: ({ mode, file }, state) => {
    switch (mode) {
      case 'off':
        return state === 'ok'
          ? said('none (EnableTLS = 0); the server is on this machine')
          : said(
              'none: mail crosses the network in plain text (EnableTLS = 0)',
              `if the server supports TLS, write EnableTLS = 1 (STARTTLS, port 25 or 587) or EnableTLS = 2 (SMTPS, port 465) in ${shown(file)}`,
            );
      case 'starttls-must':
        return said('STARTTLS, or nothing is sent (EnableTLS = 1)');
      case 'starttls-may':
        return said(
          'STARTTLS where it is offered, else plain text (EnableTLS = 1, StartTLSPolicy = may)',
          `remove StartTLSPolicy from ${shown(file)}, so that nothing is sent in plain text`,
        );
      case 'smtps':
        return said('SMTPS, TLS from the first byte (EnableTLS = 2)');
    }
  },
  protocols: ({ minimum, maximum }, state) =>
    said(
      `${minimum} to ${maximum} are allowed`,
      state === 'ok'
        ? null
        : 'protocols before TLSv1.2 are no longer secure: remove MinProtocol (or unset IPM_ENABLE_SSL_V3) as soon as the server supports TLS 1.2',
    ),
  'passed-over': ({ name, origin }) =>
    name === 'IgnoreCertificateErrors'
      ? said(
          `IgnoreCertificateErrors = 1 (${source(origin)}): any server is accepted`,
          'fix the certificate problems below, then write IgnoreCertificateErrors = 0',
        )
      : said(
          `CertValidationIgnoreHostName = 1 (${source(origin)}): any server with a trusted certificate is accepted`,
          'set smtp-server-host to a name in the certificate, then write CertValidationIgnoreHostName = 0',
        ),
  'ca-file': ({ file, count }) =>
    said(
      `${shown(file)}: ${count} certificate${count === 1 ? '' : 's'}, trusted in addition to the global CAs`,
    ),
  'ca-certificate': ({ file, block, certificate, validity }) =>
    said(
      `block ${block}: ${certificate.subject}; ${period(certificate.notBefore, certificate.notAfter, validity)}`,
      aged(validity, `get the new certificate from that CA and put it into ${shown(file)}`),
    ),
  'ca-path': ({ directory }) => said(`${shown(directory)} (searched by <hash>.0 when needed)`),
  'global-trust': ({ certFile, certDirectories }) =>
    said(
      [
        ...(certFile === null ? [] : [`SSL_CERT_FILE = ${shown(certFile)}`]),
        ...(certDirectories.length === 0 ? [] : [`SSL_CERT_DIR = ${certDirectories.map(shown).join(':')}`]),
        "in place of the system's",
      ].join(' '),
    ),
  crl: ({ crl, revoked, validity, superseded }) =>
    said(
      `block ${crl.block}: ${crl.issuer}; ${crl.nextUpdate === null ? `of ${day(crl.thisUpdate)}, without an end` : period(crl.thisUpdate, crl.nextUpdate, validity)}; ${revoked} revoked${superseded ? '; superseded by a newer list of this CA' : ''}`,
      superseded
        ? null
        : aged(
            validity,
            `fetch the current CRL of ${crl.issuer} into ${shown(crl.file ?? 'CrlFile')}; fetch it regularly, before it expires`,
          ),
    ),
  'client-certificate': ({ file, certificate, validity }) =>
    said(
      `${certificate.depth === 0 ? shown(file) : 'its chain'}: ${certificate.subject}; issued by ${certificate.issuer}; ${period(certificate.notBefore, certificate.notAfter, validity)}`,
      aged(validity, `have it renewed and put it into ${shown(file)}, with its key in KeyFile`),
    ),
  'client-key': ({ file, mode, exposed }) =>
    said(
      `${shown(file)} belongs to the certificate${mode === null ? '' : `; mode ${octal(mode)}${exposed ? ', readable by others' : ''}`}`,
      exposed ? `chmod 600 ${shellWord(file)}` : null,
    ),
  'token-certificate': ({ file, certificate, validity }) =>
    said(
      `${shown(file)}: ${certificate.subject}; ${period(certificate.notBefore, certificate.notAfter, validity)}`,
      aged(
        validity,
        'create a new certificate, upload it to the application at the provider, and put it into auth-oauth-client-certificate',
      ),
    ),
  login: ({ user, method, source: from, allowInsecure }) =>
    said(
      `auth-user ${shown(user)}, auth-method ${method}, secret from ${shown(from)}${allowInsecure ? '; auth-allow-insecure = 1: it is also sent over an insecure session' : ''}`,
      allowInsecure ? 'remove auth-allow-insecure from sendmemo.cfg' : null,
    ),
  sender: ({ address, from }, state) =>
    said(
      `${shown(address ?? 'none')} (${from === 'default' ? 'default' : from === 'setting' ? 'from in sendmemo.cfg' : from}${state === 'ok' ? '' : '; servers often reject such a domain'})`,
      state === 'ok' ? null : 'set from = ADDRESS, one at a domain of yours, in sendmemo.cfg',
    ),
  'log-file': ({ path, problem }) =>
    problem === null
      ? said(`${shown(path)} can be written`)
      : said(
          `${shown(path)} can't be written (${shown(problem)}); mail is still sent`,
          `create its directory and allow this user to write there: ls -ld ${shellWord(path)}`,
        ),
  'spool-database': ({ database, sslMode, host, version, tls, verified, schema, runners }, state) => {
    if (host === null) return said(shown(database));
    const session = tls === null ? 'not encrypted' : `${tls}, ${verified ? 'verified' : 'not verified'}`;
    const runs = runners === null ? '' : `, ${runners} ${runners === 1 ? 'runner' : 'runners'} connected`;
    return said(
      `${shown(database)}: PostgreSQL ${shown(version ?? '')} at ${shown(host)}; ${session} (sslmode=${sslMode}); schema version ${schema ?? 'none'}${runs}`,
      state === 'ok'
        ? null
        : 'others on the network could read and change queued mail: write ?sslmode=verify-full in spool = postgresql://…, and set spool-ca-file',
    );
  },
  'spool-durability': ({ fsync, fullPageWrites, synchronousCommit }) =>
    said(`fsync = ${fsync}, full_page_writes = ${fullPageWrites}, synchronous_commit = ${synchronousCommit}`),
  'spool-standbys': ({ standbys, synchronousNames }) => {
    if (standbys === null) return said('not visible to this user (GRANT pg_monitor TO user shows them)');
    const lossy = standbys.filter(({ synchronous }) => !synchronous).map(({ name }) => shown(name));
    const listed = standbys
      .map(({ name, synchronous }) => `${shown(name)} (${synchronous ? 'synchronous' : 'asynchronous'})`)
      .join(', ');
    if (lossy.length > 0)
      return said(
        `${listed}: a failover to ${lossy.join(' or ')} loses messages that were acknowledged last`,
        'add it to synchronous_standby_names in postgresql.conf, or never promote it',
      );
    if (synchronousNames !== '' && standbys.length === 0)
      return said(
        `none connected, but synchronous_standby_names = ${shown(synchronousNames)}: every message waits for one`,
        'start the standby, or empty synchronous_standby_names',
      );
    return said(standbys.length === 0 ? 'none: if this server is lost, its queue is lost' : listed);
  },
  'spool-fallback': ({ directory, fallback, count }) => {
    if (count === null || count === 0) return said(`${shown(directory)}: nothing is kept there`);
    return said(
      `${shown(directory)}: ${count} waiting for the database`,
      fallback
        ? 'the next sendmemo queue run on this machine moves them to the database'
        : `move them to the database: sendmemo queue move --spool-directory ${shellWord(directory)} --to URL`,
    );
  },
  spool: ({ directory, counts, problem, silence }) => {
    if (problem !== null)
      return said(
        `${shown(directory)} can't be created (${shown(problem)}); --spool would fail`,
        'name a directory that this user can write to: spool-directory = /var/spool/sendmemo',
      );
    if (counts === null) return said(`${shown(directory)} will be created on first use`);
    const { waiting, held, failed } = counts;
    if (silence !== null)
      return said(
        `${shown(directory)}: ${waiting} waiting, but nothing delivers them: queue run ${silence.lastRun === null ? 'has never run' : `last ran at ${minute(silence.lastRun)}`}`,
        'run sendmemo queue run every few minutes: systemctl enable --now sendmemo-queue-run.timer, or cron',
      );
    return said(
      `${shown(directory)}: ${waiting} waiting, ${held} held, ${failed} failed`,
      held + failed === 0 ? null : 'list them: sendmemo queue list',
    );
  },
};
