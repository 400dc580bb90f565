/** Japanese sentences for certificates, revocation lists and the TLS session. */
import type { TlsSentences, TrustFileSentences } from '../decide/tls.ts';

export const trustFileSentences: TrustFileSentences = {
  kinds: { certificate: '証明書', crl: '証明書失効リスト (CRL)', key: '秘密鍵' },
  found: {
    'private-key': '秘密鍵',
    'key-der': 'DER 形式の秘密鍵',
    'encrypted-key': '暗号化された秘密鍵',
    'openssh-key': 'OpenSSH の鍵',
    certificate: '証明書',
    crl: '証明書失効リスト',
    request: '証明書署名要求 (CSR)',
    'public-key': '公開鍵',
    'pkcs7-pem': 'PKCS #7 (PEM)',
    'pkcs7-der': 'PKCS #7 (DER)',
    pkcs12: 'PKCS #12',
    ocsp: 'OCSP 応答',
    utf16: 'UTF-16 のテキスト',
    html: 'HTML ページ',
    base64: '-----BEGIN の行がない base64',
  },
  noBlock: (name, path, kind) => `${name}: ${path} に${kind}がありません`,
  otherKind: (name, path, kind, found) => `${name}: ${path} は${found}であり、${kind}ではありません`,
  nameFile: (name, label, mayBeDer) =>
    `"-----BEGIN ${label}-----" の行がある PEM ファイル${mayBeDer ? ' (または DER ファイル)' : ''}を指定してください。${name} を使用しない場合は行頭に ; を付けてください`,
  convert: (name, path, command) => `${command} で変換し、${name} = ${path}.pem と記述してください`,
  savedPage:
    'ファイルの代わりにページが保存されています (ログインやエラーのページなど)。もう一度ダウンロードしてください',
  belongsIn: {
    key: (name, kind) => `秘密鍵は KeyFile に指定します。${name} には${kind}のファイルを指定してください`,
    crl: (name, kind) =>
      `証明書失効リストは CrlFile に指定します。${name} には${kind}のファイルを指定してください`,
    certificate: (name, kind) =>
      `証明書は CAFile (CA) または CertFile (クライアント) に指定します。${name} には${kind}のファイルを指定してください`,
    request: (name) =>
      `署名要求からは CA が証明書を発行します。${name} には CA から受け取ったファイルを指定してください`,
    other: (name, kind) => `${name} には${kind}のファイルを指定してください`,
  },
  brokenBlock: (name, path, kind, block, fault) =>
    `${name}: ${path} の ${block} 番目のブロックを${kind}として読み取れません: ${fault}`,
  copyAgain:
    '-----BEGIN の行から -----END の行まで、ファイル全体をもう一度エクスポートまたはコピーしてください。壊れたファイルは、どの部分も使用されません',
  pemFaults: {
    'boundary-damaged': '-----BEGIN または -----END の行が壊れています',
    'no-end': '-----END の行がありません',
    'no-begin': '-----BEGIN の行がありません',
    'labels-differ': '-----BEGIN の行と -----END の行の種類が異なります',
    empty: '内容がありません',
    'base64-damaged': 'base64 が壊れています',
    'contents-damaged': '内容が別のものであるか、壊れています',
  },
  keyEncrypted: (path) =>
    `秘密鍵 ${path} は暗号化されています。パスフレーズで保護された鍵には対応していません`,
  decryptKey: (path, command) =>
    `本人だけが読めるファイルに復号し: ${command}、KeyFile = ${path}.plain と記述してください`,
  keyMismatch: (key, certificate) => `秘密鍵 ${key} は証明書 ${certificate} のものではありません`,
  usePair:
    'CertFile と KeyFile に、対になっている証明書と秘密鍵を指定してください。CertFile ではクライアント証明書が先頭で、その後にチェーンが続きます',
  keyExposed: (path, mode) =>
    `秘密鍵 ${path} を他のユーザーが読み取れます (モード ${mode})。StrictKeyPermissions = 1 が指定されています`,
  run: (command) => `${command} を実行してください`,
  caPathEmpty: (path) =>
    `CAPath: ${path} に 1a2b3c4d.0 の形の名前のファイルがなく、信頼できる CA がありません`,
  rehash: (command) =>
    `${command} (古い版では c_rehash) でリンクを作成するか、CAFile に証明書を指定してください`,
  cipherUnknown: (name, value, detail) =>
    `${name} = ${value}: ${detail === value ? '該当する暗号がありません' : `${detail} は使用できません`}`,
  cipherHints: {
    Ciphers:
      'TLS 1.2 以前の OpenSSL 暗号リスト (openssl ciphers -v で確認) を指定してください。TLS_ で始まる名前は CipherSuites に指定します。この行がなければ既定値が使用されます',
    CipherSuites:
      'TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256 のように TLS 1.3 の暗号スイートを指定してください。その他の名前は Ciphers に指定します。この行がなければ既定値が使用されます',
  },
  groupHint: (nearest) =>
    `${nearest === null ? '' : `${nearest} の誤りではありませんか。`}X25519:P-256:P-384 のように、この OpenSSL にあるグループ名を指定してください (X25519MLKEM768 には OpenSSL 3.5 が必要です)。この行がなければ既定値が使用されます`,
  context: (detail) => `この構成では TLS を準備できません: ${detail}`,
  checkTlsSettings:
    'sendmemo-ssl.cfg の Ciphers、CipherSuites、MinProtocol、MaxProtocol、CertFile、KeyFile を確認してください。行頭に ; を付ければ既定値が使用されます',
};

