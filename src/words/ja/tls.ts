import type { CertificateFacts, Origin, ServerFacts } from '../../failure/facts.ts';
import type { TlsFailure, TrustFileFailure } from '../../failure/tls-failure.ts';
import type { WordsFor } from '../language.ts';
import { harmless as shown } from '../../text/control-characters.ts';
import { shellWord } from '../../text/shell-word.ts';
import { colons, minute, octal } from '../../text/units.ts';

const kinds = { certificate: '証明書', crl: '証明書失効リスト (CRL)', key: '秘密鍵' } as const;
const labels = { certificate: 'CERTIFICATE', crl: 'X509 CRL', key: 'PRIVATE KEY' } as const;

const foundKinds = {
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
} as const;

/** Japanese words for faults of certificate, CRL and key files. */
export const trustFileWords: WordsFor<TrustFileFailure> = {
  'pem-no-block': ({ origin, name, path, wanted, found }) => ({
    what:
      found === undefined
        ? `${at(origin)}${name}: ${shown(path)} に${kinds[wanted]}がありません`
        : `${at(origin)}${name}: ${shown(path)} は${foundKinds[found]}であり、${kinds[wanted]}ではありません`,
    hint:
      found === undefined
        ? `"-----BEGIN ${labels[wanted]}-----" の行がある PEM ファイル${wanted === 'key' ? '' : ' (または DER ファイル)'}を指定してください。${name} を使用しない場合は行頭に ; を付けてください`
        : convertHint(name, path, wanted, found),
  }),
  'pem-broken-block': ({ origin, name, path, block, wanted, detail }) => ({
    what: `${at(origin)}${name}: ${shown(path)} の ${block} 番目のブロックを${kinds[wanted]}として読み取れません: ${pemFault(detail)}`,
    hint: '-----BEGIN の行から -----END の行まで、ファイル全体をもう一度エクスポートまたはコピーしてください。このままでは、ファイルのどの部分も使用されません',
  }),
  'key-encrypted': ({ origin, path }) => ({
    what: `${at(origin)}秘密鍵 ${shown(path)} は暗号化されており、パスフレーズを入力できません`,
    hint: `本人だけが読めるファイルに復号し: (umask 077; openssl pkey -in ${shellWord(path)} -out ${shellWord(`${path}.plain`)})、KeyFile = ${shown(path)}.plain と記述してください`,
  }),
  'key-mismatch': ({ origin, certificate, key }) => ({
    what: `${at(origin)}秘密鍵 ${shown(key)} は証明書 ${shown(certificate)} のものではありません`,
    hint: 'CertFile と KeyFile に、対として作成されたものを指定してください。CertFile では自身の証明書が先頭で、その後に中間証明書が続きます',
  }),
  'key-exposed': ({ origin, path, mode }) => ({
    what: `${at(origin)}秘密鍵 ${shown(path)} を他のユーザーが読み取れます (モード ${octal(mode)})。StrictKeyPermissions = 1 が指定されています`,
    hint: `chmod 600 ${shellWord(path)} を実行してください`,
  }),
  'ca-path-empty': ({ origin, path }) => ({
    what: `${at(origin)}CAPath: ${shown(path)} に 1a2b3c4d.0 の形の名前のファイルがなく、信頼できる証明書がありません`,
    hint: `openssl rehash ${shellWord(path)} (古い版では c_rehash) でリンクを作成するか、CAFile に証明書を指定してください`,
  }),
  'ciphers-unknown': ({ origin, name, value, detail }) => ({
    what: `${at(origin)}${name} = ${shown(value)}: ${detail === value ? 'この実行環境に該当する暗号がありません' : `この実行環境に ${shown(detail)} はありません`}`,
    hint:
      name === 'Ciphers'
        ? 'TLS 1.2 以前の OpenSSL 暗号リスト (openssl ciphers -v で確認) を指定してください。TLS_ で始まる名前は CipherSuites に指定します。この行がなければ既定値が使用されます'
        : 'TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256 のように TLS 1.3 の暗号スイートを指定してください。その他の名前は Ciphers に指定します。この行がなければ既定値が使用されます',
  }),
  'tls-context': ({ detail }) => ({
    what: `この構成では TLS を準備できません: ${shown(detail)}`,
    hint: 'sendmemo-ssl.cfg の Ciphers、CipherSuites、MinProtocol、MaxProtocol、CertFile、KeyFile を確認してください。行頭に ; を付ければ既定値が使用されます',
  }),
};

