/**
 * How the steps are shown: as one JSON object; as a screen on a terminal; a line for each step in a pipe and with `-v`;
 * with `-q` only the faults.
 */
import { findingsOf } from './findings.ts';
import { checkJson } from './json.ts';
import { asciiSigns, pathSoFar, renderFaults, renderScreen, type ScreenLook, signs } from './screen.ts';
import type { CheckResult, Step } from './step.ts';
import { type CheckLanguage, chooseLook, renderStep } from './text.ts';
import { createCheckWords } from './words/decide.ts';
import type { ProgramContext } from '../context.ts';
import { jsonLanguage } from '../send/json.ts';
import { chooseLocale, namesUtf8 } from '../../output/locale.ts';
import { createStatusLine } from '../../output/progress.ts';

interface Report {
  readonly step: (step: Step) => Promise<void>;
  readonly end: (result: CheckResult) => Promise<void>;
}

/** @returns the report that the options and the terminal ask for */
export async function chooseReport(context: ProgramContext): Promise<Report> {
  const { common, output, system } = context;
  const language = await checkLanguage(context);
  const look = chooseLook({
    isTerminal: output.isTerminal(),
    columns: system.stdout.columns,
    env: system.env,
  });
  if (common.json) return jsonReport(context, language);
  const { width } = look;
  if (width === null || common.verbose) return common.quiet ? faultLines() : stepLines();
  const marks = namesUtf8(chooseLocale(system.env)) ? signs : asciiSigns;
  const screenLook = { ...look, width, ...marks };
  return screenReport(context, language, screenLook);

  function stepLines(): Report {
    return {
      step: (step) => output.line('', renderStep(step, language, look)),
      // Standard error has it for whoever does not see these lines.
      end: async ({ failure }) => {
        if (failure !== null && width === null) await output.failure(failure);
      },
    };
  }

  function faultLines(): Report {
    const steps: Step[] = [];
    return {
      step: (step) => keep(steps, step),
      end: async ({ failure }) => {
        for (const { severity, step } of findingsOf(steps)) {
          // oxlint-disable-next-line no-await-in-loop
          if (severity === 'error') await output.line('', renderStep(step, language, look));
        }
        if (failure !== null && width === null) await output.failure(failure);
      },
    };
  }
}

function jsonReport({ output }: ProgramContext, language: CheckLanguage): Report {
  const steps: Step[] = [];
  return {
    step: (step) => keep(steps, step),
    end: async (result) => {
      await output.json(checkJson(steps, result, language));
      if (result.failure !== null) await output.failure(result.failure);
    },
  };
}

function screenReport(
  { common, output, system }: ProgramContext,
  language: CheckLanguage,
  look: ScreenLook,
): Report {
  const steps: Step[] = [];
  const isShown = !common.quiet && look.marks === signs.marks;
  const status = isShown ? createStatusLine(() => system.stderr) : null;
  return {
    step(step) {
      status?.show(`${pathSoFar([...steps, step], language, look)} …`);
      return keep(steps, step);
    },
    async end() {
      status?.clear();
      const lines = common.quiet ? renderFaults(steps, language, look) : renderScreen(steps, language, look);
      if (lines.length > 0) await output.line('', lines.join('\n'));
    },
  };
}

function keep(steps: Step[], step: Step): Promise<void> {
  steps.push(step);
  return Promise.resolve();
}

/** JSON is English in every locale. */
async function checkLanguage({ output, system, common }: ProgramContext): Promise<CheckLanguage> {
  const words =
    chooseLocale(system.env).language === 'ja' && !common.json
      ? createCheckWords((await import('./words/ja.ts')).checkSentences)
      : createCheckWords((await import('./words/en.ts')).checkSentences);
  return { language: await (common.json ? jsonLanguage() : output.language()), words };
}
