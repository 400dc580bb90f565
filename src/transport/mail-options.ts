/** What a Node program's message asks for besides addresses and content: refused where it can't be done, never ignored. */
import { SendmemoError } from '../failure/error.ts';
import type { DeliveryNotification } from '../message/envelope.ts';
import { isRecord } from './addresses.ts';
import type { MailData } from './mail.ts';

/**
 * Refuses what the transport does not do, and texts that could add a field to a header.
 * @throws SendmemoError USAGE mail-option-unsupported; INPUT header-invalid
 */
export function refuseUnusable(data: MailData): void {
  const envelope = isRecord(data['envelope']) ? data['envelope'] : {};
  if (data['auth'] !== undefined)
    throw unsupported('auth', 'the settings auth-* of sendmemo.cfg; another transport for another account');
  for (const place of [data, envelope]) {
    if (place['requireTLSExtensionEnabled']) {
      throw unsupported(
        'requireTLSExtensionEnabled',
        'EnableTLS in sendmemo-ssl.cfg secures the way to the configured server',
      );
    }
  }
  refuseHeaders(data['headers'], 'headers');
  refuseLists(data['list']);
  for (const name of [
    'messageId',
    'date',
    'xMailer',
    'priority',
    'encoding',
    'textEncoding',
    'baseBoundary',
    'boundaryPrefix',
  ]) {
    refuseBreak(data[name], name);
  }
  for (const kind of ['attachments', 'alternatives']) {
    listOf(data[kind]).forEach((part, at) => refusePart(part, `${kind}[${at}]`));
  }
  for (const kind of ['text', 'html', 'amp', 'watchHtml', 'icalEvent']) refusePart(data[kind], kind);
}

function refusePart(part: unknown, place: string): void {
  if (!isRecord(part)) return;
  for (const name of [
    'contentType',
    'contentDisposition',
    'contentTransferEncoding',
    'encoding',
    'cid',
    'method',
  ]) {
    refuseBreak(part[name], `${place}.${name}`);
  }
  refuseHeaders(part['headers'], `${place}.headers`);
}

/** Names and values that are written as they are; nodemailer encodes or folds all other values. */
function refuseHeaders(headers: unknown, place: string): void {
  const fields: readonly (readonly [unknown, unknown])[] = Array.isArray(headers)
    ? headers.map((one: unknown) => (isRecord(one) ? [one['key'], one['value']] : [one, '']))
    : isRecord(headers)
      ? Object.entries(headers)
      : [];
  for (const [name, value] of fields) {
    if (typeof name === 'string' && !/^[ \t]*[!-9;-~]+[ \t]*$/.test(name)) throw invalid(place, name, 'name');
    for (const one of listOf(value)) {
      if (isRecord(one) && one['prepared']) refusePrepared(one['value'], `${place}.${String(name)}`);
    }
  }
}

/** List-* fields: older versions of nodemailer write a comment as it is. */
function refuseLists(lists: unknown): void {
  if (!isRecord(lists)) return;
  for (const [name, values] of Object.entries(lists)) {
    refuseHeaders({ [`list-${name}`]: '' }, 'list');
    for (const one of [values].flat(2)) {
      const texts = isRecord(one) ? [one['url'], one['comment']] : [one];
      for (const text of texts) refuseBreak(text, `list.${name}`);
    }
  }
}

/** A prepared value may be folded: each line after the first begins with a blank. */
function refusePrepared(value: unknown, place: string): void {
  if (typeof value !== 'string') return;
  if (/[\r\n\0]/.test(value.replace(/\r?\n[ \t]+(?=\S)/g, ' '))) throw invalid(place, value, 'line-break');
}

function refuseBreak(value: unknown, place: string): void {
  if (typeof value === 'string' && /[\r\n\0]/.test(value)) throw invalid(place, value, 'line-break');
}

function invalid(source: string, text: string, why: 'line-break' | 'name'): SendmemoError {
  return new SendmemoError({ code: 'INPUT', reason: 'header-invalid', source, text, why });
}

function unsupported(option: string, instead: string): SendmemoError {
  return new SendmemoError({ code: 'USAGE', reason: 'mail-option-unsupported', option, instead });
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];
}

const conditions = ['failure', 'delay', 'success'] as const;

/**
 * nodemailer's `dsn` (RFC 3461): `{ id, return, notify, recipient }`, or `envid`, `ret` and `orcpt`.
 * @throws SendmemoError USAGE usage-option-value
 */
export function readDsn(data: MailData): DeliveryNotification | null {
  const envelope = isRecord(data['envelope']) ? data['envelope'] : {};
  const given = data['dsn'] ?? envelope['dsn'];
  if (given === undefined || given === null || given === false) return null;
  if (!isRecord(given)) throw badValue('dsn', given, '{ id, return, notify, recipient }');
  const envid = textOf(given['id'] ?? given['envid'], 'dsn.id');
  const orcpt = textOf(given['recipient'] ?? given['orcpt'], 'dsn.recipient');
  return {
    notify: notifyOf(given['notify']),
    ret: retOf(given['return'] ?? given['ret']),
    envid,
    ...(orcpt === null ? {} : { orcpt: originalRecipient(orcpt) }),
  };
}

function textOf(value: unknown, option: string): string | null {
  if (value === undefined || value === null || value === '') return null;
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string' || !/^[ -~]{1,100}$/.test(text))
    throw badValue(option, value, 'up to 100 printable ASCII characters');
  return text;
}

function originalRecipient(text: string): string {
  const typed = text.includes(';') ? text : `rfc822;${text}`;
  if (!/^[a-z0-9-]+;[ -~]+$/i.test(typed))
    throw badValue('dsn.recipient', text, 'an address, or TYPE;ADDRESS');
  return typed;
}

function retOf(value: unknown): DeliveryNotification['ret'] {
  if (value === undefined || value === null || value === '') return null;
  switch (wordOf(value)) {
    case 'full':
    case 'body':
      return 'full';
    case 'hdrs':
    case 'headers':
      return 'hdrs';
    default:
      throw badValue('dsn.return', value, 'full or headers');
  }
}

function wordOf(value: unknown): string {
  return typeof value === 'string' ? value.trim().toLowerCase() : '';
}

function notifyOf(value: unknown): DeliveryNotification['notify'] {
  if (value === undefined || value === null || value === '') return null;
  const words = (typeof value === 'string' ? value.split(',') : listOf(value)).map(wordOf);
  if (words.length === 1 && words[0] === 'never') return 'never';
  const known = conditions.filter((condition) => words.includes(condition));
  if (words.length === 0 || words.some((word) => !(conditions as readonly string[]).includes(word))) {
    throw badValue('dsn.notify', value, 'never, or a list of failure, delay and success');
  }
  return known;
}

function badValue(option: string, value: unknown, allowed: string): SendmemoError {
  return new SendmemoError({
    code: 'USAGE',
    reason: 'usage-option-value',
    option,
    value: typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value)),
    allowed,
  });
}
