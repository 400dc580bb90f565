/**
 * Every option and command of the command line, as data: the parser, the request types, `--help`, the man pages and
 * the shell completion are made from it.
 */
import type { CommandRow, OptionRow } from './option-row.ts';

/** The options of every command; they may stand before or after its name (contract, sections 1 and 7). */
export const commonTable = [
  {
    flags: '--server <name>',
    lastWins: true,
    about: {
      en: 'server whose working directory is /var/pd/NAME (base: SENDMEMO_BASE_DIR)',
      ja: '作業ディレクトリーが /var/pd/NAME のサーバー (基点: SENDMEMO_BASE_DIR)',
    },
  },
  {
    flags: '--server-dir <dir>',
    lastWins: true,
    completes: 'directory',
    about: { en: 'server working directory, named outright', ja: 'サーバーの作業ディレクトリーを直接指定' },
  },
  {
    flags: '--config <file>',
    lastWins: true,
    completes: 'file',
    about: { en: 'the sendmemo-ssl.cfg to use', ja: '使用する sendmemo-ssl.cfg' },
  },
  {
    flags: '-H, --smtp-server-host <hosts>',
    lastWins: true,
    about: {
      en: 'mail server, or a list: the first is the server, the rest its backups',
      ja: 'メールサーバー。複数ある場合は先頭がサーバー、残りは予備',
    },
  },
  {
    flags: '-p, --smtp-server-port <port>',
    lastWins: true,
    about: {
      en: 'port of the mail server (25; 465 under EnableTLS = 2)',
      ja: 'メールサーバーのポート (25、EnableTLS = 2 では 465)',
    },
  },
  {
    flags: '--json',
    about: { en: 'one JSON object on standard output', ja: '結果を JSON で標準出力に出力' },
  },
  {
    flags: '--timeout <seconds>',
    lastWins: true,
    about: { en: 'hard bound on the whole run (300)', ja: '実行全体の制限時間、秒 (300)' },
  },
  {
    flags: '-v, --verbose',
    about: { en: 'say what is done, and log to standard error', ja: '経過を表示し、ログを標準エラーに出力' },
  },
  { flags: '-q, --quiet', about: { en: 'no warnings', ja: '警告を表示しない' } },
  {
    flags: '--log-level <level>',
    lastWins: true,
    choices: ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'],
    about: { en: 'level of the log', ja: 'ログのレベル' },
  },
  {
    flags: '--log-file <file>',
    lastWins: true,
    completes: 'file',
    about: { en: 'JSON log, appended', ja: 'JSON ログの追記先ファイル' },
  },
  {
    flags: '--spool-directory <dir>',
    lastWins: true,
    completes: 'directory',
    about: {
      en: 'the spool (SERVER DIRECTORY/spool)',
      ja: 'スプールのディレクトリー (サーバー作業ディレクトリー/spool)',
    },
  },
  {
    flags: '--metrics-file <file>',
    lastWins: true,
    completes: 'file',
    about: { en: 'Prometheus text for a textfile collector', ja: 'Prometheus テキスト形式の統計ファイル' },
  },
] as const satisfies readonly OptionRow[];

const sender = {
  flags: '-f, --from <addr>',
  about: {
    en: 'sender, in header and envelope (user@host)',
    ja: '差出人 (ヘッダーとエンベロープ。既定: user@host)',
  },
} as const satisfies OptionRow;
const dryRun = {
  flags: '--dry-run',
  about: {
    en: 'print envelope and message instead of connecting',
    ja: '接続せず、エンベロープとメッセージを表示',
  },
} as const satisfies OptionRow;
const spooling = [
  {
    flags: '--spool',
    about: {
      en: 'put the message in the spool; the runner delivers it',
      ja: 'メッセージをスプールに入れる (配信はランナーが行う)',
    },
  },
  {
    flags: '--spool-on-failure',
    about: {
      en: 'try first, keep it in the spool where the failure is temporary',
      ja: 'まず送信を試み、一時的な失敗ならスプールに保存',
    },
  },
] as const satisfies readonly OptionRow[];
const recipientOptions = [
  {
    flags: '--to <addr>',
    repeatable: true,
    about: { en: 'recipient, or a list separated by , or ;', ja: '宛先 (, または ; 区切りで複数可)' },
  },
  { flags: '--cc <addr>', repeatable: true, about: { en: 'recipient of a copy', ja: 'Cc の宛先' } },
  {
    flags: '--bcc <addr>',
    repeatable: true,
    about: { en: 'recipient whom the message does not name', ja: 'Bcc の宛先 (メッセージには現れない)' },
  },
] as const satisfies readonly OptionRow[];
const signature = {
  flags: '--signature-file <file>',
  completes: 'file',
  about: { en: 'text that follows the body after "-- "', ja: '本文の後に "-- " に続けて付ける署名' },
} as const satisfies OptionRow;
const priority = {
  flags: '--priority <level>',
  choices: ['high', 'normal', 'low'],
  about: { en: 'high, normal or low', ja: '重要度: high、normal、low' },
} as const satisfies OptionRow;
const replyTo = {
  flags: '--reply-to <addr>',
  about: { en: 'where answers go', ja: '返信先' },
} as const satisfies OptionRow;
const envelopeFrom = {
  flags: '--envelope-from <addr>',
  about: {
    en: 'envelope sender alone; <> is the null sender',
    ja: 'エンベロープの送信者のみ (<> は空の送信者)',
  },
} as const satisfies OptionRow;
const header = {
  flags: '--header <field>',
  repeatable: true,
  about: { en: "a header field, 'Name: value'", ja: "ヘッダーフィールド 'Name: value'" },
} as const satisfies OptionRow;
const charset = {
  flags: '--charset <name>',
  about: { en: 'charset of the body as it is read (UTF-8)', ja: '読み込む本文の文字コード (UTF-8)' },
} as const satisfies OptionRow;

