/** Which sentence applies to a warning. */
import type { Notice } from '../../failure/notice.ts';
import type { NoticeSentences } from '../en/sentences.ts';
import type { Plain, Say } from '../sentence.ts';

type SayNotice = Say<NoticeSentences>;

type Own<Reason> = (notice: Extract<Notice, { readonly reason: Reason }>, what: string) => string;
type PlainReason = Plain<NoticeSentences, Notice>['reason'];

/** How warnings are put into words, where facts alone do not. `what`: what happened in the failure that one is about. */
type Decisions = {
  readonly [Reason in Exclude<Notice['reason'], PlainReason>]: Own<Reason>;
} & { readonly [Reason in PlainReason]?: Own<Reason> };

export const noticeDecisions = (say: SayNotice) => {
  /** The first three, and how many more. */
  const some = (all: readonly string[]): string => {
    const [texts, more] = [all.slice(0, 3), all.length - 3];
    return more > 0 ? say('kept-in-spool.more', { texts, more }) : say('kept-in-spool.all', { texts });
  };
  return {
    'certificate-errors-ignored': (notice) =>
      say('certificate-errors-ignored', { ...notice, subject: notice.certificate.subject }),
    'hostname-not-compared': (notice) => {
      const { names, subject } = notice.certificate;
      return say('hostname-not-compared', { ...notice, names: names.join(', ') || subject });
    },
    'tls-option-unused': (notice) =>
      say(notice.options.length === 1 ? 'tls-option-unused.one' : 'tls-option-unused', notice),
    'auth-over-insecure-session': (notice) => say(`auth-over-insecure-session.${notice.why}`, notice),
    'backup-used': (notice, what) =>
      say('backup-used', { ...notice, what: what === '' ? say('backup-used.failed', notice) : what }),
    'kept-in-spool': ({ queueId, failure, deferred, delivered }, what) => {
      // The answers about the recipients, unless the reason is the server or the connection.
      const answers = deferred.flatMap(({ address, reply }) =>
        reply === null ? [] : [say('kept-in-spool.deferred', { address, reply })],
      );
      const isAboutRecipients = failure.code === 'RECIPIENTS' && answers.length > 0;
      return say('kept-in-spool', {
        queueId,
        why: isAboutRecipients ? some(answers) : `${what} (${failure.code})`,
        delivered: delivered.length === 0 ? null : some(delivered),
      });
    },
    'kept-in-fallback': (notice, what) => say('kept-in-fallback', { ...notice, what }),
    'no-queue-runner': (notice) =>
      say(notice.lastRun === null ? 'no-queue-runner.never' : 'no-queue-runner', notice),
    'last-reply-not-recorded': (notice) =>
      say('last-reply-not-recorded', { ...notice, code: notice.reply.code }),
  } satisfies Decisions;
};
