/** Every setting of both files, and how a name is found among them. */
import { nearestWord } from '../text/spelling.ts';
import { serverRows } from './server-rows.ts';
import type { CfgFile, Setting } from './setting.ts';
import { tlsRows } from './tls-rows.ts';

export const settingsTable: readonly Setting[] = [...tlsRows, ...serverRows];

/** What a written name turns out to be. */
export type FoundName =
  | { readonly is: 'setting'; readonly setting: Setting }
  | { readonly is: 'wrong-case'; readonly nearest: string }
  | { readonly is: 'other-file'; readonly belongsTo: CfgFile }
  | { readonly is: 'unknown'; readonly nearest: string | null };

/** @returns the settings of one file, in the order of its sample. */
export function settingsOf(file: CfgFile): readonly Setting[] {
  return settingsTable.filter((setting) => setting.file === file);
}

/** Looks a name up as it was written in a file. */
export function findName(name: string, file: CfgFile): FoundName {
  const lower = name.toLowerCase();
  const alike = settingsTable.filter((setting) => setting.name.toLowerCase() === lower);
  const here = alike.find((setting) => setting.file === file);
  if (here?.name === name) return { is: 'setting', setting: here };
  if (here) return { is: 'wrong-case', nearest: here.name };
  const elsewhere = alike[0];
  if (elsewhere) return { is: 'other-file', belongsTo: elsewhere.file };
  return { is: 'unknown', nearest: nearestName(name, file) };
}

/** @returns the setting of that file whose name is most like the word, or null. */
export function nearestName(word: string, file: CfgFile): string | null {
  return nearestWord(
    word,
    settingsOf(file).map((setting) => setting.name),
  );
}

/** What a value may be, in signs that read the same in every language. */
export function allowedValues({ form }: Setting): string {
  switch (form.kind) {
    case 'choice':
      return form.allowed.join(', ');
    case 'file':
      return 'NAME, /DIRECTORY/NAME';
    case 'directory':
      return 'NAME, /DIRECTORY';
    case 'number':
      return `${form.min}-${form.max}`;
    case 'seconds':
      return '0.001-86400';
    case 'age':
      return '3600, 90s, 30m, 12h, 5d (1s-365d)';
    case 'hosts':
      return 'mail.example.com, mail.example.com:587, 192.0.2.1, [2001:db8::1]:587';
    case 'proxy':
      return 'socks5h://proxy.example.com:1080, http://user@proxy.example.com:3128';
    case 'ip-address':
      return '192.0.2.1, 2001:db8::1';
    case 'domain':
      return 'example.com';
    case 'domains':
      return 'example.com, example.net';
    case 'listen':
      return '127.0.0.1:25, 192.0.2.1:587, [2001:db8::1]:25';
    case 'networks':
      return '192.0.2.0/24, 192.0.2.7, 2001:db8::/64';
    case 'url':
      return [...form.words, 'https://login.example.com/token'].join(', ');
    case 'address':
      return 'user@example.com, Name <user@example.com>';
    case 'addresses':
      return 'user@example.com, Name <other@example.com>';
    case 'ehlo-name':
      return 'host.example.com, [1.2.3.4], [IPv6:fc00::1]';
    case 'fingerprint':
      return 'SHA-256: 64 x 0-9a-f, AB:CD:...';
    case 'text':
      return 'TEXT';
  }
}
