import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeCertificates } from '../../src/commands/certs/make.ts';
import type { CertsResult } from '../../src/commands/certs/make.ts';
import { connectRaw } from '../sink/raw-client.ts';
import type { RawClient } from '../sink/raw-client.ts';
import { temporaryDirectory, uniqueId } from '../sink/sink-fixture.ts';
import type { TestDirectory } from '../sink/sink-fixture.ts';
import { postfixMissing, startPostfix } from './postfix.ts';
import type { RunningPostfix } from './postfix.ts';

const missing = await postfixMissing();

describe.skipIf(missing !== null)(`a real Postfix${missing === null ? '' : ` (skipped: ${missing})`}`, () => {
  let directory: TestDirectory;
  let certificates: CertsResult;
  let postfix: RunningPostfix;

  beforeAll(async () => {
    directory = await temporaryDirectory();
    certificates = await makeCertificates(
      { command: 'certs', directory: 'certs', hosts: [], days: null },
      { cwd: directory.path, now: () => Date.now(), uniqueId },
    );
    const { files } = certificates;
    postfix = await startPostfix({
      certFile: files.server,
      keyFile: files.serverKey,
      clientCaFile: files.ca,
    });
  });

  afterAll(async () => {
    await postfix?.stop();
    await directory?.[Symbol.asyncDispose]();
  });

  async function send(client: RawClient, subject: string): Promise<void> {
    await client.say('EHLO client.example.com');
    expect(await client.say('MAIL FROM:<from@example.com>')).toMatch(/^250 /);
    expect(await client.say('RCPT TO:<to@example.net>')).toMatch(/^250 /);
    expect(await client.say('DATA')).toMatch(/^354 /);
    client.send(`Subject: ${subject}\r\n\r\nA line\r\n.\r\n`);
    expect(await client.reply()).toMatch(/^250 .*queued/);
    await client.say('QUIT');
  }

  it('delivers over plain SMTP, STARTTLS and SMTPS into files that can be read back', async () => {
    const ca = await readFile(certificates.files.ca, 'utf8');
    {
      await using client = await connectRaw(postfix.ports.plain);
      await client.reply();
      await send(client, 'plain');
    }
    {
      await using client = await connectRaw(postfix.ports.starttls);
      await client.reply();
      await client.say('EHLO client.example.com');
      expect(await client.say('MAIL FROM:<from@example.com>')).toMatch(/^530 /);
      await client.say('STARTTLS');
      await client.secure({ ca, host: '127.0.0.1' });
      await send(client, 'starttls');
    }
    {
      await using client = await connectRaw(postfix.ports.smtps, { ca, host: '127.0.0.1' });
      await client.reply();
      await send(client, 'smtps');
    }
    const messages = await postfix.waitForMessages(3);
    const subjects = messages.map((message) => /^Subject: (.*)$/m.exec(message)?.[1]);
    expect(new Set(subjects)).toEqual(new Set(['plain', 'smtps', 'starttls']));
    expect(messages).toHaveLength(3);
    const secured = messages.filter((message) => message.includes('using TLSv1.3 with cipher'));
    expect(secured).toHaveLength(2);
    expect(await postfix.log()).toContain('status=sent');
  });

  it('refuses a recipient of a domain that is not its own', async () => {
    await using client = await connectRaw(postfix.ports.plain);
    await client.reply();
    await client.say('EHLO client.example.com');
    await client.say('MAIL FROM:<from@example.com>');
    expect(await client.say('RCPT TO:<to@elsewhere.example>')).toMatch(/^5\d\d /);
  });
});
