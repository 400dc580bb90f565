/** The plain command and the sendmail entry: one message, composed here or finished on standard input. */
import type { SendRequest } from './request.ts';
import type { Composed } from '../../message/draft.ts';
import { composeDeps, withDefaults } from '../compose-deps.ts';
import type { LoadedContext, ProgramContext } from '../context.ts';
import { loadContext } from '../context.ts';
import { counted, submit } from './submit.ts';

/** @returns the exit status. @throws SendmemoError USAGE usage-mistyped-command, and of config and message */
export async function runSend(request: SendRequest, context: ProgramContext): Promise<number> {
  const loaded = await loadContext(context);
  if (request.mistyped !== null) {
    await (await import('./mistyped.ts')).refuseUnlessAlias(request.mistyped, loaded.settings);
  }
  // Kept for EHLO, which comes when the message is composed and the server greets.
  if (loaded.settings.server.ehloName === null) void context.system.fqdn();
  return submit(await counted(loaded, () => compose(request, loaded)), request, loaded);
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
