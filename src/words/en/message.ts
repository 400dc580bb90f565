/** English sentences for what is to be sent. Which one applies to which facts is in ../decide. */
export const messageSentences = {
  'address-invalid': '{source}: invalid address {text:cut}: {why}; nothing was sent',
  'address-invalid.why.empty': 'an empty part: two separators in a row, or one at the end',
  'address-invalid.why.control': 'a line break or another control character',
  'address-invalid.why.blank': 'a blank outside quotes',
  'address-invalid.why.no-local-part': 'nothing before the @',
  'address-invalid.why.domain': 'invalid domain',
  'address-invalid.why.brackets': 'unbalanced angle brackets or parentheses',
  'address-invalid.why.quotes': 'unbalanced or misplaced quotes',
  'address-invalid.why.group': 'a group (NAME: …;), which is not a delivery address',
  'address-invalid.why.too-long': 'more than 64 octets before the @, or more than 254 in all',
  'address-invalid.why.dots': 'a dot at an end of the part before the @, or two dots in a row',
  'address-invalid.why.name': 'a display name with a character (@ or a backslash) that must be in quotes',
  'address-invalid.why.surname': 'ambiguous: one person, or a local user and a second person',
  'address-invalid.why.comment': 'a comment in parentheses',
  'address-invalid.why.mailto': 'a mailto: link',
  'address-invalid.why.syntax': 'not of the form user@host.example.com',
  'address-invalid.hint.empty':
    'write --to a@example.com,b@example.com with an address between all separators',
  'address-invalid.hint.control':
    'write the address or list on one line; check the variable or file that it came from',
  'address-invalid.hint.blank':
    'write "first last"@example.com, or Name <user@example.com> for a display name',
  'address-invalid.hint.no-local-part': 'write user@example.com',
  'address-invalid.hint.domain': 'write user@host.example.com, or user@[192.0.2.1] for an address literal',
  'address-invalid.hint.brackets': 'write Name <user@example.com>',
  'address-invalid.hint.quotes': 'write "Name, Quoted" <user@example.com>',
  'address-invalid.hint.group': 'write the members of the group, separated by commas',
  'address-invalid.hint.too-long': 'RFC 5321, 4.5.3.1, sets these limits; use a shorter address',
  'address-invalid.hint.dots':
    'check the spelling; if the dots belong there, put the part before the @ in quotes',
  'address-invalid.hint.name': 'put the display name in quotes: "user@host" <user@example.com>',
  'address-invalid.hint.surname':
    'write "Doe, John" <user@example.com> for one person, or <Doe>, John <user@example.com> for two',
  'address-invalid.hint.comment': 'write Name <user@example.com>',
  'address-invalid.hint.mailto': 'write user@example.com alone',
  'address-invalid.hint.syntax':
    'write user@example.com or Name <user@example.com>; several with a comma between them',
  'address-invalid.form.dots': 'check the spelling; if the dots belong there, write {form}',
  'address-invalid.form.surname': 'for one person write {form}; for two, put the first in angle brackets',
  'address-invalid.form.empty': 'write {form}, or the address that is missing',
  'address-invalid.form': 'write {form}',
  'header-invalid': '{source}: {text:cut} {why}; nothing was sent',
  'header-invalid.why.line-break': 'contains a line break',
  'header-invalid.why.control': 'contains a control character',
  'header-invalid.why.name': 'has an invalid field name',
  'header-invalid.why.no-colon': 'has no colon after the name',
  'header-invalid.why.reserved': 'sets a field that only sendmemo itself may set, or sets it twice',
  'header-invalid.why.too-long': 'is too long, or has a word too long to be folded',
  'header-invalid.hint.line-break':
    'a header value is one line; remove the line break from the variable that it came from',
  'header-invalid.hint.control': 'remove the control character; only TAB is allowed',
  'header-invalid.hint.name': "use letters, digits and hyphens: --header 'X-Job: 4711'",
  'header-invalid.hint.no-colon': "write --header 'X-Job: 4711'",
  'header-invalid.hint.reserved':
    'use --to, --cc, --bcc, --from, --reply-to, --subject; Date, Message-ID and MIME fields are always made by sendmemo',
  'header-invalid.hint.too-long': 'use a shorter value; header lines end at 998 octets (RFC 5322, 2.1.1)',
  'alias-invalid': '{source}: {text:cut}: {why}; nothing was sent',
  'alias-invalid.hint':
    'an alias has the form `name: user@example.com, other`; correct this line of the file in `aliases` (sendmemo.cfg)',
  'alias-invalid.why.no-name': 'not of the form `name: value`',
  'alias-invalid.why.twice': 'this name is defined twice',
  'alias-invalid.why.loop': 'these aliases form a loop',
  'alias-invalid.why.program': 'delivery to a program is not supported',
  'alias-invalid.why.file': 'delivery to a file is not supported',
  'alias-invalid.why.include': ':include: is not supported',
  'alias-invalid.why.address': 'invalid address',
  'file-unreadable': '{role} {path:cut} {why}{? ({system})}; nothing was sent',
  'file-unreadable.hint': '{?{option}: }{why}',
  'file-unreadable.why.missing': 'does not exist',
  'file-unreadable.why.directory': 'is a directory',
  'file-unreadable.why.special': 'is a socket or a device, not a file or a pipe',
  'file-unreadable.why.permission': "can't be read: permission denied",
  'file-unreadable.why.other': "can't be read",
  'file-unreadable.hint.missing': 'check the spelling; a relative path starts at the current directory',
  'file-unreadable.hint.directory':
    'name a file; pack a directory first: tar cf - DIR | sendmemo --attach "-;name=DIR.tar" …',
  'file-unreadable.hint.special': 'name a file or a named pipe, or use - for standard input',
  'file-unreadable.hint.permission':
    'run sendmemo as the owner of the file (ls -l shows owner and mode), or let the user who runs it read the file: chgrp GROUP FILE && chmod 640 FILE',
  'file-unreadable.hint.other': 'check the file and its disk; the code is that of the system',
  'role.body': 'body',
  'role.html': 'HTML body',
  'role.signature': 'signature',
  'role.attachment': 'attachment',
  'role.inline': 'inline image',
  'role.batch': 'batch',
  'raw-signed': 'line {line} {why}: {because}; nothing was sent',
  'raw-signed.dkim': 'the message has a DKIM-Signature, which any change would break',
  'raw-signed.dkim.hint': 'break long lines and use quoted-printable before signing, or let the server sign',
  'raw-signed.multipart-signed': 'the part is signed (multipart/signed), and any change would break it',
  'raw-signed.multipart-signed.hint': 'use quoted-printable or base64 in the part before it is signed',
  'raw-signed.encoding': 'the part has a Content-Transfer-Encoding that sendmemo does not support',
  'raw-signed.encoding.hint': 'write the part in quoted-printable or base64',
  'raw-signed.type':
    'the part is a message/* or a multipart without its boundary, which must not be re-encoded',
  'raw-signed.type.hint':
    'keep such parts in ASCII with short lines (RFC 2046), correct the boundary parameter, or use a server with 8BITMIME (smtp-server-host)',
  'unfit.long-line': 'is over 998 octets',
  'unfit.eight-bit': 'has 8-bit text, and the server does not offer 8BITMIME',
  'unfit.nul': 'has a NUL octet, which is not allowed in mail',
  'raw-field-unfit':
    "line {line}{? ({name:cut})} {why}, and the field can't be rewritten without changing its meaning; nothing was sent",
  'raw-field-unfit.hint.long-line': 'fold the field: start a new line with a blank at least every 998 octets',
  'raw-field-unfit.hint.eight-bit':
    'write the field in ASCII (text as encoded words, RFC 2047), or use a server with 8BITMIME (smtp-server-host)',
  'raw-field-unfit.hint.nul': 'remove the NUL octet from the program that writes the message',
  'address-needs-smtputf8': '{address:cut} needs SMTPUTF8, which {host} does not offer',
  'address-needs-smtputf8.hint':
    'use an address with only ASCII before the @, or a server with SMTPUTF8 (smtp-server-host)',
  'address-needs-smtputf8.unnamed': '{address:cut} needs SMTPUTF8, which the server does not offer',
  'no-recipients': 'no recipients given',
  'no-recipients.hint':
    'name a recipient: --to user@example.com (with --read-recipients or sendmail -t: a To, Cc or Bcc in the message)',
  'charset-unknown': 'unknown charset {charset:cut}',
  'charset-unknown.hint':
    '{?did you mean --charset {nearest}? }Supported: UTF-8, ISO-8859-1, IBM850, Shift_JIS, EUC-JP, ISO-2022-JP and others',
  'body-undecodable': '{source} is not valid {charset} at byte {offset}',
  'body-undecodable.hint':
    'name the charset it is in: --charset Shift_JIS, EUC-JP, ISO-8859-1 …; `xxd -s {offset} -l 16 FILE` shows these bytes',
  'raw-nul':
    'line {line} of the message is in the header and contains a NUL octet, which is not allowed in mail; nothing was sent',
  'raw-nul.hint':
    'remove the NUL octet; if every second octet is NUL, the message is UTF-16: convert it to UTF-8',
  'raw-loop': 'the message has {hops} Received fields: it goes in a circle',
  'raw-loop.hint':
    'look at these fields for the server that sends it back here, and correct where that one sends its mail',
  'raw-utf16':
    'the message is UTF-16 (it begins with a byte order mark), which is not allowed in mail; nothing was sent',
  'raw-utf16.hint': 'convert it to UTF-8 first: iconv -f UTF-16 -t UTF-8',
  'raw-header-too-large': 'the header of the message is larger than {limitBytes} octets; nothing was sent',
  'raw-header-too-large.hint': 'put an empty line between header and body',
  'raw-header-malformed': 'line {line} of the message is not a header field (Name: value); nothing was sent',
  'raw-header-malformed.hint':
    'put an empty line between header and body, and a blank before the continuation of a field',
  'file-changed':
    '{path:cut} changed while it was being read: {expectedBytes} octets before, {readBytes} now; nothing was delivered',
  'file-changed.hint':
    'send a file that no program is writing: copy it first, or pipe it in: sendmemo --attach -',
  'stdin-failed': "standard input can't be read ({system}); nothing was sent",
  'stdin-failed.hint': 'check the program that writes to sendmemo',
  'default-sender-unusable.user':
    'no sender is set, and the user name {user:cut} of this machine is not valid in an address; nothing was sent',
  'default-sender-unusable.user.hint':
    'set from in sendmemo.cfg: from = user@example.com (for one message: --from, or -f with sendmail)',
  'default-sender-unusable.host':
    'no sender is set, and the host name {host:cut} of this machine is not valid in an address; nothing was sent',
  'default-sender-unusable.host.hint':
    'set from in sendmemo.cfg: from = user@example.com (for one message: --from, or -f with sendmail); or set domain there',
  'source.recipient': 'recipient',
  'source.standard input': 'standard input',
  'content-unreadable': "the content of the message can't be read: {detail}; nothing was sent",
  'content-unreadable.hint':
    "check the message's attachments and streams: each must be readable until its end",
} as const;
