/** Japanese sentences for certificates, revocation lists and the TLS session. */
export const tlsSentences = {
  'kind.certificate': '証明書',
  'kind.crl': '証明書失効リスト (CRL)',
  'kind.key': '秘密鍵',
  'found.private-key': '秘密鍵',
  'found.key-der': 'DER 形式の秘密鍵',
  'found.encrypted-key': '暗号化された秘密鍵',
  'found.openssh-key': 'OpenSSH の鍵',
  'found.certificate': '証明書',
  'found.crl': '証明書失効リスト',
  'found.request': '証明書署名要求 (CSR)',
  'found.public-key': '公開鍵',
  'found.pkcs7-pem': 'PKCS #7 (PEM)',
  'found.pkcs7-der': 'PKCS #7 (DER)',
  'found.pkcs12': 'PKCS #12',
  'found.ocsp': 'OCSP 応答',
  'found.utf16': 'UTF-16 のテキスト',
  'found.html': 'HTML ページ',
  'found.base64': '-----BEGIN の行がない base64',
  'pem-no-block': '{origin:at}{name}: {path} に{kind}がありません',
  'pem-no-block.hint':
    '"-----BEGIN {label}-----" の行がある PEM ファイル (または DER ファイル)を指定してください。{name} を使用しない場合は行頭に ; を付けてください',
  'pem-no-block.other': '{origin:at}{name}: {path} は{found}であり、{kind}ではありません',
  'pem-no-block.hint.convert': '{command} で変換し、{name} = {path}.pem と記述してください',
  'pem-no-block.hint.html':
    'ファイルの代わりにページが保存されています (ログインやエラーのページなど)。もう一度ダウンロードしてください',
  'pem-no-block.hint.key':
    '"-----BEGIN {label}-----" の行がある PEM ファイルを指定してください。{name} を使用しない場合は行頭に ; を付けてください',
  'belongs-in.key': '秘密鍵は KeyFile に指定します。{name} には{kind}のファイルを指定してください',
  'belongs-in.crl': '証明書失効リストは CrlFile に指定します。{name} には{kind}のファイルを指定してください',
  'belongs-in.certificate':
    '証明書は CAFile (CA) または CertFile (クライアント) に指定します。{name} には{kind}のファイルを指定してください',
  'belongs-in.request':
    '署名要求からは CA が証明書を発行します。{name} には CA から受け取ったファイルを指定してください',
  'belongs-in.other': '{name} には{kind}のファイルを指定してください',
  'pem-broken-block':
    '{origin:at}{name}: {path} の {block} 番目のブロックを{kind}として読み取れません: {fault}',
  'pem-broken-block.hint':
    '-----BEGIN の行から -----END の行まで、ファイル全体をもう一度エクスポートまたはコピーしてください。壊れたファイルは、どの部分も使用されません',
  'pem-broken-block.fault.boundary-damaged': '-----BEGIN または -----END の行が壊れています',
  'pem-broken-block.fault.no-end': '-----END の行がありません',
  'pem-broken-block.fault.no-begin': '-----BEGIN の行がありません',
  'pem-broken-block.fault.labels-differ': '-----BEGIN の行と -----END の行の種類が異なります',
  'pem-broken-block.fault.empty': '内容がありません',
  'pem-broken-block.fault.base64-damaged': 'base64 が壊れています',
  'pem-broken-block.fault.contents-damaged': '内容が別のものであるか、壊れています',
  'key-encrypted':
    '{origin:at}秘密鍵 {path} は暗号化されています。パスフレーズで保護された鍵には対応していません',
  'key-encrypted.hint':
    '本人だけが読めるファイルに復号し: {command}、KeyFile = {path}.plain と記述してください',
  'key-mismatch': '{origin:at}秘密鍵 {key} は証明書 {certificate} のものではありません',
  'key-mismatch.hint':
    'CertFile と KeyFile に、対になっている証明書と秘密鍵を指定してください。CertFile ではクライアント証明書が先頭で、その後にチェーンが続きます',
  'key-exposed':
    '{origin:at}秘密鍵 {path} を他のユーザーが読み取れます (モード {mode:octal})。StrictKeyPermissions = 1 が指定されています',
  'key-exposed.hint': 'chmod 600 {path:sh} を実行してください',
  'ca-path-empty':
    '{origin:at}CAPath: {path} に 1a2b3c4d.0 の形の名前のファイルがなく、信頼できる CA がありません',
  'ca-path-empty.hint':
    'openssl rehash {path:sh} (古い版では c_rehash) でリンクを作成するか、CAFile に証明書を指定してください',
  'ciphers-unknown': '{origin:at}{name} = {value}: {detail} は使用できません',
  'ciphers-unknown.hint.Ciphers':
    'TLS 1.2 以前の OpenSSL 暗号リスト (openssl ciphers -v で確認) を指定してください。TLS_ で始まる名前は CipherSuites に指定します。この行がなければ既定値が使用されます',
  'ciphers-unknown.hint.CipherSuites':
    'TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256 のように TLS 1.3 の暗号スイートを指定してください。その他の名前は Ciphers に指定します。この行がなければ既定値が使用されます',
  'ciphers-unknown.hint.Groups':
    'X25519:P-256:P-384 のように、この OpenSSL にあるグループ名を指定してください (X25519MLKEM768 には OpenSSL 3.5 が必要です)。この行がなければ既定値が使用されます',
  'ciphers-unknown.whole': '{origin:at}{name} = {value}: 該当する暗号がありません',
  'ciphers-unknown.hint.Groups.near':
    '{nearest} の誤りではありませんか。X25519:P-256:P-384 のように、この OpenSSL にあるグループ名を指定してください (X25519MLKEM768 には OpenSSL 3.5 が必要です)。この行がなければ既定値が使用されます',
  'tls-context': 'この構成では TLS を準備できません: {detail}',
  'tls-context.hint':
    'sendmemo-ssl.cfg の Ciphers、CipherSuites、MinProtocol、MaxProtocol、CertFile、KeyFile を確認してください。行頭に ; を付ければ既定値が使用されます',
  which: '証明書 {subject} ',
  'which.chain': '証明書 {subject} (チェーンの {number} 番目) ',
  'no-name': 'なし ({subject} にホストの名前がありません)',
  'cert-hostname': '{server}: 証明書の名前は {names} であり、{host} ではありません',
  'cert-hostname.hint': 'サーバーには {host} 用の証明書が必要です',
  'cert-hostname.short':
    '{server}: 証明書の名前 "{host}" は使用できません。名前には 2 つ以上のドットが必要です',
  'cert-hostname.ignore':
    '(推奨しません) CertValidationIgnoreHostName = 1 と記述すると、名前は照合されません',
  'cert-hostname.unused.trailing-dot': '末尾にドットがある名前は使用できません',
  'cert-hostname.unused.cn-wildcard': 'CN のワイルドカードは使用できません',
  'cert-hostname.unused.cn-constrained': '名前制約のある CA の下では CN を使用できません',
  'cert-hostname.hint.alt-name': '{why}。サーバーには、サブジェクト代替名に {host} を含む証明書が必要です',
  'cert-hostname.hint.use': '意図したサーバーであれば smtp-server-host = {fit} と記述してください',
  'cert-hostname.hint.full-name':
    'smtp-server-host に、サーバーの完全な名前または IP アドレスを証明書のとおりに指定してください',
  'cert-untrusted.self-signed':
    '{server}: サーバーの証明書 ({subject}) は自己署名であり、信頼するファイルに含まれていません',
  'cert-untrusted.unknown-root': '{server}: チェーンの終端 {subject} は、信頼する CA に含まれていません',
  'cert-untrusted.unknown-issuer': '{server}: {which}の発行者 {issuer} は、信頼する CA に含まれていません',
  'cert-untrusted.missing-intermediate':
    '{server}: サーバーは自身の証明書 ({subject}) だけを送信しました。その発行者 {issuer} は、CAFile にも信頼する CA にも含まれていません',
  'cert-untrusted.name-constraints':
    '{server}: {which}の名前制約により、このサーバーの名前は認められていません{? ({detail})}',
  'cert-untrusted.wrong-purpose':
    '{server}: {which}はサーバーには使用できません (拡張キー使用法に serverAuth がありません)',
  'cert-untrusted.wrong-key-usage':
    '{server}: {which}はサーバーには使用できません (キー使用法で署名も鍵交換も認められていません)',
  'cert-untrusted.not-a-ca':
    '{server}: {which}は CA ではありませんが (基本制約)、下位の証明書を発行しています',
  'cert-untrusted.no-cert-sign':
    '{server}: {which}には証明書への署名が認められていませんが (キー使用法に keyCertSign がありません)、下位の証明書を発行しています',
  'cert-untrusted.no-crl-sign':
    '{server}: {which}には証明書失効リストへの署名が認められていません (キー使用法に cRLSign がありません)',
  'cert-untrusted.path-length':
    '{server}: {which}が認める数よりも多くの CA がチェーンにあります (パス長の上限 {detail})',
  'cert-untrusted.unknown-extension':
    '{server}: {which}には、対応していないクリティカルな拡張があります ({detail})',
  'cert-untrusted.weak': '{server}: {which}は、信頼するには強度が不足しています: {detail}',
  'cert-untrusted.other': '{server}: {which}は受け入れられませんでした: {detail}',
  'cert-untrusted.hint.self-signed':
    'サーバーの管理者から証明書を入手して CAFile = /path/server.pem と記述するか、フィンガープリントを確認したうえで Fingerprint = {fingerprint} と記述してください',
  'cert-untrusted.hint.unknown-issuer':
    'サーバーの管理者から {issuer} の CA 証明書を入手し、CAFile = /path/ca.pem と記述してください',
  'cert-untrusted.hint.missing-intermediate':
    'サーバーが中間証明書を送信するように設定してもらうか、{issuer} の証明書を CAFile のファイルに追加してください',
  'cert-untrusted.hint.name-constraints':
    'サーバーの管理者に別の CA の証明書を依頼するか、この CA が発行できる名前を smtp-server-host に指定してください',
  'cert-untrusted.hint.wrong-purpose': 'サーバー用に発行された証明書を、サーバーの管理者に依頼してください',
  'cert-untrusted.hint.wrong-key-usage':
    'キー使用法に digitalSignature がある証明書を、サーバーの管理者に依頼してください',
  'cert-untrusted.hint.wrong-ca': '発行が認められている CA の証明書を、サーバーの管理者に依頼してください',
  'cert-untrusted.hint.no-crl-sign':
    'この CA の CRL は検証できません。cRLSign のある CA 証明書を CA の管理者に依頼するか、CrlFile の行頭に ; を付けてください',
  'cert-untrusted.hint.unknown-extension': 'この拡張のない証明書を、サーバーの管理者に依頼してください',
  'cert-untrusted.hint.weak':
    'サーバーには 2048 ビットの鍵と SHA-256 の証明書が必要です。それまでは MinProtocol = TLSv1 (または Ciphers = DEFAULT:@SECLEVEL=0) と記述すると、強度の低いものも受け入れられます',
  'cert-untrusted.hint.other': 'サーバーの管理者に証明書またはチェーンの訂正を依頼してください',
  'cert-expired': '{server}: {which}の有効期限は {end} に切れています (現在 {now})',
  'cert-expired.hint':
    'サーバーの管理者に証明書の更新を依頼してください。上の現在時刻が誤っている場合は、このマシンの時計を合わせてください',
  'cert-expired.hint.chain':
    'サーバーの管理者に証明書チェーンの更新を依頼してください。その証明書が CAFile にある場合は、新しいものに置き換えてください',
  'cert-not-yet-valid': '{server}: {which}は {start} まで有効になりません (現在 {now})',
  'cert-not-yet-valid.hint':
    'このマシンの時計を合わせてください (timedatectl、chronyc tracking で確認)。時計が正しければ、証明書の有効期間がまだ始まっていません',
  'cert-revoked':
    '{server}: {which} (シリアル番号 {serial}) は、発行者 {issuer} によって{? {when} に}失効させられています',
  'cert-revoked.hint':
    'サーバーには新しい証明書が必要です。サーバーの管理者に連絡してください{? (失効の記録: {entry})}',
  block: '{file} の {block} 番目のブロック',
  'cert-fingerprint':
    '{server}: 証明書 ({subject}) の SHA-256 フィンガープリントは {is} ですが、Fingerprint の値は {wanted} です',
  'cert-fingerprint.hint':
    'サーバーの証明書が新しくなり、管理者がこのフィンガープリントを確認した場合は、Fingerprint = {is} と記述してください。そうでなければ、別の相手が応答しているおそれがあります',
  'crl-missing.absent': '{server}: CrlFile に、{subject} の発行者 {issuer} の CRL がありません',
  'crl-missing.forged':
    '{server}: {issuer} の名前の CRL は、{subject} を発行した CA の鍵で署名されていません',
  'crl-missing.self-signed':
    '{server}: サーバーの証明書 ({subject}) は自己署名のため、失効しているかどうかを CRL で確認できません',
  'crl-missing.no-issuer':
    '{server}: {which}の失効を確認できません: 発行者 {issuer} の証明書がないため、その CA の CRL を検証できません',
  'crl-missing.delta':
    '{server}: CrlFile には、{subject} の発行者 {issuer} のデルタ CRL しかありません。デルタ CRL に含まれるのは、完全な CRL からの変更だけです',
  'crl-missing.indirect': '{server}: CrlFile には、{subject} の発行者 {issuer} の間接 CRL しかありません',
  'crl-missing.some-reasons':
    '{server}: CrlFile には、{subject} の発行者 {issuer} の、一部の失効理由だけを対象とする CRL しかありません',
  'crl-missing.other-kind':
    '{server}: CrlFile にある {issuer} の CRL は、{subject} とは別の種類の証明書を対象としています (issuingDistributionPoint)',
  'crl-missing.other-point':
    '{server}: CrlFile にある {issuer} の CRL の配布点は、{subject} が示すものと異なります (issuingDistributionPoint)',
  'crl-missing.unknown-extension':
    '{server}: CrlFile にある {issuer} の CRL には、対応していないクリティカルな拡張があります',
  'crl-missing.hint.self-signed':
    'CrlFile の行頭に ; を付けるか、CA が発行した証明書をサーバーに設定してもらってください。自己署名証明書だけを受け入れるには Fingerprint を使用します',
  'crl-missing.hint.no-issuer':
    '{issuer} の証明書を CAFile のファイルに追加してください。最新の CRL が CrlFile のファイルになければ、それも追加してください',
  'crl-missing.hint.forged':
    'この証明書を発行した {issuer} の最新の CRL を入手し、CrlFile のファイルに追加してください (同じ名前の古い CA と新しい CA がある場合があります)',
  'crl-missing.hint.delta':
    '{issuer} の完全な (ベース) CRL を CrlFile のファイルに追加してください (Windows の CA では、デルタ NAME+.crl に対して NAME.crl です)',
  'crl-missing.hint.partial':
    '{issuer} が発行したすべての証明書を対象とする完全な CRL を CrlFile のファイルに追加してください。CRL の対象は openssl crl -in FILE -noout -text で確認できます',
  'crl-missing.hint.absent':
    '{issuer} の最新の CRL を入手し、CrlFile のファイルに追加してください (複数の CRL を続けて記述できます)。チェーンのすべての発行者の CRL が必要です',
  'crl-expired.expired': '{server}: {issuer} の CRL ({entry}) の期限は {end} に切れています (現在 {now})',
  'crl-expired.not-yet-valid':
    '{server}: {issuer} の CRL ({entry}) は {start} まで有効になりません (現在 {now})',
  'crl-expired.expired.hint':
    'その CA から最新の CRL を取得し、CrlFile のファイルの内容を置き換えてください。nextUpdate より前に自動で取得するよう設定してください',
  'crl-expired.not-yet-valid.hint':
    'このマシンの時計を合わせてください。時計が正しければ、その CA から最新の CRL を取得してください',
  'starttls-unavailable':
    '{server} は STARTTLS を提供していません{? (提供している機能: {offered})}。何も送信していません',
  'starttls-unavailable.hint':
    'TLS を提供しているポートを使用してください (587: EnableTLS = 1、465: EnableTLS = 2)。平文で送信してよい場合に限り、StartTLSPolicy = may または EnableTLS = 0 と記述してください',
  'starttls-refused': '{server} は、提供している STARTTLS を拒否しました: {reply}。何も送信していません',
  'starttls-refused.hint':
    'サーバーの管理者に TLS の構成の確認を依頼してください。それまでは、ポート 465 と EnableTLS = 2 を使用できる場合があります',
  'starttls-refused.hint.later':
    'サーバーは一時的に TLS を使用できません。後でもう一度試してください。続く場合は、サーバーの管理者が証明書とログを確認する必要があります',
  'tls-handshake': '{server}: TLS ハンドシェイクに失敗しました: {detail}',
  'tls-handshake.not-tls': '{server} は、STARTTLS の後に TLS ではないデータで応答しました',
  'tls-handshake.legacy-renegotiation':
    '{server} は安全な再ネゴシエーション (RFC 5746) に対応していないため、OpenSSL がセッションを拒否しました',
  'tls-handshake.hint.unknown':
    'サーバーに提示する内容を制限している、sendmemo-ssl.cfg の MinProtocol、MaxProtocol、Ciphers を確認してください',
  'tls-handshake.hint.not-tls':
    'SMTP を検査するプロキシまたはファイアウォールが、サーバーに代わって応答している可能性があります。検査を無効にするか、ポート 465 と EnableTLS = 2 を使用してください。そうでなければ、サーバーに不具合があります',
  'tls-handshake.hint.unrecognized-name':
    'サーバーは {host} という名前を認識していません。smtp-server-host に、証明書に記載された名前を指定してください (サーバーの管理者に確認するか、openssl s_client を使用してください)',
  'tls-handshake.hint.chain-too-big':
    'サーバーが送信する証明書が 100 KB を超えています。サーバー自身の証明書と中間証明書だけを送信するよう、サーバーの管理者に依頼してください。こちらの設定では変更できません',
  'tls-handshake.hint.legacy-renegotiation':
    'サーバーの更新を管理者に依頼してください (2010 年以降のサーバーは対応しています)。それまでは、sendmemo-ssl.cfg に LegacyRenegotiation = 1 と記述できます',
  'tls-handshake.hint.client-certificate':
    'サーバーがクライアント証明書を要求している可能性があります。サーバーの管理者に確認し、必要であれば sendmemo-ssl.cfg に CertFile = /path/client.pem と KeyFile = /path/client.key を記述してください',
  'tls-handshake.hint.weak-key-exchange':
    'サーバーの Diffie-Hellman の鍵が短すぎます。2048 ビットにするよう、サーバーの管理者に依頼してください。それまでは、sendmemo-ssl.cfg に Ciphers = DEFAULT:!kDHE と記述できます',
  'tls-version': '{server}: 共通の TLS バージョンがありません: {fault}',
  'tls-version.range':
    'この構成で使用できるのは {minimum} から {maximum} までですが、サーバーはいずれにも対応していません',
  'tls-version.old': 'サーバーが対応しているのは {offered} までですが、この構成では {minimum} 以上が必要です',
  'tls-version.new': 'サーバーは {offered} を要求していますが、この構成で使用できるのは {maximum} までです',
  'tls-version.hint.old':
    'サーバーを更新してください。それまでは MinProtocol = {offered} と記述できますが、安全ではありません',
  'tls-version.hint.new': 'MaxProtocol = {offered} と記述するか、MaxProtocol の行頭に ; を付けてください',
  'tls-version.hint.sslv3Asked':
    'サーバーが SSLv3 にしか対応していない可能性があります。IPM_ENABLE_SSL_V3 の値にかかわらず、sendmemo は SSLv3 に対応していません。サーバーを更新してください',
  'tls-version.hint.sslv3':
    'サーバーが SSLv3 にしか対応していない可能性がありますが、sendmemo は SSLv3 に対応していません。サーバーを更新してください',
  'tls-version.hint.unknown':
    'サーバーが古い場合は MinProtocol = TLSv1 と記述してください (安全ではありません)。新しい場合は MaxProtocol を確認してください',
  'tls-version.only': 'この構成で使用できるのは {minimum} のみですが、サーバーはいずれにも対応していません',
  'tls-no-common-cipher': '{server}: 提示した暗号をサーバーが 1 つも受け入れません{? (Ciphers = {ciphers})}',
  'tls-no-common-cipher.hint':
    'Ciphers (および CipherSuites) の行頭に ; を付けて既定値を使用するか、サーバーが対応している暗号を追加してください',
  'tls-no-common-cipher.hint.old':
    'サーバーが古い暗号にしか対応していない場合は、MinProtocol = TLSv1 (古い暗号も使用されます) または Ciphers = ALL:@SECLEVEL=0 と記述してください。サーバーを更新するほうが安全です',
  'tls-client-certificate.rejected': '{server} は CertFile のクライアント証明書を拒否しました: {alert}',
  'tls-client-certificate.required':
    '{server} はクライアント証明書を要求していますが、設定されていません ({alert})',
  'tls-client-certificate.rejected.hint':
    'CertFile には、サーバーが信頼する CA がクライアント用に発行した有効期限内の証明書と、それに続けて中間証明書が必要です。どの CA を信頼しているか、サーバーの管理者に確認してください',
  'tls-client-certificate.required.hint':
    'sendmemo-ssl.cfg に CertFile = /path/client.pem と KeyFile = /path/client.key を記述してください',
  'not-tls-port':
    '{server} は接続直後から TLS を使用するポートではありません{? (応答: "{greeting}")}。EnableTLS = 2 が指定されています',
  'not-tls-port.hint':
    'ポート {port} には EnableTLS = 1 (STARTTLS) と記述してください。SMTPS は通常ポート 465 です',
} as const;
