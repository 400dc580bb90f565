/** Which sentence, and which hint, applies to a fault of a certificate file or of the TLS session. */
import type { CertificateFacts, CrlFacts, ServerFacts } from '../../failure/facts.ts';
import type { TlsFailure, TrustFileFailure } from '../../failure/tls-failure.ts';
import { hostPort } from '../../text/host-port.ts';
import { replyText } from '../../text/reply-text.ts';
import { shellWord } from '../../text/shell-word.ts';
import { colons, minute, octal } from '../../text/units.ts';
import type { tlsSentences, trustFileSentences } from '../en/tls.ts';
import type { WordsFor } from '../language.ts';
import { at } from './origin.ts';

export type TlsSentences = typeof tlsSentences;
export type TrustFileSentences = typeof trustFileSentences;

type Of<Reason extends TlsFailure['reason']> = Extract<TlsFailure, { reason: Reason }>;
type NoBlock = Extract<TrustFileFailure, { reason: 'pem-no-block' }>;

const labels = { certificate: 'CERTIFICATE', crl: 'X509 CRL', key: 'PRIVATE KEY' } as const;

/** @returns what to say of a certificate, CRL or key file, in the language of the sentences */
export function trustFileWords(say: TrustFileSentences): WordsFor<TrustFileFailure> {
  return {
    'pem-no-block': (failure) => {
      const { origin, name, path, wanted, found } = failure;
      const kind = say.kinds[wanted];
      return found === undefined
        ? {
            what: at(origin) + say.noBlock(name, path, kind),
            hint: say.nameFile(name, labels[wanted], wanted !== 'key'),
          }
        : {
            what: at(origin) + say.otherKind(name, path, kind, say.found[found]),
            hint: convertHint(say, name, path, wanted, found),
          };
    },
    'pem-broken-block': ({ origin, name, path, block, wanted, detail }) => ({
      what: at(origin) + say.brokenBlock(name, path, say.kinds[wanted], block, ownOr(say.pemFaults, detail)),
      hint: say.copyAgain,
    }),
    'key-encrypted': ({ origin, path }) => ({
      what: at(origin) + say.keyEncrypted(path),
      hint: say.decryptKey(
        path,
        `(umask 077; openssl pkey -in ${shellWord(path)} -out ${shellWord(`${path}.plain`)})`,
      ),
    }),
    'key-mismatch': ({ origin, certificate, key }) => ({
      what: at(origin) + say.keyMismatch(key, certificate),
      hint: say.usePair,
    }),
    'key-exposed': ({ origin, path, mode }) => ({
      what: at(origin) + say.keyExposed(path, octal(mode)),
      hint: say.run(`chmod 600 ${shellWord(path)}`),
    }),
    'ca-path-empty': ({ origin, path }) => ({
      what: at(origin) + say.caPathEmpty(path),
      hint: say.rehash(`openssl rehash ${shellWord(path)}`),
    }),
    'ciphers-unknown': ({ origin, name, value, detail, nearest = null }) => ({
      what: at(origin) + say.cipherUnknown(name, value, detail),
      hint:
        name === 'Groups'
          ? say.groupHint(nearest)
          : say.cipherHints[name === 'Ciphers' ? 'Ciphers' : 'CipherSuites'],
    }),
    'tls-context': ({ detail }) => ({ what: say.context(detail), hint: say.checkTlsSettings }),
  };
}

/** @returns what to say of a TLS session and of the server's certificate, in the language of the sentences */
export function tlsWords(say: TlsSentences): WordsFor<TlsFailure> {
  const which = ({ subject, depth }: CertificateFacts): string => say.which(subject, depth);
  const entry = ({ file, block }: CrlFacts): string => say.block(file ?? 'CrlFile', block);
  const named = (certificate: CertificateFacts, issuer = certificate.issuer, detail = '') => ({
    which: which(certificate),
    subject: certificate.subject,
    issuer,
    detail,
    fingerprint: certificate.fingerprint,
  });
  return {
    'cert-hostname': (failure) => ({
      what: isShortName(failure)
        ? say.shortName(name(failure.server), failure.server.host)
        : say.otherName(name(failure.server), namesOf(say, failure), failure.server.host),
      hint: `${hostnameHint(say, failure)}; ${say.ignoreName}`,
    }),
    'cert-untrusted': ({ server, certificate, why, detail }) => {
      const facts = named(certificate, certificate.issuer, detail);
      const isRoot = why === 'unknown-issuer' && certificate.subject === certificate.issuer;
      return {
        what: `${name(server)}: ${say.untrusted[isRoot ? 'unknown-root' : why](facts)}`,
        hint: say.untrustedHints[untrustedHint(why)](facts),
      };
    },
    'cert-expired': ({ server, certificate, now }) => ({
      what: say.expired(name(server), which(certificate), minute(certificate.notAfter), minute(now)),
      hint: certificate.depth === 0 ? say.renew : say.renewChain,
    }),
    'cert-not-yet-valid': ({ server, certificate, now }) => ({
      what: say.notYetValid(name(server), which(certificate), minute(certificate.notBefore), minute(now)),
      hint: say.setClock,
    }),
    'cert-revoked': ({ server, certificate, crl, revokedAt }) => ({
      what: say.revoked(
        name(server),
        which(certificate),
        certificate.serialNumber,
        revokedAt === null ? null : minute(revokedAt),
        certificate.issuer,
      ),
      hint: say.revokedHint(crl === null ? null : entry(crl)),
    }),
    'cert-fingerprint': ({ server, certificate, wanted }) => ({
      what: say.fingerprint(name(server), certificate.subject, certificate.fingerprint, colons(wanted)),
      hint: say.fingerprintHint(certificate.fingerprint),
    }),
    'crl-missing': ({ server, issuer, certificate, why }) => ({
      what: `${name(server)}: ${say.crlMissing[why](named(certificate, issuer))}`,
      hint: say.crlHints[crlHint(why)](issuer),
    }),
    'crl-expired': ({ server, crl, why, now }) =>
      why === 'expired'
        ? {
            what: say.crlExpired(
              name(server),
              crl.issuer,
              entry(crl),
              minute(crl.nextUpdate ?? crl.thisUpdate),
              minute(now),
            ),
            hint: say.fetchCrl,
          }
        : {
            what: say.crlNotYetValid(
              name(server),
              crl.issuer,
              entry(crl),
              minute(crl.thisUpdate),
              minute(now),
            ),
            hint: say.setClockForCrl,
          },
    'starttls-unavailable': ({ server, offered }) => ({
      what: say.noStartTls(name(server), offered.join(', ')),
      hint: say.noStartTlsHint,
    }),
    'starttls-refused': ({ server, reply }) => ({
      what: say.startTlsRefused(name(server), replyText(reply)),
      hint: reply.code < 500 ? say.startTlsLater : say.startTlsBroken,
    }),
    'tls-handshake': ({ server, detail, cause }) => ({
      what: handshakeSentence(say, cause)(name(server), detail),
      hint: say.handshakeHints[cause ?? 'unknown'](server.host),
    }),
    'tls-version': (failure) => ({
      what: say.noVersion(name(failure.server), versions(say, failure)),
      hint: versionHint(say, failure),
    }),
    'tls-no-common-cipher': ({ server, ciphers }) => ({
      what: say.noCipher(name(server), ciphers),
      hint: ciphers === null ? say.oldCiphers : say.defaultCiphers,
    }),
    'tls-client-certificate': ({ server, configured, alert }) =>
      configured
        ? { what: say.certificateRejected(name(server), alert), hint: say.certificateRejectedHint }
        : { what: say.certificateRequired(name(server), alert), hint: say.setCertificate },
    'not-tls-port': ({ server, greeting }) => ({
      what: say.notTlsPort(name(server), greeting),
      hint: say.notTlsPortHint(server.port),
    }),
  };
}

