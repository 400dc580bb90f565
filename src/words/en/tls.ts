import type { CertificateFacts, Origin, ServerFacts } from '../../failure/facts.ts';
import type { TlsFailure, TrustFileFailure } from '../../failure/tls-failure.ts';
import type { WordsFor } from '../language.ts';
import { harmless as shown } from '../../text/control-characters.ts';
import { shellWord } from '../../text/shell-word.ts';
import { colons, minute, octal } from '../../text/units.ts';

const kinds = { certificate: 'certificate', crl: 'revocation list', key: 'private key' } as const;
const labels = { certificate: 'CERTIFICATE', crl: 'X509 CRL', key: 'PRIVATE KEY' } as const;

const foundKinds = {
  'private-key': 'a private key',
  'key-der': 'a private key in DER',
  'encrypted-key': 'an encrypted private key',
  'openssh-key': 'an OpenSSH key',
  certificate: 'a certificate',
  crl: 'a revocation list',
  request: 'a certificate request (CSR)',
  'public-key': 'a public key',
  'pkcs7-pem': 'a PKCS #7 bundle (PEM)',
  'pkcs7-der': 'a PKCS #7 bundle (DER)',
  pkcs12: 'a PKCS #12 container',
  ocsp: 'an OCSP response',
  utf16: 'text in UTF-16',
  html: 'an HTML page',
  base64: 'base64 without its -----BEGIN line',
} as const;

/** English words for faults of certificate, CRL and key files. */
export const trustFileWords: WordsFor<TrustFileFailure> = {
  'pem-no-block': ({ origin, name, path, wanted, found }) => ({
    what:
      found === undefined
        ? `${at(origin)}${name}: ${shown(path)} holds no ${kinds[wanted]}`
        : `${at(origin)}${name}: ${shown(path)} is ${foundKinds[found]}, not a ${kinds[wanted]}`,
    hint:
      found === undefined
        ? `name a PEM file with a line "-----BEGIN ${labels[wanted]}-----"${wanted === 'key' ? '' : ', or one in DER'}; without ${name} put ; in front of the line`
        : convertHint(name, path, wanted, found),
  }),
  'pem-broken-block': ({ origin, name, path, block, wanted, detail }) => ({
    what: `${at(origin)}${name}: block ${block} of ${shown(path)} is not a ${kinds[wanted]} that can be read: ${pemFault(detail)}`,
    hint: `export or copy the file again, whole, from its -----BEGIN line to its -----END line; none of it is used as it is`,
  }),
  'key-encrypted': ({ origin, path }) => ({
    what: `${at(origin)}the key ${shown(path)} is encrypted, and nobody is there to type its passphrase`,
    hint: `decrypt it into a file that only you can read: (umask 077; openssl pkey -in ${shellWord(path)} -out ${shellWord(`${path}.plain`)}), then write KeyFile = ${shown(path)}.plain`,
  }),
  'key-mismatch': ({ origin, certificate, key }) => ({
    what: `${at(origin)}the key ${shown(key)} does not belong to the certificate ${shown(certificate)}`,
    hint: 'name the pair that was made together in CertFile and KeyFile; in CertFile the own certificate stands first, then its chain',
  }),
  'key-exposed': ({ origin, path, mode }) => ({
    what: `${at(origin)}the key ${shown(path)} can be read by others (mode ${octal(mode)}), and StrictKeyPermissions = 1`,
    hint: `chmod 600 ${shellWord(path)}`,
  }),
  'ca-path-empty': ({ origin, path }) => ({
    what: `${at(origin)}CAPath: ${shown(path)} has no file named like 1a2b3c4d.0, so it vouches for nothing`,
    hint: `make the links with: openssl rehash ${shellWord(path)} (c_rehash with old versions), or name the certificates in CAFile`,
  }),
  'ciphers-unknown': ({ origin, name, value, detail }) => ({
    what: `${at(origin)}${name} = ${shown(value)}: ${detail === value ? 'this runtime has no such cipher' : `this runtime has no ${shown(detail)}`}`,
    hint:
      name === 'Ciphers'
        ? 'give an OpenSSL cipher list for TLS 1.2 and older (openssl ciphers -v); TLS_… names belong in CipherSuites. Without the line the defaults hold'
        : 'give TLS 1.3 suites such as TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256; other names belong in Ciphers. Without the line the defaults hold',
  }),
  'tls-context': ({ detail }) => ({
    what: `TLS can't be set up with this configuration: ${shown(detail)}`,
    hint: 'look at Ciphers, CipherSuites, MinProtocol, MaxProtocol, CertFile and KeyFile in sendmemo-ssl.cfg; with their lines commented out the defaults hold',
  }),
};

