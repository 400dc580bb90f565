/** English sentences for warnings. Which one applies to which facts is in ../decide. */
export const noticeSentences = {
  'certificate-errors-ignored':
    '{server}: certificate errors ignored (IgnoreCertificateErrors = 1): {errors}; certificate of {subject}',
  'hostname-not-compared':
    '{server}: the certificate is for {names}; the name was not checked (CertValidationIgnoreHostName = 1)',
  'starttls-not-offered':
    '{server} does not offer STARTTLS: the message was sent in plain text (StartTLSPolicy = may)',
  'client-certificate-purpose':
    '{path}: the client certificate is not for clients (its extended key usage does not name clientAuth): servers may reject it; have one issued with clientAuth, by a CA of your own if public ones no longer do',
  'legacy-renegotiation':
    'LegacyRenegotiation = 1: a server without secure renegotiation (RFC 5746) is accepted; update the server, then put ; in front of this line',
  'tls-option-unused': '{options} are not used without TLS: add --tls starttls or --tls smtps',
  'tls-option-unused.one': '{options} is not used without TLS: add --tls starttls or --tls smtps',
  'old-protocols': 'MinProtocol = {minimum} allows protocols, ciphers and digests that are no longer secure',
  'sslv3-not-in-runtime':
    'IPM_ENABLE_SSL_V3 is set: TLS 1.0 and newer are allowed with their old ciphers; SSLv3 is not supported',
  'key-readable-by-others': '{path} is readable by other users (mode {mode:octal}): chmod 600 {path}',
  'cfg-writable-by-others':
    'other users can write to {path} (owner {owner}, mode {mode:octal}) and change where mail goes: chmod go-w {path}',
  'auth-over-insecure-session.plain-text':
    '{server}: the password is sent without encryption (auth-allow-insecure = 1)',
  'auth-over-insecure-session.unverified':
    '{server}: the password is sent to a server that was not verified (auth-allow-insecure = 1)',
  'dsn-not-offered': '{server} does not offer DSN: sent without a request for delivery notifications',
  'backup-used': '{what} ({code}); trying the backup {next}',
  'backup-used.failed': '{failed} failed',
  'bad-certificate-entry': '{path}: {detail}; not used',
  'default-trust-unavailable': "the system's CAs can't be used: {detail}",
  'server-cannot-be-cached': "{path} can't be written ({system}): failed servers won't be remembered",
  'stdin-ignored': 'the body is the text of --body; the data on standard input was ignored',
  'body-is-address': '-b is --body, and the body is {text:json}; for a blind copy use --bcc {text}',
  'default-server-used':
    'no server is configured: using localhost:{port}; name one with -H HOST, or create a configuration with sendmemo config init DIR',
  'spool-waits':
    'messages in the spool have been waiting since {since} because of {code}; max-age is suspended until you fix that (sendmemo explain {code})',
  'kept-in-spool': '{why}; queued as {queueId} for the next queue run{?; delivered to {delivered}}',
  'kept-in-spool.deferred': '{address} deferred ({reply})',
  'kept-in-spool.more': '{texts} and {more} more',
  'kept-in-spool.all': '{texts}',
  'kept-in-fallback':
    'message {queueId} is kept on this machine, in {directory}: {what}; the next sendmemo queue run on this machine moves it to the database',
  'no-queue-runner':
    'nothing delivers the messages in {spool}: sendmemo queue run last ran at {lastRun:minute}; start it (systemctl enable --now sendmemo-queue-run.timer, or cron)',
  'no-queue-runner.never':
    'nothing delivers the messages in {spool}: sendmemo queue run has never run there; start it (systemctl enable --now sendmemo-queue-run.timer, or cron)',
  'relay-signature-removed':
    '{queueId}: the DKIM signature of {sender} was removed, because relay-sender changes From; switch DKIM off in the device',
  'last-reply-not-recorded':
    '{queueId}: the server answered {code}, but that could not be recorded; the message may be delivered twice',
} as const;
