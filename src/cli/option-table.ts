/**
 * Every option and command of the command line, as data: the parser, the request types, `--help`, the man pages and
 * the shell completion are made from it. What only help, man pages and completion read (`about`, `group`, `default` …)
 * is left out of the built main file: import it from option-texts.ts.
 */
import type { CommandRow, DescribedCommand, DescribedOption, OptionRow } from './option-row.ts';

/** The options of every command; they may come before or after its name (contract, sections 1 and 7). */
export const commonTable = [
  {
    flags: '--server <name>',
    group: 'configuration',
    lastWins: true,
    about: {
      en: 'InfoPrint server: its working directory is /var/pd/NAME (base: SENDMEMO_BASE_DIR)',
      ja: 'InfoPrint サーバー名。作業ディレクトリーは /var/pd/NAME (基点: SENDMEMO_BASE_DIR)',
    },
  },
  {
    flags: '--server-dir <dir>',
    group: 'configuration',
    lastWins: true,
    completes: 'directory',
    about: { en: 'server working directory, given as a path', ja: 'サーバー作業ディレクトリーをパスで指定' },
  },
  {
    flags: '--config <file>',
    group: 'configuration',
    lastWins: true,
    completes: 'file',
    about: { en: 'the sendmemo-ssl.cfg to use', ja: '使用する sendmemo-ssl.cfg' },
  },
  {
    flags: '--set <name=value>',
    group: 'configuration',
    repeatable: true,
    about: {
      en: 'set any setting of sendmemo.cfg or sendmemo-ssl.cfg for this run',
      ja: 'sendmemo.cfg または sendmemo-ssl.cfg の設定をこの実行に限り指定',
    },
  },
  {
    flags: '-H, --smtp-server-host <hosts>',
    group: 'connection',
    default: 'localhost',
    lastWins: true,
    about: {
      en: 'mail server, or a list: the first is the server, the rest are its backups',
      ja: 'メールサーバー。複数ある場合は先頭がサーバー、残りは予備',
    },
  },
  {
    flags: '-p, --smtp-server-port <port>',
    group: 'connection',
    default: { en: '25; 465 with EnableTLS = 2', ja: '25。EnableTLS = 2 では 465' },
    lastWins: true,
    about: { en: 'port of the mail server', ja: 'メールサーバーのポート' },
  },
  {
    flags: '--json',
    group: 'output',
    about: { en: 'print the result as JSON', ja: '結果を JSON で標準出力に出力' },
  },
  {
    flags: '--timeout <seconds>',
    group: 'connection',
    default: '300',
    lastWins: true,
    about: {
      en: 'maximum time for the whole run, in seconds, or as 90s, 5m, 1h',
      ja: '実行全体の制限時間。秒、または 90s、5m、1h',
    },
  },
  {
    flags: '-v, --verbose',
    group: 'output',
    about: {
      en: 'show the conversation with the server on standard error',
      ja: 'サーバーとのやり取りを標準エラーに表示',
    },
  },
  { flags: '-q, --quiet', group: 'output', about: { en: 'no warnings', ja: '警告を表示しない' } },
  {
    flags: '--log-level <level>',
    group: 'log',
    default: 'info',
    lastWins: true,
    choices: ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'],
    about: { en: 'level of the log', ja: 'ログのレベル' },
  },
  {
    flags: '--log-format <format>',
    group: 'log',
    lastWins: true,
    choices: ['text', 'json'],
    about: {
      en: 'log to standard error as text or JSON',
      ja: 'ログを標準エラーに text または json の形式で出力',
    },
  },
  {
    flags: '--log-file <file>',
    group: 'log',
    lastWins: true,
    completes: 'file',
    about: { en: 'append a JSON log to FILE', ja: 'JSON ログをファイルに追記' },
  },
  {
    flags: '--spool-directory <dir>',
    group: 'queue',
    default: { en: 'spool in the server working directory', ja: 'サーバー作業ディレクトリーの spool' },
    lastWins: true,
    completes: 'directory',
    about: { en: 'directory of the spool', ja: 'スプールのディレクトリー' },
  },
  {
    flags: '--metrics-file <file>',
    group: 'log',
    lastWins: true,
    completes: 'file',
    about: {
      en: "write metrics for node_exporter's textfile collector",
      ja: 'node_exporter の textfile コレクター用の統計を書き出す',
    },
  },
] as const satisfies readonly DescribedOption[];

