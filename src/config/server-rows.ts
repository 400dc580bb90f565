/** The settings of sendmemo.cfg, in the order of the sample (contract, sections 1, 7, 8 and 10). */
import type { Setting, ValueForm } from './setting.ts';

const file = 'sendmemo.cfg';

const seconds = { kind: 'seconds' } as const satisfies ValueForm;

export const serverRows = [
  {
    name: 'smtp-server-host',
    file,
    form: { kind: 'hosts' },
    default: 'localhost',
    original: true,
    meaning: {
      en: 'the mail server; further ones, separated by commas or blanks, are its backups',
      ja: 'メールサーバー。コンマまたは空白で区切った 2 番目以降は予備のサーバー',
    },
    option: '--smtp-server-host',
    variable: 'SENDMEMO_SMTP_SERVER_HOST',
  },
  {
    name: 'smtp-server-port',
    file,
    form: { kind: 'number', min: 1, max: 65_535 },
    default: '25',
    original: true,
    meaning: {
      en: 'its TCP port (465 where EnableTLS = 2 and nothing is set)',
      ja: 'メールサーバーの TCP ポート (EnableTLS = 2 で指定がない場合は 465)',
    },
    option: '--smtp-server-port',
    variable: 'SENDMEMO_SMTP_SERVER_PORT',
  },
  {
    name: 'connect-timeout',
    file,
    form: seconds,
    default: '30',
    original: false,
    meaning: {
      en: 'seconds to connect to each address',
      ja: '各アドレスへの接続を待つ秒数',
    },
  },
  {
    name: 'greeting-timeout',
    file,
    form: seconds,
    default: '60',
    original: false,
    meaning: {
      en: "seconds to wait for the server's greeting",
      ja: 'サーバーのグリーティングを待つ秒数',
    },
  },
  {
    name: 'command-timeout',
    file,
    form: seconds,
    default: '60',
    original: false,
    meaning: { en: 'seconds to wait for each reply', ja: '各応答を待つ秒数' },
  },
  {
    name: 'data-timeout',
    file,
    form: seconds,
    default: '180',
    original: false,
    meaning: {
      en: 'seconds without progress while the message is sent',
      ja: 'メッセージの送信が進まないまま待つ秒数',
    },
  },
  {
    name: 'final-timeout',
    file,
    form: seconds,
    default: '300',
    original: false,
    meaning: {
      en: 'seconds to wait for the reply to the final dot',
      ja: '最後のドットへの応答を待つ秒数',
    },
  },
  {
    name: 'from',
    file,
    form: { kind: 'address' },
    default: '',
    original: false,
    meaning: {
      en: 'sender where none is given, or one without a domain; user@host where it is not set',
      ja: '差出人の既定値。ドメインのない差出人の代わりにも使用。指定しない場合は user@host',
    },
  },
  {
    name: 'domain',
    file,
    form: { kind: 'domain' },
    default: '',
    original: false,
    meaning: {
      en: 'completes addresses that have no domain',
      ja: 'ドメインのないアドレスに補うドメイン',
    },
  },
  {
    name: 'reply-to',
    file,
    form: { kind: 'addresses' },
    default: '',
    original: false,
    meaning: { en: 'Reply-To where none is given', ja: 'Reply-To の既定値' },
  },
  {
    name: 'auth-method',
    file,
    form: {
      kind: 'choice',
      allowed: ['auto', 'plain', 'login', 'cram-md5', 'xoauth2'],
      synonyms: { crammd5: 'cram-md5', cram: 'cram-md5', oauth2: 'xoauth2', oauth: 'xoauth2' },
    },
    default: 'auto',
    original: false,
    meaning: {
      en: 'authentication mechanism; auto chooses from what the server offers',
      ja: '認証方式。auto はサーバーが提供する方式から選ぶ',
    },
  },
  {
    name: 'auth-user',
    file,
    form: { kind: 'text' },
    default: '',
    original: false,
    meaning: {
      en: 'user name; nothing is authenticated without it',
      ja: 'ユーザー名。指定しない場合は認証しない',
    },
  },
  {
    name: 'auth-password-file',
    file,
    form: { kind: 'file', exists: true },
    default: '',
    original: false,
    meaning: {
      en: 'file whose first line is the password or token; nobody else may read it (0600)',
      ja: '1 行目がパスワードまたはトークンであるファイル。他のユーザーが読めてはならない (0600)',
    },
  },
  {
    name: 'auth-password-command',
    file,
    form: { kind: 'text' },
    default: '',
    original: false,
    masked: true,
    meaning: {
      en: 'shell command whose first line of output is the password or token',
      ja: '出力の 1 行目がパスワードまたはトークンであるシェル・コマンド',
    },
  },
  {
    name: 'auth-allow-insecure',
    file,
    form: {
      kind: 'choice',
      allowed: ['0', '1'],
      synonyms: { yes: '1', on: '1', true: '1', no: '0', off: '0', false: '0' },
    },
    default: '0',
    original: false,
    meaning: {
      en: '1: authenticates also where the session is not encrypted and verified, with a warning',
      ja: '1: 暗号化も検証もされていないセッションでも、警告を出して認証する',
    },
  },
  {
    name: 'log-file',
    file,
    form: { kind: 'file', exists: false },
    default: '',
    original: false,
    meaning: { en: 'log of JSON lines', ja: 'ログ・ファイル (JSON 行)' },
    option: '--log-file',
  },
  {
    name: 'log-level',
    file,
    form: {
      kind: 'choice',
      allowed: ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'],
      synonyms: { warning: 'warn', verbose: 'debug', none: 'silent', off: 'silent', err: 'error' },
    },
    default: 'info',
    original: false,
    meaning: { en: 'how much is logged', ja: 'ログの詳しさ' },
    option: '--log-level',
  },
  {
    name: 'log-syslog',
    file,
    form: {
      kind: 'choice',
      allowed: [
        'mail',
        'daemon',
        'user',
        'local0',
        'local1',
        'local2',
        'local3',
        'local4',
        'local5',
        'local6',
        'local7',
      ],
      synonyms: { '1': 'mail', yes: 'mail', on: 'mail', true: 'mail' },
    },
    default: '',
    original: false,
    meaning: {
      en: 'syslog facility to which the log goes as lines of a mail log; none where it is not set',
      ja: 'ログをメール・ログの行として書き込む syslog のファシリティー。指定しない場合は書き込まない',
    },
  },
  {
    name: 'delivery',
    file,
    form: { kind: 'choice', allowed: ['direct', 'spool-on-failure', 'spool'] },
    default: 'direct',
    original: false,
    meaning: {
      en: 'direct: sent at once; spool-on-failure: kept where the fault is temporary; spool: sent by queue run',
      ja: 'direct: 直ちに送信。spool-on-failure: 一時的な障害のときに保管。spool: queue run が送信',
    },
  },
  {
    name: 'spool-directory',
    file,
    form: { kind: 'directory', exists: false },
    default: '',
    original: false,
    meaning: {
      en: 'where messages wait; spool in the server working directory where it is not set',
      ja: 'メッセージを保管する場所。指定しない場合はサーバー作業ディレクトリーの spool',
    },
    option: '--spool-directory',
  },
  {
    name: 'max-age',
    file,
    form: { kind: 'age' },
    default: '5d',
    original: false,
    meaning: {
      en: 'how long a spooled message is tried (s, m, h, d; bare numbers are seconds)',
      ja: '保管されたメッセージの送信を試みる期間 (s、m、h、d。単位がなければ秒)',
    },
  },
  {
    name: 'max-connections',
    file,
    form: { kind: 'number', min: 1, max: 1000 },
    default: '5',
    original: false,
    meaning: { en: 'connections of a queue run at the same time', ja: 'queue run の同時接続数' },
  },
  {
    name: 'messages-per-connection',
    file,
    form: { kind: 'number', min: 1, max: 1_000_000 },
    default: '100',
    original: false,
    meaning: {
      en: 'messages over one connection before a new one is made',
      ja: '1 つの接続で送信するメッセージの最大数',
    },
  },
  {
    name: 'rate-limit',
    file,
    form: { kind: 'number', min: 1, max: 1_000_000 },
    default: '',
    original: false,
    meaning: {
      en: 'messages a minute of a queue run; no limit where it is not set',
      ja: 'queue run が 1 分間に送信するメッセージの最大数。指定しない場合は無制限',
    },
  },
  {
    name: 'aliases',
    file,
    form: { kind: 'file', exists: true },
    default: '',
    original: false,
    meaning: {
      en: 'aliases of local names, in the form of /etc/aliases; "default" for all others',
      ja: 'ローカル名の別名ファイル (/etc/aliases の書式)。"default" はその他すべて',
    },
  },
] as const satisfies readonly Setting[];

export type ServerSettingName = (typeof serverRows)[number]['name'];
