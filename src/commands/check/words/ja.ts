/** Japanese words for the steps of `sendmemo check`. */
import type { CheckWords } from './page.ts';
import { localTexts } from './ja/local.ts';
import { serverTexts } from './ja/server.ts';

export const checkWordsJa: CheckWords = {
  line: (label, text, milliseconds) =>
    `${label}: ${text}${milliseconds === null ? '' : ` (${milliseconds} ms)`}`,
  arrow: '->',
  mendFirst: (faults, what) =>
    faults === 1 ? `問題が 1 つあります: ${what}` : `問題が ${faults} つあります。最初に直すもの: ${what}`,
  labels: {
    configuration: '構成',
    directory: 'ディレクトリー',
    'cfg-file': '構成ファイル',
    settings: '設定値',
    defaults: '既定値',
    notice: '注意',
    encryption: '暗号化',
    protocols: 'プロトコル',
    'passed-over': 'スイッチ',
    'ca-file': 'CAFile',
    'ca-certificate': 'CAFile',
    'ca-path': 'CAPath',
    'global-trust': '共通の CA',
    crl: 'CrlFile',
    'client-certificate': 'CertFile',
    'client-key': 'KeyFile',
    login: 'ログイン',
    'log-file': 'ログ',
    spool: 'スプール',
    server: 'サーバー',
    addresses: 'アドレス',
    connection: '接続',
    greeting: 'グリーティング',
    'tls-on-port': 'グリーティング',
    ehlo: 'EHLO',
    starttls: 'STARTTLS',
    tls: 'TLS',
    certificate: '証明書',
    trust: '信頼',
    fingerprint: 'フィンガープリント',
    'name-row': '名前',
    name: '名前',
    revocation: '失効確認',
    verify: '検証',
    authentication: '認証',
    size: 'SIZE',
    extensions: '拡張機能',
    'test-message': 'テスト・メッセージ',
    result: '結果',
  },
  texts: { ...localTexts, ...serverTexts },
};
