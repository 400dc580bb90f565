import type { ConfigFailure } from '../../failure/config-failure.ts';
import type { Origin } from '../../failure/facts.ts';
import { foreignSetting, hostOfUrl, isForbidden, valueFault } from '../decide/config.ts';
import type { WordsFor } from '../language.ts';
import { networkFault } from './relay.ts';
import { harmless as shown } from '../../text/control-characters.ts';
import { shellWord } from '../../text/shell-word.ts';
import { octal } from '../../text/units.ts';

type ValueFailure = Extract<ConfigFailure, { reason: 'cfg-value' }>;

/** What a value must be; the values or examples follow. */
const expected: Readonly<Record<NonNullable<ValueFailure['form']>, string>> = {
  choice: '',
  file: 'ファイル名または絶対パス。例: ',
  directory: 'ディレクトリー名または絶対パス。例: ',
  number: '数値 ',
  seconds: '秒数 ',
  age: '秒数または単位付きの時間。例: ',
  hosts: 'ホスト名、HOST:PORT、またはアドレス。例: ',
  domain: 'ドメイン。例: ',
  domains: 'コンマで区切ったドメイン。例: ',
  listen: 'ポート付きのこのマシンのアドレス。例: ',
  networks: 'アドレスまたはネットワーク。例: ',
  url: 'プロバイダー名または URL: ',
  address: 'アドレス。例: ',
  addresses: 'コンマで区切ったアドレス。例: ',
  'ehlo-name': 'ホスト名または角括弧で囲んだアドレス。例: ',
  fingerprint: 'SHA-256 フィンガープリント: ',
  'ip-address': 'IP アドレス。例: ',
  proxy: 'プロキシ。例: ',
  text: '文字列: ',
};

