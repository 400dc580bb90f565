/** Japanese hints for refusals: what to change, from what the server said. */
import type { Reply, ServerFacts, SessionFacts, Stage } from '../../failure/facts.ts';
import { refusalCause, type RefusalCause } from '../../failure/refusal-cause.ts';
import { mechanismHint } from './login-hints.ts';

/** What to change, by the cause that the reply shows; 「可能性」 where it shows no more than that. */
const causes: Readonly<Record<RefusalCause, string>> = {
  'starttls-first': 'サーバーは先に TLS を要求しています。sendmemo-ssl.cfg に EnableTLS = 1 と書いてください',
  'login-first':
    'サーバーは認証を要求しています。sendmemo.cfg に auth-user と auth-password-file を設定してください(Office 365 の 5.7.57 は、セッションが認証されていないことを示します)',
  'login-or-certificate':
    'サーバーがこのクライアントを識別できません。認証が設定されていない(sendmemo.cfg の auth-user と auth-password-file)か、サーバーがクライアント証明書を要求している(sendmemo-ssl.cfg の CertFile と KeyFile)可能性があります',
  'client-certificate':
    'サーバーが、信頼する CA のクライアント証明書を要求している可能性があります。sendmemo-ssl.cfg に CertFile と KeyFile を設定するか、どの CA を受け入れるかをサーバーの管理者に確認してください',
  'send-as':
    'auth-user のアカウントには、このアドレスで送信する権限がありません。sendmemo.cfg の from をアカウント自身のアドレスにするか、「送信者として送信」(Send As)の権限を付与してもらってください',
  'address-not-verified':
    'このサービスは検証済みのアドレスしか受け付けません。送信者のアドレスまたはドメインを検証するか(Amazon SES では同じリージョンで。サンドボックスでは宛先も)、sendmemo.cfg の from を検証済みのアドレスにしてください',
  'sender-domain':
    '送信者のアドレスまたはドメインが受け付けられません。sendmemo.cfg の from または --envelope-from に、ドメインが DNS に存在し、サーバーが許可しているアドレスを指定してください',
  'sender-policy':
    'メッセージが送信者ドメインの SPF、DKIM、DMARC の検査に合格しませんでした。そのドメインのメールサーバーを経由して送信するか、このサーバーをドメインの SPF レコードに追加してもらってください',
  'reverse-dns':
    'このマシンのアドレスに対応する逆引き(PTR レコード)がありません。登録してもらうか、プロバイダーのメールサーバー(smtp-server-host)を経由して送信してください',
  'block-list':
    'このマシンのアドレスまたは送信者がブロックリストに登録されています。応答に示されたリンクを確認するか、プロバイダーのメールサーバー(smtp-server-host)を経由して送信してください',
  'relay-denied':
    'サーバーがこのクライアントからの中継を許可していません。認証を設定するか(sendmemo.cfg の auth-user)、このマシンのアドレスを許可してもらうか(Postfix では mynetworks)、宛先を担当するメールサーバーを使用してください',
  'no-such-user': 'そのメールボックスはサーバーに存在しません。アドレスを訂正してください',
  'mailbox-full':
    '宛先のメールボックスの容量がいっぱいです。時間をおいて再試行するか、別の方法で受信者に連絡してください',
  greylisted:
    'グレーリスティングの可能性があります。同じアドレスからの後の再試行で受け付けられます。--spool-on-failure を指定すると自動的に再試行します',
  'rate-limited':
    'サーバーが一定時間内の受付数を制限しています。時間をおいて再試行し、sendmemo.cfg の max-connections と rate-limit を小さくしてください',
  'disk-full':
    'サーバーの空き容量または資源が不足しています。サーバーの管理者による対応が必要です。--spool-on-failure を指定すると、それまでメッセージを保管します',
  'server-fault':
    'この設定ではなく、サーバー側の障害です。詳細はサーバーのログか管理者に確認し、時間をおいて再試行してください',
};

