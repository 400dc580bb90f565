/** What `sendmemo auth login` says to the person who logs in. */

interface LoginTexts {
  readonly open: (url: string, code: string, minutes: number) => string;
  readonly stored: (file: string) => string;
}

export const loginTexts: Readonly<Record<'en' | 'ja', LoginTexts>> = {
  en: {
    open: (url, code, minutes) =>
      `Open ${url} in a browser and enter the code ${code}. Sign in as the user who is to send. The code is valid for ${minutes} minutes; waiting.`,
    stored: (file) => `The refresh token is stored in ${file}. Run "sendmemo check" to try the login.`,
  },
  ja: {
    open: (url, code, minutes) =>
      `ブラウザーで ${url} を開き、コード ${code} を入力してください。送信に使用するユーザーでサインインしてください。コードは ${minutes} 分間有効です。待機しています。`,
    stored: (file) =>
      `リフレッシュ・トークンを ${file} に保存しました。"sendmemo check" で認証を確認してください。`,
  },
};
