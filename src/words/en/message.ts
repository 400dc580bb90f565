import type { MessageFailure } from '../../failure/message-failure.ts';
import type { WordsFor } from '../language.ts';
import { toJson } from '../../text/control-characters.ts';

type Whys<Reason extends MessageFailure['reason']> = Readonly<
  Record<Extract<Extract<MessageFailure, { reason: Reason }>, { why: string }>['why'], string>
>;

/** A text in quotes, short, with control characters as escapes. */
function show(text: string): string {
  return toJson(text.length > 200 ? `${text.slice(0, 200)}…` : text);
}

const addressFaults: Whys<'address-invalid'> = {
  empty: 'an empty part: two separators in a row, or one at the end',
  control: 'a line break or another control character',
  blank: 'a blank outside quotes',
  'no-local-part': 'nothing before the @',
  domain: 'invalid domain',
  brackets: 'unbalanced angle brackets or parentheses',
  quotes: 'unbalanced or misplaced quotes',
  group: 'a group (NAME: …;), which is not a delivery address',
  'too-long': 'more than 64 octets before the @, or more than 254 in all',
  dots: 'a dot at an end of the part before the @, or two dots in a row',
  name: 'a display name with a character (@ or a backslash) that must be in quotes',
  surname: 'ambiguous: one person, or a local user and a second person',
  comment: 'a comment in parentheses',
  mailto: 'a mailto: link',
  syntax: 'not of the form user@host.example.com',
};

const addressHints: Whys<'address-invalid'> = {
  empty: 'write --to a@example.com,b@example.com with an address between all separators',
  control: 'write the address or list on one line; check the variable or file that it came from',
  blank: 'write "first last"@example.com, or Name <user@example.com> for a display name',
  'no-local-part': 'write user@example.com',
  domain: 'write user@host.example.com, or user@[192.0.2.1] for an address literal',
  brackets: 'write Name <user@example.com>',
  quotes: 'write "Name, Quoted" <user@example.com>',
  group: 'write the members of the group, separated by commas',
  'too-long': 'RFC 5321, 4.5.3.1, sets these limits; use a shorter address',
  dots: 'check the spelling; if the dots belong there, put the part before the @ in quotes',
  name: 'put the display name in quotes: "user@host" <user@example.com>',
  surname: 'write "Doe, John" <user@example.com> for one person, or <Doe>, John <user@example.com> for two',
  comment: 'write Name <user@example.com>',
  mailto: 'write user@example.com alone',
  syntax: 'write user@example.com or Name <user@example.com>; several with a comma between them',
};

/** The right form of this address; where it is a guess, what else it could be. */
function formHint(why: keyof typeof addressFaults, form: string): string {
  if (why === 'dots') return `check the spelling; if the dots belong there, write ${form}`;
  if (why === 'surname') return `for one person write ${form}; for two, put the first in angle brackets`;
  if (why === 'empty') return `write ${form}, or the address that is missing`;
  return `write ${form}`;
}

const headerFaults: Whys<'header-invalid'> = {
  'line-break': 'contains a line break',
  control: 'contains a control character',
  name: 'has an invalid field name',
  'no-colon': 'has no colon after the name',
  reserved: 'sets a field that only sendmemo itself may set, or sets it twice',
  'too-long': 'is too long, or has a word too long to be folded',
};

const headerHints: Whys<'header-invalid'> = {
  'line-break': 'a header value is one line; remove the line break from the variable that it came from',
  control: 'remove the control character; only TAB is allowed',
  name: "use letters, digits and hyphens: --header 'X-Job: 4711'",
  'no-colon': "write --header 'X-Job: 4711'",
  reserved:
    'use --to, --cc, --bcc, --from, --reply-to, --subject; Date, Message-ID and MIME fields are always made by sendmemo',
  'too-long': 'use a shorter value; header lines end at 998 octets (RFC 5322, 2.1.1)',
};

