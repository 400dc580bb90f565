/** Japanese words for the steps of `sendmemo check`. */
import type { SettingFacts, Validity } from '../../../commands/check/step.ts';
import type { Origin } from '../../../failure/facts.ts';
import { type CheckWords, day, hostPort, octal, shellWord, shown } from '../check.ts';
import type { Words } from '../words.ts';

export const checkWordsJa: CheckWords = {
  line: (label, text, milliseconds) =>
    `${label}: ${text}${milliseconds === null ? '' : ` (${milliseconds} ms)`}`,
  arrow: '->',
  mendFirst: (faults, what) =>
    faults === 1 ? `問題が 1 つあります: ${what}` : `問題が ${faults} つあります。最初に直すもの: ${what}`,
  labels: {
    configuration: '構成',
    directory: 'ディレクトリー',
    'cfg-file': '構成ファイル',
    settings: '設定値',
    defaults: '既定値',
    notice: '注意',
    encryption: '暗号化',
    protocols: 'プロトコル',
    'passed-over': 'スイッチ',
    'ca-file': 'CAFile',
    'ca-certificate': 'CAFile',
    'ca-path': 'CAPath',
    'global-trust': '共通の CA',
    crl: 'CrlFile',
    'client-certificate': 'CertFile',
    'client-key': 'KeyFile',
    login: 'ログイン',
    'log-file': 'ログ',
    spool: 'スプール',
    server: 'サーバー',
    addresses: 'アドレス',
    connection: '接続',
    greeting: 'グリーティング',
    'tls-on-port': 'グリーティング',
    ehlo: 'EHLO',
    starttls: 'STARTTLS',
    tls: 'TLS',
    certificate: '証明書',
    trust: '信頼',
    fingerprint: 'フィンガープリント',
    'name-row': '名前',
    name: '名前',
    revocation: '失効確認',
    verify: '検証',
    authentication: '認証',
    size: 'SIZE',
    extensions: '拡張機能',
    'test-message': 'テスト・メッセージ',
    result: '結果',
  },
  texts: {
    configuration: () => said('読み取りました'),
    directory: ({ directory, origin }) =>
      said(
        directory === null
          ? '--server、--server-dir、SENDMEMO_SERVER のいずれも指定されていません。オプション、環境変数、既定値を使用します'
          : `${shown(directory)}${origin === null ? '' : ` (${source(origin)})`}`,
      ),
    'cfg-file': ({ name, path, directory }) =>
      said(
        path === null
          ? `${name} は${directory === null ? '' : ` ${shown(directory)} に`}ありません。既定値を使用します`
          : shown(path),
      ),
    settings: ({ written }) =>
      said(
        written.length === 0
          ? 'なし。すべて既定値です'
          : written.map((one) => `${assignment(one)} (${source(one.origin)})`).join('; '),
      ),
    defaults: ({ settings }) => said(settings.map(assignment).join('; ')),
    notice: ({ notice }) => said(notice.reason),
    encryption: ({ mode, file }, state) => {
      switch (mode) {
        case 'off':
          return state === 'ok'
            ? said('なし (EnableTLS = 0)。サーバーまでの通信はこのマシンの中だけです')
            : said(
                'なし: メールはネットワークを平文で流れます (EnableTLS = 0)',
                `サーバーが TLS に対応していれば、${shown(file)} に EnableTLS = 1 (STARTTLS、ポート 25 または 587) か EnableTLS = 2 (SMTPS、ポート 465) と記述してください`,
              );
        case 'starttls-must':
          return said('STARTTLS。使用できなければ何も送信しません (EnableTLS = 1)');
        case 'starttls-may':
          return said(
            '提供されていれば STARTTLS、なければ平文 (EnableTLS = 1、StartTLSPolicy = may)',
            `平文で送信しないように、${shown(file)} の StartTLSPolicy の行頭に ; を付けてください`,
          );
        case 'smtps':
          return said('SMTPS、接続直後から TLS (EnableTLS = 2)');
      }
    },
    protocols: ({ minimum, maximum }, state) =>
      said(
        `${minimum} から ${maximum} まで許可します`,
        state === 'ok'
          ? null
          : 'TLSv1.2 より前のプロトコルとその暗号は安全ではありません。サーバーが TLS 1.2 に対応したら、すぐに MinProtocol の行頭に ; を付けてください (または IPM_ENABLE_SSL_V3 の設定を解除してください)',
      ),
    'passed-over': ({ name, origin }) =>
      name === 'IgnoreCertificateErrors'
        ? said(
            `IgnoreCertificateErrors = 1 (${source(origin)}): どのサーバーでも正しい相手と見なします`,
            'この確認で見つかった問題を直してから、IgnoreCertificateErrors = 0 と記述してください',
          )
        : said(
            `CertValidationIgnoreHostName = 1 (${source(origin)}): 信頼できる証明書があれば、どのサーバーでも正しい相手と見なします`,
            'smtp-server-host に証明書にある名前を指定してから、CertValidationIgnoreHostName = 0 と記述してください',
          ),
    'ca-file': ({ file, count }) => said(`${shown(file)}: 証明書 ${count} 個。共通の CA に加えて信頼します`),
    'ca-certificate': ({ file, block, certificate, validity }) =>
      said(
        `${block} 番目のブロック: ${certificate.subject}; ${period(certificate.notBefore, certificate.notAfter, validity)}`,
        aged(validity, `その CA から新しい証明書を入手し、${shown(file)} に入れてください`),
      ),
    'ca-path': ({ directory }) => said(`${shown(directory)} (必要なときに <hash>.0 で検索します)`),
    'global-trust': ({ certFile, certDirectories }) =>
      said(
        [
          'システムの CA の代わりに',
          ...(certFile === null ? [] : [`SSL_CERT_FILE = ${shown(certFile)}`]),
          ...(certDirectories.length === 0 ? [] : [`SSL_CERT_DIR = ${certDirectories.map(shown).join(':')}`]),
          'を使用します',
        ].join(' '),
      ),
    crl: ({ crl, revoked, validity, superseded }) =>
      said(
        `${crl.block} 番目のブロック: ${crl.issuer}; ${crl.nextUpdate === null ? `${day(crl.thisUpdate)} 発行、期限なし` : period(crl.thisUpdate, crl.nextUpdate, validity)}; 失効 ${revoked} 件${superseded ? '; 同じ CA の新しい CRL があります' : ''}`,
        superseded
          ? null
          : aged(
              validity,
              `${crl.issuer} の最新の CRL を ${shown(crl.file ?? 'CrlFile')} に入れてください。期限の前に自動で取得するよう設定してください`,
            ),
      ),
    'client-certificate': ({ file, certificate, validity }) =>
      said(
        `${certificate.depth === 0 ? shown(file) : 'そのチェーン'}: ${certificate.subject}; 発行者 ${certificate.issuer}; ${period(certificate.notBefore, certificate.notAfter, validity)}`,
        aged(validity, `証明書を更新してもらい ${shown(file)} に、その秘密鍵を KeyFile に入れてください`),
      ),
    'client-key': ({ file, mode, exposed }) =>
      said(
        `${shown(file)} は証明書と対になっています${mode === null ? '' : `; モード ${octal(mode)}${exposed ? '、他のユーザーが読み取れます' : ''}`}`,
        exposed ? `chmod 600 ${shellWord(file)} を実行してください` : null,
      ),
    login: ({ user, method, source: from, allowInsecure }) =>
      said(
        `auth-user ${shown(user)}、auth-method ${method}、パスワードは ${shown(from)} から${allowInsecure ? '; auth-allow-insecure = 1: 安全でないセッションでも送信します' : ''}`,
        allowInsecure ? 'sendmemo.cfg の auth-allow-insecure の行頭に ; を付けてください' : null,
      ),
    'log-file': ({ path, problem }) =>
      problem === null
        ? said(`${shown(path)} に書き込めます`)
        : said(
            `${shown(path)} に書き込めません (${shown(problem)})。メールはログなしで送信されます`,
            `ディレクトリーを作成し、このユーザーに書き込み権限を与えてください: ls -ld ${shellWord(path)}`,
          ),
    spool: ({ directory, counts, problem }) => {
      if (problem !== null)
        return said(
          `${shown(directory)} を作成できません (${shown(problem)})。--spool は失敗します`,
          'このユーザーが書き込めるディレクトリーを指定してください: spool-directory = /var/spool/sendmemo',
        );
      if (counts === null) return said(`${shown(directory)} は最初に使用するときに作成されます`);
      const { waiting, held, failed } = counts;
      return said(
        `${shown(directory)}: 送信待ち ${waiting}、保留 ${held}、失敗 ${failed}`,
        held + failed === 0 ? null : 'sendmemo queue list で内容を確認してください',
      );
    },
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
    ehlo: ({ when, name, nameFrom, offered }) => {
      const whence = {
        Hostname: 'Hostname の値',
        fqdn: 'このマシンの名前',
        address: 'このマシンに完全な名前がありません。Hostname で指定できます',
      }[nameFrom];
      const time = { plain: '', 'before-tls': 'TLS の前に', 'after-tls': 'TLS の中で' }[when];
      return said(
        `${shown(name)} (${whence})。${time}提供された機能: ${offered.map(shown).join(' ') || 'なし'}`,
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
    tls: ({ version, cipher, bits }, state) =>
      said(
        `${version ?? 'バージョンなし'}、${cipher ?? '暗号なし'}${bits === null ? '' : `、${bits} ビット`}`,
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
          from === 'server' ? 'サーバーが送信' : 'サーバーは送信せず、保管場所にあったもの',
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
    'name-row': ({ host, row, needed }) => {
      const what = `${kinds[row.kind]} ${shown(row.name)}`;
      if (row.matched) return said(`${what} = ${shown(host)}`);
      if (!needed) return said(`${what} は別の名前です`);
      switch (row.why) {
        case 'two-dots':
          return said(
            `${what} はドットが 2 個未満のため使用できません`,
            '証明書には、ドットが 2 個以上あるサーバーの名前が必要です',
          );
        case 'wildcard':
          return said(
            `${what} は ${shown(host)} に一致しません: * は左端のラベル 1 個全体だけを表します`,
            '証明書に、サーバーの完全な名前が必要です',
          );
        case 'not-an-address':
          return said(
            `${what} は照合しません: smtp-server-host はアドレス ${shown(host)} です`,
            `smtp-server-host = ${shown(row.name)} と記述してください`,
          );
        case 'different':
        case null:
          return said(
            `${what} は ${shown(host)} ではありません`,
            row.name.includes('*')
              ? '証明書に、サーバーの名前が必要です'
              : `目的のサーバーであれば、smtp-server-host = ${shown(row.name)} と記述してください`,
          );
      }
    },
    name: ({ host, matching, compared, hidden, passedOver }) => {
      const rest = hidden === 0 ? '' : ` (他の ${hidden} 個は省略)`;
      if (matching !== null) return said(`${shown(host)} は証明書にあります${rest}`);
      return said(
        `${shown(host)} は証明書の ${compared} 個の名前のどれでもありません${rest}${passedOver ? '。無視します' : ''}`,
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
          ? `verify=${word}: メッセージはこのセッションで送信されます`
          : used
            ? `verify=${word} (${codes.join(', ')})、無視します: メッセージはこのセッションで送信されます`
            : `verify=${word} (${codes.join(', ')}): メッセージはこのセッションでは送信されません`,
        codes.length === 0 ? null : '上の行の問題を直してください',
      ),
    authentication: ({ outcome, mechanism, offered }) => {
      switch (outcome) {
        case 'accepted':
          return said(`受け付けられました (${mechanism ?? ''})`);
        case 'not-configured':
          return said(
            `設定されていません${offered.length === 0 ? '' : ` (サーバーは ${offered.map(shown).join('、')} を提供しています。使用するには auth-user と auth-password-file を設定します)`}`,
          );
        case 'not-tried':
          return said(
            '試していません: 失敗したセッションではパスワードを送信しません',
            '先に失敗の原因を直してから、もう一度確認してください',
          );
      }
    },
    size: ({ offered, limitBytes }) =>
      said(
        limitBytes === null
          ? offered
            ? '提供されています。上限は示されていません'
            : '提供されていません。大きすぎるメッセージは、すべて送信した後で拒否されます'
          : `${limitBytes} バイト (${megabytes(limitBytes)} MB) までのメッセージ`,
      ),
    extensions: ({ offered, missing }) =>
      said(
        `あり: ${offered.join(' ') || 'なし'}${missing.length === 0 ? '' : `; なし (使用せずに送信します): ${missing.join(' ')}`}`,
      ),
    'test-message': ({ address, messageId, response, tried }) =>
      tried
        ? said(`${shown(address)} 宛て: ${shown(response ?? '')} (Message-ID ${messageId ?? ''})`)
        : said(`${shown(address)} 宛て: 送信していません`, '先に失敗の原因を直してください'),
    result: ({ warned }) =>
      said(warned === 0 ? 'すべて正常です' : `メールを送信できます。警告 ${warned} 件。最初に確認すること:`),
  },
};

const kinds = { dns: 'DNS', ip: 'IP', cn: 'CN' } as const;

function said(what: string, hint: string | null = null): Words {
  return { what, hint };
}

function assignment({ name, value }: SettingFacts): string {
  return `${name} = ${shown(value)}`;
}

/** `sendmemo-ssl.cfg:3`: the directory stands in the lines before. */
function source(origin: Origin): string {
  switch (origin.kind) {
    case 'file':
      return `${shown(origin.file.replace(/^.*\//, ''))}:${origin.line}`;
    case 'option':
      return origin.option;
    case 'environment':
      return origin.variable;
    case 'default':
      return '既定値';
  }
}

function period(from: string, to: string, { currency, days }: Validity): string {
  const span = `${day(from)} から ${day(to)} まで`;
  switch (currency) {
    case 'expired':
      return `${span}、${Math.abs(days ?? 0)} 日前に期限切れ`;
    case 'not-yet-valid':
      return `${span}、まだ有効ではありません`;
    case 'soon':
    case 'current':
      return days === null ? span : `${span}、残り ${days} 日`;
  }
}

function aged({ currency }: Validity, renewal: string): string | null {
  if (currency === 'current') return null;
  return currency === 'not-yet-valid'
    ? 'このマシンの時計を合わせてください。時計が正しければ、有効になるまで待つか、発行し直してもらってください'
    : renewal;
}

/** A certificate may hold a hundred names. */
function listed(names: readonly string[]): string {
  return names.length > 6 ? `${names.slice(0, 6).join(', ')} 他 ${names.length - 6} 個` : names.join(', ');
}

function megabytes(octets: number): string {
  return (octets / 1_000_000).toFixed(octets < 10_000_000 ? 1 : 0);
}