/** What to change where a server rejects something for good. */
export function refusedHint(stage: Stage, reply: Reply, session: SessionFacts | undefined): string {
  const cause = refusalCause(stage, reply, session);
  if (cause !== null) return causes[cause];
  switch (stage) {
    case 'greeting':
    case 'connect':
      return 'サーバーがこのマシンからの接続を許可していません。サーバー側でアドレスを許可してもらうか(Postfix では mynetworks)、別の smtp-server-host を指定してください';
    case 'ehlo':
      return 'EHLO で名乗った名前が受け入れられていない可能性があります。sendmemo-ssl.cfg で指定してください: Hostname = host.example.com';
    case 'mail':
      return 'この送信者は受け付けられません。--from または --envelope-from、あるいは sendmemo.cfg の from = printer@example.com で別の送信者を指定してください';
    case 'resolve':
    case 'starttls':
    case 'tls':
    case 'auth':
    case 'rcpt':
    case 'data':
    case 'content':
    case 'final':
    case 'rset':
    case 'quit':
      return '理由はサーバーの応答に示されています。詳細はサーバーのログを確認してください';
  }
}

/** What to do where a server says: later. */
export function deferredHint(stage: Stage, reply: Reply, session: SessionFacts | undefined): string {
  const cause = refusalCause(stage, reply, session);
  return cause === null
    ? '時間をおいて再試行してください。--spool-on-failure を指定すると、メッセージを保管して自動的に再試行します'
    : causes[cause];
}

/** What to do about recipients, by the first reply that was not accepted. */
export function recipientsHint(
  refused: number,
  reply: Reply | undefined,
  session: SessionFacts | undefined,
): string {
  const cause = reply === undefined ? null : refusalCause('rcpt', reply, session);
  if (cause !== null && cause !== 'no-such-user') return causes[cause];
  return refused > 0
    ? '拒否されたアドレスを訂正または削除してください'
    : '保留された宛先には時間をおいて再試行してください。--spool-on-failure を指定すると自動的に再試行します';
}

/** What to do where a server accepted the connection and sent no greeting. */
export function noGreetingHint(port: number, closed: boolean, session: SessionFacts | undefined): string {
  if (session?.encrypted === true) {
    if (!closed)
      return 'TLS は確立しているので、ポートと EnableTLS は正しく設定されています。サーバーが遅い場合は sendmemo.cfg の greeting-timeout を大きくし、そうでなければサーバーのログを確認してください';
    return session.clientCertificate
      ? 'TLS は確立しているので、ポートと EnableTLS は正しく設定されています。サーバーがクライアント証明書またはこのマシンを拒否しているか、過負荷の可能性があります。サーバーのログを確認してください'
      : 'TLS は確立しているので、ポートと EnableTLS は正しく設定されています。サーバーがクライアント証明書を要求している(sendmemo-ssl.cfg の CertFile と KeyFile)か、このマシンを拒否しているか、過負荷の可能性があります。サーバーのログを確認してください';
  }
  return closed
    ? 'サーバーがこのマシンを拒否しているか、過負荷か、接続直後から TLS を要求している(その場合は sendmemo-ssl.cfg に EnableTLS = 2)可能性があります。サーバーのログを確認してください'
    : `ポート ${port} が接続直後から TLS を要求する場合は、sendmemo-ssl.cfg に EnableTLS = 2 と書いてください。サーバーが遅い場合は sendmemo.cfg の greeting-timeout を大きくしてください`;
}

/** A system code of connect(2) in words. */
export function connectReason(system: string): string {
  const known: Readonly<Record<string, string>> = {
    ECONNREFUSED: '接続を拒否されました(ECONNREFUSED)',
    ETIMEDOUT: '時間内に応答がありません(ETIMEDOUT)',
    EHOSTUNREACH: 'ホストへの経路がありません(EHOSTUNREACH)',
    ENETUNREACH: 'ネットワークへの経路がありません(ENETUNREACH)',
    ECONNRESET: '接続がリセットされました(ECONNRESET)',
  };
  return known[system] ?? system;
}

