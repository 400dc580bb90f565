/** What the words of a command line ask for: options and operands → one Request. */
import type {
  CommandRequest,
  CommonRequest,
  ConfigRequest,
  QueueRequest,
  Request,
} from '../commands/request.ts';
import type { DeliveryMode, SettingsOptions } from '../config/settings.ts';
import { SubmissionError } from '../failure/error.ts';
import type { BodySource, Draft, DraftAddresses, Priority, RawDraft } from '../message/draft.ts';
import type { DeliveryNotification } from '../message/envelope.ts';
import type { CommandLine, OptionValues } from './command-line.ts';
import { composeOptions } from './option-table.ts';
import { badValue, flag, list, seconds, sourced, sourcedList, text, wholeNumber } from './values.ts';

/** What a request depends on besides the words. */
export interface RequestWorld {
  /** Standard input is a terminal: without a body somebody would wait for ever. */
  readonly stdinIsTerminal: () => boolean;
}

/**
 * Folds a command line into a request.
 * @throws SubmissionError usage-*
 */
export function toRequest(line: CommandLine, world: RequestWorld): Request {
  const common = commonRequest(line.options);
  if (line.text !== null) return { common, what: { command: 'text', text: line.text } };
  return { common, what: commandRequest(line, world) };
}

/** The options that belong to every command. */
export function commonRequest(options: OptionValues): CommonRequest {
  const timeout = text(options, 'timeout');
  return {
    settings: settingsOptions(options),
    json: flag(options, 'json'),
    timeoutMs: timeout === null ? null : seconds(timeout, '--timeout'),
    verbose: flag(options, 'verbose'),
    quiet: flag(options, 'quiet'),
    logToStderr:
      flag(options, 'verbose') || (text(options, 'logLevel') !== null && text(options, 'logFile') === null),
    metricsFile: text(options, 'metricsFile'),
  };
}

function settingsOptions(options: OptionValues): SettingsOptions {
  const names = [
    'server',
    'serverDir',
    'config',
    'smtpServerHost',
    'smtpServerPort',
    'logFile',
    'logLevel',
    'spoolDirectory',
  ] as const;
  const given = names.flatMap((name) => {
    const value = text(options, name);
    return value === null ? [] : [[name, value] as const];
  });
  return Object.fromEntries(given);
}

function commandRequest(line: CommandLine, world: RequestWorld): CommandRequest {
  const { row, options, operands } = line;
  const [name, action] = row.words;
  switch (name) {
    case undefined:
      return sendRequest(options, operands, world);
    case 'notify':
      return {
        command: 'notify',
        serverName: needed(options, 'serverName', '--server-name', 'sendmemo notify'),
        message: needed(options, 'message', '--message', 'sendmemo notify'),
        eventComment: text(options, 'eventComment'),
        locale: text(options, 'locale'),
        recipients: operands.map((operand) => ({ text: operand, source: 'recipient' })),
        from: sourced(options, 'from', '--from'),
        dryRun: flag(options, 'dryRun'),
        delivery: deliveryMode(options),
      };
    case 'document':
      return documentRequest(options, operands);
    case 'check':
      return {
        command: 'check',
        sendTest: sourced(options, 'sendTest', '--send-test'),
        from: sourced(options, 'from', '--from'),
      };
    case 'queue':
      return queueRequest(action ?? 'list', options, operands);
    case 'batch':
      return {
        command: 'batch',
        file: operands[0] === undefined || operands[0] === '-' ? null : operands[0],
        connections: wholeNumber(text(options, 'connections') ?? '2', '--connections', 1, 100),
        results: text(options, 'results'),
      };
    case 'sink':
      return sinkRequest(options);
    case 'certs':
      return {
        command: 'certs',
        directory: operands[0] ?? '.',
        hosts: list(options, 'host'),
        clientName: null,
        caDays: null,
        days: optionalNumber(options, 'days', '--days', 1, 36_500),
      };
    case 'config':
      return configRequest(action ?? 'show', options, operands);
    case 'explain':
      return { command: 'explain', code: operands[0] ?? null };
    case 'completion':
      return { command: 'completion', shell: shellName(operands[0] ?? '') };
    default:
      throw new Error(`no request for ${name}`);
  }
}

