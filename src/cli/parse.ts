/** The door: argv → Request. */
import type { Request } from '../commands/request.ts';
import { findCommand, readCommandLine } from './command-line.ts';
import type { Bilingual } from './option-table.ts';
import type { RequestWorld } from './requests.ts';
import { toRequest } from './requests.ts';
import { parseSendmail } from './sendmail-options.ts';

export interface CommandLineWorld extends RequestWorld {
  readonly programName: string;
  readonly language: keyof Bilingual;
  readonly version: string;
}

/**
 * @param argv the words after the program's name
 * @throws SubmissionError usage-*, sendmail-unsupported, no-recipients
 */
export function parseCommandLine(argv: readonly string[], world: CommandLineWorld): Request {
  if (/^(sendmail|mailq|newaliases)/.test(world.programName)) return parseSendmail(argv, world.programName);
  const found = findCommand(argv);
  if (found.row.words[0] === 'help') return parseCommandLine([...found.words, '--help'], world);
  if (found.row.words[0] !== 'sendmail') {
    return toRequest(readCommandLine(found, world.language, world.version), world);
  }
  // Before its name the words are ours, after it sendmail's.
  const help = found.words[found.before] === '--help';
  const words = found.words.slice(0, found.before + (help ? 1 : 0));
  const ours = readCommandLine({ ...found, words }, world.language, world.version);
  if (ours.text !== null) return toRequest(ours, world);
  return parseSendmail(found.words.slice(found.before), 'sendmail', ours.options);
}
