/**
 * The Email destination: what `sendmemo document` fills into subject, body and file names, and how InfoPrint's
 * document formats are called on the Internet.
 */
import { SendmemoError } from '../failure/error.ts';
import type { SourcedText } from './draft.ts';

export interface DocumentFacts {
  readonly job: string;
  readonly user: string;
  readonly destination: string;
  readonly pages: string;
  readonly server: string;
  /** `{date}` is YYYY-MM-DD of it, local time. */
  readonly now: Date;
}

export interface DocumentFormat {
  /** InfoPrint's name. */
  readonly name: string;
  readonly mediaType: string;
  /** With its dot; added to a file name that has another one or none. */
  readonly extension: string;
}

/** InfoPrint's document formats that can be mailed. */
export const documentFormats: readonly DocumentFormat[] = [
  { name: 'ascii', mediaType: 'text/plain', extension: '.txt' },
  { name: 'pdf', mediaType: 'application/pdf', extension: '.pdf' },
  { name: 'postscript', mediaType: 'application/postscript', extension: '.ps' },
  { name: 'pcl', mediaType: 'application/vnd.hp-PCL', extension: '.pcl' },
  { name: 'tiff', mediaType: 'image/tiff', extension: '.tif' },
  { name: 'gif', mediaType: 'image/gif', extension: '.gif' },
  { name: 'jpeg', mediaType: 'image/jpeg', extension: '.jpg' },
  { name: 'modca-p', mediaType: 'application/afp', extension: '.afp' },
  { name: 'line-data', mediaType: 'application/octet-stream', extension: '.dat' },
  { name: 'xml', mediaType: 'application/xml', extension: '.xml' },
];

/** Names in braces that a template may hold. */
const templateNames = ['job', 'user', 'destination', 'pages', 'date', 'server'] as const;

/**
 * Fills `{job}` `{user}` `{destination}` `{pages}` `{date}` `{server}`; `{{` and `}}` are braces. What is filled in
 * is not read again.
 * @throws USAGE usage-option-value for any other name in braces
 */
export function fillTemplate(template: SourcedText, facts: DocumentFacts): string {
  const values: Readonly<Record<string, string>> = {
    job: facts.job,
    user: facts.user,
    destination: facts.destination,
    pages: facts.pages,
    server: facts.server,
    date: renderDay(facts.now),
  };
  return template.text.replace(/\{\{|\}\}|\{([a-z-]+)\}/gi, (found, name: string | undefined) => {
    if (name === undefined) return found.charAt(0);
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value !== undefined) return value;
    const allowed = templateNames.map((known) => `{${known}}`).join(' ');
    throw new SendmemoError({
      code: 'USAGE',
      reason: 'usage-option-value',
      option: template.source,
      value: found,
      allowed,
    });
  });
}

/**
 * The format by InfoPrint's name, without regard to case.
 * @throws USAGE usage-option-value
 */
export function findDocumentFormat(name: string, option: string): DocumentFormat {
  const format = documentFormats.find((known) => known.name === name.toLowerCase());
  if (format !== undefined) return format;
  throw new SendmemoError({
    code: 'USAGE',
    reason: 'usage-option-value',
    option,
    value: name,
    allowed: documentFormats.map((known) => known.name).join(', '),
  });
}

/** @returns a file name that fits the format: invalid characters become `_`, the extension is added. */
export function documentFileName(name: string, format: DocumentFormat): string {
  const safe = name.replace(/[\p{Cc}/\\:;*?"<>|]/gu, '_').trim();
  const stem = safe === '' ? 'document' : safe;
  return stem.toLowerCase().endsWith(format.extension) ? stem : stem + format.extension;
}

function renderDay(date: Date): string {
  const two = (number: number): string => String(number).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
