/**
 * `sendmemo check` (contract, section 9): the whole way without a message, a step at a time. Nothing is printed here;
 * what each step saw is data, for text and JSON in any language.
 */
import type { Settings, SettingsOptions, SettingsDeps } from '../../config/settings.ts';
import { asFailure } from '../../failure/error.ts';
import type { Failure } from '../../failure/failure.ts';
import type { SourcedText } from '../../message/draft.ts';
import type { DatabaseCheckTools } from './spool-database.ts';
import { localSteps, trustFileSteps } from './files.ts';
import type { ServerTools } from './course.ts';
import { serverSteps } from './server.ts';
import { locationSteps, settingSteps } from './settings.ts';
import { relaySteps } from './relay.ts';
import { senderStep } from './sender.ts';
import { type CheckResult, failed, seen, type Step, type StepFacts } from './step.ts';
import type { CheckRequest } from './request.ts';
import type { SendResult } from '../send/message.ts';

/** What is there once the settings could be read. */
export interface LoadedTools extends Pick<ServerTools, 'settings' | 'login' | 'token' | 'log'> {
  readonly settings: Settings;
  /** Opens the spool of the settings. */
  readonly spool: DatabaseCheckTools;
  /** The sender of a message that names none. @throws SendmemoError ADDRESS, CONFIG */
  readonly sender: () => Promise<DefaultSender>;
  /** Milliseconds since the machine was started. */
  readonly upMs: number;
  /** Submits a message with TEST in its subject to an address. */
  readonly sendTest: (address: SourcedText) => Promise<SendResult>;
}

export type DefaultSender = Pick<Extract<StepFacts, { readonly kind: 'sender' }>, 'from'> & {
  readonly address: string;
};

export interface CheckTools extends Omit<ServerTools, 'settings' | 'login' | 'token' | 'log'> {
  readonly options: SettingsOptions;
  readonly deps: SettingsDeps;
  /** @throws SendmemoError CONFIG, USAGE */
  readonly load: () => Promise<LoadedTools>;
}

/**
 * Yields every step, the last of them the sum. Rejects for nothing that it finds.
 * @returns what it came to; its failure decides the exit status
 */
export async function* check(request: CheckRequest, tools: CheckTools): AsyncGenerator<Step, CheckResult> {
  const tally = createTally();
  let result: CheckResult = { failure: null, server: null, tls: null };
  const steps = allSteps(request, tools);
  for (let next = await steps.next(); ; next = await steps.next()) {
    if (next.done === true) {
      result = next.value;
      break;
    }
    tally.count(next.value);
    yield next.value;
  }
  yield tally.sum(result.failure);
  return result;
}

async function* allSteps(request: CheckRequest, tools: CheckTools): AsyncGenerator<Step, CheckResult> {
  let loaded: LoadedTools;
  let found = false;
  try {
    yield* locationSteps(tools.options, tools.deps);
    found = true;
    loaded = await tools.load();
  } catch (error) {
    const failure = asFailure(error);
    // Where both files were found, one of them, or a file that it names, is at fault.
    yield failed(
      found ? { kind: 'configuration' } : { kind: 'directory', directory: null, origin: null },
      failure,
    );
    return { failure, server: null, tls: null };
  }
  const { settings } = loaded;
  let local: Failure | null = null;
  for (const step of await hereSteps(loaded, tools.now())) {
    if (step.state === 'FAIL') local ??= step.failure;
    yield step;
  }
  let first: CheckResult = { failure: null, server: null, tls: null };
  const count = settings.server.endpoints.length;
  for (const [index, endpoint] of settings.server.endpoints.entries()) {
    if (tools.signal.aborted) {
      first = { ...first, failure: first.failure ?? asFailure(tools.signal.reason) };
      break;
    }
    const steps = serverSteps(endpoint, { number: index + 1, count }, { ...tools, ...loaded });
    if (index === 0) first = yield* steps;
    else yield* asWarnings(steps);
  }
  const failure = local ?? first.failure;
  if (request.sendTest === null) return { ...first, failure };
  const test = await testStep(request.sendTest, failure !== null, loaded, tools);
  yield test;
  return { ...first, failure: failure ?? (test.state === 'FAIL' ? test.failure : null) };
}

/** What can be seen without any packet. */
async function hereSteps(loaded: LoadedTools, nowMs: number): Promise<readonly Step[]> {
  const { settings, spool } = loaded;
  return [
    ...settingSteps(settings),
    ...(settings.tls.mode === 'off' ? [] : await trustFileSteps(settings.tls.trust, nowMs)),
    ...(await localSteps(settings, spool, { nowMs, upMs: loaded.upMs })),
    await senderStep(loaded.sender),
    ...(await relaySteps(settings)),
  ];
}

/** A backup that fails keeps no message back while the server before it works. */
async function* asWarnings(steps: AsyncGenerator<Step, CheckResult>): AsyncGenerator<Step> {
  for await (const step of steps) yield step.state === 'FAIL' ? { ...step, state: 'warn' } : step;
}

async function testStep(
  address: SourcedText,
  hasFailed: boolean,
  { sendTest }: LoadedTools,
  { monotonic }: CheckTools,
): Promise<Step> {
  const facts = { kind: 'test-message', address: address.text, messageId: null, response: null } as const;
  if (hasFailed) return seen({ ...facts, tried: false }, { state: 'warn' });
  const began = monotonic();
  const took = () => ({ milliseconds: Math.round(monotonic() - began) });
  try {
    const { failure, messageId, report } = await sendTest(address);
    const sent = { ...facts, messageId, response: report?.response ?? null, tried: true };
    return failure === null ? seen(sent, took()) : failed(sent, failure, took());
  } catch (error) {
    return failed({ ...facts, tried: true }, asFailure(error), took());
  }
}

/** Counts for the last line. */
function createTally(): {
  count(step: Step): void;
  sum(failure: Failure | null): Step;
} {
  const faults = new Map<Failure, Step>();
  let warned = 0;
  let firstWarning: Step | null = null;
  return {
    count(step) {
      // Several lines may speak of one fault: rows of names, the sum of a verification.
      if (step.state === 'FAIL' && step.failure !== null && !faults.has(step.failure)) {
        faults.set(step.failure, step);
      }
      if (step.state !== 'warn') return;
      warned++;
      firstWarning ??= step;
    },
    sum(failure) {
      const fault = failure === null ? null : (faults.get(failure) ?? null);
      const facts = { kind: 'result', faults: faults.size, fault, warned, firstWarning } as const;
      return failure === null ? seen(facts) : failed(facts, failure);
    },
  };
}
