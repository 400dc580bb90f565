/**
 * The composition root: the system and the command line → a command and its exit status. The one place that
 * catches what nothing else caught.
 */
import packageJson from '../package.json' with { type: 'json' };
import { parseCommandLine } from './commands/parse.ts';
import { failedBefore } from './commands/send/message.ts';
import { noOptions, type CommonRequest, type Request } from './commands/request.ts';
import { exitStatus } from './failure/consequence.ts';
import { asFailure, SendmemoError } from './failure/error.ts';
import type { ProgramContext } from './commands/context.ts';
import { reportResult } from './commands/send/submit.ts';
import type { Locale } from './output/locale.ts';
import { chooseLocale } from './output/locale.ts';
import { createOutput } from './output/output.ts';
import type { Language } from './words/language.ts';
import type { System } from './system.ts';

const defaultTimeoutMs = 300_000;
/** How long a program may take to end after a signal, in milliseconds, before its result is given up. */
const graceMs = 500;

/** What is known before the command line could be read. */
function bareRequest(argv: readonly string[]): CommonRequest {
  const json = argv.slice(0, argv.includes('--') ? argv.indexOf('--') : argv.length).includes('--json');
  return { ...noOptions, json };
}

/**
 * Runs the program.
 * @returns the exit status (contract, section 5)
 */
export async function main(system: System): Promise<number> {
  const locale = chooseLocale(system.env);
  const outward = {
    stdout: () => system.stdout,
    stderr: () => system.stderr,
    isTerminal: () => system.isTerminal('stdout'),
    locale,
    language: () => loadLanguage(locale),
  };
  let common = bareRequest(system.argv);
  const ending = new AbortController();
  try {
    const request = parseCommandLine(system.argv, {
      programName: system.programName,
      stdinIsTerminal: () => system.isTerminal('stdin'),
      isSetId: system.isSetId,
    });
    common = request.common;
    const output = createOutput({ ...outward, quiet: common.quiet });
    const context: ProgramContext = { system, common, output, signal: ending.signal };
    return await bounded(request, context, ending);
  } catch (error) {
    const output = createOutput({ ...outward, quiet: common.quiet });
    if (!(error instanceof SendmemoError) && common.settings.logLevel === 'debug' && error instanceof Error) {
      await output.message(error.stack ?? '');
    }
    const failure = asFailure(error);
    // Whoever read the output has enough of it (`… | head`): there is nothing to report.
    if (failure.reason === 'output-failed' && failure.system === 'EPIPE') return exitStatus(failure);
    return reportResult(failedBefore(failure), { system, common, output, signal: ending.signal });
  }
}

async function loadLanguage({ language }: Locale): Promise<Language> {
  return language === 'ja'
    ? (await import('./words/ja.ts')).japanese
    : (await import('./words/en.ts')).english;
}

/** The hard bound over all: `--timeout` and signals end every wait, and a program that does not heed them. */
async function bounded(request: Request, context: ProgramContext, ending: AbortController): Promise<number> {
  const { system, common } = context;
  const timeoutMs = common.timeoutMs ?? (endsByItself(request) ? defaultTimeoutMs : null);
  const timer =
    timeoutMs === null
      ? null
      : setTimeout(() => {
          const seconds = timeoutMs / 1000;
          ending.abort(
            new SendmemoError({
              code: 'TIMEOUT',
              reason: 'run-timeout',
              server: null,
              stage: null,
              seconds,
            }),
          );
        }, timeoutMs);
  const stopListening = system.onSignal((signal) => {
    // The relay reads its certificate anew.
    if (signal === 'SIGHUP' && request.what.command === 'relay') return;
    ending.abort(new SendmemoError({ code: 'TIMEOUT', reason: 'interrupted', signal, stage: null }));
  });
  const ended = new Promise<never>((_, reject) => {
    ending.signal.addEventListener('abort', () => {
      void system
        .sleep(staysByItself(request) ? 30_000 : graceMs)
        .then(() => reject(ending.signal.reason as Error));
    });
  });
  try {
    return await Promise.race([run(request, context), ended]);
  } finally {
    if (timer !== null) clearTimeout(timer);
    stopListening();
  }
}

/** Programs that run until a signal ends them. */
function staysByItself({ what }: Request): boolean {
  return (
    what.command === 'sink' ||
    what.command === 'relay' ||
    what.command === 'batch' ||
    (what.command === 'queue' && what.action === 'run')
  );
}

/** Programs that `--timeout` bounds also where it is not given; a login ends when its code does. */
function endsByItself(request: Request): boolean {
  return !staysByItself(request) && request.what.command !== 'auth';
}

/** Each program is loaded when it is called: a plain send pays for nothing else. */
async function run({ what }: Request, context: ProgramContext): Promise<number> {
  switch (what.command) {
    case 'help':
      return (await import('./commands/help/run.ts')).runHelp(what, packageJson.version, context);
    case 'send':
      return (await import('./commands/send/run.ts')).runSend(what, context);
    case 'notify':
      return (await import('./commands/notify/run.ts')).runNotify(what, context);
    case 'document':
      return (await import('./commands/document/run.ts')).runDocument(what, context);
    case 'check':
      return (await import('./commands/check/run.ts')).runCheck(what, context);
    case 'queue':
      return (await import('./commands/queue/run.ts')).runQueueCommand(what, context);
    case 'batch':
      return (await import('./commands/batch/run.ts')).runBatch(what, context);
    case 'smtp-pipe':
      return (await import('./commands/smtp-pipe/run.ts')).runSmtpPipe(context);
    case 'sink':
      return (await import('./commands/sink/run.ts')).runSinkCommand(what, context);
    case 'relay':
      return (await import('./commands/relay/run.ts')).runRelay(what, context);
    case 'relay-passwd':
      return (await import('./commands/relay-passwd/run.ts')).runRelayPasswd(what, context);
    case 'certs':
      return (await import('./commands/certs/run.ts')).runCerts(what, context);
    case 'config':
      return (await import('./commands/config/run.ts')).runConfig(what, context);
    case 'auth':
      return (await import('./commands/auth/run.ts')).runAuthLogin(context);
    case 'explain':
      return (await import('./commands/explain/run.ts')).runExplain(what, context);
    case 'completion':
    case '__complete':
      return (await import('./commands/completion/run.ts')).runCompletion(what, context);
  }
}
