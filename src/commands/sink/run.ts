/** `sendmemo sink`: shows what its server sees until it is ended. */
import os from 'node:os';
import type { SinkCommandRequest } from './request.ts';
import { runSink } from './serve.ts';
import { renderSinkEvent } from './text.ts';
import type { ProgramContext } from '../context.ts';

/** @returns the exit status. @throws SendmemoError see runSink */
export async function runSinkCommand(request: SinkCommandRequest, context: ProgramContext): Promise<number> {
  const { system, output, common, signal } = context;
  const tools = {
    cwd: system.cwd,
    temporaryDirectory: os.tmpdir(),
    hostName: system.hostName(),
    now: system.now,
    uniqueId: system.uniqueId,
    caller: system,
    signal,
  };
  const unused = unusedTlsOptions(request);
  if (unused.length > 0) await output.warning({ reason: 'tls-option-unused', options: unused });
  for await (const event of runSink(request, tools)) {
    if (common.json) await output.json(event);
    else await output.octets(Buffer.from(renderSinkEvent(event), 'utf8'));
  }
  return 0;
}

/** @returns the options that have no effect because the sink offers no TLS */
function unusedTlsOptions(request: SinkCommandRequest): readonly string[] {
  if (request.mode !== 'none') return [];
  return [
    ...(request.certificates.length > 0 ? ['--cert', '--key'] : []),
    ...(request.clientCaFile === null ? [] : ['--client-ca']),
    ...(request.certificateDirectory === null ? [] : ['--cert-dir']),
  ];
}
