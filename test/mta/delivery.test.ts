/** What is submitted to a real Postfix, plain, over STARTTLS and over SMTPS, is what lies in the mailboxes. */
import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parsed } from '../e2e/support/mail.ts';
import { expectQuiet, jsonOf } from '../e2e/support/result.ts';
import { startLaboratory } from './laboratory.ts';
import type { Laboratory } from './laboratory.ts';
import { postfixMissing } from './postfix.ts';
import { commandsOf, deliveredCopies } from './submission.ts';

const missing = await postfixMissing();

describe.skipIf(missing !== null)(
  `to a real Postfix${missing === null ? '' : ` (skipped: ${missing})`}`,
  () => {
    let laboratory: Laboratory;

    beforeAll(async () => {
      laboratory = await startLaboratory();
    });

    afterAll(async () => {
      await laboratory?.[Symbol.asyncDispose]();
    });

    it.each([
      ['plain', 0, null],
      ['starttls', 1, 'starttls'],
      ['smtps', 2, 'smtps'],
    ] as const)('%s (EnableTLS = %i) delivers what was submitted', async (port, enable, mode) => {
      const attachment = randomBytes(300_000);
      const text = 'Warteschlange PRT1: Toner niedrig\n.\n..\nキュー PRT1\n';
      const { sent, log } = await laboratory.memo(port, `EnableTLS = ${enable}\nCAFile = ca.pem\n`, {
        files: { ...laboratory.files, 'report.pdf': attachment },
        stdin: text,
        args: (file) => [
          '--json',
          '--from=Print server <printer@example.com>',
          '--subject=PRT1: 用紙切れ',
          '--priority=high',
          '--header=X-Queue: PRT1',
          '--reply-to=desk@example.com',
          `--attach=${file('report.pdf')}`,
          '--to=Ops <ops@example.net>',
          '--cc=desk@example.com',
          '--bcc=audit@example.net',
        ],
      });
      expect(sent.status, sent.stderr + sent.stdout).toBe(0);
      const json = jsonOf(sent);
      expect(json).toMatchObject({ status: 'sent', rejected: [], error: null });
      expect(json.accepted).toEqual(['ops@example.net', 'desk@example.com', 'audit@example.net']);
      expect(json.response).toMatch(/^250 2\.0\.0 Ok: queued as /);

      const copies = await deliveredCopies(laboratory.postfix, json.messageId, 3);
      expect(copies.map(({ recipient }) => recipient).toSorted()).toEqual(json.accepted.toSorted());
      expect(new Set(copies.map(({ content }) => content)).size).toBe(1);
      const [copy] = copies;
      expect(copy?.returnPath).toBe('<printer@example.com>');
      expect(copy?.content).not.toMatch(/^bcc:/im);
      expect(copy?.content).not.toContain('audit@example.net');
      const mail = await parsed(Buffer.from(copy?.content ?? '', 'latin1'));
      expect(mail.messageId).toBe(json.messageId);
      expect(mail.subject).toBe('PRT1: 用紙切れ');
      expect(mail.from?.value).toEqual([{ address: 'printer@example.com', name: 'Print server' }]);
      expect(mail.replyTo?.value).toEqual([{ address: 'desk@example.com', name: '' }]);
      expect(mail.headers.get('x-queue')).toBe('PRT1');
      expect(copy?.content).toMatch(/^Importance: high$/im);
      expect(mail.text).toBe(text);
      expect(mail.attachments.map(({ filename, contentType }) => [filename, contentType])).toEqual([
        ['report.pdf', 'application/pdf'],
      ]);
      expect(digest(mail.attachments[0]?.content)).toBe(digest(attachment));

      const sessions = sent.records.filter(({ event }) => event === 'tls').map(({ msg }) => msg);
      const commands = commandsOf(log);
      if (mode === null) {
        expect(json.tls).toBe(null);
        expect(sessions).toEqual([]);
        expect(copy?.received).not.toContain('cipher');
        expect(commands).toEqual({ ehlo: '1', mail: '1', rcpt: '3', data: '1', quit: '1', commands: '7' });
        return;
      }
      expect(json.tls).toMatchObject({ mode, version: 'TLSv1.3', verify: 'OK', verifyErrors: [] });
      expect(sessions).toEqual([
        'STARTTLS=client, relay=127.0.0.1, version=TLSv1.3, verify=OK, cipher=TLS_AES_256_GCM_SHA384, bits=256/256',
      ]);
      expect(copy?.received).toContain('using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384');
      expect(commands).toMatchObject({ mail: '1', rcpt: '3', data: '1', quit: '1' });
      expect(commands['starttls']).toBe(mode === 'starttls' ? '1' : undefined);
    });

    it.each([
      [0, 'plain'],
      [1, 'plain'],
      [2, 'smtps'],
    ] as const)('is silent under EnableTLS = %i on port %s', async (enable, port) => {
      const { sent } = await laboratory.memo(port, `EnableTLS = ${enable}\nCAFile = ca.pem\n`, {
        args: () => ['-f', 'printer@example.com', '-b', 'low', 'ops@example.net'],
      });
      expectQuiet(sent);
    });

    it('the notification of a print server arrives in the documented form', async () => {
      const { sent } = await laboratory.memo('starttls', 'EnableTLS = 1\nCAFile = ca.pem\n', {
        args: () => [
          'notify',
          '--json',
          '--from=printer@example.com',
          '--server-name=MainServer',
          '--message=5010-304 The queue PRT1 is full.',
          '--event-comment=Call 4711',
          'ops@example.net',
        ],
      });
      expect(sent.status, sent.stderr + sent.stdout).toBe(0);
      const [copy] = await deliveredCopies(laboratory.postfix, jsonOf(sent).messageId, 1);
      const mail = await parsed(Buffer.from(copy?.content ?? '', 'latin1'));
      expect(mail.subject).toBe('5010-192 Message from InfoPrint server: MainServer');
      expect(mail.text).toMatch(
        /^\[\d\d\/\d\d\/\d\d \d\d:\d\d:\d\d\] {2}5010-304 The queue PRT1 is full\.\nCall 4711\n$/,
      );
    });
  },
);

function digest(content: Buffer | undefined): string {
  return createHash('sha256')
    .update(content ?? '')
    .digest('hex');
}