/** Japanese words for faults of the TLS session and of the server's certificate. */
export const tlsWords: WordsFor<TlsFailure> = {
  'cert-hostname': ({ server, certificate, commonName, unused }) => ({
    what: `${name(server)}: 証明書の名前は ${namesOf(certificate, commonName)} であり、${shown(server.host)} ではありません`,
    hint: hostnameHint(server, certificate, commonName, unused),
  }),
  'cert-untrusted': ({ server, certificate, why, detail }) => ({
    what: `${name(server)}: ${untrusted(certificate, why, detail)}`,
    hint: untrustedHint(certificate, why),
  }),
  'cert-expired': ({ server, certificate, now }) => ({
    what: `${name(server)}: ${which(certificate)}の有効期限は ${minute(certificate.notAfter)} に切れています (現在 ${minute(now)})`,
    hint:
      certificate.depth === 0
        ? 'サーバーの管理者に証明書の更新を依頼してください。上の現在時刻が誤っている場合は、このマシンの時計を合わせてください'
        : 'サーバーの管理者に証明書チェーンの更新を依頼してください。その証明書が CAFile にある場合は、新しいものに置き換えてください',
  }),
  'cert-not-yet-valid': ({ server, certificate, now }) => ({
    what: `${name(server)}: ${which(certificate)}は ${minute(certificate.notBefore)} まで有効になりません (現在 ${minute(now)})`,
    hint: 'このマシンの時計を合わせてください (timedatectl、chronyc tracking で確認)。時計が正しければ、証明書の有効期間がまだ始まっていません',
  }),
  'cert-revoked': ({ server, certificate, crl, revokedAt }) => ({
    what: `${name(server)}: ${which(certificate).trimEnd()} (シリアル番号 ${certificate.serialNumber}) は、発行者 ${certificate.issuer} によって${revokedAt === null ? '' : ` ${minute(revokedAt)} に`}失効させられています`,
    hint: `サーバーには新しい証明書が必要です。サーバーの管理者に連絡してください${crl === null ? '' : ` (失効の記録: ${shown(crl.file ?? 'CrlFile')} の ${crl.block} 番目のブロック)`}`,
  }),
  'cert-fingerprint': ({ server, certificate, wanted }) => ({
    what: `${name(server)}: 証明書 (${certificate.subject}) の SHA-256 フィンガープリントは ${certificate.fingerprint} ですが、Fingerprint の値は ${colons(wanted)} です`,
    hint: `サーバーの証明書が新しくなり、管理者がこのフィンガープリントを確認した場合は、Fingerprint = ${certificate.fingerprint} と記述してください。そうでなければ、別の相手が応答しているおそれがあります`,
  }),
  'crl-missing': ({ server, issuer, certificate, why }) => ({
    what: `${name(server)}: ${crlMissing(issuer, certificate, why)}`,
    hint: crlHint(issuer, why),
  }),
  'crl-expired': ({ server, crl, why, now }) => ({
    what:
      why === 'expired'
        ? `${name(server)}: ${crl.issuer} の CRL (${shown(crl.file ?? 'CrlFile')} の ${crl.block} 番目のブロック) は ${minute(crl.nextUpdate ?? crl.thisUpdate)} までに更新されるべきものです (現在 ${minute(now)})`
        : `${name(server)}: ${crl.issuer} の CRL (${shown(crl.file ?? 'CrlFile')} の ${crl.block} 番目のブロック) は ${minute(crl.thisUpdate)} まで有効になりません (現在 ${minute(now)})`,
    hint:
      why === 'expired'
        ? 'その CA から最新の CRL を取得し、CrlFile のファイルの内容を置き換えてください。nextUpdate より前に自動で取得するよう設定してください'
        : 'このマシンの時計を合わせてください。時計が正しければ、その CA から最新の CRL を取得してください',
  }),
  'starttls-unavailable': ({ server, offered }) => ({
    what: `${name(server)} は STARTTLS を提供していません${offered.length === 0 ? '' : ` (提供している機能: ${offered.map(shown).join(', ')})`}。何も送信していません`,
    hint: 'TLS を提供しているポートを使用してください (587: EnableTLS = 1、465: EnableTLS = 2)。平文で送信してよい場合に限り、StartTLSPolicy = may または EnableTLS = 0 と記述してください',
  }),
  'starttls-refused': ({ server, reply }) => ({
    what: `${name(server)} は、提供している STARTTLS を拒否しました: ${reply.code} ${shown(reply.message)}。何も送信していません`,
    hint:
      reply.code < 500
        ? 'サーバーは一時的に TLS を使用できません。後でもう一度試してください。続く場合は、サーバーの管理者が証明書とログを確認する必要があります'
        : 'サーバーの管理者に TLS の構成の確認を依頼してください。それまでは、ポート 465 と EnableTLS = 2 を使用できる場合があります',
  }),
  'tls-handshake': ({ server, detail, cause }) => ({
    what:
      cause === 'legacy-renegotiation'
        ? `${name(server)} は安全な再ネゴシエーション (RFC 5746) に対応していません。OpenSSL はこのようなサーバーとセッションを確立しません`
        : `${name(server)}: TLS セッションを確立できません: ${shown(detail)}`,
    hint:
      cause === undefined
        ? 'sendmemo-ssl.cfg の MinProtocol、MaxProtocol、Ciphers が、サーバーに提示する内容を制限しています'
        : causeHint(server, cause),
  }),
  'tls-version': ({ server, minimum, maximum, offered, sslv3Asked }) => ({
    what: `${name(server)}: 共通の TLS バージョンがありません: ${versions(minimum, maximum, offered)}`,
    hint: versionHint(minimum, offered, sslv3Asked),
  }),
  'tls-no-common-cipher': ({ server, ciphers }) => ({
    what: `${name(server)}: 提示した暗号をサーバーが 1 つも受け入れません${ciphers === null ? '' : ` (Ciphers = ${shown(ciphers)})`}`,
    hint:
      ciphers === null
        ? 'サーバーに古い暗号しかない場合は、MinProtocol = TLSv1 (古い暗号も使用されます) または Ciphers = ALL:@SECLEVEL=0 と記述してください。サーバーを更新するほうが安全です'
        : 'Ciphers (および CipherSuites) の行頭に ; を付けて既定値を使用するか、サーバーにある暗号を追加してください',
  }),
  'tls-client-certificate': ({ server, configured, alert }) => ({
    what: configured
      ? `${name(server)} は CertFile のクライアント証明書を拒否しました: ${shown(alert)}`
      : `${name(server)} はクライアント証明書を要求していますが、設定されていません (${shown(alert)})`,
    hint: configured
      ? 'CertFile には、サーバーが信頼する CA がクライアント用に発行した有効期限内の証明書と、それに続けて中間証明書が必要です。どの CA を信頼しているか、サーバーの管理者に確認してください'
      : 'sendmemo-ssl.cfg に CertFile = /path/client.pem と KeyFile = /path/client.key を記述してください',
  }),
  'not-tls-port': ({ server, greeting }) => ({
    what: `${name(server)} は接続直後から TLS を使用するポートではありません${greeting === null ? '' : ` (応答: "${shown(greeting)}")`}。EnableTLS = 2 が指定されています`,
    hint: `ポート ${server.port} には EnableTLS = 1 (STARTTLS) と記述してください。SMTPS は通常ポート 465 です`,
  }),
};

