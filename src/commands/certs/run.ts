/** `sendmemo certs [DIR]`: certificates to try things out with, and the lines that use them. */
import { makeCertificates } from './make.ts';
import type { CertsRequest } from './request.ts';
import { renderCerts } from './text.ts';
import type { ProgramContext } from '../context.ts';

/** @returns the exit status. @throws SendmemoError USAGE usage-option-value; OUTPUT already-exists, cannot-create */
export async function runCerts(request: CertsRequest, context: ProgramContext): Promise<number> {
  const { system, output, common } = context;
  const { cwd, now, uniqueId } = system;
  const result = await makeCertificates(request, { cwd, now, uniqueId, caller: system });
  // May be appended to sendmemo-ssl.cfg as it is.
  await (common.json ? output.json(result) : output.line(renderCerts(result)));
  return 0;
}