/** Options that only composed messages have; `--raw` refuses them. */
export const composeTable = [
  replyTo,
  { flags: '-s, --subject <text>', about: { en: 'subject', ja: '件名' } },
  header,
  priority,
  { flags: '-b, --body <text>', about: { en: 'the body', ja: '本文' } },
  {
    flags: '--body-file <file>',
    completes: 'file',
    about: { en: 'file with the body (default: standard input)', ja: '本文のファイル (既定: 標準入力)' },
  },
  {
    flags: '--html <file>',
    completes: 'file',
    about: {
      en: 'HTML body; with a text body the two are alternatives',
      ja: 'HTML 本文。テキスト本文と併せて代替形式にする',
    },
  },
  signature,
  {
    flags: '-a, --attach <file>',
    repeatable: true,
    completes: 'file',
    about: {
      en: 'attachment: FILE;name=NAME;type=TYPE, - is standard input',
      ja: '添付: FILE;name=NAME;type=TYPE (- は標準入力)',
    },
  },
  {
    flags: '--inline <file>',
    repeatable: true,
    completes: 'file',
    about: { en: 'inline image for the HTML body: FILE;cid=ID', ja: 'HTML 本文に埋め込む画像: FILE;cid=ID' },
  },
  charset,
] as const satisfies readonly OptionRow[];

const dsnOptions = [
  {
    flags: '--notify <when>',
    about: {
      en: 'DSN: never, or a list of failure,delay,success',
      ja: 'DSN: never または failure,delay,success の列挙',
    },
  },
  {
    flags: '--ret <what>',
    choices: ['full', 'hdrs'],
    about: { en: 'DSN returns the full message or its header', ja: 'DSN に付ける範囲: full または hdrs' },
  },
  { flags: '--envid <id>', about: { en: 'identifier that a DSN repeats', ja: 'DSN に繰り返される識別子' } },
] as const satisfies readonly OptionRow[];

