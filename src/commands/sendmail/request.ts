/**
 * sendmail(8)'s command line → Request: what cron, PHP, git, mailx, mutt, CUPS, LPRng and smartd pass, letters joined
 * or split as getopt(3) has it. Pure: nothing is done here.
 * Sources: sendmail(8), the sendmail(1) of Postfix, contract section 4.
 */
import type { CommandRequest, Request } from '../request.ts';
import type { DeliveryMode } from '../../config/settings.ts';
import { SendmemoError } from '../../failure/error.ts';
import type { RawDraft, SourcedText } from '../../message/draft.ts';
import type { DeliveryNotification } from '../../message/envelope.ts';
import { takesNextWord, withAbsent } from '../../cli/command-line.ts';
import type { CommonOptions } from '../../cli/option-row.ts';
import { commonOptions } from '../../cli/option-table.ts';
import { badValue } from '../../cli/values.ts';
import { commonRequest } from '../common-options.ts';
import { notifyList } from '../draft-options.ts';

/** Letters that take the rest of their word, or the next word. */
const withValue = new Set('ABbCFfhLNOopRrVX');
/** Letters whose value, where they have one, is joined. */
const joinedValue = new Set('deq');
/** Letters without a value. */
const flags = new Set('GimnstUv');
/** What a submission client has no use for; harmless, so that a caller's habit does not stop its mail. */
const withoutEffect = new Set('AdeGhLmnpsU');

const refusedModes: Readonly<Record<string, string>> = {
  d: 'sendmemo has no daemon; sendmemo sink is a server for trying things out',
  D: 'sendmemo has no daemon; sendmemo sink is a server for trying things out',
  i: 'sendmemo reads its aliases file at each call',
  t: 'sendmemo check shows what would be done',
  v: 'sendmemo --dry-run shows what would be sent',
};

interface Letters {
  /** Our long options with their values, as written. */
  readonly long: string[];
  readonly values: { readonly letter: string; readonly value: string }[];
  readonly operands: string[];
}

export interface SendmailCall {
  /** `mailq` and `newaliases` are sendmail's other names. */
  readonly programName: string;
  /**
   * Reads our long options, which `sendmemo sendmail` takes before the first recipient. null under the name sendmail,
   * whose arguments may come from another user (PHP's mail()): there they are rejected.
   */
  readonly readLong: ((words: readonly string[]) => CommonOptions) | null;
  /** The process has another effective user or group than the one that called it. */
  readonly isSetId: boolean;
}

/**
 * @param words the words after the program's name
 * @throws SendmemoError usage-*, sendmail-*
 */
export function parseSendmail(
  words: readonly string[],
  { programName, readLong, isSetId }: SendmailCall,
): Request {
  const letters = readLetters(words, readLong !== null);
  if (programName === 'mailq') letters.values.unshift({ letter: 'b', value: 'p' });
  if (programName === 'newaliases') letters.values.unshift({ letter: 'b', value: 'i' });
  const options: Record<string, unknown> = { ...readLong?.(letters.long) };
  for (const { letter, value } of letters.values) {
    if (letter === 'C') {
      // The file may name commands: they would run with rights that the caller does not have.
      if (isSetId) throw new SendmemoError({ code: 'USAGE', reason: 'sendmail-set-id', option: '-C' });
      options['config'] = value;
    }
    if (letter === 'v') options['verbose'] = true;
  }
  return {
    common: commonRequest(withAbsent(commonOptions, options) as CommonOptions),
    what: sendmailRequest(letters),
  };
}

function sendmailRequest(letters: Letters): CommandRequest {
  const mode = last(letters, 'b') ?? 'm';
  const refused = refusedModes[mode];
  if (refused !== undefined) throw unsupported(`-b${mode}`, refused);
  if (mode === 'p') return { command: 'queue', action: 'list' };
  if (mode === 's') return { command: 'smtp-pipe' };
  if (mode !== 'm') throw unsupported(`-b${mode}`, '-bm -bs -bp');
  if (last(letters, 'q') !== null) return { command: 'queue', action: 'run', watch: false, ids: [] };
  const readRecipients = last(letters, 't') !== null;
  if (!readRecipients && letters.operands.length === 0)
    throw new SendmemoError({ code: 'USAGE', reason: 'no-recipients' });
  const oldOptions = letters.values.filter(({ letter }) => letter === 'o').map(({ value }) => value);
  const draft: RawDraft = {
    trace: null,
    to: letters.operands.map((operand) => ({ text: operand, source: 'recipient' })),
    cc: [],
    bcc: [],
    from: null,
    envelopeFrom: sender(letters),
    replyTo: null,
    dsn: notification(letters),
    readRecipients,
    dotEnds:
      last(letters, 'i') === null &&
      !oldOptions.includes('i') &&
      !longOptionIs(letters, 'ignoredots', 'true'),
    localSender: 'completed',
    fullName: last(letters, 'F'),
  };
  return {
    command: 'send',
    message: { form: 'raw', draft },
    dryRun: false,
    delivery: deliveryMode(letters, oldOptions),
    mistyped: null,
  };
}