/** English words for faults of the TLS session and of the server's certificate. */
export const tlsWords: WordsFor<TlsFailure> = {
  'cert-hostname': ({ server, certificate, commonName, unused }) => ({
    what: `${name(server)}: the certificate is for ${namesOf(certificate, commonName)}, not for ${shown(server.host)}`,
    hint: hostnameHint(server, certificate, commonName, unused),
  }),
  'cert-untrusted': ({ server, certificate, why, detail }) => ({
    what: `${name(server)}: ${untrusted(certificate, why, detail)}`,
    hint: untrustedHint(certificate, why),
  }),
  'cert-expired': ({ server, certificate, now }) => ({
    what: `${name(server)}: ${which(certificate)} expired at ${minute(certificate.notAfter)} (it is ${minute(now)} now)`,
    hint:
      certificate.depth === 0
        ? "have the server's administrator renew it; if the time above is wrong, set this machine's clock"
        : `have the server's administrator renew the chain; where the certificate is in your CAFile, replace it there`,
  }),
  'cert-not-yet-valid': ({ server, certificate, now }) => ({
    what: `${name(server)}: ${which(certificate)} is not valid before ${minute(certificate.notBefore)} (it is ${minute(now)} now)`,
    hint: "set this machine's clock (timedatectl, chronyc tracking); if it is right, the certificate was issued for later",
  }),
  'cert-revoked': ({ server, certificate, crl, revokedAt }) => ({
    what: `${name(server)}: ${which(certificate)} (serial ${certificate.serialNumber}) was revoked${revokedAt === null ? '' : ` at ${minute(revokedAt)}`} by its issuer ${certificate.issuer}`,
    hint: `the server needs a new certificate: tell its administrator${crl === null ? '' : `; the revocation is in block ${crl.block} of ${shown(crl.file ?? 'CrlFile')}`}`,
  }),
  'cert-fingerprint': ({ server, certificate, wanted }) => ({
    what: `${name(server)}: the certificate (${certificate.subject}) has the SHA-256 fingerprint ${certificate.fingerprint}, and Fingerprint wants ${colons(wanted)}`,
    hint: `if the server has a new certificate, and its administrator confirms the fingerprint, write Fingerprint = ${certificate.fingerprint}; if not, somebody else may be answering`,
  }),
  'crl-missing': ({ server, issuer, certificate, why }) => ({
    what: `${name(server)}: ${crlMissing(issuer, certificate, why)}`,
    hint: crlHint(issuer, why),
  }),
  'crl-expired': ({ server, crl, why, now }) => ({
    what:
      why === 'expired'
        ? `${name(server)}: the CRL of ${crl.issuer} (block ${crl.block} of ${shown(crl.file ?? 'CrlFile')}) was to be replaced by ${minute(crl.nextUpdate ?? crl.thisUpdate)} (it is ${minute(now)} now)`
        : `${name(server)}: the CRL of ${crl.issuer} (block ${crl.block} of ${shown(crl.file ?? 'CrlFile')}) is not valid before ${minute(crl.thisUpdate)} (it is ${minute(now)} now)`,
    hint:
      why === 'expired'
        ? 'fetch the current CRL from that CA and replace it in the file of CrlFile; have a timer do that before each nextUpdate'
        : "set this machine's clock; if it is right, fetch the current CRL from that CA",
  }),
  'starttls-unavailable': ({ server, offered }) => ({
    what: `${name(server)} does not offer STARTTLS${offered.length === 0 ? '' : ` (it offers ${offered.map(shown).join(', ')})`}; nothing was sent`,
    hint: `use the port where the server has it (587: EnableTLS = 1; 465: EnableTLS = 2); only if plain text is acceptable, write StartTLSPolicy = may, or EnableTLS = 0`,
  }),
  'starttls-refused': ({ server, reply }) => ({
    what: `${name(server)} offered STARTTLS and refused it: ${reply.code} ${shown(reply.message)}; nothing was sent`,
    hint:
      reply.code < 500
        ? "the server can't do TLS at the moment: try again later; if it stays so, its administrator has to look at its certificate and log"
        : "have the server's administrator look at its TLS configuration; port 465 with EnableTLS = 2 may work meanwhile",
  }),
  'tls-handshake': ({ server, detail, cause }) => ({
    what:
      cause === 'legacy-renegotiation'
        ? `${name(server)} has no secure renegotiation (RFC 5746), and OpenSSL makes no session with such a server`
        : `${name(server)}: no TLS session could be made: ${shown(detail)}`,
    hint:
      cause === undefined
        ? 'MinProtocol, MaxProtocol and Ciphers in sendmemo-ssl.cfg bound what is offered to the server'
        : causeHint(server, cause),
  }),
  'tls-version': ({ server, minimum, maximum, offered, sslv3Asked }) => ({
    what: `${name(server)}: no TLS version in common: ${versions(minimum, maximum, offered)}`,
    hint: versionHint(minimum, offered, sslv3Asked),
  }),
  'tls-no-common-cipher': ({ server, ciphers }) => ({
    what: `${name(server)}: the server accepts none of the ciphers offered${ciphers === null ? '' : ` (Ciphers = ${shown(ciphers)})`}`,
    hint:
      ciphers === null
        ? 'for a server that has old ciphers only, write MinProtocol = TLSv1 (old ciphers come along), or Ciphers = ALL:@SECLEVEL=0; better: renew the server'
        : 'put ; in front of Ciphers (and CipherSuites), so that the defaults hold, or add one that the server has',
  }),
  'tls-client-certificate': ({ server, configured, alert }) => ({
    what: configured
      ? `${name(server)} refused the client certificate of CertFile: ${shown(alert)}`
      : `${name(server)} demands a client certificate, and none is configured (${shown(alert)})`,
    hint: configured
      ? "CertFile must hold a certificate that the server's CA has issued for clients, not expired, followed by its intermediate certificates; ask the server's administrator which CA it trusts"
      : 'write CertFile = /path/client.pem and KeyFile = /path/client.key in sendmemo-ssl.cfg',
  }),
  'not-tls-port': ({ server, greeting }) => ({
    what: `${name(server)} does not speak TLS from the first byte${greeting === null ? '' : `: it says "${shown(greeting)}"`}, and EnableTLS = 2`,
    hint: `for port ${server.port} write EnableTLS = 1 (STARTTLS); SMTPS is usually on port 465`,
  }),
};

