/** Japanese words for what `sendmemo check` sees before any packet: configuration and files. */
import { shellWord } from '../../../../text/shell-word.ts';
import { minute, octal } from '../../../../text/units.ts';
import { day, type LocalTexts } from '../page.ts';
import { harmless as shown } from '../../../../text/control-characters.ts';
import { aged, assignment, period, said, source } from './phrases.ts';

export const localTexts: LocalTexts = {
  configuration: () => said('読み取りました'),
  directory: ({ directory, origin }) =>
    said(
      directory === null
        ? '指定されていません。オプション、環境変数、既定値だけを使用します'
        : `${shown(directory)}${origin === null ? ' (ほかに指定なし)' : ` (${source(origin)})`}`,
      directory === null
        ? 'メールの送信に使用するディレクトリーを --server-dir か SENDMEMO_SERVER で指定してください'
        : null,
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
          '下の証明書の問題を直してから、IgnoreCertificateErrors = 0 と記述してください',
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
  'token-certificate': ({ file, certificate, validity }) =>
    said(
      `${shown(file)}: ${certificate.subject}; ${period(certificate.notBefore, certificate.notAfter, validity)}`,
      aged(
        validity,
        '新しい証明書を作成し、提供元のアプリケーションにアップロードしてから、auth-oauth-client-certificate に指定してください',
      ),
    ),
  login: ({ user, method, source: from, allowInsecure }) =>
    said(
      `auth-user ${shown(user)}、auth-method ${method}、パスワードは ${shown(from)} から${allowInsecure ? '; auth-allow-insecure = 1: 安全でないセッションでも送信します' : ''}`,
      allowInsecure ? 'sendmemo.cfg の auth-allow-insecure の行頭に ; を付けてください' : null,
    ),
  sender: ({ address, from }, state) =>
    said(
      `${shown(address ?? 'なし')} (${from === 'default' ? '既定値' : from === 'setting' ? 'sendmemo.cfg の from' : from}${state === 'ok' ? '' : '。このようなドメインは拒否されることがよくあります'})`,
      state === 'ok' ? null : 'sendmemo.cfg の from に、使用しているドメインのアドレスを指定してください',
    ),
  'log-file': ({ path, problem }) =>
    problem === null
      ? said(`${shown(path)} に書き込めます`)
      : said(
          `${shown(path)} に書き込めません (${shown(problem)})。メールはログなしで送信されます`,
          `ディレクトリーを作成し、このユーザーに書き込み権限を与えてください: ls -ld ${shellWord(path)}`,
        ),
  'spool-database': ({ database, sslMode, host, version, tls, verified, schema, runners }, state) => {
    if (host === null) return said(shown(database));
    const session = tls === null ? '暗号化なし' : `${tls}、${verified ? '検証済み' : '未検証'}`;
    const runs = runners === null ? '' : `、接続中のランナー ${runners}`;
    return said(
      `${shown(database)}: ${shown(host)} の PostgreSQL ${shown(version ?? '')}。${session} (sslmode=${sslMode})。スキーマのバージョン ${schema ?? 'なし'}${runs}`,
      state === 'ok'
        ? null
        : 'ネットワーク上の第三者が、キューのメールを読んだり書き換えたりできます。spool = postgresql://… に ?sslmode=verify-full と書き、spool-ca-file を指定してください',
    );
  },
  'spool-durability': ({ fsync, fullPageWrites, synchronousCommit }) =>
    said(`fsync = ${fsync}、full_page_writes = ${fullPageWrites}、synchronous_commit = ${synchronousCommit}`),
  'spool-standbys': ({ standbys, synchronousNames }) => {
    if (standbys === null)
      return said('このユーザーには表示されません (GRANT pg_monitor TO ユーザー で表示できます)');
    const lossy = standbys.filter(({ synchronous }) => !synchronous).map(({ name }) => shown(name));
    const listed = standbys
      .map(({ name, synchronous }) => `${shown(name)} (${synchronous ? '同期' : '非同期'})`)
      .join('、');
    if (lossy.length > 0)
      return said(
        `${listed}: ${lossy.join('、')} へのフェイルオーバーでは、直前に受け付けたメッセージが失われます`,
        'postgresql.conf の synchronous_standby_names に追加するか、昇格させないでください',
      );
    if (synchronousNames !== '' && standbys.length === 0)
      return said(
        `synchronous_standby_names = ${shown(synchronousNames)} ですが、接続されていません。すべてのメッセージが待たされます`,
        'スタンバイを起動するか、synchronous_standby_names を空にしてください',
      );
    return said(standbys.length === 0 ? 'ありません。このサーバーを失うと、キューも失われます' : listed);
  },
  'spool-fallback': ({ directory, fallback, count }) => {
    if (count === null || count === 0) return said(`${shown(directory)}: 保管中のメッセージはありません`);
    return said(
      `${shown(directory)}: ${count} 件がデータベースへの移動を待っています`,
      fallback
        ? 'このマシンの次の sendmemo queue run でデータベースへ移動します'
        : `データベースへ移動するには: sendmemo queue move --spool-directory ${shellWord(directory)} --to URL`,
    );
  },
  spool: ({ directory, counts, problem, silence }) => {
    if (problem !== null)
      return said(
        `${shown(directory)} を作成できません (${shown(problem)})。--spool は失敗します`,
        'このユーザーが書き込めるディレクトリーを指定してください: spool-directory = /var/spool/sendmemo',
      );
    if (counts === null) return said(`${shown(directory)} は最初に使用するときに作成されます`);
    const { waiting, held, failed } = counts;
    if (silence !== null)
      return said(
        `${shown(directory)}: 送信待ち ${waiting}。配信するものがありません: queue run は${silence.lastRun === null ? '一度も実行されていません' : ` ${minute(silence.lastRun)} を最後に実行されていません`}`,
        'sendmemo queue run を数分ごとに実行してください: systemctl enable --now sendmemo-queue-run.timer または cron',
      );
    return said(
      `${shown(directory)}: 送信待ち ${waiting}、保留 ${held}、失敗 ${failed}`,
      held + failed === 0 ? null : 'sendmemo queue list で内容を確認してください',
    );
  },
};
