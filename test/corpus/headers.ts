/** Headers as programs of twenty-five years wrote them: raw text in many charsets, in every place a name can have. */
import iconv from 'iconv-lite';
import type { CorpusMail } from './mail.ts';
import { mail } from './mail.ts';

interface Script {
  readonly charset: string;
  /** A name of one word, another one, and a subject. */
  readonly words: readonly [string, string, string];
  /** The header's octets tell the charset, or the body does. */
  readonly declared: boolean;
}

const scripts: readonly Script[] = [
  { charset: 'utf-8', words: ['Jörg', 'Zoë', 'Größe über 90 %'], declared: true },
  { charset: 'utf-8', words: ['表示', '予算', '印刷が完了しました'], declared: false },
  { charset: 'iso-8859-1', words: ['Müller', 'Renée', 'Prüfung für Köln'], declared: true },
  { charset: 'iso-8859-1', words: ['Müller', 'Renée', 'Prüfung für Köln'], declared: false },
  {
    charset: 'windows-1252',
    words: ['“Łódź”'.replace(/[Łź]/g, 'l'), 'Café', '10 € – fällig'],
    declared: true,
  },
  // The second octet of these characters is a backslash or an at sign.
  { charset: 'shift_jis', words: ['表十', 'ァ能', 'ソフト予約の表'], declared: true },
  { charset: 'euc-jp', words: ['山田', '予約', '印刷の表'], declared: true },
  { charset: 'gb18030', words: ['张伟', '李娜', '打印完成'], declared: true },
  { charset: 'koi8-r', words: ['Иван', 'Ольга', 'Отчёт готов'], declared: true },
  { charset: 'big5', words: ['許功', '蓋世', '列印完成'], declared: true },
];

/** Each shape gives From, To and what a reader finds in To. */
const shapes: readonly {
  readonly name: string;
  readonly to: (one: string, two: string) => string;
  readonly reads: (one: string, two: string) => readonly (readonly [string, string])[];
}[] = [
  {
    name: 'atom',
    to: (one) => `${one} <b@example.com>`,
    reads: (one) => [[one, 'b@example.com']],
  },
  {
    name: 'quoted',
    to: (one, two) => `"${one}, ${two}" <b@example.com>`,
    reads: (one, two) => [[`${one}, ${two}`, 'b@example.com']],
  },
  {
    name: 'list without blanks',
    to: (one, two) => `Ann <a@example.com>,${one} <b@example.com>,c@example.com,${two}<d@example.com>`,
    reads: (one, two) => [
      ['Ann', 'a@example.com'],
      [one, 'b@example.com'],
      ['', 'c@example.com'],
      [two, 'd@example.com'],
    ],
  },
  {
    name: 'group',
    to: (one, two) => `${two}:${one} <b@example.com>,c@example.com;`,
    reads: (one) => [
      [one, 'b@example.com'],
      ['', 'c@example.com'],
    ],
  },
  {
    name: 'mixed words',
    to: (one, two) => `Dr. ${one} van ${two}${two} <b@example.com>,\n\t"O'Neil ${one}" <c@example.com>`,
    reads: (one, two) => [
      [`Dr. ${one} van ${two}${two}`, 'b@example.com'],
      [`O'Neil ${one}`, 'c@example.com'],
    ],
  },
  {
    name: 'beside encoded words',
    to: (one) => `=?iso-8859-1?Q?Caf=E9?= ${one} <b@example.com>, ${one} =?utf-8?B?w6Q=?= <c@example.com>`,
    reads: (one) => [
      [`Café ${one}`, 'b@example.com'],
      [`${one} ä`, 'c@example.com'],
    ],
  },
  {
    name: 'at sign in a name',
    to: (one) => `"${one}@work" <b@example.com>`,
    reads: (one) => [[`${one}@work`, 'b@example.com']],
  },
];

/** Octets (latin1) of a text in a charset. */
export function inCharset(text: string, charset: string): string {
  if (charset !== 'iso-2022-jp') return iconv.encode(text, charset).toString('latin1');
  return text.replace(/[^\0-\x7f]+/g, (run) => {
    const octets = [...iconv.encode(run, 'euc-jp')].map((octet) => octet & 0x7f);
    return `\x1b$B${String.fromCharCode(...octets)}\x1b(B`;
  });
}

export function headerMails(): CorpusMail[] {
  return scripts.flatMap(({ charset, words: [one, two, subject], declared }) =>
    shapes.map((shape) => {
      const body = declared ? `${one} ${two}\n` : 'text\n';
      const type = declared
        ? `MIME-Version: 1.0\nContent-Type: text/plain; charset=${charset}\nContent-Transfer-Encoding: 8bit\n`
        : '';
      const text = `From: ${one} <a@example.com>\nTo: ${shape.to(one, two)}\nSubject: ${subject}\n${type}\n${body}`;
      return mail(`${charset}${declared ? '' : ' undeclared'}, ${shape.name}`, inCharset(text, charset), {
        truth: { from: [[one, 'a@example.com']], to: shape.reads(one, two), subject },
      });
    }),
  );
}
