import { configWords } from './en/config.ts';
import { messageWords } from './en/message.ts';
import { noticeWords } from './en/notices.ts';
import { runWords } from './en/run.ts';
import { sessionWords } from './en/session.ts';
import { tlsWords, trustFileWords } from './en/tls.ts';
import { usageWords } from './en/usage.ts';
import type { Language } from './language.ts';

export const english: Language = {
  failures: {
    ...usageWords,
    ...configWords,
    ...trustFileWords,
    ...tlsWords,
    ...messageWords,
    ...sessionWords,
    ...runWords,
  },
  notices: noticeWords,
};
