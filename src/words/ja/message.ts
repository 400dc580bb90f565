import type { MessageFailure } from '../../failure/message-failure.ts';
import type { WordsFor } from '../language.ts';
import { toJson } from '../../text/control-characters.ts';

type Whys<Reason extends MessageFailure['reason']> = Readonly<
  Record<Extract<Extract<MessageFailure, { reason: Reason }>, { why: string }>['why'], string>
>;

/** 引用符で囲み、長すぎるものは切り、制御文字はエスケープで示す。 */
function show(text: string): string {
  return toJson(text.length > 200 ? `${text.slice(0, 200)}…` : text);
}

/** The names of places that are not options. */
function sourceName(source: string): string {
  if (source === 'recipient') return '宛先';
  return source === 'standard input' ? '標準入力' : source;
}

const addressFaults: Whys<'address-invalid'> = {
  empty: '空の要素があります (区切り文字の連続、または末尾の区切り文字)',
  control: '改行またはその他の制御文字が含まれています',
  blank: '引用符で囲まれていない空白が含まれています',
  'no-local-part': '@ の前に何もありません',
  domain: 'ドメイン名が正しくありません',
  brackets: '山括弧または丸括弧の対応が取れていません',
  quotes: '引用符の対応が取れていないか、置けない位置にあります',
  group: 'グループ (名前: …;) は配送先アドレスとして使用できません',
  'too-long': '@ の前が 64 オクテット、または全体が 254 オクテットを超えています',
  dots: '@ の前の部分の先頭または末尾にドットがあるか、ドットが連続しています',
  name: '表示名に、引用符で囲む必要のある文字 (@ または逆斜線) があります',
  surname: '1 人の名前とも、ローカルユーザーと別の 1 人とも読めます',
  comment: '丸括弧のコメントが含まれています',
  mailto: 'mailto: リンクです',
  syntax: 'user@host.example.com の形式ではありません',
};

const addressHints: Whys<'address-invalid'> = {
  empty: '--to a@example.com,b@example.com のように、区切り文字の間には必ずアドレスを書いてください',
  control: 'アドレスは 1 行で指定してください。値の元になった変数やファイルを確認してください',
  blank: '"first last"@example.com と書くか、表示名なら Name <user@example.com> と書いてください',
  'no-local-part': 'user@example.com のように書いてください',
  domain: 'user@host.example.com、またはアドレスリテラルなら user@[192.0.2.1] と書いてください',
  brackets: 'Name <user@example.com> のように書いてください',
  quotes: '"Name, Quoted" <user@example.com> のように書いてください',
  group: 'グループのメンバーをコンマで区切って書いてください',
  'too-long': 'この上限は RFC 5321 の 4.5.3.1 によります。短いアドレスを使用してください',
  dots: 'つづりを確認してください。ドットが正しい場合は @ の前の部分を引用符で囲んでください',
  name: '表示名を引用符で囲んでください: "user@host" <user@example.com>',
  surname:
    '1 人なら "Doe, John" <user@example.com>、2 人なら <Doe>, John <user@example.com> と書いてください',
  comment: 'Name <user@example.com> のように書いてください',
  mailto: 'user@example.com の部分だけを書いてください',
  syntax: 'user@example.com または Name <user@example.com> と書き、複数ならコンマで区切ってください',
};

/** このアドレスの正しい書き方。推測にすぎない場合は、ほかの可能性も示す。 */
function formHint(why: keyof typeof addressFaults, form: string): string {
  if (why === 'dots') return `つづりを確認してください。ドットが正しい場合は ${form} と書いてください`;
  if (why === 'surname')
    return `1 人なら ${form} と書いてください。2 人なら最初のほうを山括弧で囲んでください`;
  if (why === 'empty') return `${form} と書くか、抜けているアドレスを補ってください`;
  return `${form} と書いてください`;
}

const headerFaults: Whys<'header-invalid'> = {
  'line-break': 'には改行が含まれています',
  control: 'には制御文字が含まれています',
  name: 'の名前はヘッダーフィールド名として使用できません',
  'no-colon': 'には名前の後のコロンがありません',
  reserved: 'は sendmemo だけが設定できるフィールドか、二重に指定されています',
  'too-long': 'は長すぎるか、折り返せない長い語を含んでいます',
};

const headerHints: Whys<'header-invalid'> = {
  'line-break': 'ヘッダーの値は 1 行です。値の元になった変数から改行を取り除いてください',
  control: '制御文字を取り除いてください。使えるのは TAB だけです',
  name: "名前には英字、数字、ハイフンを使用してください: --header 'X-Job: 4711'",
  'no-colon': "--header 'X-Job: 4711' のように書いてください",
  reserved:
    '--to、--cc、--bcc、--from、--reply-to、--subject を使用してください。Date、Message-ID、MIME 関連のフィールドは常に sendmemo が作ります',
  'too-long': '値を短くしてください。ヘッダーの 1 行は 998 オクテットまでです (RFC 5322 の 2.1.1)',
};

