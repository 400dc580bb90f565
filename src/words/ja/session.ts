/** Japanese sentences for the way to the server and the conversation with it. */
import type { SessionSentences } from '../decide/session.ts';
import { loginSentences } from './login.ts';

const retryFromQueue =
  '--spool-on-failure を指定すると、メッセージを保管して次の sendmemo queue run で再送します';

const at: SessionSentences['at'] = {
  resolve: '名前解決中に',
  connect: '接続処理中に',
  greeting: 'グリーティングの代わりに',
  ehlo: 'EHLO の処理中に',
  starttls: 'STARTTLS の処理中に',
  tls: 'TLS ハンドシェイク中に',
  auth: '認証中に',
  mail: 'MAIL FROM の処理中に',
  rcpt: 'RCPT TO の処理中に',
  data: 'DATA の処理中に',
  content: 'メッセージ本体の送信中に',
  final: 'メッセージ終端の応答待ち中に',
  rset: 'RSET の処理中に',
  quit: 'QUIT の処理中に',
};

const rejected: SessionSentences['rejected'] = {
  resolve: '接続',
  connect: '接続',
  greeting: '接続',
  ehlo: ' EHLO ',
  starttls: ' STARTTLS ',
  tls: ' STARTTLS ',
  auth: '認証',
  mail: '差出人',
  rcpt: '宛先',
  data: 'メッセージ',
  content: 'メッセージ',
  final: 'メッセージ',
  rset: 'セッション',
  quit: 'セッション',
};