function sendRequest(
  options: OptionValues,
  operands: readonly string[],
  world: RequestWorld,
): CommandRequest {
  const shared = {
    command: 'send' as const,
    dryRun: flag(options, 'dryRun'),
    delivery: deliveryMode(options),
  };
  const addresses = draftAddresses(options, operands);
  if (flag(options, 'raw')) {
    for (const row of composeOptions) {
      const [long = ''] = /--[a-z-]+/.exec(row.flags) ?? [];
      if (options[camelCase(long)] !== undefined) throw conflict('--raw', long);
    }
    if (world.stdinIsTerminal()) throw noInput('body');
    const draft: RawDraft = {
      ...addresses,
      readRecipients: flag(options, 'readRecipients'),
      dotEnds: false,
      localSender: 'as-written',
      fullName: null,
    };
    return { ...shared, message: { form: 'raw', draft } };
  }
  if (flag(options, 'readRecipients')) {
    throw new SubmissionError({
      code: 'USAGE',
      reason: 'usage-option-needed',
      option: '--raw',
      command: '--read-recipients',
    });
  }
  return { ...shared, message: { form: 'composed', draft: composedDraft(options, addresses, world) } };
}

function composedDraft(options: OptionValues, addresses: DraftAddresses, world: RequestWorld): Draft {
  const attachments = list(options, 'attach');
  const inline = list(options, 'inline');
  const html = text(options, 'html');
  const readers = [...attachments, ...inline].filter((spec) => spec === '-' || spec.startsWith('-;')).length;
  if (readers > 0 && world.stdinIsTerminal()) throw noInput('attachment');
  return {
    ...addresses,
    subject: text(options, 'subject'),
    headers: sourcedList(options, 'header', '--header'),
    priority: text(options, 'priority') as Priority | null,
    body: bodySource(options, readers > 0, html !== null, world),
    html: html === null ? null : { kind: 'file', path: html },
    signatureFile: text(options, 'signatureFile'),
    attachments,
    inline,
    charset: text(options, 'charset'),
  };
}

/** Where the body comes from; null: there is none (standard input is an attachment, or the HTML stands alone). */
function bodySource(
  options: OptionValues,
  stdinTaken: boolean,
  hasHtml: boolean,
  world: RequestWorld,
): BodySource | null {
  const body = text(options, 'body');
  const file = text(options, 'bodyFile');
  if (body !== null && file !== null) throw conflict('--body', '--body-file');
  if (body !== null) return { kind: 'text', text: body };
  if (file === '-' && world.stdinIsTerminal()) throw noInput('body');
  if (file === '-') return { kind: 'stdin' };
  if (file !== null) return { kind: 'file', path: file };
  if (stdinTaken) return null;
  if (!world.stdinIsTerminal()) return { kind: 'stdin' };
  if (hasHtml) return null;
  throw noInput('body');
}

function draftAddresses(options: OptionValues, operands: readonly string[]): DraftAddresses {
  return {
    to: [
      ...sourcedList(options, 'to', '--to'),
      ...operands.map((operand) => ({ text: operand, source: 'recipient' })),
    ],
    cc: sourcedList(options, 'cc', '--cc'),
    bcc: sourcedList(options, 'bcc', '--bcc'),
    from: sourced(options, 'from', '--from'),
    envelopeFrom: sourced(options, 'envelopeFrom', '--envelope-from'),
    replyTo: sourced(options, 'replyTo', '--reply-to'),
    dsn: deliveryNotification(options),
  };
}

/** `--notify`, `--ret`, `--envid` (RFC 3461). */
function deliveryNotification(options: OptionValues): DeliveryNotification | null {
  const notify = text(options, 'notify');
  const ret = text(options, 'ret');
  const envid = text(options, 'envid');
  if (notify === null && ret === null && envid === null) return null;
  if (envid !== null && !/^[\x20-\x7e]{1,100}$/.test(envid))
    throw badValue('--envid', envid, '1-100 × ASCII');
  return {
    notify: notify === null ? null : notifyList(notify, '--notify'),
    ret: ret as 'full' | 'hdrs' | null,
    envid,
  };
}

/**
 * `never`, or a list of `failure`, `delay`, `success` in any case.
 * @throws SubmissionError usage-option-value
 */
export function notifyList(value: string, option: string): DeliveryNotification['notify'] {
  const words = value
    .toLowerCase()
    .split(',')
    .map((word) => word.trim());
  if (words.length === 1 && words[0] === 'never') return 'never';
  const known = ['failure', 'delay', 'success'] as const;
  const found = known.filter((word) => words.includes(word));
  if (found.length === 0 || found.length !== new Set(words).size)
    throw badValue(option, value, 'never | failure,delay,success');
  return found;
}

function documentRequest(options: OptionValues, operands: readonly string[]): CommandRequest {
  const file = text(options, 'bodyFile');
  return {
    command: 'document',
    documents: list(options, 'document'),
    bodyFile: file,
    fields: {
      job: text(options, 'jobName'),
      user: text(options, 'user'),
      destination: text(options, 'destination'),
      pages: text(options, 'pages'),
      server: text(options, 'server'),
    },
    dryRun: flag(options, 'dryRun'),
    delivery: deliveryMode(options),
    draft: {
      ...draftAddresses(options, operands),
      subject: text(options, 'subject'),
      headers: sourcedList(options, 'header', '--header'),
      priority: text(options, 'priority') as Priority | null,
      body: file === null ? null : { kind: 'file', path: file },
      html: null,
      signatureFile: text(options, 'signatureFile'),
      attachments: [],
      inline: [],
      charset: text(options, 'charset'),
    },
  };
}

