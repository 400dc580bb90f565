/** `sendmemo document`: options and operands → DocumentRequest. */
import type { CommandOptions } from '../../cli/option-row.ts';
import { optionNeeded } from '../../cli/values.ts';
import type { DeliveryMode } from '../../config/settings.ts';
import type { Draft } from '../../message/draft.ts';
import { deliveryMode, draftAddresses } from '../draft-options.ts';

export interface DocumentRequest {
  readonly command: 'document';
  readonly draft: Draft;
  /** `FILE;format=FORMAT;name=NAME` each. */
  readonly documents: readonly string[];
  readonly bodyFile: string | null;
  readonly fields: Readonly<Record<'job' | 'user' | 'destination' | 'pages' | 'server', string | null>>;
  readonly dryRun: boolean;
  readonly delivery: DeliveryMode | null;
}

/** @throws SendmemoError usage-option-needed, usage-option-value, usage-conflict */
export function documentRequest(
  options: CommandOptions<'document'>,
  operands: readonly string[],
): DocumentRequest {
  const { bodyFile, jobName, user, destination, pages, server, subject, priority, signatureFile, charset } =
    options;
  if (options.document.length === 0) throw optionNeeded('--document FILE', 'document');
  return {
    command: 'document',
    documents: options.document,
    bodyFile,
    fields: { job: jobName, user, destination, pages, server },
    dryRun: options.dryRun,
    delivery: deliveryMode(options),
    draft: {
      ...draftAddresses(options, operands),
      subject,
      headers: options.header.map((text) => ({ text, source: '--header' })),
      priority,
      body: bodyFile === null ? null : { kind: 'file', path: bodyFile },
      html: null,
      signatureFile,
      attachments: [],
      inline: [],
      charset,
    },
  };
}
