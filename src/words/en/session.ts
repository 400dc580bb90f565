/** English sentences for the way to the server and the conversation with it. Which one applies to which facts is in ../decide. */
export const sessionSentences = {
  'retry-from-queue': '--spool-on-failure keeps the message for the next sendmemo queue run',
  'cause.starttls-first': 'the server requires TLS first: set EnableTLS = 1 in sendmemo-ssl.cfg',
  'cause.login-first':
    'the server requires a login: set auth-user and auth-password-file in sendmemo.cfg (on Office 365, 5.7.57 means that the session is not authenticated)',
  'cause.login-or-certificate':
    'the server does not know this client. Possible causes: the login is missing (auth-user and auth-password-file in sendmemo.cfg), or the server requires a client certificate (CertFile and KeyFile in sendmemo-ssl.cfg)',
  'cause.client-certificate':
    'possible cause: the server requires a client certificate that it trusts: set CertFile and KeyFile in sendmemo-ssl.cfg, or ask its administrator which CA it accepts',
  'cause.connector':
    'Office 365 accepts mail without a login only through a connector of the tenant: log in (auth-oauth = microsoft, smtp-server-host = smtp.office365.com:587), or have an administrator add a connector for the address of this machine (Exchange admin center, Mail flow, Connectors)',
  'cause.send-as':
    'the account of auth-user may not send as this address: set from in sendmemo.cfg to the address of the account, or have the "Send As" permission granted to it',
  'cause.address-not-verified':
    'the provider accepts only verified addresses: verify the address or domain of the sender there (on Amazon SES in the same region; in its sandbox each recipient too), or set from in sendmemo.cfg to a verified one',
  'cause.sender-domain':
    'the server does not accept the address or domain of the sender: set from in sendmemo.cfg, or --envelope-from, to an address whose domain exists in DNS and that the server allows',
  'cause.sender-policy':
    "the sender's domain does not allow this server to send for it (SPF, DKIM, DMARC): set from in sendmemo.cfg to an address of a domain that does, send through that domain's mail server, or have this server added to its SPF record",
  'cause.reverse-dns':
    "the server requires reverse DNS for this machine's public address: ask whoever runs the network for a PTR record, or send through your provider's mail server (smtp-server-host); no other setting helps",
  'cause.block-list':
    "the address of this machine, or the sender, is on a block list: follow the link in the reply, or send through your provider's mail server (smtp-server-host)",
  'cause.relay-denied':
    'the server does not relay for this client: log in (auth-user in sendmemo.cfg), have the address of this machine allowed there (Postfix: mynetworks), or use the mail server that is responsible for the recipient',
  'cause.no-such-user': 'the mailbox does not exist on that server: correct the address',
  'cause.mailbox-full':
    'the mailbox of the recipient is full: try again later, or reach its owner in another way',
  'cause.greylisted':
    'possible cause: greylisting, which accepts a later attempt from the same address; {retry}',
  'cause.rate-limited':
    'the server limits how much it accepts in a given time: try again later, and lower max-connections and rate-limit in sendmemo.cfg',
  'cause.disk-full': 'the server has no space or resources left: its administrator has to free some; {retry}',
  'cause.server-fault':
    'this is a fault of the server, not of these settings: check its log or ask its administrator; try again later',
  'wait.resolve': 'looking up {server:tried}',
  'wait.connect': 'connecting to {server:tried}',
  'wait.greeting': 'waiting for the greeting of {server:tried}',
  'wait.ehlo': 'waiting for {server:tried} to answer EHLO',
  'wait.starttls': 'waiting for {server:tried} to answer STARTTLS',
  'wait.tls': 'in the TLS handshake with {server:tried}',
  'wait.auth': 'logging in to {server:tried}',
  'wait.mail': 'waiting for {server:tried} to answer MAIL FROM',
  'wait.rcpt': 'waiting for {server:tried} to answer RCPT TO',
  'wait.data': 'waiting for {server:tried} to answer DATA',
  'wait.content': 'sending the message to {server:tried}',
  'wait.final': 'waiting for {server:tried} to accept the message',
  'wait.rset': 'waiting for {server:tried} to answer RSET',
  'wait.quit': 'waiting for {server:tried} to answer QUIT',
  'at.resolve': 'while looking up its name',
  'at.connect': 'while connecting',
  'at.greeting': 'instead of a greeting',
  'at.ehlo': 'at EHLO',
  'at.starttls': 'at STARTTLS',
  'at.tls': 'in the TLS handshake',
  'at.auth': 'during authentication',
  'at.mail': 'at MAIL FROM',
  'at.rcpt': 'at RCPT TO',
  'at.data': 'at DATA',
  'at.content': 'while sending the message',
  'at.final': 'at the end of the message',
  'at.rset': 'at RSET',
  'at.quit': 'at QUIT',
  'rejected.resolve': 'the connection',
  'rejected.connect': 'the connection',
  'rejected.greeting': 'the connection',
  'rejected.ehlo': 'EHLO',
  'rejected.starttls': 'STARTTLS',
  'rejected.tls': 'STARTTLS',
  'rejected.auth': 'authentication',
  'rejected.mail': 'the sender',
  'rejected.rcpt': 'the recipients',
  'rejected.data': 'the message',
  'rejected.content': 'the message',
  'rejected.final': 'the message',
  'rejected.rset': 'the session',
  'rejected.quit': 'the session',
  'dns-no-such-name': 'the server name "{host}" does not exist',
  'dns-no-such-name.hint':
    "correct smtp-server-host (this machine can't resolve {host}, not even from /etc/hosts): getent hosts {host:sh}",
  'dns-unreachable': 'the server name "{host}" could not be resolved ({system})',
  'dns-unreachable.hint':
    'the name server did not answer: try again later, check /etc/resolv.conf, or set smtp-server-host to an IP address',
  'connect-failed': 'no connection to {server:tried}: {reasons}',
  'connect-failed.reason.ECONNREFUSED': 'connection refused (ECONNREFUSED)',
  'connect-failed.reason.ETIMEDOUT': 'no answer in time (ETIMEDOUT)',
  'connect-failed.reason.EHOSTUNREACH': 'no route to the host (EHOSTUNREACH)',
  'connect-failed.reason.ENETUNREACH': 'no route to the network (ENETUNREACH)',
  'connect-failed.reason.EADDRNOTAVAIL': 'the source address is not one of this machine (EADDRNOTAVAIL)',
  'connect-failed.reason.EAFNOSUPPORT': 'the source address is of another family (EAFNOSUPPORT)',
  'connect-failed.reason.ECONNRESET': 'connection reset (ECONNRESET)',
  'connect-failed.hint.localhost':
    'no mail server listens on port {port} of this machine. Name your mail server: -H mail.example.com, or smtp-server-host in the sendmemo.cfg of --server-dir DIR (sendmemo config init DIR creates one)',
  'connect-failed.hint.refused':
    'no program listens on port {port} there: correct smtp-server-host or smtp-server-port (25, 587 with STARTTLS, 465 with EnableTLS = 2), or start the mail server',
  'connect-failed.hint.silent':
    'a firewall may drop port {port}, or the host is down: try another smtp-server-port, or raise connect-timeout in sendmemo.cfg',
  'connect-failed.hint.other':
    'check the network and routes of this machine, smtp-server-host and smtp-server-port',
  'connect-failed.source.foreign':
    'this machine does not have the address {address}: correct source-address in sendmemo.cfg (ip address shows those that it has)',
  'connect-failed.source.family':
    'source-address = {address} and the address of the server are not both IPv4 or both IPv6: set one of the same family, or remove it from sendmemo.cfg',
  'proxy-failed': 'no connection to {server:tried} through the proxy {proxy}: {fault}{? ({detail})}',
  'proxy-failed.fault.name': 'the name of the proxy could not be looked up',
  'proxy-failed.fault.unreachable': 'no connection to the proxy',
  'proxy-failed.fault.no-proxy': 'it does not answer as a proxy of this kind',
  'proxy-failed.fault.lost': 'the proxy closed the connection without an answer',
  'proxy-failed.fault.timeout': 'the proxy did not answer in time',
  'proxy-failed.fault.login-required': 'the proxy requires a login',
  'proxy-failed.fault.login-refused': 'the proxy rejected user or password',
  'proxy-failed.fault.policy': 'the proxy does not allow this connection',
  'proxy-failed.fault.target': 'the proxy cannot reach the server',
  'proxy-failed.hint.name': 'correct proxy in sendmemo.cfg, or start the proxy',
  'proxy-failed.hint.unreachable': 'correct proxy in sendmemo.cfg, or start the proxy',
  'proxy-failed.hint.no-proxy.http':
    'check host, port and scheme of proxy in sendmemo.cfg; for a SOCKS proxy set socks5h://HOST:PORT',
  'proxy-failed.hint.lost': 'check the log of the proxy: it may allow other clients only, or not this port',
  'proxy-failed.hint.timeout':
    'the proxy or the server behind it is slow or filtered: check the log of the proxy, or raise connect-timeout in sendmemo.cfg',
  'proxy-failed.hint.login-required':
    'set proxy = {scheme}://USER@HOST:PORT, and proxy-password-file to a file with the password',
  'proxy-failed.hint.login-refused': 'check the user in proxy and the first line of proxy-password-file',
  'proxy-failed.hint.policy':
    'have the proxy allow this machine to connect to the host and port of the server (many HTTP proxies allow CONNECT to port 443 only; Squid: SSL_ports)',
  'proxy-failed.hint.target':
    'check smtp-server-host and smtp-server-port as the proxy sees them: it resolves the name itself, and a firewall behind it may block the port',
  'proxy-failed.hint.no-proxy.socks5h':
    'check host, port and scheme of proxy in sendmemo.cfg; for an HTTP proxy set http://HOST:PORT',
  'no-greeting': '{server:tried} accepted the connection but sent no greeting within {seconds} s',
  'no-greeting.closed': '{server:tried} closed the connection without a greeting',
  'no-greeting.hint.closed':
    'possible causes: the server rejects this machine, is overloaded, or expects TLS from the first byte (then EnableTLS = 2 in sendmemo-ssl.cfg): check its log',
  'no-greeting.hint.silent':
    'if port {port} expects TLS from the first byte, set EnableTLS = 2 in sendmemo-ssl.cfg; if the server is slow, raise greeting-timeout in sendmemo.cfg',
  'no-greeting.hint.closed-tls':
    'TLS works, so port and EnableTLS are right; possible causes: the server requires a client certificate (CertFile and KeyFile in sendmemo-ssl.cfg), rejects this machine, or is overloaded: check its log',
  'no-greeting.hint.closed-certificate':
    'TLS works, so port and EnableTLS are right; possible causes: the server rejects the client certificate or this machine, or is overloaded: check its log',
  'no-greeting.hint.silent-tls':
    'TLS works, so port and EnableTLS are right; if the server is slow, raise greeting-timeout in sendmemo.cfg, otherwise check its log',
  'connection-lost': 'the connection to {server:tried} was lost {stage}{? ({system})}; nothing was delivered',
  'connection-lost.hint':
    'try again later; if it happens each time, check the log of the server and firewalls on the way',
  'large-hello':
    'possible cause: the server or a firewall on the way does not answer a TLS hello of more than one packet, as OpenSSL 3.5 sends it with ML-KEM: try Groups = X25519:P-256:P-384 in sendmemo-ssl.cfg, and have that device updated; otherwise check the log of the server',
  'delivery-unknown': '{cause}; it is unknown whether it was delivered{? (Message-ID {messageId})}',
  'delivery-unknown.hint':
    'before you send it again, look for {messageId} in the log of the server; if the server scans messages slowly, raise final-timeout in sendmemo.cfg',
  'delivery-unknown.lost': 'the connection to {server:tried} was lost after the whole message was sent',
  'delivery-unknown.interrupted': 'interrupted after the whole message was sent to {server:tried}',
  'delivery-unknown.timeout':
    '{server:tried} did not answer within {seconds} s after the whole message was sent',
  'delivery-unknown.message-id': 'the Message-ID',
  'stage-timeout': 'timed out after {seconds} s ({setting}) {wait}; nothing was delivered',
  'stage-timeout.hint':
    'try again later; if the server needs longer, set {setting} = {twice} in sendmemo.cfg',
  'run-timeout': 'timed out after {seconds} s (--timeout) {wait}; nothing was delivered',
  'run-timeout.hint': 'allow more time: --timeout {twice}',
  'run-timeout.before': 'timed out after {seconds} s (--timeout)',
  interrupted: 'interrupted by {signal} while {wait}; nothing was delivered',
  'interrupted.before': 'interrupted by {signal}',
  refused: '{server:tried} rejected {stage}: {reply}',
  'refused.hint.connection':
    'the server does not accept connections from this machine: have its address allowed there (Postfix: mynetworks), or use another smtp-server-host',
  'refused.hint.ehlo':
    'the server may reject the EHLO name: set Hostname = host.example.com in sendmemo-ssl.cfg',
  'refused.hint.sender':
    'the server does not accept this sender: set another with --from or --envelope-from, or from = printer@example.com in sendmemo.cfg',
  'refused.hint.other': "the server's reply gives the reason; its log may say more",
  transient: '{server:tried} temporarily rejected {stage}: {reply}',
  'transient.hint': 'try again later; {retry}',
  'size-limit': 'the message is too large for {server:tried}: {size}, limit {limit}',
  'size-limit.hint':
    'send fewer or smaller attachments, or have the limit of the server raised (Postfix: message_size_limit)',
  'size-refused': '{server:tried} rejected the message{? of {size}} as too large: {reply}',
  'size-refused.hint':
    'send fewer or smaller attachments, or have the limit of the server or the quota of the mailbox raised',
  'protocol-reply': '{server:tried} sent an unexpected reply {stage}: "{text}"',
  'protocol-reply.hint':
    'check that smtp-server-host and smtp-server-port ({port}) are those of a mail server, and that no proxy or firewall on the way rewrites SMTP',
  'protocol-reply.greeting': '{server:tried} is not an SMTP server (expected a greeting, got "{text}")',
  'protocol-reply.hint.service':
    'this looks like {service} server: correct smtp-server-host or smtp-server-port ({port}); mail servers use 25, 587 or 465',
  'service.SSH': 'an SSH',
  'service.HTTP': 'an HTTP',
  'service.IMAP': 'an IMAP',
  'service.POP3': 'a POP3',
  'service.TLS': 'a TLS',
  'protocol-injection':
    '{server:tried} sent more plain text after its reply to STARTTLS{?: "{text}"}; nothing was sent',
  'protocol-injection.hint':
    'an attacker on the way may be inserting commands (CVE-2011-0411), or the server is faulty: have it checked before you use it',
  'protocol-too-long': '{server:tried} sent a reply of more than {limitBytes} octets {stage}',
  recipients: '{server:tried} rejected {refused} of {all} recipients, deferred {deferred} of {all}',
  'recipients.hint': 'correct or remove the rejected addresses',
  'recipients.one': '{server:tried} rejected {address}: {reply}',
  'recipients.hint.deferred': 'try again later for the deferred recipients; {retry}',
  'recipients.one.deferred': '{server:tried} deferred {address}: {reply}',
  'recipients.refused': '{server:tried} rejected {refused} of {all} recipients',
  'recipients.deferred': '{server:tried} deferred {deferred} of {all}',
} as const;