const sender = {
  flags: '-f, --from <addr>',
  group: 'message',
  default: { en: 'from in sendmemo.cfg, else user@host', ja: 'sendmemo.cfg の from、なければ user@host' },
  about: { en: 'sender, in header and envelope', ja: '差出人 (ヘッダーとエンベロープ)' },
} as const satisfies DescribedOption;
const dryRun = {
  flags: '--dry-run',
  group: 'output',
  about: {
    en: 'print envelope and message instead of connecting',
    ja: '接続せず、エンベロープとメッセージを表示',
  },
} as const satisfies DescribedOption;
const spooling = [
  {
    flags: '--spool',
    group: 'queue',
    about: {
      en: 'queue the message; queue run delivers it',
      ja: 'メッセージをスプールに入れる (queue run が配信)',
    },
  },
  {
    flags: '--spool-on-failure',
    group: 'queue',
    about: {
      en: 'send now; queue the message if the failure is temporary',
      ja: 'まず送信を試み、一時的な失敗ならスプールに保存',
    },
  },
] as const satisfies readonly DescribedOption[];
const recipientOptions = [
  {
    flags: '--to <addr>',
    group: 'recipients',
    repeatable: true,
    about: { en: 'recipient, or a list separated by , or ;', ja: '宛先 (, または ; 区切りで複数可)' },
  },
  {
    flags: '--cc <addr>',
    group: 'recipients',
    repeatable: true,
    about: { en: 'recipient of a copy', ja: 'Cc の宛先' },
  },
  {
    flags: '--bcc <addr>',
    group: 'recipients',
    repeatable: true,
    about: {
      en: 'blind-copy recipient (not shown in the message)',
      ja: 'Bcc の宛先 (メッセージには現れない)',
    },
  },
] as const satisfies readonly DescribedOption[];
const signature = {
  flags: '--signature-file <file>',
  group: 'message',
  completes: 'file',
  about: { en: 'text that follows the body after "-- "', ja: '本文の後に "-- " に続けて付ける署名' },
} as const satisfies DescribedOption;
const priority = {
  flags: '--priority <level>',
  group: 'message',
  default: 'normal',
  choices: ['high', 'normal', 'low'],
  about: { en: 'priority: high, normal or low', ja: '重要度: high、normal、low' },
} as const satisfies DescribedOption;
const replyTo = {
  flags: '--reply-to <addr>',
  group: 'message',
  about: { en: 'Reply-To address', ja: '返信先 (Reply-To)' },
} as const satisfies DescribedOption;
const envelopeFrom = {
  flags: '--envelope-from <addr>',
  group: 'message',
  about: {
    en: 'envelope sender only; <> is the null sender',
    ja: 'エンベロープの送信者のみ (<> は空の送信者)',
  },
} as const satisfies DescribedOption;
const header = {
  flags: '--header <field>',
  group: 'message',
  repeatable: true,
  about: { en: "add a header field, 'Name: value'", ja: "ヘッダーフィールド 'Name: value' を追加" },
} as const satisfies DescribedOption;
const charset = {
  flags: '--charset <name>',
  group: 'message',
  default: 'UTF-8',
  about: { en: 'charset of the body as it is read', ja: '読み込む本文の文字コード' },
} as const satisfies DescribedOption;

/** Options that only composed messages have; `--raw` refuses them. */
export const composeTable = [
  replyTo,
  { flags: '-s, --subject <text>', group: 'message', about: { en: 'subject', ja: '件名' } },
  header,
  priority,
  { flags: '-b, --body <text>', group: 'message', about: { en: 'text of the body', ja: '本文のテキスト' } },
  {
    flags: '--body-file <file>',
    group: 'message',
    default: { en: 'standard input', ja: '標準入力' },
    completes: 'file',
    about: { en: 'file with the body', ja: '本文のファイル' },
  },
  {
    flags: '--html <file>',
    group: 'message',
    completes: 'file',
    about: {
      en: 'HTML body; with a text body the two are alternatives',
      ja: 'HTML 本文。テキスト本文と併せて代替形式にする',
    },
  },
  signature,
  {
    flags: '-a, --attach <file>',
    group: 'message',
    repeatable: true,
    completes: 'file',
    about: {
      en: 'attachment: FILE;name=NAME;type=TYPE, - is standard input',
      ja: '添付: FILE;name=NAME;type=TYPE (- は標準入力)',
    },
  },
  {
    flags: '--inline <file>',
    group: 'message',
    repeatable: true,
    completes: 'file',
    about: { en: 'inline image for the HTML body: FILE;cid=ID', ja: 'HTML 本文に埋め込む画像: FILE;cid=ID' },
  },
  charset,
] as const satisfies readonly DescribedOption[];