/** Japanese words for faults of settings and of the files that they name. */
export const configWords: WordsFor<ConfigFailure> = {
  'cfg-directory-missing': ({ directory, origin }) => ({
    what: `サーバー作業ディレクトリー ${shown(directory)} (${source(origin)}) が存在しないか、ディレクトリーではありません`,
    hint:
      origin.kind === 'option' && origin.option === '--server'
        ? '--server は /var/pd (SENDMEMO_BASE_DIR) の下のディレクトリー名です。作成するか、メールサーバーは -H HOST で指定してください'
        : 'ディレクトリーを作成するか、それを指定している --server、--server-dir、SENDMEMO_SERVER、SENDMEMO_BASE_DIR のいずれかを訂正してください',
  }),
  'cfg-directory-unsafe': ({ directory, mode }) => ({
    what: `${shown(directory)} (モード ${mode.toString(8).padStart(4, '0')}) には他のユーザーも書き込めるため、その設定を使いません`,
    hint: `chmod go-w ${shown(directory)} を実行するか、--server-dir DIR で別のディレクトリーを指定してください`,
  }),
  'cfg-server-name': ({ name, origin }) => ({
    what: `${source(origin)} の値${quoted(name)}はサーバー名として使用できません`,
    hint: '/ と \\ を含まない名前だけを指定してください (例: MainServer)。ディレクトリーを指定するには --server-dir DIR を使用します',
  }),
  'cfg-file-unreadable': ({ file, system }) => ({
    what: `構成ファイル ${shown(file)} を読み取れません: ${systemWords(system)}`,
    hint: isForbidden(system)
      ? allowReading(file)
      : '--config のパスを訂正してください。このファイルがなければ何も送信されません',
  }),
  'cfg-no-equals': ({ file, line, text, nearest }) => ({
    what: `${shown(file)}:${line}: ${quoted(text)}に = がありません`,
    hint: nearest
      ? `${nearest} = 値 の形で記述するか、行頭に ; を付けてコメントにしてください`
      : '名前 = 値 の形で記述するか、行頭に ; を付けてコメントにしてください',
  }),
  'cfg-section': ({ file, line, text }) => ({
    what: `${shown(file)}:${line}: ${quoted(text)}はセクションですが、このファイルにセクションはありません`,
    hint: 'この行を削除してください。設定はそれぞれ 名前 = 値 の形で記述します',
  }),
  'cfg-unknown-name': ({ file, line, name, nearest }) => ({
    what: `${shown(file)}:${line}: ${quoted(name)}という設定はありません`,
    hint: unknownNameHint(name, nearest),
  }),
  'cfg-wrong-case': ({ file, line, name, nearest }) => ({
    what: `${shown(file)}:${line}: ${quoted(name)}の大文字と小文字が正しくありません`,
    hint: `名前の大文字と小文字は区別されます。${nearest} = 値 と記述してください`,
  }),
  'cfg-other-file': ({ file, line, name, belongsTo }) => ({
    what: `${shown(file)}:${line}: ${quoted(name)}はこのファイルではなく ${belongsTo} の設定です`,
    hint: `この行をサーバー作業ディレクトリーの ${belongsTo} に移してください`,
  }),
  'cfg-duplicate': ({ file, line, name, firstLine }) => ({
    what: `${shown(file)}:${line}: ${name} が 2 回指定されています (最初の指定は ${firstLine} 行目)`,
    hint: `${firstLine} 行目と ${line} 行目のどちらか一方を残し、もう一方の行頭に ; を付けてください`,
  }),
  'cfg-encoding': ({ file, line }) => ({
    what: `${shown(file)}:${line}: テキストが UTF-8 ではありません`,
    hint: 'ファイルを UTF-8 で保存してください。他の文字コードを使用できるのはコメントだけです',
  }),
  'cfg-lone-cr': ({ file, line }) => ({
    what: `${shown(file)}:${line}: 改行 (LF) を伴わない復帰文字 (CR) があります`,
    hint: '改行コードを LF または CRLF にしてファイルを保存してください',
  }),
  'cfg-control': ({ file, line }) => ({
    what: `${shown(file)}:${line}: 行に NUL などの制御文字が含まれています`,
    hint: 'この行を入力し直してください。コピーの際に壊れたか、ファイルがテキストファイルでない可能性があります',
  }),
  'cfg-value': (failure) => ({
    what: `${source(failure.origin)}: ${valueWhat(failure)}。指定できる値: ${expected[failure.form ?? 'choice']}${failure.allowed}`,
    hint: valueHint(failure),
  }),
  'cfg-relative-path': ({ origin, name, value }) => ({
    what: `${source(origin)}: ${name} = ${shown(value)} は相対パスです`,
    hint: `絶対パス (${name} = /ディレクトリー/${shown(lastPart(value))}) か、構成ファイルと同じディレクトリーにあるファイルの名前だけ (${name} = ${shown(lastPart(value))}) を記述してください`,
  }),
  'cfg-named-file': ({ origin, name, path, system }) => ({
    what: `${source(origin)}: ${name} に指定された ${shown(path)} を使用できません: ${systemWords(system)}`,
    hint: isForbidden(system)
      ? allowReading(path)
      : `${name} を訂正してください。名前だけの場合は構成ファイルのディレクトリーにあるファイル、それ以外は絶対パスが必要です`,
  }),
  'cfg-pair-incomplete': ({ origin, given, missing }) => ({
    what: `${source(origin)}: ${given} が指定されていますが、${missing} が指定されていません`,
    hint: pairHint(given, missing),
  }),
  'cfg-spool-url': ({ origin, name, why, detail, instead }) => ({
    what: `${source(origin)}: ${name} ${spoolUrlFault[why](shown(detail))}`,
    hint: spoolUrlHint(why, shown(detail), instead),
  }),
  'cfg-conflict': ({ origin, name, value, other, otherValue }) => ({
    what: `${source(origin)}: ${name} = ${shown(value)} と ${other} = ${shown(otherValue)} は両立しません`,
    hint: conflictHint(name, value, other),
  }),
  'cfg-secret-exposed': ({ origin, name, path, mode }) => ({
    what: `${source(origin)}: ${name} のファイル ${shown(path)} を他のユーザーが読み取れます (モード ${octal(mode)})`,
    hint: `次を実行してください: chmod 600 ${shellWord(path)} 。他人に見られた可能性がある場合は、パスワードも変更してください`,
  }),
  'cfg-writable-by-others': ({ origin, name, path, mode, owner }) => ({
    what: `${source(origin)}: 他のユーザーが ${shown(path)} に書き込めるため、${name} を使用しません (所有者 ${owner}、モード ${octal(mode)})`,
    hint: `内容を確認してから、次を実行してください: ${(mode & 0o022) === 0 ? 'chown "$(id -un)"' : 'chmod go-w'} ${shellWord(path)}`,
  }),
  'cfg-secret-empty': ({ origin, name, source: from }) => ({
    what:
      name === from
        ? `${source(origin)}: ${name} のコマンドがパスワードを出力しませんでした`
        : `${source(origin)}: ${name} のファイル ${shown(from)} の 1 行目が空です`,
    hint:
      name === from
        ? `${name} のコマンドは、出力の 1 行目にパスワードまたはトークンを出力する必要があります。同じユーザーでコマンドを実行して確認してください`
        : 'ファイルの 1 行目にパスワードまたはトークンを記述してください',
  }),
  'cfg-oauth-file': ({ origin, name, path, expected }) => ({
    what: `${source(origin)}: ${name} のファイル ${shown(path)} ${expected === 'rsa-key' ? 'に RSA 鍵がありません' : 'はサービス アカウントの JSON 鍵ファイルではありません'}`,
    hint:
      expected === 'rsa-key'
        ? 'RSA 鍵で証明書を作成してください (openssl req -x509 -newkey rsa:3072)。トークン・エンドポイントが対応するのは RS256 と PS256 です'
        : 'Google Cloud で作成した、client_email と private_key を含むファイルを指定してください (IAM と管理、サービス アカウント、鍵、種類は JSON)',
  }),
  'cfg-no-credentials': ({ origin, name, value }) => ({
    what: `${source(origin)}: ${name} = ${shown(value)} には資格情報のある systemd サービスが必要ですが、CREDENTIALS_DIRECTORY が設定されていません`,
    hint: `ユニットに LoadCredential=${shown(value)}:/etc/sendmemo/${shown(value)} (または LoadCredentialEncrypted=) を記述してください。手動で実行する場合: systemd-run --pipe -p LoadCredential=${shown(value)}:ファイル sendmemo …`,
  }),
  'cfg-secret-command': ({ origin, name, status, detail }) => ({
    what: `${source(origin)}: ${name} のコマンドが失敗しました${status === null ? '' : ` (終了状況 ${status})`}${detail === '' ? '' : `: ${shown(detail)}`}`,
    hint: 'sendmemo を実行するユーザーでコマンドを実行して確認してください。30 秒以内にパスワードを出力し、終了状況 0 で終了する必要があります',
  }),
};