function queueRequest(action: string, options: OptionValues, ids: readonly string[]): QueueRequest {
  switch (action) {
    case 'run':
      return { command: 'queue', action, watch: flag(options, 'watch'), ids };
    case 'list':
    case 'stats':
      return { command: 'queue', action };
    case 'show':
    case 'retry':
    case 'hold':
    case 'release':
    case 'remove':
      return { command: 'queue', action, ids };
    default:
      throw new Error(`no request for queue ${action}`);
  }
}

function configRequest(action: string, options: OptionValues, operands: readonly string[]): ConfigRequest {
  const [first = ''] = operands;
  switch (action) {
    case 'init':
      return { command: 'config', action, directory: first, force: flag(options, 'force') };
    case 'show':
      return { command: 'config', action };
    case 'set':
      return { command: 'config', action, changes: changePairs(operands) };
    case 'import':
      return { command: 'config', action, file: first, force: flag(options, 'force') };
    default:
      throw new Error(`no request for config ${action}`);
  }
}

/** `NAME VALUE NAME VALUE …` */
function changePairs(operands: readonly string[]): { readonly name: string; readonly value: string }[] {
  if (operands.length % 2 === 1) {
    throw new SubmissionError({
      code: 'USAGE',
      reason: 'usage-missing-operand',
      command: 'sendmemo config set',
      operand: 'value',
    });
  }
  return operands.flatMap((name, index) =>
    index % 2 === 0 ? [{ name, value: operands[index + 1] ?? '' }] : [],
  );
}

function sinkRequest(options: OptionValues): CommandRequest {
  const certFiles = list(options, 'cert');
  const keyFiles = list(options, 'key');
  if (certFiles.length !== keyFiles.length) {
    const [option, command] = certFiles.length > keyFiles.length ? ['--key', '--cert'] : ['--cert', '--key'];
    throw new SubmissionError({ code: 'USAGE', reason: 'usage-option-needed', option, command });
  }
  const host = text(options, 'host') ?? '127.0.0.1';
  if (!/^(127(\.\d{1,3}){3}|::1|localhost)$/.test(host)) throw badValue('--host', host, '127.0.0.1, ::1');
  return {
    command: 'sink',
    host,
    port: wholeNumber(text(options, 'port') ?? '2525', '--port', 0, 65_535),
    mode: (text(options, 'tls') ?? (flag(options, 'requireTls') ? 'starttls' : 'none')) as
      | 'none'
      | 'starttls'
      | 'smtps',
    requireTls: flag(options, 'requireTls'),
    certificates: certFiles.map((certFile, index) => ({ certFile, keyFile: keyFiles[index] ?? '' })),
    certificateDirectory: text(options, 'certDir'),
    maildir: text(options, 'maildir'),
    clientCaFile: text(options, 'clientCa'),
    count: optionalNumber(options, 'count', '--count', 1, 999_999_999),
    sizeLimitBytes: optionalNumber(options, 'sizeLimit', '--size-limit', 1, 999_999_999),
  };
}

function optionalNumber(
  options: OptionValues,
  name: string,
  option: string,
  least: number,
  most: number,
): number | null {
  const value = text(options, name);
  return value === null ? null : wholeNumber(value, option, least, most);
}

function deliveryMode(options: OptionValues): DeliveryMode | null {
  if (flag(options, 'spool') && flag(options, 'spoolOnFailure'))
    throw conflict('--spool', '--spool-on-failure');
  if (flag(options, 'spool')) return 'spool';
  return flag(options, 'spoolOnFailure') ? 'spool-on-failure' : null;
}

function needed(options: OptionValues, name: string, option: string, command: string): string {
  const value = text(options, name);
  if (value === null)
    throw new SubmissionError({ code: 'USAGE', reason: 'usage-option-needed', option, command });
  return value;
}

function shellName(word: string): 'bash' | 'zsh' | 'fish' {
  if (word === 'bash' || word === 'zsh' || word === 'fish') return word;
  throw badValue('completion', word, 'bash, zsh, fish');
}

function noInput(wanted: 'body' | 'attachment'): SubmissionError {
  return new SubmissionError({ code: 'USAGE', reason: 'usage-no-body', wanted });
}

function conflict(option: string, other: string): SubmissionError {
  return new SubmissionError({ code: 'USAGE', reason: 'usage-conflict', option, other });
}

function camelCase(long: string): string {
  return long.replace(/^--/, '').replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
