import { expect } from 'vitest';
import { asFailure } from '../../src/failure/error.ts';
import type { Failure } from '../../src/failure/failure.ts';
import type { NamedFile } from '../../src/tls/plan.ts';

/** A file that a setting names, as the configuration describes it. */
export function namedFile(name: string): NamedFile {
  const path = `/etc/sendmemo/${name}.pem`;
  return { name, path, origin: { kind: 'file', file: '/etc/sendmemo/sendmemo-ssl.cfg', line: 3 } };
}

/** The failure that a call throws; it must throw. */
export function failureOf(call: () => unknown): Failure {
  try {
    call();
  } catch (error) {
    return asFailure(error);
  }
  return expect.fail('nothing was thrown');
}