const dsnOptions = [
  {
    flags: '--notify <when>',
    group: 'delivery',
    about: {
      en: 'DSN: never, or a list of failure,delay,success',
      ja: 'DSN: never または failure,delay,success の列挙',
    },
  },
  {
    flags: '--ret <what>',
    group: 'delivery',
    choices: ['full', 'hdrs'],
    about: {
      en: 'what a DSN returns: the full message or its header',
      ja: 'DSN に付ける範囲: full (全体) または hdrs (ヘッダー)',
    },
  },
  {
    flags: '--envid <id>',
    group: 'delivery',
    about: { en: 'identifier that a DSN repeats', ja: 'DSN に繰り返される識別子' },
  },
] as const satisfies readonly DescribedOption[];

export const commandTable = [
  {
    words: [],
    shows: ['configuration', 'connection', 'queue', 'output', 'log'],
    operands: '[recipient...]',
    about: { en: 'send one message', ja: 'メッセージを 1 通送信' },
    options: [
      ...recipientOptions,
      sender,
      envelopeFrom,
      ...composeTable,
      {
        flags: '--raw',
        group: 'message',
        about: {
          en: 'standard input is a complete message (RFC 5322)',
          ja: '標準入力は完成したメッセージ (RFC 5322)',
        },
      },
      {
        flags: '--read-recipients',
        group: 'recipients',
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
    shows: ['configuration', 'connection', 'queue', 'output', 'log'],
    operands: '<recipient...>',
    about: { en: 'send an InfoPrint notification', ja: 'InfoPrint の通知を送信' },
    options: [
      {
        flags: '--server-name <name>',
        group: 'message',
        about: {
          en: 'InfoPrint server name (shown in the subject)',
          ja: 'InfoPrint サーバー名 (件名に入る)',
        },
      },
      {
        flags: '--message <text>',
        group: 'message',
        about: { en: "the message, '5010-304 The queue …'", ja: "メッセージ '5010-304 …'" },
      },
      {
        flags: '--event-comment <text>',
        group: 'message',
        about: { en: 'additional comment', ja: 'メッセージに続く追加のコメント' },
      },
      {
        flags: '--locale <name>',
        group: 'message',
        default: { en: 'from the environment', ja: '環境から取得' },
        about: {
          en: 'language of the notification, such as ja_JP.UTF-8',
          ja: '通知の言語 (ja_JP.UTF-8 など)',
        },
      },
      sender,
      dryRun,
      ...spooling,
    ],
  },
  {
    words: ['document'],
    shows: ['configuration', 'connection', 'queue', 'output', 'log'],
    operands: '[recipient...]',
    about: { en: 'send printed documents (the Email destination)', ja: '印刷文書を送信 (Email 宛先)' },
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
    shows: ['configuration', 'connection', 'output', 'log'],
    operands: '',
    about: {
      en: 'test every step of a delivery and report each one',
      ja: '配信の全手順を試し、結果を表示',
    },
    options: [
      {
        flags: '--send-test <addr>',
        about: { en: 'send a real test message at the end', ja: '最後に実際のテストメッセージを送信' },
      },
      sender,
    ],
  },
  {
    words: ['queue', 'run'],
    shows: ['configuration', 'connection', 'queue', 'output', 'log'],
    operands: '[id...]',
    about: { en: 'deliver messages that are due', ja: '期限の来たメッセージを配信' },
    options: [
      {
        flags: '--watch',
        about: { en: 'keep running and deliver new messages', ja: '常駐して新しいメッセージを配信' },
      },
    ],
  },
  {
    words: ['queue', 'list'],
    shows: ['configuration', 'queue', 'output'],
    operands: '',
    about: { en: 'list the messages in the spool', ja: 'スプールのメッセージを一覧表示' },
    options: [],
  },
  {
    words: ['queue', 'show'],
    shows: ['configuration', 'queue', 'output'],
    operands: '<id...>',
    about: { en: 'show one message and its history', ja: 'メッセージの詳細と経過を表示' },
    options: [],
  },
  {
    words: ['queue', 'retry'],
    shows: ['configuration', 'queue', 'output'],
    operands: '[id...]',
    about: { en: 'schedule for the next queue run', ja: '次の queue run で送信' },
    options: [
      { flags: '--all', about: { en: 'every message that waits', ja: '待機中のすべて' } },
      { flags: '--failed', about: { en: 'every message that has failed', ja: '失敗したすべて' } },
    ],
  },
  {
    words: ['queue', 'hold'],
    shows: ['configuration', 'queue', 'output'],
    operands: '[id...]',
    about: { en: 'do not send until released', ja: '解放するまで保留' },
    options: [{ flags: '--all', about: { en: 'every message that waits', ja: '待機中のすべて' } }],
  },
  {
    words: ['queue', 'release'],
    shows: ['configuration', 'queue', 'output'],
    operands: '[id...]',
    about: { en: 'end a hold', ja: '保留を解除' },
    options: [{ flags: '--all', about: { en: 'every message on hold', ja: '保留中のすべて' } }],
  },
  {
    words: ['queue', 'remove'],
    shows: ['configuration', 'queue', 'output'],
    operands: '[id...]',
    about: { en: 'delete from the spool', ja: 'スプールから削除' },
    options: [
      {
        flags: '--all',
        about: { en: 'every message that is not being delivered', ja: '配信中でないすべて' },
      },
      { flags: '--failed', about: { en: 'every message that has failed', ja: '失敗したすべて' } },
    ],
  },
  {
    words: ['queue', 'init'],
    shows: ['configuration', 'output'],
    operands: '',
    about: { en: 'create or upgrade the spool', ja: 'スプールの作成と更新' },
    options: [
      {
        flags: '--print',
        about: {
          en: 'print the SQL and the rights of submitters and runners instead',
          ja: '実行せずに、SQL と、投入側と配信側に必要な権限を表示',
        },
      },
    ],
  },
  {
    words: ['queue', 'move'],
    shows: ['configuration', 'queue', 'output'],
    operands: '',
    about: { en: 'move all messages to another spool', ja: 'すべてのメッセージを別のスプールへ移動' },
    options: [
      {
        flags: '--to <spool>',
        about: {
          en: 'a directory, the word directory (that of spool-directory), or a URL postgresql://…',
          ja: 'ディレクトリー、directory という語 (spool-directory のもの)、または URL (postgresql://…)',
        },
      },
    ],
  },
  {
    words: ['queue', 'stats'],
    shows: ['configuration', 'queue', 'output'],
    operands: '',
    about: { en: 'count messages by reason and age', ja: '理由と経過時間ごとの件数' },
    options: [],
  },
  {
    words: ['batch'],
    shows: ['configuration', 'connection', 'queue', 'output', 'log'],
    operands: '[file]',
    about: { en: 'send messages given as JSON Lines', ja: 'JSON Lines を接続を再利用して一括送信' },
    options: [
      {
        flags: '--connections <count>',
        default: '2',
        about: { en: 'sessions at the same time', ja: '同時接続数' },
      },
      {
        flags: '--results <file>',
        completes: 'file',
        about: {
          en: 'append results to FILE, skip keys already sent',
          ja: '結果をファイルに追記。送信済みの key は飛ばす',
        },
      },
    ],
  },
  {
    words: ['sink'],
    shows: ['output'],
    operands: '',
    about: { en: 'run a local SMTP server for testing', ja: '試験用のローカル SMTP サーバーを起動' },
    options: [
      {
        flags: '--port <port>',
        default: '2525',
        about: { en: 'port to listen on; 0 takes a free one', ja: '待ち受けるポート。0 は空きポート' },
      },
      {
        flags: '--host <address>',
        default: '127.0.0.1',
        about: { en: 'loopback address to listen on', ja: '待ち受けるループバックアドレス' },
      },
      {
        flags: '--http <port>',
        about: {
          en: 'show the messages on a web page at this port (0 takes a free one)',
          ja: 'このポートの Web ページにメッセージを表示 (0 は空きポート)',
        },
      },
      {
        flags: '--tls <mode>',
        default: 'none',
        choices: ['none', 'starttls', 'smtps'],
        about: { en: 'encryption: none, starttls or smtps', ja: '暗号化: none、starttls、smtps' },
      },
      { flags: '--require-tls', about: { en: 'answer 530 before STARTTLS', ja: 'STARTTLS 前は 530 で応答' } },
      {
        flags: '--cert <file>',
        repeatable: true,
        completes: 'file',
        about: {
          en: 'server certificate; several are chosen by SNI',
          ja: 'サーバー証明書。複数は SNI で選択',
        },
      },
      {
        flags: '--key <file>',
        repeatable: true,
        completes: 'file',
        about: { en: 'private key of the certificate', ja: '証明書の秘密鍵' },
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
        default: '1 GiB',
        about: { en: 'largest message accepted', ja: '受け付ける最大サイズ' },
      },
      {
        flags: '--cert-dir <dir>',
        completes: 'directory',
        about: { en: 'where to make the test CA and certificate', ja: '試験用 CA と証明書を作る場所' },
      },
      {
        flags: '--maildir <dir>',
        completes: 'directory',
        about: { en: 'store the messages in this Maildir', ja: 'メッセージを保存する Maildir' },
      },
      {
        flags: '--count <n>',
        about: { en: 'exit after this many messages', ja: '指定数のメッセージで終了' },
      },
    ],
  },
  {
    words: ['relay'],
    shows: ['configuration', 'connection', 'queue', 'output', 'log'],
    operands: '',
    about: {
      en: 'accept mail from devices by SMTP, and deliver it through the mail server',
      ja: '機器から SMTP でメールを受け付け、メールサーバー経由で配信',
    },
    options: [
      {
        flags: '--queue-only',
        about: {
          en: 'only queue the messages; queue run delivers them',
          ja: 'スプールに入れるだけにする (queue run が配信)',
        },
      },
    ],
  },
  {
    words: ['relay', 'passwd'],
    shows: ['configuration', 'output'],
    operands: '[user]',
    about: {
      en: 'set or remove the password of a user of the relay (relay-password-file); without a user: list them',
      ja: '中継のユーザーのパスワードを設定または削除 (relay-password-file)。ユーザーを省略すると一覧表示',
    },
    options: [
      { flags: '--remove', about: { en: 'remove the user', ja: 'ユーザーを削除' } },
      {
        flags: '--password-file <file>',
        completes: 'file',
        default: { en: 'the terminal, or standard input', ja: '端末または標準入力' },
        about: {
          en: 'read the password from the first line of a file',
          ja: 'ファイルの 1 行目からパスワードを読み取る',
        },
      },
    ],
  },
  {
    words: ['certs'],
    shows: ['output'],
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
        default: '825',
        about: { en: 'days that the certificates are valid', ja: '証明書の有効日数' },
      },
    ],
  },
  {
    words: ['auth', 'login'],
    shows: ['configuration', 'output'],
    operands: '',
    about: {
      en: 'log in with a browser, and store the refresh token (auth-oauth)',
      ja: 'ブラウザーでサインインし、リフレッシュ・トークンを保存 (auth-oauth)',
    },
    options: [],
  },
  {
    words: ['config', 'init'],
    shows: ['output'],
    operands: '<dir>',
    about: { en: 'write commented samples of both files', ja: '両ファイルの見本を書き出す' },
    options: [{ flags: '--force', about: { en: 'overwrite files', ja: '既存ファイルを上書き' } }],
  },
  {
    words: ['config', 'show'],
    shows: ['configuration', 'connection', 'output'],
    operands: '',
    about: { en: 'show the effective settings and their origin', ja: '有効な設定とその出所を表示' },
    options: [],
  },
  {
    words: ['config', 'set'],
    shows: ['configuration', 'output'],
    operands: '<setting...>',
    about: {
      en: 'change settings (NAME=VALUE or NAME VALUE), keeping comments and order',
      ja: 'コメントと順序を保って設定を変更 (名前=値 または 名前 値)',
    },
    options: [],
  },
  {
    words: ['config', 'import'],
    shows: ['configuration', 'output'],
    operands: '<file>',
    about: { en: "import another program's configuration", ja: '他のプログラムの設定を取り込む' },
    options: [{ flags: '--force', about: { en: 'overwrite files', ja: '既存ファイルを上書き' } }],
  },
  {
    words: ['explain'],
    shows: ['output'],
    operands: '[code]',
    about: { en: 'explain an error code or exit status', ja: 'エラーコードまたは終了ステータスを説明' },
    options: [],
  },
  {
    words: ['completion'],
    operands: '<shell>',
    about: { en: 'print a completion script for bash, zsh or fish', ja: 'bash、zsh、fish の補完スクリプト' },
    options: [],
  },
  {
    words: ['version'],
    operands: '',
    about: { en: 'print the version', ja: 'バージョンを表示' },
    options: [],
  },
  {
    words: ['help'],
    operands: '[command...]',
    about: { en: 'show the help of a command', ja: 'コマンドのヘルプを表示' },
    options: [],
  },
  {
    words: ['sendmail'],
    shows: ['configuration', 'connection', 'queue', 'output', 'log'],
    operands: '[arguments...]',
    about: { en: 'accept the sendmail(8) command line', ja: 'sendmail(8) 互換のコマンドライン' },
    options: [],
  },
] as const satisfies readonly DescribedCommand[];

/** Options that are answered before anything else is read: for help, completion and man pages. */
export const parserOptions = [
  { flags: '-h, --help', about: { en: 'print this help', ja: 'このヘルプを表示' } },
  { flags: '-V, --version', about: { en: 'print the version', ja: 'バージョンを表示' } },
] as const satisfies readonly DescribedOption[];

/** The same two tables without their texts, for whoever reads all rows. */
export const commonOptions: readonly OptionRow[] = [...commonTable];
export const commands: readonly CommandRow[] = [...commandTable];
