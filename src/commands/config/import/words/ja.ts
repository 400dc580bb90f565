/** Japanese sentences for what an import has to say. */
import type { ImportWords } from '../written-files.ts';
import { describeFailure } from '../../../../words/language.ts';
import { japanese } from '../../../../words/ja.ts';
import type { RemarkSentences } from './page.ts';

const sentences: RemarkSentences = {
  'no-equal': ({ detail }) => `対応する設定がないため、取り込んでいません${shown(detail)}`,
  'protection-lost': ({ detail }) =>
    `対応する設定がないため、取り込んでいません${shown(detail)}。元の設定のほうが安全でした。Ciphers、CipherSuites、MinProtocol、auth-method を確認してください`,
  'plain-text': (_, program) =>
    `${program} は平文でメールを送信しており、この設定でも同じです。サーバーが STARTTLS に対応している場合は EnableTLS = 1 と記述してください`,
  'falls-back': (_, program) =>
    `${program} は、サーバーが STARTTLS を提供しない場合に平文で続行していました。ここでは STARTTLS を必須とし、なければ何も送信しません (StartTLSPolicy = may で元の動作になります)`,
  unverified: (_, program) =>
    `${program} ではサーバー証明書の検証が無効になっていました。ここでは検証します。CA を CAFile に、または証明書を Fingerprint に指定してください (IgnoreCertificateErrors = 1 で元の動作になります)`,
  'now-verified': (_, program) =>
    `${program} は有効な証明書を必須としていませんでした。ここではチェーン、有効期間、名前を検証します`,
  'wider-trust': ({ detail }, program) =>
    `${program} は ${detail ?? 'このファイル'} の CA だけを信頼していました。ここでは既知の CA に加えて信頼します。1 つの証明書だけを受け入れるには Fingerprint を使用してください`,
  'system-trust': ({ detail }) =>
    `${detail ?? 'このファイル'} はシステムの CA の一覧で、指定しなくても使用されるため、取り込んでいません`,
  'trust-elsewhere': (_, program) =>
    `${program} は独自の CA をトラストストア (SPOC\\conf\\ssl-truststore) に保管しています。keytool -exportcert -rfc で書き出し、そのファイルを CAFile に指定してください`,
  'stricter-crl': () =>
    'ここでは、サーバーの証明書チェーンのすべての発行者について、有効なリストがこのファイルに必要です',
  'secret-moved': ({ setting }) =>
    `パスワードは ${setting ?? 'auth-password-file'} のファイルに移しました。元の場所から削除してください`,
  'secret-exposed': () =>
    'パスワードを含むこのファイルを他のユーザーが読めました。パスワードを変更してください',
  'secret-in-clear': (_, program) =>
    `${program} は平文のセッションでパスワードを送信していました。ここでは、セッションが暗号化され検証されていない限り送信しません。EnableTLS を設定してください。設定しないと AUTH で失敗します`,
  'password-missing': () =>
    'ユーザー名はありますが、パスワードがありません。auth-password-file または auth-password-command を記述し、auth-user の行頭のセミコロンを外してください',
  alone: () => '対になる設定がないか無効になっているため効果がなく、取り込んでいません',
  elsewhere: (_, program) =>
    `値が空です。${program} は Management Server の値を使用します。そちらを確認してください`,
  'encryption-unknown': ({ detail }, program) =>
    `${program} の暗号化の方式がここからは分かりません${shown(detail)}。平文で送信されないように TLS を必須としました。Management Server の値を確認してください`,
  'host-missing': () =>
    'メールサーバーが指定されていません。指定するまで smtp-server-host は既定値の localhost です',
  'mx-lookup': ({ detail }, program) =>
    `${program} はこの名前のメール交換サーバー (MX) に接続していました${shown(detail)}。ここでは名前そのもののサーバーに接続します`,
  'one-taken': ({ detail }) => `複数あるため、次のものは取り込んでいません: ${detail ?? ''}`,
  'server-side': () => 'メールの受信に関する設定のため、取り込んでいません',
  'rest-not-read': (_, program) =>
    `${program} のファイルからは、TLS のオプションとスマート・ホストだけを取り込みました`,
  'final-timeout': () =>
    'final-timeout は既定値の 300 のままです。最後のドットへの応答を待たずに打ち切ると、メールが二重に届く原因になります',
  'old-fingerprint': () =>
    'SHA-1 または MD5 のフィンガープリントはもはや証明にならないため、取り込んでいません。証明書はチェーンで検証されます。Fingerprint には "sendmemo check" が表示する SHA-256 を使用してください',
  'runs-command': ({ setting }) =>
    `${setting ?? 'auth-password-command'} のこのコマンドは、送信のたびに、送信するユーザーの権限でシェルから実行されます。ファイルには所有者だけが書き込めるようにしてください`,
  'sender-kept': ({ detail }, program) =>
    `${program} はすべてのメールの差出人を置き換えていました${shown(detail)}。ここではメールの From をそのまま使い、エンベロープの差出人にもします。from は From がない場合にだけ使用します`,
  'sender-domain': ({ detail }, program) =>
    `${program} はすべての差出人のドメインをこの値にしていました${shown(detail)}。ここで補うのはドメインのないアドレスだけです。サーバーがほかの差出人を受け付けない場合は from = user@${detail ?? 'example.com'} を設定してください`,
  'catch-all': ({ detail }, program) =>
    `${program} はローカルユーザー宛てのメールを ${detail ?? '1 つのアドレス'} に送っていました。ここでは「default: ${detail ?? 'user@example.com'}」という行をファイルに書き、そのファイルを aliases に指定してください`,
  'local-delivery': (_, program) =>
    `${program} はローカルユーザー宛てのメールをこのマシンに配信していました。ここではすべてサーバーに送信します。aliases に指定するファイルで、ローカルの名前にアドレスを割り当ててください`,
  'queue-lost': (_, program) =>
    `${program} は、サーバーに接続できない間メールをキューに保管していました。この設定では保管しません。delivery = spool-on-failure を設定し、"sendmemo queue run --watch" をサービスとして実行してください`,
  'sender-pattern': ({ detail }, program) =>
    `${program} は差出人をパターンで作っていました${shown(detail)}。from にパターンは書けないため、取り込んでいません。from がない場合の差出人は user@host で、ドメインは domain で補います`,
  'not-read': ({ detail }) => `${detail ?? 'ファイル'} を読めないため、その内容は取り込んでいません`,
  unusable: ({ failure, setting }) =>
    `このままでは使用できないため、行頭にセミコロンを付けました: ${failure === null ? '' : describeFailure(japanese, failure).what}。${setting === 'CrlFile' ? '訂正するまで、証明書の失効は確認されません' : '訂正するまで効果はありません'}`,
};

export const importWordsJa: ImportWords = {
  heading: (file, source, program) => [
    `${file} - ${source} (${program}) から取り込みました。`,
    '各行の上に取り込み元を示します。有効な設定は "sendmemo config show" で、',
    '動作は "sendmemo check" で確認できます。',
  ],
  remark: (remark, program) => sentences[remark.reason](remark, program),
  warning: '警告: ',
  leftOut: '--- その他 ---',
};

function shown(detail: string | null): string {
  return detail === null || detail === '' ? '' : ` (${detail})`;
}
