import type { RunFailure } from '../../failure/run-failure.ts';
import { hostPort } from '../../text/host-port.ts';
import { octal } from '../../text/units.ts';
import type { Words, WordsFor } from '../language.ts';

/** システムのエラーコードごとの対処。 */
function cure(system: string, path: string): string {
  switch (system) {
    case 'ENOSPC':
    case 'EDQUOT':
      return `ディスクまたはクォータに空きがありません。空きを確保してから (df -h ${path}、df -i ${path} で確認) やり直してください`;
    case 'EACCES':
    case 'EPERM':
      return `このユーザーには権限がありません。ls -ld ${path} と id を確認してください`;
    case 'EROFS':
      return 'ファイルシステムが読み取り専用です。再マウントするか、別のファイルシステムのディレクトリーを使ってください';
    case 'ENOENT':
      return '親ディレクトリーがありません。つづりを確認するか、mkdir -p で作成してください';
    case 'ENOTDIR':
      return 'パスの途中がディレクトリーではなくファイルです。つづりを確認してください';
    case 'EBUSY':
      return `別のプロセスが使用しています。終わるまで待ってください。既に存在しないプロセスのものであれば削除してください (rm ${path})`;
    case 'EMFILE':
    case 'ENFILE':
      return '開いているファイルが多すぎます。ulimit -n (systemd では LimitNOFILE=) を増やしてください';
    default:
      return `システムのログで ${system} を調べ、ディスクを確認してください`;
  }
}

const listenWords: Readonly<Record<string, string>> = {
  EADDRINUSE: 'アドレスは既に使用されています',
  EACCES: '権限がありません',
  EADDRNOTAVAIL: 'このマシンにそのアドレスはありません',
};

type WrongState = Extract<RunFailure, { readonly reason: 'spool-entry-state' }>;

/** An action that the state of the message does not allow, with the command that fits that state. */
const wrongState: Readonly<Record<WrongState['state'], (failure: WrongState) => Words>> = {
  waiting: ({ id }) => ({
    what: `メッセージ ${id} は保留されていません。解除の必要はありません`,
    hint: `期限が来ると次の sendmemo queue run で送信されます。すぐに送信対象にするには: sendmemo queue retry ${id}`,
  }),
  held: ({ id }) => ({
    what: `メッセージ ${id} はすでに保留されています`,
    hint: `保留を解除するには: sendmemo queue release ${id}`,
  }),
  failed: ({ id, action }) => ({
    what:
      action === 'hold'
        ? `メッセージ ${id} は送信に失敗しており、再送されません。保留の必要はありません`
        : `メッセージ ${id} は送信に失敗しており、保留されていません`,
    hint: `再送するには: sendmemo queue retry ${id}。削除するには: sendmemo queue remove ${id}`,
  }),
  active: ({ id }) => ({
    what: `メッセージ ${id} は現在配信中です`,
    hint: `終わるまで待ってください。配信中のプロセスは sendmemo queue show ${id} で確認できます (別のマシンのものだった場合は sendmemo queue retry ${id})`,
  }),
  moving: ({ id }) => ({
    what: `メッセージ ${id} は別のスプールへの移動の途中で、ここからは送信されません`,
    hint: `移動したコマンドをもう一度実行すると、移動が完了します (相手のスプールは sendmemo queue show ${id} で確認できます)。そのスプールが失われた場合は: sendmemo queue retry ${id}`,
  }),
};

