/** Japanese sentences for settings and the files that they name. */
export const configSentences = {
  'expected.choice': '',
  'expected.file': 'ファイル名または絶対パス。例: ',
  'expected.directory': 'ディレクトリー名または絶対パス。例: ',
  'expected.number': '数値 ',
  'expected.seconds': '秒数 ',
  'expected.age': '秒数または単位付きの時間。例: ',
  'expected.hosts': 'ホスト名、HOST:PORT、またはアドレス。例: ',
  'expected.domain': 'ドメイン。例: ',
  'expected.domains': 'コンマで区切ったドメイン。例: ',
  'expected.listen': 'ポート付きのこのマシンのアドレス。例: ',
  'expected.networks': 'アドレスまたはネットワーク。例: ',
  'expected.url': 'プロバイダー名または URL: ',
  'expected.address': 'アドレス。例: ',
  'expected.addresses': 'コンマで区切ったアドレス。例: ',
  'expected.ehlo-name': 'ホスト名または角括弧で囲んだアドレス。例: ',
  'expected.fingerprint': 'SHA-256 フィンガープリント: ',
  'expected.ip-address': 'IP アドレス。例: ',
  'expected.proxy': 'プロキシ。例: ',
  'expected.text': '文字列: ',
  'cfg-directory-missing':
    'サーバー作業ディレクトリー {directory} ({origin}) が存在しないか、ディレクトリーではありません',
  'cfg-directory-missing.hint':
    'ディレクトリーを作成するか、それを指定している --server、--server-dir、SENDMEMO_SERVER、SENDMEMO_BASE_DIR のいずれかを訂正してください',
  'cfg-directory-missing.hint.server':
    '--server は /var/pd (SENDMEMO_BASE_DIR) の下のディレクトリー名です。作成するか、メールサーバーは -H HOST で指定してください',
  'cfg-directory-unsafe':
    '{directory} (モード {mode:octal}) には他のユーザーも書き込めるため、その設定を使いません',
  'cfg-directory-unsafe.hint':
    'chmod go-w {directory} を実行するか、--server-dir DIR で別のディレクトリーを指定してください',
  'cfg-server-name': '{origin} の値「{name}」はサーバー名として使用できません',
  'cfg-server-name.hint':
    '/ と \\ を含まない名前だけを指定してください (例: MainServer)。ディレクトリーを指定するには --server-dir DIR を使用します',
  'cfg-file-unreadable': '構成ファイル {file} を読み取れません: {why}',
  'cfg-file-unreadable.hint': '--config のパスを訂正してください。このファイルがなければ何も送信されません',
  'cfg-no-equals': '{file}:{line}: 「{text}」に = がありません',
  'cfg-no-equals.hint': '名前 = 値 の形で記述するか、行頭に ; を付けてコメントにしてください',
  'cfg-no-equals.hint.near': '{nearest} = 値 の形で記述するか、行頭に ; を付けてコメントにしてください',
  'cfg-section': '{file}:{line}: 「{text}」はセクションですが、このファイルにセクションはありません',
  'cfg-section.hint': 'この行を削除してください。設定はそれぞれ 名前 = 値 の形で記述します',
  'cfg-unknown-name': '{file}:{line}: 「{name}」という設定はありません',
  'cfg-unknown-name.hint':
    '名前を訂正するか、行頭に ; を付けてください。すべての設定はサンプルファイルとマニュアルページにあります',
  'cfg-unknown-name.hint.foreign':
    '{foreign} の誤りではありませんか。ほかのプログラムの構成 (~/.msmtprc など) は sendmemo config import FILE で変換できます',
  'cfg-unknown-name.hint.near':
    '{nearest} の誤りではありませんか。名前を訂正するか、行頭に ; を付けてください',
  'cfg-wrong-case': '{file}:{line}: 「{name}」の大文字と小文字が正しくありません',
  'cfg-wrong-case.hint': '名前の大文字と小文字は区別されます。{nearest} = 値 と記述してください',
  'cfg-other-file': '{file}:{line}: 「{name}」はこのファイルではなく {belongsTo} の設定です',
  'cfg-other-file.hint': 'この行をサーバー作業ディレクトリーの {belongsTo} に移してください',
  'cfg-duplicate': '{file}:{line}: {name} が 2 回指定されています (最初の指定は {firstLine} 行目)',
  'cfg-duplicate.hint':
    '{firstLine} 行目と {line} 行目のどちらか一方を残し、もう一方の行頭に ; を付けてください',
  'cfg-encoding': '{file}:{line}: テキストが UTF-8 ではありません',
  'cfg-encoding.hint': 'ファイルを UTF-8 で保存してください。他の文字コードを使用できるのはコメントだけです',
  'cfg-lone-cr': '{file}:{line}: 改行 (LF) を伴わない復帰文字 (CR) があります',
  'cfg-lone-cr.hint': '改行コードを LF または CRLF にしてファイルを保存してください',
  'cfg-control': '{file}:{line}: 行に NUL などの制御文字が含まれています',
  'cfg-control.hint':
    'この行を入力し直してください。コピーの際に壊れたか、ファイルがテキストファイルでない可能性があります',
  'cfg-value': '{origin}: {name} に「{value}」は指定できません。指定できる値: {expected}{allowed}',
  'cfg-value.hint.near': '{nearest} の誤りではありませんか。{line} と記述してください',
  'cfg-value.hint.comment': 'コメントは単独の行に記述します。値の後をすべて削除してください',
  'cfg-value.hint.url': 'ホスト名だけを記述してください: {line}',
  'cfg-value.hint.choice': '{line} の形で指定できる値を記述するか、値を空にして既定値を使用してください',
  'cfg-value.hint.form': '値を訂正するか、空にして既定値を使用してください: {line}',
  'cfg-value.fault': '{origin}: {name}: {fault}。指定できる値: {expected}{allowed}',
  'cfg-relative-path': '{origin}: {name} = {value} は相対パスです',
  'cfg-relative-path.hint':
    '絶対パス ({name} = /ディレクトリー/{file}) か、構成ファイルと同じディレクトリーにあるファイルの名前だけ ({name} = {file}) を記述してください',
  'cfg-named-file': '{origin}: {name} に指定された {path} を使用できません: {why}',
  'cfg-named-file.hint':
    '{name} を訂正してください。名前だけの場合は構成ファイルのディレクトリーにあるファイル、それ以外は絶対パスが必要です',
  'cfg-pair-incomplete': '{origin}: {given} が指定されていますが、{missing} が指定されていません',
  'cfg-pair-incomplete.hint':
    '{missing} = ファイル も指定するか (証明書と鍵は同じファイルでもかまいません)、{given} の行頭に ; を付けてください',
  'cfg-pair-incomplete.hint.auth-password-file':
    'auth-password-file = ファイル (または auth-password-command、auth-password-credential、auth-oauth) も指定するか、認証せずに送信するには auth-user の行頭に ; を付けてください',
  'cfg-pair-incomplete.hint.auth-user':
    'auth-user = 名前 も指定するか、認証せずに送信するには {given} の行頭に ; を付けてください',
  'cfg-pair-incomplete.hint.auth-oauth':
    'auth-oauth = microsoft (または google、URL) も指定するか、{given} の行頭に ; を付けてください',
  'cfg-pair-incomplete.hint.auth-oauth-refresh-token-file':
    'リフレッシュ・トークンの保存先を auth-oauth-refresh-token-file = ファイル で指定し、auth-oauth-service-account-file は指定しないでください',
  'cfg-pair-incomplete.hint.auth-oauth-tenant':
    'auth-oauth-tenant に、アプリケーションのディレクトリ (テナント) ID またはテナントのドメインを指定してください',
  'cfg-pair-incomplete.hint.auth-oauth-client-id':
    'auth-oauth-client-id に、アプリケーション (クライアント) ID を指定してください',
  'cfg-pair-incomplete.hint.auth-oauth-client-secret-file':
    'auth-oauth-client-secret-file、auth-oauth-client-certificate、auth-oauth-refresh-token-file、auth-oauth-service-account-file のいずれかも指定してください',
  'cfg-pair-incomplete.hint.spool':
    'spool = postgresql://USER@HOST/DATABASE も指定するか、{given} の行頭に ; を付けてください',
  'cfg-pair-incomplete.hint.relay-networks':
    'ループバック以外のアドレスでは、接続を許可するネットワークを指定してください: relay-networks = 192.0.2.0/24。または 127.0.0.1 で待ち受けてください',
  'cfg-pair-incomplete.hint.relay-tls':
    'relay-tls = starttls、require-starttls、smtps のいずれかを指定するか、{given} の行頭に ; を付けてください',
  'cfg-pair-incomplete.hint.relay-tls-certificate':
    'relay-tls-certificate に証明書と秘密鍵のファイル (chmod 600) を指定するか、relay-tls = none にしてください',
  'cfg-pair-incomplete.hint.spool-directory':
    'spool-directory = /var/spool/sendmemo も指定してください。データベースを使う場合も、このマシンの記録はそこに置かれます',
  'cfg-conflict': '{origin}: {name} = {value} と {other} = {otherValue} は両立しません',
  'cfg-conflict.hint': 'どちらか一方を残し、もう一方の行頭に ; を付けてください',
  'cfg-conflict.hint.MaxProtocol':
    '{other} の既定値の方が新しいバージョンです。古いバージョンを許可するには MinProtocol = {value} と記述し、許可しない場合は MaxProtocol の行頭に ; を付けてください',
  'cfg-conflict.hint.MinProtocol':
    '最も古いバージョンが最も新しいバージョンより新しくなっています。{other} = {value} またはそれより新しいバージョンを記述するか、{other} の行頭に ; を付けてください',
  'cfg-secret-exposed':
    '{origin}: {name} のファイル {path} を他のユーザーが読み取れます (モード {mode:octal})',
  'cfg-secret-exposed.hint':
    '次を実行してください: chmod 600 {path:sh} 。他人に見られた可能性がある場合は、パスワードも変更してください',
  'cfg-writable-by-others':
    '{origin}: 他のユーザーが {path} に書き込めるため、{name} を使用しません (所有者 {owner}、モード {mode:octal})',
  'cfg-writable-by-others.hint': '内容を確認してから、次を実行してください: {command} {path:sh}',
  'cfg-secret-empty': '{origin}: {name} のファイル {source} の 1 行目が空です',
  'cfg-secret-empty.hint': 'ファイルの 1 行目にパスワードまたはトークンを記述してください',
  'cfg-secret-empty.command': '{origin}: {name} のコマンドがパスワードを出力しませんでした',
  'cfg-secret-empty.command.hint':
    '{name} のコマンドは、出力の 1 行目にパスワードまたはトークンを出力する必要があります。同じユーザーでコマンドを実行して確認してください',
  'cfg-oauth-file.service-account':
    '{origin}: {name} のファイル {path} はサービス アカウントの JSON 鍵ファイルではありません',
  'cfg-oauth-file.rsa-key.hint':
    'RSA 鍵で証明書を作成してください (openssl req -x509 -newkey rsa:3072)。トークン・エンドポイントが対応するのは RS256 と PS256 です',
  'cfg-oauth-file.service-account.hint':
    'Google Cloud で作成した、client_email と private_key を含むファイルを指定してください (IAM と管理、サービス アカウント、鍵、種類は JSON)',
  'cfg-oauth-file.rsa-key': '{origin}: {name} のファイル {path} に RSA 鍵がありません',
  'cfg-no-credentials':
    '{origin}: {name} = {value} には資格情報のある systemd サービスが必要ですが、CREDENTIALS_DIRECTORY が設定されていません',
  'cfg-no-credentials.hint':
    'ユニットに LoadCredential={value}:/etc/sendmemo/{value} (または LoadCredentialEncrypted=) を記述してください。手動で実行する場合: systemd-run --pipe -p LoadCredential={value}:ファイル sendmemo …',
  'relay-user': '{origin}: リレーはユーザー {user} (relay-user) に切り替われません: {why}',
  'relay-user.ENOENT': '{origin}: relay-user のユーザー {user} は存在しません',
  'relay-user.EINVAL':
    '{origin}: relay-user の {user} は root です。リレーは root の権限を手放す必要があります',
  'relay-user.hint':
    'relay-user にはスプールを所有するユーザーを指定してください: adduser --system --group sendmemo',
  'relay-user.hint.forbidden':
    'ユーザーを切り替えられるのは root だけです。root で起動するか、relay-user を削除してください',
  'relay-loop':
    'smtp-server-host の {place} はリレー自身が待ち受けるアドレスです。メッセージがリレーに戻ってきます',
  'relay-loop.hint':
    'smtp-server-host にメールサーバーを指定するか、relay-listen で別のポートを指定してください',
  'cfg-secret-command': '{origin}: {name} のコマンドが失敗しました{? (終了状況 {status})}{?: {detail}}',
  'cfg-secret-command.hint':
    'sendmemo を実行するユーザーでコマンドを実行して確認してください。30 秒以内にパスワードを出力し、終了状況 0 で終了する必要があります',
  'cfg-spool-url.hint':
    'postgresql://USER@HOST/DATABASE?sslmode=verify-full の形式で指定してください。HOST は HOST1,HOST2:5433 のように並べられます。@ : / ? などの文字はパーセントエンコードしてください (%40)',
  'cfg-spool-url.path': '{origin}: {name} にパス {detail} は指定できません',
  'cfg-spool-url.scheme':
    '{origin}: {name} に指定できるのは directory または postgresql:// で始まる URL です',
  'cfg-spool-url.syntax': '{origin}: {name} の URL の形式が正しくありません',
  'cfg-spool-url.password':
    '{origin}: {name} の URL にパスワードが含まれています。URL にパスワードは指定できません',
  'cfg-spool-url.user': '{origin}: {name} の URL にユーザー名がないか、ユーザー名が正しくありません',
  'cfg-spool-url.host': '{origin}: {name} の URL にホストがないか、正しくないホストがあります',
  'cfg-spool-url.port': '{origin}: {name} の URL のポートが 1 から 65535 までの数値ではありません',
  'cfg-spool-url.database':
    '{origin}: {name} の URL にデータベース名がないか、データベース名が正しくありません',
  'cfg-spool-url.parameter': '{origin}: {name} の URL に不明なパラメーターがあります{?: {detail}}',
  'cfg-spool-url.twice': '{origin}: {name} の URL に {detail} が 2 回あります',
  'cfg-spool-url.sslmode': '{origin}: {name} の URL の sslmode が不明です: {detail}',
  'cfg-spool-url.hint.path': 'スプールのディレクトリーは spool-directory = {detail} で指定します',
  'cfg-spool-url.hint.password':
    'URL と、URL をコピーした場所のすべてからパスワードを削除してください。パスワードはモード 600 のファイルに書き、spool-password-file = ファイル で指定します',
  'cfg-spool-url.hint.parameter':
    'パラメーターは sslmode だけです: postgresql://USER@HOST/DATABASE?sslmode=verify-full',
  'cfg-spool-url.hint.parameter.instead':
    'URL から {detail} を削除し、sendmemo.cfg の {instead} で指定してください',
  'cfg-spool-url.hint.sslmode':
    'verify-full (デフォルト)、verify-ca、require、prefer、disable のいずれかを指定してください',
  'cfg-spool-url.hint.sslmode.instead': 'sslmode={instead} ではありませんか?',
  'cfg-spool-url.sslmode.empty': '{origin}: {name} の URL の sslmode が不明です: 空です',
  default: '既定値',
  'allow-reading':
    'ファイルの所有者 (ls -l {path:sh} で確認) で sendmemo を実行するか、実行するユーザーに読み取りを許可してください: chgrp GROUP {path:sh} && chmod 640 {path:sh} 。上位のディレクトリーへのアクセス権も必要です',
  'system.ENOENT': '存在しません',
  'system.EACCES': 'アクセスが許可されていません',
  'system.EISDIR': 'ディレクトリーです',
  'system.ENOTDIR': 'ディレクトリーではありません',
  'system.EFTYPE': '通常のファイルではありません',
  'system.ELOOP': 'シンボリックリンクが循環しています',
  quoted: '「{text}」',
  value: '値',
  'file-name': '名前',
} as const;
