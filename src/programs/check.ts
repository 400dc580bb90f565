/** `sendmemo check`: shows each step as it ends; what would end a message decides the status. */
import { check, type CheckTools, type LoadedTools } from '../commands/check.ts';
import type { CheckResult, Step } from '../commands/check/step.ts';
import type { CheckRequest } from '../commands/request.ts';
import { sendMessage, type SendResult } from '../commands/send.ts';
import { exitStatus } from '../failure/consequence.ts';
import type { Composed, Draft } from '../message/draft.ts';
import type { SourcedText } from '../message/draft.ts';
import { checkJson } from '../report/check-json.ts';
import { jsonLanguage } from '../report/send-json.ts';
import { type CheckLanguage, chooseLook, renderStep } from '../report/check-text.ts';
import { chooseLocale } from '../report/locale.ts';
import { composeWorld, withDefaults } from './compose-world.ts';
import type { LoadedContext, ProgramContext } from './context.ts';
import { loadContext } from './context.ts';
import { openSubmitter } from './submission.ts';

/** @returns the exit status. @throws SubmissionError OUTPUT output-failed */
export async function runCheck(request: CheckRequest, context: ProgramContext): Promise<number> {
  const { system, common, output, signal } = context;
  const { lookup, fqdn, now, monotonic, sleep } = system;
  const tools: CheckTools = {
    options: common.settings,
    world: { env: system.env, cwd: system.cwd },
    load: () => load(request, context),
    lookup,
    fqdn,
    now,
    monotonic,
    sleep,
    signal,
  };
  const language = await checkLanguage(context);
  const look = chooseLook({
    isTerminal: output.isTerminal(),
    columns: system.stdout.columns,
    env: system.env,
  });
  const seen: Step[] = [];
  const result = await follow(check(request, tools), async (step) => {
    seen.push(step);
    if (!common.json) await output.line(renderStep(step, language, look));
  });
  if (common.json) {
    await output.json(checkJson(seen, result, language));
  }
  if (result.failure === null) return 0;
  await output.failure(result.failure);
  return exitStatus(result.failure);
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

/** JSON is English in every locale. */
async function checkLanguage({ output, system, common }: ProgramContext): Promise<CheckLanguage> {
  const words =
    chooseLocale(system.env).language === 'ja' && !common.json
      ? (await import('../report/words/ja/check.ts')).checkWordsJa
      : (await import('../report/words/en/check.ts')).checkWordsEn;
  return { language: await (common.json ? jsonLanguage() : output.language()), words };
}

/** Warnings about the settings are steps here, not lines on standard error. */
async function load(request: CheckRequest, context: ProgramContext): Promise<LoadedTools> {
  const { output } = context;
  const loaded = await loadContext({ ...context, output: { ...output, warning: () => Promise.resolve() } });
  return {
    settings: loaded.settings,
    log: loaded.log,
    openStore: async () => (await import('./spool-store.ts')).openStore(loaded, 'sendmemo check'),
    sendTest: (address) => sendTest(address, request, loaded),
  };
}

async function sendTest(
  address: SourcedText,
  { from }: CheckRequest,
  context: LoadedContext,
): Promise<SendResult> {
  const composed = await composeTest(address, from, context);
  try {
    const submitter = openSubmitter(context, 1);
    const result = await sendMessage(composed, 'direct', {
      deliver: submitter.deliver,
      enqueue: () => Promise.reject(new TypeError('a test is not spooled')),
      monotonic: context.system.monotonic,
      log: context.log,
      signal: context.signal,
    });
    await submitter.close();
    return result;
  } finally {
    await composed.message.dispose();
  }
}

async function composeTest(
  address: SourcedText,
  from: SourcedText | null,
  { system, settings }: LoadedContext,
): Promise<Composed> {
  const world = await composeWorld(system, settings);
  const draft: Draft = {
    to: [address],
    cc: [],
    bcc: [],
    from,
    envelopeFrom: null,
    replyTo: null,
    dsn: null,
    subject: `TEST from sendmemo on ${world.hostName}`,
    headers: [],
    priority: null,
    body: {
      kind: 'text',
      text: `This is a test message of "sendmemo check --send-test" on ${world.hostName}.\nIf you can read it, mail from there reaches you. There is nothing to do.\n`,
    },
    html: null,
    signatureFile: null,
    attachments: [],
    inline: [],
    charset: null,
  };
  const { composeMessage } = await import('../message/compose.ts');
  return composeMessage(withDefaults(draft, settings), world);
}
