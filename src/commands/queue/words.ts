/** What the queue commands say on a terminal, in both languages. */
import type { EntryAction } from '../../spool/store.ts';

/** How many messages an action was done to; the id where it is one. */
interface Done {
  readonly count: number;
  readonly id: string;
}

export interface QueueWords {
  readonly empty: string;
  /** Headings of the list: ID, age, tries, next try, recipient, subject, last reason. */
  readonly headings: readonly string[];
  /** A recipient and how many more. */
  readonly others: (count: number) => string;
  /** States in the column of the next try. */
  readonly states: Readonly<Record<'due' | 'active' | 'held' | 'failed' | 'corrupt', string>>;
  readonly untried: string;
  /** Who has an active message. */
  readonly claimed: (pid: number, host: string) => string;
  readonly messages: (count: number, size: string) => string;
  readonly inStates: Readonly<Record<'waiting' | 'active' | 'held' | 'failed', (count: number) => string>>;
  readonly lastRun: (ago: string | null) => string;
  readonly outage: (since: string, what: string) => string;
  readonly reason: string;
  readonly older: string;
  readonly total: string;
  readonly done: Readonly<Record<EntryAction, (done: Done) => string>>;
  readonly moved: (count: number, spool: string) => string;
  readonly notMoved: (busy: number) => string;
  readonly directoryReady: (directory: string) => string;
  /** @param before null: there was no schema */
  readonly schema: (database: string, before: number | null, after: number) => string;
  readonly noneMatches: string;
  readonly watching: (spool: string, waiting: number, due: number) => string;
  readonly fates: Readonly<Record<'sent' | 'retry' | 'failed', string>>;
  readonly nextTry: (time: string) => string;
  readonly nextForServer: (time: string) => string;
  readonly once: (waiting: number) => string;
  readonly recovered: (server: string | null, after: string) => string;
  readonly sum: (sent: number, retry: number, failed: number) => string;
  readonly nothingDue: string;
  readonly waiting: (count: number, next: string | null) => string;
  readonly stuck: (id: string) => string;
  readonly elsewhere: (id: string, pid: number, host: string) => string;
}

const english: QueueWords = {
  empty: 'the spool is empty',
  headings: ['ID', 'AGE', 'TRIES', 'NEXT', 'TO', 'SUBJECT', 'LAST REASON'],
  others: (count) => ` +${count}`,
  states: { due: 'now', active: 'active', held: 'held', failed: 'failed', corrupt: 'damaged' },
  untried: 'not tried yet',
  claimed: (pid, host) => `process ${pid} on ${host}`,
  messages: (count, size) => `${messages(count)}, ${size}`,
  inStates: {
    waiting: (count) => `${count} waiting`,
    active: (count) => `${count} being delivered`,
    held: (count) => `${count} on hold`,
    failed: (count) => `${count} failed`,
  },
  lastRun: (ago) => (ago === null ? 'queue run has never run' : `last queue run ${ago} ago`),
  outage: (since, what) => `not delivered since ${since}: ${what}`,
  reason: 'REASON',
  older: 'older',
  total: 'total',
  done: {
    retry: ({ count, id }) =>
      count === 1
        ? `message ${id} is due now; the next queue run sends it`
        : `${count} messages are due now; the next queue run sends them`,
    hold: ({ count, id }) => (count === 1 ? `message ${id} is on hold` : `${count} messages are on hold`),
    release: ({ count, id }) =>
      count === 1 ? `message ${id} is no longer on hold` : `${count} messages are no longer on hold`,
    remove: ({ count, id }) => (count === 1 ? `message ${id} is removed` : `${count} messages are removed`),
  },
  moved: (count, spool) => `${messages(count)} moved to ${spool}`,
  notMoved: (busy) =>
    `${messages(busy)} not moved: delivered at this moment, or on the way here from another spool; try again`,
  directoryReady: (directory) => `the spool is the directory ${directory}: it is ready`,
  schema: (database, before, after) => {
    if (before === after) return `${database}: the schema is up to date (version ${after})`;
    return before === null
      ? `${database}: schema created (version ${after}); rights for other users: sendmemo queue init --print`
      : `${database}: schema upgraded from version ${before} to ${after}`;
  },
  noneMatches: 'no message matches; nothing was changed',
  watching: (spool, waiting, due) =>
    `watching ${spool}: ${messages(waiting)} waiting, ${due} due now; new messages are delivered as they come; Ctrl-C ends`,
  fates: { sent: 'sent', retry: 'deferred', failed: 'failed' },
  nextTry: (time) => `next try at ${time}`,
  nextForServer: (time) => `next attempt for this server at ${time}`,
  once: (waiting) => `${messages(waiting)} waiting; not reported again until the server accepts mail`,
  recovered: (server, after) => `${server ?? 'the server'} accepts mail again, after ${after}`,
  sum: (sent, retry, failed) => `${sent} sent, ${retry} deferred, ${failed} failed`,
  nothingDue: 'nothing was due',
  waiting: (count, next) => `${messages(count)} waiting${next === null ? '' : `, next try at ${next}`}`,
  stuck: (id) => `${id}: the delivery does not end; its entry stays claimed until this process has ended`,
  elsewhere: (id, pid, host) =>
    `${id} is claimed by process ${pid} on ${host}; if that process is gone: sendmemo queue retry ${id}`,
};

