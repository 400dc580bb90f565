/** What the command says, read strictly: the JSON object and the lines of standard error. */
import { expect } from 'vitest';
import type { Finished } from './command.ts';

export interface JsonResult {
  readonly status: 'sent' | 'partial' | 'queued' | 'failed';
  readonly messageId: string | null;
  readonly server: { readonly host: string; readonly port: number; readonly address: string | null } | null;
  readonly tls: {
    readonly mode: string;
    readonly version: string | null;
    readonly cipher: string | null;
    readonly bits: number | null;
    readonly verify: string;
    readonly verifyErrors: readonly string[];
  } | null;
  readonly accepted: readonly string[];
  readonly rejected: readonly {
    readonly address: string;
    readonly code: number | null;
    readonly enhanced: string | null;
    readonly message: string;
  }[];
  readonly response: string | null;
  readonly queueId?: string;
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly hint: string | null;
    readonly exit: number;
  } | null;
}

/** The one JSON object of section 6; anything else on standard output is a fault. */
export function jsonOf(finished: Finished): JsonResult {
  let value: unknown;
  try {
    value = JSON.parse(finished.stdout);
  } catch {
    throw new Error(
      `no JSON object: status ${String(finished.status)}\nstdout: ${finished.stdout}\nstderr: ${finished.stderr}`,
    );
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('not an object');
  return value as JsonResult;
}

/** Status and code of a failed `--json` run, with everything that was said where it is another. */
export function expectFailure(finished: Finished, status: number, code: string): JsonResult {
  const json = jsonOf(finished);
  const got = { exit: finished.status, code: json.error?.code, said: json.error?.exit };
  expect(got, `${finished.stderr}${finished.stdout}`).toEqual({ exit: status, code, said: status });
  return json;
}

/** Standard error of a failure: its own line, then perhaps a hint, and nothing else but warnings. */
export function expectSaid(finished: Finished, status: number, what: RegExp = /./): void {
  expect(finished.status, finished.stderr + finished.stdout).toBe(status);
  const lines = linesOf(finished.stderr).filter((line) => !line.startsWith('sendmemo: warning: '));
  expect(lines[0] ?? '', finished.stderr).toMatch(/^sendmemo: \S/);
  expect(lines.join('\n'), finished.stderr).toMatch(what);
  for (const line of lines.slice(1)) expect(line, finished.stderr).toMatch(/^(?:hint|sendmemo): \S/);
  expect(finished.stderr).not.toMatch(/^\s+at .*[:(]/m);
}

export function expectQuiet(finished: Finished): void {
  const got = { status: finished.status, stdout: finished.stdout, stderr: finished.stderr };
  expect(got).toEqual({ status: 0, stdout: '', stderr: '' });
}

export function warningsOf(finished: Finished): readonly string[] {
  return linesOf(finished.stderr).filter((line) => line.startsWith('sendmemo: warning: '));
}

export function linesOf(text: string): readonly string[] {
  return text.split('\n').filter((line) => line !== '');
}
