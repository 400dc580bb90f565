/** Headings, examples and closing lines of `--help`, in English and Japanese. */
import type { Bilingual, OptionGroup } from './option-row.ts';

/** The order of the headings. */
export const groupOrder: readonly OptionGroup[] = [
  'recipients',
  'message',
  'delivery',
  'configuration',
  'connection',
  'queue',
  'output',
  'log',
];

export const groupTitles: Readonly<Record<OptionGroup, Bilingual>> = {
  recipients: { en: 'Recipients:', ja: '宛先:' },
  message: { en: 'Message:', ja: 'メッセージ:' },
  delivery: { en: 'Delivery status notifications:', ja: '配信状況通知 (DSN):' },
  configuration: { en: 'Configuration:', ja: '設定:' },
  connection: { en: 'Connection:', ja: '接続:' },
  queue: { en: 'Queue:', ja: 'キュー:' },
  output: { en: 'Output:', ja: '出力:' },
  log: { en: 'Log and metrics:', ja: 'ログと統計:' },
};

export const labels = {
  usage: { en: 'usage:', ja: '使い方:' },
  options: { en: 'Options:', ja: 'オプション:' },
  help: { en: 'Help:', ja: 'ヘルプ:' },
  letters: { en: 'Options of sendmail(8):', ja: 'sendmail(8) のオプション:' },
  commands: { en: 'Commands:', ja: 'コマンド:' },
  examples: { en: 'Examples:', ja: '例:' },
  repeatable: { en: 'repeatable', ja: '複数回指定可' },
  default: { en: 'default:', ja: '既定値:' },
  more: {
    en: 'sendmemo --help lists all options and commands; the manual is sendmemo(1).',
    ja: 'すべてのオプションとコマンドは sendmemo --help、マニュアルは sendmemo(1) を参照。',
  },
  groupMore: {
    en: 'sendmemo NAME COMMAND --help shows the options of a command.',
    ja: '各コマンドのオプションは sendmemo NAME コマンド --help で表示できます。',
  },
  values: {
    addr: 'アドレス',
    address: 'アドレス',
    arguments: '引数',
    bytes: 'バイト数',
    code: 'コード',
    command: 'コマンド',
    count: '数',
    dir: 'ディレクトリー',
    field: 'フィールド',
    file: 'ファイル',
    format: '形式',
    hosts: 'ホスト',
    id: 'ID',
    level: 'レベル',
    mode: 'モード',
    n: '数',
    name: '名前',
    'name=value': '名前=値',
    options: 'オプション',
    port: 'ポート',
    recipient: '宛先',
    user: 'ユーザー',
    seconds: '秒',
    setting: '設定',
    shell: 'シェル',
    spool: 'スプール',
    text: 'テキスト',
    what: '範囲',
    when: '条件',
  } as Readonly<Record<string, string>>,
} as const;

/** What a command does, where its line in the list of commands is too short for its own help. */
export const callWords: Readonly<Record<string, Bilingual>> = {
  '': {
    en: 'Send one message. The body is standard input, --body or --body-file. Nothing is printed on success, except on a terminal, with -v or with --json.',
    ja: 'メッセージを 1 通送信します。本文は標準入力、--body または --body-file から読み取ります。成功時は、端末、-v、--json の場合を除き何も出力しません。',
  },
  sendmail: {
    en: 'Accept the sendmail(8) command line. The message is standard input. sendmemo options come before the word sendmail; the link /usr/sbin/sendmail takes only the options of sendmail(8).',
    ja: 'sendmail(8) 互換のコマンドラインを受け付けます。メッセージは標準入力から読み取ります。sendmemo のオプションは sendmail という語の前に書きます。/usr/sbin/sendmail として呼ばれた場合は sendmail(8) のオプションだけを受け付けます。',
  },
};

