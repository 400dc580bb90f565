import { configWords } from './ja/config.ts';
import { databaseWords } from './ja/database.ts';
import { messageWords } from './ja/message.ts';
import { noticeWords } from './ja/notices.ts';
import { oauthWords } from './ja/oauth.ts';
import { relayWords } from './ja/relay.ts';
import { runWords } from './ja/run.ts';
import { loginSentences } from './ja/login.ts';
import { sessionSentences } from './ja/session.ts';
import { loginWords } from './decide/login.ts';
import { sessionWords } from './decide/session.ts';
import { tlsSentences, trustFileSentences } from './ja/tls.ts';
import { tlsWords, trustFileWords } from './decide/tls.ts';
import { usageWords } from './ja/usage.ts';
import type { Language } from './language.ts';

export const japanese: Language = {
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