function hostnameHint(
  server: ServerFacts,
  certificate: CertificateFacts,
  commonName: string | null,
  unused: Extract<TlsFailure, { reason: 'cert-hostname' }>['unused'],
): string {
  const dns = certificate.names.filter((each) => each.startsWith('DNS:')).map((each) => each.slice(4));
  const ip = certificate.names.filter((each) => each.startsWith('IP:')).map((each) => each.slice(3));
  const fit = [...(dns.length > 0 ? dns : commonName === null ? [] : [commonName]), ...ip].find(
    (each) =>
      !each.includes('*') && !each.endsWith('.') && (each.split('.').length > 2 || each.includes(':')),
  );
  const otherwise = 'CertValidationIgnoreHostName = 1 と記述すると、名前は照合されません';
  if (unused !== null) {
    return `${unusedName(unused)}。サーバーには、サブジェクト代替名に ${shown(server.host)} を含む証明書が必要です。${otherwise}`;
  }
  if (fit !== undefined) {
    return `意図したサーバーであれば smtp-server-host = ${shown(fit)} と記述してください。${otherwise}`;
  }
  if (server.host.split('.').length < 3) {
    return `名前には 2 つ以上のドットが必要です。サーバーの完全な名前またはアドレスを、証明書のとおりに指定してください。${otherwise}`;
  }
  return `サーバーには ${shown(server.host)} 用の証明書が必要です。${otherwise}`;
}

