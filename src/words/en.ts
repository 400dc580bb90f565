import { configWords } from './en/config.ts';
import { databaseWords } from './en/database.ts';
import { messageWords } from './en/message.ts';
import { noticeWords } from './en/notices.ts';
import { oauthWords } from './en/oauth.ts';
import { relayWords } from './en/relay.ts';
import { runWords } from './en/run.ts';
import { loginSentences } from './en/login.ts';
import { sessionSentences } from './en/session.ts';
import { loginWords } from './decide/login.ts';
import { sessionWords } from './decide/session.ts';
import { tlsSentences, trustFileSentences } from './en/tls.ts';
import { tlsWords, trustFileWords } from './decide/tls.ts';
import { usageWords } from './en/usage.ts';
import type { Language } from './language.ts';

export const english: Language = {
  failures: {
    ...usageWords,
    ...configWords,
    ...trustFileWords(trustFileSentences),
    ...tlsWords(tlsSentences),
    ...messageWords,
    ...sessionWords(sessionSentences),
    ...loginWords(loginSentences, sessionSentences),
    ...oauthWords,
    ...relayWords,
    ...runWords,
    ...databaseWords,
  },
  notices: noticeWords,
};
