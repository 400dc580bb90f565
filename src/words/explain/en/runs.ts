import type { ExplainPages } from '../page.ts';

/** English pages for settings, the command line, the message and the machine. */
export const runPages = {
  CONFIG: {
    title: 'a setting is wrong, or a file that it names is',
    meaning:
      'sendmemo-ssl.cfg, sendmemo.cfg, the environment, or a file that they name has an error. sendmemo found it before it connected, and nothing was sent: a typing error never leads to plain text.',
    causes: [
      'A name is misspelt or in the wrong case, a value is not valid, or a name is set twice.',
      "A certificate, key or CRL file is missing, empty or damaged, or certificate and key don't belong together.",
      'The server working directory does not exist.',
      'Others can read a password file (status 77).',
    ],
    remedies: [
      'Correct the line: the error shows FILE:LINE and the nearest valid name.',
      'Run "sendmemo config show" to see the effective settings and their origin.',
      'Change single values with "sendmemo config set NAME VALUE": it rejects values that would not work.',
      'For status 77: chmod 600 FILE.',
    ],
  },
  USAGE: {
    title: 'the command line is wrong',
    meaning: 'An option, an operand or its value is not valid. Nothing was sent.',
    causes: [
      'An option is misspelt or given twice, or belongs to another command.',
      'No recipients are given, or no body is given and standard input is a terminal.',
      'A value is not valid: a charset, a number, a keyword.',
    ],
    remedies: [
      'Run "sendmemo --help", or "sendmemo COMMAND --help".',
      'To send to a recipient whose name is also a command, use --to check.',
      'Put arguments that begin with - but are not options after --.',
    ],
  },
  INPUT: {
    title: "the input can't be read or can't be sent",
    meaning:
      "Status 66: a file or standard input can't be read. Status 65: it was read, but can't be sent unchanged. Nothing was sent.",
    causes: [
      'The body, an attachment or another file on the command line does not exist, is a directory, or is not readable.',
      'A file changed while it was read.',
      'A header contains a line break, or the body is not in the charset given with --charset.',
      "A finished message (--raw) is UTF-16, has a malformed header or a NUL in it, or contains something that the server doesn't accept and sendmemo must not change: a signed part, a message/* part, an identifier.",
      'A line of a batch is not valid JSON; a spool entry is damaged or does not exist.',
    ],
    remedies: [
      'Check the name and the permissions as the user who runs sendmemo.',
      'Give the charset of the text: --charset Shift_JIS, --charset IBM850.',
      'Sign only messages that can be sent unchanged: lines of at most 998 octets, 7-bit.',
      'For the spool: "sendmemo queue list" and "sendmemo queue show ID".',
    ],
  },
  ADDRESS: {
    title: 'invalid address',
    meaning:
      "An address is not valid, or this server can't deliver to it. sendmemo never drops or changes an address silently: nothing was sent to any recipient.",
    causes: [
      'A blank, a line break or a control character in the address; an empty part (a@b,,c@d).',
      'A list with separators other than , and ;.',
      'An address with non-ASCII characters before the @, and a server without SMTPUTF8.',
      'An alias without a name, one that refers to itself, or one that names a program or a file.',
    ],
    remedies: [
      'Correct the address that the error names; put a name with special characters in quotes: "Doe, J." <j@example.com>.',
      'For names without a domain set domain = example.com in sendmemo.cfg.',
    ],
  },
  OUTPUT: {
    title: 'a file could not be written',
    meaning: [
      "Status 73: a file or the spool can't be created. Status 74: writing failed. The result of the message itself is reported separately; if the spool can't be written, the message was not accepted.",
      "A spool in a PostgreSQL database: status 75 if the database can't be used now, 77 if it rejects the login or a right is missing, 78 if the configuration, the TLS of the connection or the schema must be changed.",
      'Status 75 or 77: sendmemo sink could not use its port.',
    ].join('\n'),
    causes: [
      'The disk is full, or the file system is read-only.',
      'The user who runs sendmemo has no permission to write there, or other users do (an unsafe spool).',
      'The file already exists, and --force was not given.',
      'The program that read standard output has ended.',
      'Another process listens on the port (75), or the port is below 1024 and the user is not root (77).',
    ],
    remedies: [
      'Check df -h and ls -ld for the path in the error.',
      'Make the sending user the owner of the spool: chown USER and chmod 700.',
      'Add --force to overwrite on purpose.',
      'For a database: the hint names the setting or the command; sendmemo check tests the connection.',
      'For a port: choose another --port or --http, or 0 for any free one; ss -ltnp shows who listens.',
    ],
  },
  INTERNAL: {
    title: 'a bug in sendmemo',
    meaning: 'Something happened that should be impossible. It is unknown whether the message was sent.',
    causes: ['An error in sendmemo, or in the runtime (Node.js).'],
    remedies: [
      'Run the same command with --log-level debug and keep the output: it contains neither passwords nor the body.',
      'Report it, with the version from "sendmemo --version" and "node --version".',
      'Look for the message in the log of the mail server before you send it again.',
    ],
  },
} as const satisfies Partial<ExplainPages>;
