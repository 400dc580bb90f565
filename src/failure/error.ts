import type { Failure } from './failure.ts';

/**
 * The one class that is thrown on purpose: a Failure on its way to where it is reported. Its message is code and
 * reason, for debuggers; people read the words of words.
 */
export class SendmemoError extends Error {
  override readonly name: string = 'SendmemoError';
  readonly failure: Failure;

  constructor(failure: Failure, options?: { cause?: unknown }) {
    super(`${failure.code} (${failure.reason})`, options);
    this.failure = failure;
  }
}

/** Any thrown value as a Failure: what is not ours is INTERNAL. */
export function asFailure(thrown: unknown): Failure {
  if (thrown instanceof SendmemoError) return thrown.failure;
  return {
    code: 'INTERNAL',
    reason: 'internal',
    detail: thrown instanceof Error ? thrown.message : String(thrown),
  };
}

/** Any thrown value as an Error. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

/** `ENOENT`, `ECONNREFUSED` … of a system error, or its text where it has no code. */
export function systemCode(thrown: unknown): string {
  if (thrown instanceof Error) {
    const { code } = thrown as NodeJS.ErrnoException;
    return typeof code === 'string' ? code : thrown.message;
  }
  return String(thrown);
}