function hostnameHint(
  server: ServerFacts,
  certificate: CertificateFacts,
  commonName: string | null,
  unused: Extract<TlsFailure, { reason: 'cert-hostname' }>['unused'],
): string {
  const dns = certificate.names.filter((each) => each.startsWith('DNS:')).map((each) => each.slice(4));
  const ip = certificate.names.filter((each) => each.startsWith('IP:')).map((each) => each.slice(3));
  const fit = [...(dns.length > 0 ? dns : commonName === null ? [] : [commonName]), ...ip].find(
    (each) =>
      !each.includes('*') && !each.endsWith('.') && (each.split('.').length > 2 || each.includes(':')),
  );
  const otherwise = 'CertValidationIgnoreHostName = 1 leaves the name out of the comparison';
  if (unused !== null)
    return `${unusedName(unused)}: the server needs a certificate with ${shown(server.host)} in its subject alternative name; ${otherwise}`;
  if (fit !== undefined)
    return `write smtp-server-host = ${shown(fit)} if that is the server you mean; ${otherwise}`;
  if (server.host.split('.').length < 3) {
    return `a name counts only with two dots at least: give the server's full name or its address, as the certificate has it; ${otherwise}`;
  }
  return `the server needs a certificate for ${shown(server.host)}; ${otherwise}`;
}

