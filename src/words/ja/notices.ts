/** Japanese sentences for warnings. */
export const noticeSentences = {
  'certificate-errors-ignored':
    '{server}: 証明書のエラーを無視しました (IgnoreCertificateErrors = 1): {errors}。証明書: {subject}',
  'hostname-not-compared':
    '{server}: 証明書の名前は {names} です。ホスト名は照合していません (CertValidationIgnoreHostName = 1)',
  'starttls-not-offered':
    '{server} は STARTTLS に対応していないため、平文で送信しました (StartTLSPolicy = may)',
  'client-certificate-purpose':
    '{path}: クライアント証明書の拡張鍵用途に clientAuth がありません。サーバーに拒否される可能性があります。clientAuth を含む証明書を発行してもらってください (公的な CA が発行しない場合は自社の CA で)',
  'legacy-renegotiation':
    'LegacyRenegotiation = 1: 安全な再ネゴシエーション (RFC 5746) のないサーバーも受け入れます。サーバーを更新し、行頭に ; を付けてください',
  'tls-option-unused':
    'TLS を使わないため {options:touten} は無視されます。--tls starttls または --tls smtps を追加してください',
  'tls-option-unused.one':
    'TLS を使わないため {options:touten} は無視されます。--tls starttls または --tls smtps を追加してください',
  'old-protocols':
    'MinProtocol = {minimum} は、安全でなくなった古いプロトコル、暗号、ダイジェストを許可します',
  'sslv3-not-in-runtime':
    'IPM_ENABLE_SSL_V3 が設定されています: TLS 1.0 以降を古い暗号とともに許可します。SSLv3 には対応していません',
  'key-readable-by-others':
    '{path} は他のユーザーから読み取れます (モード {mode:octal}): chmod 600 {path} を実行してください',
  'cfg-writable-by-others':
    '他のユーザーが {path} に書き込めるため、メールの送信先を変えられます (所有者 {owner}、モード {mode:octal}): chmod go-w {path} を実行してください',
  'auth-over-insecure-session.plain-text':
    '{server}: パスワードを暗号化せずに送信します (auth-allow-insecure = 1)',
  'auth-over-insecure-session.unverified':
    '{server}: 検証されていないサーバーにパスワードを送信します (auth-allow-insecure = 1)',
  'dsn-not-offered': '{server} は DSN に対応していません。配信通知を要求せずに送信しました',
  'backup-used': '{what} ({code})。予備の {next} を試します',
  'backup-used.failed': '{failed} は失敗しました',
  'bad-certificate-entry': '{path}: {detail}。使用しません',
  'default-trust-unavailable': '一般に知られている CA を使用できません: {detail}',
  'server-cannot-be-cached': '{path} に書き込めません ({system})。失敗したサーバーを記憶できません',
  'stdin-ignored': '本文は --body のテキストです。標準入力のデータは使いませんでした',
  'body-is-address':
    '-b は --body の意味で、本文は {text:json} になります。Bcc は --bcc {text} で指定してください',
  'default-server-used':
    'メールサーバーが設定されていないため localhost:{port} を使います。-H HOST で指定するか、sendmemo config init DIR で設定を作成してください',
  'spool-waits':
    '{code} のため、{since} からスプールが待機しており、max-age は進みません。原因を取り除くと (sendmemo explain {code})、メッセージは送信されます',
  'kept-in-spool':
    '{why}。次の queue run のため {queueId} としてスプールに保管しました{?。{delivered} には送信済みです}',
  'kept-in-spool.deferred': '{address} は延期されました ({reply})',
  'kept-in-spool.more': '{texts:touten} 他 {more} 件',
  'kept-in-spool.all': '{texts:touten}',
  'kept-in-fallback':
    'メッセージ {queueId} をこのマシンの {directory} に保管しました: {what}。このマシンの次の sendmemo queue run でデータベースへ移します',
  'no-queue-runner':
    '{spool} のメッセージを配信するものがありません。sendmemo queue run は {lastRun:minute} を最後に実行されていません。起動してください (systemctl enable --now sendmemo-queue-run.timer または cron)',
  'no-queue-runner.never':
    '{spool} のメッセージを配信するものがありません。sendmemo queue run は一度も実行されていません。起動してください (systemctl enable --now sendmemo-queue-run.timer または cron)',
  'relay-signature-removed':
    '{queueId}: relay-sender により From を変更したため、{sender} の DKIM 署名を削除しました。機器の DKIM 署名を無効にしてください',
  'last-reply-not-recorded':
    '{queueId}: サーバーは {code} と応答しましたが記録できませんでした。同じメッセージが再送される可能性があります',
} as const;
