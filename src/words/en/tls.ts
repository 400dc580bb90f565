/** English sentences for certificates, revocation lists and the TLS session. Which one applies is in decide/tls.ts. */

/** A certificate as sentences name it; `which` is made by the sentence of that name. */
interface Named {
  readonly which: string;
  readonly subject: string;
  readonly issuer: string;
  readonly detail: string;
  readonly fingerprint: string;
}

export const trustFileSentences = {
  kinds: { certificate: 'certificate', crl: 'revocation list', key: 'private key' },
  found: {
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
  },
  noBlock: (name: string, path: string, kind: string) => `${name}: ${path} contains no ${kind}`,
  otherKind: (name: string, path: string, kind: string, found: string) =>
    `${name}: ${path} is ${found}, not a ${kind}`,
  nameFile: (name: string, label: string, mayBeDer: boolean) =>
    `use a PEM file with a line "-----BEGIN ${label}-----"${mayBeDer ? ', or a DER file' : ''}; if you don't need ${name}, put ; in front of the line`,
  convert: (name: string, path: string, command: string) =>
    `convert it: ${command}, then set ${name} = ${path}.pem`,
  savedPage: 'a web page was saved instead of the file (a login or an error page?): download it again',
  belongsIn: {
    key: (name: string, kind: string) =>
      `a private key belongs in KeyFile; set ${name} to the file with the ${kind}`,
    crl: (name: string, kind: string) =>
      `a revocation list belongs in CrlFile; set ${name} to the file with the ${kind}`,
    certificate: (name: string, kind: string) =>
      `a certificate belongs in CAFile (CA) or CertFile (client); set ${name} to the file with the ${kind}`,
    request: (name: string, _kind: string) =>
      `a CA issues a certificate for a request: set ${name} to the file that the CA sent back`,
    other: (name: string, kind: string) => `set ${name} to the file with the ${kind}`,
  },
  brokenBlock: (name: string, path: string, kind: string, block: number, fault: string) =>
    `${name}: block ${block} of ${path} is not a valid ${kind}: ${fault}`,
  copyAgain:
    'export or copy the whole file again, from its -----BEGIN line to its -----END line; no part of a damaged file is used',
  pemFaults: {
    'boundary-damaged': 'its -----BEGIN or -----END line is damaged',
    'no-end': 'its -----END line is missing',
    'no-begin': 'its -----BEGIN line is missing',
    'labels-differ': 'its -----BEGIN and -----END lines are of different kinds',
    empty: 'it is empty',
    'base64-damaged': 'its base64 is damaged',
    'contents-damaged': 'its contents are damaged or of another kind',
  },
  keyEncrypted: (path: string) => `the key ${path} is encrypted; passphrase-protected keys are not supported`,
  decryptKey: (path: string, command: string) =>
    `decrypt it into a file that only you can read: ${command}, then set KeyFile = ${path}.plain`,
  keyMismatch: (key: string, certificate: string) =>
    `the key ${key} does not belong to the certificate ${certificate}`,
  usePair:
    'use a certificate and key that belong together in CertFile and KeyFile; CertFile must start with the client certificate, followed by its chain',
  keyExposed: (path: string, mode: string) =>
    `other users can read the key ${path} (mode ${mode}), and StrictKeyPermissions = 1`,
  run: (command: string) => `run: ${command}`,
  caPathEmpty: (path: string) =>
    `CAPath: ${path} has no file with a name like 1a2b3c4d.0, so it contains no trusted CA`,
  rehash: (command: string) =>
    `create the links: ${command} (c_rehash in old versions), or set CAFile to the certificates`,
  cipherUnknown: (name: string, value: string, detail: string) =>
    `${name} = ${value}: ${detail === value ? 'no such cipher is available' : `${detail} is not available`}`,
  cipherHints: {
    Ciphers:
      'use an OpenSSL cipher list for TLS 1.2 and older (openssl ciphers -v); TLS_… names belong in CipherSuites. Without the line the default applies',
    CipherSuites:
      'use TLS 1.3 suites such as TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256; other names belong in Ciphers. Without the line the default applies',
  },
  groupHint: (nearest: string | null) =>
    `${nearest === null ? 'use' : `did you mean ${nearest}? Use`} names that this OpenSSL has, such as X25519:P-256:P-384 (X25519MLKEM768 needs OpenSSL 3.5). Without the line the default applies`,
  context: (detail: string) => `TLS can't be set up with this configuration: ${detail}`,
  checkTlsSettings:
    'check Ciphers, CipherSuites, MinProtocol, MaxProtocol, CertFile and KeyFile in sendmemo-ssl.cfg; put ; in front of a line to use its default',
};

