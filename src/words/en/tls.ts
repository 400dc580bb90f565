/** English sentences for certificates, revocation lists and the TLS session. Which one applies to which facts is in ../decide. */
export const tlsSentences = {
  'kind.certificate': 'certificate',
  'kind.crl': 'revocation list',
  'kind.key': 'private key',
  'found.private-key': 'a private key',
  'found.key-der': 'a private key in DER',
  'found.encrypted-key': 'an encrypted private key',
  'found.openssh-key': 'an OpenSSH key',
  'found.certificate': 'a certificate',
  'found.crl': 'a revocation list',
  'found.request': 'a certificate request (CSR)',
  'found.public-key': 'a public key',
  'found.pkcs7-pem': 'a PKCS #7 bundle (PEM)',
  'found.pkcs7-der': 'a PKCS #7 bundle (DER)',
  'found.pkcs12': 'a PKCS #12 container',
  'found.ocsp': 'an OCSP response',
  'found.utf16': 'text in UTF-16',
  'found.html': 'an HTML page',
  'found.base64': 'base64 without its -----BEGIN line',
  'pem-no-block': '{origin:at}{name}: {path} contains no {kind}',
  'pem-no-block.hint':
    'use a PEM file with a line "-----BEGIN {label}-----", or a DER file; if you don\'t need {name}, put ; in front of the line',
  'pem-no-block.other': '{origin:at}{name}: {path} is {found}, not a {kind}',
  'pem-no-block.hint.convert': 'convert it: {command}, then set {name} = {path}.pem',
  'pem-no-block.hint.html':
    'a web page was saved instead of the file (a login or an error page?): download it again',
  'pem-no-block.hint.key':
    'use a PEM file with a line "-----BEGIN {label}-----"; if you don\'t need {name}, put ; in front of the line',
  'belongs-in.key': 'a private key belongs in KeyFile; set {name} to the file with the {kind}',
  'belongs-in.crl': 'a revocation list belongs in CrlFile; set {name} to the file with the {kind}',
  'belongs-in.certificate':
    'a certificate belongs in CAFile (CA) or CertFile (client); set {name} to the file with the {kind}',
  'belongs-in.request':
    'a CA issues a certificate for a request: set {name} to the file that the CA sent back',
  'belongs-in.other': 'set {name} to the file with the {kind}',
  'pem-broken-block': '{origin:at}{name}: block {block} of {path} is not a valid {kind}: {fault}',
  'pem-broken-block.hint':
    'export or copy the whole file again, from its -----BEGIN line to its -----END line; no part of a damaged file is used',
  'pem-broken-block.fault.boundary-damaged': 'its -----BEGIN or -----END line is damaged',
  'pem-broken-block.fault.no-end': 'its -----END line is missing',
  'pem-broken-block.fault.no-begin': 'its -----BEGIN line is missing',
  'pem-broken-block.fault.labels-differ': 'its -----BEGIN and -----END lines are of different kinds',
  'pem-broken-block.fault.empty': 'it is empty',
  'pem-broken-block.fault.base64-damaged': 'its base64 is damaged',
  'pem-broken-block.fault.contents-damaged': 'its contents are damaged or of another kind',
  'key-encrypted': '{origin:at}the key {path} is encrypted; passphrase-protected keys are not supported',
  'key-encrypted.hint':
    'decrypt it into a file that only you can read: {command}, then set KeyFile = {path}.plain',
  'key-mismatch': '{origin:at}the key {key} does not belong to the certificate {certificate}',
  'key-mismatch.hint':
    'use a certificate and key that belong together in CertFile and KeyFile; CertFile must start with the client certificate, followed by its chain',
  'key-exposed':
    '{origin:at}other users can read the key {path} (mode {mode:octal}), and StrictKeyPermissions = 1',
  'key-exposed.hint': 'run: chmod 600 {path:sh}',
  'ca-path-empty':
    '{origin:at}CAPath: {path} has no file with a name like 1a2b3c4d.0, so it contains no trusted CA',
  'ca-path-empty.hint':
    'create the links: openssl rehash {path:sh} (c_rehash in old versions), or set CAFile to the certificates',
  'ciphers-unknown': '{origin:at}{name} = {value}: {detail} is not available',
  'ciphers-unknown.hint.Ciphers':
    'use an OpenSSL cipher list for TLS 1.2 and older (openssl ciphers -v); TLS_… names belong in CipherSuites. Without the line the default applies',
  'ciphers-unknown.hint.CipherSuites':
    'use TLS 1.3 suites such as TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256; other names belong in Ciphers. Without the line the default applies',
  'ciphers-unknown.hint.Groups':
    'use names that this OpenSSL has, such as X25519:P-256:P-384 (X25519MLKEM768 needs OpenSSL 3.5). Without the line the default applies',
  'ciphers-unknown.whole': '{origin:at}{name} = {value}: no such cipher is available',
  'ciphers-unknown.hint.Groups.near':
    'did you mean {nearest}? Use names that this OpenSSL has, such as X25519:P-256:P-384 (X25519MLKEM768 needs OpenSSL 3.5). Without the line the default applies',
  'tls-context': "TLS can't be set up with this configuration: {detail}",
  'tls-context.hint':
    'check Ciphers, CipherSuites, MinProtocol, MaxProtocol, CertFile and KeyFile in sendmemo-ssl.cfg; put ; in front of a line to use its default',
  which: 'the certificate {subject}',
  'which.chain': 'the certificate {subject} (number {number} of the chain)',
  'no-name': 'no host ({subject} contains no host name)',
  'cert-hostname': '{server}: the certificate is for {names}, not for {host}',
  'cert-hostname.hint': 'the server needs a certificate for {host}',
  'cert-hostname.short':
    '{server}: the certificate\'s name "{host}" is not accepted: names need at least two dots',
  'cert-hostname.ignore': '(not recommended) CertValidationIgnoreHostName = 1 skips this check',
  'cert-hostname.unused.trailing-dot': 'a name that ends with a dot is not accepted',
  'cert-hostname.unused.cn-wildcard': 'a wildcard in the CN is not accepted',
  'cert-hostname.unused.cn-constrained': 'the CN is not accepted if its CA has name constraints',
  'cert-hostname.hint.alt-name':
    '{why}: the server needs a certificate with {host} in its subject alternative name',
  'cert-hostname.hint.use': 'if that is the right server, set smtp-server-host = {fit}',
  'cert-hostname.hint.full-name':
    "set smtp-server-host to the server's full name or IP address, as in its certificate",
  'cert-untrusted.self-signed':
    "{server}: the server's certificate ({subject}) is self-signed, and it is in no trusted file",
  'cert-untrusted.unknown-root': '{server}: the chain ends at {subject}, which is not among the trusted CAs',
  'cert-untrusted.unknown-issuer':
    '{server}: {which} was issued by {issuer}, which is not among the trusted CAs',
  'cert-untrusted.missing-intermediate':
    '{server}: the server sent only its own certificate ({subject}), and its issuer {issuer} is neither in CAFile nor among the trusted CAs',
  'cert-untrusted.name-constraints':
    '{server}: {which} may not issue for this server: its name constraints exclude the name{? ({detail})}',
  'cert-untrusted.wrong-purpose':
    '{server}: {which} is not valid for servers (its extended key usage lacks serverAuth)',
  'cert-untrusted.wrong-key-usage':
    '{server}: {which} is not valid for servers (its key usage allows neither signatures nor key exchange)',
  'cert-untrusted.not-a-ca': '{server}: {which} issued the one below it, but is not a CA (basic constraints)',
  'cert-untrusted.no-cert-sign':
    '{server}: {which} issued the one below it, but may not sign certificates (its key usage lacks keyCertSign)',
  'cert-untrusted.no-crl-sign':
    '{server}: {which} may not sign revocation lists (its key usage lacks cRLSign)',
  'cert-untrusted.path-length':
    '{server}: {which} allows fewer CAs below it than the chain has (path length {detail})',
  'cert-untrusted.unknown-extension':
    '{server}: {which} has a critical extension that is not supported ({detail})',
  'cert-untrusted.weak': '{server}: {which} is too weak to be trusted: {detail}',
  'cert-untrusted.other': '{server}: {which} was rejected: {detail}',
  'cert-untrusted.hint.self-signed':
    "get the certificate from the server's administrator and set CAFile = /path/server.pem; or confirm the fingerprint and set Fingerprint = {fingerprint}",
  'cert-untrusted.hint.unknown-issuer':
    "get the CA certificate of {issuer} from the server's administrator and set CAFile = /path/ca.pem",
  'cert-untrusted.hint.missing-intermediate':
    'have the server send its intermediate certificates, or add the certificate of {issuer} to the file in CAFile',
  'cert-untrusted.hint.name-constraints':
    "ask the server's administrator for a certificate of another CA, or set smtp-server-host to a name that this CA may issue for",
  'cert-untrusted.hint.wrong-purpose': 'ask its administrator for a certificate that was issued for servers',
  'cert-untrusted.hint.wrong-key-usage':
    'ask its administrator for a certificate whose key usage has digitalSignature',
  'cert-untrusted.hint.wrong-ca':
    "ask the server's administrator for a certificate of a CA that may issue it",
  'cert-untrusted.hint.no-crl-sign':
    "lists of this CA can't be verified: ask its administrator for a CA certificate with cRLSign, or put ; in front of CrlFile",
  'cert-untrusted.hint.unknown-extension':
    "ask the server's administrator for a certificate without this extension",
  'cert-untrusted.hint.weak':
    'the server needs a certificate with a 2048-bit key and SHA-256; until then MinProtocol = TLSv1 (or Ciphers = DEFAULT:@SECLEVEL=0) accepts weak ones',
  'cert-untrusted.hint.other': "have the server's administrator correct the certificate or its chain",
  'cert-expired': '{server}: {which} expired {end} (it is now {now})',
  'cert-expired.hint':
    "have the server's administrator renew it; if the current time above is wrong, set this machine's clock",
  'cert-expired.hint.chain':
    "have the server's administrator renew the chain; if the certificate is in your CAFile, replace it there",
  'cert-not-yet-valid': '{server}: {which} is not valid before {start} (it is now {now})',
  'cert-not-yet-valid.hint':
    "set this machine's clock (timedatectl, chronyc tracking); if it is right, the certificate was issued for a later date",
  'cert-revoked': '{server}: {which} (serial {serial}) was revoked{? {when}} by its issuer {issuer}',
  'cert-revoked.hint':
    'the server needs a new certificate: tell its administrator{? (the revocation is in {entry})}',
  block: 'block {block} of {file}',
  'cert-fingerprint':
    '{server}: the certificate ({subject}) has the SHA-256 fingerprint {is}, but Fingerprint = {wanted}',
  'cert-fingerprint.hint':
    'if the server has a new certificate and its administrator confirms the fingerprint, set Fingerprint = {is}; if not, another machine may be answering',
  'crl-missing.absent': '{server}: CrlFile has no CRL of {issuer}, which issued {subject}',
  'crl-missing.forged':
    '{server}: the CRL of {issuer} was not signed with the key of the CA that issued {subject}',
  'crl-missing.self-signed':
    "{server}: the server's certificate ({subject}) is self-signed, so no CRL can show whether it was revoked",
  'crl-missing.no-issuer':
    "{server}: {which} can't be checked for revocation: the certificate of its issuer {issuer} is missing, and without it no CRL of that CA can be verified",
  'crl-missing.delta':
    '{server}: CrlFile has only a delta CRL of {issuer}, which issued {subject}: it lists only changes to a complete CRL',
  'crl-missing.indirect': '{server}: CrlFile has only an indirect CRL of {issuer}, which issued {subject}',
  'crl-missing.some-reasons':
    '{server}: CrlFile has only a CRL for some revocation reasons of {issuer}, which issued {subject}',
  'crl-missing.other-kind':
    '{server}: the CRL of {issuer} in CrlFile is for other kinds of certificates than {subject} (issuingDistributionPoint)',
  'crl-missing.other-point':
    '{server}: the CRL of {issuer} in CrlFile is for another distribution point than the one in {subject} (issuingDistributionPoint)',
  'crl-missing.unknown-extension':
    '{server}: the CRL of {issuer} in CrlFile has a critical extension that is not supported',
  'crl-missing.hint.self-signed':
    'put ; in front of CrlFile, or have the server use a certificate issued by a CA; Fingerprint pins a self-signed one',
  'crl-missing.hint.no-issuer':
    'add the certificate of {issuer} to the file in CAFile, and its current CRL to the file in CrlFile if it is not there yet',
  'crl-missing.hint.forged':
    'get the current CRL of the {issuer} that issued this certificate (there may be an older and a newer CA of this name) and add it to the file in CrlFile',
  'crl-missing.hint.delta':
    'add the complete (base) CRL of {issuer} to the file in CrlFile (a Windows CA writes NAME.crl next to the delta NAME+.crl)',
  'crl-missing.hint.partial':
    'add a complete CRL of {issuer} that covers all of its certificates to the file in CrlFile; openssl crl -in FILE -noout -text shows what a list covers',
  'crl-missing.hint.absent':
    'get the current CRL of {issuer} and add it to the file in CrlFile (it may contain several); every issuer in the chain needs one',
  'crl-expired.expired': '{server}: the CRL of {issuer} ({entry}) expired {end} (it is now {now})',
  'crl-expired.not-yet-valid':
    '{server}: the CRL of {issuer} ({entry}) is not valid before {start} (it is now {now})',
  'crl-expired.expired.hint':
    'fetch the current CRL from that CA and replace it in the file in CrlFile; fetch it by a timer before each nextUpdate',
  'crl-expired.not-yet-valid.hint':
    "set this machine's clock; if it is right, fetch the current CRL from that CA",
  'starttls-unavailable': '{server} does not offer STARTTLS{? (it offers {offered})}; nothing was sent',
  'starttls-unavailable.hint':
    'use a port that has TLS (587: EnableTLS = 1; 465: EnableTLS = 2); only if plain text is acceptable, set StartTLSPolicy = may, or EnableTLS = 0',
  'starttls-refused': '{server} offers STARTTLS but rejected it: {reply}; nothing was sent',
  'starttls-refused.hint':
    "have the server's administrator check its TLS configuration; until then port 465 with EnableTLS = 2 may work",
  'starttls-refused.hint.later':
    'TLS is temporarily unavailable on the server: try again later; if it persists, its administrator has to check its certificate and log',
  'tls-handshake': '{server}: the TLS handshake failed: {detail}',
  'tls-handshake.not-tls': '{server} answered STARTTLS with data that is not TLS',
  'tls-handshake.legacy-renegotiation':
    '{server} lacks secure renegotiation (RFC 5746), and OpenSSL refuses sessions with such a server',
  'tls-handshake.hint.unknown':
    'check MinProtocol, MaxProtocol and Ciphers in sendmemo-ssl.cfg: they limit what is offered to the server',
  'tls-handshake.hint.not-tls':
    'a proxy or a firewall that inspects SMTP may be answering in place of the server: turn the inspection off, or use port 465 with EnableTLS = 2; otherwise the server is broken',
  'tls-handshake.hint.unrecognized-name':
    'the server does not know the name {host}: set smtp-server-host to the name in its certificate (ask its administrator, or use openssl s_client)',
  'tls-handshake.hint.chain-too-big':
    'the server sends more than 100 KB of certificates: have its administrator configure only its own certificate and the intermediates; no setting here changes this',
  'tls-handshake.hint.legacy-renegotiation':
    "have the server's administrator update it (every server since 2010 has this); until then set LegacyRenegotiation = 1 in sendmemo-ssl.cfg",
  'tls-handshake.hint.client-certificate':
    'the server may require a client certificate: ask its administrator; if so, set CertFile = /path/client.pem and KeyFile = /path/client.key in sendmemo-ssl.cfg',
  'tls-handshake.hint.weak-key-exchange':
    "the server's Diffie-Hellman group is too short: have its administrator configure one of 2048 bits; until then set Ciphers = DEFAULT:!kDHE in sendmemo-ssl.cfg",
  'tls-version': '{server}: no TLS version in common: {fault}',
  'tls-version.range':
    'this configuration allows {minimum} to {maximum}, and the server supports none of these',
  'tls-version.old': 'the server supports at most {offered}, this configuration requires at least {minimum}',
  'tls-version.new': 'the server requires {offered}, this configuration allows at most {maximum}',
  'tls-version.hint.old':
    'update the server; until then set MinProtocol = {offered}, which is no longer secure',
  'tls-version.hint.new': 'set MaxProtocol = {offered}, or put ; in front of MaxProtocol',
  'tls-version.hint.sslv3Asked':
    'the server may support only SSLv3, which sendmemo does not, whatever the value of IPM_ENABLE_SSL_V3: update the server',
  'tls-version.hint.sslv3': 'the server may support only SSLv3, which sendmemo does not: update the server',
  'tls-version.hint.unknown':
    'if the server is old, set MinProtocol = TLSv1 (no longer secure); if it is new, check MaxProtocol',
  'tls-version.only': 'this configuration allows only {minimum}, and the server supports none of these',
  'tls-no-common-cipher': '{server}: the server accepts none of the ciphers offered{? (Ciphers = {ciphers})}',
  'tls-no-common-cipher.hint':
    'put ; in front of Ciphers (and CipherSuites) to use the defaults, or add a cipher that the server supports',
  'tls-no-common-cipher.hint.old':
    'if the server supports only old ciphers, set MinProtocol = TLSv1 (includes old ciphers), or Ciphers = ALL:@SECLEVEL=0; better: update the server',
  'tls-client-certificate.rejected': '{server} rejected the client certificate in CertFile: {alert}',
  'tls-client-certificate.required':
    '{server} requires a client certificate, and none is configured ({alert})',
  'tls-client-certificate.rejected.hint':
    "CertFile must contain a valid client certificate issued by a CA that the server trusts, followed by its intermediate certificates; ask the server's administrator which CA it trusts",
  'tls-client-certificate.required.hint':
    'set CertFile = /path/client.pem and KeyFile = /path/client.key in sendmemo-ssl.cfg',
  'not-tls-port': '{server} does not use TLS from the first byte{?: it says "{greeting}"}, but EnableTLS = 2',
  'not-tls-port.hint': 'for port {port} set EnableTLS = 1 (STARTTLS); SMTPS usually uses port 465',
} as const;
