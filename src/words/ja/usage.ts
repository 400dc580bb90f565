import type { UsageFailure } from '../../failure/usage-failure.ts';
import type { WordsFor } from '../language.ts';

const help = 'オプションの一覧は sendmemo --help で表示できます';

/** The command without the program's name. */
function bare(command: string): string {
  return command.replace(/^sendmemo /, '');
}

function helpOf(command: string): string {
  return `使い方は sendmemo ${bare(command)} --help で表示できます`;
}

export const usageWords: WordsFor<UsageFailure> = {
  'usage-unknown-option': ({ option, nearest }) => ({
    what: `オプション ${option} はありません`,
    hint: nearest === null ? help : `${nearest} の間違いではありませんか。${help}`,
  }),
  'usage-missing-value': ({ option }) => ({ what: `オプション ${option} に値がありません`, hint: help }),
  'usage-option-value': ({ option, value, allowed }) => ({
    what: `${option} に ${JSON.stringify(value)} は指定できません`,
    hint: `指定できる値: ${allowed}`,
  }),
  'usage-option-twice': ({ option }) => ({
    what: `${option} が 2 回指定されています`,
    hint: `${option} を 1 つだけにしてください`,
  }),
  'usage-option-needed': ({ option, command }) => ({
    what: `${bare(command)} には ${option} が必要です`,
    hint: `${option} を追加してください。${helpOf(command)}`,
  }),
  'usage-conflict': ({ option, other }) => ({
    what: `${option} と ${other} は同時に指定できません`,
    hint: `${option} か ${other} のどちらかを外してください`,
  }),
  'usage-unknown-command': ({ words, nearest, known }) => ({
    what: `コマンド「${words}」はありません`,
    hint: nearest === null ? `使えるコマンド: ${known.join(', ')}` : `${nearest} の間違いではありませんか`,
  }),
  'usage-attachment-parameter': ({ option, parameter, nearest }) => ({
    what: `${option}: パラメーター ${parameter} はありません`,
    hint: `;${nearest}= の間違いではありませんか。書式は FILE;name=NAME;type=TYPE です`,
  }),
  'usage-server-name': ({ name }) => ({
    what: `--server ${JSON.stringify(name)} はサーバーの名前ではありません`,
    hint: '/ と \\ を含まない名前 (MainServer) を指定してください。パスは --server-dir DIR、メールサーバーは -H HOST で指定します',
  }),
  'usage-unknown-setting': ({ command, name, nearest }) => ({
    what: `${command}: 設定 ${JSON.stringify(name)} はありません`,
    hint:
      nearest === null
        ? '設定の一覧は sendmemo config show で表示できます'
        : `${nearest} の間違いではありませんか。設定の一覧は sendmemo config show で表示できます`,
  }),
  'usage-set-secret': ({ name }) => ({
    what: `--set に ${name} は指定できません。プロセスのコマンドラインは他のユーザーにも読めます`,
    hint: `--set auth-password-file=ファイル を使うか、sendmemo.cfg に ${name} を設定してください`,
  }),
  'usage-needs-subcommand': ({ command, known }) => ({
    what: `${command} にはサブコマンドが必要です`,
    hint: `使えるコマンド: ${known.join(', ')}`,
  }),
  'usage-mistyped-command': ({ recipient, words, nearest }) => ({
    what: `コマンド「${words}」はありません。何も送信していません`,
    hint: `${nearest} の間違いではありませんか。この名前に送信するには --to ${recipient} と指定してください`,
  }),
  'usage-unknown-code': ({ word, nearest, setting }) => ({
    what: `エラーコードまたは終了状況 ${JSON.stringify(word)} はありません`,
    hint:
      setting === undefined
        ? `${nearest.length === 0 ? '' : `${nearest.join(' または ')} の間違いではありませんか。`}コードの一覧は sendmemo explain で表示できます`
        : `${setting.name} は設定の名前です。${setting.file}(5) を参照してください。値は sendmemo config show で表示できます`,
  }),
  'usage-missing-operand': ({ command, operand }) => ({
    what: `${bare(command)} には <${operand}> が必要です`,
    hint: helpOf(command),
  }),
  'usage-excess-operand': ({ command, operand }) => ({
    what: `余分な引数 ${JSON.stringify(operand)} があります`,
    hint: helpOf(command),
  }),
  'usage-no-body': ({ wanted }) =>
    wanted === 'body'
      ? {
          what: '本文がなく、標準入力は端末です',
          hint: '--body TEXT または --body-file FILE で本文を指定するか、パイプで渡してください: echo text | sendmemo …',
        }
      : {
          what: '標準入力を添付する指定ですが、標準入力は端末です',
          hint: '- の代わりにファイルを指定するか、パイプで渡してください: tar cf - DIR | sendmemo --attach "-;name=DIR.tar" …',
        },
  'usage-needs-directory': ({ command }) => ({
    what: `${command} の対象となるサーバー作業ディレクトリーが分かりません`,
    hint: '--server NAME か --server-dir DIR を指定するか、環境変数 SENDMEMO_SERVER を設定してください',
  }),
  'usage-relay-user': ({ user }) => ({
    what: `${JSON.stringify(user)} は中継のユーザー名として使用できません`,
    hint: '名前は 1 から 255 オクテットで、制御文字、前後の空白、先頭の #、":$" を含められません',
  }),
  'usage-relay-unknown-user': ({ user, file }) => ({
    what: `${file} にユーザー ${JSON.stringify(user)} がありません`,
    hint: '名前を省略して "sendmemo relay passwd" を実行すると、ユーザーの一覧が表示されます',
  }),
  'usage-relay-password': ({ why }) => ({
    what: `パスワードを保存しませんでした: ${relayPassword[why]}`,
    hint: 'コマンドをもう一度実行してください。制御文字を含まない 1024 オクテット以内のパスワードを使用できます (機器側の上限はもっと短いことがあります)',
  }),
  'sendmail-unsupported': ({ option, instead }) => ({
    what: `sendmail のオプション ${option} には対応していません`,
    hint: `代わりに: ${instead}`,
  }),
  'mail-option-unsupported': ({ option, instead }) => ({
    what: `メッセージのオプション ${option} には対応していません。何も送信していません`,
    hint: `代わりに: ${instead}`,
  }),
  'sendmail-long-option': ({ option, isOurs }) => ({
    what: `sendmail にオプション ${option} はありません`,
    hint: isOurs
      ? `sendmail という語の前に書いてください: sendmemo ${option} … sendmail -t。sendmemo.cfg または環境変数でも設定できます`
      : 'sendmail が受け付けるのは 1 文字のオプションだけです: -t -i -f -F -N -R -V -B -O -o -bm -bs -bp -q -v -C',
  }),
  'sendmail-late-option': ({ option }) => ({
    what: `sendmail: ${option} は宛先の後にあり、ハイフンで始まっています`,
    hint: 'オプションは宛先の前に書いてください。ハイフンで始まる宛先は -- の後に書きます',
  }),
  'sendmail-set-id': ({ option }) => ({
    what: `sendmail のオプション ${option} は使えません。プロセスの実効ユーザーまたは実効グループが呼び出し元と異なります`,
    hint: '設定をサーバー作業ディレクトリーに置くか、ファイルの所有者として実行してください',
  }),
};

const relayPassword: Readonly<
  Record<Extract<UsageFailure, { reason: 'usage-relay-password' }>['why'], string>
> = {
  empty: 'パスワードが空です',
  control: '制御文字が含まれています',
  'too-long': '1024 オクテットを超えています',
  mismatch: '2 回の入力が一致しません',
  encoding: 'UTF-8 ではありません',
};
