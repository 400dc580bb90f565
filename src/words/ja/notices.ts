import type { ServerFacts } from '../../failure/facts.ts';
import type { Notice } from '../../failure/notice.ts';
import { replyText } from '../../text/reply-text.ts';
import type { NoticeWords } from '../language.ts';
import { minute, octal } from '../../text/units.ts';
import { hostPort } from '../../text/host-port.ts';

function name({ host, port }: ServerFacts): string {
  return hostPort(host, port);
}

type Kept = Extract<Notice, { readonly reason: 'kept-in-spool' }>;

/** The answers about the recipients; null where the reason is the server or the connection. */
function whyKept(code: string, deferred: Kept['deferred']): string | null {
  const answers = deferred.flatMap(({ address, reply }) =>
    reply === null ? [] : [`${address} は延期されました (${replyText(reply)})`],
  );
  return code !== 'RECIPIENTS' || answers.length === 0 ? null : some(answers);
}

/** The first three, and how many more. */
function some(texts: readonly string[]): string {
  const left = texts.length - 3;
  return texts.slice(0, 3).join('、') + (left > 0 ? ` 他 ${left} 件` : '');
}

export const noticeWords: NoticeWords = {
  'certificate-errors-ignored': ({ server, errors, certificate }) =>
    `${name(server)}: 証明書のエラーを無視しました (IgnoreCertificateErrors = 1): ${errors.join(', ')}。証明書: ${certificate.subject}`,
  'hostname-not-compared': ({ server, certificate }) =>
    `${name(server)}: 証明書の名前は ${certificate.names.join(', ') || certificate.subject} です。ホスト名は照合していません (CertValidationIgnoreHostName = 1)`,
  'starttls-not-offered': ({ server }) =>
    `${name(server)} は STARTTLS に対応していないため、平文で送信しました (StartTLSPolicy = may)`,
  'client-certificate-purpose': ({ path }) =>
    `${path}: クライアント証明書の拡張鍵用途に clientAuth がありません。サーバーに拒否される可能性があります。clientAuth を含む証明書を発行してもらってください (公的な CA が発行しない場合は自社の CA で)`,
  'legacy-renegotiation': () =>
    'LegacyRenegotiation = 1: 安全な再ネゴシエーション (RFC 5746) のないサーバーも受け入れます。サーバーを更新し、行頭に ; を付けてください',
  'tls-option-unused': ({ options }) =>
    `TLS を使わないため ${options.join('、')} は無視されます。--tls starttls または --tls smtps を追加してください`,
  'old-protocols': ({ minimum }) =>
    `MinProtocol = ${minimum} は、安全でなくなった古いプロトコル、暗号、ダイジェストを許可します`,
  'sslv3-not-in-runtime': () =>
    'IPM_ENABLE_SSL_V3 が設定されています: TLS 1.0 以降を古い暗号とともに許可します。SSLv3 には対応していません',
  'key-readable-by-others': ({ path, mode }) =>
    `${path} は他のユーザーから読み取れます (モード ${octal(mode)}): chmod 600 ${path} を実行してください`,
  'cfg-writable-by-others': ({ path, mode, owner }) =>
    `他のユーザーが ${path} に書き込めるため、メールの送信先を変えられます (所有者 ${owner}、モード ${octal(mode)}): chmod go-w ${path} を実行してください`,
  'auth-over-insecure-session': ({ server, why }) =>
    why === 'plain-text'
      ? `${name(server)}: パスワードを暗号化せずに送信します (auth-allow-insecure = 1)`
      : `${name(server)}: 検証されていないサーバーにパスワードを送信します (auth-allow-insecure = 1)`,
  'dsn-not-offered': ({ server }) =>
    `${name(server)} は DSN に対応していません。配信通知を要求せずに送信しました`,
  'backup-used': ({ failed, code, next }, what) =>
    `${what === '' ? `${name(failed)} は失敗しました (${code})` : `${what} (${code})`}。予備の ${name(next)} を試します`,
  'bad-certificate-entry': ({ path, detail }) => `${path}: ${detail}。使用しません`,
  'default-trust-unavailable': ({ detail }) => `一般に知られている CA を使用できません: ${detail}`,
  'server-cannot-be-cached': ({ path, system }) =>
    `${path} に書き込めません (${system})。失敗したサーバーを記憶できません`,
  'stdin-ignored': () => '本文は --body のテキストです。標準入力のデータは使いませんでした',
  'body-is-address': ({ text }) =>
    `-b は --body の意味で、本文は ${JSON.stringify(text)} になります。Bcc は --bcc ${text} で指定してください`,
  'default-server-used': ({ port }) =>
    `メールサーバーが設定されていないため localhost:${port} を使います。-H HOST で指定するか、sendmemo config init DIR で設定を作成してください`,
  'spool-waits': ({ since, code }) =>
    `${code} のため、${since} からスプールが待機しており、max-age は進みません。原因を取り除くと (sendmemo explain ${code})、メッセージは送信されます`,
  'kept-in-spool': ({ queueId, failure, deferred, delivered }, what) =>
    [
      `${whyKept(failure.code, deferred) ?? `${what} (${failure.code})`}。次の queue run のため ${queueId} としてスプールに保管しました`,
      ...(delivered.length === 0 ? [] : [`${some(delivered)} には送信済みです`]),
    ].join('。'),
  'no-queue-runner': ({ spool, lastRun }) =>
    `${spool} のメッセージを配信するものがありません。sendmemo queue run は${lastRun === null ? '一度も実行されていません' : ` ${minute(lastRun)} を最後に実行されていません`}。起動してください (systemctl enable --now sendmemo-queue-run.timer または cron)`,
  'last-reply-not-recorded': ({ queueId, reply }) =>
    `${queueId}: サーバーは ${reply.code} と応答しましたが記録できませんでした。同じメッセージが再送される可能性があります`,
};
