/**
 * InfoPrint's notification by mail, in its documented form: subject `5010-192 Message from InfoPrint server: NAME`,
 * body `[MM/DD/YY HH:MM:SS]  MESSAGE`, the event comment on a line of its own.
 */
import { SendmemoError } from '../failure/error.ts';

export interface NotificationFacts {
  readonly serverName: string;
  /** `5010-304 The queue …` */
  readonly message: string;
  readonly eventComment: string | null;
  /** InfoPrint's `locale`: `ja_JP.UTF-8`, `Ja_JP.IBM-932`, `en_US.ISO8859-1`, `C`; null is English and UTF-8. */
  readonly locale: string | null;
  /** The time of the event, shown in the local time zone. */
  readonly now: Date;
}

export interface NotificationText {
  readonly subject: string;
  readonly body: string;
}

export interface Locale {
  readonly language: 'en' | 'ja';
  /** Of texts on standard input and in files; what arrives is UTF-8 in any case. */
  readonly charset: string;
}

/** The charsets of AIX's locales that are named without one (AIX: locale names). */
const charsetOfLanguage: Readonly<Record<string, string>> = {
  ja_JP: 'EUC-JP',
  Ja_JP: 'CP932',
  JA_JP: 'UTF-8',
  en_US: 'ISO-8859-1',
  En_US: 'IBM850',
  EN_US: 'UTF-8',
};

/** @returns language and charset of a locale name; other languages than Japanese have the English words. */
export function readLocale(locale: string | null): Locale {
  const name = (locale ?? '').replace(/@.*$/, '');
  const dot = name.indexOf('.');
  const territory = dot === -1 ? name : name.slice(0, dot);
  const language = /^ja(?:_|$)/i.test(territory) ? 'ja' : 'en';
  if (dot !== -1) return { language, charset: name.slice(dot + 1) };
  return { language, charset: charsetOfLanguage[territory] ?? 'UTF-8' };
}

const subjects = {
  en: (server: string): string => `5010-192 Message from InfoPrint server: ${server}`,
  ja: (server: string): string => `5010-192 InfoPrint サーバーからのメッセージ: ${server}`,
};

/**
 * Writes subject and body of a notification.
 * @throws INPUT header-invalid for a server name with a line break
 */
export function notificationDraft(facts: NotificationFacts): NotificationText {
  if (/[\r\n]/.test(facts.serverName)) {
    throw new SendmemoError({
      code: 'INPUT',
      reason: 'header-invalid',
      source: '--server-name',
      text: facts.serverName,
      why: 'line-break',
    });
  }
  const { language } = readLocale(facts.locale);
  const lines = [`[${renderStamp(facts.now)}]  ${withoutLineEnds(facts.message)}`];
  if (facts.eventComment !== null && facts.eventComment !== '') lines.push(facts.eventComment);
  return { subject: subjects[language](facts.serverName), body: `${lines.join('\n')}\n` };
}

function withoutLineEnds(text: string): string {
  let end = text.length;
  while (end > 0 && (text[end - 1] === '\n' || text[end - 1] === '\r')) end -= 1;
  return text.slice(0, end);
}

/** `MM/DD/YY HH:MM:SS`, local time. */
function renderStamp(date: Date): string {
  const two = (number: number): string => String(number).padStart(2, '0');
  const day = [date.getMonth() + 1, date.getDate(), date.getFullYear() % 100].map(two).join('/');
  return `${day} ${[date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':')}`;
}
