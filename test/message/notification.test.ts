import { describe, expect, it } from 'vitest';
import { notificationDraft, readLocale } from '../../src/message/notification.ts';
import { failureOf } from './deps.ts';

const facts = {
  serverName: 'MainServer',
  message: '5010-304 The queue q1 is full',
  eventComment: null,
  locale: null,
  now: new Date(2026, 2, 4, 5, 6, 7),
};

describe('a notification', () => {
  it('has the documented form', () => {
    expect(notificationDraft(facts)).toEqual({
      subject: '5010-192 Message from InfoPrint server: MainServer',
      body: '[03/04/26 05:06:07]  5010-304 The queue q1 is full\n',
    });
  });

  it('has the comment on a line of its own', () => {
    expect(notificationDraft({ ...facts, eventComment: 'call 4711' }).body).toBe(
      '[03/04/26 05:06:07]  5010-304 The queue q1 is full\ncall 4711\n',
    );
  });

  it('has its fixed words in Japanese under a Japanese locale', () => {
    const { subject } = notificationDraft({ ...facts, locale: 'Ja_JP.IBM-932' });
    expect(subject).toMatch(/^5010-192 .*サーバー.*: MainServer$/);
  });

  it('refuses a server name with a line break', async () => {
    const failure = await failureOf(() =>
      notificationDraft({ ...facts, serverName: 'a\nBcc: b@example.com' }),
    );
    expect(failure).toMatchObject({ reason: 'header-invalid', why: 'line-break' });
  });
});

describe('a locale', () => {
  it.each([
    ['ja_JP.UTF-8', 'ja', 'UTF-8'],
    ['ja_JP.eucJP', 'ja', 'eucJP'],
    ['Ja_JP.IBM-932', 'ja', 'IBM-932'],
    ['Ja_JP', 'ja', 'CP932'],
    ['ja_JP', 'ja', 'EUC-JP'],
    ['en_US.ISO8859-1', 'en', 'ISO8859-1'],
    ['de_DE.ISO8859-15@euro', 'en', 'ISO8859-15'],
    ['C', 'en', 'UTF-8'],
    ['POSIX', 'en', 'UTF-8'],
    [null, 'en', 'UTF-8'],
  ])('%s has a language and a charset', (name, language, charset) => {
    expect(readLocale(name)).toEqual({ language, charset });
  });
});
