/** Japanese hints for refusals: what to change, from what the server said. */
import type { Reply, ServerFacts, Stage } from '../../failure/facts.ts';

/** What to change where a server refuses for good. */
export function refusedHint(stage: Stage, reply: Reply): string {
  if (reply.code === 530 && /starttls/i.test(reply.message)) {
    return 'サーバーは先に TLS を要求しています。sendmemo-ssl.cfg に EnableTLS = 1 と書いてください';
  }
  if (reply.code === 530 || reply.enhanced === '5.7.57') {
    return 'サーバーは先に認証を要求しています。sendmemo.cfg に auth-user と auth-password-file を設定してください(Office 365 の 5.7.57 は、セッションが認証されていないことを示します)';
  }
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
export function authHint(reply: Reply): string {
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
  XOAUTH2: 'xoauth2',
};

/** What to write where a server offers other mechanisms. */
export function offeredHint(offered: readonly string[]): string {
  const usable = offered.flatMap((name) => ourMechanisms[name] ?? []);
  return usable.length === 0
    ? 'sendmemo が使える方式は plain、login、cram-md5、xoauth2 です。いずれかをサーバーで有効にしてもらってください'
    : `sendmemo.cfg に次のように書いてください: auth-method = ${usable[0]}`;
}
