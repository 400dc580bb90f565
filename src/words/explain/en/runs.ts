import type { ExplainPages } from '../page.ts';

/** English pages for settings, the command line, the message and the machine. */
export const runPages = {
  CONFIG: {
    title: 'a setting is wrong, or a file that it names',
    meaning: [
      'sendmemo-ssl.cfg, sendmemo.cfg, the environment, or a file that they name has a fault. It was found before the first packet, and nothing was sent: a typing error never turns into plain text.',
    ],
    causes: [
      'A name is misspelt or has the wrong capital letters, a value is not allowed, a name stands twice.',
      'A certificate, key or CRL file is missing, empty or damaged, or does not belong to the other.',
      'The server working directory does not exist.',
      'Others can read a password file (status 77).',
    ],
    remedies: [
      'The error has FILE:LINE and the nearest right name; correct the line.',
      'Run "sendmemo config show" to see what holds and where it comes from.',
      'Change single values with "sendmemo config set NAME VALUE": it refuses what would not work.',
      'For status 77: chmod 600 FILE.',
    ],
  },
  USAGE: {
    title: 'the command line is wrong',
    meaning: ['An option, an operand or its value is not understood. Nothing was sent.'],
    causes: [
      'An option is misspelt or given twice, or belongs to another command.',
      'There are no recipients, or there is no body and standard input is a terminal.',
      'A value is not allowed: a charset, a number, a word.',
    ],
    remedies: [
      'Run "sendmemo --help", or "sendmemo COMMAND --help".',
      'A recipient that is called like a command is written --to check.',
      'Words that begin with - and are no options come after --.',
    ],
  },
  INPUT: {
    title: "what is to be sent can't be read or can't be sent",
    meaning: [
      "Status 66: a file or standard input can't be read. Status 65: it was read, and it can't be sent as it is. Nothing was sent.",
    ],
    causes: [
      'The body, an attachment or another file of the command line does not exist, is a directory, or may not be read.',
      'A file changed while it was read.',
      'A header holds a line break, or the body is not in the charset of --charset.',
      'A finished message (--raw) is UTF-16, has a broken header or a NUL in it, or holds what the server cannot take and what may not be changed: a signed part, a message/* part, an identifier.',
      'A line of a batch is not the JSON that is wanted; a spool entry is damaged or does not exist.',
    ],
    remedies: [
      'Check the name and the permissions as the user who runs sendmemo.',
      'Name the charset of the text: --charset Shift_JIS, --charset IBM850.',
      'For a signed message: sign what fits the wire (lines of at most 998 octets, 7-bit).',
      'For the spool: "sendmemo queue list" and "sendmemo queue show ID".',
    ],
  },
  ADDRESS: {
    title: 'an address is not one',
    meaning: [
      "An address is not written as it must be, or this server can't carry it. None is ever dropped or changed silently: nothing was sent to anybody.",
    ],
    causes: [
      'A blank, a line break or a control character in the address; an empty part (a@b,,c@d).',
      'A list that is separated by other signs than , and ;.',
      'An address with non-ASCII letters in front of the @, and a server without SMTPUTF8.',
      'An alias that has no name, leads in a circle, or names a program or a file.',
    ],
    remedies: [
      'Correct the address that the error names; a name with special signs goes in quotes: "Doe, J." <j@example.com>.',
      'For names without domain set domain = example.com in sendmemo.cfg.',
    ],
  },
  OUTPUT: {
    title: 'a file could not be written',
    meaning: [
      "Status 73: a file or the spool can't be made. Status 74: writing failed. What became of a message is said by its own result; where the spool can't be written, the message was not taken.",
      'Status 75 or 77: a server of sendmemo itself (sink) could not have its port.',
    ],
    causes: [
      'The disk is full, or the file system is read-only.',
      'The user who runs sendmemo may not write there, or others may (an unsafe spool).',
      'The file exists already, and --force was not given.',
      'The reader of standard output has gone.',
      'Another process listens on the port (75), or the port is below 1024 and the user is not root (77).',
    ],
    remedies: [
      'Look at df -h and ls -ld for the path in the error.',
      'Give the spool to the user who sends: chown USER and chmod 700.',
      'Add --force to overwrite on purpose.',
      'For a port: choose another --port or --http, or 0 for any free one; ss -ltnp shows who listens.',
    ],
  },
  INTERNAL: {
    title: "a fault of sendmemo's own",
    meaning: [
      'Something happened that should not have been possible. Whether the message went out is not known.',
    ],
    causes: ['An error in sendmemo, or in the runtime below it.'],
    remedies: [
      'Run the same with --log-level debug and keep the output: it has no passwords and no body in it.',
      'Report it, with the version from "sendmemo --version" and "node --version".',
      'Look for the message in the log of the mail server before it is sent again.',
    ],
  },
} as const satisfies Partial<ExplainPages>;