const japanese: QueueWords = {
  empty: 'スプールは空です',
  headings: ['ID', '経過', '試行', '次回', '宛先', '件名', '最後の理由'],
  others: (count) => ` 他${count}`,
  states: { due: '今', active: '配信中', held: '保留', failed: '失敗', corrupt: '破損' },
  untried: '未試行',
  claimed: (pid, host) => `${host} のプロセス ${pid}`,
  messages: (count, size) => `${count} 件、${size}`,
  inStates: {
    waiting: (count) => `待機 ${count}`,
    active: (count) => `配信中 ${count}`,
    held: (count) => `保留 ${count}`,
    failed: (count) => `失敗 ${count}`,
  },
  lastRun: (ago) => (ago === null ? 'queue run は未実行' : `最後の queue run は ${ago} 前`),
  outage: (since, what) => `${since} から配信できていません: ${what}`,
  reason: '理由',
  older: 'それ以前',
  total: '合計',
  done: {
    retry: ({ count, id }) =>
      count === 1
        ? `メッセージ ${id} は次の queue run で送信されます`
        : `${count} 件のメッセージは次の queue run で送信されます`,
    hold: ({ count, id }) =>
      count === 1 ? `メッセージ ${id} を保留しました` : `${count} 件のメッセージを保留しました`,
    release: ({ count, id }) =>
      count === 1 ? `メッセージ ${id} の保留を解除しました` : `${count} 件のメッセージの保留を解除しました`,
    remove: ({ count, id }) =>
      count === 1 ? `メッセージ ${id} を削除しました` : `${count} 件のメッセージを削除しました`,
  },
  moved: (count, spool) => `${count} 件のメッセージを ${spool} へ移動しました`,
  notMoved: (busy) =>
    `${busy} 件のメッセージは移動していません。配信中、または別のスプールからの移動の途中です。もう一度実行してください`,
  directoryReady: (directory) => `スプールはディレクトリー ${directory} です。使用できます`,
  schema: (database, before, after) => {
    if (before === after) return `${database}: スキーマは最新です (バージョン ${after})`;
    return before === null
      ? `${database}: スキーマを作成しました (バージョン ${after})。他のユーザーに必要な権限: sendmemo queue init --print`
      : `${database}: スキーマをバージョン ${before} から ${after} に更新しました`;
  },
  noneMatches: '該当するメッセージはありません。何も変更していません',
  watching: (spool, waiting, due) =>
    `${spool} を監視しています: 待機 ${waiting} 件、うち ${due} 件は送信時刻になっています。新しいメッセージも順に配信します。終了は Ctrl-C`,
  fates: { sent: '送信', retry: '延期', failed: '失敗' },
  nextTry: (time) => `次回 ${time}`,
  nextForServer: (time) => `このサーバーへの次の試行は ${time} です`,
  once: (waiting) => `待機中 ${waiting} 件。サーバーが復旧するまで、再度の通知はしません`,
  recovered: (server, after) => `${server ?? 'サーバー'} が ${after} ぶりに復旧しました`,
  sum: (sent, retry, failed) => `送信 ${sent} 件、延期 ${retry} 件、失敗 ${failed} 件`,
  nothingDue: '送信時刻になったメッセージはありません',
  waiting: (count, next) => `待機 ${count} 件${next === null ? '' : `、次回 ${next}`}`,
  stuck: (id) => `${id}: 配信が終わりません。このプロセスが終わるまで、このメッセージは処理中のままです`,
  elsewhere: (id, pid, host) =>
    `${id} は ${host} のプロセス ${pid} が処理中です。そのプロセスがもうない場合: sendmemo queue retry ${id}`,
};

/** @returns the words of a language */
export function queueWords(language: 'en' | 'ja'): QueueWords {
  return language === 'ja' ? japanese : english;
}

function messages(count: number): string {
  return count === 1 ? '1 message' : `${count} messages`;
}
