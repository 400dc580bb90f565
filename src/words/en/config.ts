/** English sentences for settings and the files that they name. Which one applies to which facts is in ../decide. */
export const configSentences = {
  'expected.choice': '',
  'expected.file': 'a file name or a full path, for example ',
  'expected.directory': 'a directory name or a full path, for example ',
  'expected.number': 'a number in ',
  'expected.seconds': 'seconds in ',
  'expected.age': 'seconds or a time with a unit, for example ',
  'expected.hosts': 'a host name, HOST:PORT or an address, for example ',
  'expected.domain': 'a domain, for example ',
  'expected.domains': 'domains separated by commas, for example ',
  'expected.listen': 'addresses of this machine with ports, for example ',
  'expected.networks': 'addresses or networks, for example ',
  'expected.url': 'a provider or a URL: ',
  'expected.address': 'an address, for example ',
  'expected.addresses': 'addresses separated by commas, for example ',
  'expected.ehlo-name': 'a host name or an address in brackets, for example ',
  'expected.fingerprint': 'a SHA-256 fingerprint: ',
  'expected.ip-address': 'an IP address, for example ',
  'expected.proxy': 'a proxy, for example ',
  'expected.text': 'text: ',
  'cfg-directory-missing':
    'the server working directory {directory} ({origin}) does not exist or is not a directory',
  'cfg-directory-missing.hint':
    'create it, or correct --server, --server-dir, SENDMEMO_SERVER or SENDMEMO_BASE_DIR, whichever names it',
  'cfg-directory-missing.hint.server':
    '--server names a directory under /var/pd (SENDMEMO_BASE_DIR); create it, or name a mail server with -H HOST',
  'cfg-directory-unsafe': 'others can write to {directory} (mode {mode:octal}): its settings are not used',
  'cfg-directory-unsafe.hint': 'chmod go-w {directory}, or name another directory with --server-dir DIR',
  'cfg-server-name': '{origin} is "{name}", which is not the name of a server',
  'cfg-server-name.hint':
    'give the bare name, without / and \\ (MainServer); a directory is named with --server-dir DIR',
  'cfg-file-unreadable': "the configuration file {file} can't be read: {why}",
  'cfg-file-unreadable.hint': 'correct the path given with --config; nothing is sent without this file',
  'cfg-no-equals': '{file}:{line}: "{text}" has no = sign',
  'cfg-no-equals.hint': 'write Name = value, or put ; in front to make the line a comment',
  'cfg-no-equals.hint.near': 'write {nearest} = VALUE, or put ; in front to make the line a comment',
  'cfg-section': '{file}:{line}: "{text}" is a section header; sections are not supported',
  'cfg-section.hint': 'remove the line; each setting is a line of its own: Name = value',
  'cfg-unknown-name': '{file}:{line}: unknown setting "{name}"',
  'cfg-unknown-name.hint':
    'correct the name, or put ; in front of the line; the sample file and the man page list every setting',
  'cfg-unknown-name.hint.foreign':
    "did you mean {foreign}? 'sendmemo config import FILE' converts the configuration of another program (~/.msmtprc)",
  'cfg-unknown-name.hint.near': 'did you mean {nearest}? Correct the name, or put ; in front of the line',
  'cfg-wrong-case': '{file}:{line}: "{name}" is in the wrong case',
  'cfg-wrong-case.hint': 'names are case-sensitive: write {nearest} = VALUE',
  'cfg-other-file': '{file}:{line}: "{name}" belongs in {belongsTo}, not in this file',
  'cfg-other-file.hint': 'move the line to {belongsTo} in the server working directory',
  'cfg-duplicate': '{file}:{line}: {name} is set twice; it is already set in line {firstLine}',
  'cfg-duplicate.hint': 'keep one of the two lines ({firstLine} or {line}) and put ; in front of the other',
  'cfg-encoding': '{file}:{line}: the text is not UTF-8',
  'cfg-encoding.hint': 'save the file as UTF-8; only comments may be in another encoding',
  'cfg-lone-cr': '{file}:{line}: there is a carriage return (CR) without a line feed (LF) after it',
  'cfg-lone-cr.hint': 'save the file with LF or CRLF line ends',
  'cfg-control': '{file}:{line}: the line contains a NUL or another control character',
  'cfg-control.hint':
    'type the line again; it was probably damaged by copying, or the file is not plain text',
  'cfg-value': '{origin}: {name} can\'t be "{value}"; expected {expected}{allowed}',
  'cfg-value.hint.near': 'did you mean {nearest}? Write {line}',
  'cfg-value.hint.comment': 'comments need a line of their own: delete everything after the value',
  'cfg-value.hint.url': 'write the host name alone: {line}',
  'cfg-value.hint.choice': 'write {line} with one of these values, or leave it empty for the default',
  'cfg-value.hint.form': 'correct the value, or leave it empty for the default: {line}',
  'cfg-value.fault': '{origin}: {name}: {fault}; expected {expected}{allowed}',
  'cfg-relative-path': '{origin}: {name} = {value} is a relative path',
  'cfg-relative-path.hint':
    'write the full path ({name} = /DIRECTORY/{file}), or the bare name of a file in the same directory as the configuration file ({name} = {file})',
  'cfg-named-file': "{origin}: {name} names {path}, which can't be used: {why}",
  'cfg-named-file.hint':
    'correct {name}: a name without / is a file in the directory of the configuration file, any other file needs its full path',
  'cfg-pair-incomplete': '{origin}: {given} is set, but {missing} is not',
  'cfg-pair-incomplete.hint':
    'set {missing} = FILE too (certificate and key may be in one file), or put ; in front of {given}',
  'cfg-pair-incomplete.hint.auth-password-file':
    'set auth-password-file = FILE too (or auth-password-command, auth-password-credential, auth-oauth), or put ; in front of auth-user to send without authentication',
  'cfg-pair-incomplete.hint.auth-user':
    'set auth-user = NAME too, or put ; in front of {given} to send without authentication',
  'cfg-pair-incomplete.hint.auth-oauth':
    'set auth-oauth = microsoft (or google, or a URL) too, or put ; in front of {given}',
  'cfg-pair-incomplete.hint.auth-oauth-refresh-token-file':
    'set auth-oauth-refresh-token-file = FILE, where the refresh token is to be stored, and leave out auth-oauth-service-account-file',
  'cfg-pair-incomplete.hint.auth-oauth-tenant':
    'set auth-oauth-tenant to the Directory (tenant) ID of the application, or to a domain of the tenant',
  'cfg-pair-incomplete.hint.auth-oauth-client-id': 'set auth-oauth-client-id to the Application (client) ID',
  'cfg-pair-incomplete.hint.auth-oauth-client-secret-file':
    'set one of auth-oauth-client-secret-file, auth-oauth-client-certificate, auth-oauth-refresh-token-file, auth-oauth-service-account-file too',
  'cfg-pair-incomplete.hint.spool':
    'set spool = postgresql://USER@HOST/DATABASE too, or put ; in front of {given}',
  'cfg-pair-incomplete.hint.relay-networks':
    'an address beyond loopback needs the networks that may connect: relay-networks = 192.0.2.0/24; or listen on 127.0.0.1',
  'cfg-pair-incomplete.hint.relay-tls':
    'set relay-tls = starttls, require-starttls or smtps, or put ; in front of {given}',
  'cfg-pair-incomplete.hint.relay-tls-certificate':
    'set relay-tls-certificate = FILE with certificate and key (chmod 600), or relay-tls = none',
  'cfg-pair-incomplete.hint.spool-directory':
    'set spool-directory = /var/spool/sendmemo too: with a database, this machine keeps its notes there',
  'cfg-conflict': '{origin}: {name} = {value} conflicts with {other} = {otherValue}',
  'cfg-conflict.hint': 'keep one of them and put ; in front of the other',
  'cfg-conflict.hint.MaxProtocol':
    'the default of {other} is newer than that: set MinProtocol = {value} to allow old versions, or put ; in front of MaxProtocol',
  'cfg-conflict.hint.MinProtocol':
    "the oldest version allowed can't be newer than the newest: write {other} = {value} or a newer one, or put ; in front of {other}",
  'cfg-secret-exposed': '{origin}: other users can read the file of {name}, {path} (mode {mode:octal})',
  'cfg-secret-exposed.hint': 'run: chmod 600 {path:sh} - and change the password if others may have seen it',
  'cfg-writable-by-others':
    '{origin}: {name} is not used, because others can write to {path} (owner {owner}, mode {mode:octal})',
  'cfg-writable-by-others.hint': 'check its contents, then run: {command} {path:sh}',
  'cfg-secret-empty': '{origin}: the first line of the file of {name}, {source}, is empty',
  'cfg-secret-empty.hint': 'put the password or token on the first line of the file',
  'cfg-secret-empty.command': '{origin}: the command of {name} printed no password',
  'cfg-secret-empty.command.hint':
    'the first line of what {name} prints must be the password or token; run the command by hand as the same user',
  'cfg-oauth-file.service-account':
    '{origin}: the file of {name}, {path}, is not the JSON key file of a service account',
  'cfg-oauth-file.rsa-key.hint':
    'create a certificate with an RSA key (openssl req -x509 -newkey rsa:3072): token endpoints know RS256 and PS256',
  'cfg-oauth-file.service-account.hint':
    'name the file as Google Cloud gives it (IAM & Admin, Service Accounts, Keys, type JSON), with client_email and private_key',
  'cfg-oauth-file.rsa-key': '{origin}: the file of {name}, {path}, holds no RSA key',
  'cfg-no-credentials':
    '{origin}: {name} = {value} needs a systemd service with credentials, and CREDENTIALS_DIRECTORY is not set',
  'cfg-no-credentials.hint':
    'write LoadCredential={value}:/etc/sendmemo/{value} (or LoadCredentialEncrypted=) into the unit; by hand: systemd-run --pipe -p LoadCredential={value}:FILE sendmemo …',
  'relay-user': "{origin}: the relay can't become the user {user} (relay-user): {why}",
  'relay-user.ENOENT': '{origin}: relay-user is {user}, and there is no such user',
  'relay-user.EINVAL': '{origin}: relay-user is {user}, which is root: the relay has to give up root',
  'relay-user.hint': 'set relay-user to the user that owns the spool: adduser --system --group sendmemo',
  'relay-user.hint.forbidden': 'only root can change the user: start the relay as root, or remove relay-user',
  'relay-loop':
    'smtp-server-host {place} is an address that the relay itself listens on: each message would come back to it',
  'relay-loop.hint':
    'set smtp-server-host to your mail server, or let the relay listen on another port (relay-listen)',
  'cfg-secret-command': '{origin}: the command of {name} failed{? with status {status}}{?: {detail}}',
  'cfg-secret-command.hint':
    'run the command by hand as the user who runs sendmemo; it must print the password and end with status 0 within 30 seconds',
  'cfg-spool-url.hint':
    'write postgresql://USER@HOST/DATABASE?sslmode=verify-full; HOST may be HOST1,HOST2:5433; characters such as @ : / ? are percent-encoded (%40)',
  'cfg-spool-url.path': "{origin}: {name} can't be the path {detail}",
  'cfg-spool-url.scheme': '{origin}: {name} must be directory or a URL that begins with postgresql://',
  'cfg-spool-url.syntax': '{origin}: {name} is not a valid URL',
  'cfg-spool-url.password': '{origin}: {name} contains a password; a password is not accepted in the URL',
  'cfg-spool-url.user': '{origin}: {name} names no user, or its name is not valid',
  'cfg-spool-url.host': '{origin}: {name} names no host, or one of its hosts is not valid',
  'cfg-spool-url.port': '{origin}: {name} has a port that is not a number from 1 to 65535',
  'cfg-spool-url.database': '{origin}: {name} names no database, or its name is not valid',
  'cfg-spool-url.parameter': '{origin}: {name} has an unknown parameter{?: {detail}}',
  'cfg-spool-url.twice': '{origin}: {name} has {detail} twice',
  'cfg-spool-url.sslmode': '{origin}: {name} has an unknown sslmode: {detail}',
  'cfg-spool-url.hint.path': 'a spool directory is set by spool-directory = {detail}',
  'cfg-spool-url.hint.password':
    'remove it from the URL, and from everywhere the URL was copied to; write the password into a file of mode 600 and set spool-password-file = FILE',
  'cfg-spool-url.hint.parameter':
    'the only parameter is sslmode: postgresql://USER@HOST/DATABASE?sslmode=verify-full',
  'cfg-spool-url.hint.parameter.instead': 'remove {detail} from the URL and set {instead} in sendmemo.cfg',
  'cfg-spool-url.hint.sslmode': 'write verify-full (the default), verify-ca, require, prefer or disable',
  'cfg-spool-url.hint.sslmode.instead': 'did you mean sslmode={instead}?',
  'cfg-spool-url.sslmode.empty': '{origin}: {name} has an unknown sslmode: it is empty',
  default: 'default',
  'allow-reading':
    'run sendmemo as the owner of the file (ls -l {path:sh}), or let the user who runs it read the file: chgrp GROUP {path:sh} && chmod 640 {path:sh}; that user also needs access to the directories above it',
  'system.ENOENT': 'it does not exist',
  'system.EACCES': 'permission denied',
  'system.EISDIR': 'it is a directory',
  'system.ENOTDIR': 'it is not a directory',
  'system.EFTYPE': 'it is not a regular file',
  'system.ELOOP': 'its symbolic links form a loop',
  quoted: '"{text}"',
  value: 'VALUE',
  'file-name': 'NAME',
} as const;
