/**
 * What each setting means, in one line, for the man pages and the samples: apart from the rows, because a send reads
 * those. A setting without its line does not compile.
 */
import type { ServerSettingName } from './server-rows.ts';
import type { TlsSettingName } from './tls-rows.ts';

type Meanings<Name extends string> = Readonly<Record<Name, { readonly en: string; readonly ja: string }>>;

const tls: Meanings<TlsSettingName> = {
  EnableTLS: {
    en: 'encryption: 0 none, 1 STARTTLS, 2 SMTPS (TLS from the first byte)',
    ja: '暗号化: 0 は暗号化なし、1 は STARTTLS、2 は SMTPS (最初のバイトから TLS)',
  },
  CAFile: {
    en: 'CA certificates (PEM or DER) trusted in addition to the globally known ones',
    ja: '既知の CA に加えて信頼する CA 証明書のファイル (PEM または DER)',
  },
  CrlFile: {
    en: "revocation lists (PEM or DER); then every issuer in the server's chain must have a current one",
    ja: '証明書失効リスト (PEM または DER)。指定すると、サーバーの証明書チェーンのすべての発行者に有効な CRL が必要',
  },
  CertFile: {
    en: 'client certificate with its chain (PEM or DER); needs KeyFile',
    ja: 'クライアント証明書とそのチェーン (PEM または DER)。KeyFile も必要',
  },
  KeyFile: {
    en: 'unencrypted private key of the client certificate; needs CertFile',
    ja: 'クライアント証明書の秘密鍵 (暗号化されていないもの)。CertFile も必要',
  },
  CertValidationIgnoreHostName: {
    en: '1: the name in the certificate is not compared; trust, dates and revocation still are',
    ja: '1: 証明書の名前を照合しない (信頼、有効期間、失効は検証する)',
  },
  IgnoreCertificateErrors: {
    en: '1: every certificate error is passed over, and a warning names each one',
    ja: '1: 証明書のエラーをすべて無視し、それぞれを警告に示す',
  },
  Hostname: {
    en: 'the name given with EHLO; detected where it is not set',
    ja: 'EHLO で名乗るホスト名。指定しない場合は自動検出',
  },
  CAPath: {
    en: 'directory of CA certificates with <hash>.0 links',
    ja: '<hash>.0 リンクを持つ CA 証明書のディレクトリー',
  },
  MinProtocol: {
    en: 'oldest TLS version allowed; below TLSv1.2 the old ciphers and digests come along',
    ja: '許可する最も古い TLS のバージョン。TLSv1.2 未満では古い暗号とダイジェストも許可される',
  },
  MaxProtocol: { en: 'newest TLS version allowed', ja: '許可する最も新しい TLS のバージョン' },
  Ciphers: {
    en: 'OpenSSL cipher list for TLS 1.2 and older',
    ja: 'TLS 1.2 以前の暗号リスト (OpenSSL の書式)',
  },
  CipherSuites: {
    en: 'cipher suites of TLS 1.3, separated by colons',
    ja: 'TLS 1.3 の暗号スイート (コロン区切り)',
  },
  Groups: {
    en: 'groups of the key exchange in order, separated by colons, such as X25519:P-256',
    ja: '鍵交換のグループ。優先順にコロンで区切る (例: X25519:P-256)',
  },
  Fingerprint: {
    en: "SHA-256 of the server's certificate: that certificate is accepted without chain and name, and no other",
    ja: 'サーバー証明書の SHA-256。この証明書だけを、チェーンと名前を検証せずに受け入れる',
  },
  StartTLSPolicy: {
    en: 'may: goes on in plain text where STARTTLS is not offered, with a warning',
    ja: 'may: STARTTLS が提供されない場合、警告を出して平文で続行する',
  },
  StrictKeyPermissions: {
    en: '1: a KeyFile that group or others can read is an error, not a warning',
    ja: '1: グループや他のユーザーが読める KeyFile を、警告ではなくエラーにする',
  },
  LegacyRenegotiation: {
    en: '1: a server without secure renegotiation (RFC 5746) is accepted, with a warning',
    ja: '1: 安全な再ネゴシエーション (RFC 5746) のないサーバーを、警告を出して受け入れる',
  },
};