function unusedName(why: 'trailing-dot' | 'cn-wildcard' | 'cn-constrained'): string {
  switch (why) {
    case 'trailing-dot':
      return 'a name with a dot at its end does not count';
    case 'cn-wildcard':
      return 'a wildcard in the CN does not count';
    case 'cn-constrained':
      return 'the CN does not count below a CA with name constraints';
  }
}

type Why = Extract<TlsFailure, { reason: 'cert-untrusted' }>['why'];

function untrusted(certificate: CertificateFacts, why: Why, detail: string): string {
  switch (why) {
    case 'self-signed':
      return `the server's certificate (${certificate.subject}) is self-signed, and no trusted file holds it`;
    case 'unknown-issuer':
      return certificate.subject === certificate.issuer
        ? `the chain ends at ${certificate.subject}, which is not among the trusted CAs`
        : `${which(certificate)} was issued by ${certificate.issuer}, which is not among the trusted CAs`;
    case 'missing-intermediate':
      return `the server sent only its own certificate (${certificate.subject}), and its issuer ${certificate.issuer} is neither in CAFile nor among the trusted CAs`;
    case 'name-constraints':
      return `${which(certificate)} may not vouch for this server: its name constraints leave the name out${detail === '' ? '' : ` (${shown(detail)})`}`;
    case 'wrong-purpose':
      return `${which(certificate)} may not be used by a server (its extended key usage has no serverAuth)`;
    case 'wrong-key-usage':
      return `${which(certificate)} may not be used by a server (its key usage allows neither signatures nor key exchange)`;
    case 'not-a-ca':
      return `${which(certificate)} issued the one below it, and is not a CA (basic constraints)`;
    case 'no-cert-sign':
      return `${which(certificate)} issued the one below it, and may not sign certificates (its key usage has no keyCertSign)`;
    case 'no-crl-sign':
      return `${which(certificate)} may not sign revocation lists (its key usage has no cRLSign)`;
    case 'path-length':
      return `${which(certificate)} allows fewer CAs below it than the chain has (path length ${shown(detail)})`;
    case 'unknown-extension':
      return `${which(certificate)} has a critical extension that is not supported (${shown(detail)})`;
    case 'weak':
      return `${which(certificate)} is too weak to be trusted: ${shown(detail)}`;
    case 'other':
      return `${which(certificate)} was not accepted: ${shown(detail)}`;
  }
}

function untrustedHint(certificate: CertificateFacts, why: Why): string {
  switch (why) {
    case 'self-signed':
      return `get the certificate from the server's administrator and write CAFile = /path/server.pem; or, once the fingerprint is confirmed, Fingerprint = ${certificate.fingerprint}`;
    case 'unknown-issuer':
      return `get the CA certificate of ${certificate.issuer} from the server's administrator and write CAFile = /path/ca.pem`;
    case 'missing-intermediate':
      return `have the server send its intermediate certificates, or add the certificate of ${certificate.issuer} to the file of CAFile`;
    case 'name-constraints':
      return "the CA that issued it may issue for other names only: the server needs a certificate of another CA, or smtp-server-host a name that the CA may issue for; tell the server's administrator";
    case 'wrong-purpose':
      return 'the server needs a certificate that was issued for servers; tell its administrator';
    case 'wrong-key-usage':
      return 'the server needs a certificate whose key usage has digitalSignature; tell its administrator';
    case 'not-a-ca':
    case 'no-cert-sign':
    case 'path-length':
      return "the server needs a certificate of a CA that may issue it; tell the server's administrator";
    case 'no-crl-sign':
      return 'no list of this CA can be verified: have its administrator renew its certificate with cRLSign, or put ; in front of CrlFile';
    case 'unknown-extension':
      return "the server needs a certificate without it; tell the server's administrator";
    case 'weak':
      return 'the server needs a certificate with a key of 2048 bits and SHA-256; until then MinProtocol = TLSv1 (or Ciphers = DEFAULT:@SECLEVEL=0) lets weak ones through';
    case 'other':
      return "have the server's administrator correct the certificate or its chain";
  }
}

