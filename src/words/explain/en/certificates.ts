import type { ExplainPages } from '../page.ts';

/** English pages for certificates, revocation lists and the TLS session. */
export const certificatePages = {
  CERT_HOSTNAME: {
    title: "the certificate does not carry the server's name",
    meaning: [
      'The certificate is genuine, but it was made for another name than the one in smtp-server-host. Whoever answered may be another server than the one that was meant, so nothing was sent.',
    ],
    causes: [
      'smtp-server-host is an alias, a short name (mail), an address or localhost, and the certificate names the full host name.',
      'The certificate has a wildcard that does not fit: * stands for exactly one whole label, so *.example.com does not cover mail.sub.example.com.',
      'The name in the certificate has fewer than two dots; such a name never counts.',
      'smtp-server-host is an address, and the certificate has no iPAddress entry for it.',
      'The connection was led to another server: a changed DNS entry, a load balancer, a proxy, or an attack.',
    ],
    remedies: [
      'Run "sendmemo check": it shows the names in the certificate and compares them row by row.',
      'Write one of those names as smtp-server-host in sendmemo.cfg, provided that it leads to the right server.',
      'Otherwise have a certificate made that holds the configured name as a subject alternative name.',
      'As a last resort, where the network between is trusted: CertValidationIgnoreHostName = 1 in sendmemo-ssl.cfg. Trust, dates and revocation are still verified.',
    ],
  },
  CERT_UNTRUSTED: {
    title: "the certificate's issuer is not trusted",
    meaning: [
      "No chain leads from the server's certificate to a CA that is trusted here, so nobody vouches for the server. Nothing was sent.",
    ],
    causes: [
      'The certificate comes from a CA of your own, and CAFile does not hold its root certificate.',
      'The server does not send the intermediate certificates of its chain.',
      'The certificate is self-signed and stands neither in CAFile nor in Fingerprint.',
      'The certificate is not meant for servers, or its key or signature is too weak for this runtime.',
      "The system's own list of CAs is missing or old, or SSL_CERT_FILE and SSL_CERT_DIR lead elsewhere.",
    ],
    remedies: [
      'Run "sendmemo check": it shows the chain certificate by certificate, and which of them is trusted by what.',
      'Copy the root certificate of your CA into the server working directory and write CAFile = ca.pem in sendmemo-ssl.cfg.',
      'Where an intermediate is missing, have the mail server send it; until then put it into CAFile beside the root.',
      'For one self-signed server: Fingerprint = with the SHA-256 that "sendmemo check" shows, after comparing it with the one on the server.',
    ],
  },
  CERT_EXPIRED: {
    title: "a certificate of the server's chain has expired",
    meaning: ['The last day of the certificate is past; nobody vouches for it any longer. Nothing was sent.'],
    causes: [
      'The certificate of the mail server was not renewed, or the server was not restarted after the renewal.',
      'An intermediate or the root in CAFile has expired.',
      'The clock of this machine is ahead.',
    ],
    remedies: [
      'Compare the dates that "sendmemo check" shows with the output of "date -u" on this machine.',
      'Have the certificate renewed on the mail server, and the server restarted.',
      'Where the expired one is in CAFile, put its successor there.',
    ],
  },
  CERT_NOT_YET_VALID: {
    title: "a certificate of the server's chain is not valid yet",
    meaning: ['The first day of the certificate lies in the future. Nothing was sent.'],
    causes: [
      'The clock of this machine is behind: after a start without battery or network time, for example.',
      'The certificate was made a moment ago on a machine whose clock is ahead, or for a later day.',
    ],
    remedies: [
      'Compare "date -u" with the dates that "sendmemo check" shows; set the clock right.',
      'Where the clock is right, wait, or have the certificate made anew.',
    ],
  },
  CERT_REVOKED: {
    title: 'the certificate was revoked by its issuer',
    meaning: [
      'A list in CrlFile says that the certificate must no longer be trusted; its key may be in the hands of others. Nothing was sent.',
    ],
    causes: [
      'The certificate was replaced, and the server still uses the old one.',
      'The key of the server was lost or stolen, and the issuer withdrew the certificate.',
    ],
    remedies: [
      'Ask the administrator of the mail server: this is not a fault to be configured away.',
      'After the server has a new certificate, run "sendmemo check".',
      'Where the server is not what you expected, treat it as an attack.',
    ],
  },
  CERT_FINGERPRINT: {
    title: 'the certificate is not the one in Fingerprint',
    meaning: [
      'Fingerprint in sendmemo-ssl.cfg names one certificate and no other; the server showed another. Nothing was sent, under IgnoreCertificateErrors = 1 too.',
    ],
    causes: [
      'The certificate of the server was renewed: each renewal changes the fingerprint.',
      'The value was copied from another server, from the CA, or is a SHA-1 or MD5 fingerprint.',
      'Somebody else answers in place of the server.',
    ],
    remedies: [
      'On the mail server run: openssl x509 -in CERTIFICATE -noout -fingerprint -sha256, and compare it with what "sendmemo check" shows.',
      'Where both are the same, write that value as Fingerprint.',
      'To be spared this at every renewal, trust the CA instead: CAFile in place of Fingerprint.',
    ],
  },
  CRL_MISSING: {
    title: 'there is no revocation list for an issuer of the chain',
    meaning: [
      "With CrlFile set, every issuer in the server's chain must have a list there. One has none that counts, so it is unknown whether the certificate was revoked. Nothing was sent.",
    ],
    causes: [
      'CrlFile holds the list of the issuing CA alone, and the chain has an intermediate or a root with a list of its own.',
      'The list was signed with another key than that of the issuer: an old CA of the same name, or a forged list.',
      'The server is trusted only through its own self-signed certificate; for such a one there can be no list.',
    ],
    remedies: [
      'Run "sendmemo check": it shows each issuer of the chain and each list in CrlFile.',
      'Put the missing list into CrlFile; several PEM lists may follow each other in one file.',
      'For a self-signed server take CrlFile out, or use Fingerprint.',
    ],
  },
  CRL_EXPIRED: {
    title: 'a revocation list is out of date',
    meaning: [
      'The next update of a list in CrlFile is past, or the list is not valid yet; what was revoked since is unknown. Nothing was sent.',
    ],
    causes: [
      'The job that fetches the list has stopped.',
      'The CA has not issued a new list.',
      'The clock of this machine is wrong.',
    ],
    remedies: [
      'Fetch the current list from the CA into the file that CrlFile names; the next run reads it.',
      'Have the list fetched by cron, more often than its next update comes.',
      'Compare "date -u" with the dates that "sendmemo check" shows.',
    ],
  },
  STARTTLS_UNAVAILABLE: {
    title: 'the server does not offer STARTTLS',
    meaning: [
      'EnableTLS = 1 asks for an encrypted session, and the server does not offer one. It is never replaced by plain text: nothing was sent.',
    ],
    causes: [
      'The port is wrong: STARTTLS is usual on 25 and 587, while 465 wants EnableTLS = 2.',
      'STARTTLS is not switched on in the mail server, or only for some networks.',
      'A firewall or proxy on the way takes STARTTLS out of the reply (XXXXXXXA), or an attacker does.',
    ],
    remedies: [
      'Run "sendmemo check": it shows what the server offers.',
      'Correct smtp-server-port, or set EnableTLS = 2 for port 465.',
      'Have STARTTLS switched on at the mail server; in firewalls switch the inspection of SMTP off.',
      'Only where plain text is really acceptable: StartTLSPolicy = may in sendmemo-ssl.cfg; each such message gives a warning.',
    ],
  },
  STARTTLS_REFUSED: {
    title: 'the server refused STARTTLS',
    meaning: [
      'The server offers STARTTLS and answered the command with an error. With 454 the fault is temporary (status 75), with 5xx it is not (status 76). Nothing was sent.',
    ],
    causes: [
      "The server can't read its own certificate or key, often after a renewal.",
      'The server is short of entropy or memory.',
    ],
    remedies: [
      'Look into the log of the mail server at the time of the try.',
      'With a spool (delivery = spool-on-failure) a 454 is tried again by itself.',
    ],
  },
  TLS_HANDSHAKE: {
    title: 'the TLS session could not be set up',
    meaning: [
      'The two sides did not agree on a version, a cipher or a client certificate, or one of them broke off. Nothing was sent.',
    ],
    causes: [
      'The server has only versions older than TLS 1.2.',
      'Ciphers or CipherSuites leave nothing that the server has.',
      'The server wants a client certificate, and there is none, or one that it does not trust.',
      'A proxy or firewall breaks off TLS sessions.',
    ],
    remedies: [
      'Run "sendmemo check": it shows the version and the cipher, or the alert of the server.',
      'For an old server: MinProtocol = TLSv1 (or TLSv1.1) in sendmemo-ssl.cfg; better, have the server updated.',
      'Put ; in front of Ciphers and CipherSuites, and try again.',
      'For a client certificate: CertFile = client.pem and KeyFile = client.key, from a CA that the server trusts.',
    ],
  },
  NOT_TLS_PORT: {
    title: 'the port does not speak TLS',
    meaning: [
      'EnableTLS = 2 begins with TLS from the first byte, and the server answered in plain text. Nothing was sent.',
    ],
    causes: [
      'The port is one for plain text or STARTTLS: 25 or 587.',
      'The service on port 465 is not switched on as SMTPS.',
    ],
    remedies: [
      'Set EnableTLS = 1 in sendmemo-ssl.cfg to use STARTTLS on this port,',
      'or smtp-server-port = 465 in sendmemo.cfg to use SMTPS.',
    ],
  },
} as const satisfies Partial<ExplainPages>;