function name({ host, port }: ServerFacts): string {
  return hostPort(host, port);
}

/** The sentence for a known fact, or the fact itself. */
function ownOr(sentences: Readonly<Record<string, string>>, fact: string): string {
  return Object.hasOwn(sentences, fact) ? (sentences[fact] ?? fact) : fact;
}

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

function hostnameHint(say: TlsSentences, failure: Of<'cert-hostname'>): string {
  const { server, unused } = failure;
  if (unused !== null) return say.needsAltName(say.unusedNames[unused], server.host);
  const fit = usableNames(failure).find(
    (each) =>
      !each.includes('*') && !each.endsWith('.') && (each.split('.').length > 2 || each.includes(':')),
  );
  if (fit !== undefined) return say.useName(fit);
  return server.host.split('.').length < 3 ? say.useFullName : say.needsCertificateFor(server.host);
}

function namesOf(say: TlsSentences, { certificate, commonName }: Of<'cert-hostname'>): string {
  const { names, subject } = certificate;
  const all = names.map((each) => each.replace(/^(DNS|IP):/, ''));
  if (!names.some((each) => each.startsWith('DNS:')) && commonName !== null) all.push(commonName);
  return all.length === 0 ? say.noName(subject) : all.slice(0, 8).join(', ');
}

function untrustedHint(why: Of<'cert-untrusted'>['why']): keyof TlsSentences['untrustedHints'] {
  switch (why) {
    case 'not-a-ca':
    case 'no-cert-sign':
    case 'path-length':
      return 'wrong-ca';
    default:
      return why;
  }
}

function crlHint(why: Of<'crl-missing'>['why']): keyof TlsSentences['crlHints'] {
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

function versions(say: TlsSentences, { minimum, maximum, offered }: Of<'tls-version'>): string {
  if (offered === null) return say.versionRange(minimum, maximum);
  return offered < minimum ? say.versionTooOld(offered, minimum) : say.versionTooNew(offered, maximum);
}

function versionHint(say: TlsSentences, { minimum, offered, sslv3Asked }: Of<'tls-version'>): string {
  const { versionHints: hints } = say;
  if (offered !== null) return offered < minimum ? hints.old(offered) : hints.new(offered);
  if (sslv3Asked) return hints.sslv3Asked;
  return minimum === 'TLSv1' ? hints.sslv3 : hints.unknown;
}

function convertHint(
  say: TrustFileSentences,
  setting: string,
  path: string,
  wanted: NoBlock['wanted'],
  found: NonNullable<NoBlock['found']>,
): string {
  const command = convertCommand(path, wanted, found);
  if (command !== null) return say.convert(setting, path, command);
  const kind = say.kinds[wanted];
  switch (found) {
    case 'html':
      return say.savedPage;
    case 'private-key':
    case 'encrypted-key':
      return say.belongsIn.key(setting, kind);
    case 'crl':
    case 'certificate':
    case 'request':
      return say.belongsIn[found](setting, kind);
    default:
      return say.belongsIn.other(setting, kind);
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

/** The causes that have a sentence of their own; else the library's words are shown. */
function handshakeSentence(
  say: TlsSentences,
  cause: Of<'tls-handshake'>['cause'],
): (server: string, detail: string) => string {
  if (cause === 'not-tls') return say.notTls;
  return cause === 'legacy-renegotiation' ? say.noSecureRenegotiation : say.handshake;
}