function causeHint(
  server: ServerFacts,
  cause: NonNullable<Extract<TlsFailure, { reason: 'tls-handshake' }>['cause']>,
): string {
  switch (cause) {
    case 'unrecognized-name':
      return `the server does not know the name ${shown(server.host)}: write smtp-server-host as the server names itself (ask its administrator, or look at the certificate with openssl s_client)`;
    case 'chain-too-big':
      return 'the server sends more than 100 KB of certificates: have its administrator send its own certificate and the intermediates alone; no setting here changes that';
    case 'legacy-renegotiation':
      return 'have its administrator update the server (every server since 2010 has it); until then write LegacyRenegotiation = 1 in sendmemo-ssl.cfg';
    case 'client-certificate':
      return 'the server may demand a client certificate: ask its administrator; if so, write CertFile = /path/client.pem and KeyFile = /path/client.key in sendmemo-ssl.cfg';
    case 'weak-key-exchange':
      return "the server's Diffie-Hellman group is too short: have its administrator make one of 2048 bits; until then write Ciphers = DEFAULT:!kDHE in sendmemo-ssl.cfg";
  }
}

function convertHint(
  name: string,
  path: string,
  wanted: keyof typeof kinds,
  found: keyof typeof foundKinds,
): string {
  const command = convertCommand(path, wanted, found);
  if (command !== null) return `convert it: ${command}, then write ${name} = ${shown(path)}.pem`;
  if (found === 'html')
    return 'a page was saved in place of the file (a login or an error?): download it again';
  if (found === 'private-key' || found === 'encrypted-key')
    return `a private key belongs in KeyFile; in ${name} name the file with the ${kinds[wanted]}`;
  if (found === 'crl')
    return `a revocation list belongs in CrlFile; in ${name} name the file with the ${kinds[wanted]}`;
  if (found === 'certificate')
    return `a certificate belongs in CAFile (of a CA) or CertFile (of the client); in ${name} name the file with the ${kinds[wanted]}`;
  if (found === 'request')
    return `a CA makes a certificate of a request: in ${name} name what the CA sent back`;
  return `in ${name} name the file with the ${kinds[wanted]}`;
}

