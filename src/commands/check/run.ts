/** `sendmemo check`: shows each step as it ends; what would end a message decides the status. */
import type { SendMailOptions } from 'nodemailer';
import { check, type CheckTools, type LoadedTools } from './steps.ts';
import type { CheckResult, Step } from './step.ts';
import type { CheckRequest } from './request.ts';
import { failedBefore, sendMessage, type SendResult } from '../send/message.ts';
import type { Deliver, DeliveryReport } from '../../delivery.ts';
import { exitStatus } from '../../failure/consequence.ts';
import { asFailure } from '../../failure/error.ts';
import { parseAddress } from '../../message/address.ts';
import type { SourcedText } from '../../message/draft.ts';
import { defaultSender } from '../../message/default-sender.ts';
import { createMessageId } from '../../message/identity.ts';
import { checkJson } from './json.ts';
import { jsonLanguage } from '../send/json.ts';
import { type CheckLanguage, chooseLook, colouredState, renderStep, stateWidth } from './text.ts';
import { chooseLocale } from '../../output/locale.ts';
import { composeDeps } from '../compose-deps.ts';
import type { LoadedContext, ProgramContext } from '../context.ts';
import { loadContext } from '../context.ts';
import { openSubmitter } from '../send/submit.ts';

/** @returns the exit status. @throws SendmemoError OUTPUT output-failed */
export async function runCheck(request: CheckRequest, context: ProgramContext): Promise<number> {
  const { system, common, output, signal } = context;
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
  const language = await checkLanguage(context);
  const look = chooseLook({
    isTerminal: output.isTerminal(),
    columns: system.stdout.columns,
    env: system.env,
  });
  const seen: Step[] = [];
  const result = await follow(check(request, tools), async (step) => {
    seen.push(step);
    if (common.json) return;
    const text = renderStep(step, language, look);
    await (look.colour ? output.line(text.slice(stateWidth), colouredState(step)) : output.line(text));
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
      ? (await import('./words/ja.ts')).checkWordsJa
      : (await import('./words/en.ts')).checkWordsEn;
  return { language: await (common.json ? jsonLanguage() : output.language()), words };
}

/** Warnings about the settings are steps here, not lines on standard error. */
async function load(request: CheckRequest, context: ProgramContext): Promise<LoadedTools> {
  const { output } = context;
  const loaded = await loadContext({ ...context, output: { ...output, warning: () => Promise.resolve() } });
  return {
    settings: loaded.settings,
    log: loaded.log,
    openStore: async () => (await import('../open-spool.ts')).openStore(loaded, 'sendmemo check'),
    sendTest: (address) => sendTest(address, request, loaded),
  };
}

/** The test goes the way that nodemailer's users go: its Mailer composes, our transport submits. */
async function sendTest(
  address: SourcedText,
  { from }: CheckRequest,
  context: LoadedContext,
): Promise<SendResult> {
  const [{ createTransport }, { submissionTransport }] = await Promise.all([
    import('nodemailer'),
    import('../../smtp/transport.ts'),
  ]);
  const mail = await testMail(address, from, context);
  const { system, log, signal } = context;
  const submitter = openSubmitter(context, 1);
  let result: SendResult | null = null;
  const deliver: Deliver = async (submission) => {
    result = await sendMessage(submission, 'direct', {
      deliver: submitter.deliver,
      enqueue: () => Promise.reject(new TypeError('a test is not spooled')),
      monotonic: system.monotonic,
      log,
      signal,
    });
    return reportOf(result);
  };
  try {
    await createTransport(submissionTransport({ ...submitter, deliver })).sendMail(mail);
  } catch (error) {
    // A refusal is in the result already; anything else kept the message from being made.
    result ??= failedBefore(asFailure(error));
  } finally {
    await submitter.close();
  }
  return result ?? failedBefore(asFailure(new TypeError('nodemailer did not hand the message over')));
}

/** A direct submission always has a report. */
function reportOf({ report }: SendResult): DeliveryReport {
  if (report === null) throw new TypeError('a submission without a report');
  return report;
}

async function testMail(
  address: SourcedText,
  from: SourcedText | null,
  { system, settings }: LoadedContext,
): Promise<SendMailOptions> {
  const deps = await composeDeps(system, settings);
  const options = { domain: deps.domain };
  const sender = from === null ? await defaultSender(deps) : parseAddress(from, options);
  const recipient = parseAddress(address, options);
  const host = await deps.machineName();
  return {
    from: { name: sender.name, address: sender.mailbox.address },
    to: { name: recipient.name, address: recipient.mailbox.address },
    envelope: { from: sender.mailbox.address, to: recipient.mailbox.address },
    messageId: await createMessageId(sender.mailbox, deps),
    subject: `TEST from sendmemo on ${host}`,
    text: `This is a test message of "sendmemo check --send-test" on ${host}.\nIf you can read it, mail from there reaches you. There is nothing to do.\n`,
  };
}