export const tlsSentences = {
  which: (subject: string, depth: number) =>
    depth === 0
      ? `the certificate ${subject}`
      : `the certificate ${subject} (number ${depth + 1} of the chain)`,
  noName: (subject: string) => `no host (${subject} contains no host name)`,

  otherName: (server: string, names: string, host: string) =>
    `${server}: the certificate is for ${names}, not for ${host}`,
  shortName: (server: string, host: string) =>
    `${server}: the certificate's name "${host}" is not accepted: names need at least two dots`,
  ignoreName: '(not recommended) CertValidationIgnoreHostName = 1 skips this check',
  unusedNames: {
    'trailing-dot': 'a name that ends with a dot is not accepted',
    'cn-wildcard': 'a wildcard in the CN is not accepted',
    'cn-constrained': 'the CN is not accepted if its CA has name constraints',
  },
  needsAltName: (why: string, host: string) =>
    `${why}: the server needs a certificate with ${host} in its subject alternative name`,
  useName: (fit: string) => `if that is the right server, set smtp-server-host = ${fit}`,
  useFullName: "set smtp-server-host to the server's full name or IP address, as in its certificate",
  needsCertificateFor: (host: string) => `the server needs a certificate for ${host}`,

  untrusted: {
    'self-signed': ({ subject }: Named) =>
      `the server's certificate (${subject}) is self-signed, and it is in no trusted file`,
    'unknown-root': ({ subject }: Named) =>
      `the chain ends at ${subject}, which is not among the trusted CAs`,
    'unknown-issuer': ({ which, issuer }: Named) =>
      `${which} was issued by ${issuer}, which is not among the trusted CAs`,
    'missing-intermediate': ({ subject, issuer }: Named) =>
      `the server sent only its own certificate (${subject}), and its issuer ${issuer} is neither in CAFile nor among the trusted CAs`,
    'name-constraints': ({ which, detail }: Named) =>
      `${which} may not issue for this server: its name constraints exclude the name${detail === '' ? '' : ` (${detail})`}`,
    'wrong-purpose': ({ which }: Named) =>
      `${which} is not valid for servers (its extended key usage lacks serverAuth)`,
    'wrong-key-usage': ({ which }: Named) =>
      `${which} is not valid for servers (its key usage allows neither signatures nor key exchange)`,
    'not-a-ca': ({ which }: Named) => `${which} issued the one below it, but is not a CA (basic constraints)`,
    'no-cert-sign': ({ which }: Named) =>
      `${which} issued the one below it, but may not sign certificates (its key usage lacks keyCertSign)`,
    'no-crl-sign': ({ which }: Named) =>
      `${which} may not sign revocation lists (its key usage lacks cRLSign)`,
    'path-length': ({ which, detail }: Named) =>
      `${which} allows fewer CAs below it than the chain has (path length ${detail})`,
    'unknown-extension': ({ which, detail }: Named) =>
      `${which} has a critical extension that is not supported (${detail})`,
    weak: ({ which, detail }: Named) => `${which} is too weak to be trusted: ${detail}`,
    other: ({ which, detail }: Named) => `${which} was rejected: ${detail}`,
  },
  untrustedHints: {
    'self-signed': ({ fingerprint }: Named) =>
      `get the certificate from the server's administrator and set CAFile = /path/server.pem; or confirm the fingerprint and set Fingerprint = ${fingerprint}`,
    'unknown-issuer': ({ issuer }: Named) =>
      `get the CA certificate of ${issuer} from the server's administrator and set CAFile = /path/ca.pem`,
    'missing-intermediate': ({ issuer }: Named) =>
      `have the server send its intermediate certificates, or add the certificate of ${issuer} to the file in CAFile`,
    'name-constraints': () =>
      "ask the server's administrator for a certificate of another CA, or set smtp-server-host to a name that this CA may issue for",
    'wrong-purpose': () => 'ask its administrator for a certificate that was issued for servers',
    'wrong-key-usage': () => 'ask its administrator for a certificate whose key usage has digitalSignature',
    'wrong-ca': () => "ask the server's administrator for a certificate of a CA that may issue it",
    'no-crl-sign': () =>
      "lists of this CA can't be verified: ask its administrator for a CA certificate with cRLSign, or put ; in front of CrlFile",
    'unknown-extension': () => "ask the server's administrator for a certificate without this extension",
    weak: () =>
      'the server needs a certificate with a 2048-bit key and SHA-256; until then MinProtocol = TLSv1 (or Ciphers = DEFAULT:@SECLEVEL=0) accepts weak ones',
    other: () => "have the server's administrator correct the certificate or its chain",
  },

  expired: (server: string, which: string, end: string, now: string) =>
    `${server}: ${which} expired ${end} (it is now ${now})`,
  renew:
    "have the server's administrator renew it; if the current time above is wrong, set this machine's clock",
  renewChain:
    "have the server's administrator renew the chain; if the certificate is in your CAFile, replace it there",
  notYetValid: (server: string, which: string, start: string, now: string) =>
    `${server}: ${which} is not valid before ${start} (it is now ${now})`,
  setClock:
    "set this machine's clock (timedatectl, chronyc tracking); if it is right, the certificate was issued for a later date",
  revoked: (server: string, which: string, serial: string, when: string | null, issuer: string) =>
    `${server}: ${which} (serial ${serial}) was revoked${when === null ? '' : ` ${when}`} by its issuer ${issuer}`,
  revokedHint: (entry: string | null) =>
    `the server needs a new certificate: tell its administrator${entry === null ? '' : ` (the revocation is in ${entry})`}`,
  block: (file: string, block: number) => `block ${block} of ${file}`,
  fingerprint: (server: string, subject: string, is: string, wanted: string) =>
    `${server}: the certificate (${subject}) has the SHA-256 fingerprint ${is}, but Fingerprint = ${wanted}`,
  fingerprintHint: (is: string) =>
    `if the server has a new certificate and its administrator confirms the fingerprint, set Fingerprint = ${is}; if not, another machine may be answering`,

  crlMissing: {
    absent: ({ subject, issuer }: Named) => `CrlFile has no CRL of ${issuer}, which issued ${subject}`,
    forged: ({ subject, issuer }: Named) =>
      `the CRL of ${issuer} was not signed with the key of the CA that issued ${subject}`,
    'self-signed': ({ subject }: Named) =>
      `the server's certificate (${subject}) is self-signed, so no CRL can show whether it was revoked`,
    'no-issuer': ({ which, issuer }: Named) =>
      `${which} can't be checked for revocation: the certificate of its issuer ${issuer} is missing, and without it no CRL of that CA can be verified`,
    delta: ({ subject, issuer }: Named) =>
      `CrlFile has only a delta CRL of ${issuer}, which issued ${subject}: it lists only changes to a complete CRL`,
    indirect: ({ subject, issuer }: Named) =>
      `CrlFile has only an indirect CRL of ${issuer}, which issued ${subject}`,
    'some-reasons': ({ subject, issuer }: Named) =>
      `CrlFile has only a CRL for some revocation reasons of ${issuer}, which issued ${subject}`,
    'other-kind': ({ subject, issuer }: Named) =>
      `the CRL of ${issuer} in CrlFile is for other kinds of certificates than ${subject} (issuingDistributionPoint)`,
    'other-point': ({ subject, issuer }: Named) =>
      `the CRL of ${issuer} in CrlFile is for another distribution point than the one in ${subject} (issuingDistributionPoint)`,
    'unknown-extension': ({ issuer }: Named) =>
      `the CRL of ${issuer} in CrlFile has a critical extension that is not supported`,
  },
  crlHints: {
    'self-signed': (_issuer: string) =>
      'put ; in front of CrlFile, or have the server use a certificate issued by a CA; Fingerprint pins a self-signed one',
    'no-issuer': (issuer: string) =>
      `add the certificate of ${issuer} to the file in CAFile, and its current CRL to the file in CrlFile if it is not there yet`,
    forged: (issuer: string) =>
      `get the current CRL of the ${issuer} that issued this certificate (there may be an older and a newer CA of this name) and add it to the file in CrlFile`,
    delta: (issuer: string) =>
      `add the complete (base) CRL of ${issuer} to the file in CrlFile (a Windows CA writes NAME.crl next to the delta NAME+.crl)`,
    partial: (issuer: string) =>
      `add a complete CRL of ${issuer} that covers all of its certificates to the file in CrlFile; openssl crl -in FILE -noout -text shows what a list covers`,
    absent: (issuer: string) =>
      `get the current CRL of ${issuer} and add it to the file in CrlFile (it may contain several); every issuer in the chain needs one`,
  },
  crlExpired: (server: string, issuer: string, entry: string, end: string, now: string) =>
    `${server}: the CRL of ${issuer} (${entry}) expired ${end} (it is now ${now})`,
  crlNotYetValid: (server: string, issuer: string, entry: string, start: string, now: string) =>
    `${server}: the CRL of ${issuer} (${entry}) is not valid before ${start} (it is now ${now})`,
  fetchCrl:
    'fetch the current CRL from that CA and replace it in the file in CrlFile; fetch it by a timer before each nextUpdate',
  setClockForCrl: "set this machine's clock; if it is right, fetch the current CRL from that CA",

  noStartTls: (server: string, offered: string) =>
    `${server} does not offer STARTTLS${offered === '' ? '' : ` (it offers ${offered})`}; nothing was sent`,
  noStartTlsHint:
    'use a port that has TLS (587: EnableTLS = 1; 465: EnableTLS = 2); only if plain text is acceptable, set StartTLSPolicy = may, or EnableTLS = 0',
  startTlsRefused: (server: string, reply: string) =>
    `${server} offers STARTTLS but rejected it: ${reply}; nothing was sent`,
  startTlsLater:
    'TLS is temporarily unavailable on the server: try again later; if it persists, its administrator has to check its certificate and log',
  startTlsBroken:
    "have the server's administrator check its TLS configuration; until then port 465 with EnableTLS = 2 may work",

  handshake: (server: string, detail: string) => `${server}: the TLS handshake failed: ${detail}`,
  notTls: (server: string) => `${server} answered STARTTLS with data that is not TLS`,
  noSecureRenegotiation: (server: string) =>
    `${server} lacks secure renegotiation (RFC 5746), and OpenSSL refuses sessions with such a server`,
  handshakeHints: {
    unknown: (_host: string) =>
      'check MinProtocol, MaxProtocol and Ciphers in sendmemo-ssl.cfg: they limit what is offered to the server',
    'not-tls': (_host: string) =>
      'a proxy or a firewall that inspects SMTP may be answering in place of the server: turn the inspection off, or use port 465 with EnableTLS = 2; otherwise the server is broken',
    'unrecognized-name': (host: string) =>
      `the server does not know the name ${host}: set smtp-server-host to the name in its certificate (ask its administrator, or use openssl s_client)`,
    'chain-too-big': (_host: string) =>
      'the server sends more than 100 KB of certificates: have its administrator configure only its own certificate and the intermediates; no setting here changes this',
    'legacy-renegotiation': (_host: string) =>
      "have the server's administrator update it (every server since 2010 has this); until then set LegacyRenegotiation = 1 in sendmemo-ssl.cfg",
    'client-certificate': (_host: string) =>
      'the server may require a client certificate: ask its administrator; if so, set CertFile = /path/client.pem and KeyFile = /path/client.key in sendmemo-ssl.cfg',
    'weak-key-exchange': (_host: string) =>
      "the server's Diffie-Hellman group is too short: have its administrator configure one of 2048 bits; until then set Ciphers = DEFAULT:!kDHE in sendmemo-ssl.cfg",
  },
  noVersion: (server: string, fault: string) => `${server}: no TLS version in common: ${fault}`,
  versionRange: (minimum: string, maximum: string) =>
    `this configuration allows ${minimum === maximum ? `only ${minimum}` : `${minimum} to ${maximum}`}, and the server supports none of these`,
  versionTooOld: (offered: string, minimum: string) =>
    `the server supports at most ${offered}, this configuration requires at least ${minimum}`,
  versionTooNew: (offered: string, maximum: string) =>
    `the server requires ${offered}, this configuration allows at most ${maximum}`,
  versionHints: {
    old: (offered: string) =>
      `update the server; until then set MinProtocol = ${offered}, which is no longer secure`,
    new: (offered: string) => `set MaxProtocol = ${offered}, or put ; in front of MaxProtocol`,
    sslv3Asked:
      'the server may support only SSLv3, which sendmemo does not, whatever the value of IPM_ENABLE_SSL_V3: update the server',
    sslv3: 'the server may support only SSLv3, which sendmemo does not: update the server',
    unknown:
      'if the server is old, set MinProtocol = TLSv1 (no longer secure); if it is new, check MaxProtocol',
  },
  noCipher: (server: string, ciphers: string | null) =>
    `${server}: the server accepts none of the ciphers offered${ciphers === null ? '' : ` (Ciphers = ${ciphers})`}`,
  oldCiphers:
    'if the server supports only old ciphers, set MinProtocol = TLSv1 (includes old ciphers), or Ciphers = ALL:@SECLEVEL=0; better: update the server',
  defaultCiphers:
    'put ; in front of Ciphers (and CipherSuites) to use the defaults, or add a cipher that the server supports',
  certificateRejected: (server: string, alert: string) =>
    `${server} rejected the client certificate in CertFile: ${alert}`,
  certificateRequired: (server: string, alert: string) =>
    `${server} requires a client certificate, and none is configured (${alert})`,
  certificateRejectedHint:
    "CertFile must contain a valid client certificate issued by a CA that the server trusts, followed by its intermediate certificates; ask the server's administrator which CA it trusts",
  setCertificate: 'set CertFile = /path/client.pem and KeyFile = /path/client.key in sendmemo-ssl.cfg',
  notTlsPort: (server: string, greeting: string | null) =>
    `${server} does not use TLS from the first byte${greeting === null ? '' : `: it says "${greeting}"`}, but EnableTLS = 2`,
  notTlsPortHint: (port: number) =>
    `for port ${port} set EnableTLS = 1 (STARTTLS); SMTPS usually uses port 465`,
};
