import { certificatePages } from './en/certificates.ts';
import { runPages } from './en/runs.ts';
import { sessionPages } from './en/sessions.ts';
import type { ExplainWords } from './page.ts';

export const explainWordsEn: ExplainWords = {
  pages: { ...certificatePages, ...sessionPages, ...runPages },
  meaning: 'What it means',
  causes: 'Common causes',
  remedies: 'What to do',
  status: 'Exit status',
  statuses: {
    0: 'the server accepted the message for every recipient, or it is safely in the spool',
    64: 'wrong options or arguments',
    65: 'invalid address, header or message; or message too large for the server',
    66: "an input file can't be read",
    67: 'the server rejected one or more recipients permanently',
    68: "the server's name does not exist",
    69: 'the server rejected the sender, message or session permanently',
    70: 'a bug in sendmemo',
    73: "a file can't be created",
    74: 'input or output failed',
    75: 'temporary failure: try again later',
    76: 'no secure session, or the server violated the SMTP protocol',
    77: 'authentication failed, or the permissions of a file are unsafe',
    78: 'a configuration error',
  },
};