const aliasFaults: Whys<'alias-invalid'> = {
  'no-name': 'not of the form `name: value`',
  twice: 'this name is defined twice',
  loop: 'these aliases form a loop',
  program: 'delivery to a program is not supported',
  file: 'delivery to a file is not supported',
  include: ':include: is not supported',
  address: 'invalid address',
};

const fileFaults: Whys<'file-unreadable'> = {
  missing: 'does not exist',
  directory: 'is a directory',
  special: 'is a socket or a device, not a file or a pipe',
  permission: "can't be read: permission denied",
  other: "can't be read",
};

const fileHints: Whys<'file-unreadable'> = {
  missing: 'check the spelling; a relative path starts at the current directory',
  directory: 'name a file; pack a directory first: tar cf - DIR | sendmemo --attach "-;name=DIR.tar" …',
  special: 'name a file or a named pipe, or use - for standard input',
  permission:
    'run sendmemo as the owner of the file (ls -l shows owner and mode), or let the user who runs it read the file: chgrp GROUP FILE && chmod 640 FILE',
  other: 'check the file and its disk; the code is that of the system',
};

const roles: Readonly<Record<string, { readonly name: string; readonly option: string }>> = {
  body: { name: 'body', option: '--body-file' },
  html: { name: 'HTML body', option: '--html' },
  signature: { name: 'signature', option: '--signature-file' },
  attachment: { name: 'attachment', option: '--attach' },
  inline: { name: 'inline image', option: '--inline' },
  batch: { name: 'batch', option: 'sendmemo batch FILE' },
};

const signedBy: Readonly<
  Record<Extract<MessageFailure, { reason: 'raw-signed' }>['because'], readonly [what: string, hint: string]>
> = {
  dkim: [
    'the message has a DKIM-Signature, which any change would break',
    'break long lines and use quoted-printable before signing, or let the server sign',
  ],
  'multipart-signed': [
    'the part is signed (multipart/signed), and any change would break it',
    'use quoted-printable or base64 in the part before it is signed',
  ],
  encoding: [
    'the part has a Content-Transfer-Encoding that sendmemo does not support',
    'write the part in quoted-printable or base64',
  ],
  type: [
    'the part is a message/* or a multipart without its boundary, which must not be re-encoded',
    'keep such parts in ASCII with short lines (RFC 2046), correct the boundary parameter, or use a server with 8BITMIME (smtp-server-host)',
  ],
};

const unfitLines: Readonly<Record<Extract<MessageFailure, { reason: 'raw-signed' }>['why'], string>> = {
  'long-line': 'is over 998 octets',
  'eight-bit': 'has 8-bit text, and the server does not offer 8BITMIME',
  nul: 'has a NUL octet, which is not allowed in mail',
};

const unfitHints: Readonly<Record<Extract<MessageFailure, { reason: 'raw-field-unfit' }>['why'], string>> = {
  'long-line': 'fold the field: start a new line with a blank at least every 998 octets',
  'eight-bit':
    'write the field in ASCII (text as encoded words, RFC 2047), or use a server with 8BITMIME (smtp-server-host)',
  nul: 'remove the NUL octet from the program that writes the message',
};

