import { certificatePages } from './en/certificates.ts';
import { runPages } from './en/runs.ts';
import { sessionPages } from './en/sessions.ts';
import type { ExplainWords } from './page.ts';

export const explainWordsEn: ExplainWords = {
  pages: { ...certificatePages, ...sessionPages, ...runPages },
  meaning: 'What it means',
  causes: 'Why it comes',
  remedies: 'What to do',
  status: 'Exit status',
  statuses: {
    0: 'the server has taken the message for every recipient, or it is safely in the spool',
    64: 'wrong options or arguments',
    65: 'a bad address, header or message, or one that is larger than the server takes',
    66: "an input file can't be read",
    67: 'the server refused one or more recipients for good',
    68: "the server's name does not exist",
    69: 'the server refused sender, message or session for good',
    70: "a fault of sendmemo's own",
    73: "a file can't be created",
    74: 'input or output failed',
    75: 'temporary: try again later',
    76: 'no secure session, or the server broke the protocol',
    77: "authentication failed, or a file's permissions forbid its use",
    78: 'a configuration error',
  },
};
