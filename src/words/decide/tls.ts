/** Which sentence, and which hint, applies to a fault of a certificate file or of the TLS session. */
import type { CertificateFacts, CrlFacts } from '../../failure/facts.ts';
import type { TlsFailure, TrustFileFailure } from '../../failure/tls-failure.ts';
import { shellWord } from '../../text/shell-word.ts';
import { colons, minute } from '../../text/units.ts';
import type { Decisions, SayFailure } from './decisions.ts';

type Of<Reason extends TlsFailure['reason']> = Extract<TlsFailure, { reason: Reason }>;
type NoBlock = Extract<TrustFileFailure, { reason: 'pem-no-block' }>;

const labels = { certificate: 'CERTIFICATE', crl: 'X509 CRL', key: 'PRIVATE KEY' } as const;

export const trustFileDecisions = (say: SayFailure) =>
  ({
    'pem-no-block': (failure) => {
      const { path, wanted, found } = failure;
      const known = { ...failure, kind: say(`kind.${wanted}`, {}), label: labels[wanted] };
      if (found === undefined) {
        const hint = wanted === 'key' ? 'pem-no-block.hint.key' : 'pem-no-block.hint';
        return say.words('pem-no-block', known, hint);
      }
      const command = convertCommand(path, wanted, found);
      const hint = command === null ? belongsIn(found) : 'pem-no-block.hint.convert';
      return say.words('pem-no-block.other', { ...known, found: say(`found.${found}`, {}), command }, hint);
    },
    'pem-broken-block': (failure) => {
      const key = say.find('pem-broken-block.fault', failure.detail);
      const fault = key === undefined ? failure.detail : say(key, {});
      return say.words('pem-broken-block', { ...failure, kind: say(`kind.${failure.wanted}`, {}), fault });
    },
    'key-encrypted': (failure) => {
      const [from, to] = [shellWord(failure.path), shellWord(`${failure.path}.plain`)];
      const command = `(umask 077; openssl pkey -in ${from} -out ${to})`;
      return say.words('key-encrypted', { ...failure, command });
    },
    'ciphers-unknown': (failure) => {
      const { name, value, detail, nearest } = failure;
      const ofSuites = name === 'Ciphers' ? 'Ciphers' : 'CipherSuites';
      const ofGroups = nearest === undefined ? 'Groups' : 'Groups.near';
      return say.words(
        detail === value ? 'ciphers-unknown.whole' : 'ciphers-unknown',
        { ...failure, nearest },
        `ciphers-unknown.hint.${name === 'Groups' ? ofGroups : ofSuites}`,
      );
    },
  }) satisfies Decisions<TrustFileFailure>;