function unusedName(why: 'trailing-dot' | 'cn-wildcard' | 'cn-constrained'): string {
  switch (why) {
    case 'trailing-dot':
      return '末尾にドットがある名前は使用できません';
    case 'cn-wildcard':
      return 'CN のワイルドカードは使用できません';
    case 'cn-constrained':
      return '名前制約のある CA の下では CN を使用できません';
  }
}

type Why = Extract<TlsFailure, { reason: 'cert-untrusted' }>['why'];

function untrusted(certificate: CertificateFacts, why: Why, detail: string): string {
  switch (why) {
    case 'self-signed':
      return `サーバーの証明書 (${certificate.subject}) は自己署名であり、信頼するファイルに含まれていません`;
    case 'unknown-issuer':
      return certificate.subject === certificate.issuer
        ? `チェーンの終端 ${certificate.subject} は、信頼する CA に含まれていません`
        : `${which(certificate)}の発行者 ${certificate.issuer} は、信頼する CA に含まれていません`;
    case 'missing-intermediate':
      return `サーバーは自身の証明書 (${certificate.subject}) だけを送信しました。その発行者 ${certificate.issuer} は、CAFile にも信頼する CA にも含まれていません`;
    case 'name-constraints':
      return `${which(certificate)}の名前制約により、このサーバーの名前は認められていません${detail === '' ? '' : ` (${shown(detail)})`}`;
    case 'wrong-purpose':
      return `${which(certificate)}はサーバーには使用できません (拡張キー使用法に serverAuth がありません)`;
    case 'wrong-key-usage':
      return `${which(certificate)}はサーバーには使用できません (キー使用法で署名も鍵交換も認められていません)`;
    case 'not-a-ca':
      return `${which(certificate)}は CA ではありませんが (基本制約)、下位の証明書を発行しています`;
    case 'no-cert-sign':
      return `${which(certificate)}には証明書への署名が認められていませんが (キー使用法に keyCertSign がありません)、下位の証明書を発行しています`;
    case 'no-crl-sign':
      return `${which(certificate)}には証明書失効リストへの署名が認められていません (キー使用法に cRLSign がありません)`;
    case 'path-length':
      return `${which(certificate)}が認める数よりも多くの CA がチェーンにあります (パス長の上限 ${shown(detail)})`;
    case 'unknown-extension':
      return `${which(certificate)}には、対応していないクリティカルな拡張があります (${shown(detail)})`;
    case 'weak':
      return `${which(certificate)}は、信頼するには強度が不足しています: ${shown(detail)}`;
    case 'other':
      return `${which(certificate)}は受け入れられませんでした: ${shown(detail)}`;
  }
}

