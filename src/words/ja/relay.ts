/** Japanese sentences for the files of `sendmemo relay`. */
export const relaySentences = {
  'relay-sender-line': '{file}:{line}: {why}: 「{text}」',
  'relay-sender-line.hint':
    '送信元ごとに 1 行で パターン: メールボックス の形で記述してください。パターンはアドレス、@ドメイン、* (その他すべて)、<> (エンベロープの送信者なし) のいずれか、メールボックスはドメイン付きのアドレス 1 つです (*: scanner@example.com)',
  'relay-sender-line.why.encoding': 'テキストが UTF-8 ではありません',
  'relay-sender-line.why.colon': 'パターンの後にコロンがありません',
  'relay-sender-line.why.pattern': 'パターンがアドレス、@ドメイン、*、<> のいずれでもありません',
  'relay-sender-line.why.twice': 'このパターンの行がすでにあります',
  'relay-sender-line.why.mailbox': 'メールボックスがドメイン付きのアドレス 1 つではありません',
  'relay-password-line': '{file}:{line}: {why}',
  'relay-password-line.hint':
    'このファイルは "sendmemo relay passwd NAME" だけで書き込んでください (ユーザーの削除は "sendmemo relay passwd NAME --remove")',
  'relay-password-line.why.form': 'NAME:$scrypt$... の形の行ではありません',
  'relay-password-line.why.name': 'ユーザー名が空か、長すぎるか、制御文字を含んでいます',
  'relay-password-line.why.twice': 'このユーザーが 2 回記述されています',
  'relay-password-line.why.cost': 'scrypt のパラメーターが範囲外です',
  'network.empty': '余分なコンマがあります',
  'network.syntax': '「{part}」はアドレスでもネットワークでもありません',
  'network.leading-zero': '「{part}」に 0 で始まる数値があります (8 進数とみなすプログラムがあります)',
  'network.prefix': '「{part}」のプレフィックス長がアドレスの長さを超えています',
  'network.host-bits': '「{part}」はプレフィックスより後のビットが 0 ではありません',
  'network.mapped': '「{part}」は IPv6 形式で書かれた IPv4 アドレスです',
  'network.zone': '「{part}」にゾーンが付いています (このマシンでしか意味がありません)',
  'network.too-wide': '「{part}」は他者のネットワークを含みます (最大で /8、IPv6 は /7)',
  'network.duplicate': '「{part}」が 2 回指定されています',
} as const;