export const tlsDecisions = (say: SayFailure) => {
  const which = ({ subject, depth }: CertificateFacts): string =>
    say(depth === 0 ? 'which' : 'which.chain', { subject, number: depth + 1 });
  const entry = ({ file, block }: CrlFacts): string => say('block', { file: file ?? 'CrlFile', block });
  return {
    'cert-hostname': (failure) => {
      const { server, unused } = failure;
      const known = {
        server,
        host: server.host,
        names: namesOf(say, failure),
        why: unused === null ? null : say(`cert-hostname.unused.${unused}`, {}),
        fit: fitting(failure),
      };
      return {
        what: say(isShortName(failure) ? 'cert-hostname.short' : 'cert-hostname', known),
        hint: `${say(hostnameHint(failure, known.fit), known)}; ${say('cert-hostname.ignore', {})}`,
      };
    },
    'cert-untrusted': (failure) => {
      const { server, certificate, why, detail } = failure;
      const isRoot = why === 'unknown-issuer' && certificate.subject === certificate.issuer;
      const known = { ...certificate, server, detail, which: which(certificate) };
      return say.words(
        `cert-untrusted.${isRoot ? 'unknown-root' : why}`,
        known,
        `cert-untrusted.hint.${untrustedHint(why)}`,
      );
    },
    'cert-expired': ({ server, certificate, now }) =>
      say.words(
        'cert-expired',
        { server, which: which(certificate), end: minute(certificate.notAfter), now: minute(now) },
        certificate.depth === 0 ? 'cert-expired.hint' : 'cert-expired.hint.chain',
      ),
    'cert-not-yet-valid': ({ server, certificate, now }) =>
      say.words('cert-not-yet-valid', {
        server,
        which: which(certificate),
        start: minute(certificate.notBefore),
        now: minute(now),
      }),
    'cert-revoked': ({ server, certificate, crl, revokedAt }) =>
      say.words('cert-revoked', {
        server,
        which: which(certificate).trimEnd(),
        serial: certificate.serialNumber,
        when: revokedAt === null ? null : minute(revokedAt),
        issuer: certificate.issuer,
        entry: crl === null ? null : entry(crl),
      }),
    'cert-fingerprint': ({ server, certificate, wanted }) =>
      say.words('cert-fingerprint', {
        server,
        subject: certificate.subject,
        is: certificate.fingerprint,
        wanted: colons(wanted),
      }),
    'crl-missing': ({ server, issuer, certificate, why }) =>
      say.words(
        `crl-missing.${why}`,
        { server, subject: certificate.subject, issuer, which: which(certificate) },
        `crl-missing.hint.${crlHint(why)}`,
      ),
    'crl-expired': ({ server, crl, why, now }) =>
      say.words(`crl-expired.${why}`, {
        server,
        issuer: crl.issuer,
        entry: entry(crl),
        start: minute(crl.thisUpdate),
        end: minute(crl.nextUpdate ?? crl.thisUpdate),
        now: minute(now),
      }),
    'starttls-refused': (failure) =>
      say.words(
        'starttls-refused',
        failure,
        failure.reply.code < 500 ? 'starttls-refused.hint.later' : 'starttls-refused.hint',
      ),
    'tls-handshake': ({ server, detail, cause }) => {
      // Other causes are shown in the words of the library.
      const isOwn = cause === 'not-tls' || cause === 'legacy-renegotiation';
      return say.words(
        isOwn ? `tls-handshake.${cause}` : 'tls-handshake',
        { server, detail, host: server.host },
        `tls-handshake.hint.${cause ?? 'unknown'}`,
      );
    },
    'tls-version': (failure) =>
      say.words(
        'tls-version',
        { ...failure, fault: say(`tls-version.${versionFault(failure)}`, failure) },
        `tls-version.hint.${versionHint(failure)}`,
      ),
    'tls-no-common-cipher': (failure) =>
      say.words(
        'tls-no-common-cipher',
        failure,
        failure.ciphers === null ? 'tls-no-common-cipher.hint.old' : 'tls-no-common-cipher.hint',
      ),
    'tls-client-certificate': (failure) =>
      say.words(`tls-client-certificate.${failure.configured ? 'rejected' : 'required'}`, failure),
    'not-tls-port': (failure) => say.words('not-tls-port', { ...failure, port: failure.server.port }),
  } satisfies Decisions<TlsFailure>;
};

/** The names that count: DNS names, or else the CN; then addresses. */
function usableNames({ certificate, commonName }: Of<'cert-hostname'>): string[] {
  const dns = certificate.names.filter((each) => each.startsWith('DNS:')).map((each) => each.slice(4));
  const ip = certificate.names.filter((each) => each.startsWith('IP:')).map((each) => each.slice(3));
  return [...(dns.length > 0 ? dns : commonName === null ? [] : [commonName]), ...ip];
}

/** The host is in the certificate, and has too few dots to be accepted: localhost. */
function isShortName(failure: Of<'cert-hostname'>): boolean {
  const host = failure.server.host.toLowerCase();
  return (
    failure.unused === null &&
    host.split('.').length < 3 &&
    usableNames(failure).some((each) => each.toLowerCase() === host)
  );
}

