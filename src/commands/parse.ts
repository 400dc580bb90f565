/** The command line → Request. */
import type { CommandLine } from '../cli/command-line.ts';
import { findCommand, readCommandLine } from '../cli/command-line.ts';
import type { Bilingual } from '../cli/option-row.ts';
import { batchRequest } from './batch/request.ts';
import { certsRequest } from './certs/request.ts';
import { checkRequest } from './check/request.ts';
import { commonRequest } from './common-options.ts';
import { shellName } from './completion/request.ts';
import { settingChanges } from './config/request.ts';
import { documentRequest } from './document/request.ts';
import { notifyRequest } from './notify/request.ts';
import type { CommandRequest, Request } from './request.ts';
import { sendRequest } from './send/request.ts';
import { parseSendmail } from './sendmail/request.ts';
import { sinkRequest } from './sink/request.ts';

export interface ParseOptions {
  /** The name that the program was called by. */
  readonly programName: string;
  readonly language: keyof Bilingual;
  readonly version: string;
  readonly stdinIsTerminal: () => boolean;
  /** Whether effective user and group are others than the caller's. */
  readonly isSetId: () => boolean;
}

/**
 * @param argv the words after the program's name
 * @throws SendmemoError usage-*, sendmail-*, no-recipients
 */
export function parseCommandLine(argv: readonly string[], options: ParseOptions): Request {
  const { programName, language, version } = options;
  if (/^(sendmail|mailq|newaliases)/.test(programName)) {
    return parseSendmail(argv, { programName, readLong: null, isSetId: options.isSetId() });
  }
  if (argv[0] === '__complete') return completeRequest(argv.slice(1));
  const found = findCommand(argv);
  if (found.row.words[0] === 'help') return parseCommandLine([...found.words, '--help'], options);
  if (found.row.words[0] !== 'sendmail') {
    return toRequest(readCommandLine(found, language, version), options.stdinIsTerminal);
  }
  // Before its name the words are ours, after it sendmail's.
  const help = found.words[found.before] === '--help';
  const words = found.words.slice(0, found.before + (help ? 1 : 0));
  const ours = readCommandLine({ ...found, words }, language, version);
  if (ours.text !== null) return toRequest(ours, options.stdinIsTerminal);
  return parseSendmail(found.words.slice(found.before), {
    programName: 'sendmail',
    readLong: (long) => readCommandLine({ ...found, words: [...words, ...long] }, language, version).options,
    isSetId: options.isSetId(),
  });
}

function completeRequest([shell = '', ...words]: readonly string[]): Request {
  const common = commonRequest(readCommandLine(findCommand([]), 'en', '').options);
  return { common, what: { command: '__complete', shell: shellName(shell), words } };
}

function toRequest(line: CommandLine, stdinIsTerminal: () => boolean): Request {
  const common = commonRequest(line.options);
  if (line.text !== null) return { common, what: { command: 'text', text: line.text } };
  return { common, what: commandRequest(line, stdinIsTerminal) };
}

/** Each command's options have the type that its rows in the option table give them. */
function commandRequest(line: CommandLine, stdinIsTerminal: () => boolean): CommandRequest {
  const { operands } = line;
  const [first = ''] = operands;
  switch (line.command) {
    case '':
      return sendRequest(line.options, operands, stdinIsTerminal);
    case 'notify':
      return notifyRequest(line.options, operands);
    case 'document':
      return documentRequest(line.options, operands);
    case 'check':
      return checkRequest(line.options);
    case 'queue run':
      return { command: 'queue', action: 'run', watch: line.options.watch, ids: operands };
    case 'queue list':
      return { command: 'queue', action: 'list' };
    case 'queue stats':
      return { command: 'queue', action: 'stats' };
    case 'queue show':
      return { command: 'queue', action: 'show', ids: operands };
    case 'queue retry':
      return { command: 'queue', action: 'retry', ids: operands };
    case 'queue hold':
      return { command: 'queue', action: 'hold', ids: operands };
    case 'queue release':
      return { command: 'queue', action: 'release', ids: operands };
    case 'queue remove':
      return { command: 'queue', action: 'remove', ids: operands };
    case 'batch':
      return batchRequest(line.options, operands);
    case 'sink':
      return sinkRequest(line.options);
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
    case 'help':
    case 'sendmail':
      throw new Error(`${line.command} has no request of its own`);
  }
}