export const tlsSentences: TlsSentences = {
  which: (subject, depth) =>
    depth === 0 ? `証明書 ${subject} ` : `証明書 ${subject} (チェーンの ${depth + 1} 番目) `,
  noName: (subject) => `なし (${subject} にホストの名前がありません)`,

  otherName: (server, names, host) => `${server}: 証明書の名前は ${names} であり、${host} ではありません`,
  shortName: (server, host) =>
    `${server}: 証明書の名前 "${host}" は使用できません。名前には 2 つ以上のドットが必要です`,
  ignoreName: '(推奨しません) CertValidationIgnoreHostName = 1 と記述すると、名前は照合されません',
  unusedNames: {
    'trailing-dot': '末尾にドットがある名前は使用できません',
    'cn-wildcard': 'CN のワイルドカードは使用できません',
    'cn-constrained': '名前制約のある CA の下では CN を使用できません',
  },
  needsAltName: (why, host) => `${why}。サーバーには、サブジェクト代替名に ${host} を含む証明書が必要です`,
  useName: (fit) => `意図したサーバーであれば smtp-server-host = ${fit} と記述してください`,
  useFullName:
    'smtp-server-host に、サーバーの完全な名前または IP アドレスを証明書のとおりに指定してください',
  needsCertificateFor: (host) => `サーバーには ${host} 用の証明書が必要です`,

  untrusted: {
    'self-signed': ({ subject }) =>
      `サーバーの証明書 (${subject}) は自己署名であり、信頼するファイルに含まれていません`,
    'unknown-root': ({ subject }) => `チェーンの終端 ${subject} は、信頼する CA に含まれていません`,
    'unknown-issuer': ({ which, issuer }) => `${which}の発行者 ${issuer} は、信頼する CA に含まれていません`,
    'missing-intermediate': ({ subject, issuer }) =>
      `サーバーは自身の証明書 (${subject}) だけを送信しました。その発行者 ${issuer} は、CAFile にも信頼する CA にも含まれていません`,
    'name-constraints': ({ which, detail }) =>
      `${which}の名前制約により、このサーバーの名前は認められていません${detail === '' ? '' : ` (${detail})`}`,
    'wrong-purpose': ({ which }) =>
      `${which}はサーバーには使用できません (拡張キー使用法に serverAuth がありません)`,
    'wrong-key-usage': ({ which }) =>
      `${which}はサーバーには使用できません (キー使用法で署名も鍵交換も認められていません)`,
    'not-a-ca': ({ which }) => `${which}は CA ではありませんが (基本制約)、下位の証明書を発行しています`,
    'no-cert-sign': ({ which }) =>
      `${which}には証明書への署名が認められていませんが (キー使用法に keyCertSign がありません)、下位の証明書を発行しています`,
    'no-crl-sign': ({ which }) =>
      `${which}には証明書失効リストへの署名が認められていません (キー使用法に cRLSign がありません)`,
    'path-length': ({ which, detail }) =>
      `${which}が認める数よりも多くの CA がチェーンにあります (パス長の上限 ${detail})`,
    'unknown-extension': ({ which, detail }) =>
      `${which}には、対応していないクリティカルな拡張があります (${detail})`,
    weak: ({ which, detail }) => `${which}は、信頼するには強度が不足しています: ${detail}`,
    other: ({ which, detail }) => `${which}は受け入れられませんでした: ${detail}`,
  },
  untrustedHints: {
    'self-signed': ({ fingerprint }) =>
      `サーバーの管理者から証明書を入手して CAFile = /path/server.pem と記述するか、フィンガープリントを確認したうえで Fingerprint = ${fingerprint} と記述してください`,
    'unknown-issuer': ({ issuer }) =>
      `サーバーの管理者から ${issuer} の CA 証明書を入手し、CAFile = /path/ca.pem と記述してください`,
    'missing-intermediate': ({ issuer }) =>
      `サーバーが中間証明書を送信するように設定してもらうか、${issuer} の証明書を CAFile のファイルに追加してください`,
    'name-constraints': () =>
      'サーバーの管理者に別の CA の証明書を依頼するか、この CA が発行できる名前を smtp-server-host に指定してください',
    'wrong-purpose': () => 'サーバー用に発行された証明書を、サーバーの管理者に依頼してください',
    'wrong-key-usage': () =>
      'キー使用法に digitalSignature がある証明書を、サーバーの管理者に依頼してください',
    'wrong-ca': () => '発行が認められている CA の証明書を、サーバーの管理者に依頼してください',
    'no-crl-sign': () =>
      'この CA の CRL は検証できません。cRLSign のある CA 証明書を CA の管理者に依頼するか、CrlFile の行頭に ; を付けてください',
    'unknown-extension': () => 'この拡張のない証明書を、サーバーの管理者に依頼してください',
    weak: () =>
      'サーバーには 2048 ビットの鍵と SHA-256 の証明書が必要です。それまでは MinProtocol = TLSv1 (または Ciphers = DEFAULT:@SECLEVEL=0) と記述すると、強度の低いものも受け入れられます',
    other: () => 'サーバーの管理者に証明書またはチェーンの訂正を依頼してください',
  },

  expired: (server, which, end, now) => `${server}: ${which}の有効期限は ${end} に切れています (現在 ${now})`,
  renew:
    'サーバーの管理者に証明書の更新を依頼してください。上の現在時刻が誤っている場合は、このマシンの時計を合わせてください',
  renewChain:
    'サーバーの管理者に証明書チェーンの更新を依頼してください。その証明書が CAFile にある場合は、新しいものに置き換えてください',
  notYetValid: (server, which, start, now) =>
    `${server}: ${which}は ${start} まで有効になりません (現在 ${now})`,
  setClock:
    'このマシンの時計を合わせてください (timedatectl、chronyc tracking で確認)。時計が正しければ、証明書の有効期間がまだ始まっていません',
  revoked: (server, which, serial, when, issuer) =>
    `${server}: ${which.trimEnd()} (シリアル番号 ${serial}) は、発行者 ${issuer} によって${when === null ? '' : ` ${when} に`}失効させられています`,
  revokedHint: (entry) =>
    `サーバーには新しい証明書が必要です。サーバーの管理者に連絡してください${entry === null ? '' : ` (失効の記録: ${entry})`}`,
  block: (file, block) => `${file} の ${block} 番目のブロック`,
  fingerprint: (server, subject, is, wanted) =>
    `${server}: 証明書 (${subject}) の SHA-256 フィンガープリントは ${is} ですが、Fingerprint の値は ${wanted} です`,
  fingerprintHint: (is) =>
    `サーバーの証明書が新しくなり、管理者がこのフィンガープリントを確認した場合は、Fingerprint = ${is} と記述してください。そうでなければ、別の相手が応答しているおそれがあります`,

  crlMissing: {
    absent: ({ subject, issuer }) => `CrlFile に、${subject} の発行者 ${issuer} の CRL がありません`,
    forged: ({ subject, issuer }) =>
      `${issuer} の名前の CRL は、${subject} を発行した CA の鍵で署名されていません`,
    'self-signed': ({ subject }) =>
      `サーバーの証明書 (${subject}) は自己署名のため、失効しているかどうかを CRL で確認できません`,
    'no-issuer': ({ which, issuer }) =>
      `${which}の失効を確認できません: 発行者 ${issuer} の証明書がないため、その CA の CRL を検証できません`,
    delta: ({ subject, issuer }) =>
      `CrlFile には、${subject} の発行者 ${issuer} のデルタ CRL しかありません。デルタ CRL に含まれるのは、完全な CRL からの変更だけです`,
    indirect: ({ subject, issuer }) =>
      `CrlFile には、${subject} の発行者 ${issuer} の間接 CRL しかありません`,
    'some-reasons': ({ subject, issuer }) =>
      `CrlFile には、${subject} の発行者 ${issuer} の、一部の失効理由だけを対象とする CRL しかありません`,
    'other-kind': ({ subject, issuer }) =>
      `CrlFile にある ${issuer} の CRL は、${subject} とは別の種類の証明書を対象としています (issuingDistributionPoint)`,
    'other-point': ({ subject, issuer }) =>
      `CrlFile にある ${issuer} の CRL の配布点は、${subject} が示すものと異なります (issuingDistributionPoint)`,
    'unknown-extension': ({ issuer }) =>
      `CrlFile にある ${issuer} の CRL には、対応していないクリティカルな拡張があります`,
  },
  crlHints: {
    'self-signed': () =>
      'CrlFile の行頭に ; を付けるか、CA が発行した証明書をサーバーに設定してもらってください。自己署名証明書だけを受け入れるには Fingerprint を使用します',
    'no-issuer': (issuer) =>
      `${issuer} の証明書を CAFile のファイルに追加してください。最新の CRL が CrlFile のファイルになければ、それも追加してください`,
    forged: (issuer) =>
      `この証明書を発行した ${issuer} の最新の CRL を入手し、CrlFile のファイルに追加してください (同じ名前の古い CA と新しい CA がある場合があります)`,
    delta: (issuer) =>
      `${issuer} の完全な (ベース) CRL を CrlFile のファイルに追加してください (Windows の CA では、デルタ NAME+.crl に対して NAME.crl です)`,
    partial: (issuer) =>
      `${issuer} が発行したすべての証明書を対象とする完全な CRL を CrlFile のファイルに追加してください。CRL の対象は openssl crl -in FILE -noout -text で確認できます`,
    absent: (issuer) =>
      `${issuer} の最新の CRL を入手し、CrlFile のファイルに追加してください (複数の CRL を続けて記述できます)。チェーンのすべての発行者の CRL が必要です`,
  },
  crlExpired: (server, issuer, entry, end, now) =>
    `${server}: ${issuer} の CRL (${entry}) の期限は ${end} に切れています (現在 ${now})`,
  crlNotYetValid: (server, issuer, entry, start, now) =>
    `${server}: ${issuer} の CRL (${entry}) は ${start} まで有効になりません (現在 ${now})`,
  fetchCrl:
    'その CA から最新の CRL を取得し、CrlFile のファイルの内容を置き換えてください。nextUpdate より前に自動で取得するよう設定してください',
  setClockForCrl:
    'このマシンの時計を合わせてください。時計が正しければ、その CA から最新の CRL を取得してください',

  noStartTls: (server, offered) =>
    `${server} は STARTTLS を提供していません${offered === '' ? '' : ` (提供している機能: ${offered})`}。何も送信していません`,
  noStartTlsHint:
    'TLS を提供しているポートを使用してください (587: EnableTLS = 1、465: EnableTLS = 2)。平文で送信してよい場合に限り、StartTLSPolicy = may または EnableTLS = 0 と記述してください',
  startTlsRefused: (server, reply) =>
    `${server} は、提供している STARTTLS を拒否しました: ${reply}。何も送信していません`,
  startTlsLater:
    'サーバーは一時的に TLS を使用できません。後でもう一度試してください。続く場合は、サーバーの管理者が証明書とログを確認する必要があります',
  startTlsBroken:
    'サーバーの管理者に TLS の構成の確認を依頼してください。それまでは、ポート 465 と EnableTLS = 2 を使用できる場合があります',

  handshake: (server, detail) => `${server}: TLS ハンドシェイクに失敗しました: ${detail}`,
  notTls: (server) => `${server} は、STARTTLS の後に TLS ではないデータで応答しました`,
  noSecureRenegotiation: (server) =>
    `${server} は安全な再ネゴシエーション (RFC 5746) に対応していないため、OpenSSL がセッションを拒否しました`,
  handshakeHints: {
    unknown: () =>
      'サーバーに提示する内容を制限している、sendmemo-ssl.cfg の MinProtocol、MaxProtocol、Ciphers を確認してください',
    'not-tls': () =>
      'SMTP を検査するプロキシまたはファイアウォールが、サーバーに代わって応答している可能性があります。検査を無効にするか、ポート 465 と EnableTLS = 2 を使用してください。そうでなければ、サーバーに不具合があります',
    'unrecognized-name': (host) =>
      `サーバーは ${host} という名前を認識していません。smtp-server-host に、証明書に記載された名前を指定してください (サーバーの管理者に確認するか、openssl s_client を使用してください)`,
    'chain-too-big': () =>
      'サーバーが送信する証明書が 100 KB を超えています。サーバー自身の証明書と中間証明書だけを送信するよう、サーバーの管理者に依頼してください。こちらの設定では変更できません',
    'legacy-renegotiation': () =>
      'サーバーの更新を管理者に依頼してください (2010 年以降のサーバーは対応しています)。それまでは、sendmemo-ssl.cfg に LegacyRenegotiation = 1 と記述できます',
    'client-certificate': () =>
      'サーバーがクライアント証明書を要求している可能性があります。サーバーの管理者に確認し、必要であれば sendmemo-ssl.cfg に CertFile = /path/client.pem と KeyFile = /path/client.key を記述してください',
    'weak-key-exchange': () =>
      'サーバーの Diffie-Hellman の鍵が短すぎます。2048 ビットにするよう、サーバーの管理者に依頼してください。それまでは、sendmemo-ssl.cfg に Ciphers = DEFAULT:!kDHE と記述できます',
  },
  noVersion: (server, fault) => `${server}: 共通の TLS バージョンがありません: ${fault}`,
  versionRange: (minimum, maximum) =>
    `この構成で使用できるのは ${minimum === maximum ? `${minimum} のみ` : `${minimum} から ${maximum} まで`}ですが、サーバーはいずれにも対応していません`,
  versionTooOld: (offered, minimum) =>
    `サーバーが対応しているのは ${offered} までですが、この構成では ${minimum} 以上が必要です`,
  versionTooNew: (offered, maximum) =>
    `サーバーは ${offered} を要求していますが、この構成で使用できるのは ${maximum} までです`,
  versionHints: {
    old: (offered) =>
      `サーバーを更新してください。それまでは MinProtocol = ${offered} と記述できますが、安全ではありません`,
    new: (offered) => `MaxProtocol = ${offered} と記述するか、MaxProtocol の行頭に ; を付けてください`,
    sslv3Asked:
      'サーバーが SSLv3 にしか対応していない可能性があります。IPM_ENABLE_SSL_V3 の値にかかわらず、sendmemo は SSLv3 に対応していません。サーバーを更新してください',
    sslv3:
      'サーバーが SSLv3 にしか対応していない可能性がありますが、sendmemo は SSLv3 に対応していません。サーバーを更新してください',
    unknown:
      'サーバーが古い場合は MinProtocol = TLSv1 と記述してください (安全ではありません)。新しい場合は MaxProtocol を確認してください',
  },
  noCipher: (server, ciphers) =>
    `${server}: 提示した暗号をサーバーが 1 つも受け入れません${ciphers === null ? '' : ` (Ciphers = ${ciphers})`}`,
  oldCiphers:
    'サーバーが古い暗号にしか対応していない場合は、MinProtocol = TLSv1 (古い暗号も使用されます) または Ciphers = ALL:@SECLEVEL=0 と記述してください。サーバーを更新するほうが安全です',
  defaultCiphers:
    'Ciphers (および CipherSuites) の行頭に ; を付けて既定値を使用するか、サーバーが対応している暗号を追加してください',
  certificateRejected: (server, alert) =>
    `${server} は CertFile のクライアント証明書を拒否しました: ${alert}`,
  certificateRequired: (server, alert) =>
    `${server} はクライアント証明書を要求していますが、設定されていません (${alert})`,
  certificateRejectedHint:
    'CertFile には、サーバーが信頼する CA がクライアント用に発行した有効期限内の証明書と、それに続けて中間証明書が必要です。どの CA を信頼しているか、サーバーの管理者に確認してください',
  setCertificate:
    'sendmemo-ssl.cfg に CertFile = /path/client.pem と KeyFile = /path/client.key を記述してください',
  notTlsPort: (server, greeting) =>
    `${server} は接続直後から TLS を使用するポートではありません${greeting === null ? '' : ` (応答: "${greeting}")`}。EnableTLS = 2 が指定されています`,
  notTlsPortHint: (port) =>
    `ポート ${port} には EnableTLS = 1 (STARTTLS) と記述してください。SMTPS は通常ポート 465 です`,
};
