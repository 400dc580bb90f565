/** Japanese sentences for the command line. */
export const usageSentences = {
  'usage-unknown-option': 'オプション {option} はありません',
  'usage-unknown-option.hint':
    '{?{nearest} の間違いではありませんか。}オプションの一覧は sendmemo --help で表示できます',
  'usage-missing-value': 'オプション {option} に値がありません',
  'usage-missing-value.hint': 'オプションの一覧は sendmemo --help で表示できます',
  'usage-option-value': '{option} に {value:json} は指定できません',
  'usage-option-value.hint': '指定できる値: {allowed}',
  'usage-option-twice': '{option} が 2 回指定されています',
  'usage-option-twice.hint': '{option} を 1 つだけにしてください',
  'usage-option-needed': '{command:bare} には {option} が必要です',
  'usage-option-needed.hint':
    '{option} を追加してください。使い方は sendmemo {command:bare} --help で表示できます',
  'usage-conflict': '{option} と {other} は同時に指定できません',
  'usage-conflict.hint': '{option} か {other} のどちらかを外してください',
  'usage-unknown-command': 'コマンド「{words}」はありません',
  'usage-unknown-command.hint': '{nearest} の間違いではありませんか',
  'usage-unknown-command.hint.known': '使えるコマンド: {known}',
  'usage-attachment-parameter': '{option}: パラメーター {parameter} はありません',
  'usage-attachment-parameter.hint':
    ';{nearest}= の間違いではありませんか。書式は FILE;name=NAME;type=TYPE です',
  'usage-server-name': '--server {name:json} はサーバーの名前ではありません',
  'usage-server-name.hint':
    '/ と \\ を含まない名前 (MainServer) を指定してください。パスは --server-dir DIR、メールサーバーは -H HOST で指定します',
  'usage-unknown-setting': '{command}: 設定 {name:json} はありません',
  'usage-unknown-setting.hint':
    '{?{nearest} の間違いではありませんか。}設定の一覧は sendmemo config show で表示できます',
  'usage-set-secret': '--set に {name} は指定できません。プロセスのコマンドラインは他のユーザーにも読めます',
  'usage-set-secret.hint':
    '--set auth-password-file=ファイル を使うか、sendmemo.cfg に {name} を設定してください',
  'usage-needs-subcommand': '{command} にはサブコマンドが必要です',
  'usage-needs-subcommand.hint': '使えるコマンド: {known}',
  'usage-mistyped-command': 'コマンド「{words}」はありません。何も送信していません',
  'usage-mistyped-command.hint':
    '{nearest} の間違いではありませんか。この名前に送信するには --to {recipient} と指定してください',
  'usage-unknown-code': 'エラーコードまたは終了状況 {word:json} はありません',
  'usage-unknown-code.hint':
    '{?{nearest} の間違いではありませんか。}コードの一覧は sendmemo explain で表示できます',
  'usage-unknown-code.hint.setting':
    '{name} は設定の名前です。{file}(5) を参照してください。値は sendmemo config show で表示できます',
  'usage-missing-operand': '{command:bare} には <{operand}> が必要です',
  'usage-missing-operand.hint': '使い方は sendmemo {command:bare} --help で表示できます',
  'usage-excess-operand': '余分な引数 {operand:json} があります',
  'usage-excess-operand.hint': '使い方は sendmemo {command:bare} --help で表示できます',
  'usage-no-body.body': '本文がなく、標準入力は端末です',
  'usage-no-body.body.hint':
    '--body TEXT または --body-file FILE で本文を指定するか、パイプで渡してください: echo text | sendmemo …',
  'usage-no-body.attachment': '標準入力を添付する指定ですが、標準入力は端末です',
  'usage-no-body.attachment.hint':
    '- の代わりにファイルを指定するか、パイプで渡してください: tar cf - DIR | sendmemo --attach "-;name=DIR.tar" …',
  'usage-same-spool': 'メッセージはすでにそのスプールにあります: {spool}',
  'usage-same-spool.hint':
    '--to に別のディレクトリーまたは URL を指定してください。移動元は設定のスプール、または --spool-directory で指定したディレクトリーです',
  'usage-needs-directory': '{command} の対象となるサーバー作業ディレクトリーが分かりません',
  'usage-needs-directory.hint':
    '--server NAME か --server-dir DIR を指定するか、環境変数 SENDMEMO_SERVER を設定してください',
  'usage-relay-user': '{user:json} は中継のユーザー名として使用できません',
  'usage-relay-user.hint':
    '名前は 1 から 255 オクテットで、制御文字、前後の空白、先頭の #、":$" を含められません',
  'usage-relay-unknown-user': '{file} にユーザー {user:json} がありません',
  'usage-relay-unknown-user.hint':
    '名前を省略して "sendmemo relay passwd" を実行すると、ユーザーの一覧が表示されます',
  'usage-relay-password': 'パスワードを保存しませんでした: {why}',
  'usage-relay-password.hint':
    'コマンドをもう一度実行してください。制御文字を含まない 1024 オクテット以内のパスワードを使用できます (機器側の上限はもっと短いことがあります)',
  'usage-relay-password.why.empty': 'パスワードが空です',
  'usage-relay-password.why.control': '制御文字が含まれています',
  'usage-relay-password.why.too-long': '1024 オクテットを超えています',
  'usage-relay-password.why.mismatch': '2 回の入力が一致しません',
  'usage-relay-password.why.encoding': 'UTF-8 ではありません',
  'sendmail-unsupported': 'sendmail のオプション {option} には対応していません',
  'sendmail-unsupported.hint': '代わりに: {instead}',
  'sendmail-long-option': 'sendmail にオプション {option} はありません',
  'sendmail-long-option.hint':
    'sendmail が受け付けるのは 1 文字のオプションだけです: -t -i -f -F -N -R -V -B -O -o -bm -bs -bp -q -v -C',
  'sendmail-long-option.hint.ours':
    'sendmail という語の前に書いてください: sendmemo {option} … sendmail -t。sendmemo.cfg または環境変数でも設定できます',
  'sendmail-late-option': 'sendmail: {option} は宛先の後にあり、ハイフンで始まっています',
  'sendmail-late-option.hint':
    'オプションは宛先の前に書いてください。ハイフンで始まる宛先は -- の後に書きます',
  'sendmail-set-id':
    'sendmail のオプション {option} は使えません。プロセスの実効ユーザーまたは実効グループが呼び出し元と異なります',
  'sendmail-set-id.hint': '設定をサーバー作業ディレクトリーに置くか、ファイルの所有者として実行してください',
  or: ' または ',
  'mail-option-unsupported': 'メッセージのオプション {option} には対応していません。何も送信していません',
  'mail-option-unsupported.hint': '代わりに: {instead}',
} as const;