/** The command that makes a PEM file beside the other, or null. */
function convertCommand(
  path: string,
  wanted: keyof typeof kinds,
  found: keyof typeof foundKinds,
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

function crlHint(issuer: string, why: Extract<TlsFailure, { reason: 'crl-missing' }>['why']): string {
  switch (why) {
    case 'self-signed':
      return "a certificate that vouches for itself alone can't be checked against a CRL: put ; in front of CrlFile, or give the server a certificate of a CA; Fingerprint pins this one";
    case 'no-issuer':
      return `add the certificate of ${issuer} to the file in CAFile, and its current CRL to the file in CrlFile if it is not there yet`;
    case 'forged':
      return `get the current CRL of the ${issuer} that issued this certificate (there may be an older and a newer CA of this name) and add it to the file in CrlFile`;
    case 'delta':
      return `add the complete (base) CRL of ${issuer} to the file in CrlFile (a Windows CA writes NAME.crl beside the delta NAME+.crl)`;
    case 'indirect':
    case 'some-reasons':
    case 'other-kind':
    case 'other-point':
    case 'unknown-extension':
      return `add a complete CRL of ${issuer} that covers all of its certificates to the file in CrlFile; openssl crl -in FILE -noout -text shows what a list is for`;
    case 'absent':
      return `get the current CRL of ${issuer} and add it to the file in CrlFile (several may stand one after the other); every issuer of the chain needs one`;
  }
}

function crlMissing(
  issuer: string,
  certificate: CertificateFacts,
  why: Extract<TlsFailure, { reason: 'crl-missing' }>['why'],
): string {
  switch (why) {
    case 'absent':
      return `CrlFile has no CRL of ${issuer}, which issued ${certificate.subject}`;
    case 'forged':
      return `the CRL in the name of ${issuer} was signed with another key than the CA that issued ${certificate.subject} has`;
    case 'self-signed':
      return `the server's certificate (${certificate.subject}) is self-signed, so no CRL can tell whether it was revoked`;
    case 'no-issuer':
      return `${which(certificate)} can't be checked for revocation: the certificate of its issuer ${issuer} is not at hand, and without it no CRL of that CA can be verified`;
    case 'delta':
      return `CrlFile has only a delta CRL of ${issuer}, which issued ${certificate.subject}: it lists changes to a complete CRL`;
    case 'indirect':
      return `CrlFile has only an indirect CRL of ${issuer}, which issued ${certificate.subject}`;
    case 'some-reasons':
      return `CrlFile has only a CRL of ${issuer} for some reasons of revocation, which issued ${certificate.subject}`;
    case 'other-kind':
      return `the CRL of ${issuer} in CrlFile is for other kinds of certificates than ${certificate.subject} (its issuingDistributionPoint)`;
    case 'other-point':
      return `the CRL of ${issuer} in CrlFile is for another distribution point than ${certificate.subject} names (its issuingDistributionPoint)`;
    case 'unknown-extension':
      return `the CRL of ${issuer} in CrlFile has a critical extension that is not supported`;
  }
}

function versions(minimum: string, maximum: string, offered: string | null): string {
  const wanted = minimum === maximum ? `exactly ${minimum}` : `${minimum} to ${maximum}`;
  if (offered === null) return `this configuration wants ${wanted}, and the server has none of these`;
  return offered < minimum
    ? `the server offers at most ${offered}, this configuration wants at least ${minimum}`
    : `the server wants ${offered}, this configuration allows at most ${maximum}`;
}

function versionHint(minimum: string, offered: string | null, sslv3Asked: boolean): string {
  if (offered !== null) {
    return offered < minimum
      ? `renew the server; until then write MinProtocol = ${offered}, which is no longer safe`
      : `write MaxProtocol = ${offered}, or put ; in front of MaxProtocol`;
  }
  if (sslv3Asked) {
    return 'the server may have SSLv3 only, which this runtime does not have whatever IPM_ENABLE_SSL_V3 says: the server must be renewed';
  }
  return minimum === 'TLSv1'
    ? 'the server may have SSLv3 only, which this runtime does not have: the server must be renewed'
    : 'if the server is old, write MinProtocol = TLSv1 (no longer safe); look at MaxProtocol if it is new';
}

function which({ depth, subject }: CertificateFacts): string {
  return depth === 0
    ? `the certificate ${subject}`
    : `the certificate ${subject} (number ${depth + 1} of the chain)`;
}

function namesOf({ names, subject }: CertificateFacts, commonName: string | null): string {
  const hasDns = names.some((each) => each.startsWith('DNS:'));
  const all = names.map((each) => each.replace(/^(DNS|IP):/, ''));
  if (!hasDns && commonName !== null) all.push(shown(commonName));
  return all.length === 0 ? `nobody (${subject} has no name of a host)` : all.slice(0, 8).join(', ');
}

function pemFault(detail: string): string {
  switch (detail) {
    case 'boundary-damaged':
      return 'its -----BEGIN or -----END line is damaged';
    case 'no-end':
      return 'it has no -----END line';
    case 'no-begin':
      return 'it has an -----END line and no -----BEGIN line';
    case 'labels-differ':
      return 'its -----BEGIN and -----END lines name different things';
    case 'empty':
      return 'it is empty';
    case 'base64-damaged':
      return 'its base64 is damaged';
    case 'contents-damaged':
      return 'what it holds is something else, or damaged';
    default:
      return shown(detail);
  }
}

/** `FILE:LINE: `, or who said it. */
function at(origin: Origin): string {
  switch (origin.kind) {
    case 'file':
      return `${shown(origin.file)}:${origin.line}: `;
    case 'option':
      return `${origin.option}: `;
    case 'environment':
      return `${origin.variable}: `;
    case 'default':
      return '';
  }
}

function name(server: ServerFacts): string {
  return `${shown(server.host.includes(':') ? `[${server.host}]` : server.host)}:${server.port}`;
}