const aliasFaults: Whys<'alias-invalid'> = {
  'no-name': '「名前: 値」の形式ではありません',
  twice: 'この名前は二重に定義されています',
  loop: 'エイリアスが循環しています',
  program: 'プログラムへの配送はできません',
  file: 'ファイルへの配送はできません',
  include: ':include: は使用できません',
  address: 'アドレスとして読めません',
};

const fileFaults: Whys<'file-unreadable'> = {
  missing: 'がありません',
  directory: 'はディレクトリーです',
  special: 'はソケットまたはデバイスで、ファイルでもパイプでもありません',
  permission: 'を読む権限がありません',
  other: 'を読めません',
};

const fileHints: Whys<'file-unreadable'> = {
  missing: 'つづりを確認してください。相対パスはカレントディレクトリーから数えます',
  directory:
    'ファイルを指定してください。ディレクトリーは先にまとめます: tar cf - DIR | sendmemo --attach "-;name=DIR.tar" …',
  special: 'ファイルか名前付きパイプを指定するか、標準入力なら - を使用してください',
  permission:
    'ファイルの所有者 (ls -l で確認) で sendmemo を実行するか、実行するユーザーに読み取りを許可してください: chgrp GROUP FILE && chmod 640 FILE',
  other: 'システムのエラーコードを手がかりに、ファイルとディスクを確認してください',
};

const roles: Readonly<Record<string, { readonly name: string; readonly option: string }>> = {
  body: { name: '本文ファイル', option: '--body-file' },
  html: { name: 'HTML 本文ファイル', option: '--html' },
  signature: { name: '署名ファイル', option: '--signature-file' },
  attachment: { name: '添付ファイル', option: '--attach' },
  inline: { name: 'インライン画像', option: '--inline' },
  batch: { name: 'バッチ', option: 'sendmemo batch FILE' },
};

const signedBy: Readonly<
  Record<Extract<MessageFailure, { reason: 'raw-signed' }>['because'], readonly [what: string, hint: string]>
> = {
  dkim: [
    'メッセージには DKIM-Signature があり、変更すると署名が無効になります',
    '署名の前に長い行を分けて quoted-printable にするか、署名をサーバーに任せてください',
  ],
  'multipart-signed': [
    'このパートは署名されており (multipart/signed)、変更すると署名が無効になります',
    '署名の前にパートを quoted-printable または base64 にしてください',
  ],
  encoding: [
    'このパートの Content-Transfer-Encoding は sendmemo が知らないものです',
    'パートを quoted-printable または base64 で書いてください',
  ],
  type: [
    'このパートは message/* か、境界 (boundary) のない multipart で、エンコードし直すことができません',
    'このようなパートは短い行の ASCII で書く (RFC 2046) か、boundary パラメーターを直すか、8BITMIME に対応したサーバー (smtp-server-host) を使用してください',
  ],
};

const unfitLines: Readonly<Record<Extract<MessageFailure, { reason: 'raw-signed' }>['why'], string>> = {
  'long-line': ' 998 オクテットを超えています',
  'eight-bit': ' 8 ビットの文字を含みますが、サーバーは 8BITMIME に対応していません',
  nul: 'メールでは送れない NUL を含みます',
};

const unfitHints: Readonly<Record<Extract<MessageFailure, { reason: 'raw-field-unfit' }>['why'], string>> = {
  'long-line': 'フィールドを折り返してください。998 オクテット以内ごとに改行し、次の行を空白で始めます',
  'eight-bit':
    'フィールドを ASCII で書く (文字は RFC 2047 の encoded-word にする) か、8BITMIME に対応したサーバー (smtp-server-host) を使用してください',
  nul: 'メッセージを書き出すプログラムで NUL を取り除いてください',
};

