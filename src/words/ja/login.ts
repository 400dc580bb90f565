/** Japanese sentences for logging in. */
export const loginSentences = {
  'auth-refused':
    '{server:tried} が{?ユーザー「{user}」の}認証 ({mechanism}) を拒否しました: {reply}{? ({detail})}',
  'auth-refused.hint.external':
    'サーバーはクライアント証明書をログインとして受け入れませんでした。どの CA と証明書のどの名前がユーザーに対応するかをサーバーで確認し、別のユーザーを指定する必要がなければ auth-user を削除してください',
  'auth-refused.hint.channel-binding':
    'サーバーから見える TLS セッションが、このマシンのものと異なります。経路上のプロキシまたはロードバランサーが TLS を復号しています。その設置者を確認してから auth-method = scram-sha-256 を指定してください',
  'auth-refused.hint.scram':
    'sendmemo.cfg の auth-user と auth-password-file (または auth-password-command) を確認してください。正しい場合は、サーバーがパスワードを SCRAM で使えない形式で保存している可能性があります。検証済みの TLS 上で auth-method = plain を使用してください',
  'auth-refused.hint.token':
    'アクセストークンが受け入れられませんでした。有効期限 (多くは 1 時間) が切れているか、別のユーザーまたはスコープのものです (SMTP のスコープは、Google では https://mail.google.com/、Office 365 では SMTP.Send)。auth-oauth を設定するとトークンを自動で取得します。"sendmemo check" はトークンの許可を表示します',
  'auth-refused.hint.token-5.7.3':
    'Office 365 は、このメールボックスに対するトークンを受け入れません。auth-user、管理者が同意した許可 SMTP.SendAsApp (または SMTP.Send)、Exchange のサービス プリンシパル (New-ServicePrincipal)、メールボックスに対する権限 (Add-MailboxPermission) を確認してください。"sendmemo check" はトークンの許可を表示します',
  'auth-refused.hint.5.7.30':
    'Office 365 は SMTP でパスワードを受け付けなくなりました。パスワードの代わりに auth-oauth = microsoft を使用するか (docs/guides/oauth.md)、パスワードしか使えない機器には High Volume Email または Azure Communication Services を使用してください',
  'auth-refused.hint.5.7.139':
    'Office 365: 基本認証または SMTP AUTH が無効か、ポリシーによりログインが禁止されています。メールボックスの「認証済み SMTP」を有効にし (Microsoft 365 管理センター、ユーザー、メール、メール アプリの管理。Set-CASMailbox -SmtpClientAuthenticationDisabled $false)、トークンで認証してください (auth-oauth = microsoft)。セキュリティの既定値群はパスワードを禁止します',
  'auth-refused.hint.5.7.57':
    'Office 365: セッションが認証されていません。auth-user と auth-password-file を設定し、EnableTLS = 1 とポート 587 を使用してください',
  'auth-refused.hint.5.7.3':
    'Office 365: ログインが受け入れられませんでした (パスワードの誤り、またはメールボックスの SMTP AUTH が無効)。auth-user とパスワードを確認するか、トークンで認証してください (auth-oauth = microsoft)',
  'auth-refused.hint.5.7.8':
    'ユーザー名またはパスワードが正しくありません。sendmemo.cfg の auth-user と auth-password-file (または auth-password-command) を確認してください。Google ではアプリ パスワードまたはトークン (auth-oauth = google) が必要です',
  'auth-refused.hint.5.7.9':
    'Google: このアカウントにはアプリ パスワードが必要です (Google アカウントの「セキュリティ」→「アプリ パスワード」)。それを auth-password-file に記述してください。Google 以外では、より強い auth-method が求められています',
  'auth-refused.hint.5.7.14':
    'Google: 一度ウェブブラウザーでログインしてこの端末を承認してから再試行してください。アプリ パスワードを使えば不要です',
  'auth-refused.hint.stronger':
    'サーバーはより強い認証方式を要求しています。Google では auth-password-file にアプリ パスワードを、ほかのサーバーでは auth-method = cram-md5 または xoauth2 を指定してください',
  'auth-refused.hint.other':
    'sendmemo.cfg の auth-user と auth-password-file (または auth-password-command) を確認してください。ファイルにはパスワードだけを記述します',
  'auth-exchange': '認証 ({mechanism}) を中止しました。{server:tried} {fault}',
  'auth-exchange.hint':
    '本来のメールサーバーではない可能性があります。別の auth-method を使う前に、smtp-server-host とサーバー証明書を確認してください。パスワードそのものは送信していません',
  'auth-exchange.fault.malformed': 'から正しくないチャレンジが届きました (RFC 5802)',
  'auth-exchange.fault.nonce': 'が認証のノンスを変更しました',
  'auth-exchange.fault.iterations': 'が要求した反復回数は 4096 未満または 1000000 を超えています',
  'auth-exchange.fault.extra-round': 'から余分なチャレンジが届きました',
  'auth-exchange.fault.wrong-signature': 'の署名が正しくありません。このサーバーはパスワードを知りません',
  'auth-exchange.fault.no-signature':
    'は署名なしで認証を受け入れました。パスワードを知っていることが証明されていません',
  'auth-exchange.hint.iterations':
    'サーバーに保存されたパスワードの反復回数を 4096 から 1000000 の範囲に変更してもらうか、sendmemo.cfg で別の auth-method を指定してください',
  'auth-unavailable': '{server:tried} では auth-method = {method} を使用できません: {reason}',
  'auth-unavailable.why.md5-forbidden': 'このマシンでは MD5 が禁止されています (FIPS モード)',
  'auth-unavailable.why.no-channel-binding': 'このセッションではチャネルバインディングを使用できません',
  'auth-unavailable.why.no-client-certificate': 'クライアント証明書を送信していません',
  'auth-unavailable.hint.md5-forbidden':
    'sendmemo.cfg に auth-method = auto または scram-sha-256 と記述してください',
  'auth-unavailable.hint.no-channel-binding':
    'チャネルバインディングには TLS が必要です。sendmemo-ssl.cfg に EnableTLS = 1 または 2 と MaxProtocol = TLSv1.3 を記述するか、auth-method = scram-sha-256 を使用してください',
  'auth-unavailable.hint.no-client-certificate':
    'sendmemo-ssl.cfg に CertFile、KeyFile と EnableTLS = 1 または 2 を設定してください',
  'auth-not-offered':
    '{server:tried} は auth-method = {wanted} の認証方式に対応していません。対応している方式: {offered}',
  'auth-not-offered.hint':
    'sendmemo が対応する方式は PLAIN、LOGIN、CRAM-MD5、SCRAM、XOAUTH2、OAUTHBEARER、EXTERNAL です。いずれかをサーバーで有効にしてもらってください',
  'auth-not-offered.none': 'auth-user が設定されていますが、{server:tried} は認証に対応していません',
  'auth-not-offered.none.hint':
    '多くのサーバーは STARTTLS の後 (EnableTLS = 1) またはポート 587 でのみ認証を提供します。認証が不要なサーバーであれば、sendmemo.cfg の auth-user の行頭に ; を付けてください',
  'auth-not-offered.none.hint.tls':
    'TLS は確立しているので、ほかのメールサーバー用のポートの可能性があります。ポート 587 または 465 を試すか、サーバーで認証を有効にしてもらってください。認証が不要なサーバーであれば、sendmemo.cfg の auth-user の行頭に ; を付けてください',
  'auth-not-offered.hint.use': 'sendmemo.cfg に auth-method = {method} と記述してください',
  'auth-insecure.plain-text':
    '{server:tried} とのセッションが暗号化されていないため、パスワードを送信しませんでした',
  'auth-insecure.unverified': '{server:tried} の証明書が検証されていないため、パスワードを送信しませんでした',
  'auth-insecure.plain-text.hint':
    'sendmemo-ssl.cfg に EnableTLS = 1 (STARTTLS) または EnableTLS = 2 (SMTPS) と記述してください。それでも送信する場合は sendmemo.cfg に auth-allow-insecure = 1 と記述します',
  'auth-insecure.unverified.hint':
    'sendmemo-ssl.cfg から IgnoreCertificateErrors と CertValidationIgnoreHostName を削除し、CAFile に CA を指定してください。それでも送信する場合は sendmemo.cfg に auth-allow-insecure = 1 と記述します',
} as const;