type SpoolUrlWhy = Extract<ConfigFailure, { reason: 'cfg-spool-url' }>['why'];

const spoolUrlFault: Readonly<Record<SpoolUrlWhy, (detail: string) => string>> = {
  path: (detail) => `にパス ${detail} は指定できません`,
  scheme: () => 'に指定できるのは directory または postgresql:// で始まる URL です',
  syntax: () => 'の URL の形式が正しくありません',
  password: () => 'の URL にパスワードが含まれています。URL にパスワードは指定できません',
  user: () => 'の URL にユーザー名がないか、ユーザー名が正しくありません',
  host: () => 'の URL にホストがないか、正しくないホストがあります',
  port: () => 'の URL のポートが 1 から 65535 までの数値ではありません',
  database: () => 'の URL にデータベース名がないか、データベース名が正しくありません',
  parameter: (detail) => `の URL に不明なパラメーターがあります${detail === '' ? '' : `: ${detail}`}`,
  twice: (detail) => `の URL に ${detail} が 2 回あります`,
  sslmode: (detail) => `の URL の sslmode が不明です: ${detail === '' ? '空です' : detail}`,
};

function spoolUrlHint(why: SpoolUrlWhy, detail: string, instead: string | null): string {
  switch (why) {
    case 'path':
      return `スプールのディレクトリーは spool-directory = ${detail} で指定します`;
    case 'password':
      return 'URL と、URL をコピーした場所のすべてからパスワードを削除してください。パスワードはモード 600 のファイルに書き、spool-password-file = ファイル で指定します';
    case 'parameter':
      return instead === null
        ? 'パラメーターは sslmode だけです: postgresql://USER@HOST/DATABASE?sslmode=verify-full'
        : `URL から ${detail} を削除し、sendmemo.cfg の ${instead} で指定してください`;
    case 'sslmode':
      return instead === null
        ? 'verify-full (デフォルト)、verify-ca、require、prefer、disable のいずれかを指定してください'
        : `sslmode=${instead} ではありませんか?`;
    default:
      return 'postgresql://USER@HOST/DATABASE?sslmode=verify-full の形式で指定してください。HOST は HOST1,HOST2:5433 のように並べられます。@ : / ? などの文字はパーセントエンコードしてください (%40)';
  }
}

/** `FILE:LINE`, `--option`, `VARIABLE`. */
function source(origin: Origin): string {
  switch (origin.kind) {
    case 'file':
      return `${shown(origin.file)}:${origin.line}`;
    case 'option':
      return origin.option;
    case 'environment':
      return origin.variable;
    case 'default':
      return '既定値';
  }
}

function unknownNameHint(name: string, nearest: string | null): string {
  const foreign = foreignSetting(name);
  if (foreign !== null) {
    return `${foreign} の誤りではありませんか。ほかのプログラムの構成 (~/.msmtprc など) は sendmemo config import FILE で変換できます`;
  }
  return nearest === null
    ? '名前を訂正するか、行頭に ; を付けてください。すべての設定はサンプルファイルとマニュアルページにあります'
    : `${nearest} の誤りではありませんか。名前を訂正するか、行頭に ; を付けてください`;
}