const server: Meanings<ServerSettingName> = {
  'smtp-server-host': {
    en: 'the mail server; further ones, separated by commas or blanks, are its backups',
    ja: 'メールサーバー。コンマまたは空白で区切った 2 番目以降は予備のサーバー',
  },
  'smtp-server-port': {
    en: 'its TCP port (465 where EnableTLS = 2 and nothing is set)',
    ja: 'メールサーバーの TCP ポート (EnableTLS = 2 で指定がない場合は 465)',
  },
  'connect-timeout': {
    en: 'seconds to connect to each address',
    ja: '各アドレスへの接続を待つ秒数',
  },
  'greeting-timeout': {
    en: "seconds to wait for the server's greeting",
    ja: 'サーバーのグリーティングを待つ秒数',
  },
  'command-timeout': { en: 'seconds to wait for each reply', ja: '各応答を待つ秒数' },
  'data-timeout': {
    en: 'seconds without progress while the message is sent',
    ja: 'メッセージの送信が進まないまま待つ秒数',
  },
  'final-timeout': {
    en: 'seconds to wait for the reply to the final dot',
    ja: '最後のドットへの応答を待つ秒数',
  },
  from: {
    en: 'sender where none is given, or one without a domain; user@host where it is not set',
    ja: '差出人の既定値。ドメインのない差出人の代わりにも使用。指定しない場合は user@host',
  },
  domain: {
    en: 'completes addresses that have no domain',
    ja: 'ドメインのないアドレスに補うドメイン',
  },
  'reply-to': { en: 'Reply-To where none is given', ja: 'Reply-To の既定値' },
  'auth-method': {
    en: 'authentication mechanism; auto chooses from what the server offers',
    ja: '認証方式。auto はサーバーが提供する方式から選ぶ',
  },
  'auth-user': {
    en: 'user name; nothing is authenticated without it',
    ja: 'ユーザー名。指定しない場合は認証しない',
  },
  'auth-password-file': {
    en: 'file whose first line is the password or token; nobody else may read it (0600)',
    ja: '1 行目がパスワードまたはトークンであるファイル。他のユーザーが読めてはならない (0600)',
  },
  'auth-password-command': {
    en: 'shell command whose first line of output is the password or token',
    ja: '出力の 1 行目がパスワードまたはトークンであるシェル・コマンド',
  },
  'auth-password-credential': {
    en: 'name of a credential of the systemd service (LoadCredential) that is the password or token',
    ja: 'パスワードまたはトークンである systemd サービスの資格情報 (LoadCredential) の名前',
  },
  'auth-allow-insecure': {
    en: '1: authenticates also where the session is not encrypted and verified, with a warning',
    ja: '1: 暗号化も検証もされていないセッションでも、警告を出して認証する',
  },
  proxy: {
    en: 'SOCKS 5 or HTTP proxy to every server; it looks their names up',
    ja: 'すべてのサーバーへの接続に使う SOCKS 5 または HTTP プロキシ。名前の解決もプロキシが行う',
  },
  'proxy-password-file': {
    en: 'file whose first line is the password of the user in proxy (0600)',
    ja: '1 行目が proxy のユーザーのパスワードであるファイル (0600)',
  },
  'source-address': {
    en: 'address of this machine that connections leave from; the system chooses if it is not set',
    ja: '接続元とするこのマシンの IP アドレス。指定しない場合はシステムが選ぶ',
  },
  'log-file': { en: 'log of JSON lines', ja: 'ログ・ファイル (JSON 行)' },
  'log-level': { en: 'how much is logged', ja: 'ログの詳しさ' },
  'log-syslog': {
    en: 'syslog facility to which the log goes as lines of a mail log; none where it is not set',
    ja: 'ログをメール・ログの行として書き込む syslog のファシリティー。指定しない場合は書き込まない',
  },
  delivery: {
    en: 'direct: sent at once; spool-on-failure: kept where the fault is temporary; spool: sent by queue run',
    ja: 'direct: 直ちに送信。spool-on-failure: 一時的な障害のときに保管。spool: queue run が送信',
  },
  'spool-directory': {
    en: 'where messages wait; spool in the server working directory where it is not set',
    ja: 'メッセージを保管する場所。指定しない場合はサーバー作業ディレクトリーの spool',
  },
  spool: {
    en: 'directory, or the database that all hosts share: postgresql://USER@HOST1,HOST2:5433/DATABASE?sslmode=MODE with verify-full (the default), verify-ca, require, prefer or disable; no password. --spool-directory goes before it',
    ja: 'directory、または全ホストで共有するデータベース: postgresql://USER@HOST1,HOST2:5433/DATABASE?sslmode=MODE (MODE は verify-full (デフォルト)、verify-ca、require、prefer、disable)。パスワードは書けない。--spool-directory が優先される',
  },
  'spool-password-file': {
    en: 'file whose first line is the password of the database user (mode 600)',
    ja: '1 行目がデータベースのユーザーのパスワードであるファイル (モード 600)',
  },
  'spool-ca-file': {
    en: 'the only CA certificates that are trusted for the database; those of the system where it is not set',
    ja: 'データベースについて信頼する唯一の CA 証明書。指定しない場合はシステムの CA',
  },
  'spool-client-certificate': {
    en: 'client certificate with its chain, with which the database user logs in',
    ja: 'データベースへのログインに使うクライアント証明書とそのチェーン',
  },
  'spool-client-key': {
    en: 'private key of spool-client-certificate (mode 600), where it is not in the same file',
    ja: 'spool-client-certificate の秘密鍵 (モード 600)。同じファイルに含まれない場合に指定',
  },
  'spool-connect-timeout': {
    en: 'seconds for a connection to the database (for all hosts of the list together), and for each of its answers',
    ja: 'データベースへの接続 (リスト内の全ホストの合計) と、その応答ごとの制限時間 (秒)',
  },
  'spool-fallback': {
    en: 'directory: while the database can not be reached, messages are kept in spool-directory; the next queue run on this machine moves them to the database. none: exit status 75, nothing is kept',
    ja: 'directory: データベースに接続できない間、メッセージを spool-directory に保管し、このマシンの次の queue run でデータベースへ移す。none: 終了ステータス 75 で、何も保管しない',
  },
  'max-connections-scope': {
    en: 'what max-connections counts: the connections of each runner (runner), or of all runners that share the database (all)',
    ja: 'max-connections の対象: ランナーごとの接続数 (runner)、またはデータベースを共有する全ランナーの合計 (all)',
  },
  'max-age': {
    en: 'how long a spooled message is tried (s, m, h, d; bare numbers are seconds)',
    ja: '保管されたメッセージの送信を試みる期間 (s、m、h、d。単位がなければ秒)',
  },
  'hold-age': {
    en: 'how long a fault of login, token, certificate or TLS stops max-age at most',
    ja: '認証、トークン、証明書、TLS の障害が max-age を停止させる最長の期間',
  },
  'max-connections': { en: 'connections of a queue run at the same time', ja: 'queue run の同時接続数' },
  'messages-per-connection': {
    en: 'messages over one connection before a new one is made',
    ja: '1 つの接続で送信するメッセージの最大数',
  },
  'rate-limit': {
    en: 'messages a minute of a queue run; no limit where it is not set',
    ja: 'queue run が 1 分間に送信するメッセージの最大数。指定しない場合は無制限',
  },
  'relay-listen': {
    en: 'addresses and ports that the relay listens on; any but loopback needs relay-networks',
    ja: 'リレーが待ち受けるアドレスとポート。ループバック以外には relay-networks が必要',
  },
  'relay-networks': {
    en: 'who may connect besides this machine: addresses and networks (192.0.2.0/24)',
    ja: 'このマシン以外に接続を許可するアドレスとネットワーク (192.0.2.0/24)',
  },
  'relay-domains': {
    en: 'the only domains to which the relay accepts mail; any where it is not set',
    ja: 'リレーが受け付ける宛先のドメイン。指定しない場合は制限なし',
  },
  'relay-tls': {
    en: 'encryption for clients: none, starttls (offered), require-starttls, or smtps',
    ja: 'クライアントとの暗号化: none、starttls (任意)、require-starttls (必須)、smtps',
  },
  'relay-tls-certificate': {
    en: 'certificate of the relay with its chain (PEM); may contain the key',
    ja: 'リレーの証明書とそのチェーン (PEM)。秘密鍵を含んでもよい',
  },
  'relay-tls-key': {
    en: 'unencrypted private key of that certificate; only its owner may read it',
    ja: 'リレーの証明書の秘密鍵 (暗号化されていないもの)。所有者だけが読めること',
  },
  'relay-password-file': {
    en: 'passwords that sendmemo relay passwd writes; if it is set, every client must log in',
    ja: 'sendmemo relay passwd が書くパスワード・ファイル。指定すると、すべてのクライアントに認証が必要',
  },
  'relay-sender': {
    en: 'table of senders: which address is used in place of that of a device',
    ja: '差出人の表: 機器のアドレスの代わりに使うアドレス',
  },
  'relay-user': {
    en: 'user that a relay started by root becomes once its ports are open',
    ja: 'root で起動したリレーが、ポートを開いた後に切り替わるユーザー',
  },
  'relay-connections': { en: 'connections at the same time', ja: '同時接続数' },
  'relay-client-connections': {
    en: 'connections of one client at the same time',
    ja: '1 台のクライアントの同時接続数',
  },
  'relay-client-rate': {
    en: 'messages a minute of one client; no limit where it is not set',
    ja: '1 台のクライアントが 1 分間に送信できるメッセージの数。指定しない場合は無制限',
  },
  'relay-size-limit': { en: 'largest message in octets', ja: 'メッセージの最大の大きさ (バイト)' },
  'relay-recipients': { en: 'recipients of one message', ja: '1 通のメッセージの宛先の数' },
  'relay-timeout': {
    en: 'seconds that a client may take for a command',
    ja: 'クライアントが 1 つのコマンドに使える秒数',
  },
  'relay-message-timeout': {
    en: 'seconds that a client may take for a message',
    ja: 'クライアントが 1 通のメッセージに使える秒数',
  },
  aliases: {
    en: 'aliases of local names, in the form of /etc/aliases; "default" for all others',
    ja: 'ローカル名の別名ファイル (/etc/aliases の書式)。"default" はその他すべて',
  },
  'auth-oauth': {
    en: 'provider of access tokens (OAuth 2.0) in place of a password: a known one, its issuer, or its token endpoint',
    ja: 'パスワードの代わりに使うアクセス・トークン (OAuth 2.0) の提供元。既知の名前、発行者の URL、またはトークン・エンドポイントの URL',
  },
  'auth-oauth-tenant': {
    en: 'Microsoft: ID or domain of the tenant',
    ja: 'Microsoft: テナントの ID またはドメイン',
  },
  'auth-oauth-client-id': { en: 'ID of the application', ja: 'アプリケーションの ID' },
  'auth-oauth-client-secret-file': {
    en: 'file whose first line is the secret of the application (0600)',
    ja: '1 行目がアプリケーションのシークレットであるファイル (0600)',
  },
  'auth-oauth-client-certificate': {
    en: 'certificate of the application (PEM) in place of a secret',
    ja: 'シークレットの代わりに使うアプリケーションの証明書 (PEM)',
  },
  'auth-oauth-client-key': {
    en: 'its private key (PEM, RSA, 0600); where it is not set, the file of the certificate holds both',
    ja: 'その秘密鍵 (PEM、RSA、0600)。指定しない場合は証明書のファイルから読み取る',
  },
  'auth-oauth-scope': {
    en: 'scope to request, where not the one of the provider',
    ja: '要求するスコープ。指定しない場合は提供元の既定値',
  },
  'auth-oauth-token-url': {
    en: 'token endpoint, where not the one of the provider',
    ja: 'トークン・エンドポイント。指定しない場合は提供元の既定値',
  },
  'auth-oauth-refresh-token-file': {
    en: 'file of the refresh token of a user (0600); sendmemo auth login writes it',
    ja: 'ユーザーのリフレッシュ・トークンのファイル (0600)。sendmemo auth login が書き込む',
  },
  'auth-oauth-service-account-file': {
    en: 'Google: JSON key file of a service account (0600)',
    ja: 'Google: サービス・アカウントの JSON 鍵ファイル (0600)',
  },
  'auth-oauth-subject': {
    en: 'Google: user for whom the service account acts; auth-user where it is not set',
    ja: 'Google: サービス・アカウントが代行するユーザー。指定しない場合は auth-user',
  },
};

/** By the name of the setting. */
export const meanings: Meanings<string> = { ...tls, ...server };
