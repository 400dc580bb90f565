/** `sendmemo check`: shows what it finds; what would end a message decides the status. */
import { check, type CheckTools, type DefaultSender, type LoadedTools } from './steps.ts';
import type { CheckResult, Step } from './step.ts';
import type { DatabaseCheckTools } from './spool-database.ts';
import type { CheckRequest } from './request.ts';
import { chooseReport } from './report.ts';
import { exitStatus } from '../../failure/consequence.ts';
import { parseAddress } from '../../message/address.ts';
import { defaultSender } from '../../message/default-sender.ts';
import { composeDeps } from '../compose-deps.ts';
import type { LoadedContext, ProgramContext } from '../context.ts';
import { loadContext } from '../context.ts';
import { openLogin, tokenSource } from '../login.ts';

/** @returns the exit status. @throws SendmemoError OUTPUT output-failed */
export async function runCheck(request: CheckRequest, context: ProgramContext): Promise<number> {
  const { system, common, signal } = context;
  const { lookup, fqdn, now, monotonic, sleep } = system;
  const tools: CheckTools = {
    options: common.settings,
    deps: { env: system.env, cwd: system.cwd },
    load: () => load(request, context),
    lookup,
    fqdn,
    now,
    monotonic,
    sleep,
    signal,
  };
  const report = await chooseReport(context);
  const result = await follow(check(request, tools), (step) => report.step(step));
  await report.end(result);
  return result.failure === null ? 0 : exitStatus(result.failure);
}

async function follow(
  steps: AsyncGenerator<Step, CheckResult>,
  show: (step: Step) => Promise<void>,
): Promise<CheckResult> {
  for (;;) {
    // A step at a time is the point.
    // oxlint-disable-next-line no-await-in-loop
    const next = await steps.next();
    if (next.done === true) return next.value;
    // oxlint-disable-next-line no-await-in-loop
    await show(next.value);
  }
}

/** Warnings about the settings are steps here, not lines on standard error. */
async function load(request: CheckRequest, context: ProgramContext): Promise<LoadedTools> {
  const { output } = context;
  const loaded = await loadContext({ ...context, output: { ...output, warning: () => Promise.resolve() } });
  return {
    settings: loaded.settings,
    login: openLogin(loaded),
    token: tokenSource(loaded),
    log: loaded.log,
    spool: spoolTools(loaded),
    sender: () => senderOf(request, loaded),
    upMs: context.system.upMs(),
    sendTest: async (address) => (await import('./send-test.ts')).sendTest(address, request, loaded),
  };
}

function spoolTools(loaded: LoadedContext): DatabaseCheckTools {
  const opening = () => import('../open-spool.ts');
  return {
    openSpool: async () => (await opening()).openSpool(loaded, 'sendmemo check'),
    async inspect(database) {
      const { databaseDeps } = await opening();
      const { inspectDatabase } = await import('../../spool/postgresql/schema.ts');
      return inspectDatabase(database.open(), databaseDeps(loaded.system));
    },
    async countHere() {
      const { openDirectorySpool, spoolSettings } = await opening();
      const { directory } = spoolSettings(loaded, 'sendmemo check');
      const { counts } = await (
        await openDirectorySpool(directory, loaded, 'read')
      ).store.summary(new Date(loaded.system.now()));
      return Object.values(counts).reduce((sum, count) => sum + count, 0);
    },
  };
}

/** @throws SendmemoError ADDRESS; CONFIG where the aliases can't be read */
async function senderOf({ from }: CheckRequest, { system, settings }: LoadedContext): Promise<DefaultSender> {
  const deps = await composeDeps(system, settings);
  const { mailbox } = from === null ? await defaultSender(deps) : parseAddress(from, { domain: deps.domain });
  const origin = from === null ? (deps.from === null ? 'default' : 'setting') : '--from';
  return { address: mailbox.address, from: origin };
}
