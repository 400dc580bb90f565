/** English words for the steps of `sendmemo check`. */
import type { SettingFacts, Validity } from '../../../commands/check/step.ts';
import type { Origin } from '../../../failure/facts.ts';
import { type CheckWords, day, hostPort, octal, shellWord, shown } from '../check.ts';
import type { Words } from '../words.ts';

export const checkWordsEn: CheckWords = {
  line: (label, text, milliseconds) =>
    `${label}: ${text}${milliseconds === null ? '' : ` (${milliseconds} ms)`}`,
  arrow: '->',
  mendFirst: (faults, what) =>
    faults === 1 ? `1 fault, mend this: ${what}` : `${faults} faults, mend this first: ${what}`,
  labels: {
    configuration: 'configuration',
    directory: 'directory',
    'cfg-file': 'file',
    settings: 'set',
    defaults: 'defaults',
    notice: 'note',
    encryption: 'encryption',
    protocols: 'protocols',
    'passed-over': 'switch',
    'ca-file': 'CAFile',
    'ca-certificate': 'CAFile',
    'ca-path': 'CAPath',
    'global-trust': 'global CAs',
    crl: 'CrlFile',
    'client-certificate': 'CertFile',
    'client-key': 'KeyFile',
    login: 'login',
    'log-file': 'log file',
    spool: 'spool',
    server: 'server',
    addresses: 'address',
    connection: 'connection',
    greeting: 'greeting',
    'tls-on-port': 'greeting',
    ehlo: 'EHLO',
    starttls: 'STARTTLS',
    tls: 'TLS',
    certificate: 'certificate',
    trust: 'trust',
    fingerprint: 'fingerprint',
    'name-row': 'name',
    name: 'name',
    revocation: 'revocation',
    verify: 'verification',
    authentication: 'authentication',
    size: 'SIZE',
    extensions: 'extensions',
    'test-message': 'test message',
    result: 'result',
  },
  texts: {
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
    server: ({ number, count, host, port, enableTls, fit }) => {
      const which = count === 1 ? '' : ` (${number} of ${count}${number === 1 ? '' : ', a backup'})`;
      const what = `${hostPort(shown(host), port)}${which}, EnableTLS = ${enableTls}`;
      switch (fit) {
        case 'fits':
          return said(what);
        case 'port-wants-smtps':
          return said(
            `${what}; port 465 expects TLS from the first byte`,
            'write EnableTLS = 2 in sendmemo-ssl.cfg, or with STARTTLS smtp-server-port = 587',
          );
        case 'port-wants-starttls':
          return said(
            `${what}; port ${port} begins in plain text`,
            'write EnableTLS = 1 in sendmemo-ssl.cfg, or for SMTPS smtp-server-port = 465',
          );
      }
    },
    addresses: ({ host, addresses }) =>
      said(
        addresses.length === 1 && addresses[0] === host
          ? `${shown(host)}, no name to look up`
          : `${shown(host)} is ${addresses.join(', ')}`,
      ),
    connection: ({ address, port, local, used }) =>
      said(
        `${hostPort(address, port)} answers${local === null ? '' : `; this machine is ${local} there`}${used ? '' : '; not needed'}`,
      ),
    greeting: ({ text }) => said(shown(text)),
    'tls-on-port': ({ port, version }) =>
      said(
        `no greeting, but port ${port} answers with ${version}: it expects TLS from the first byte`,
        'write EnableTLS = 2 in sendmemo-ssl.cfg; or use the port for STARTTLS: smtp-server-port = 587',
      ),
    ehlo: ({ when, name, nameFrom, offered }) => {
      const whence = {
        Hostname: 'from Hostname',
        fqdn: "this machine's name",
        address: 'this machine has no full name; Hostname would give one',
      }[nameFrom];
      const time = { plain: '', 'before-tls': ' before TLS', 'after-tls': ' through TLS' }[when];
      return said(
        `as ${shown(name)} (${whence}); offered${time}: ${offered.map(shown).join(' ') || 'nothing'}`,
      );
    },
    starttls: ({ outcome, file }) => {
      switch (outcome) {
        case 'accepted':
          return said('offered and accepted');
        case 'unused':
          return said(
            'offered, but EnableTLS = 0: everything goes in plain text',
            `write EnableTLS = 1 in ${shown(file)}`,
          );
        case 'not-offered':
          return said(
            'not offered: everything goes in plain text (StartTLSPolicy = may)',
            'use a port where the server offers it (smtp-server-port = 587), or have it enabled on the server; then put ; in front of StartTLSPolicy',
          );
      }
    },
    tls: ({ version, cipher, bits }, state) =>
      said(
        `${version ?? 'no version'}, ${cipher ?? 'no cipher'}${bits === null ? '' : `, ${bits} bits`}`,
        state === 'ok' ? null : 'a protocol that is no longer safe: the server should be renewed',
      ),
    certificate: ({ number, count, certificate, validity, codes }) => {
      const { subject, issuer, names, notBefore, notAfter, trustedBy, from } = certificate;
      return said(
        [
          `${number} of ${count}${codes.length === 0 ? '' : ` ${codes.join(', ')}`}: ${subject}`,
          subject === issuer ? 'self-signed' : `issued by ${issuer}`,
          period(notBefore, notAfter, validity),
          ...(names.length === 0 ? [] : [`names ${listed(names)}`]),
          from === 'server' ? 'sent by the server' : 'not sent, found in a store',
          ...(trustedBy === null ? [] : [`trusted by ${shown(trustedBy)}`]),
        ].join('; '),
        // Who has revoked it says what is to be done.
        codes.includes('CERT_REVOKED')
          ? null
          : aged(
              validity,
              number === 1
                ? "have the server's administrator renew it"
                : "have the server's administrator renew the chain; where it is in CAFile, replace it there",
            ),
      );
    },
    trust: ({ anchor, trustedBy }) => said(`the chain ends at ${anchor}, trusted by ${shown(trustedBy)}`),
    fingerprint: ({ fingerprint }) =>
      said(`${fingerprint} is the one of Fingerprint; chain, name and dates are not asked`),
    'name-row': ({ host, row, needed }) => {
      const what = `${kinds[row.kind]} ${shown(row.name)}`;
      if (row.matched) return said(`${what} = ${shown(host)}`);
      if (!needed) return said(`${what} is another name`);
      switch (row.why) {
        case 'two-dots':
          return said(
            `${what} does not count: it has fewer than two dots`,
            'a name of the server with two dots at least has to be in the certificate',
          );
        case 'wildcard':
          return said(
            `${what} is not ${shown(host)}: * stands for exactly one whole label, the leftmost`,
            'the full name of the server has to be in the certificate',
          );
        case 'not-an-address':
          return said(
            `${what} is not asked: smtp-server-host is the address ${shown(host)}`,
            `write smtp-server-host = ${shown(row.name)}`,
          );
        case 'different':
        case null:
          return said(
            `${what} is not ${shown(host)}`,
            row.name.includes('*')
              ? 'the name of the server has to be in the certificate'
              : `write smtp-server-host = ${shown(row.name)}, if that is the server you mean`,
          );
      }
    },
    name: ({ host, matching, compared, hidden, passedOver }) => {
      const rest = hidden === 0 ? '' : ` (${hidden} more are not shown)`;
      if (matching !== null) return said(`${shown(host)} is in the certificate${rest}`);
      return said(
        `${shown(host)} is none of the ${compared} names of the certificate${rest}${passedOver ? '; passed over' : ''}`,
        'write smtp-server-host as it stands in the certificate',
      );
    },
    revocation: ({ file, lists }) =>
      said(
        file === null
          ? 'not asked (CrlFile is not set)'
          : `no certificate of the chain is in the ${lists} list${lists === 1 ? '' : 's'} of ${shown(file)}, and each issuer has a current one`,
      ),
    verify: ({ word, codes, used }) =>
      said(
        codes.length === 0
          ? `verify=${word}: a message would go over this session`
          : used
            ? `verify=${word} (${codes.join(', ')}), passed over: a message would go over this session`
            : `verify=${word} (${codes.join(', ')}): no message would go over this session`,
        codes.length === 0 ? null : 'mend what the lines above name',
      ),
    authentication: ({ outcome, mechanism, offered }) => {
      switch (outcome) {
        case 'accepted':
          return said(`accepted (${mechanism ?? ''})`);
        case 'not-configured':
          return said(
            `none configured${offered.length === 0 ? '' : ` (the server offers ${offered.map(shown).join(', ')}; auth-user and auth-password-file would use it)`}`,
          );
        case 'not-tried':
          return said(
            'not tried: the password is not sent over a session that failed',
            'mend that first, then check again',
          );
      }
    },
    size: ({ offered, limitBytes }) =>
      said(
        limitBytes === null
          ? offered
            ? 'offered without a limit'
            : 'not offered: a message that is too large is refused only after it was sent'
          : `messages up to ${limitBytes} octets (${megabytes(limitBytes)} MB)`,
      ),
    extensions: ({ offered, missing }) =>
      said(
        `offered: ${offered.join(' ') || 'none'}${missing.length === 0 ? '' : `; not offered, and done without: ${missing.join(' ')}`}`,
      ),
    'test-message': ({ address, messageId, response, tried }) =>
      tried
        ? said(`to ${shown(address)}: ${shown(response ?? '')} (Message-ID ${messageId ?? ''})`)
        : said(`to ${shown(address)}: not sent`, 'mend what failed first'),
    result: ({ warned }) =>
      said(
        warned === 0
          ? 'all is well'
          : `mail can be sent; ${warned === 1 ? 'one warning, look at it' : `${warned} warnings, look first at this`}:`,
      ),
  },
};

