/** `sendmemo [recipient…]`: options and operands → SendRequest. */
import type { MistypedCommand } from '../../cli/mistyped.ts';
import type { CommandOptions } from '../../cli/option-row.ts';
import { composeTable } from '../../cli/option-table.ts';
import { optionKey } from '../../cli/command-line.ts';
import { conflict, optionNeeded } from '../../cli/values.ts';
import type { DeliveryMode } from '../../config/settings.ts';
import { SendmemoError } from '../../failure/error.ts';
import type { BodySource, Draft, DraftAddresses, RawDraft } from '../../message/draft.ts';
import { deliveryMode, draftAddresses } from '../draft-options.ts';

/** A message to submit: composed from parts, or finished on standard input. */
export type DraftRequest =
  | { readonly form: 'composed'; readonly draft: Draft }
  | { readonly form: 'raw'; readonly draft: RawDraft };

export interface SendRequest {
  readonly command: 'send';
  readonly message: DraftRequest;
  readonly dryRun: boolean;
  /** `--spool`, `--spool-on-failure`; null: as configured. */
  readonly delivery: DeliveryMode | null;
  /** A recipient that looks like a mistyped command: refused unless an alias knows it. */
  readonly mistyped: MistypedCommand | null;
}

type SendOptions = CommandOptions<''>;

/**
 * @param stdinIsTerminal without a body, a terminal on standard input would be waited for
 * @throws SendmemoError usage-*
 */
export function sendRequest(
  options: SendOptions,
  operands: readonly string[],
  stdinIsTerminal: () => boolean,
): Omit<SendRequest, 'mistyped'> {
  const shared = { command: 'send', dryRun: options.dryRun, delivery: deliveryMode(options) } as const;
  const addresses = draftAddresses(options, operands);
  if (options.raw) return { ...shared, message: rawDraft(options, addresses, stdinIsTerminal) };
  if (options.readRecipients) throw optionNeeded('--raw', '--read-recipients');
  return {
    ...shared,
    message: { form: 'composed', draft: composedDraft(options, addresses, stdinIsTerminal) },
  };
}

/** A finished message: the options that make one are refused. */
function rawDraft(
  options: SendOptions,
  addresses: DraftAddresses,
  stdinIsTerminal: () => boolean,
): DraftRequest {
  for (const { flags } of composeTable) {
    const { key, long } = optionKey(flags);
    const value = options[key as keyof SendOptions];
    if (value !== null && value !== false && !(Array.isArray(value) && value.length === 0))
      throw conflict('--raw', long);
  }
  if (stdinIsTerminal()) throw noInput('body');
  const { readRecipients } = options;
  return {
    form: 'raw',
    draft: {
      ...addresses,
      readRecipients,
      localSender: 'as-written',
      dotEnds: false,
      fullName: null,
      trace: null,
    },
  };
}

function composedDraft(
  options: SendOptions,
  addresses: DraftAddresses,
  stdinIsTerminal: () => boolean,
): Draft {
  const { subject, priority, html, signatureFile, attach, inline, charset } = options;
  const readsStdin = [...attach, ...inline].some((spec) => spec === '-' || spec.startsWith('-;'));
  if (readsStdin && stdinIsTerminal()) throw noInput('attachment');
  return {
    ...addresses,
    subject,
    headers: options.header.map((text) => ({ text, source: '--header' })),
    priority,
    body: bodySource(options, readsStdin, stdinIsTerminal),
    html: html === null ? null : { kind: 'file', path: html },
    signatureFile,
    attachments: attach,
    inline,
    charset,
  };
}

/** null: there is no body (standard input is an attachment, or the HTML is all). */
function bodySource(
  { body, bodyFile, html }: SendOptions,
  stdinTaken: boolean,
  stdinIsTerminal: () => boolean,
): BodySource | null {
  if (body !== null && bodyFile !== null) throw conflict('--body', '--body-file');
  if (body !== null) return { kind: 'text', text: body };
  if (bodyFile === '-' && stdinIsTerminal()) throw noInput('body');
  if (bodyFile === '-') return { kind: 'stdin' };
  if (bodyFile !== null) return { kind: 'file', path: bodyFile };
  if (stdinTaken) return null;
  if (!stdinIsTerminal()) return { kind: 'stdin' };
  if (html !== null) return null;
  throw noInput('body');
}

function noInput(wanted: 'body' | 'attachment'): SendmemoError {
  return new SendmemoError({ code: 'USAGE', reason: 'usage-no-body', wanted });
}
