/** Japanese words for what goes wrong inside a login: the proof that SCRAM asks of a server, and mechanisms that can't be used. */
import type { SessionFailure } from '../../failure/session-failure.ts';

type ExchangeFault = Extract<SessionFailure, { reason: 'auth-exchange' }>['why'];
type Hindrance = Extract<SessionFailure, { reason: 'auth-unavailable' }>['why'];

/** What the server did. */
export const exchangeReasons: Readonly<Record<ExchangeFault, string>> = {
  malformed: 'から正しくないチャレンジが届きました (RFC 5802)',
  nonce: 'が認証のノンスを変更しました',
  iterations: 'が要求した反復回数は 4096 未満または 1000000 を超えています',
  'extra-round': 'から余分なチャレンジが届きました',
  'wrong-signature': 'の署名が正しくありません。このサーバーはパスワードを知りません',
  'no-signature': 'は署名なしで認証を受け入れました。パスワードを知っていることが証明されていません',
};

export function exchangeHint(why: ExchangeFault): string {
  return why === 'iterations'
    ? 'サーバーに保存されたパスワードの反復回数を 4096 から 1000000 の範囲に変更してもらうか、sendmemo.cfg で別の auth-method を指定してください'
    : '本来のメールサーバーではない可能性があります。別の auth-method を使う前に、smtp-server-host とサーバー証明書を確認してください。パスワードそのものは送信していません';
}

export const unavailableReasons: Readonly<Record<Hindrance, string>> = {
  'md5-forbidden': 'このマシンでは MD5 が禁止されています (FIPS モード)',
  'no-channel-binding': 'このセッションにはチャネル・バインディングに使える情報がありません',
  'no-client-certificate': 'クライアント証明書を送信していません',
};

export function unavailableHint(why: Hindrance): string {
  switch (why) {
    case 'md5-forbidden':
      return 'sendmemo.cfg に auth-method = auto または scram-sha-256 と書いてください';
    case 'no-channel-binding':
      return 'チャネル・バインディングには TLS が必要です。sendmemo-ssl.cfg に EnableTLS = 1 または 2 と MaxProtocol = TLSv1.3 を書くか、auth-method = scram-sha-256 を使用してください';
    case 'no-client-certificate':
      return 'sendmemo-ssl.cfg に CertFile、KeyFile と EnableTLS = 1 または 2 を設定してください';
  }
}

/** What to change where a login is refused, by the mechanism alone; null: the reply has to say. */
export function mechanismHint(mechanism: string, detail: string | undefined): string | null {
  if (mechanism === 'EXTERNAL') {
    return 'サーバーはクライアント証明書をログインとして受け入れませんでした。どの CA と証明書のどの名前がユーザーに対応するかをサーバーで確認し、別のユーザーを指定する必要がなければ auth-user を削除してください';
  }
  if (mechanism.endsWith('-PLUS') && detail !== undefined && detail.includes('channel-binding')) {
    return 'サーバーから見える TLS セッションが、このマシンのものと異なります。経路上のプロキシまたはロードバランサーが TLS を復号しています。その設置者を確認してから auth-method = scram-sha-256 を指定してください';
  }
  return mechanism.startsWith('SCRAM-')
    ? 'sendmemo.cfg の auth-user と auth-password-file (または auth-password-command) を確認してください。正しい場合は、サーバーがパスワードを SCRAM で使えない形式で保存している可能性があります。検証済みの TLS 上で auth-method = plain を使用してください'
    : null;
}
