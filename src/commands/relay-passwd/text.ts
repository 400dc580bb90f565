/** What `sendmemo relay passwd` says. */

interface PasswdTexts {
  /** Of the first and of the second time. */
  readonly prompts: (user: string) => readonly [string, string];
  readonly stored: (user: string, file: string) => string;
  readonly removed: (user: string, file: string) => string;
}

export const passwdTexts: Readonly<Record<'en' | 'ja', PasswdTexts>> = {
  en: {
    prompts: (user) => [`Password of ${user} (it is not shown):`, 'The same password again:'],
    stored: (user, file) => `The password of ${user} is stored in ${file}.`,
    removed: (user, file) => `${user} is removed from ${file}.`,
  },
  ja: {
    prompts: (user) => [`${user} のパスワード (表示されません):`, '同じパスワードをもう一度:'],
    stored: (user, file) => `${user} のパスワードを ${file} に保存しました。`,
    removed: (user, file) => `${user} を ${file} から削除しました。`,
  },
};
