/** English words for what `sendmemo check` sees before any packet: configuration and files. */
import { shellWord } from '../../../../text/shell-word.ts';
import { octal } from '../../../../text/units.ts';
import { day, type LocalTexts } from '../page.ts';
import { harmless as shown } from '../../../../text/control-characters.ts';
import { aged, assignment, period, said, source } from './phrases.ts';

export const localTexts: LocalTexts = {
  configuration: () => said('read'),
  directory: ({ directory, origin }) =>
    said(
      directory === null
        ? 'none named with --server, --server-dir or SENDMEMO_SERVER; options, environment and defaults hold'
        : `${shown(directory)}${origin === null ? '' : ` (${source(origin)})`}`,
    ),
  'cfg-file': ({ name, path, directory }) =>
    said(
      path === null
        ? `no ${name}${directory === null ? '' : ` in ${shown(directory)}`}; its defaults hold`
        : shown(path),
    ),
  settings: ({ written }) =>
    said(
      written.length === 0
        ? 'nothing; every default holds'
        : written.map((one) => `${assignment(one)} (${source(one.origin)})`).join('; '),
    ),
  defaults: ({ settings }) => said(settings.map(assignment).join('; ')),
  notice: ({ notice }) => said(notice.reason),
  encryption: ({ mode, file }, state) => {
    switch (mode) {
      case 'off':
        return state === 'ok'
          ? said('none (EnableTLS = 0); the mail stays on this machine up to the server')
          : said(
              'none: mail crosses the network in plain text (EnableTLS = 0)',
              `if the server has TLS, write EnableTLS = 1 (STARTTLS, port 25 or 587) or EnableTLS = 2 (SMTPS, port 465) in ${shown(file)}`,
            );
      case 'starttls-must':
        return said('STARTTLS, or nothing is sent (EnableTLS = 1)');
      case 'starttls-may':
        return said(
          'STARTTLS where it is offered, else plain text (EnableTLS = 1, StartTLSPolicy = may)',
          `put ; in front of StartTLSPolicy in ${shown(file)}, so that nothing goes out in plain text`,
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
        : 'protocols before TLSv1.2 and their ciphers are no longer safe: put ; in front of MinProtocol (or unset IPM_ENABLE_SSL_V3) as soon as the server has TLS 1.2',
    ),
  'passed-over': ({ name, origin }) =>
    name === 'IgnoreCertificateErrors'
      ? said(
          `IgnoreCertificateErrors = 1 (${source(origin)}): any server is taken for the right one`,
          'mend what this check finds, then write IgnoreCertificateErrors = 0',
        )
      : said(
          `CertValidationIgnoreHostName = 1 (${source(origin)}): any server with a trusted certificate is taken for the right one`,
          'give smtp-server-host as it stands in the certificate, then write CertValidationIgnoreHostName = 0',
        ),
  'ca-file': ({ file, count }) =>
    said(`${shown(file)}: ${count} certificate${count === 1 ? '' : 's'}, trusted besides the global CAs`),
  'ca-certificate': ({ file, block, certificate, validity }) =>
    said(
      `block ${block}: ${certificate.subject}; ${period(certificate.notBefore, certificate.notAfter, validity)}`,
      aged(validity, `get the new certificate from that CA and put it into ${shown(file)}`),
    ),
  'ca-path': ({ directory }) => said(`${shown(directory)} (searched by <hash>.0 when it is needed)`),
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
      `block ${crl.block}: ${crl.issuer}; ${crl.nextUpdate === null ? `of ${day(crl.thisUpdate)}, without an end` : period(crl.thisUpdate, crl.nextUpdate, validity)}; ${revoked} revoked${superseded ? '; a newer list of this CA stands beside it' : ''}`,
      superseded
        ? null
        : aged(
            validity,
            `fetch the current CRL of ${crl.issuer} into ${shown(crl.file ?? 'CrlFile')}; have a timer do it before each end`,
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
  login: ({ user, method, source: from, allowInsecure }) =>
    said(
      `auth-user ${shown(user)}, auth-method ${method}, secret from ${shown(from)}${allowInsecure ? '; auth-allow-insecure = 1: it is also sent where the session is not safe' : ''}`,
      allowInsecure ? 'put ; in front of auth-allow-insecure in sendmemo.cfg' : null,
    ),
  'log-file': ({ path, problem }) =>
    problem === null
      ? said(`${shown(path)} can be written`)
      : said(
          `${shown(path)} can't be written (${shown(problem)}); mail goes on without it`,
          `make its directory and give this user the right to write there: ls -ld ${shellWord(path)}`,
        ),
  spool: ({ directory, counts, problem }) => {
    if (problem !== null)
      return said(
        `${shown(directory)} can't be made (${shown(problem)}); --spool would fail`,
        'name a directory in which this user can write: spool-directory = /var/spool/sendmemo',
      );
    if (counts === null) return said(`${shown(directory)} is made when it is first used`);
    const { waiting, held, failed } = counts;
    return said(
      `${shown(directory)}: ${waiting} waiting, ${held} held, ${failed} failed`,
      held + failed === 0 ? null : 'see which with sendmemo queue list',
    );
  },
};