export const sessionSentences: SessionSentences = {
  /** 「可能性」: the reply shows no more than that. */
  causes: {
    'starttls-first':
      'サーバーは先に TLS を要求しています。sendmemo-ssl.cfg に EnableTLS = 1 と記述してください',
    'login-first':
      'サーバーは認証を要求しています。sendmemo.cfg に auth-user と auth-password-file を設定してください (Office 365 の 5.7.57 は、セッションが認証されていないことを示します)',
    'login-or-certificate':
      'サーバーがこのクライアントを識別できません。認証が設定されていない (sendmemo.cfg の auth-user と auth-password-file) か、サーバーがクライアント証明書を要求している (sendmemo-ssl.cfg の CertFile と KeyFile) 可能性があります',
    'client-certificate':
      'サーバーが、信頼する CA のクライアント証明書を要求している可能性があります。sendmemo-ssl.cfg に CertFile と KeyFile を設定するか、どの CA を受け入れるかをサーバーの管理者に確認してください',
    'passwords-off': loginSentences.refusedHints['5.7.30'],
    connector:
      'Office 365 がログインなしのメールを受け付けるのは、テナントのコネクタを経由する場合だけです。ログインするか (auth-oauth = microsoft、smtp-server-host = smtp.office365.com:587)、このマシンのアドレスのコネクタを管理者に追加してもらってください (Exchange 管理センター、メール フロー、コネクタ)',
    'send-as':
      'auth-user のアカウントには、このアドレスで送信する権限がありません。sendmemo.cfg の from をアカウント自身のアドレスにするか、「送信者として送信」(Send As) の権限を付与してもらってください',
    'address-not-verified':
      'このサービスは検証済みのアドレスしか受け付けません。差出人のアドレスまたはドメインを検証するか (Amazon SES では同じリージョンで。サンドボックスでは宛先も)、sendmemo.cfg の from を検証済みのアドレスにしてください',
    'sender-domain':
      '差出人のアドレスまたはドメインが受け付けられません。sendmemo.cfg の from または --envelope-from に、ドメインが DNS に存在し、サーバーが許可しているアドレスを指定してください',
    'sender-policy':
      '差出人のドメインが、このサーバーからの送信を許可していません (SPF、DKIM、DMARC)。sendmemo.cfg の from を、送信が許可されているドメインのアドレスにするか、そのドメインのメールサーバーを経由して送信するか、このサーバーを SPF レコードに追加してもらってください',
    'reverse-dns':
      'サーバーは、このマシンの公開アドレスの逆引き (PTR レコード) を要求しています。ネットワークの管理者に PTR レコードの登録を依頼するか、プロバイダーのメールサーバー (smtp-server-host) を経由して送信してください。その他の設定では解決できません',
    'block-list':
      'このマシンのアドレスまたは差出人がブロックリストに登録されています。応答に示されたリンクを確認するか、プロバイダーのメールサーバー (smtp-server-host) を経由して送信してください',
    'relay-denied':
      'サーバーがこのクライアントからの中継を許可していません。認証を設定するか (sendmemo.cfg の auth-user)、このマシンのアドレスを許可してもらうか (Postfix では mynetworks)、宛先を担当するメールサーバーを使用してください',
    'no-such-user': 'そのメールボックスはサーバーに存在しません。アドレスを訂正してください',
    'mailbox-full':
      '宛先のメールボックスの容量がいっぱいです。時間をおいて再試行するか、別の方法で受信者に連絡してください',
    greylisted: `グレーリスティングの可能性があります。同じアドレスからの後の再試行で受け付けられます。${retryFromQueue}`,
    'rate-limited':
      'サーバーが一定時間内の受付数を制限しています。時間をおいて再試行し、sendmemo.cfg の max-connections と rate-limit を小さくしてください',
    'disk-full': `サーバーの空き容量または資源が不足しています。サーバーの管理者による対応が必要です。${retryFromQueue}`,
    'server-fault':
      'この設定ではなく、サーバー側の障害です。サーバーのログを確認するか管理者に問い合わせ、時間をおいて再試行してください',
  },
  waits: {
    resolve: (server) => `${server} の名前解決中`,
    connect: (server) => `${server} への接続中`,
    greeting: (server) => `${server} のグリーティングの待機中`,
    ehlo: (server) => `EHLO に対する ${server} の応答待ち中`,
    starttls: (server) => `STARTTLS に対する ${server} の応答待ち中`,
    tls: (server) => `${server} との TLS ハンドシェイク中`,
    auth: (server) => `${server} での認証中`,
    mail: (server) => `MAIL FROM に対する ${server} の応答待ち中`,
    rcpt: (server) => `RCPT TO に対する ${server} の応答待ち中`,
    data: (server) => `DATA に対する ${server} の応答待ち中`,
    content: (server) => `${server} へのメッセージの送信中`,
    final: (server) => `メッセージに対する ${server} の応答待ち中`,
    rset: (server) => `RSET に対する ${server} の応答待ち中`,
    quit: (server) => `QUIT に対する ${server} の応答待ち中`,
  },
  at,
  rejected,
  server: (name, address) => (address === null ? name : `${name} (${address})`),

  noSuchName: (host) => `サーバー名「${host}」は存在しません`,
  noSuchNameHint: (host, command) =>
    `smtp-server-host を訂正してください (このマシンでは /etc/hosts を含めて ${host} を解決できません)。確認方法: ${command}`,
  notResolved: (host, system) => `サーバー名「${host}」を解決できませんでした (${system})`,
  notResolvedHint:
    'ネームサーバーが応答していません。時間をおいて再試行するか、/etc/resolv.conf を確認するか、smtp-server-host に IP アドレスを指定してください',

  noConnection: (server, reasons) => `${server} に接続できません: ${reasons}`,
  connectReasons: {
    ECONNREFUSED: '接続を拒否されました (ECONNREFUSED)',
    ETIMEDOUT: '時間内に応答がありません (ETIMEDOUT)',
    EHOSTUNREACH: 'ホストへの経路がありません (EHOSTUNREACH)',
    ENETUNREACH: 'ネットワークへの経路がありません (ENETUNREACH)',
    EADDRNOTAVAIL: '接続元アドレスがこのマシンにありません (EADDRNOTAVAIL)',
    EAFNOSUPPORT: '接続元アドレスの種類が異なります (EAFNOSUPPORT)',
    ECONNRESET: '接続がリセットされました (ECONNRESET)',
  },
  connectHints: {
    localhost: (port) =>
      `このマシンのポート ${port} で待ち受けているメールサーバーがありません。メールサーバーを指定してください: -H mail.example.com、または --server-dir DIR の sendmemo.cfg の smtp-server-host (sendmemo config init DIR で作成できます)`,
    refused: (port) =>
      `ポート ${port} で待ち受けているプログラムがありません。smtp-server-host または smtp-server-port (25、STARTTLS は 587、EnableTLS = 2 は 465) を訂正するか、メールサーバーを起動してください`,
    silent: (port) =>
      `ファイアウォールがポート ${port} を遮断しているか、ホストが停止しています。別の smtp-server-port を試すか、sendmemo.cfg の connect-timeout を大きくしてください`,
    other: () => 'このマシンのネットワークと経路、smtp-server-host と smtp-server-port を確認してください',
  },

  sourceHints: {
    foreign: (address) =>
      `このマシンには ${address} というアドレスがありません。sendmemo.cfg の source-address を訂正してください (アドレスは ip address で確認できます)`,
    family: (address) =>
      `source-address = ${address} とサーバーのアドレスの種類 (IPv4 または IPv6) が異なります。同じ種類のアドレスを指定するか、sendmemo.cfg から source-address を削除してください`,
  },
  noProxy: (server, proxy, fault, detail) =>
    `プロキシ ${proxy} 経由で ${server} に接続できません: ${fault}${detail === '' ? '' : ` (${detail})`}`,
  proxyFaults: {
    name: 'プロキシの名前を解決できません',
    unreachable: 'プロキシに接続できません',
    'no-proxy': '指定した種類のプロキシとして応答しません',
    lost: 'プロキシが応答せずに接続を閉じました',
    timeout: 'プロキシから時間内に応答がありません',
    'login-required': 'プロキシが認証を要求しています',
    'login-refused': 'プロキシがユーザー名またはパスワードを拒否しました',
    policy: 'プロキシがこの接続を許可していません',
    target: 'プロキシからサーバーに到達できません',
  },
  proxyHints: {
    name: () => 'sendmemo.cfg の proxy を訂正するか、プロキシを起動してください',
    unreachable: () => 'sendmemo.cfg の proxy を訂正するか、プロキシを起動してください',
    'no-proxy': (scheme) =>
      `sendmemo.cfg の proxy のホスト、ポート、種類を確認してください。${scheme === 'http' ? 'SOCKS プロキシの場合は socks5h://HOST:PORT' : 'HTTP プロキシの場合は http://HOST:PORT'} と記述してください`,
    lost: () =>
      'プロキシのログを確認してください。このマシンまたはこのポートへの接続を許可していない可能性があります',
    timeout: () =>
      'プロキシまたはその先のサーバーの応答が遅いか、遮断されています。プロキシのログを確認するか、sendmemo.cfg の connect-timeout を大きくしてください',
    'login-required': (scheme) =>
      `proxy = ${scheme}://USER@HOST:PORT の形でユーザー名を、proxy-password-file のファイルにパスワードを指定してください`,
    'login-refused': () => 'proxy のユーザー名と proxy-password-file の 1 行目を確認してください',
    policy: () =>
      'このマシンからサーバーのホストとポートへの接続を、プロキシで許可してもらってください (多くの HTTP プロキシは CONNECT を 443 番ポートにだけ許可します。Squid では SSL_ports)',
    target: () =>
      'プロキシから見た smtp-server-host と smtp-server-port を確認してください。名前の解決はプロキシが行います。その先のファイアウォールがポートを遮断している可能性もあります',
  },

  noGreeting: (server) => `${server} はグリーティングを送らずに接続を閉じました`,
  lateGreeting: (server, seconds) =>
    `${server} は接続を受け付けましたが、${seconds} 秒以内にグリーティングを送りませんでした`,
  greetingHints: {
    closed: () =>
      'サーバーがこのマシンを拒否しているか、過負荷か、接続直後から TLS を要求している (その場合は sendmemo-ssl.cfg に EnableTLS = 2) 可能性があります。サーバーのログを確認してください',
    silent: (port) =>
      `ポート ${port} が接続直後から TLS を要求する場合は、sendmemo-ssl.cfg に EnableTLS = 2 と記述してください。サーバーが遅い場合は sendmemo.cfg の greeting-timeout を大きくしてください`,
    'closed-tls': () =>
      'TLS は確立しているので、ポートと EnableTLS は正しく設定されています。サーバーがクライアント証明書を要求している (sendmemo-ssl.cfg の CertFile と KeyFile) か、このマシンを拒否しているか、過負荷の可能性があります。サーバーのログを確認してください',
    'closed-certificate': () =>
      'TLS は確立しているので、ポートと EnableTLS は正しく設定されています。サーバーがクライアント証明書またはこのマシンを拒否しているか、過負荷の可能性があります。サーバーのログを確認してください',
    'silent-tls': () =>
      'TLS は確立しているので、ポートと EnableTLS は正しく設定されています。サーバーが遅い場合は sendmemo.cfg の greeting-timeout を大きくし、そうでなければサーバーのログを確認してください',
  },

  lost: (server, stage, system) =>
    `${at[stage]} ${server} との接続が切れました${system ? ` (${system})` : ''}。何も配信されていません`,
  largeHelloHint:
    'OpenSSL 3.5 が ML-KEM のために送る、1 パケットに収まらない TLS の最初のメッセージに、サーバーまたは途中のファイアウォールが応答していない可能性があります。sendmemo-ssl.cfg に Groups = X25519:P-256:P-384 と記述して試し、その装置を更新してもらってください。それでも同じ場合は、サーバーのログを確認してください',
  lostHint:
    '時間をおいて再試行してください。毎回起きる場合は、サーバーのログと途中のファイアウォールを調べてください',
  unknown: {
    lost: (server) => `メッセージ全体を送信した後、${server} との接続が切れました`,
    interrupted: (server) => `メッセージ全体を ${server} に送信した後、中断されました`,
    timeout: (server, seconds) =>
      `メッセージ全体を送信した後、${server} が ${seconds} 秒以内に応答しませんでした`,
  },
  unknownDelivery: (cause, messageId) =>
    `${cause}。配信されたかどうかは不明です${messageId === null ? '' : ` (Message-ID ${messageId})`}`,
  unknownHint: (messageId) =>
    `再送する前に、サーバーのログで ${messageId ?? 'Message-ID'} を探してください。サーバーの検査に時間がかかる場合は sendmemo.cfg の final-timeout を大きくしてください`,
  stageTimeout: (seconds, setting, wait) =>
    `${wait}に ${seconds} 秒 (${setting}) が経過しました。何も配信されていません`,
  stageTimeoutHint: (setting, seconds) =>
    `時間をおいて再試行してください。サーバーの処理に時間がかかる場合は、sendmemo.cfg に ${setting} = ${seconds} と記述してください`,
  runTimeout: (seconds, wait) =>
    wait === null
      ? `制限時間 ${seconds} 秒 (--timeout) が経過しました`
      : `${wait}に制限時間 ${seconds} 秒 (--timeout) が経過しました。何も配信されていません`,
  runTimeoutHint: (seconds) => `制限時間を延ばしてください: --timeout ${seconds}`,
  interrupted: (signal, wait) =>
    wait === null
      ? `シグナル ${signal} により中断されました`
      : `${wait}に、シグナル ${signal} により中断されました。何も配信されていません`,

  refused: (server, stage, reply) => `${server} が${rejected[stage]}を拒否しました: ${reply}`,
  transient: (server, stage, reply) => `${server} が${rejected[stage]}を一時的に拒否しました: ${reply}`,
  refusedHints: {
    connection:
      'サーバーがこのマシンからの接続を許可していません。サーバー側でアドレスを許可してもらうか (Postfix では mynetworks)、別の smtp-server-host を指定してください',
    ehlo: 'EHLO の名前が拒否されている可能性があります。sendmemo-ssl.cfg に Hostname = host.example.com と記述してください',
    sender:
      'この差出人は受け付けられません。--from または --envelope-from、あるいは sendmemo.cfg の from = printer@example.com で別の差出人を指定してください',
    other: '理由はサーバーの応答に示されています。詳細はサーバーのログを確認してください',
  },
  deferredHint: `時間をおいて再試行してください。${retryFromQueue}`,

  sizeLimit: (server, size, limit) => `メッセージが ${server} の上限を超えています: ${size}、上限 ${limit}`,
  sizeRefused: (server, size, reply) =>
    `${server} がメッセージ${size === null ? '' : ` (${size}) `}をサイズ超過として拒否しました: ${reply}`,
  sizeHint:
    '添付ファイルを減らすか小さくするか、サーバーの上限 (Postfix では message_size_limit) を引き上げてもらってください',
  sizeRefusedHint:
    '添付ファイルを減らすか小さくするか、サーバーの上限またはメールボックスの容量を引き上げてもらってください',

  protocolReply: (server, stage, text) => `${at[stage]} ${server} から予期しない応答が届きました: "${text}"`,
  noSmtp: (server, text) =>
    `${server} は SMTP サーバーではありません (グリーティングの代わりに "${text}" が届きました)`,
  protocolHint: (port) =>
    `smtp-server-host と smtp-server-port (${port}) がメールサーバーを指しているか、途中のプロキシやファイアウォールが SMTP を書き換えていないかを確認してください`,
  otherService: (service, port) =>
    `${service} サーバーのようです。smtp-server-host または smtp-server-port (${port}) を訂正してください。メールサーバーのポートは 25、587、465 です`,
  services: { SSH: 'SSH', HTTP: 'HTTP', IMAP: 'IMAP', POP3: 'POP3', TLS: 'TLS' },
  injection: (server, text) =>
    `${server} から STARTTLS の応答に続けて平文のデータが届きました${text ? `: "${text}"` : ''}。何も送信していません`,
  injectionHint:
    '経路上で何者かがコマンドを挿入しているか (CVE-2011-0411)、サーバーに不具合があります。使用を続ける前にサーバーを調べてもらってください',
  replyTooLong: (server, stage, limit) =>
    `${at[stage]} ${server} から ${limit} オクテットを超える応答が届きました`,

  oneRecipient: (server, isPermanent, address, reply) =>
    `${server} が宛先 ${address} を${isPermanent ? '拒否' : '保留'}しました: ${reply}`,
  recipients: (server, refused, deferred, all) =>
    `${server} は宛先 ${all} 件のうち ${[
      ...(refused > 0 ? [`${refused} 件を拒否`] : []),
      ...(deferred > 0 ? [`${deferred} 件を保留`] : []),
    ].join('、')}しました`,
  correctAddresses: '拒否されたアドレスを訂正または削除してください',
  deferredRecipients: `保留された宛先には時間をおいて再試行してください。${retryFromQueue}`,
};
