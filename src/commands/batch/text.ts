/** What is said of a batch as a whole. */
import type { BatchSum } from './sum.ts';

type Name = 'en' | 'ja';

/** `998 sent, 2 failed`: only what there is. */
export function batchSumLine(sum: BatchSum, language: Name): string {
  const names = {
    en: {
      sent: 'sent',
      queued: 'kept in the spool',
      partial: 'partly sent',
      failed: 'failed',
      passedOver: 'sent before',
      notBegun: 'not begun',
    },
    ja: {
      sent: '件送信',
      queued: '件スプールに保管',
      partial: '件一部送信',
      failed: '件失敗',
      passedOver: '件送信済み',
      notBegun: '件未着手',
    },
  }[language];
  const parts = (['sent', 'queued', 'partial', 'failed', 'passedOver', 'notBegun'] as const)
    .filter((name) => sum[name] > 0)
    .map((name) => `${sum[name]} ${names[name]}`);
  if (parts.length === 0) return language === 'ja' ? '送信するものがありません' : 'nothing to send';
  return parts.join(language === 'ja' ? '、' : ', ');
}

/** After a signal or --timeout: what was sent, what was not, and how to go on. */
export function interruptedLine(
  sum: BatchSum,
  { isCounted, isKept }: { readonly isCounted: boolean; readonly isKept: boolean },
  language: Name,
): string {
  const done = batchSumLine({ ...sum, notBegun: 0 }, language);
  if (language === 'ja') {
    const rest = isCounted ? `${sum.notBegun} 件は未送信です` : '残りの行は未送信です';
    const next = isKept
      ? '同じコマンドをもう一度実行すると、残りを送信します'
      : '--results がないため、もう一度実行すると全件を送信します。送信済みの行は出力の結果で確認できます';
    return `sendmemo: バッチ: ${done}で中断しました。${rest}。${next}`;
  }
  const rest = isCounted ? `${sum.notBegun} not sent` : 'The lines that follow were not sent';
  const next = isKept
    ? 'Run the same command again to send the rest'
    : 'Without --results, the same command sends all of them again; the results on standard output name the lines that were sent';
  return `sendmemo: batch: ${done}; interrupted. ${rest}. ${next}`;
}

/** Before the failure that gave the batch its status. */
export function worstLine(sum: BatchSum, line: number, language: Name): string {
  const counts = batchSumLine(sum, language);
  return language === 'ja'
    ? `sendmemo: バッチ: ${counts}。最も重い失敗は ${line} 行目:`
    : `sendmemo: batch: ${counts}; the worst is line ${line}:`;
}

/** The server is not asked any more. */
export function givenUpLine(language: Name): string {
  return language === 'ja'
    ? 'sendmemo: バッチ: サーバーへの送信を断念しました。残りの行はすべて次の理由で失敗になります:'
    : 'sendmemo: batch: the server is given up; every line that is left fails with this:';
}

/** A run with --results can't know a line without a key again. */
export function keylessLine(line: number, language: Name): string {
  return language === 'ja'
    ? `sendmemo: warning: バッチの ${line} 行目には key がありません。同じ --results で再実行すると、もう一度送信されます`
    : `sendmemo: warning: line ${line} of the batch has no key: a further run with these --results would send it again`;
}
