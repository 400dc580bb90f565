/** Japanese words for faults of the way to the server and of the conversation with it. */
import type { Reply, ServerFacts, Stage } from '../../failure/facts.ts';
import type { SessionFailure } from '../../failure/session-failure.ts';
import { size } from '../../text/units.ts';
import type { WordsFor } from '../language.ts';
import {
  authHint,
  connectHint,
  connectReason,
  deferredHint,
  noGreetingHint,
  offeredHint,
  recipientsHint,
  refusedHint,
} from './session-hints.ts';
import { exchangeHint, exchangeReasons, unavailableHint, unavailableReasons } from './login-hints.ts';

export const sessionWords: WordsFor<SessionFailure> = {
  'dns-no-such-name': ({ host }) => ({
    what: `サーバー名「${host}」は存在しません`,
    hint: `smtp-server-host を訂正してください(このマシンの名前解決では /etc/hosts を含めて見つかりません)。確認方法: getent hosts ${host}`,
  }),
  'dns-unreachable': ({ host, system }) => ({
    what: `サーバー名「${host}」を解決できませんでした(${system})`,
    hint: 'ネームサーバーが応答していません。時間をおいて再試行するか、/etc/resolv.conf を確認するか、smtp-server-host に IP アドレスを指定してください',
  }),
  'connect-failed': ({ server, tried }) => ({
    what: `${at(server)} に接続できません: ${tried.map((one) => `${one.address}: ${connectReason(one.system)}`).join('、')}`,
    hint: connectHint(server, tried[0]?.system ?? ''),
  }),
  'no-greeting': ({ server, seconds, closed, session }) => ({
    what: closed
      ? `${at(server)} は応答メッセージ(グリーティング)を送らずに接続を閉じました`
      : `${at(server)} は接続を受け付けましたが、${seconds} 秒以内に応答メッセージ(グリーティング)を送りませんでした`,
    hint: noGreetingHint(server.port, closed, session),
  }),
  'connection-lost': ({ server, stage, system }) => ({
    what: `${during(stage)}に ${at(server)} との接続が切れました${system ? `(${system})` : ''}。メッセージは受け付けられていません`,
    hint: '時間をおいて再試行してください。毎回起きる場合は、サーバーのログと途中のファイアウォールを調べてください',
  }),
  'delivery-unknown': ({ server, cause, seconds }) => ({
    what:
      cause !== 'timeout'
        ? `メッセージをすべて送った後、応答が届く前に ${at(server)} との${cause === 'lost' ? '接続が切れました' : 'セッションが中断されました'}。配信されたかどうかは不明です`
        : `メッセージをすべて送りましたが、${at(server)} が ${seconds} 秒以内に応答しませんでした。配信されたかどうかは不明です`,
    hint: '再送する前に、サーバーのログで Message-ID を探してください。サーバーの検査に時間がかかる場合は sendmemo.cfg の final-timeout を大きくしてください',
  }),
  'stage-timeout': ({ server, stage, seconds, setting }) => ({
    what: `${during(stage)}に ${at(server)} が ${seconds} 秒間応答しませんでした`,
    hint: `時間をおいて再試行してください。サーバーの処理に時間がかかる場合は、sendmemo.cfg の ${setting} を大きくしてください: ${setting} = ${Math.max(1, Math.ceil(seconds)) * 2}`,
  }),
  'run-timeout': ({ server, stage, seconds }) => ({
    what: `${seconds} 秒以内に処理が終わりませんでした${server ? `(${at(server)}${stage ? `、${during(stage)}` : ''})` : stage ? `(${during(stage)})` : ''}`,
    hint: `制限時間を延ばしてください: --timeout ${Math.max(1, Math.ceil(seconds)) * 2}`,
  }),
  interrupted: ({ signal, stage }) => ({
    what: `${stage ? `${during(stage)}に` : ''}シグナル ${signal} により中断されました`,
    hint: null,
  }),
  refused: ({ server, stage, reply, session }) => ({
    what: `${at(server)} が${refusedThing(stage)}を拒否しました: ${said(reply)}`,
    hint: refusedHint(stage, reply, session),
  }),
  transient: ({ server, stage, reply, session }) => ({
    what: `${at(server)} が${refusedThing(stage)}を一時的に受け付けませんでした: ${said(reply)}`,
    hint: deferredHint(stage, reply, session),
  }),
  'size-limit': ({ server, sizeBytes, limitBytes }) => ({
    what: `メッセージが ${at(server)} の上限を超えています: ${size(sizeBytes)}、上限 ${size(limitBytes)}`,
    hint: '添付ファイルを減らすか小さくするか、サーバー側の上限(Postfix では message_size_limit)を引き上げてもらってください',
  }),
  'size-refused': ({ server, sizeBytes, reply }) => ({
    what: `${at(server)} がメッセージ${sizeBytes === null ? '' : ` (${size(sizeBytes)}) `}をサイズ超過として拒否しました: ${said(reply)}`,
    hint: '添付ファイルを減らすか小さくするか、サーバーの上限またはメールボックスの容量を引き上げてもらってください',
  }),
  'protocol-reply': ({ server, stage, text }) => ({
    what: `${during(stage)}に ${at(server)} から 予期しない応答が届きました: 「${text}」`,
    hint: `smtp-server-host と smtp-server-port(${server.port})がメールサーバーを指しているか、途中のプロキシやファイアウォールが SMTP を書き換えていないかを確認してください`,
  }),
  'protocol-injection': ({ server, text }) => ({
    what: `${at(server)} から STARTTLS の応答に続けて平文のデータが届きました${text ? `: 「${text}」` : ''}。何も送信していません`,
    hint: '経路上で何者かがコマンドを挿入しているか(CVE-2011-0411)、サーバーに不具合があります。使用を続ける前にサーバーを調べてもらってください',
  }),
  'protocol-too-long': ({ server, stage, limitBytes }) => ({
    what: `${during(stage)}に ${at(server)} から ${limitBytes} バイトを超える応答が届きました`,
    hint: `smtp-server-host と smtp-server-port(${server.port})がメールサーバーを指しているか確認してください`,
  }),
  'auth-refused': ({ server, mechanism, user, reply, detail }) => ({
    what: `${at(server)} が${user === '' ? '' : `ユーザー「${user}」の`}認証(${mechanism})を拒否しました: ${said(reply)}${detail === undefined ? '' : `(${detail})`}`,
    hint: authHint(mechanism, reply, detail),
  }),
  'auth-exchange': ({ server, mechanism, why }) => ({
    what: `認証(${mechanism})を中止しました。${at(server)} ${exchangeReasons[why]}`,
    hint: exchangeHint(why),
  }),
  'auth-unavailable': ({ server, method, why }) => ({
    what: `${at(server)} では auth-method = ${method} を使用できません: ${unavailableReasons[why]}`,
    hint: unavailableHint(why),
  }),
  'auth-not-offered': ({ server, wanted, offered }) => ({
    what:
      offered.length === 0
        ? `auth-user が設定されていますが、${at(server)} は認証に対応していません`
        : `${at(server)} は auth-method = ${wanted} の認証方式に対応していません。対応している方式: ${offered.join('、')}`,
    hint:
      offered.length === 0
        ? '多くのサーバーは STARTTLS の後(EnableTLS = 1)またはポート 587 でのみ認証を提供します。認証が不要なサーバーであれば sendmemo.cfg から auth-user を削除してください'
        : offeredHint(offered),
  }),
  'auth-insecure': ({ server, why }) => ({
    what:
      why === 'plain-text'
        ? `${at(server)} とのセッションが暗号化されていないため、パスワードを送信しませんでした`
        : `${at(server)} の証明書が検証されていないため、パスワードを送信しませんでした`,
    hint:
      why === 'plain-text'
        ? 'sendmemo-ssl.cfg に EnableTLS = 1(STARTTLS)または EnableTLS = 2(SMTPS)と書いてください。それでも送信する場合は sendmemo.cfg に auth-allow-insecure = 1 と書きます'
        : 'sendmemo-ssl.cfg から IgnoreCertificateErrors と CertValidationIgnoreHostName を削除し、CAFile に CA を指定してください。それでも送信する場合は sendmemo.cfg に auth-allow-insecure = 1 と書きます',
  }),
  recipients: ({ server, refused, deferred, accepted, example, address, session }) => ({
    what:
      refused + deferred === 1 && example !== undefined && address !== undefined
        ? `${at(server)} が宛先 ${address} を${refused > 0 ? '拒否' : '保留'}しました: ${said(example)}`
        : `${at(server)} は宛先 ${refused + deferred + accepted} 件のうち ${refused + deferred} 件を受け付けませんでした(恒久的な拒否 ${refused} 件、一時的な保留 ${deferred} 件)`,
    hint: recipientsHint(refused, example, session),
  }),
};

