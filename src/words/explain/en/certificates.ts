import type { ExplainPages } from '../page.ts';

/** English pages for certificates, revocation lists and the TLS session. */
export const certificatePages = {
  CERT_HOSTNAME: {
    title: 'the certificate is for another name',
    meaning:
      'The certificate is genuine, but it was issued for a name other than the one in smtp-server-host. The server that answered may not be the one you mean, so nothing was sent.',
    causes: [
      'smtp-server-host is an alias, a short name (mail), an address or localhost, and the certificate names the full host name.',
      'The certificate has a wildcard that does not match: * stands for exactly one whole label, so *.example.com does not cover mail.sub.example.com.',
      'The name in the certificate has fewer than two dots; such a name is never accepted.',
      'smtp-server-host is an address, and the certificate has no iPAddress entry for it.',
      'The connection reached another server: a changed DNS entry, a load balancer, a proxy, or an attack.',
    ],
    remedies: [
      'Run "sendmemo check": it shows the names in the certificate and whether they match.',
      'Set smtp-server-host in sendmemo.cfg to one of those names, if it resolves to the right server.',
      'Otherwise have a certificate issued with the configured name as a subject alternative name.',
      'As a last resort, and only on a trusted network (not recommended): CertValidationIgnoreHostName = 1 in sendmemo-ssl.cfg skips the check of the name. Trust, dates and revocation are still verified.',
    ],
  },
  CERT_UNTRUSTED: {
    title: "the certificate's issuer is not trusted",
    meaning:
      "No chain leads from the server's certificate to a CA that this machine trusts, so the server's identity can't be verified. Nothing was sent.",
    causes: [
      'The certificate was issued by a private CA, and its root certificate is not in CAFile.',
      'The server does not send the intermediate certificates of its chain.',
      'The certificate is self-signed and is neither in CAFile nor in Fingerprint.',
      'The certificate is not meant for servers, or its key or signature is too weak.',
      "The system's own list of CAs is missing or old, or SSL_CERT_FILE and SSL_CERT_DIR point elsewhere.",
    ],
    remedies: [
      'Run "sendmemo check": it shows the chain certificate by certificate, and why each one is trusted or not.',
      'Copy the root certificate of your CA into the server working directory and write CAFile = ca.pem in sendmemo-ssl.cfg.',
      'If an intermediate is missing, have the mail server send it; until then add it to CAFile, next to the root.',
      'For one self-signed server: Fingerprint = with the SHA-256 that "sendmemo check" shows, after comparing it with the one on the server.',
    ],
  },
  CERT_EXPIRED: {
    title: "a certificate of the server's chain has expired",
    meaning:
      "The certificate's validity has ended, so the server's identity can't be verified. Nothing was sent.",
    causes: [
      'The certificate of the mail server was not renewed, or the server was not restarted after the renewal.',
      'An intermediate or the root in CAFile has expired.',
      'The clock of this machine is ahead.',
    ],
    remedies: [
      'Compare the dates that "sendmemo check" shows with the output of "date -u" on this machine.',
      'Have the certificate renewed on the mail server, and the server restarted.',
      'If the expired certificate is in CAFile, replace it with the new one.',
    ],
  },
  CERT_NOT_YET_VALID: {
    title: "a certificate of the server's chain is not valid yet",
    meaning: 'The certificate becomes valid at a later date. Nothing was sent.',
    causes: [
      'The clock of this machine is behind: for example after a start without battery or network time.',
      'The certificate has just been issued on a machine whose clock is ahead, or is meant for a later day.',
    ],
    remedies: [
      'Compare "date -u" with the dates that "sendmemo check" shows, and correct the clock.',
      'If the clock is right, wait, or have the certificate reissued.',
    ],
  },
  CERT_REVOKED: {
    title: 'the certificate was revoked by its issuer',
    meaning:
      'A revocation list in CrlFile says that the certificate must no longer be trusted; its key may have been stolen. Nothing was sent.',
    causes: [
      'The certificate was replaced, and the server still uses the old one.',
      'The key of the server was lost or stolen, and the issuer withdrew the certificate.',
    ],
    remedies: [
      "Ask the administrator of the mail server; don't work around this in the configuration.",
      'After the server has a new certificate, run "sendmemo check".',
      'If the server is not the one you expected, treat it as an attack.',
    ],
  },
  CERT_FINGERPRINT: {
    title: 'the certificate is not the one in Fingerprint',
    meaning:
      'Fingerprint in sendmemo-ssl.cfg accepts exactly one certificate, and the server sent another. Nothing was sent, not even with IgnoreCertificateErrors = 1.',
    causes: [
      'The certificate of the server was renewed: each renewal changes the fingerprint.',
      'The value was copied from another server, from the CA, or is a SHA-1 or MD5 fingerprint.',
      'Another machine answers in place of the server.',
    ],
    remedies: [
      'On the mail server run: openssl x509 -in CERTIFICATE -noout -fingerprint -sha256, and compare it with what "sendmemo check" shows.',
      'If both are the same, set Fingerprint to that value.',
      'To avoid this at every renewal, trust the CA instead: CAFile in place of Fingerprint.',
    ],
  },
  CRL_MISSING: {
    title: 'no revocation list for an issuer in the chain',
    meaning:
      "With CrlFile set, every issuer in the server's chain needs a list there. One has no usable list, so it is unknown whether the certificate was revoked. Nothing was sent.",
    causes: [
      'CrlFile has the list of the issuing CA only, and the chain has an intermediate or a root that needs a list too.',
      "The list was not signed with the issuer's key: an old CA of the same name, or a forged list.",
      'The server is trusted only by its own self-signed certificate, which no list can cover.',
    ],
    remedies: [
      'Run "sendmemo check": it shows each issuer of the chain and each list in CrlFile.',
      'Add the missing list to CrlFile; one file may contain several PEM lists.',
      'For a self-signed server remove CrlFile, or use Fingerprint.',
    ],
  },
  CRL_EXPIRED: {
    title: 'a revocation list is out of date',
    meaning:
      'A list in CrlFile is past its next update, or not valid yet, so later revocations are unknown. Nothing was sent.',
    causes: [
      'The job that fetches the list has stopped.',
      'The CA has not issued a new list.',
      'The clock of this machine is wrong.',
    ],
    remedies: [
      'Fetch the current list from the CA into the file that CrlFile names; the next run reads it.',
      'Fetch the list by cron, more often than it is updated.',
      'Compare "date -u" with the dates that "sendmemo check" shows.',
    ],
  },
  STARTTLS_UNAVAILABLE: {
    title: 'the server does not offer STARTTLS',
    meaning:
      'EnableTLS = 1 asks for an encrypted session, and the server does not offer one. sendmemo never falls back to plain text: nothing was sent.',
    causes: [
      'The port is wrong: STARTTLS is usual on 25 and 587, while 465 needs EnableTLS = 2.',
      'STARTTLS is disabled on the mail server, or enabled only for some networks.',
      'A firewall, a proxy or an attacker removes STARTTLS from the reply (XXXXXXXA).',
    ],
    remedies: [
      'Run "sendmemo check": it shows what the server offers.',
      'Correct smtp-server-port, or set EnableTLS = 2 for port 465.',
      'Have STARTTLS enabled on the mail server, and the inspection of SMTP disabled in firewalls.',
      'Only if plain text is acceptable: StartTLSPolicy = may in sendmemo-ssl.cfg; sendmemo warns about each message sent that way.',
    ],
  },
  STARTTLS_REFUSED: {
    title: 'the server refused STARTTLS',
    meaning:
      'The server offers STARTTLS and answered the command with an error. 454 is temporary (status 75), 5xx is permanent (status 76). Nothing was sent.',
    causes: [
      "The server can't read its own certificate or key, often after a renewal.",
      'The server is short of entropy or memory.',
    ],
    remedies: [
      'Check the log of the mail server at the time of the attempt.',
      'With a spool (delivery = spool-on-failure) the next queue run retries after a 454.',
    ],
  },
  TLS_HANDSHAKE: {
    title: 'the TLS session could not be set up',
    meaning:
      'The two sides did not agree on a version, a cipher or a client certificate, or one of them ended the handshake. Nothing was sent.',
    causes: [
      'The server supports only versions older than TLS 1.2.',
      'Ciphers or CipherSuites allow nothing that the server supports.',
      'The server requires a client certificate, and none is configured, or one that it does not trust.',
      'A proxy or firewall blocks TLS sessions or answers in plain text.',
    ],
    remedies: [
      'Run "sendmemo check": it shows the version and the cipher, or the server\'s alert.',
      'For an old server: MinProtocol = TLSv1 (or TLSv1.1) in sendmemo-ssl.cfg; better, have the server updated.',
      'Put ; in front of Ciphers and CipherSuites, and try again.',
      'For a client certificate: CertFile = client.pem and KeyFile = client.key, from a CA that the server trusts.',
    ],
  },
  NOT_TLS_PORT: {
    title: 'the port does not use TLS from the start',
    meaning:
      'EnableTLS = 2 expects TLS from the first byte, and the server answered in plain text. Nothing was sent.',
    causes: [
      'The port is for plain text or STARTTLS: 25 or 587.',
      'The service on port 465 is not configured as SMTPS.',
    ],
    remedies: [
      'Set EnableTLS = 1 in sendmemo-ssl.cfg to use STARTTLS on this port,',
      'or smtp-server-port = 465 in sendmemo.cfg to use SMTPS.',
    ],
  },
} as const satisfies Partial<ExplainPages>;