function untrustedHint(certificate: CertificateFacts, why: Why): string {
  switch (why) {
    case 'self-signed':
      return `サーバーの管理者から証明書を入手して CAFile = /path/server.pem と記述するか、フィンガープリントを確認したうえで Fingerprint = ${certificate.fingerprint} と記述してください`;
    case 'unknown-issuer':
      return `サーバーの管理者から ${certificate.issuer} の CA 証明書を入手し、CAFile = /path/ca.pem と記述してください`;
    case 'missing-intermediate':
      return `サーバーが中間証明書を送信するように設定してもらうか、${certificate.issuer} の証明書を CAFile のファイルに追加してください`;
    case 'name-constraints':
      return 'この CA が証明書を発行できるのは、別の名前だけです。別の CA の証明書をサーバーに設定するか、この CA が発行できる名前を smtp-server-host に指定してください。サーバーの管理者に連絡してください';
    case 'wrong-purpose':
      return 'サーバーには、サーバー用に発行された証明書が必要です。サーバーの管理者に連絡してください';
    case 'wrong-key-usage':
      return 'サーバーには、キー使用法に digitalSignature がある証明書が必要です。サーバーの管理者に連絡してください';
    case 'not-a-ca':
    case 'no-cert-sign':
    case 'path-length':
      return 'サーバーには、発行が認められている CA の証明書が必要です。サーバーの管理者に連絡してください';
    case 'no-crl-sign':
      return 'この CA の CRL は検証できません。cRLSign のある CA 証明書への更新を CA の管理者に依頼するか、CrlFile の行頭に ; を付けてください';
    case 'unknown-extension':
      return 'サーバーには、この拡張のない証明書が必要です。サーバーの管理者に連絡してください';
    case 'weak':
      return 'サーバーには 2048 ビットの鍵と SHA-256 の証明書が必要です。それまでは MinProtocol = TLSv1 (または Ciphers = DEFAULT:@SECLEVEL=0) と記述すると、強度の低いものも受け入れられます';
    case 'other':
      return 'サーバーの管理者に証明書またはチェーンの訂正を依頼してください';
  }
}

function causeHint(
  server: ServerFacts,
  cause: NonNullable<Extract<TlsFailure, { reason: 'tls-handshake' }>['cause']>,
): string {
  switch (cause) {
    case 'unrecognized-name':
      return `サーバーは ${shown(server.host)} という名前を認識していません。smtp-server-host に、サーバー自身の名前を指定してください (サーバーの管理者に確認するか、openssl s_client で証明書を確認してください)`;
    case 'chain-too-big':
      return 'サーバーが送信する証明書が 100 KB を超えています。サーバー自身の証明書と中間証明書だけを送信するよう、サーバーの管理者に依頼してください。こちらの設定では変更できません';
    case 'legacy-renegotiation':
      return 'サーバーが安全な再ネゴシエーション (RFC 5746) に対応していません。サーバーを更新してください。それまでは、sendmemo-ssl.cfg に LegacyRenegotiation = 1 と記述できます';
    case 'client-certificate':
      return 'サーバーがクライアント証明書を要求している可能性があります。サーバーの管理者に確認し、必要であれば sendmemo-ssl.cfg に CertFile = /path/client.pem と KeyFile = /path/client.key を記述してください';
    case 'weak-key-exchange':
      return 'サーバーの Diffie-Hellman の鍵が短すぎます。2048 ビットにするよう、サーバーの管理者に依頼してください。それまでは、sendmemo-ssl.cfg に Ciphers = DEFAULT:!kDHE と記述できます';
  }
}

function convertHint(
  name: string,
  path: string,
  wanted: keyof typeof kinds,
  found: keyof typeof foundKinds,
): string {
  const command = convertCommand(path, wanted, found);
  if (command !== null) return `${command} で変換し、${name} = ${shown(path)}.pem と記述してください`;
  if (found === 'html')
    return 'ファイルの代わりにページが保存されています (ログインやエラーのページなど)。もう一度ダウンロードしてください';
  if (found === 'private-key' || found === 'encrypted-key')
    return `秘密鍵は KeyFile に指定します。${name} には${kinds[wanted]}のファイルを指定してください`;
  if (found === 'crl')
    return `証明書失効リストは CrlFile に指定します。${name} には${kinds[wanted]}のファイルを指定してください`;
  if (found === 'certificate')
    return `証明書は CAFile (CA) または CertFile (クライアント) に指定します。${name} には${kinds[wanted]}のファイルを指定してください`;
  if (found === 'request')
    return `署名要求からは CA が証明書を発行します。${name} には CA から受け取ったファイルを指定してください`;
  return `${name} には${kinds[wanted]}のファイルを指定してください`;
}

