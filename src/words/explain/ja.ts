import { certificatePages } from './ja/certificates.ts';
import { runPages } from './ja/runs.ts';
import { sessionPages } from './ja/sessions.ts';
import type { ExplainWords } from './page.ts';

export const explainWordsJa: ExplainWords = {
  pages: { ...certificatePages, ...sessionPages, ...runPages },
  meaning: '意味',
  causes: '考えられる原因',
  remedies: '対処',
  status: '終了状況',
  statuses: {
    0: 'すべての宛先についてサーバーがメッセージを受け付けたか、スプールに安全に保管された',
    64: 'オプションまたは引数の誤り',
    65: 'アドレス、ヘッダー、メッセージが正しくない、またはサーバーの上限より大きい',
    66: '入力ファイルを読み取れない',
    67: '1 つ以上の宛先をサーバーが恒久的に拒否した',
    68: 'サーバーの名前が存在しない',
    69: '差出人、メッセージ、またはセッションをサーバーが恒久的に拒否した',
    70: 'sendmemo の不具合',
    73: 'ファイルを作成できない',
    74: '入出力の失敗',
    75: '一時的な障害。後で再試行できる',
    76: '安全なセッションを確立できない、またはサーバーがプロトコルに違反した',
    77: '認証の失敗、またはファイルの許可モードが安全でない',
    78: '構成の誤り',
  },
};