/** A name in the certificate that smtp-server-host could be set to. */
function fitting(failure: Of<'cert-hostname'>): string | undefined {
  return usableNames(failure).find(
    (each) =>
      !each.includes('*') && !each.endsWith('.') && (each.split('.').length > 2 || each.includes(':')),
  );
}

function hostnameHint({ server, unused }: Of<'cert-hostname'>, fit: string | undefined) {
  if (unused !== null) return 'cert-hostname.hint.alt-name';
  if (fit !== undefined) return 'cert-hostname.hint.use';
  return server.host.split('.').length < 3 ? 'cert-hostname.hint.full-name' : 'cert-hostname.hint';
}

function namesOf(say: SayFailure, { certificate, commonName }: Of<'cert-hostname'>): string {
  const { names, subject } = certificate;
  const all = names.map((each) => each.replace(/^(DNS|IP):/, ''));
  if (!names.some((each) => each.startsWith('DNS:')) && commonName !== null) all.push(commonName);
  return all.length === 0 ? say('no-name', { subject }) : all.slice(0, 8).join(', ');
}

function untrustedHint(why: Of<'cert-untrusted'>['why']) {
  switch (why) {
    case 'not-a-ca':
    case 'no-cert-sign':
    case 'path-length':
      return 'wrong-ca';
    default:
      return why;
  }
}

function crlHint(why: Of<'crl-missing'>['why']) {
  switch (why) {
    case 'indirect':
    case 'some-reasons':
    case 'other-kind':
    case 'other-point':
    case 'unknown-extension':
      return 'partial';
    default:
      return why;
  }
}

function versionFault({ minimum, maximum, offered }: Of<'tls-version'>) {
  if (offered === null) return minimum === maximum ? 'only' : 'range';
  return offered < minimum ? 'old' : 'new';
}

function versionHint({ minimum, offered, sslv3Asked }: Of<'tls-version'>) {
  if (offered !== null) return offered < minimum ? 'old' : 'new';
  if (sslv3Asked) return 'sslv3Asked';
  return minimum === 'TLSv1' ? 'sslv3' : 'unknown';
}

function belongsIn(found: NonNullable<NoBlock['found']>) {
  switch (found) {
    case 'html':
      return 'pem-no-block.hint.html';
    case 'private-key':
    case 'encrypted-key':
      return 'belongs-in.key';
    case 'crl':
    case 'certificate':
    case 'request':
      return `belongs-in.${found}` as const;
    default:
      return 'belongs-in.other';
  }
}

/** The command that makes a PEM file beside the other, or null. */
function convertCommand(
  path: string,
  wanted: NoBlock['wanted'],
  found: NonNullable<NoBlock['found']>,
): string | null {
  const from = shellWord(path);
  const to = shellWord(`${path}.pem`);
  if (found === 'utf16') return `iconv -f UTF-16 -t UTF-8 ${from} > ${to}`;
  if (found === 'base64')
    return `(echo "-----BEGIN ${labels[wanted]}-----"; cat ${from}; echo "-----END ${labels[wanted]}-----") > ${to}`;
  if (wanted === 'certificate') {
    if (found === 'pkcs7-pem') return `openssl pkcs7 -print_certs -in ${from} -out ${to}`;
    if (found === 'pkcs7-der') return `openssl pkcs7 -inform DER -print_certs -in ${from} -out ${to}`;
    if (found === 'pkcs12') return `openssl pkcs12 -in ${from} -nokeys -out ${to}`;
  }
  if (wanted === 'key') {
    if (found === 'pkcs12') return `(umask 077; openssl pkcs12 -in ${from} -nocerts -nodes -out ${to})`;
    if (found === 'key-der' || found === 'encrypted-key')
      return `(umask 077; openssl pkey -inform DER -in ${from} -out ${to})`;
    if (found === 'openssh-key') return `(umask 077; cp ${from} ${to}; ssh-keygen -p -m PEM -f ${to})`;
  }
  return null;
}
