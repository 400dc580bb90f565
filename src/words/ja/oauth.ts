/** Japanese sentences for the way to an access token. */
export const oauthSentences = {
  'oauth-refused': 'トークン・エンドポイント {endpoint} が要求を拒否しました: {error}{?: {description}}',
  'oauth-refused.hint.secret-wrong':
    'クライアント シークレットの値 (Entra では「シークレット ID」ではなく「値」の列) を auth-oauth-client-secret-file の 1 行目に書き込んでください',
  'oauth-refused.hint.secret-expired':
    'クライアント シークレットの期限が切れています。新しいシークレットを作成し (Entra: アプリの登録、証明書とシークレット)、その値を auth-oauth-client-secret-file に書き込んでください。証明書 (auth-oauth-client-certificate) であれば、より長く使用できます',
  'oauth-refused.hint.application-unknown':
    'ID {clientId} のアプリケーションは存在しません。auth-oauth-client-id (Entra: アプリの登録、アプリケーション (クライアント) ID) と auth-oauth-tenant を訂正してください',
  'oauth-refused.hint.no-consent':
    'テナントの管理者がアクセス許可に同意する必要があります (Entra: アプリの登録、API のアクセス許可、管理者の同意)。その後、"sendmemo auth login" をもう一度実行してください',
  'oauth-refused.hint.user-unknown':
    'ユーザー {user} はディレクトリーに存在しません。auth-user (および auth-oauth-subject)、または auth-oauth-tenant を訂正してください',
  'oauth-refused.hint.tenant-unknown':
    'auth-oauth-tenant を訂正してください。アプリケーションのディレクトリ (テナント) ID、またはテナントのドメインを指定します。各国のクラウドでは別の auth-oauth (microsoft-gcc-high、microsoft-dod、microsoft-china) を選択してください',
  'oauth-refused.hint.certificate':
    'auth-oauth-client-certificate の証明書をアプリケーションにアップロードしてください (Entra: アプリの登録、証明書とシークレット)。期限が切れた証明書は、両方で置き換える必要があります',
  'oauth-refused.hint.clock':
    'このマシンの時計が合っていません。時刻を合わせてから (timedatectl、chronyc makestep)、再試行してください',
  'oauth-refused.hint.client-unproven':
    'auth-oauth-client-secret-file または auth-oauth-client-certificate を指定してください。指定せずに "sendmemo auth login" を使用するには、パブリック クライアント フローを許可してください (Entra: アプリの登録、認証)',
  'oauth-refused.hint.client':
    '提供元がこのアプリケーションを受け付けません。auth-oauth-client-id と auth-oauth-client-secret-file (または auth-oauth-client-certificate) を確認してください',
  'oauth-refused.hint.login-ended.client-credentials':
    'auth-oauth-scope と、アプリケーションのアクセス許可を確認してください',
  'oauth-refused.hint.login-ended':
    'リフレッシュ・トークンが無効になっています (期限切れ、取り消し、またはパスワードの変更)。"sendmemo auth login" をもう一度実行するか、新しいトークンを auth-oauth-refresh-token-file に書き込んでください',
  'oauth-refused.hint.login-declined':
    'ブラウザーでサインインが拒否されました。"sendmemo auth login" をもう一度実行し、承諾してください',
  'oauth-refused.hint.code-expired':
    'コードが時間内に入力されませんでした。"sendmemo auth login" をもう一度実行してください',
  'oauth-refused.hint.account-key':
    'サービス アカウントの新しい JSON 鍵を作成し (Google Cloud: IAM と管理、サービス アカウント、鍵)、auth-oauth-service-account-file に指定してください',
  'oauth-refused.hint.delegation':
    'ドメインの管理者が、サービス アカウントにスコープ https://mail.google.com/ を許可する必要があります (Google 管理コンソール: セキュリティ、API の制御、ドメイン全体の委任。アカウントのクライアント ID を使用)',
  'oauth-refused.hint.grant-forbidden':
    'このアプリケーションは、この方法 ({grant}) でトークンを要求できません。提供元で許可するか、auth-oauth-client-secret-file、auth-oauth-client-certificate、auth-oauth-refresh-token-file のうち別のものを使用してください',
  'oauth-refused.hint.scope':
    '提供元がこのスコープを認識しません。sendmemo.cfg から auth-oauth-scope を削除するか、訂正してください (Microsoft でシークレットまたは証明書を使う場合は /.default で終わるもの)',
  'oauth-refused.hint.other':
    '理由は提供元のエラーを参照してください。"sendmemo check" は要求を順に表示し、"sendmemo explain OAUTH" は確認する項目を説明します',
  'oauth-unreachable':
    'アクセス・トークンを取得できません。トークン・エンドポイント {endpoint} が応答しませんでした ({system})',
  'oauth-unreachable.hint':
    'このマシンから接続できること (ファイアウォール、DNS、sendmemo.cfg の proxy) と、auth-oauth または auth-oauth-token-url を確認してください',
  'oauth-unreachable.hint.provider':
    '提供元の障害です。時間をおいて再試行してください。--spool-on-failure を使用すると、それまでメッセージを保管します',
  'oauth-response':
    'アクセス・トークンを取得できません。{endpoint} の応答はトークン・エンドポイントのものではありません ({detail})',
  'oauth-response.hint':
    'sendmemo.cfg の auth-oauth と auth-oauth-token-url を確認してください。途中のプロキシーが代わりに応答している可能性もあります',
  'oauth-no-login': 'リフレッシュ・トークンがまだありません。{path} が存在しません',
  'oauth-no-login.hint':
    'sendmemo を実行するユーザーで "sendmemo auth login" を 1 回実行するか、リフレッシュ・トークンをこのファイルの 1 行目に書き込んでください (モード 0600)',
  'oauth-no-store':
    '新しいリフレッシュ・トークンを {path} に保存できないため、アクセス・トークンを要求しませんでした ({system})',
  'oauth-no-store.hint':
    'sendmemo を実行するユーザーがスプール・ディレクトリーまたはサーバー作業ディレクトリーに書き込めるようにするか、XDG_STATE_HOME にそのユーザー専用のディレクトリーを指定してください',
} as const;
