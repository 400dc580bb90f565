/** The plain command and the sendmail entry: one message, composed here or finished on standard input. */
import type { SendRequest } from './request.ts';
import type { Composed } from '../../message/draft.ts';
import { composeDeps, withDefaults } from '../compose-deps.ts';
import type { LoadedContext, ProgramContext } from '../context.ts';
import { loadContext } from '../context.ts';
import { counted, submit } from './submit.ts';

/** @returns the exit status. @throws SendmemoError USAGE usage-mistyped-command, and of config and message */
export async function runSend(request: SendRequest, context: ProgramContext): Promise<number> {
  const loaded = await loadContext(context, async (settings) => {
    if (request.mistyped === null) return;
    await (await import('./mistyped.ts')).refuseUnlessAlias(request.mistyped, settings);
  });
  // Kept for EHLO, which comes when the message is composed and the server greets.
  if (loaded.settings.server.ehloName === null) void context.system.fqdn();
  const isIgnored = context.common.quiet ? null : await ignoredInput(request, context);
  const status = await submit(await counted(loaded, () => compose(request, loaded)), request, loaded);
  if ((await isIgnored?.()) === true) await context.output.warning({ reason: 'stdin-ignored' });
  return status;
}

/** With --body standard input is not read; input there causes a warning, and so does a body that is an address. */
async function ignoredInput(
  { message }: SendRequest,
  { system, output }: ProgramContext,
): Promise<(() => Promise<boolean>) | null> {
  if (message.form !== 'composed' || message.draft.body?.kind !== 'text') return null;
  const { text } = message.draft.body;
  // mailx has -b for blind copies.
  if (/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text)) await output.warning({ reason: 'body-is-address', text });
  if ([...message.draft.attachments, ...message.draft.inline].some((spec) => /^-(;|$)/.test(spec)))
    return null;
  const { watchInput } = await import('./unread-input.ts');
  return watchInput(() => system.stdin);
}

async function compose({ message }: SendRequest, { system, settings }: LoadedContext): Promise<Composed> {
  if (message.form === 'composed') {
    const draft = withDefaults(message.draft, settings);
    const { composeMessage } = await import('../../message/compose.ts');
    return composeMessage(draft, await composeDeps(system, settings));
  }
  const deps = await composeDeps(system, settings);
  const { composeRaw } = await import('../../message/raw.ts');
  return composeRaw(message.draft, deps);
}