export const commandTable = [
  {
    words: [],
    operands: '[recipient...]',
    about: { en: 'compose one message and submit it', ja: 'メッセージを 1 通作成して送信' },
    options: [
      ...recipientOptions,
      sender,
      envelopeFrom,
      ...composeTable,
      {
        flags: '--raw',
        about: {
          en: 'standard input is a finished message (RFC 5322)',
          ja: '標準入力は完成したメッセージ (RFC 5322)',
        },
      },
      {
        flags: '--read-recipients',
        about: {
          en: 'with --raw: take recipients from To, Cc and Bcc',
          ja: '--raw で To、Cc、Bcc から宛先を取る',
        },
      },
      ...dsnOptions,
      dryRun,
      ...spooling,
    ],
  },
  {
    words: ['notify'],
    operands: '<recipient...>',
    about: { en: 'send an InfoPrint notification', ja: 'InfoPrint の通知を送信' },
    options: [
      {
        flags: '--server-name <name>',
        about: { en: 'the server that speaks, for the subject', ja: '通知元のサーバー名 (件名に入る)' },
      },
      {
        flags: '--message <text>',
        about: { en: "the message, '5010-304 The queue …'", ja: "メッセージ '5010-304 …'" },
      },
      {
        flags: '--event-comment <text>',
        about: { en: 'comment that follows the message', ja: 'メッセージに続くコメント' },
      },
      {
        flags: '--locale <name>',
        about: { en: 'language of the notification, ja_JP.UTF-8', ja: '通知の言語、ja_JP.UTF-8 など' },
      },
      sender,
      dryRun,
      ...spooling,
    ],
  },
  {
    words: ['document'],
    operands: '[recipient...]',
    about: { en: 'submit printed documents (the Email destination)', ja: '印刷文書を送信 (Email 宛先)' },
    options: [
      ...recipientOptions,
      sender,
      envelopeFrom,
      replyTo,
      {
        flags: '-s, --subject <text>',
        about: {
          en: 'subject; {job} {user} {destination} {pages} {date} {server} are filled in',
          ja: '件名。{job} {user} {destination} {pages} {date} {server} は置き換えられる',
        },
      },
      {
        flags: '--document <file>',
        repeatable: true,
        completes: 'file',
        about: { en: 'document: FILE;format=pdf;name=NAME', ja: '文書: FILE;format=pdf;name=NAME' },
      },
      {
        flags: '--body-file <file>',
        completes: 'file',
        about: { en: 'body (email-body), filled in', ja: '本文 (email-body)。置き換えあり' },
      },
      signature,
      charset,
      header,
      priority,
      { flags: '--job-name <text>', about: { en: 'fills {job}', ja: '{job} の値' } },
      { flags: '--user <text>', about: { en: 'fills {user}', ja: '{user} の値' } },
      { flags: '--destination <text>', about: { en: 'fills {destination}', ja: '{destination} の値' } },
      { flags: '--pages <count>', about: { en: 'fills {pages}', ja: '{pages} の値' } },
      ...dsnOptions,
      dryRun,
      ...spooling,
    ],
  },
  {
    words: ['check'],
    operands: '',
    about: {
      en: 'go the whole way without a message and show each step',
      ja: 'メッセージなしで全手順を確認して表示',
    },
    options: [
      {
        flags: '--send-test <addr>',
        about: { en: 'submit a real test message at the end', ja: '最後に実際のテストメッセージを送信' },
      },
      sender,
    ],
  },
  {
    words: ['queue', 'run'],
    operands: '[id...]',
    about: { en: 'deliver what is due', ja: '期限の来たメッセージを配信' },
    options: [{ flags: '--watch', about: { en: 'stay and deliver what comes', ja: '常駐して配信を続ける' } }],
  },
  {
    words: ['queue', 'list'],
    operands: '',
    about: { en: 'show the spool', ja: 'スプールの一覧を表示' },
    options: [],
  },
  {
    words: ['queue', 'show'],
    operands: '<id...>',
    about: { en: 'show one message and its history', ja: 'メッセージの詳細と経過を表示' },
    options: [],
  },
  {
    words: ['queue', 'retry'],
    operands: '<id...>',
    about: { en: 'make it due now; the next run sends it', ja: '次の実行で送信するよう期限を今にする' },
    options: [],
  },
  {
    words: ['queue', 'hold'],
    operands: '<id...>',
    about: { en: 'keep it until it is released', ja: '解放するまで保留' },
    options: [],
  },
  {
    words: ['queue', 'release'],
    operands: '<id...>',
    about: { en: 'end a hold', ja: '保留を解除' },
    options: [],
  },
  { words: ['queue', 'remove'], operands: '<id...>', about: { en: 'delete it', ja: '削除' }, options: [] },
  {
    words: ['queue', 'stats'],
    operands: '',
    about: { en: 'counts and the oldest age', ja: '件数と最古の経過時間' },
    options: [],
  },
  {
    words: ['batch'],
    operands: '[file]',
    about: { en: 'submit JSON Lines over reused connections', ja: 'JSON Lines を接続を再利用して一括送信' },
    options: [
      { flags: '--connections <count>', about: { en: 'sessions at once (2)', ja: '同時接続数 (2)' } },
      {
        flags: '--results <file>',
        completes: 'file',
        about: {
          en: 'append results there, skip keys already sent',
          ja: '結果の追記先。送信済みの key は飛ばす',
        },
      },
    ],
  },
  {
    words: ['sink'],
    operands: '',
    about: { en: 'an SMTP server to try things against', ja: '試験用の SMTP サーバー' },
    options: [
      {
        flags: '--port <port>',
        about: {
          en: 'port to listen on (2525; 0 takes a free one)',
          ja: '待ち受けるポート (2525、0 は空きポート)',
        },
      },
      {
        flags: '--host <address>',
        about: {
          en: 'loopback address to listen on (127.0.0.1)',
          ja: '待ち受けるループバックアドレス (127.0.0.1)',
        },
      },
      {
        flags: '--tls <mode>',
        choices: ['none', 'starttls', 'smtps'],
        about: { en: 'none, starttls or smtps (none)', ja: 'none、starttls、smtps (none)' },
      },
      { flags: '--require-tls', about: { en: 'answer 530 before STARTTLS', ja: 'STARTTLS 前は 530 で応答' } },
      {
        flags: '--cert <file>',
        repeatable: true,
        completes: 'file',
        about: { en: 'certificate; several are chosen by SNI', ja: '証明書。複数は SNI で選択' },
      },
      {
        flags: '--key <file>',
        repeatable: true,
        completes: 'file',
        about: { en: 'its key', ja: '証明書の鍵' },
      },
      {
        flags: '--client-ca <file>',
        completes: 'file',
        about: {
          en: 'CA of client certificates, besides the test CA',
          ja: 'クライアント証明書の CA (試験用 CA に加えて)',
        },
      },
      {
        flags: '--size-limit <bytes>',
        about: { en: 'largest message (1 GiB)', ja: '受け付ける最大サイズ (1 GiB)' },
      },
      {
        flags: '--cert-dir <dir>',
        completes: 'directory',
        about: { en: 'where the test CA and certificate are made', ja: '試験用 CA と証明書を作る場所' },
      },
      {
        flags: '--maildir <dir>',
        completes: 'directory',
        about: { en: 'keep the messages there', ja: 'メッセージを保存する Maildir' },
      },
      { flags: '--count <n>', about: { en: 'end after so many messages', ja: '指定数のメッセージで終了' } },
    ],
  },
  {
    words: ['certs'],
    operands: '[dir]',
    about: {
      en: 'make a test CA, server and client certificates, a CRL and hashed links',
      ja: '試験用の CA、サーバー/クライアント証明書、CRL、ハッシュリンクを作成',
    },
    options: [
      {
        flags: '--host <name>',
        repeatable: true,
        about: { en: 'name or address for the server certificate', ja: 'サーバー証明書の名前またはアドレス' },
      },
      {
        flags: '--days <count>',
        about: { en: 'days that the certificates are valid (825)', ja: '証明書の有効日数 (825)' },
      },
    ],
  },
  {
    words: ['auth', 'login'],
    operands: '',
    about: {
      en: 'log in with a browser, and store the refresh token (auth-oauth)',
      ja: 'ブラウザーでサインインし、リフレッシュ・トークンを保存 (auth-oauth)',
    },
    options: [],
  },
  {
    words: ['config', 'init'],
    operands: '<dir>',
    about: { en: 'write commented samples of both files', ja: '両ファイルの見本を書き出す' },
    options: [{ flags: '--force', about: { en: 'overwrite files', ja: '既存ファイルを上書き' } }],
  },
  {
    words: ['config', 'show'],
    operands: '',
    about: { en: 'effective settings and where each came from', ja: '有効な設定とその出所を表示' },
    options: [],
  },
  {
    words: ['config', 'set'],
    operands: '<name> <value> [more...]',
    about: { en: 'change a setting, keeping comments and order', ja: 'コメントと順序を保って設定を変更' },
    options: [],
  },
  {
    words: ['config', 'import'],
    operands: '<file>',
    about: { en: 'bring settings of another program', ja: '他のプログラムの設定を取り込む' },
    options: [{ flags: '--force', about: { en: 'overwrite files', ja: '既存ファイルを上書き' } }],
  },
  {
    words: ['explain'],
    operands: '[code]',
    about: { en: 'what an error code means and what to do', ja: 'エラーコードの意味と対処を説明' },
    options: [],
  },
  {
    words: ['completion'],
    operands: '<shell>',
    about: { en: 'completion script for bash, zsh or fish', ja: 'bash、zsh、fish の補完スクリプト' },
    options: [],
  },
  {
    words: ['help'],
    operands: '[command...]',
    about: { en: 'the same as --help', ja: '--help と同じ' },
    options: [],
  },
  {
    words: ['sendmail'],
    operands: '[arguments...]',
    about: { en: 'the sendmail(8) command line', ja: 'sendmail(8) 互換のコマンドライン' },
    options: [],
  },
] as const satisfies readonly CommandRow[];

/** Options that commander itself knows: for the completion and the man pages. */
export const parserOptions = [
  { flags: '-h, --help', about: { en: 'print this help', ja: 'このヘルプを表示' } },
  { flags: '--version', about: { en: 'print the version', ja: 'バージョンを表示' } },
] as const satisfies readonly OptionRow[];

/** The same two tables, for whoever walks over them. */
export const commonOptions: readonly OptionRow[] = [...commonTable];
export const commands: readonly CommandRow[] = [...commandTable];