function valueWhat({ name, value, fault }: ValueFailure): string {
  if (fault === undefined) return `${name} に${quoted(value)}は指定できません`;
  return `${name}: ${networkFault(fault)}`;
}

function valueHint(failure: ValueFailure): string {
  const { origin, name, value, nearest } = failure;
  switch (valueFault(failure)) {
    case 'near':
      return `${nearest} の誤りではありませんか。${assignment(origin, name, nearest ?? '')} と記述してください`;
    case 'comment':
      return 'コメントは単独の行に記述します。値の後をすべて削除してください';
    case 'url':
      return `ホスト名だけを記述してください: ${assignment(origin, name, shown(hostOfUrl(value)))}`;
    case 'choice':
      return `${assignment(origin, name, '値')} の形で指定できる値を記述するか、値を空にして既定値を使用してください`;
    case 'form':
      return `値を訂正するか、空にして既定値を使用してください: ${assignment(origin, name, '')}`.trimEnd();
  }
}

function allowReading(path: string): string {
  const file = shellWord(path);
  return `ファイルの所有者 (ls -l ${file} で確認) で sendmemo を実行するか、実行するユーザーに読み取りを許可してください: chgrp GROUP ${file} && chmod 640 ${file} 。上位のディレクトリーへのアクセス権も必要です`;
}

/** The very line to write, where the value came from. */
function assignment(origin: Origin, name: string, value: string): string {
  return origin.kind === 'environment' ? `${origin.variable}=${value}` : `${name} = ${value}`;
}

function pairHint(given: string, missing: string): string {
  switch (missing) {
    case 'auth-password-file':
      return 'auth-password-file = ファイル (または auth-password-command、auth-password-credential、auth-oauth) も指定するか、認証せずに送信するには auth-user の行頭に ; を付けてください';
    case 'auth-user':
      return `auth-user = 名前 も指定するか、認証せずに送信するには ${given} の行頭に ; を付けてください`;
    case 'auth-oauth':
      return `auth-oauth = microsoft (または google、URL) も指定するか、${given} の行頭に ; を付けてください`;
    case 'auth-oauth-refresh-token-file':
      return 'リフレッシュ・トークンの保存先を auth-oauth-refresh-token-file = ファイル で指定し、auth-oauth-service-account-file は指定しないでください';
    case 'auth-oauth-tenant':
      return 'auth-oauth-tenant に、アプリケーションのディレクトリ (テナント) ID またはテナントのドメインを指定してください';
    case 'auth-oauth-client-id':
      return 'auth-oauth-client-id に、アプリケーション (クライアント) ID を指定してください';
    case 'auth-oauth-client-secret-file':
      return 'auth-oauth-client-secret-file、auth-oauth-client-certificate、auth-oauth-refresh-token-file、auth-oauth-service-account-file のいずれかも指定してください';
    case 'spool':
      return `spool = postgresql://USER@HOST/DATABASE も指定するか、${given} の行頭に ; を付けてください`;
    case 'spool-directory':
      return 'spool-directory = /var/spool/sendmemo も指定してください。データベースを使う場合も、このマシンの記録はそこに置かれます';
    default:
      return `${missing} = ファイル も指定するか (証明書と鍵は同じファイルでもかまいません)、${given} の行頭に ; を付けてください`;
  }
}

function conflictHint(name: string, value: string, other: string): string {
  if (name === 'MaxProtocol') {
    return `${other} の既定値の方が新しいバージョンです。古いバージョンを許可するには MinProtocol = ${shown(value)} と記述し、許可しない場合は MaxProtocol の行頭に ; を付けてください`;
  }
  if (name === 'MinProtocol') {
    return `最も古いバージョンが最も新しいバージョンより新しくなっています。${other} = ${shown(value)} またはそれより新しいバージョンを記述するか、${other} の行頭に ; を付けてください`;
  }
  return 'どちらか一方を残し、もう一方の行頭に ; を付けてください';
}

function systemWords(system: string): string {
  switch (system) {
    case 'ENOENT':
      return '存在しません';
    case 'EACCES':
    case 'EPERM':
      return 'アクセスが許可されていません';
    case 'EISDIR':
      return 'ディレクトリーです';
    case 'ENOTDIR':
      return 'ディレクトリーではありません';
    case 'EFTYPE':
      return '通常のファイルではありません';
    case 'ELOOP':
      return 'シンボリックリンクが循環しています';
    default:
      return shown(system);
  }
}

function lastPart(value: string): string {
  return value.split(/[/\\]/).at(-1) || '名前';
}

function quoted(text: string): string {
  return `「${shown(text)}」`;
}
