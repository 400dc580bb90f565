/** The command line → Request. */
import type { AskedText, CommandLine } from '../cli/command-line.ts';
import { findCommand, readCommandLine, withAbsent } from '../cli/command-line.ts';
import type { MistypedCommand } from '../cli/mistyped.ts';
import type { CommonOptions } from '../cli/option-row.ts';
import { commonOptions } from '../cli/option-table.ts';
import { batchRequest } from './batch/request.ts';
import { certsRequest } from './certs/request.ts';
import { checkRequest } from './check/request.ts';
import { commonRequest } from './common-options.ts';
import { shellName } from './completion/request.ts';
import { settingChanges } from './config/request.ts';
import { documentRequest } from './document/request.ts';
import { notifyRequest } from './notify/request.ts';
import { actionRequest, moveRequest } from './queue/request.ts';
import { relayPasswdRequest } from './relay-passwd/request.ts';
import type { CommandRequest, CommonRequest, Request } from './request.ts';
import { sendRequest } from './send/request.ts';
import { parseSendmail } from './sendmail/request.ts';
import { sinkRequest } from './sink/request.ts';

export interface ParseOptions {
  /** The name that the program was called by. */
  readonly programName: string;
  readonly stdinIsTerminal: () => boolean;
  /** Whether effective user and group are others than the caller's. */
  readonly isSetId: () => boolean;
}

/**
 * @param argv the words after the program's name
 * @throws SendmemoError usage-*, sendmail-*, no-recipients
 */
export function parseCommandLine(argv: readonly string[], options: ParseOptions): Request {
  const { programName, stdinIsTerminal } = options;
  if (/^(sendmail|mailq|newaliases)/.test(programName)) {
    // Alone, no caller can have added it to the arguments of another user.
    if (argv.length === 1 && argv[0] === '--help') return answered({ kind: 'help', words: ['sendmail'] });
    return parseSendmail(argv, { programName, readLong: null, isSetId: options.isSetId() });
  }
  if (argv[0] === '__complete') return completeRequest(argv.slice(1));
  if (argv.length === 0 && stdinIsTerminal()) return answered({ kind: 'short' });
  const found = findCommand(argv);
  if (found.asked !== null) return answered(found.asked);
  if (found.row.words[0] !== 'sendmail') {
    const line = readCommandLine(found);
    return {
      common: commonRequest(line.options),
      what: commandRequest(line, found.mistyped, stdinIsTerminal),
    };
  }
  // Before its name the words are ours, after it sendmail's.
  const words = found.words.slice(0, found.before);
  return parseSendmail(found.words.slice(found.before), {
    programName: 'sendmail',
    readLong: (long) => readCommandLine({ ...found, words: [...words, ...long] }).options,
    isSetId: options.isSetId(),
  });
}

function answered(asked: AskedText): Request {
  return { common: noCommonOptions(), what: { command: 'help', asked } };
}

function completeRequest([shell = '', ...words]: readonly string[]): Request {
  return { common: noCommonOptions(), what: { command: '__complete', shell: shellName(shell), words } };
}

function noCommonOptions(): CommonRequest {
  return commonRequest(withAbsent(commonOptions, {}) as CommonOptions);
}

/** Each command's options have the type that its rows in the option table give them. */
function commandRequest(
  line: CommandLine,
  mistyped: MistypedCommand | null,
  stdinIsTerminal: () => boolean,
): CommandRequest {
  const { operands } = line;
  const [first = ''] = operands;
  switch (line.command) {
    case '':
      return { ...sendRequest(line.options, operands, stdinIsTerminal), mistyped };
    case 'notify':
      return notifyRequest(line.options, operands);
    case 'document':
      return documentRequest(line.options, operands);
    case 'check':
      return checkRequest(line.options);
    case 'queue init':
      return { command: 'queue', action: 'init', print: line.options.print };
    case 'queue move':
      return moveRequest(line.options.to);
    case 'queue run':
      return { command: 'queue', action: 'run', watch: line.options.watch, ids: operands };
    case 'queue list':
      return { command: 'queue', action: 'list' };
    case 'queue stats':
      return { command: 'queue', action: 'stats' };
    case 'queue show':
      return { command: 'queue', action: 'show', ids: operands };
    case 'queue retry':
      return actionRequest('retry', line.options, operands);
    case 'queue hold':
      return actionRequest('hold', line.options, operands);
    case 'queue release':
      return actionRequest('release', line.options, operands);
    case 'queue remove':
      return actionRequest('remove', line.options, operands);
    case 'batch':
      return batchRequest(line.options, operands);
    case 'sink':
      return sinkRequest(line.options);
    case 'relay':
      return { command: 'relay', delivers: !line.options.queueOnly };
    case 'relay passwd':
      return relayPasswdRequest(line.options, operands);
    case 'certs':
      return certsRequest(line.options, operands);
    case 'auth login':
      return { command: 'auth' };
    case 'config init':
      return { command: 'config', action: 'init', directory: first, force: line.options.force };
    case 'config show':
      return { command: 'config', action: 'show' };
    case 'config set':
      return { command: 'config', action: 'set', changes: settingChanges(operands) };
    case 'config import':
      return { command: 'config', action: 'import', file: first, force: line.options.force };
    case 'explain':
      return { command: 'explain', code: operands[0] ?? null };
    case 'completion':
      return { command: 'completion', shell: shellName(first) };
    case 'version':
      return { command: 'help', asked: { kind: 'version' } };
    case 'help':
    case 'sendmail':
      throw new Error(`${line.command} has no request of its own`);
  }
}
