/** Japanese sentences for the database of a spool. */
export const databaseSentences = {
  'spool-database-tls':
    'スプールのデータベースとの TLS 接続に失敗しました: {database}: {host}: {why}{? ({detail})}',
  'spool-database-tls.hint':
    'spool = postgresql://… の sslmode、spool-ca-file、サーバーの証明書を確認してください',
  'spool-database-tls.why.not-offered': 'サーバーが TLS に対応していません',
  'spool-database-tls.why.required': 'サーバーが TLS 接続だけを受け付けます',
  'spool-database-tls.why.untrusted': '証明書を信頼できません',
  'spool-database-tls.why.hostname': '証明書が別のホストのものです',
  'spool-database-tls.why.expired': '証明書の有効期間外です',
  'spool-database-tls.why.handshake': 'TLS ハンドシェイクに失敗しました',
  'spool-database-unreachable': 'スプールのデータベースを今は使用できません: {database}: {system}',
  'spool-database-unreachable.hint':
    'サーバーが動作し、このホストから接続できることを確認して (pg_isready -h HOST -p PORT)、再試行してください。spool-fallback = directory を設定すると、その間のメッセージをこのホストに保存します',
  'spool-database-failed': 'スプールのデータベースでエラーが発生しました: {database}: {detail} ({sqlState})',
  'spool-database-failed.hint':
    'サーバーのログでエラーを確認し、原因 (ディスクの空き、テーブルの破損など) を解消してから再試行してください',
  'spool-database-unconfirmed': '同期スタンバイがコミットを確認しませんでした: {database}',
  'spool-database-unconfirmed.hint':
    'メッセージはキューに入っている可能性があります。サーバーの pg_stat_replication と synchronous_standby_names を確認してから再試行してください',
  'spool-database-login':
    'スプールのデータベースがユーザー {user} のログインを拒否しました: {database}: {detail} ({sqlState})',
  'spool-database-login.hint':
    'spool = postgresql://USER@… のユーザー、spool-password-file、サーバーの pg_hba.conf を確認してください',
  'spool-database-missing': 'データベース {name} が存在しません: {database}',
  'spool-database-missing.hint':
    'spool = postgresql://…/NAME の名前を確認するか、作成してから (createdb {name})、sendmemo queue init を実行してください',
  'spool-schema-missing': 'データベースにスプールのテーブルがありません: {database}',
  'spool-schema-missing.hint':
    'スキーマを作成できるユーザーで sendmemo queue init を実行して作成してください',
  'spool-schema-older':
    'スプールのテーブルはバージョン {found} ですが、この sendmemo にはバージョン {known} が必要です: {database}',
  'spool-schema-older.hint': 'スキーマの所有者で sendmemo queue init を実行して更新してください',
  'spool-schema-newer':
    'スプールのテーブルはバージョン {found} で、この sendmemo が対応するのはバージョン {known} までです: {database}',
  'spool-schema-newer.hint': '他のホストと同じバージョンの sendmemo をインストールしてください',
  'spool-right-missing': 'ユーザー {user} にスプールに必要な権限がありません: {database}: {detail}',
  'spool-right-missing.hint': 'sendmemo queue init が表示する GRANT 文を、スキーマの所有者で実行してください',
  'spool-pooler': 'コネクションプーラー経由ではスプールを使用できません: {database}',
  'spool-pooler.hint':
    'スプールのロックは接続に属するため、spool = postgresql://… には PostgreSQL サーバー自体 (通常はポート 5432) を指定してください',
  'spool-claim-lost': 'データベースに接続できない間に、メッセージ {id} の確保が解除されました: {database}',
  'spool-claim-lost.hint':
    '別の queue run が同じ Message-ID で再送する可能性があります。このホストとデータベースの間のネットワークを確認してください',
} as const;
