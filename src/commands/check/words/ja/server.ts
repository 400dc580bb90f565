/** Japanese words for what `sendmemo check` sees of a server, and for its result. */
import { hostPort } from '../../../../text/host-port.ts';
import type { FactsOf, ServerTexts } from '../page.ts';
import { size } from '../../../../text/units.ts';
import { harmless as shown } from '../../../../text/control-characters.ts';
import { aged, listed, period, said } from './phrases.ts';
import type { NameRow } from '../../../../tls/report.ts';

export const serverTexts: ServerTexts = {
  server: ({ number, count, host, port, enableTls, fit }) => {
    const which = count === 1 ? '' : ` (${count} 台中 ${number} 台目${number === 1 ? '' : '、予備'})`;
    const what = `${hostPort(shown(host), port)}${which}、EnableTLS = ${enableTls}`;
    switch (fit) {
      case 'fits':
        return said(what);
      case 'port-wants-smtps':
        return said(
          `${what}。ポート 465 では接続直後から TLS を使用します`,
          'sendmemo-ssl.cfg に EnableTLS = 2 と記述するか、STARTTLS なら smtp-server-port = 587 と指定してください',
        );
      case 'port-wants-starttls':
        return said(
          `${what}。ポート ${port} は平文で始まります`,
          'sendmemo-ssl.cfg に EnableTLS = 1 と記述するか、SMTPS なら smtp-server-port = 465 と指定してください',
        );
    }
  },
  addresses: ({ host, addresses }) =>
    said(
      addresses.length === 1 && addresses[0] === host
        ? `${shown(host)} (名前解決は不要です)`
        : `${shown(host)} は ${addresses.join('、')} です`,
    ),
  proxy: ({ scheme, host, port, user }) =>
    said(
      `${scheme}://${hostPort(shown(host), port)} を経由して接続しました${user === null ? '' : ` (ユーザー「${shown(user)}」)`}。名前の解決はプロキシが行います`,
    ),
  connection: ({ address, port, local, used }) =>
    said(
      `${hostPort(address, port)} が応答しました${local === null ? '' : `。接続元のアドレスは ${local}`}${used ? '' : '。使用しません'}`,
    ),
  greeting: ({ text }) => said(shown(text)),
  'tls-on-port': ({ port, version }) =>
    said(
      `応答がありません。ポート ${port} は ${version} に応答するため、接続直後から TLS を必要とするポートです`,
      'sendmemo-ssl.cfg に EnableTLS = 2 と記述するか、STARTTLS のポートを使用してください: smtp-server-port = 587',
    ),
  ehlo: (facts, state) => {
    const { when, offered } = facts;
    const time = { plain: '', 'before-tls': 'TLS の前に', 'after-tls': 'TLS の中で' }[when];
    return said(
      `${ehloName(facts)}。${time}提供された機能: ${offered.map(shown).join(' ') || 'なし'}`,
      state === 'warn' ? '完全なホスト名を指定してください (例: Hostname = print.example.com)' : null,
    );
  },
  starttls: ({ outcome, file }) => {
    switch (outcome) {
      case 'accepted':
        return said('提供され、受け付けられました');
      case 'unused':
        return said(
          '提供されていますが EnableTLS = 0 のため、すべて平文で送信します',
          `${shown(file)} に EnableTLS = 1 と記述してください`,
        );
      case 'not-offered':
        return said(
          '提供されていないため、すべて平文で送信します (StartTLSPolicy = may)',
          'STARTTLS を提供しているポート (smtp-server-port = 587) を使用するか、サーバーで有効にしてもらい、StartTLSPolicy の行頭に ; を付けてください',
        );
    }
  },
  tls: ({ version, cipher, bits, group }, state) =>
    said(
      `${version ?? 'バージョンなし'}、${cipher ?? '暗号なし'}${bits === null ? '' : `、${bits} ビット`}${group === null ? '' : `、${group}`}`,
      state === 'ok' ? null : '安全でなくなった古いプロトコルです。サーバーを更新してください',
    ),
  certificate: ({ number, count, certificate, validity, codes }) => {
    const { subject, issuer, names, notBefore, notAfter, trustedBy, from } = certificate;
    return said(
      [
        `${number}/${count}${codes.length === 0 ? '' : ` ${codes.join(', ')}`}: ${subject}`,
        subject === issuer ? '自己署名' : `発行者 ${issuer}`,
        period(notBefore, notAfter, validity),
        ...(names.length === 0 ? [] : [`名前 ${listed(names)}`]),
        from === 'server' ? 'サーバーが送信' : 'サーバーは送信せず、信頼済みのファイルにあったもの',
        ...(trustedBy === null ? [] : [`${shown(trustedBy)} により信頼`]),
      ].join('; '),
      // Who has revoked it says what is to be done.
      codes.includes('CERT_REVOKED')
        ? null
        : aged(
            validity,
            number === 1
              ? 'サーバーの管理者に証明書の更新を依頼してください'
              : 'サーバーの管理者にチェーンの更新を依頼してください。CAFile にある場合は置き換えてください',
          ),
    );
  },
  trust: ({ anchor, trustedBy }) => said(`チェーンの終端は ${anchor}。${shown(trustedBy)} により信頼`),
  fingerprint: ({ fingerprint }) =>
    said(`${fingerprint} は Fingerprint の値と一致します。チェーン、名前、日付は確認しません`),
  name: ({ host, matching, rows, compared, passedOver }) => {
    if (matching !== null) {
      const row = rows.find(({ matched }) => matched);
      return said(
        `${shown(host)} は証明書にあります${row === undefined || matching === host ? '' : ` (${kinds[row.kind]} ${shown(matching)})`}`,
      );
    }
    const reasons = rows.map((row) => `${kinds[row.kind]} ${shown(row.name)} (${mismatch(row)})`).join('、');
    const more = compared > rows.length ? `、他 ${compared - rows.length} 個` : '';
    return said(
      `${shown(host)} は証明書のどの名前とも一致しません${passedOver ? ' (無視します)' : ''}: ${reasons}${more}`,
      'smtp-server-host に、証明書にある名前を指定してください',
    );
  },
  revocation: ({ file, lists }) =>
    said(
      file === null
        ? '確認しません (CrlFile が設定されていません)'
        : `チェーンの証明書は ${shown(file)} の ${lists} 個の CRL のどれにもなく、すべての発行者に有効な CRL があります`,
    ),
  verify: ({ word, codes, used }) =>
    said(
      codes.length === 0
        ? `verify=${word}: 構成が求めるものはすべて検証されました`
        : used
          ? `verify=${word} (${codes.join(', ')})、無視します: それでもメッセージはこのセッションで送信されます`
          : `verify=${word} (${codes.join(', ')}): メッセージはこのセッションでは送信されません`,
    ),
  token: ({ endpoint, from, audience, permissions, tenant, expires, missing }) => {
    const facts = [
      from === 'cache' ? `${shown(endpoint)} から取得済み` : `${shown(endpoint)} から取得`,
      ...(audience === null ? [] : [`対象 ${shown(audience)}`]),
      ...(permissions === null ? [] : [`許可 ${permissions.map(shown).join(' ') || 'なし'}`]),
      ...(tenant === null ? [] : [`テナント ${shown(tenant)}`]),
      `期限 ${expires}`,
      ...(missing === null ? [] : [`${missing} がありません`]),
    ];
    return said(
      facts.join('; '),
      missing === null
        ? null
        : missing === 'SMTP.SendAsApp'
          ? 'Office 365 Exchange Online のアプリケーションの許可 SMTP.SendAsApp を追加し、管理者の同意を与えてください (Entra: アプリの登録、API のアクセス許可)'
          : '委任されたアクセス許可 SMTP.Send を追加し、"sendmemo auth login" をもう一度実行してください (Entra: アプリの登録、API のアクセス許可)',
    );
  },
  authentication: ({ outcome, mechanism, offered }) => {
    switch (outcome) {
      case 'accepted':
        return said(`受け付けられました (${mechanism ?? ''})`);
      case 'not-configured':
        return said(
          `設定されていません${offered.length === 0 ? '' : ` (サーバーは ${offered.map(shown).join('、')} を提供しています。使用するには auth-user と auth-password-file を設定します)`}`,
        );
      case 'not-tried':
        return said('試していません: 失敗したセッションではパスワードを送信しません');
    }
  },
  size: ({ offered, limitBytes }) =>
    said(
      limitBytes === null
        ? offered
          ? '提供されています。上限は示されていません'
          : '提供されていません。大きすぎるメッセージは、すべて送信した後で拒否されます'
        : `${limitBytes} バイト (${size(limitBytes)}) までのメッセージ`,
    ),
  extensions: ({ offered, missing }) =>
    said(
      `あり: ${offered.join(' ') || 'なし'}${missing.length === 0 ? '' : `; なし (使用せずに送信します): ${missing.join(' ')}`}`,
    ),
  'test-message': ({ address, messageId, response, tried }) =>
    tried
      ? said(`${shown(address)} 宛て: ${shown(response ?? '')} (Message-ID ${messageId ?? ''})`)
      : said(`${shown(address)} 宛て: 上の問題のため送信していません`),
  result: ({ warned }) => said(warned === 0 ? 'すべて正常です' : `メールを送信できます。警告 ${warned} 件`),
};

/** `print.example.com (Hostname の値)`. */
export function ehloName({ name, nameFrom }: FactsOf<'ehlo'>): string {
  const origin = {
    Hostname: 'Hostname の値',
    fqdn: 'このマシンの名前',
    address: 'このマシンに完全なホスト名がありません。アドレスは拒否されることがよくあります',
  }[nameFrom];
  return `${shown(name)} (${origin})`;
}

function mismatch({ why }: NameRow): string {
  switch (why) {
    case 'two-dots':
      return 'ドットが 2 個未満';
    case 'wildcard':
      return '* は左端のラベル 1 個全体だけを表します';
    case 'trailing-dot':
      return '末尾にドットがあります';
    case 'cn-wildcard':
      return 'CN の * は使用しません';
    case 'cn-constrained':
      return '名前制約のある CA の下では CN を使用しません';
    case 'not-an-address':
      return 'smtp-server-host はアドレスです';
    case 'different':
    case null:
      return '別の名前';
  }
}

const kinds = { dns: 'DNS', ip: 'IP', cn: 'CN' } as const;
