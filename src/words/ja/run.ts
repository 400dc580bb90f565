/** Japanese sentences for output, the spool, batches and the program itself. */
export const runSentences = {
  'cure.ENOSPC':
    'ディスクまたはクォータに空きがありません。空きを確保してから (df -h {path}、df -i {path} で確認) やり直してください',
  'cure.EACCES': 'このユーザーには権限がありません。ls -ld {path} と id を確認してください',
  'cure.EROFS':
    'ファイルシステムが読み取り専用です。再マウントするか、別のファイルシステムのディレクトリーを使ってください',
  'cure.ENOENT': '親ディレクトリーがありません。つづりを確認するか、mkdir -p で作成してください',
  'cure.ENOTDIR': 'パスの途中がディレクトリーではなくファイルです。つづりを確認してください',
  'cure.EBUSY':
    '別のプロセスが使用しています。終わるまで待ってください。既に存在しないプロセスのものであれば削除してください (rm {path})',
  'cure.EMFILE': '開いているファイルが多すぎます。ulimit -n (systemd では LimitNOFILE=) を増やしてください',
  'cure.EMLINK':
    'このファイルシステムでは 1 つのディレクトリーにこれ以上ディレクトリーを作成できません。メッセージを配送または削除するか、この制限のないファイルシステム (dir_nlink が有効な ext4、XFS) を使ってください',
  'cure.default': 'システムのログで {system} を調べ、ディスクを確認してください',
  'listen.EADDRINUSE': 'アドレスは既に使用されています',
  'listen.EACCES': '権限がありません',
  'listen.EADDRNOTAVAIL': 'このマシンにそのアドレスはありません',
  'cannot-create': '{path} に書き込めません: {system}',
  'output-failed': '{target} への出力に失敗しました: {system}',
  'output-failed.hint': 'メッセージの送信結果には影響しません。出力先を確認してください',
  'output-failed.hint.EPIPE': '出力を読んでいたプログラムが途中で終了しました',
  'already-exists': '{path} は既に存在するため、上書きしませんでした',
  'already-exists.hint':
    '別のディレクトリーかファイルを指定してください。config init と config import は --force で上書きします',
  'cannot-listen': '{place} で待ち受けできません: {why}',
  'cannot-listen.hint': '{option} に別のポートを指定するか、0 (空きポート) を指定してください',
  'cannot-listen.hint.EADDRNOTAVAIL':
    'このマシンにあるアドレスを指定してください (--host 127.0.0.1)。ip addr で確認できます',
  'cannot-listen.hint.EACCES':
    '{option} に別のポート (1024 以上)を指定するか、0 (空きポート) を指定してください',
  'cannot-listen.relay':
    'このポートを使用しているプログラムは ss -ltnp で確認できます。停止するか、relay-listen に別のポートを指定してください',
  'cannot-listen.relay.EACCES':
    '1023 以下のポートには root (relay-user も指定) または systemd のソケットユニットが必要です。別のポートも使えます: relay-listen = 127.0.0.1:2525',
  'cannot-listen.relay.EADDRNOTAVAIL':
    'relay-listen にはこのマシンのアドレスを指定してください。ip addr で確認できます',
  'spool-unwritable': 'スプールを使用できません: {path}: {system}',
  'spool-unwritable.hint':
    '{cure}。場所を変えるには sendmemo.cfg に spool-directory = /path/to/spool と書きます',
  'spool-unsafe': '他のユーザーが書き込めるため、スプールを使用しません: {path} (モード {mode:octal})',
  'spool-unsafe.hint': '書き込み権限を外してください: chmod go-w {path}',
  'spool-unsafe.setting':
    'サーバーの設定が {setting} = {value} で、障害時に受け付け済みのメッセージを失うおそれがあるため、スプール {database} を使用しません',
  'spool-unsafe.setting.hint':
    'postgresql.conf で {setting} = on に設定し、サーバーを再起動または再読み込みしてください',
  'spool-parent-unsafe':
    '他のユーザーが {path} (モード {mode:octal}) に書き込めて、スプールを置き換えられるため、{spool} を使用しません',
  'spool-parent-unsafe.hint':
    '{?書き込み権限を外す (chmod go-w {open}) か、}root またはスプールの所有者だけが書き込めるディレクトリーに置いてください (sendmemo.cfg の spool-directory = /path/to/spool)',
  'spool-parent-unsafe.owner':
    '{path} の所有者 {owner} がスプールを置き換えられるため、{spool} を使用しません',
  'spool-foreign.read':
    'スプール {path} はユーザー {owner} のものです。内容を表示、変更できるのはそのユーザーと root だけです',
  'spool-foreign.put':
    '{path} はユーザー {owner} のもので、他のユーザーがメールを入れる drop ディレクトリーがありません',
  'spool-foreign.part': 'このユーザーのスプールの {path} がユーザー {owner} のものになっています',
  'spool-foreign.read.hint': 'そのユーザーとして (sudo -u)、または root で実行してください',
  'spool-foreign.put.hint':
    'root で次を実行してください: install -d -o {user} -g {user} -m 3733 {path}/drop && chmod 711 {path} 。または sendmemo.cfg の spool-directory に自分のディレクトリーを指定してください',
  'spool-foreign.part.hint':
    'queue run を止めてから、root でスプールの所有者に変更してください: chown -R -h USER {path}',
  'drop-unsafe':
    '他のユーザーのメールを取り込めません: {path} (モード {mode:octal}) が、スプールの所有者のモード 3733 のディレクトリーではありません',
  'drop-unsafe.hint': '所有者をスプールと同じにしてから、次を実行してください: chmod 3733 {path}',
  'spool-entry-missing': 'スプールにメッセージ {id} はありません',
  'spool-entry-missing.hint':
    '送信済みか削除済みの可能性があります。sendmemo queue list で一覧を確認してください',
  'spool-entry-corrupt': 'スプールのメッセージ {id} は壊れているため送信しません: {detail}',
  'spool-entry-corrupt.hint':
    'ファイルはそのまま残してあります。スプールの failed ディレクトリーの *.{id}/ (envelope.json、message.eml) を確認して手作業で送り直し、その後 sendmemo queue remove {id} を実行してください',
  'spool-id-ambiguous':
    '{prefix} で始まる ID のメッセージが {count} 件あります: {candidates:touten}{? {more}}',
  'spool-id-ambiguous.hint':
    'ID をもう少し長く指定してください。必要な長さは sendmemo queue list で確認できます',
  expired: '{time}にわたって再送しましたが、断念しました。最後の失敗は {last} です',
  'expired.hint':
    '対処は sendmemo explain {last} で確認できます。その後 sendmemo queue retry ID で再送できます。期間は sendmemo.cfg の max-age で変更できます (max-age = 5d)',
  'import-unrecognised': '{path}: 書式を認識できません',
  'import-unrecognised.hint': 'config import で読み込めるファイル: {known}',
  'batch-line': 'バッチの {line} 行目は使用できません: {detail}',
  'batch-line.hint': '1 行に 1 つの JSON オブジェクトを書きます: {example}',
  internal: 'sendmemo 自体の不具合です: {detail}',
  'internal.hint': '--log-level debug --log-file FILE で得られるログを添えて報告してください',
  'spool-entry-state.waiting': 'メッセージ {id} は保留されていません。解除の必要はありません',
  'spool-entry-state.waiting.hint':
    '期限が来ると次の sendmemo queue run で送信されます。すぐに送信対象にするには: sendmemo queue retry {id}',
  'spool-entry-state.held': 'メッセージ {id} はすでに保留されています',
  'spool-entry-state.held.hint': '保留を解除するには: sendmemo queue release {id}',
  'spool-entry-state.failed.hold':
    'メッセージ {id} は送信に失敗しており、再送されません。保留の必要はありません',
  'spool-entry-state.failed': 'メッセージ {id} は送信に失敗しており、保留されていません',
  'spool-entry-state.failed.hint':
    '再送するには: sendmemo queue retry {id}。削除するには: sendmemo queue remove {id}',
  'spool-entry-state.active': 'メッセージ {id} は現在配信中です',
  'spool-entry-state.active.hint':
    '終わるまで待ってください。配信中のプロセスは sendmemo queue show {id} で確認できます (別のマシンのものだった場合は sendmemo queue retry {id})',
  'spool-entry-state.moving': 'メッセージ {id} は別のスプールへの移動の途中で、ここからは送信されません',
  'spool-entry-state.moving.hint':
    '移動したコマンドをもう一度実行すると、移動が完了します (相手のスプールは sendmemo queue show {id} で確認できます)。そのスプールが失われた場合は: sendmemo queue retry {id}',
  'time.day': '{count} 日間',
  'time.hour': '{count} 時間',
  'time.minute': '{count} 分間',
  'time.second': '{count} 秒間',
} as const;