/** The command that makes a PEM file beside the other, or null. */
function convertCommand(
  path: string,
  wanted: keyof typeof kinds,
  found: keyof typeof foundKinds,
): string | null {
  const from = shellWord(path);
  const to = shellWord(`${path}.pem`);
  if (found === 'utf16') return `iconv -f UTF-16 -t UTF-8 ${from} > ${to}`;
  if (found === 'base64')
    return `(echo "-----BEGIN ${labels[wanted]}-----"; cat ${from}; echo "-----END ${labels[wanted]}-----") > ${to}`;
  if (wanted === 'certificate') {
    if (found === 'pkcs7-pem') return `openssl pkcs7 -print_certs -in ${from} -out ${to}`;
    if (found === 'pkcs7-der') return `openssl pkcs7 -inform DER -print_certs -in ${from} -out ${to}`;
    if (found === 'pkcs12') return `openssl pkcs12 -in ${from} -nokeys -out ${to}`;
  }
  if (wanted === 'key') {
    if (found === 'pkcs12') return `(umask 077; openssl pkcs12 -in ${from} -nocerts -nodes -out ${to})`;
    if (found === 'key-der' || found === 'encrypted-key')
      return `(umask 077; openssl pkey -inform DER -in ${from} -out ${to})`;
    if (found === 'openssh-key') return `(umask 077; cp ${from} ${to}; ssh-keygen -p -m PEM -f ${to})`;
  }
  return null;
}

function crlHint(issuer: string, why: Extract<TlsFailure, { reason: 'crl-missing' }>['why']): string {
  switch (why) {
    case 'self-signed':
      return '自己署名証明書は CRL で確認できません。CrlFile の行頭に ; を付けるか、CA が発行した証明書をサーバーに設定してください。この証明書だけを受け入れるには Fingerprint を使用します';
    case 'no-issuer':
      return `${issuer} の証明書を CAFile のファイルに追加してください。最新の CRL が CrlFile のファイルになければ、それも追加してください`;
    case 'forged':
      return `この証明書を発行した ${issuer} の最新の CRL を入手し、CrlFile のファイルに追加してください (同じ名前の古い CA と新しい CA がある場合があります)`;
    case 'delta':
      return `${issuer} の完全な (ベース) CRL を CrlFile のファイルに追加してください (Windows の CA では、デルタ NAME+.crl に対して NAME.crl です)`;
    case 'indirect':
    case 'some-reasons':
    case 'other-kind':
    case 'other-point':
    case 'unknown-extension':
      return `${issuer} が発行したすべての証明書を対象とする完全な CRL を CrlFile のファイルに追加してください。CRL の対象は openssl crl -in FILE -noout -text で確認できます`;
    case 'absent':
      return `${issuer} の最新の CRL を入手し、CrlFile のファイルに追加してください (複数の CRL を続けて記述できます)。チェーンのすべての発行者の CRL が必要です`;
  }
}

function crlMissing(
  issuer: string,
  certificate: CertificateFacts,
  why: Extract<TlsFailure, { reason: 'crl-missing' }>['why'],
): string {
  switch (why) {
    case 'absent':
      return `CrlFile に、${certificate.subject} の発行者 ${issuer} の CRL がありません`;
    case 'forged':
      return `${issuer} の名前の CRL は、${certificate.subject} を発行した CA とは別の鍵で署名されています`;
    case 'self-signed':
      return `サーバーの証明書 (${certificate.subject}) は自己署名のため、失効しているかどうかを CRL で確認できません`;
    case 'no-issuer':
      return `${which(certificate)}の失効を確認できません: 発行者 ${issuer} の証明書がないため、その CA の CRL を検証できません`;
    case 'delta':
      return `CrlFile には、${certificate.subject} の発行者 ${issuer} のデルタ CRL しかありません。デルタ CRL に含まれるのは、完全な CRL からの変更だけです`;
    case 'indirect':
      return `CrlFile には、${certificate.subject} の発行者 ${issuer} の間接 CRL しかありません`;
    case 'some-reasons':
      return `CrlFile には、${certificate.subject} の発行者 ${issuer} の、一部の失効理由だけを対象とする CRL しかありません`;
    case 'other-kind':
      return `CrlFile にある ${issuer} の CRL は、${certificate.subject} とは別の種類の証明書を対象としています (issuingDistributionPoint)`;
    case 'other-point':
      return `CrlFile にある ${issuer} の CRL の配布点は、${certificate.subject} が示すものと異なります (issuingDistributionPoint)`;
    case 'unknown-extension':
      return `CrlFile にある ${issuer} の CRL には、対応していないクリティカルな拡張があります`;
  }
}

