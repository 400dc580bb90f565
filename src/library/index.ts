/** The library: `import { sendmemoTransport, loadSettings } from 'sendmemo'` (docs/transport.md). */
import packageJson from '../../package.json' with { type: 'json' };
import { loadSettings as load } from '../config/load.ts';
import { asFailure, SendmemoError } from '../failure/error.ts';
import { TransportError, toTransportError } from '../transport/error.ts';
import { MessageTransport } from '../transport/transport.ts';
import type { SendmemoSettings, SendmemoTransport, SettingsOptions, TransportOptions } from './api.ts';
import { openContext, unknownOption, toConfigOptions } from './context.ts';
import { createMessageSender } from './message-sender.ts';
import { toPublicSettings } from './settings.ts';
import { librarySystem } from './system.ts';

export { TransportError as SendmemoError };
export type { DeliveryReport, Outcome } from '../delivery.ts';
export type { FailureCode } from '../failure/codes.ts';
export type { Failure } from '../failure/failure.ts';
export type { Notice } from '../failure/notice.ts';
export type { RecipientError } from '../transport/error.ts';
export type { SendmemoInfo } from '../transport/info.ts';
export type {
  SendmemoSettings,
  SendmemoTransport,
  SettingsOptions,
  TransportOptions,
  Warning,
} from './api.ts';

const transportNames = [
  'delivery',
  'maxConnections',
  'maxMessages',
  'idleTimeout',
  'timeout',
  'reloadAfter',
  'allowUrlAccess',
  'disableFileAccess',
  'onWarning',
];

/**
 * Finds, reads and checks the settings of a server, with all the files that they name.
 * @throws SendmemoError with `failure` (CONFIG, USAGE)
 */
export async function loadSettings(options: SettingsOptions = {}): Promise<SendmemoSettings> {
  try {
    const option = unknownOption(options, transportNames);
    if (option !== null) {
      throw new SendmemoError({ code: 'USAGE', reason: 'usage-unknown-option', option, nearest: null });
    }
    const { env, cwd, userId, groups } = librarySystem(options.environment ?? null);
    return toPublicSettings(await load(toConfigOptions(options), { env, cwd, userId: userId(), groups }));
  } catch (error) {
    throw await toTransportError(asFailure(error), {
      cause: error instanceof SendmemoError ? error.cause : error,
    });
  }
}

/**
 * A transport for nodemailer's createTransport. Settings are read when the first message is sent: what is wrong with
 * them rejects that message.
 * @throws TypeError, RangeError for an option that is none
 */
export function sendmemoTransport(options: TransportOptions = {}): SendmemoTransport {
  const known = checked(options);
  const system = librarySystem(options.environment ?? null);
  const warn = known.onWarning;
  const messageSender = createMessageSender({
    open: () => openContext(toConfigOptions(options), system, warn),
    system,
    delivery: options.delivery ?? null,
    maxConnections: known.maxConnections,
    maxMessages: known.maxMessages,
    reloadMs: known.reloadAfter,
    warn,
  });
  const transport = new MessageTransport(messageSender, {
    version: packageJson.version,
    maxConnections: known.maxConnections,
    timeoutMs: known.timeout,
    idleMs: known.idleTimeout,
    disableFileAccess: options.disableFileAccess ?? false,
    disableUrlAccess: !(options.allowUrlAccess ?? false),
  });
  return transport as unknown as SendmemoTransport;
}

type Checked = Required<
  Pick<
    TransportOptions,
    'maxConnections' | 'maxMessages' | 'idleTimeout' | 'timeout' | 'reloadAfter' | 'onWarning'
  >
>;

/** A mistake in the program is found when the transport is made, not with the first message. */
function checked(options: TransportOptions): Checked {
  const unknown = unknownOption(options, transportNames);
  if (unknown !== null) throw new TypeError(`sendmemoTransport has no option ${unknown}`);
  const { delivery, onWarning = () => {} } = options;
  if (delivery !== undefined && !['direct', 'spool-on-failure', 'spool'].includes(delivery)) {
    throw new RangeError(`delivery is ${JSON.stringify(delivery)}: use direct, spool-on-failure or spool`);
  }
  if (typeof onWarning !== 'function') throw new TypeError('onWarning is not a function');
  return {
    maxConnections: count('maxConnections', options.maxConnections ?? 5, 1),
    maxMessages: count('maxMessages', options.maxMessages ?? 100, 1),
    idleTimeout: count('idleTimeout', options.idleTimeout ?? 250, 0),
    timeout: options.timeout === null ? null : count('timeout', options.timeout ?? 300_000, 1),
    reloadAfter: count('reloadAfter', options.reloadAfter ?? 60_000, 0),
    onWarning,
  };
}

/** Timers of Node end at 2³¹ − 1 milliseconds. */
function count(name: string, value: number, least: number): number {
  if (Number.isInteger(value) && value >= least && value < 2 ** 31) return value;
  throw new RangeError(`${name} is ${String(value)}: use a whole number from ${least}`);
}
