/** `sendmemo notify`: InfoPrint's notification, composed and submitted. */
import type { NotifyRequest } from './request.ts';
import type { Draft } from '../../message/draft.ts';
import { chooseLocale } from '../../output/locale.ts';
import type { System } from '../../system.ts';
import { composeDeps, withDefaults } from '../compose-deps.ts';
import type { ProgramContext } from '../context.ts';
import { loadContext } from '../context.ts';
import { counted, submit } from '../send/submit.ts';

/** The caller's language where none is named; LANGUAGE may say another one than the locale. */
function notificationLocale(env: System['env']): string {
  const { name, language } = chooseLocale(env);
  return language === 'ja' ? 'ja_JP.UTF-8' : name;
}

/** @returns the exit status. @throws SendmemoError of the config and message rooms */
export async function runNotify(request: NotifyRequest, context: ProgramContext): Promise<number> {
  const loaded = await loadContext(context);
  const [{ notificationDraft }, { composeMessage }] = await Promise.all([
    import('../../message/notification.ts'),
    import('../../message/compose.ts'),
  ]);
  const { settings } = loaded;
  const deps = await composeDeps(context.system, settings);
  const { serverName, message, eventComment } = request;
  const locale = request.locale ?? notificationLocale(context.system.env);
  const { subject, body } = notificationDraft({ serverName, message, eventComment, locale, now: deps.now });
  const draft: Draft = {
    to: request.recipients,
    cc: [],
    bcc: [],
    from: request.from,
    envelopeFrom: null,
    replyTo: null,
    dsn: null,
    subject,
    headers: [],
    priority: null,
    body: { kind: 'text', text: body },
    html: null,
    signatureFile: null,
    attachments: [],
    inline: [],
    charset: null,
  };
  const composed = await counted(loaded, () => composeMessage(withDefaults(draft, settings), deps));
  return submit(composed, request, loaded);
}
