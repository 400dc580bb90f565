import type { ExplainPages } from '../page.ts';

/** English pages for the way to the server and the conversation with it. */
export const sessionPages = {
  NO_GREETING: {
    title: 'no greeting from the server',
    meaning:
      'The connection was made, but the server sent no greeting in time, or closed the connection first. Nothing was sent; a retry may succeed.',
    causes: [
      'The port expects TLS from the first byte (465) and EnableTLS is 0 or 1.',
      'The server is overloaded, or is waiting for a name server that does not answer.',
      'The server or a firewall closes connections from this address.',
    ],
    remedies: [
      'On port 465 set EnableTLS = 2 in sendmemo-ssl.cfg.',
      'Run "sendmemo check" and read the log of the mail server.',
      'If the server delays its greeting on purpose, raise greeting-timeout in sendmemo.cfg.',
    ],
  },
  CONNECT: {
    title: 'no connection to the server',
    meaning:
      "None of the server's addresses could be reached. Nothing was sent; a retry may succeed. Backups in smtp-server-host were tried too.",
    causes: [
      'The mail server is down, or listens on another port.',
      'A firewall on the way rejects or drops the connection (refused at once, or only after connect-timeout).',
      'smtp-server-host or smtp-server-port is wrong; the default is localhost, port 25.',
      'The proxy cannot be reached, rejects the login (status 77) or does not allow the connection (69).',
    ],
    remedies: [
      'Run "sendmemo config show" and compare smtp-server-host and smtp-server-port with what the mail administrator says.',
      'Run "sendmemo check": it shows each address that was tried, with the result.',
      'Add a backup: smtp-server-host = mail.example.com, mail2.example.com.',
      'To lose no mail meanwhile: delivery = spool-on-failure in sendmemo.cfg.',
    ],
  },
  CONNECTION_LOST: {
    title: 'connection lost',
    meaning: [
      'The connection ended in the middle of the session. Before the final dot nothing was delivered.',
      'If the error says that it is unknown whether the message was delivered, the connection was lost after the final dot: the server may have accepted the message. Sending it again may deliver it twice (from the spool with the same Message-ID).',
    ].join('\n'),
    causes: [
      'The server was restarted, or ended the session because of load or policy.',
      'A firewall or NAT dropped the connection.',
      'The network failed.',
    ],
    remedies: [
      'Retry. If it is unknown whether the message was delivered, first look for the Message-ID (it is in the error) in the log of the mail server.',
      'If it happens at the same step each time, ask for the limits of the server (size, time, messages per connection).',
      'To have the queue retry: delivery = spool-on-failure in sendmemo.cfg.',
    ],
  },
  TIMEOUT: {
    title: 'timed out',
    meaning:
      'A step took longer than its limit, the whole run took longer than --timeout, or the process was interrupted. The error says whether the message was delivered: not, or unknown if the whole message had been sent.',
    causes: [
      'The server or the network is slow or hangs.',
      'The message is large for the connection: a run may take 300 seconds unless --timeout sets another limit.',
      'The server scans the message for a long time before it answers the final dot.',
      'The process received SIGTERM, SIGINT or SIGHUP.',
    ],
    remedies: [
      'The error names the step and the setting: connect-timeout, greeting-timeout, command-timeout, data-timeout or final-timeout in sendmemo.cfg, in seconds.',
      'For large messages use --timeout 1800.',
      'Leave final-timeout at 300 or more: giving up early is how messages arrive twice.',
    ],
  },
  DNS: {
    title: "the server's name could not be resolved",
    meaning:
      'Status 68: the name does not exist. Status 75: the name server did not answer, and a retry may succeed. Nothing was sent.',
    causes: [
      'smtp-server-host is misspelt, or is a short name that this machine does not complete.',
      'The name exists only in the internal DNS, and this machine uses another name server.',
      'The name server is down, or /etc/resolv.conf is wrong.',
    ],
    remedies: [
      'Run: getent hosts NAME - sendmemo resolves names in the same way, /etc/hosts included.',
      'Set smtp-server-host in sendmemo.cfg to the full name.',
      'An address works without a name server, but the certificate must contain it (iPAddress).',
    ],
  },
  AUTH: {
    title: 'authentication failed',
    meaning:
      'The server rejected the user name or password, offers no mechanism that sendmemo may use, or the session was not secure enough to send the password. Nothing was sent.',
    causes: [
      'User name or password is wrong, or the password has expired.',
      'The provider requires an app password or a token (xoauth2) instead of the password.',
      'The server offers authentication only after STARTTLS, or not on this port.',
      'The session is not encrypted, or the certificate was not verified: then the password is never sent.',
      'With SCRAM: the server did not prove that it knows the password, or a device on the way decrypts TLS (-PLUS).',
    ],
    remedies: [
      'Check auth-user and the first line of auth-password-file (or what auth-password-command prints).',
      'Use port 587 with EnableTLS = 1, or 465 with EnableTLS = 2.',
      'Run "sendmemo check": it shows the mechanisms that the server offers; choose one with auth-method.',
      'If the server needs no login from this network, put ; in front of auth-user.',
    ],
  },
  OAUTH: {
    title: 'no access token could be obtained',
    meaning:
      'The login needs an access token (auth-oauth), and the token endpoint of the provider rejected the request or could not be reached. The mail server was not asked, and nothing was sent. Status 77: rejected, an administrator has to change something; 75: not reachable, a later try may succeed.',
    causes: [
      'The client secret is wrong or has expired, or the certificate is not registered with the application.',
      'auth-oauth-client-id or auth-oauth-tenant names another application or tenant.',
      'The refresh token has expired or was revoked; a change of the password revokes it too.',
      'An administrator has not consented to the permission, or not delegated the scope to the service account.',
      'A firewall or a proxy keeps this machine from the token endpoint (HTTPS, port 443).',
    ],
    remedies: [
      'Run "sendmemo check": it shows the endpoint, the token and what the token allows, then the login.',
      'Compare auth-oauth-client-id and auth-oauth-tenant with the page of the application at the provider.',
      'Create a new secret, certificate or key there, and replace the file here; the next message uses it.',
      'For a user\'s login run "sendmemo auth login" again.',
      'Let this machine reach the endpoint, or set proxy in sendmemo.cfg.',
    ],
  },
  RECIPIENTS: {
    title: 'recipients rejected',
    meaning:
      "The server rejected one or more recipients; the message was delivered to the others. The error, and rejected in the JSON result, show each of them with the server's reply. Status 67: at least one was rejected permanently. Status 75: all of them only temporarily.",
    causes: [
      'An address does not exist at the server (550 5.1.1), or its mailbox is full (452 4.2.2, 552 5.2.2).',
      'The server accepts fewer recipients per message (452 4.5.3, or 552 without an enhanced code): temporary for the others.',
      'The server does not relay to that domain for this sender or network (550 5.7.1, relaying denied).',
      'The server delays first contacts (greylisting, 450 or 451).',
    ],
    remedies: [
      'Correct or remove the address.',
      'For "relaying denied": log in (auth-user), or have this machine allowed on the mail server.',
      'Rejected temporarily: retry later, or use delivery = spool-on-failure.',
      'Send again only to the rejected recipients; the others would receive the message twice.',
    ],
  },
  REFUSED: {
    title: 'the server rejected the sender, message or session permanently',
    meaning: 'The server answered 5xx. The same message will not be accepted unchanged.',
    causes: [
      'The server does not accept the sender address, or not without a login (530, 550 5.7.0, 553), or not from this account (5.7.60, 5.2.252), or not before it is verified (Amazon SES).',
      'The server requires encryption before mail (530 5.7.0 Must issue a STARTTLS command first).',
      'The server classified the message as spam or a forgery (550 5.7.x, 554): SPF, DKIM, DMARC, content.',
      'The address of this machine is on a block list, or its EHLO name is not accepted.',
    ],
    remedies: [
      "Read the server's reply in the error; its enhanced status code gives the reason.",
      'Set from in sendmemo.cfg to an address that the server allows.',
      'For "Must issue a STARTTLS command first": EnableTLS = 1 in sendmemo-ssl.cfg.',
      'For a rejected EHLO name: Hostname = in sendmemo-ssl.cfg. For reverse DNS (PTR, 5.7.25) ask whoever runs the network; no setting helps.',
    ],
  },
  TRANSIENT: {
    title: 'the server asked to try again later',
    meaning:
      'The server answered 4xx. Nothing is wrong with the message; a retry may succeed. Queue runs retry a message in the spool until max-age is reached.',
    causes: [
      'Greylisting, a limit on messages or connections, a full disk or an overloaded scanner at the server.',
      "The mail server's name server does not answer.",
    ],
    remedies: [
      'Retry in 15 minutes, or let queue runs do it: delivery = spool-on-failure in sendmemo.cfg, and sendmemo queue run from cron or a timer.',
      'For limits: rate-limit and max-connections in sendmemo.cfg.',
      'If the spool gave up, "sendmemo queue show ID" shows the last reply.',
    ],
  },
  SIZE: {
    title: 'the message is too large for the server',
    meaning:
      'The server announces its limit with EHLO (SIZE), and the message is larger, so the content was not sent. Or the server rejected it because of its size: with 552, with an enhanced code x.2.3 or x.3.4, or in its text (534, 554 and others). With a 4xx reply the status is 75: the server may accept the message later. Attachments grow by a third when sent (base64).',
    causes: ['An attachment is too large.', "The server's limit is small; 10 to 35 MB are usual."],
    remedies: [
      'Send a smaller file, a compressed one, or a link.',
      'Have the limit raised on the mail server (message_size_limit in Postfix).',
    ],
  },
  PROTOCOL: {
    title: 'the server violated the SMTP protocol',
    meaning:
      'The server sent something that is not SMTP, or not a valid reply to the command (354 to MAIL, 250 to DATA), or sent it when no reply was due. sendmemo closed the connection, and nothing was delivered.',
    causes: [
      'The port belongs to another service (HTTP, IMAP, SSH).',
      'A proxy or virus scanner on the way changes the conversation.',
      'Something was inserted into the connection before TLS began: an attack, or a broken proxy.',
    ],
    remedies: [
      'Check smtp-server-host and smtp-server-port.',
      'Run "sendmemo check": it shows the greeting and the replies.',
      'Disable SMTP inspection in firewalls and scanners.',
    ],
  },
} as const satisfies Partial<ExplainPages>;
