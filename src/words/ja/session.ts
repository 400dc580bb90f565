/** Japanese sentences for the way to the server and the conversation with it. */
export const sessionSentences = {
  'retry-from-queue':
    '--spool-on-failure を指定すると、メッセージを保管して次の sendmemo queue run で再送します',
  'cause.starttls-first':
    'サーバーは先に TLS を要求しています。sendmemo-ssl.cfg に EnableTLS = 1 と記述してください',
  'cause.login-first':
    'サーバーは認証を要求しています。sendmemo.cfg に auth-user と auth-password-file を設定してください (Office 365 の 5.7.57 は、セッションが認証されていないことを示します)',
  'cause.login-or-certificate':
    'サーバーがこのクライアントを識別できません。認証が設定されていない (sendmemo.cfg の auth-user と auth-password-file) か、サーバーがクライアント証明書を要求している (sendmemo-ssl.cfg の CertFile と KeyFile) 可能性があります',
  'cause.client-certificate':
    'サーバーが、信頼する CA のクライアント証明書を要求している可能性があります。sendmemo-ssl.cfg に CertFile と KeyFile を設定するか、どの CA を受け入れるかをサーバーの管理者に確認してください',
  'cause.connector':
    'Office 365 がログインなしのメールを受け付けるのは、テナントのコネクタを経由する場合だけです。ログインするか (auth-oauth = microsoft、smtp-server-host = smtp.office365.com:587)、このマシンのアドレスのコネクタを管理者に追加してもらってください (Exchange 管理センター、メール フロー、コネクタ)',
  'cause.send-as':
    'auth-user のアカウントには、このアドレスで送信する権限がありません。sendmemo.cfg の from をアカウント自身のアドレスにするか、「送信者として送信」(Send As) の権限を付与してもらってください',
  'cause.address-not-verified':
    'このサービスは検証済みのアドレスしか受け付けません。差出人のアドレスまたはドメインを検証するか (Amazon SES では同じリージョンで。サンドボックスでは宛先も)、sendmemo.cfg の from を検証済みのアドレスにしてください',
  'cause.sender-domain':
    '差出人のアドレスまたはドメインが受け付けられません。sendmemo.cfg の from または --envelope-from に、ドメインが DNS に存在し、サーバーが許可しているアドレスを指定してください',
  'cause.sender-policy':
    '差出人のドメインが、このサーバーからの送信を許可していません (SPF、DKIM、DMARC)。sendmemo.cfg の from を、送信が許可されているドメインのアドレスにするか、そのドメインのメールサーバーを経由して送信するか、このサーバーを SPF レコードに追加してもらってください',
  'cause.reverse-dns':
    'サーバーは、このマシンの公開アドレスの逆引き (PTR レコード) を要求しています。ネットワークの管理者に PTR レコードの登録を依頼するか、プロバイダーのメールサーバー (smtp-server-host) を経由して送信してください。その他の設定では解決できません',
  'cause.block-list':
    'このマシンのアドレスまたは差出人がブロックリストに登録されています。応答に示されたリンクを確認するか、プロバイダーのメールサーバー (smtp-server-host) を経由して送信してください',
  'cause.relay-denied':
    'サーバーがこのクライアントからの中継を許可していません。認証を設定するか (sendmemo.cfg の auth-user)、このマシンのアドレスを許可してもらうか (Postfix では mynetworks)、宛先を担当するメールサーバーを使用してください',
  'cause.no-such-user': 'そのメールボックスはサーバーに存在しません。アドレスを訂正してください',
  'cause.mailbox-full':
    '宛先のメールボックスの容量がいっぱいです。時間をおいて再試行するか、別の方法で受信者に連絡してください',
  'cause.greylisted':
    'グレーリスティングの可能性があります。同じアドレスからの後の再試行で受け付けられます。{retry}',
  'cause.rate-limited':
    'サーバーが一定時間内の受付数を制限しています。時間をおいて再試行し、sendmemo.cfg の max-connections と rate-limit を小さくしてください',
  'cause.disk-full':
    'サーバーの空き容量または資源が不足しています。サーバーの管理者による対応が必要です。{retry}',
  'cause.server-fault':
    'この設定ではなく、サーバー側の障害です。サーバーのログを確認するか管理者に問い合わせ、時間をおいて再試行してください',
  'wait.resolve': '{server:tried} の名前解決中',
  'wait.connect': '{server:tried} への接続中',
  'wait.greeting': '{server:tried} のグリーティングの待機中',
  'wait.ehlo': 'EHLO に対する {server:tried} の応答待ち中',
  'wait.starttls': 'STARTTLS に対する {server:tried} の応答待ち中',
  'wait.tls': '{server:tried} との TLS ハンドシェイク中',
  'wait.auth': '{server:tried} での認証中',
  'wait.mail': 'MAIL FROM に対する {server:tried} の応答待ち中',
  'wait.rcpt': 'RCPT TO に対する {server:tried} の応答待ち中',
  'wait.data': 'DATA に対する {server:tried} の応答待ち中',
  'wait.content': '{server:tried} へのメッセージの送信中',
  'wait.final': 'メッセージに対する {server:tried} の応答待ち中',
  'wait.rset': 'RSET に対する {server:tried} の応答待ち中',
  'wait.quit': 'QUIT に対する {server:tried} の応答待ち中',
  'at.resolve': '名前解決中に',
  'at.connect': '接続処理中に',
  'at.greeting': 'グリーティングの代わりに',
  'at.ehlo': 'EHLO の処理中に',
  'at.starttls': 'STARTTLS の処理中に',
  'at.tls': 'TLS ハンドシェイク中に',
  'at.auth': '認証中に',
  'at.mail': 'MAIL FROM の処理中に',
  'at.rcpt': 'RCPT TO の処理中に',
  'at.data': 'DATA の処理中に',
  'at.content': 'メッセージ本体の送信中に',
  'at.final': 'メッセージ終端の応答待ち中に',
  'at.rset': 'RSET の処理中に',
  'at.quit': 'QUIT の処理中に',
  'rejected.resolve': '接続',
  'rejected.connect': '接続',
  'rejected.greeting': '接続',
  'rejected.ehlo': ' EHLO ',
  'rejected.starttls': ' STARTTLS ',
  'rejected.tls': ' STARTTLS ',
  'rejected.auth': '認証',
  'rejected.mail': '差出人',
  'rejected.rcpt': '宛先',
  'rejected.data': 'メッセージ',
  'rejected.content': 'メッセージ',
  'rejected.final': 'メッセージ',
  'rejected.rset': 'セッション',
  'rejected.quit': 'セッション',
  'dns-no-such-name': 'サーバー名「{host}」は存在しません',
  'dns-no-such-name.hint':
    'smtp-server-host を訂正してください (このマシンでは /etc/hosts を含めて {host} を解決できません)。確認方法: getent hosts {host:sh}',
  'dns-unreachable': 'サーバー名「{host}」を解決できませんでした ({system})',
  'dns-unreachable.hint':
    'ネームサーバーが応答していません。時間をおいて再試行するか、/etc/resolv.conf を確認するか、smtp-server-host に IP アドレスを指定してください',
  'connect-failed': '{server:tried} に接続できません: {reasons}',
  'connect-failed.reason.ECONNREFUSED': '接続を拒否されました (ECONNREFUSED)',
  'connect-failed.reason.ETIMEDOUT': '時間内に応答がありません (ETIMEDOUT)',
  'connect-failed.reason.EHOSTUNREACH': 'ホストへの経路がありません (EHOSTUNREACH)',
  'connect-failed.reason.ENETUNREACH': 'ネットワークへの経路がありません (ENETUNREACH)',
  'connect-failed.reason.EADDRNOTAVAIL': '接続元アドレスがこのマシンにありません (EADDRNOTAVAIL)',
  'connect-failed.reason.EAFNOSUPPORT': '接続元アドレスの種類が異なります (EAFNOSUPPORT)',
  'connect-failed.reason.ECONNRESET': '接続がリセットされました (ECONNRESET)',
  'connect-failed.hint.localhost':
    'このマシンのポート {port} で待ち受けているメールサーバーがありません。メールサーバーを指定してください: -H mail.example.com、または --server-dir DIR の sendmemo.cfg の smtp-server-host (sendmemo config init DIR で作成できます)',
  'connect-failed.hint.refused':
    'ポート {port} で待ち受けているプログラムがありません。smtp-server-host または smtp-server-port (25、STARTTLS は 587、EnableTLS = 2 は 465) を訂正するか、メールサーバーを起動してください',
  'connect-failed.hint.silent':
    'ファイアウォールがポート {port} を遮断しているか、ホストが停止しています。別の smtp-server-port を試すか、sendmemo.cfg の connect-timeout を大きくしてください',
  'connect-failed.hint.other':
    'このマシンのネットワークと経路、smtp-server-host と smtp-server-port を確認してください',
  'connect-failed.source.foreign':
    'このマシンには {address} というアドレスがありません。sendmemo.cfg の source-address を訂正してください (アドレスは ip address で確認できます)',
  'connect-failed.source.family':
    'source-address = {address} とサーバーのアドレスの種類 (IPv4 または IPv6) が異なります。同じ種類のアドレスを指定するか、sendmemo.cfg から source-address を削除してください',
  'proxy-failed': 'プロキシ {proxy} 経由で {server:tried} に接続できません: {fault}{? ({detail})}',
  'proxy-failed.fault.name': 'プロキシの名前を解決できません',
  'proxy-failed.fault.unreachable': 'プロキシに接続できません',
  'proxy-failed.fault.no-proxy': '指定した種類のプロキシとして応答しません',
  'proxy-failed.fault.lost': 'プロキシが応答せずに接続を閉じました',
  'proxy-failed.fault.timeout': 'プロキシから時間内に応答がありません',
  'proxy-failed.fault.login-required': 'プロキシが認証を要求しています',
  'proxy-failed.fault.login-refused': 'プロキシがユーザー名またはパスワードを拒否しました',
  'proxy-failed.fault.policy': 'プロキシがこの接続を許可していません',
  'proxy-failed.fault.target': 'プロキシからサーバーに到達できません',
  'proxy-failed.hint.name': 'sendmemo.cfg の proxy を訂正するか、プロキシを起動してください',
  'proxy-failed.hint.unreachable': 'sendmemo.cfg の proxy を訂正するか、プロキシを起動してください',
  'proxy-failed.hint.no-proxy.http':
    'sendmemo.cfg の proxy のホスト、ポート、種類を確認してください。SOCKS プロキシの場合は socks5h://HOST:PORT と記述してください',
  'proxy-failed.hint.lost':
    'プロキシのログを確認してください。このマシンまたはこのポートへの接続を許可していない可能性があります',
  'proxy-failed.hint.timeout':
    'プロキシまたはその先のサーバーの応答が遅いか、遮断されています。プロキシのログを確認するか、sendmemo.cfg の connect-timeout を大きくしてください',
  'proxy-failed.hint.login-required':
    'proxy = {scheme}://USER@HOST:PORT の形でユーザー名を、proxy-password-file のファイルにパスワードを指定してください',
  'proxy-failed.hint.login-refused': 'proxy のユーザー名と proxy-password-file の 1 行目を確認してください',
  'proxy-failed.hint.policy':
    'このマシンからサーバーのホストとポートへの接続を、プロキシで許可してもらってください (多くの HTTP プロキシは CONNECT を 443 番ポートにだけ許可します。Squid では SSL_ports)',
  'proxy-failed.hint.target':
    'プロキシから見た smtp-server-host と smtp-server-port を確認してください。名前の解決はプロキシが行います。その先のファイアウォールがポートを遮断している可能性もあります',
  'proxy-failed.hint.no-proxy.socks5h':
    'sendmemo.cfg の proxy のホスト、ポート、種類を確認してください。HTTP プロキシの場合は http://HOST:PORT と記述してください',
  'no-greeting':
    '{server:tried} は接続を受け付けましたが、{seconds} 秒以内にグリーティングを送りませんでした',
  'no-greeting.closed': '{server:tried} はグリーティングを送らずに接続を閉じました',
  'no-greeting.hint.closed':
    'サーバーがこのマシンを拒否しているか、過負荷か、接続直後から TLS を要求している (その場合は sendmemo-ssl.cfg に EnableTLS = 2) 可能性があります。サーバーのログを確認してください',
  'no-greeting.hint.silent':
    'ポート {port} が接続直後から TLS を要求する場合は、sendmemo-ssl.cfg に EnableTLS = 2 と記述してください。サーバーが遅い場合は sendmemo.cfg の greeting-timeout を大きくしてください',
  'no-greeting.hint.closed-tls':
    'TLS は確立しているので、ポートと EnableTLS は正しく設定されています。サーバーがクライアント証明書を要求している (sendmemo-ssl.cfg の CertFile と KeyFile) か、このマシンを拒否しているか、過負荷の可能性があります。サーバーのログを確認してください',
  'no-greeting.hint.closed-certificate':
    'TLS は確立しているので、ポートと EnableTLS は正しく設定されています。サーバーがクライアント証明書またはこのマシンを拒否しているか、過負荷の可能性があります。サーバーのログを確認してください',
  'no-greeting.hint.silent-tls':
    'TLS は確立しているので、ポートと EnableTLS は正しく設定されています。サーバーが遅い場合は sendmemo.cfg の greeting-timeout を大きくし、そうでなければサーバーのログを確認してください',
  'connection-lost': '{stage} {server:tried} との接続が切れました{? ({system})}。何も配信されていません',
  'connection-lost.hint':
    '時間をおいて再試行してください。毎回起きる場合は、サーバーのログと途中のファイアウォールを調べてください',
  'large-hello':
    'OpenSSL 3.5 が ML-KEM のために送る、1 パケットに収まらない TLS の最初のメッセージに、サーバーまたは途中のファイアウォールが応答していない可能性があります。sendmemo-ssl.cfg に Groups = X25519:P-256:P-384 と記述して試し、その装置を更新してもらってください。それでも同じ場合は、サーバーのログを確認してください',
  'delivery-unknown': '{cause}。配信されたかどうかは不明です{? (Message-ID {messageId})}',
  'delivery-unknown.hint':
    '再送する前に、サーバーのログで {messageId} を探してください。サーバーの検査に時間がかかる場合は sendmemo.cfg の final-timeout を大きくしてください',
  'delivery-unknown.lost': 'メッセージ全体を送信した後、{server:tried} との接続が切れました',
  'delivery-unknown.interrupted': 'メッセージ全体を {server:tried} に送信した後、中断されました',
  'delivery-unknown.timeout':
    'メッセージ全体を送信した後、{server:tried} が {seconds} 秒以内に応答しませんでした',
  'delivery-unknown.message-id': 'Message-ID',
  'stage-timeout': '{wait}に {seconds} 秒 ({setting}) が経過しました。何も配信されていません',
  'stage-timeout.hint':
    '時間をおいて再試行してください。サーバーの処理に時間がかかる場合は、sendmemo.cfg に {setting} = {twice} と記述してください',
  'run-timeout': '{wait}に制限時間 {seconds} 秒 (--timeout) が経過しました。何も配信されていません',
  'run-timeout.hint': '制限時間を延ばしてください: --timeout {twice}',
  'run-timeout.before': '制限時間 {seconds} 秒 (--timeout) が経過しました',
  interrupted: '{wait}に、シグナル {signal} により中断されました。何も配信されていません',
  'interrupted.before': 'シグナル {signal} により中断されました',
  refused: '{server:tried} が{stage}を拒否しました: {reply}',
  'refused.hint.connection':
    'サーバーがこのマシンからの接続を許可していません。サーバー側でアドレスを許可してもらうか (Postfix では mynetworks)、別の smtp-server-host を指定してください',
  'refused.hint.ehlo':
    'EHLO の名前が拒否されている可能性があります。sendmemo-ssl.cfg に Hostname = host.example.com と記述してください',
  'refused.hint.sender':
    'この差出人は受け付けられません。--from または --envelope-from、あるいは sendmemo.cfg の from = printer@example.com で別の差出人を指定してください',
  'refused.hint.other': '理由はサーバーの応答に示されています。詳細はサーバーのログを確認してください',
  transient: '{server:tried} が{stage}を一時的に拒否しました: {reply}',
  'transient.hint': '時間をおいて再試行してください。{retry}',
  'size-limit': 'メッセージが {server:tried} の上限を超えています: {size}、上限 {limit}',
  'size-limit.hint':
    '添付ファイルを減らすか小さくするか、サーバーの上限 (Postfix では message_size_limit) を引き上げてもらってください',
  'size-refused': '{server:tried} がメッセージ{? ({size}) }をサイズ超過として拒否しました: {reply}',
  'size-refused.hint':
    '添付ファイルを減らすか小さくするか、サーバーの上限またはメールボックスの容量を引き上げてもらってください',
  'protocol-reply': '{stage} {server:tried} から予期しない応答が届きました: "{text}"',
  'protocol-reply.hint':
    'smtp-server-host と smtp-server-port ({port}) がメールサーバーを指しているか、途中のプロキシやファイアウォールが SMTP を書き換えていないかを確認してください',
  'protocol-reply.greeting':
    '{server:tried} は SMTP サーバーではありません (グリーティングの代わりに "{text}" が届きました)',
  'protocol-reply.hint.service':
    '{service} サーバーのようです。smtp-server-host または smtp-server-port ({port}) を訂正してください。メールサーバーのポートは 25、587、465 です',
  'service.SSH': 'SSH',
  'service.HTTP': 'HTTP',
  'service.IMAP': 'IMAP',
  'service.POP3': 'POP3',
  'service.TLS': 'TLS',
  'protocol-injection':
    '{server:tried} から STARTTLS の応答に続けて平文のデータが届きました{?: "{text}"}。何も送信していません',
  'protocol-injection.hint':
    '経路上で何者かがコマンドを挿入しているか (CVE-2011-0411)、サーバーに不具合があります。使用を続ける前にサーバーを調べてもらってください',
  'protocol-too-long': '{stage} {server:tried} から {limitBytes} オクテットを超える応答が届きました',
  recipients: '{server:tried} は宛先 {all} 件のうち {refused} 件を拒否、{deferred} 件を保留しました',
  'recipients.hint': '拒否されたアドレスを訂正または削除してください',
  'recipients.one': '{server:tried} が宛先 {address} を拒否しました: {reply}',
  'recipients.hint.deferred': '保留された宛先には時間をおいて再試行してください。{retry}',
  'recipients.one.deferred': '{server:tried} が宛先 {address} を保留しました: {reply}',
  'recipients.refused': '{server:tried} は宛先 {all} 件のうち {refused} 件を拒否しました',
  'recipients.deferred': '{server:tried} は宛先 {all} 件のうち {deferred} 件を保留しました',
} as const;
