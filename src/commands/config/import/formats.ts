/** Which program a file belongs to. */
import path from 'node:path';
import { SendmemoError } from '../../../failure/error.ts';
import { cupsMailto } from './cups-mailto.ts';
import { dma } from './dma.ts';
import { msmtprc } from './msmtprc.ts';
import { nullmailer } from './nullmailer.ts';
import type { Format } from './page.ts';
import { pmdf } from './pmdf.ts';
import { safeqSpoc } from './safeq-spoc.ts';
import { sendmailCf } from './sendmail-cf.ts';
import { ssmtp } from './ssmtp.ts';

const formats: readonly Format[] = [safeqSpoc, cupsMailto, msmtprc, ssmtp, nullmailer, dma, sendmailCf, pmdf];

/**
 * Recognises a file by its name where its content allows that, else by its content.
 * @throws SendmemoError INPUT import-unrecognised
 */
export function recognise(file: string, lines: readonly string[]): Format {
  const name = path.win32.basename(file);
  const likely = formats
    .map((format) => ({ format, likeness: format.likeness(lines) + (format.named.test(name) ? 1000 : 0) }))
    .toSorted((one, other) => other.likeness - one.likeness)[0];
  if (likely && likely.likeness > 0) return likely.format;
  throw new SendmemoError({
    code: 'INPUT',
    reason: 'import-unrecognised',
    path: file,
    known: formats.map((format) => `${format.fileName} (${format.program})`),
  });
}
