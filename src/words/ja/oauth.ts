/** アクセス・トークンを取得するまでの障害の日本語。 */
import { oauthCause, type OAuthCause } from '../../failure/oauth-cause.ts';
import type { OAuthFailure } from '../../failure/oauth-failure.ts';
import type { WordsFor } from '../language.ts';

type Refused = Extract<OAuthFailure, { readonly reason: 'oauth-refused' }>;

export const oauthWords: WordsFor<OAuthFailure> = {
  'oauth-refused': (failure) => ({
    what: `トークン・エンドポイント ${failure.endpoint} が要求を拒否しました: ${said(failure)}`,
    hint: hints[oauthCause(failure)](failure),
  }),
  'oauth-unreachable': ({ endpoint, system }) => ({
    what: `アクセス・トークンを取得できません。トークン・エンドポイント ${endpoint} が応答しませんでした (${system})`,
    hint:
      system.startsWith('HTTP') || /^[a-z_]+$/.test(system)
        ? '提供元の障害です。時間をおいて再試行してください。--spool-on-failure を使用すると、それまでメッセージを保管します'
        : 'このマシンから接続できること (ファイアウォール、DNS、sendmemo.cfg の proxy) と、auth-oauth または auth-oauth-token-url を確認してください',
  }),
  'oauth-response': ({ endpoint, detail }) => ({
    what: `アクセス・トークンを取得できません。${endpoint} の応答はトークン・エンドポイントのものではありません (${detail})`,
    hint: 'sendmemo.cfg の auth-oauth と auth-oauth-token-url を確認してください。途中のプロキシーが代わりに応答している可能性もあります',
  }),
  'oauth-no-login': ({ path }) => ({
    what: `リフレッシュ・トークンがまだありません。${path} が存在しません`,
    hint: 'sendmemo を実行するユーザーで "sendmemo auth login" を 1 回実行するか、リフレッシュ・トークンをこのファイルの 1 行目に書き込んでください (モード 0600)',
  }),
  'oauth-no-store': ({ path, system }) => ({
    what: `新しいリフレッシュ・トークンを ${path} に保存できないため、アクセス・トークンを要求しませんでした (${system})`,
    hint: 'sendmemo を実行するユーザーがスプール・ディレクトリーまたはサーバー作業ディレクトリーに書き込めるようにするか、XDG_STATE_HOME にそのユーザー専用のディレクトリーを指定してください',
  }),
};

/** 提供元のサポートだけが使う番号は除く。ログと --json には残る。 */
function said({ error, description }: Refused): string {
  const text = description?.replace(/ Trace ID: .*$/, '') ?? '';
  return text === '' ? error : `${error}: ${text}`;
}

const hints: Readonly<Record<OAuthCause, (failure: Refused) => string>> = {
  'secret-wrong': () =>
    'クライアント シークレットの値 (Entra では「シークレット ID」ではなく「値」の列) を auth-oauth-client-secret-file の 1 行目に書き込んでください',
  'secret-expired': () =>
    'クライアント シークレットの期限が切れています。新しいシークレットを作成し (Entra: アプリの登録、証明書とシークレット)、その値を auth-oauth-client-secret-file に書き込んでください。証明書 (auth-oauth-client-certificate) であれば、より長く使用できます',
  'application-unknown': ({ clientId }) =>
    `ID ${clientId ?? ''} のアプリケーションは存在しません。auth-oauth-client-id (Entra: アプリの登録、アプリケーション (クライアント) ID) と auth-oauth-tenant を訂正してください`,
  'no-consent': () =>
    'テナントの管理者がアクセス許可に同意する必要があります (Entra: アプリの登録、API のアクセス許可、管理者の同意)。その後、"sendmemo auth login" をもう一度実行してください',
  'user-unknown': ({ user }) =>
    `ユーザー ${user} はディレクトリーに存在しません。auth-user (および auth-oauth-subject)、または auth-oauth-tenant を訂正してください`,
  'tenant-unknown': () =>
    'auth-oauth-tenant を訂正してください。アプリケーションのディレクトリ (テナント) ID、またはテナントのドメインを指定します。各国のクラウドでは別の auth-oauth (microsoft-gcc-high、microsoft-dod、microsoft-china) を選択してください',
  certificate: () =>
    'auth-oauth-client-certificate の証明書をアプリケーションにアップロードしてください (Entra: アプリの登録、証明書とシークレット)。期限が切れた証明書は、両方で置き換える必要があります',
  clock: () =>
    'このマシンの時計が合っていません。時刻を合わせてから (timedatectl、chronyc makestep)、再試行してください',
  'client-unproven': () =>
    'auth-oauth-client-secret-file または auth-oauth-client-certificate を指定してください。指定せずに "sendmemo auth login" を使用するには、パブリック クライアント フローを許可してください (Entra: アプリの登録、認証)',
  client: () =>
    '提供元がこのアプリケーションを受け付けません。auth-oauth-client-id と auth-oauth-client-secret-file (または auth-oauth-client-certificate) を確認してください',
  'login-ended': ({ grant }) =>
    grant === 'client-credentials'
      ? 'auth-oauth-scope と、アプリケーションのアクセス許可を確認してください'
      : 'リフレッシュ・トークンが無効になっています (期限切れ、取り消し、またはパスワードの変更)。"sendmemo auth login" をもう一度実行するか、新しいトークンを auth-oauth-refresh-token-file に書き込んでください',
  'login-declined': () =>
    'ブラウザーでサインインが拒否されました。"sendmemo auth login" をもう一度実行し、承諾してください',
  'code-expired': () =>
    'コードが時間内に入力されませんでした。"sendmemo auth login" をもう一度実行してください',
  'account-key': () =>
    'サービス アカウントの新しい JSON 鍵を作成し (Google Cloud: IAM と管理、サービス アカウント、鍵)、auth-oauth-service-account-file に指定してください',
  delegation: () =>
    'ドメインの管理者が、サービス アカウントにスコープ https://mail.google.com/ を許可する必要があります (Google 管理コンソール: セキュリティ、API の制御、ドメイン全体の委任。アカウントのクライアント ID を使用)',
  'grant-forbidden': ({ grant }) =>
    `このアプリケーションは、この方法 (${grant}) でトークンを要求できません。提供元で許可するか、auth-oauth-client-secret-file、auth-oauth-client-certificate、auth-oauth-refresh-token-file のうち別のものを使用してください`,
  scope: () =>
    '提供元がこのスコープを認識しません。sendmemo.cfg から auth-oauth-scope を削除するか、訂正してください (Microsoft でシークレットまたは証明書を使う場合は /.default で終わるもの)',
  other: () =>
    '理由は提供元のエラーを参照してください。"sendmemo check" は要求を順に表示し、"sendmemo explain OAUTH" は確認する項目を説明します',
};