function at({ host, port, address }: ServerFacts): string {
  return address === null || address === host
    ? `${host} ポート ${port}`
    : `${host} ポート ${port}(${address})`;
}

function said(reply: Reply): string {
  return [String(reply.code), reply.enhanced, reply.message]
    .filter((part) => part !== null && part !== '')
    .join(' ');
}

const stages: Readonly<Record<Stage, string>> = {
  resolve: '名前解決中',
  connect: '接続処理中',
  greeting: 'グリーティングの待機中',
  ehlo: 'EHLO の処理中',
  starttls: 'STARTTLS の処理中',
  tls: 'TLS ハンドシェイク中',
  auth: '認証中',
  mail: 'MAIL FROM の処理中',
  rcpt: 'RCPT TO の処理中',
  data: 'DATA の処理中',
  content: 'メッセージ本体の送信中',
  final: 'メッセージ終端の応答待ち中',
  rset: 'RSET の処理中',
  quit: 'QUIT の処理中',
};

function during(stage: Stage): string {
  return stages[stage];
}

function refusedThing(stage: Stage): string {
  switch (stage) {
    case 'resolve':
    case 'connect':
    case 'greeting':
      return '接続';
    case 'ehlo':
      return ' EHLO ';
    case 'starttls':
    case 'tls':
      return ' STARTTLS ';
    case 'auth':
      return '認証';
    case 'mail':
      return '送信者';
    case 'rcpt':
      return '宛先';
    case 'data':
    case 'content':
    case 'final':
      return 'メッセージ';
    case 'rset':
    case 'quit':
      return 'セッション';
  }
}