function versions(minimum: string, maximum: string, offered: string | null): string {
  const wanted = minimum === maximum ? `${minimum} のみ` : `${minimum} から ${maximum} まで`;
  if (offered === null) return `この構成で使用できるのは ${wanted}ですが、サーバーにはいずれもありません`;
  return offered < minimum
    ? `サーバーが提供するのは ${offered} までですが、この構成では ${minimum} 以上が必要です`
    : `サーバーは ${offered} を要求していますが、この構成で使用できるのは ${maximum} までです`;
}

function versionHint(minimum: string, offered: string | null, sslv3Asked: boolean): string {
  if (offered !== null) {
    return offered < minimum
      ? `サーバーを更新してください。それまでは MinProtocol = ${offered} と記述できますが、安全ではありません`
      : `MaxProtocol = ${offered} と記述するか、MaxProtocol の行頭に ; を付けてください`;
  }
  if (sslv3Asked) {
    return 'サーバーには SSLv3 しかない可能性があります。IPM_ENABLE_SSL_V3 の値にかかわらず、この実行環境に SSLv3 はありません。サーバーの更新が必要です';
  }
  return minimum === 'TLSv1'
    ? 'サーバーには SSLv3 しかない可能性がありますが、この実行環境に SSLv3 はありません。サーバーの更新が必要です'
    : 'サーバーが古い場合は MinProtocol = TLSv1 と記述してください (安全ではありません)。新しい場合は MaxProtocol を確認してください';
}

function which({ depth, subject }: CertificateFacts): string {
  return depth === 0 ? `証明書 ${subject} ` : `証明書 ${subject} (チェーンの ${depth + 1} 番目) `;
}

function namesOf({ names, subject }: CertificateFacts, commonName: string | null): string {
  const hasDns = names.some((each) => each.startsWith('DNS:'));
  const all = names.map((each) => each.replace(/^(DNS|IP):/, ''));
  if (!hasDns && commonName !== null) all.push(shown(commonName));
  return all.length === 0 ? `なし (${subject} にホストの名前がありません)` : all.slice(0, 8).join(', ');
}

function pemFault(detail: string): string {
  switch (detail) {
    case 'boundary-damaged':
      return '-----BEGIN または -----END の行が壊れています';
    case 'no-end':
      return '-----END の行がありません';
    case 'no-begin':
      return '-----END の行がありますが、-----BEGIN の行がありません';
    case 'labels-differ':
      return '-----BEGIN の行と -----END の行の種類が異なります';
    case 'empty':
      return '内容がありません';
    case 'base64-damaged':
      return 'base64 が壊れています';
    case 'contents-damaged':
      return '内容が別のものであるか、壊れています';
    default:
      return shown(detail);
  }
}

/** `FILE:LINE: `, or who said it. */
function at(origin: Origin): string {
  switch (origin.kind) {
    case 'file':
      return `${shown(origin.file)}:${origin.line}: `;
    case 'option':
      return `${origin.option}: `;
    case 'environment':
      return `${origin.variable}: `;
    case 'default':
      return '';
  }
}

function name(server: ServerFacts): string {
  return `${shown(server.host.includes(':') ? `[${server.host}]` : server.host)}:${server.port}`;
}
