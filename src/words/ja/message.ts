/** Japanese sentences for what is to be sent. */
export const messageSentences = {
  'address-invalid': '{source}: {text:cut} はアドレスとして正しくありません: {why}。何も送信していません',
  'address-invalid.why.empty': '空の要素があります (区切り文字の連続、または末尾の区切り文字)',
  'address-invalid.why.control': '改行またはその他の制御文字が含まれています',
  'address-invalid.why.blank': '引用符で囲まれていない空白が含まれています',
  'address-invalid.why.no-local-part': '@ の前に何もありません',
  'address-invalid.why.domain': 'ドメイン名が正しくありません',
  'address-invalid.why.brackets': '山括弧または丸括弧の対応が取れていません',
  'address-invalid.why.quotes': '引用符の対応が取れていないか、置けない位置にあります',
  'address-invalid.why.group': 'グループ (名前: …;) は配送先アドレスとして使用できません',
  'address-invalid.why.too-long': '@ の前が 64 オクテット、または全体が 254 オクテットを超えています',
  'address-invalid.why.dots': '@ の前の部分の先頭または末尾にドットがあるか、ドットが連続しています',
  'address-invalid.why.name': '表示名に、引用符で囲む必要のある文字 (@ または逆斜線) があります',
  'address-invalid.why.surname': '1 人の名前とも、ローカルユーザーと別の 1 人とも読めます',
  'address-invalid.why.comment': '丸括弧のコメントが含まれています',
  'address-invalid.why.mailto': 'mailto: リンクです',
  'address-invalid.why.syntax': 'user@host.example.com の形式ではありません',
  'address-invalid.hint.empty':
    '--to a@example.com,b@example.com のように、区切り文字の間には必ずアドレスを書いてください',
  'address-invalid.hint.control':
    'アドレスは 1 行で指定してください。値の元になった変数やファイルを確認してください',
  'address-invalid.hint.blank':
    '"first last"@example.com と書くか、表示名なら Name <user@example.com> と書いてください',
  'address-invalid.hint.no-local-part': 'user@example.com のように書いてください',
  'address-invalid.hint.domain':
    'user@host.example.com、またはアドレスリテラルなら user@[192.0.2.1] と書いてください',
  'address-invalid.hint.brackets': 'Name <user@example.com> のように書いてください',
  'address-invalid.hint.quotes': '"Name, Quoted" <user@example.com> のように書いてください',
  'address-invalid.hint.group': 'グループのメンバーをコンマで区切って書いてください',
  'address-invalid.hint.too-long':
    'この上限は RFC 5321 の 4.5.3.1 によります。短いアドレスを使用してください',
  'address-invalid.hint.dots':
    'つづりを確認してください。ドットが正しい場合は @ の前の部分を引用符で囲んでください',
  'address-invalid.hint.name': '表示名を引用符で囲んでください: "user@host" <user@example.com>',
  'address-invalid.hint.surname':
    '1 人なら "Doe, John" <user@example.com>、2 人なら <Doe>, John <user@example.com> と書いてください',
  'address-invalid.hint.comment': 'Name <user@example.com> のように書いてください',
  'address-invalid.hint.mailto': 'user@example.com の部分だけを書いてください',
  'address-invalid.hint.syntax':
    'user@example.com または Name <user@example.com> と書き、複数ならコンマで区切ってください',
  'address-invalid.form.dots': 'つづりを確認してください。ドットが正しい場合は {form} と書いてください',
  'address-invalid.form.surname':
    '1 人なら {form} と書いてください。2 人なら最初のほうを山括弧で囲んでください',
  'address-invalid.form.empty': '{form} と書くか、抜けているアドレスを補ってください',
  'address-invalid.form': '{form} と書いてください',
  'header-invalid': '{source}: {text:cut} {why}。何も送信していません',
  'header-invalid.why.line-break': 'には改行が含まれています',
  'header-invalid.why.control': 'には制御文字が含まれています',
  'header-invalid.why.name': 'の名前はヘッダーフィールド名として使用できません',
  'header-invalid.why.no-colon': 'には名前の後のコロンがありません',
  'header-invalid.why.reserved': 'は sendmemo だけが設定できるフィールドか、二重に指定されています',
  'header-invalid.why.too-long': 'は長すぎるか、折り返せない長い語を含んでいます',
  'header-invalid.hint.line-break': 'ヘッダーの値は 1 行です。値の元になった変数から改行を取り除いてください',
  'header-invalid.hint.control': '制御文字を取り除いてください。使えるのは TAB だけです',
  'header-invalid.hint.name': "名前には英字、数字、ハイフンを使用してください: --header 'X-Job: 4711'",
  'header-invalid.hint.no-colon': "--header 'X-Job: 4711' のように書いてください",
  'header-invalid.hint.reserved':
    '--to、--cc、--bcc、--from、--reply-to、--subject を使用してください。Date、Message-ID、MIME 関連のフィールドは常に sendmemo が作ります',
  'header-invalid.hint.too-long':
    '値を短くしてください。ヘッダーの 1 行は 998 オクテットまでです (RFC 5322 の 2.1.1)',
  'alias-invalid': '{source}: {text:cut}: {why}。何も送信していません',
  'alias-invalid.hint':
    'エイリアスは「name: user@example.com, other」の形式です。sendmemo.cfg の aliases が指すファイルのこの行を直してください',
  'alias-invalid.why.no-name': '「名前: 値」の形式ではありません',
  'alias-invalid.why.twice': 'この名前は二重に定義されています',
  'alias-invalid.why.loop': 'エイリアスが循環しています',
  'alias-invalid.why.program': 'プログラムへの配送はできません',
  'alias-invalid.why.file': 'ファイルへの配送はできません',
  'alias-invalid.why.include': ':include: は使用できません',
  'alias-invalid.why.address': 'アドレスとして読めません',
  'file-unreadable': '{role} {path:cut} {why}{?({system})}。何も送信していません',
  'file-unreadable.hint': '{?{option}: }{why}',
  'file-unreadable.why.missing': 'がありません',
  'file-unreadable.why.directory': 'はディレクトリーです',
  'file-unreadable.why.special': 'はソケットまたはデバイスで、ファイルでもパイプでもありません',
  'file-unreadable.why.permission': 'を読む権限がありません',
  'file-unreadable.why.other': 'を読めません',
  'file-unreadable.hint.missing': 'つづりを確認してください。相対パスはカレントディレクトリーから数えます',
  'file-unreadable.hint.directory':
    'ファイルを指定してください。ディレクトリーは先にまとめます: tar cf - DIR | sendmemo --attach "-;name=DIR.tar" …',
  'file-unreadable.hint.special': 'ファイルか名前付きパイプを指定するか、標準入力なら - を使用してください',
  'file-unreadable.hint.permission':
    'ファイルの所有者 (ls -l で確認) で sendmemo を実行するか、実行するユーザーに読み取りを許可してください: chgrp GROUP FILE && chmod 640 FILE',
  'file-unreadable.hint.other': 'システムのエラーコードを手がかりに、ファイルとディスクを確認してください',
  'role.body': '本文ファイル',
  'role.html': 'HTML 本文ファイル',
  'role.signature': '署名ファイル',
  'role.attachment': '添付ファイル',
  'role.inline': 'インライン画像',
  'role.batch': 'バッチ',
  'raw-signed': 'メッセージの {line} 行目は{why}。{because}。何も送信していません',
  'raw-signed.dkim': 'メッセージには DKIM-Signature があり、変更すると署名が無効になります',
  'raw-signed.dkim.hint':
    '署名の前に長い行を分けて quoted-printable にするか、署名をサーバーに任せてください',
  'raw-signed.multipart-signed':
    'このパートは署名されており (multipart/signed)、変更すると署名が無効になります',
  'raw-signed.multipart-signed.hint': '署名の前にパートを quoted-printable または base64 にしてください',
  'raw-signed.encoding': 'このパートの Content-Transfer-Encoding は sendmemo が知らないものです',
  'raw-signed.encoding.hint': 'パートを quoted-printable または base64 で書いてください',
  'raw-signed.type':
    'このパートは message/* か、境界 (boundary) のない multipart で、エンコードし直すことができません',
  'raw-signed.type.hint':
    'このようなパートは短い行の ASCII で書く (RFC 2046) か、boundary パラメーターを直すか、8BITMIME に対応したサーバー (smtp-server-host) を使用してください',
  'unfit.long-line': ' 998 オクテットを超えています',
  'unfit.eight-bit': ' 8 ビットの文字を含みますが、サーバーは 8BITMIME に対応していません',
  'unfit.nul': 'メールでは送れない NUL を含みます',
  'raw-field-unfit':
    'メッセージの {line} 行目{?({name:cut})}は{why}。意味を変えずに書き直すことはできません。何も送信していません',
  'raw-field-unfit.hint.long-line':
    'フィールドを折り返してください。998 オクテット以内ごとに改行し、次の行を空白で始めます',
  'raw-field-unfit.hint.eight-bit':
    'フィールドを ASCII で書く (文字は RFC 2047 の encoded-word にする) か、8BITMIME に対応したサーバー (smtp-server-host) を使用してください',
  'raw-field-unfit.hint.nul': 'メッセージを書き出すプログラムで NUL を取り除いてください',
  'address-needs-smtputf8': '{address:cut} には SMTPUTF8 が必要ですが、{host} は対応していません',
  'address-needs-smtputf8.hint':
    '@ の前が ASCII だけのアドレスを使うか、SMTPUTF8 に対応したサーバー (smtp-server-host) を使用してください',
  'address-needs-smtputf8.unnamed': '{address:cut} には SMTPUTF8 が必要ですが、サーバーは対応していません',
  'no-recipients': '宛先がありません',
  'no-recipients.hint':
    '宛先を指定してください: --to user@example.com(--read-recipients や sendmail -t では、メッセージに To、Cc、Bcc のいずれかが必要です)',
  'charset-unknown': '文字コード {charset:cut} は不明です',
  'charset-unknown.hint':
    '{?--charset {nearest} の誤りではありませんか。}使えるもの: UTF-8、ISO-8859-1、IBM850、Shift_JIS、EUC-JP、ISO-2022-JP など',
  'body-undecodable': '{source} は {charset} として正しくありません (バイト {offset})',
  'body-undecodable.hint':
    '実際の文字コードを指定してください: --charset Shift_JIS、EUC-JP、ISO-8859-1 など。その位置は `xxd -s {offset} -l 16 FILE` で確認できます',
  'raw-nul':
    'メッセージの {line} 行目 (ヘッダー) に、メールでは送れない NUL があります。何も送信していません',
  'raw-nul.hint':
    'NUL を取り除いてください。1 オクテットおきに NUL がある場合は UTF-16 です。UTF-8 に変換してください',
  'raw-loop': 'メッセージに Received フィールドが {hops} 個あり、配送が循環しています',
  'raw-loop.hint':
    'Received フィールドから、メールをここへ送り返しているサーバーを特定し、そのサーバーの配送先を訂正してください',
  'raw-utf16':
    'メッセージは UTF-16 です (バイト順マークで始まっています)。メールでは送れません。何も送信していません',
  'raw-utf16.hint': '先に UTF-8 に変換してください: iconv -f UTF-16 -t UTF-8',
  'raw-header-too-large':
    'メッセージのヘッダーが {limitBytes} オクテットを超えています。何も送信していません',
  'raw-header-too-large.hint': 'ヘッダーと本文の間に空行があるか確認してください',
  'raw-header-malformed':
    'メッセージの {line} 行目はヘッダーフィールド (名前: 値) ではありません。何も送信していません',
  'raw-header-malformed.hint': 'ヘッダーと本文の間に空行を入れ、フィールドの継続行は空白で始めてください',
  'file-changed':
    '{path:cut} は読み取り中に変わりました: 始めは {expectedBytes} オクテット、今は {readBytes} オクテット。何も配送されていません',
  'file-changed.hint':
    '書き込み中でないファイルを送ってください。先にコピーするか、パイプで渡します: sendmemo --attach -',
  'stdin-failed': '標準入力を読めません ({system})。何も送信していません',
  'stdin-failed.hint': 'sendmemo に書き込むプログラムを確認してください',
  'default-sender-unusable.user':
    '差出人が設定されておらず、このマシンのユーザー名 {user:cut} はアドレスの一部として使用できません。何も送信していません',
  'default-sender-unusable.user.hint':
    'sendmemo.cfg に from = user@example.com を設定してください (1 通だけなら --from、sendmail では -f)',
  'default-sender-unusable.host':
    '差出人が設定されておらず、このマシンのホスト名 {host:cut} はアドレスの一部として使用できません。何も送信していません',
  'default-sender-unusable.host.hint':
    'sendmemo.cfg に from = user@example.com を設定してください (1 通だけなら --from、sendmail では -f)。domain を設定する方法もあります',
  'source.recipient': '宛先',
  'source.standard input': '標準入力',
  'content-unreadable': 'メッセージの内容を読めません: {detail}。何も送信していません',
  'content-unreadable.hint':
    '添付ファイルとストリームを確認してください。それぞれ最後まで読める必要があります',
} as const;
