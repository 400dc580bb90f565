import type { NetworkFault, RelayFailure } from '../../failure/relay-failure.ts';
import { harmless as shown } from '../../text/control-characters.ts';
import type { WordsFor } from '../language.ts';

/** Japanese words for faults in the files of `sendmemo relay`. */
export const relayWords: WordsFor<RelayFailure> = {
  'relay-sender-line': ({ file, line, text, why }) => ({
    what: `${shown(file)}:${line}: ${senderLine[why]}: ${quoted(text)}`,
    hint: '送信元ごとに 1 行で パターン: メールボックス の形で記述してください。パターンはアドレス、@ドメイン、* (その他すべて)、<> (エンベロープの送信者なし) のいずれか、メールボックスはドメイン付きのアドレス 1 つです (*: scanner@example.com)',
  }),
  'relay-password-line': ({ file, line, why }) => ({
    what: `${shown(file)}:${line}: ${passwordLine[why]}`,
    hint: 'このファイルは "sendmemo relay passwd NAME" だけで書き込んでください (ユーザーの削除は "sendmemo relay passwd NAME --remove")',
  }),
};

const senderLine: Readonly<Record<Extract<RelayFailure, { reason: 'relay-sender-line' }>['why'], string>> = {
  encoding: 'テキストが UTF-8 ではありません',
  colon: 'パターンの後にコロンがありません',
  pattern: 'パターンがアドレス、@ドメイン、*、<> のいずれでもありません',
  twice: 'このパターンの行がすでにあります',
  mailbox: 'メールボックスがドメイン付きのアドレス 1 つではありません',
};

const passwordLine: Readonly<
  Record<Extract<RelayFailure, { reason: 'relay-password-line' }>['why'], string>
> = {
  form: 'NAME:$scrypt$... の形の行ではありません',
  name: 'ユーザー名が空か、長すぎるか、制御文字を含んでいます',
  twice: 'このユーザーが 2 回記述されています',
  cost: 'scrypt のパラメーターが範囲外です',
};

/** What is wrong with a list of networks. */
export function networkFault({ part: written, why }: NetworkFault): string {
  const part = quoted(written);
  switch (why) {
    case 'empty':
      return '余分なコンマがあります';
    case 'syntax':
      return `${part}はアドレスでもネットワークでもありません`;
    case 'leading-zero':
      return `${part}に 0 で始まる数値があります (8 進数とみなすプログラムがあります)`;
    case 'prefix':
      return `${part}のプレフィックス長がアドレスの長さを超えています`;
    case 'host-bits':
      return `${part}はプレフィックスより後のビットが 0 ではありません`;
    case 'mapped':
      return `${part}は IPv6 形式で書かれた IPv4 アドレスです`;
    case 'zone':
      return `${part}にゾーンが付いています (このマシンでしか意味がありません)`;
    case 'too-wide':
      return `${part}は他者のネットワークを含みます (最大で /8、IPv6 は /7)`;
    case 'duplicate':
      return `${part}が 2 回指定されています`;
  }
}

function quoted(text: string): string {
  return `「${shown(text)}」`;
}
