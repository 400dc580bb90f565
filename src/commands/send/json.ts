/** The JSON result of one submission (contract, section 6). */
import type { SendResult } from './message.ts';
import { exitStatus } from '../../failure/consequence.ts';
import type { Failure } from '../../failure/failure.ts';
import type { Language } from '../../words/language.ts';
import { describeFailure } from '../../words/language.ts';

interface JsonError {
  readonly code: string;
  readonly message: string;
  readonly hint: string | null;
  readonly exit: number;
}

/** The words of JSON: English in every locale, like its keys, so that programs and people elsewhere can read it. */
export async function jsonLanguage(): Promise<Language> {
  return (await import('../../words/en.ts')).english;
}

/** `{"code","message","hint","exit"}` of a failure. */
export function errorJson(failure: Failure, language: Language): JsonError {
  const { what, hint } = describeFailure(language, failure);
  return { code: failure.code, message: what, hint, exit: exitStatus(failure) };
}

/** @returns the object of section 6; `queueId` only with a spooled message. */
export function sendResultJson(result: SendResult, language: Language): Record<string, unknown> {
  const { report } = result;
  const outcomes = report?.outcomes ?? [];
  return {
    status: result.status,
    messageId: result.messageId,
    server: report?.server ?? null,
    tls: report?.tls ?? null,
    accepted: outcomes.filter(({ state }) => state === 'accepted').map(({ recipient }) => recipient.address),
    rejected: outcomes.flatMap(({ state, recipient, reply }) =>
      state === 'accepted' || reply === null
        ? []
        : [
            {
              address: recipient.address,
              code: reply.code,
              enhanced: reply.enhanced,
              message: reply.message,
            },
          ],
    ),
    response: report?.response ?? null,
    ...(result.queueId === null ? {} : { queueId: result.queueId }),
    error: result.failure === null ? null : errorJson(result.failure, language),
  };
}