/** What to change where no connection can be made. */
export function connectHint(server: ServerFacts, system: string): string {
  if (system === 'ECONNREFUSED') {
    return `ポート ${server.port} で待ち受けているプログラムがありません。smtp-server-host または smtp-server-port(25、STARTTLS は 587、EnableTLS = 2 は 465)を訂正するか、メールサーバーを起動してください`;
  }
  if (system === 'ETIMEDOUT') {
    return `ファイアウォールがポート ${server.port} を遮断しているか、ホストが停止しています。別の smtp-server-port を試すか、sendmemo.cfg の connect-timeout を大きくしてください`;
  }
  return 'このマシンのネットワークと経路、smtp-server-host と smtp-server-port を確認してください';
}

/** What to change where a login is refused, by the sub-codes of Office 365 and Google. */
export function authHint(mechanism: string, reply: Reply, detail?: string): string {
  const cause = refusalCause('auth', reply, undefined);
  if (cause === 'server-fault' || cause === 'rate-limited') return causes[cause];
  const own = mechanismHint(mechanism, detail);
  if (own !== null) return own;
  if ((mechanism === 'XOAUTH2' || mechanism === 'OAUTHBEARER') && reply.enhanced !== '5.7.139') {
    return 'アクセストークンが受け入れられませんでした。有効期限(多くは 1 時間)が切れているか、別のユーザーまたはスコープのものです。auth-password-command が新しいトークンを出力するようにしてください(SMTP のスコープは、Google では https://mail.google.com/、Office 365 では SMTP.Send)';
  }
  switch (reply.enhanced) {
    case '5.7.139':
      return 'Office 365: 基本認証または SMTP AUTH が無効か、ポリシーによりログインが禁止されています。メールボックスの「認証済み SMTP」を有効にするか、auth-method = xoauth2 を使用してください';
    case '5.7.57':
      return 'Office 365: セッションが認証されていません。auth-user と auth-password-file を設定し、EnableTLS = 1 とポート 587 を使用してください';
    case '5.7.3':
      return 'Office 365: ログインが受け入れられませんでした(パスワードの誤り、またはメールボックスの SMTP AUTH が無効)。auth-user とパスワードを確認するか、auth-method = xoauth2 を使用してください';
    case '5.7.8':
      return 'ユーザー名またはパスワードが正しくありません。sendmemo.cfg の auth-user と auth-password-file(または auth-password-command)を確認してください。Google ではアプリ パスワードが必要です';
    case '5.7.9':
      return 'Google: このアカウントにはアプリ パスワードが必要です(Google アカウントの「セキュリティ」→「アプリ パスワード」)。それを auth-password-file に書いてください。Google 以外では、より強い auth-method が求められています';
    case '5.7.14':
      return 'Google: 一度ウェブブラウザーでログインしてこの端末を承認してから再試行してください。アプリ パスワードを使えば不要です';
    default:
      return reply.code === 534
        ? 'サーバーはより強い認証方式を要求しています。Google では auth-password-file にアプリ パスワードを、ほかのサーバーでは auth-method = cram-md5 または xoauth2 を指定してください'
        : 'sendmemo.cfg の auth-user と auth-password-file(または auth-password-command)を確認してください。ファイルにはパスワードだけを書きます';
  }
}

const ourMechanisms: Readonly<Record<string, string>> = {
  PLAIN: 'plain',
  LOGIN: 'login',
  'CRAM-MD5': 'cram-md5',
  'SCRAM-SHA-1': 'scram-sha-1',
  'SCRAM-SHA-1-PLUS': 'scram-sha-1-plus',
  'SCRAM-SHA-256': 'scram-sha-256',
  'SCRAM-SHA-256-PLUS': 'scram-sha-256-plus',
  XOAUTH2: 'xoauth2',
  OAUTHBEARER: 'oauthbearer',
  EXTERNAL: 'external',
};

/** What to write where a server offers other mechanisms. */
export function offeredHint(offered: readonly string[]): string {
  const usable = offered.flatMap((name) => ourMechanisms[name] ?? []);
  return usable.length === 0
    ? 'sendmemo が使える方式は PLAIN、LOGIN、CRAM-MD5、SCRAM、XOAUTH2、OAUTHBEARER、EXTERNAL です。いずれかをサーバーで有効にしてもらってください'
    : `sendmemo.cfg に次のように書いてください: auth-method = ${usable[0]}`;
}