const kinds = { dns: 'DNS', ip: 'IP', cn: 'CN' } as const;

function said(what: string, hint: string | null = null): Words {
  return { what, hint };
}

function assignment({ name, value }: SettingFacts): string {
  return `${name} = ${shown(value)}`;
}

/** `sendmemo-ssl.cfg:3`: the directory stands in the lines before. */
function source(origin: Origin): string {
  switch (origin.kind) {
    case 'file':
      return `${shown(origin.file.replace(/^.*\//, ''))}:${origin.line}`;
    case 'option':
      return origin.option;
    case 'environment':
      return origin.variable;
    case 'default':
      return 'default';
  }
}

function period(from: string, to: string, { currency, days }: Validity): string {
  const span = `${day(from)} to ${day(to)}`;
  const count = (number: number): string => `${number} day${number === 1 ? '' : 's'}`;
  switch (currency) {
    case 'expired':
      return `${span}, EXPIRED ${count(Math.abs(days ?? 0))} ago`;
    case 'not-yet-valid':
      return `${span}, NOT YET VALID`;
    case 'soon':
    case 'current':
      return days === null ? span : `${span}, ${count(days)} left`;
  }
}

function aged({ currency }: Validity, renewal: string): string | null {
  if (currency === 'current') return null;
  return currency === 'not-yet-valid'
    ? "set this machine's clock; if it is right, wait or have it issued anew"
    : renewal;
}

/** A certificate may hold a hundred names. */
function listed(names: readonly string[]): string {
  return names.length > 6 ? `${names.slice(0, 6).join(', ')} and ${names.length - 6} more` : names.join(', ');
}

function megabytes(octets: number): string {
  return (octets / 1_000_000).toFixed(octets < 10_000_000 ? 1 : 0);
}