/** What sendmail(8) takes here. */
export const sendmailLetters: readonly (readonly [flags: string, about: Bilingual])[] = [
  ['-t', { en: 'take recipients from To, Cc and Bcc', ja: 'To、Cc、Bcc から宛先を取る' }],
  [
    '-i, -oi',
    {
      en: 'a line with a single dot does not end the message',
      ja: 'ドットだけの行をメッセージの終わりとしない',
    },
  ],
  [
    '-f addr, -r addr',
    { en: 'envelope sender; <> is the null sender', ja: 'エンベロープの送信者 (<> は空の送信者)' },
  ],
  ['-F name', { en: "sender's full name", ja: '差出人の氏名' }],
  [
    '-N when',
    {
      en: 'DSN: never, or a list of failure,delay,success',
      ja: 'DSN: never または failure,delay,success の列挙',
    },
  ],
  ['-R full|hdrs', { en: 'what a DSN returns', ja: 'DSN に付ける範囲' }],
  ['-V id', { en: 'envelope identifier', ja: 'エンベロープ識別子' }],
  ['-odq', { en: 'queue the message', ja: 'メッセージをキューに入れる' }],
  ['-q', { en: 'run the queue once', ja: 'キューを 1 回処理する' }],
  ['-bm', { en: 'send a message (default)', ja: 'メッセージを送信 (既定)' }],
  ['-bp', { en: 'list the queue (as mailq does)', ja: 'キューを一覧表示 (mailq と同じ)' }],
  ['-bs', { en: 'speak SMTP on standard input and output', ja: '標準入出力で SMTP を話す' }],
  ['-C file', { en: 'the sendmemo-ssl.cfg to use', ja: '使用する sendmemo-ssl.cfg' }],
  ['-v', { en: 'be verbose', ja: '経過を詳しく表示' }],
  [
    '-A -B -d -e -G -h -L -m -n -O -o -p -s -U',
    { en: 'accepted for compatibility', ja: '互換性のために受け付ける' },
  ],
];

const closing: Bilingual = {
  en: 'The manual is sendmemo(1). sendmemo explain CODE explains an error code.',
  ja: 'マニュアルは sendmemo(1)。エラーコードの説明は sendmemo explain コード で表示できます。',
};

/** Closing lines by command; '*' for all others. */
export const footers: Readonly<Record<string, Bilingual>> = {
  '': {
    en: 'sendmemo COMMAND --help shows the options of a command. The manual is sendmemo(1); sendmemo explain CODE explains an error code.',
    ja: '各コマンドのオプションは sendmemo コマンド --help で表示できます。マニュアルは sendmemo(1)。エラーコードの説明は sendmemo explain コード で表示できます。',
  },
  '*': closing,
};

/** Command lines that work as they are, by command. */
export const examples: Readonly<Record<string, readonly string[]>> = {
  '': [
    "echo 'Toner low' | sendmemo -s 'Printer 12' ops@example.com",
    'sendmemo -s Report -b Attached. -a report.pdf boss@example.com',
    'sendmemo check -H mail.example.com -p 587 --set EnableTLS=1',
  ],
  notify: ["sendmemo notify --server-name MainServer --message '5010-304 The queue is full' ops@example.com"],
  document: [
    "sendmemo document --document 'job.pdf;format=pdf' -s '{job}' --job-name Invoice ops@example.com",
  ],
  check: [
    'sendmemo check',
    'sendmemo check -H mail.example.com -p 587 --set EnableTLS=1',
    'sendmemo check --send-test ops@example.com',
  ],
  queue: ['sendmemo queue list', 'sendmemo queue run'],
  'queue run': ['sendmemo queue run', 'sendmemo queue run --watch'],
  batch: ['echo \'{"to":"ops@example.com","subject":"Test","text":"Hello"}\' | sendmemo batch'],
  relay: ['sendmemo relay', 'sendmemo relay --set relay-listen=127.0.0.1:2525'],
  sink: ['sendmemo sink', 'sendmemo sink --port 2525 --tls starttls --maildir received'],
  'relay passwd': ['sendmemo relay passwd scanner1', 'sendmemo relay passwd scanner1 --remove'],
  certs: ['sendmemo certs --host mail.example.com testcerts'],
  config: ['sendmemo config init /var/pd/MainServer', 'sendmemo config show'],
  'config init': ['sendmemo config init /var/pd/MainServer'],
  'config set': [
    'sendmemo config set smtp-server-host mail.example.com smtp-server-port 587',
    'sendmemo config set EnableTLS=1 --server MainServer',
  ],
  'config import': ['sendmemo config import ~/.msmtprc --server-dir ~/.config/sendmemo'],
  explain: ['sendmemo explain CERT_UNTRUSTED', 'sendmemo explain 76'],
  completion: ['source <(sendmemo completion bash)'],
  sendmail: [
    'sendmail -t -i < message.eml',
    'sendmemo sendmail -f root@example.com ops@example.com < message.eml',
  ],
};
