import { configSentences } from './config.ts';
import { databaseSentences } from './database.ts';
import { loginSentences } from './login.ts';
import { messageSentences } from './message.ts';
import { noticeSentences } from './notices.ts';
import { oauthSentences } from './oauth.ts';
import { relaySentences } from './relay.ts';
import { runSentences } from './run.ts';
import { sessionSentences } from './session.ts';
import { tlsSentences } from './tls.ts';
import { usageSentences } from './usage.ts';

export const failureSentences = {
  ...usageSentences,
  ...configSentences,
  ...tlsSentences,
  ...messageSentences,
  ...sessionSentences,
  ...loginSentences,
  ...oauthSentences,
  ...relaySentences,
  ...runSentences,
  ...databaseSentences,
} as const;
export { noticeSentences };

export type FailureSentences = typeof failureSentences;
export type NoticeSentences = typeof noticeSentences;
