import type { ExplainPages } from '../page.ts';

/** English pages for the way to the server and the conversation with it. */
export const sessionPages = {
  NO_GREETING: {
    title: 'the server did not greet',
    meaning: [
      'The connection was made, but no greeting came in time, or it was closed before one. Nothing was sent; it may work later.',
    ],
    causes: [
      'The port expects TLS from the first byte (465) and EnableTLS is 0 or 1.',
      'The server is overloaded, or waits for a name server that does not answer.',
      'The server or a firewall closes connections from this address.',
    ],
    remedies: [
      'On port 465 set EnableTLS = 2 in sendmemo-ssl.cfg.',
      'Run "sendmemo check" and look into the log of the mail server.',
      'Where the server is slow to greet on purpose, raise greeting-timeout in sendmemo.cfg.',
    ],
  },
  CONNECT: {
    title: 'no connection to the server',
    meaning: [
      'None of the addresses of the server could be reached. Nothing was sent; it may work later. Backups in smtp-server-host were tried too.',
    ],
    causes: [
      'The mail server is down, or listens on another port.',
      'A firewall between refuses or drops the connection (refused at once, or only after connect-timeout).',
      'smtp-server-host or smtp-server-port is wrong; the default is localhost, port 25.',
    ],
    remedies: [
      'Run "sendmemo config show" and compare smtp-server-host and smtp-server-port with what the mail administrator says.',
      'Run "sendmemo check": it names each address that was tried and what came of it.',
      'Give a backup: smtp-server-host = mail.example.com, mail2.example.com.',
      'To lose nothing meanwhile: delivery = spool-on-failure in sendmemo.cfg.',
    ],
  },
  CONNECTION_LOST: {
    title: 'the connection broke',
    meaning: [
      'The connection ended in the middle of the session. Before the final dot nothing was delivered.',
      'Where the message says that delivery is unknown, the connection broke after the final dot: the server may have taken the message. Sending it again may deliver it twice, with the same Message-ID from the spool.',
    ],
    causes: [
      'The server was restarted, or ended the session because of load or policy.',
      'A firewall or NAT forgot the connection.',
      'The network failed.',
    ],
    remedies: [
      'Try again; look into the log of the mail server, by Message-ID where delivery is unknown.',
      'Where it happens at the same place each time, ask for the limits of the server (size, time, messages per connection).',
      'To have it tried again by itself: delivery = spool-on-failure in sendmemo.cfg.',
    ],
  },
  TIMEOUT: {
    title: 'it took too long',
    meaning: [
      'A step took longer than its limit, the whole run longer than --timeout, or the process was told to end. The message was not delivered, save where the text says that delivery is unknown.',
    ],
    causes: [
      'The server or the network is slow or hangs.',
      'The message is large for the line: a run may take 300 seconds where --timeout says nothing else.',
      'Scanning on the server takes long before it answers the final dot.',
      'SIGTERM, SIGINT or SIGHUP came.',
    ],
    remedies: [
      'The text names the step and the setting: connect-timeout, greeting-timeout, command-timeout, data-timeout or final-timeout in sendmemo.cfg, in seconds.',
      'For large messages give --timeout 1800.',
      'Leave final-timeout at 300 or more: giving up early is how messages arrive twice.',
    ],
  },
  DNS: {
    title: "the server's name could not be resolved",
    meaning: [
      'With status 68 the name does not exist; with status 75 the name server gave no answer, and it may work later. Nothing was sent.',
    ],
    causes: [
      'smtp-server-host is misspelt, or is a short name that this machine does not complete.',
      'The name exists only inside, and this machine asks another name server.',
      'The name server is down, or /etc/resolv.conf is wrong.',
    ],
    remedies: [
      'Run: getent hosts NAME - sendmemo resolves names in the same way, /etc/hosts included.',
      'Correct smtp-server-host in sendmemo.cfg, with the full name.',
      'An address works without name server, but its certificate must hold it (iPAddress).',
    ],
  },
  AUTH: {
    title: 'logging in failed',
    meaning: [
      'The server refused user name or password, offers no mechanism that is wanted, or the session was not safe enough to show the password. Nothing was sent.',
    ],
    causes: [
      'User name or password is wrong, or the password has expired.',
      'The provider wants an application password or a token (xoauth2) in place of the password.',
      'The server offers logging in only after STARTTLS, or not at all on this port.',
      'The session is not encrypted, or the certificate was not verified: then the password is never sent.',
    ],
    remedies: [
      'Check auth-user and the first line of auth-password-file (or what auth-password-command prints).',
      'Use port 587 with EnableTLS = 1, or 465 with EnableTLS = 2.',
      'Run "sendmemo check": it shows the mechanisms that the server offers; choose one with auth-method.',
      'Where the server needs no login from this network, put ; in front of auth-user.',
    ],
  },
  RECIPIENTS: {
    title: 'recipients were refused',
    meaning: [
      'The server refused one or more recipients. The others have the message; the lines after the error, and rejected in the JSON result, name each refused one and the reply. Status 67: at least one was refused for good. Status 75: all of them only for now.',
    ],
    causes: [
      'An address does not exist at the server (550 5.1.1), or its mailbox is full (452 4.2.2, 552 5.2.2).',
      'The server accepts fewer recipients for one message (452 4.5.3, or 552 without an enhanced code): temporary for the others.',
      'The server does not relay to that domain for this sender or network (550 5.7.1, relaying denied).',
      'The server delays first contacts (greylisting, 450 or 451).',
    ],
    remedies: [
      'Correct or remove the address.',
      'For "relaying denied": log in (auth-user), or have this machine allowed at the mail server.',
      'Refused for now: try again later, or use delivery = spool-on-failure.',
      'Send again to the refused ones alone; the others would get it twice.',
    ],
  },
  REFUSED: {
    title: 'the server refused sender, message or session for good',
    meaning: ['The server answered 5xx. The same message will not get through as it is.'],
    causes: [
      'The server does not accept the sender address, or not without a login (530, 550 5.7.0, 553), or not from this account (5.7.60, 5.2.252), or not before it is verified (Amazon SES).',
      'Encryption is demanded before mail (530 5.7.0 Must issue a STARTTLS command first).',
      'The message was taken for spam or a forgery (550 5.7.x, 554): SPF, DKIM, DMARC, content.',
      'The address of this machine is on a block list, or its EHLO name is not accepted.',
    ],
    remedies: [
      'Read the reply in the error: it is the word of the server, and the enhanced status says what it is about.',
      'Set from in sendmemo.cfg to an address that the server allows.',
      'For "Must issue a STARTTLS command first": EnableTLS = 1 in sendmemo-ssl.cfg.',
      'For a refused EHLO name: Hostname = in sendmemo-ssl.cfg.',
    ],
  },
  TRANSIENT: {
    title: 'the server says: not now',
    meaning: [
      'The server answered 4xx. Nothing is wrong with the message; the same may succeed later. In the spool it is tried again by itself until max-age is reached.',
    ],
    causes: [
      'Greylisting, a limit on messages or connections, a full disk or an overloaded scanner at the server.',
      'A name server that the mail server asks does not answer.',
    ],
    remedies: [
      'Try again in a quarter of an hour, or let the spool do it: delivery = spool-on-failure in sendmemo.cfg.',
      'For limits: rate-limit and max-connections in sendmemo.cfg.',
      'Where the spool gave up, "sendmemo queue show ID" has the last reply.',
    ],
  },
  SIZE: {
    title: 'the message is too large for the server',
    meaning: [
      'The server tells its limit with EHLO (SIZE), and the message is larger; it was rejected before the content was sent. Or the server rejected it by its size: with 552, with an enhanced code x.2.3 or x.3.4, or in words (534, 554 and others). With a 4xx reply the status is 75: the server may accept the message later. Attachments grow by a third when sent (base64).',
    ],
    causes: ['An attachment is too large.', 'The limit of the server is small; 10 to 35 MB are usual.'],
    remedies: [
      'Send a smaller file, a compressed one, or a link.',
      'Have the limit raised at the mail server (message_size_limit in Postfix).',
    ],
  },
  PROTOCOL: {
    title: 'the server broke the protocol',
    meaning: [
      'What came from the server is not SMTP, or not an answer to the command (354 to MAIL, 250 to DATA), or came when nothing may come. The connection was dropped, and nothing was delivered.',
    ],
    causes: [
      'The port belongs to another service (HTTP, IMAP, SSH).',
      'A proxy or virus scanner on the way changes the conversation.',
      'Something was put into the connection before TLS began: an attack, or a broken proxy.',
    ],
    remedies: [
      'Check smtp-server-host and smtp-server-port.',
      'Run "sendmemo check": it shows the greeting and the replies.',
      'Switch SMTP inspection off in firewalls and scanners.',
    ],
  },
} as const satisfies Partial<ExplainPages>;