/** What is wrong with what is to be sent. */
export const messageWords: WordsFor<MessageFailure> = {
  'address-invalid': ({ source, text, why, form }) => ({
    what: `${source}: invalid address ${show(text)}: ${addressFaults[why]}; nothing was sent`,
    hint: form === null ? addressHints[why] : formHint(why, form),
  }),
  'default-sender-unusable': ({ user, host, why }) => ({
    what: `no sender is set, and ${why === 'user' ? `the user name ${show(user)}` : `the host name ${show(host)}`} of this machine is not valid in an address; nothing was sent`,
    hint:
      'set from in sendmemo.cfg: from = user@example.com (for one message: --from, or -f with sendmail)' +
      (why === 'host' ? '; or set domain there' : ''),
  }),
  'address-needs-smtputf8': ({ address, host }) => ({
    what: `${show(address)} needs SMTPUTF8, which ${host === '' ? 'the server' : host} does not offer`,
    hint: 'use an address with only ASCII before the @, or a server with SMTPUTF8 (smtp-server-host)',
  }),
  'alias-invalid': ({ source, text, why }) => ({
    what: `${source}: ${show(text)}: ${aliasFaults[why]}; nothing was sent`,
    hint: 'an alias has the form `name: user@example.com, other`; correct this line of the file in `aliases` (sendmemo.cfg)',
  }),
  'no-recipients': () => ({
    what: 'no recipients given',
    hint: 'name a recipient: --to user@example.com (with --read-recipients or sendmail -t: a To, Cc or Bcc in the message)',
  }),
  'charset-unknown': ({ charset, nearest }) => ({
    what: `unknown charset ${show(charset)}`,
    hint: `${nearest === null ? '' : `did you mean --charset ${nearest}? `}Supported: UTF-8, ISO-8859-1, IBM850, Shift_JIS, EUC-JP, ISO-2022-JP and others`,
  }),
  'header-invalid': ({ source, text, why }) => ({
    what: `${source}: ${show(text)} ${headerFaults[why]}; nothing was sent`,
    hint: headerHints[why],
  }),
  'body-undecodable': ({ source, charset, offset }) => ({
    what: `${source} is not valid ${charset} at byte ${offset}`,
    hint: `name the charset it is in: --charset Shift_JIS, EUC-JP, ISO-8859-1 …; \`xxd -s ${offset} -l 16 FILE\` shows these bytes`,
  }),
  'raw-nul': ({ line }) => ({
    what: `line ${line} of the message is in the header and contains a NUL octet, which is not allowed in mail; nothing was sent`,
    hint: 'remove the NUL octet; if every second octet is NUL, the message is UTF-16: convert it to UTF-8',
  }),
  'raw-utf16': () => ({
    what: 'the message is UTF-16 (it begins with a byte order mark), which is not allowed in mail; nothing was sent',
    hint: 'convert it to UTF-8 first: iconv -f UTF-16 -t UTF-8',
  }),
  'raw-field-unfit': ({ line, name, why }) => ({
    what: `line ${line}${name === '' ? '' : ` (${show(name)})`} ${unfitLines[why]}, and the field can't be rewritten without changing its meaning; nothing was sent`,
    hint: unfitHints[why],
  }),
  'raw-header-too-large': ({ limitBytes }) => ({
    what: `the header of the message is larger than ${limitBytes} octets; nothing was sent`,
    hint: 'put an empty line between header and body',
  }),
  'raw-header-malformed': ({ line }) => ({
    what: `line ${line} of the message is not a header field (Name: value); nothing was sent`,
    hint: 'put an empty line between header and body, and a blank before the continuation of a field',
  }),
  'raw-signed': ({ line, why, because }) => ({
    what: `line ${line} ${unfitLines[why]}: ${signedBy[because][0]}; nothing was sent`,
    hint: signedBy[because][1],
  }),
  'file-unreadable': ({ role, path, why, system }) => ({
    what: `${roles[role]?.name ?? role} ${show(path)} ${fileFaults[why]}${why === 'other' ? ` (${system})` : ''}; nothing was sent`,
    hint: `${roles[role] === undefined ? '' : `${roles[role].option}: `}${fileHints[why]}`,
  }),
  'file-changed': ({ path, expectedBytes, readBytes }) => ({
    what: `${show(path)} changed while it was being read: ${expectedBytes} octets before, ${readBytes} now; nothing was delivered`,
    hint: 'send a file that no program is writing: copy it first, or pipe it in: sendmemo --attach -',
  }),
  'stdin-failed': ({ system }) => ({
    what: `standard input can't be read (${system}); nothing was sent`,
    hint: 'check the program that writes to sendmemo',
  }),
  'content-unreadable': ({ detail }) => ({
    what: `the content of the message can't be read: ${detail}; nothing was sent`,
    hint: "check the message's attachments and streams: each must be readable until its end",
  }),
};