function sender(letters: Letters): SourcedText | null {
  const given = letters.values.findLast(({ letter }) => letter === 'f' || letter === 'r');
  return given ? { text: given.value === '' ? '<>' : given.value, source: `-${given.letter}` } : null;
}

function notification(letters: Letters): DeliveryNotification | null {
  const notify = last(letters, 'N');
  const ret = last(letters, 'R')?.toLowerCase() ?? null;
  const envid = last(letters, 'V');
  if (ret !== null && ret !== 'full' && ret !== 'hdrs') throw badValue('-R', ret, 'full, hdrs');
  if (notify === null && ret === null && envid === null) return null;
  return { notify: notify === null ? null : notifyList(notify, '-N'), ret, envid };
}

/** `-odq`, `-odd`, `-O DeliveryMode=queue` mean the spool; `-odi` and `-odb` mean now. */
function deliveryMode(letters: Letters, oldOptions: readonly string[]): DeliveryMode | null {
  const old = oldOptions.findLast((option) => option.startsWith('d'))?.slice(1, 2);
  const mode = old ?? longOptions(letters).get('deliverymode')?.slice(0, 1).toLowerCase();
  if (mode === 'q' || mode === 'd') return 'spool';
  return null;
}

function longOptions(letters: Letters): Map<string, string> {
  return new Map(
    letters.values
      .filter(({ letter }) => letter === 'O')
      .map(({ value }) => {
        const [name = '', ...rest] = value.split('=');
        return [name.trim().toLowerCase(), rest.join('=').trim()];
      }),
  );
}

function longOptionIs(letters: Letters, name: string, wanted: string): boolean {
  return longOptions(letters).get(name)?.toLowerCase() === wanted;
}

function last(letters: Letters, wanted: string): string | null {
  return letters.values.findLast(({ letter }) => letter === wanted)?.value ?? null;
}

/**
 * getopt(3) without permutation: options end at the first recipient or at `--`. What looks like an option after that is
 * rejected unless `--` comes before it: a recipient from another user must never be read as an option.
 */
function readLetters(words: readonly string[], longAllowed: boolean): Letters {
  const letters: Letters = { long: [], values: [], operands: [] };
  const rest = words.toReversed();
  for (let word = rest.pop(); word !== undefined; word = rest.pop()) {
    if (word === '--') {
      for (const operand of rest.toReversed()) letters.operands.push(operand);
      return letters;
    }
    if (!word.startsWith('-')) {
      letters.operands.push(word);
    } else if (letters.operands.length > 0 || word === '-') {
      throw new SendmemoError({ code: 'USAGE', reason: 'sendmail-late-option', option: word });
    } else if (word.startsWith('--')) {
      if (!longAllowed || !isOurs(word)) throw longOption(word);
      letters.long.push(word, ...(takesNextWord(word) ? [rest.pop() ?? []].flat() : []));
    } else readCluster(word, rest, letters);
  }
  return letters;
}

/** Whether a word is one of the options of every command. */
function isOurs(word: string): boolean {
  const name = word.replace(/=.*/s, '');
  return commonOptions.some((option) => option.flags.split(/[ ,]+/).includes(name));
}

function longOption(word: string): SendmemoError {
  const option = word.replace(/=.*/s, '');
  return new SendmemoError({ code: 'USAGE', reason: 'sendmail-long-option', option, isOurs: isOurs(word) });
}

/** @param rest the words after it, the next one last */
function readCluster(word: string, rest: string[], letters: Letters): void {
  for (let index = 1; index < word.length; index += 1) {
    const letter = word.charAt(index);
    const joined = word.slice(index + 1);
    if (withValue.has(letter)) {
      const value = joined === '' ? rest.pop() : joined;
      if (value === undefined)
        throw new SendmemoError({ code: 'USAGE', reason: 'usage-missing-value', option: `-${letter}` });
      if (letter === 'X') throw unsupported('-X', '--log-file FILE --log-level trace');
      letters.values.push({ letter, value });
      return;
    }
    if (joinedValue.has(letter)) {
      letters.values.push({ letter, value: joined });
      return;
    }
    if (!flags.has(letter) && !withoutEffect.has(letter))
      throw unsupported(`-${letter}`, '-t -i -f -F -N -R -V -B -O -o -bm -bs -bp -q -v -C');
    letters.values.push({ letter, value: '' });
  }
}

function unsupported(option: string, instead: string): SendmemoError {
  return new SendmemoError({ code: 'USAGE', reason: 'sendmail-unsupported', option, instead });
}
