import type { DatabaseFailure } from '../../failure/database-failure.ts';
import type { WordsFor } from '../language.ts';

const tlsWhy: Readonly<Record<Extract<DatabaseFailure, { reason: 'spool-database-tls' }>['why'], string>> = {
  'not-offered': 'サーバーが TLS に対応していません',
  required: 'サーバーが TLS 接続だけを受け付けます',
  untrusted: '証明書を信頼できません',
  hostname: '証明書が別のホストのものです',
  expired: '証明書の有効期間外です',
  handshake: 'TLS ハンドシェイクに失敗しました',
};

export const databaseWords: WordsFor<DatabaseFailure> = {
  'spool-database-unreachable': ({ database, system }) => ({
    what: `スプールのデータベースを今は使用できません: ${database}: ${system}`,
    hint: 'サーバーが動作し、このホストから接続できることを確認して (pg_isready -h HOST -p PORT)、再試行してください。spool-fallback = directory を設定すると、その間のメッセージをこのホストに保存します',
  }),
  'spool-database-failed': ({ database, sqlState, detail }) => ({
    what: `スプールのデータベースでエラーが発生しました: ${database}: ${detail} (${sqlState})`,
    hint: 'サーバーのログでエラーを確認し、原因 (ディスクの空き、テーブルの破損など) を解消してから再試行してください',
  }),
  'spool-database-unconfirmed': ({ database }) => ({
    what: `同期スタンバイがコミットを確認しませんでした: ${database}`,
    hint: 'メッセージはキューに入っている可能性があります。サーバーの pg_stat_replication と synchronous_standby_names を確認してから再試行してください',
  }),
  'spool-database-login': ({ database, user, detail, sqlState }) => ({
    what: `スプールのデータベースがユーザー ${user} のログインを拒否しました: ${database}: ${detail} (${sqlState})`,
    hint: 'spool = postgresql://USER@… のユーザー、spool-password-file、サーバーの pg_hba.conf を確認してください',
  }),
  'spool-database-missing': ({ database, name }) => ({
    what: `データベース ${name} が存在しません: ${database}`,
    hint: `spool = postgresql://…/NAME の名前を確認するか、作成してから (createdb ${name})、sendmemo queue init を実行してください`,
  }),
  'spool-database-tls': ({ database, host, why, detail }) => ({
    what: `スプールのデータベースとの TLS 接続に失敗しました: ${database}: ${host}: ${tlsWhy[why]}${detail === '' ? '' : ` (${detail})`}`,
    hint: 'spool = postgresql://… の sslmode、spool-ca-file、サーバーの証明書を確認してください',
  }),
  'spool-schema-missing': ({ database }) => ({
    what: `データベースにスプールのテーブルがありません: ${database}`,
    hint: 'スキーマを作成できるユーザーで sendmemo queue init を実行して作成してください',
  }),
  'spool-schema-older': ({ database, found, known }) => ({
    what: `スプールのテーブルはバージョン ${found} ですが、この sendmemo にはバージョン ${known} が必要です: ${database}`,
    hint: 'スキーマの所有者で sendmemo queue init を実行して更新してください',
  }),
  'spool-schema-newer': ({ database, found, known }) => ({
    what: `スプールのテーブルはバージョン ${found} で、この sendmemo が対応するのはバージョン ${known} までです: ${database}`,
    hint: '他のホストと同じバージョンの sendmemo をインストールしてください',
  }),
  'spool-right-missing': ({ database, user, detail }) => ({
    what: `ユーザー ${user} にスプールに必要な権限がありません: ${database}: ${detail}`,
    hint: 'sendmemo queue init が表示する GRANT 文を、スキーマの所有者で実行してください',
  }),
  'spool-pooler': ({ database }) => ({
    what: `コネクションプーラー経由ではスプールを使用できません: ${database}`,
    hint: 'スプールのロックは接続に属するため、spool = postgresql://… には PostgreSQL サーバー自体 (通常はポート 5432) を指定してください',
  }),
  'spool-claim-lost': ({ database, id }) => ({
    what: `データベースに接続できない間に、メッセージ ${id} の確保が解除されました: ${database}`,
    hint: '別の queue run が同じ Message-ID で再送する可能性があります。このホストとデータベースの間のネットワークを確認してください',
  }),
};