/** 送ろうとしたものの誤り。 */
export const messageWords: WordsFor<MessageFailure> = {
  'address-invalid': ({ source, text, why, form }) => ({
    what: `${sourceName(source)}: ${show(text)} はアドレスとして正しくありません: ${addressFaults[why]}。何も送信していません`,
    hint: form === null ? addressHints[why] : formHint(why, form),
  }),
  'default-sender-unusable': ({ user, host, why }) => ({
    what: `差出人が設定されておらず、このマシンの${why === 'user' ? `ユーザー名 ${show(user)}` : `ホスト名 ${show(host)}`} はアドレスの一部として使用できません。何も送信していません`,
    hint:
      'sendmemo.cfg に from = user@example.com を設定してください (1 通だけなら --from、sendmail では -f)' +
      (why === 'host' ? '。domain を設定する方法もあります' : ''),
  }),
  'address-needs-smtputf8': ({ address, host }) => ({
    what: `${show(address)} には SMTPUTF8 が必要ですが、${host === '' ? 'サーバー' : `${host} `}は対応していません`,
    hint: '@ の前が ASCII だけのアドレスを使うか、SMTPUTF8 に対応したサーバー (smtp-server-host) を使用してください',
  }),
  'alias-invalid': ({ source, text, why }) => ({
    what: `${source}: ${show(text)}: ${aliasFaults[why]}。何も送信していません`,
    hint: 'エイリアスは「name: user@example.com, other」の形式です。sendmemo.cfg の aliases が指すファイルのこの行を直してください',
  }),
  'no-recipients': () => ({
    what: '宛先がありません',
    hint: '宛先を指定してください: --to user@example.com(--read-recipients や sendmail -t では、メッセージに To、Cc、Bcc のいずれかが必要です)',
  }),
  'charset-unknown': ({ charset, nearest }) => ({
    what: `文字コード ${show(charset)} は不明です`,
    hint: `${nearest === null ? '' : `--charset ${nearest} の誤りではありませんか。`}使えるもの: UTF-8、ISO-8859-1、IBM850、Shift_JIS、EUC-JP、ISO-2022-JP など`,
  }),
  'header-invalid': ({ source, text, why }) => ({
    what: `${source}: ${show(text)} ${headerFaults[why]}。何も送信していません`,
    hint: headerHints[why],
  }),
  'body-undecodable': ({ source, charset, offset }) => ({
    what: `${sourceName(source)} は ${charset} として正しくありません (バイト ${offset})`,
    hint: `実際の文字コードを指定してください: --charset Shift_JIS、EUC-JP、ISO-8859-1 など。その位置は \`xxd -s ${offset} -l 16 FILE\` で確認できます`,
  }),
  'raw-nul': ({ line }) => ({
    what: `メッセージの ${line} 行目 (ヘッダー) に、メールでは送れない NUL があります。何も送信していません`,
    hint: 'NUL を取り除いてください。1 オクテットおきに NUL がある場合は UTF-16 です。UTF-8 に変換してください',
  }),
  'raw-utf16': () => ({
    what: 'メッセージは UTF-16 です (バイト順マークで始まっています)。メールでは送れません。何も送信していません',
    hint: '先に UTF-8 に変換してください: iconv -f UTF-16 -t UTF-8',
  }),
  'raw-field-unfit': ({ line, name, why }) => ({
    what: `メッセージの ${line} 行目${name === '' ? '' : `(${show(name)})`}は${unfitLines[why]}。意味を変えずに書き直すことはできません。何も送信していません`,
    hint: unfitHints[why],
  }),
  'raw-header-too-large': ({ limitBytes }) => ({
    what: `メッセージのヘッダーが ${limitBytes} オクテットを超えています。何も送信していません`,
    hint: 'ヘッダーと本文の間に空行があるか確認してください',
  }),
  'raw-header-malformed': ({ line }) => ({
    what: `メッセージの ${line} 行目はヘッダーフィールド (名前: 値) ではありません。何も送信していません`,
    hint: 'ヘッダーと本文の間に空行を入れ、フィールドの継続行は空白で始めてください',
  }),
  'raw-signed': ({ line, why, because }) => ({
    what: `メッセージの ${line} 行目は${unfitLines[why]}。${signedBy[because][0]}。何も送信していません`,
    hint: signedBy[because][1],
  }),
  'file-unreadable': ({ role, path, why, system }) => ({
    what: `${roles[role]?.name ?? role} ${show(path)} ${fileFaults[why]}${why === 'other' ? `(${system})` : ''}。何も送信していません`,
    hint: `${roles[role] === undefined ? '' : `${roles[role].option}: `}${fileHints[why]}`,
  }),
  'file-changed': ({ path, expectedBytes, readBytes }) => ({
    what: `${show(path)} は読み取り中に変わりました: 始めは ${expectedBytes} オクテット、今は ${readBytes} オクテット。何も配送されていません`,
    hint: '書き込み中でないファイルを送ってください。先にコピーするか、パイプで渡します: sendmemo --attach -',
  }),
  'stdin-failed': ({ system }) => ({
    what: `標準入力を読めません (${system})。何も送信していません`,
    hint: 'sendmemo に書き込むプログラムを確認してください',
  }),
  'content-unreadable': ({ detail }) => ({
    what: `メッセージの内容を読めません: ${detail}。何も送信していません`,
    hint: '添付ファイルとストリームを確認してください。それぞれ最後まで読める必要があります',
  }),
};