export const runWords: WordsFor<RunFailure> = {
  'cannot-create': ({ path, system }) => ({
    what: `${path} に書き込めません: ${system}`,
    hint: cure(system, path),
  }),
  'output-failed': ({ target, system }) => ({
    what: `${target} への出力に失敗しました: ${system}`,
    hint:
      system === 'EPIPE'
        ? '出力を読んでいたプログラムが途中で終了しました'
        : 'メッセージの送信結果には影響しません。出力先を確認してください',
  }),
  'already-exists': ({ path }) => ({
    what: `${path} は既に存在するため、上書きしませんでした`,
    hint: '別のディレクトリーかファイルを指定してください。config init と config import は --force で上書きします',
  }),
  'cannot-listen': ({ option, host, port, system }) => ({
    what: `${hostPort(host, port)} で待ち受けできません: ${listenWords[system] ?? system}`,
    hint:
      system === 'EADDRNOTAVAIL'
        ? 'このマシンにあるアドレスを指定してください (--host 127.0.0.1)。ip addr で確認できます'
        : `${option} に別のポート${system === 'EACCES' ? ' (1024 以上)' : ''}を指定するか、0 (空きポート) を指定してください`,
  }),
  'spool-unwritable': ({ path, system }) => ({
    what: `スプールを使用できません: ${path}: ${system}`,
    hint: `${cure(system, path)}。場所を変えるには sendmemo.cfg に spool-directory = /path/to/spool と書きます`,
  }),
  'spool-unsafe': (failure) =>
    'setting' in failure
      ? {
          what: `サーバーの設定が ${failure.setting} = ${failure.value} で、障害時に受け付け済みのメッセージを失うおそれがあるため、スプール ${failure.database} を使用しません`,
          hint: `postgresql.conf で ${failure.setting} = on に設定し、サーバーを再起動または再読み込みしてください`,
        }
      : {
          what: `他のユーザーが書き込めるため、スプールを使用しません: ${failure.path} (モード ${octal(failure.mode)})`,
          hint: `書き込み権限を外してください: chmod go-w ${failure.path}`,
        },
  'spool-parent-unsafe': ({ spool, path, mode, owner }) => ({
    what:
      owner === null
        ? `他のユーザーが ${path} (モード ${octal(mode)}) に書き込めて、スプールを置き換えられるため、${spool} を使用しません`
        : `${path} の所有者 ${owner} がスプールを置き換えられるため、${spool} を使用しません`,
    hint: `${owner === null ? `書き込み権限を外す (chmod go-w ${path}) か、` : ''}root またはスプールの所有者だけが書き込めるディレクトリーに置いてください (sendmemo.cfg の spool-directory = /path/to/spool)`,
  }),
  'spool-foreign': ({ use, path, owner }) => ({
    what: {
      read: `スプール ${path} はユーザー ${owner} のものです。内容を表示、変更できるのはそのユーザーと root だけです`,
      put: `${path} はユーザー ${owner} のもので、他のユーザーがメールを入れる drop ディレクトリーがありません`,
      part: `このユーザーのスプールの ${path} がユーザー ${owner} のものになっています`,
    }[use],
    hint: {
      read: 'そのユーザーとして (sudo -u)、または root で実行してください',
      put: `root で次を実行してください: install -d -o ${userOf(owner)} -g ${userOf(owner)} -m 3733 ${path}/drop && chmod 711 ${path} 。または sendmemo.cfg の spool-directory に自分のディレクトリーを指定してください`,
      part: `queue run を止めてから、root でスプールの所有者に変更してください: chown -R -h USER ${path}`,
    }[use],
  }),
  'drop-unsafe': ({ path, mode }) => ({
    what: `他のユーザーのメールを取り込めません: ${path} (モード ${octal(mode)}) が、スプールの所有者のモード 3733 のディレクトリーではありません`,
    hint: `所有者をスプールと同じにしてから、次を実行してください: chmod 3733 ${path}`,
  }),
  'spool-entry-missing': ({ id }) => ({
    what: `スプールにメッセージ ${id} はありません`,
    hint: '送信済みか削除済みの可能性があります。sendmemo queue list で一覧を確認してください',
  }),
  'spool-entry-corrupt': ({ id, detail }) => ({
    what: `スプールのメッセージ ${id} は壊れているため送信しません: ${detail}`,
    hint: `ファイルはそのまま残してあります。スプールの failed ディレクトリーの *.${id}/ (envelope.json、message.eml) を確認して手作業で送り直し、その後 sendmemo queue remove ${id} を実行してください`,
  }),
  'spool-entry-state': (failure) => wrongState[failure.state](failure),
  'spool-id-ambiguous': ({ prefix, candidates, count }) => ({
    what: `${prefix} で始まる ID のメッセージが ${count} 件あります: ${candidates.join('、')}${count > candidates.length ? ' …' : ''}`,
    hint: 'ID をもう少し長く指定してください。必要な長さは sendmemo queue list で確認できます',
  }),
  expired: ({ maxAgeSeconds, last }) => ({
    what: `${duration(maxAgeSeconds)}にわたって再送しましたが、断念しました。最後の失敗は ${last} です`,
    hint: `対処は sendmemo explain ${last} で確認できます。その後 sendmemo queue retry ID で再送できます。期間は sendmemo.cfg の max-age で変更できます (max-age = 5d)`,
  }),
  'import-unrecognised': ({ path, known }) => ({
    what: `${path}: 書式を認識できません`,
    hint: `config import で読み込めるファイル: ${known.join(', ')}`,
  }),
  'batch-line': ({ line, detail }) => ({
    what: `バッチの ${line} 行目は使用できません: ${detail}`,
    hint: '1 行に 1 つの JSON オブジェクトを書きます: {"to":["user@example.com"],"subject":"…","text":"…","key":"1"}',
  }),
  internal: ({ detail }) => ({
    what: `sendmemo 自体の不具合です: ${detail}`,
    hint: '--log-level debug --log-file FILE で得られるログを添えて報告してください',
  }),
};

/** 割り切れる最も大きい単位で表す。 */
function duration(seconds: number): string {
  for (const [unit, size] of [
    ['日間', 86_400],
    ['時間', 3600],
    ['分間', 60],
  ] as const) {
    if (seconds >= size && seconds % size === 0) return ` ${seconds / size} ${unit}`.trim();
  }
  return `${seconds} 秒間`;
}

/** The name in `name (number)`, or the number alone. */
function userOf(owner: string): string {
  return owner.split(' ', 1)[0] ?? owner;
}
