import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { ComposeDeps, Composed, RawDraft } from '../../src/message/draft.ts';
import { readRawPeople } from '../../src/message/raw-people.ts';
import { composeRaw } from '../../src/message/raw.ts';
import { composeDeps, failureOf, rawDraft, wireOctets } from './deps.ts';

async function compose(
  input: string | Buffer,
  changes: Partial<RawDraft> = {},
  deps: Partial<ComposeDeps> = {},
): Promise<Composed> {
  return composeRaw(
    rawDraft(changes),
    composeDeps({ stdin: Readable.from([Buffer.from(input as string)]), ...deps }),
  );
}

describe('a sender without a domain', () => {
  const cron = 'From: root (Cron Daemon)\nTo: root\nSubject: Cron <root@vm> job\n\n';
  const from = { text: 'Ops <cron@example.com>', source: 'from in sendmemo.cfg' };

  async function made(input: string, deps: Partial<ComposeDeps>, changes: Partial<RawDraft> = {}) {
    const composed = await composeRaw(
      rawDraft({ localSender: 'completed', ...changes }),
      composeDeps({ stdin: Readable.from([Buffer.from(input)]), ...deps }),
    );
    const text = (await wireOctets(composed.message)).toString();
    const line = (name: string) => new RegExp(`^${name}: (.*?)\\r$`, 'm').exec(text)?.[1];
    return { sender: composed.envelope.sender.address, line, text };
  }

  it('becomes `from`, in the envelope and in the header, and keeps its name', async () => {
    const { sender, line } = await made(cron, { from });
    expect(sender).toBe('cron@example.com');
    expect(line('From')).toBe('cron@example.com (Cron Daemon)');
    expect(line('To')).toBe('root');
    const cronie = await made(
      'From: "(Cron Daemon)" <root>\n\n',
      { from },
      {
        envelopeFrom: { text: 'root', source: '-f' },
      },
    );
    expect(cronie.sender).toBe('cron@example.com');
    expect(cronie.line('From')).toBe('"(Cron Daemon)" <cron@example.com>');
  });

  it('is completed with `domain`, else with the name of the machine', async () => {
    const domain = await made(`Sender: root\nReply-To: ops\n${cron}`, { domain: 'example.net' });
    expect(domain.sender).toBe('root@example.net');
    expect(domain.line('From')).toBe('root@example.net (Cron Daemon)');
    expect(domain.line('Sender')).toBe('root@example.net');
    expect(domain.line('To')).toBe('root@example.net');
    expect(domain.line('Reply-To')).toBe('ops@example.net');
    const host = await made(
      `Sender: root\nReply-To: ops\n${cron}`,
      {},
      { envelopeFrom: { text: 'cron', source: '-f' } },
    );
    expect(host.sender).toBe('cron@host.example.com');
    expect(host.line('From')).toBe('root@host.example.com (Cron Daemon)');
    expect(host.line('Sender')).toBe('root@host.example.com');
    expect(host.line('Reply-To')).toBe('ops');
  });

  it('keeps every octet around it', async () => {
    const text = 'From:\tJ\xf6rg (K\xf6ln,\r\n root)\r\n <root> (x)\r\n';
    const { fields } = await readRawPeople(
      rawDraft(),
      [{ name: 'From', text, line: 1 }],
      composeDeps({ from }),
    );
    expect(fields[0]?.text).toBe(text.replace('<root>', '<cron@example.com>'));
  });

  it('stays in a header that is signed', async () => {
    const { line, sender } = await made(`DKIM-Signature: v=1\n${cron}`, { from });
    expect(line('From')).toBe('root (Cron Daemon)');
    expect(sender).toBe('cron@example.com');
  });

  it('stays where --envelope-from names it', async () => {
    const { sender } = await made(
      cron,
      { from },
      {
        localSender: 'as-written',
        envelopeFrom: { text: 'root', source: '--envelope-from' },
      },
    );
    expect(sender).toBe('root');
  });

  it('is refused where the machine has no name either', async () => {
    const machineName = () => Promise.resolve('(none)');
    expect(await failureOf(() => made(cron, { machineName }))).toMatchObject({
      reason: 'default-sender-unusable',
      why: 'host',
      host: '(none)',
    });
    expect((await made(cron, { machineName, from })).sender).toBe('cron@example.com');
  });
});

describe('a From that gives the envelope sender alone', () => {
  it.each([
    ['x@y.example <a@example.com>', 'a@example.com'],
    ['Doe, John <a@example.com>', 'a@example.com'],
    ['foo..bar.@docomo.example', '"foo..bar."@docomo.example'],
    ['Foo <.bar@docomo.example>', '".bar"@docomo.example'],
    ['EXAMPLE\\user <a@example.com>', 'a@example.com'],
    ['Foo "bar <a@example.com>', 'a@example.com'],
    ['nobody in particular', 'print@host.example.com'],
    ['<a@example.com> <b@example.com>', 'print@host.example.com'],
  ])('%j is read leniently', async (from, expected) => {
    const { envelope, message } = await compose(`From: ${from}\n\n`);
    expect(envelope.sender.address).toBe(expected);
    expect((await wireOctets(message)).toString()).toContain(`From: ${from}\r\n`);
  });
});

describe('the default sender', () => {
  const sender = async (user: string, host: string, deps: Partial<ComposeDeps> = {}): Promise<string> => {
    const { envelope } = await composeRaw(
      rawDraft(),
      composeDeps({
        stdin: Readable.from([Buffer.from('Subject: s\n\n')]),
        userName: () => user,
        machineName: () => Promise.resolve(host),
        ...deps,
      }),
    );
    return envelope.sender.address;
  };

  it.each([
    ['root', 'srv.example.com.', 'root@srv.example.com'],
    ['EXAMPLE\\user', 'srv.example.com', '"EXAMPLE\\\\user"@srv.example.com'],
    ['user@example.com', 'srv.example.com', '"user@example.com"@srv.example.com'],
    ['first last', 'vm', '"first last"@vm'],
    ['.x.', 'vm', '".x."@vm'],
    ['jörg', 'bücher.example', 'jörg@xn--bcher-kva.example'],
  ])('of %j at %j is %j', async (user, host, expected) => {
    expect(await sender(user, host)).toBe(expected);
  });

  it.each([
    ['root', '(none)', 'host'],
    ['root', 'srv-', 'host'],
    ['root', '', 'host'],
    ['root', 'localhost', 'host'],
    ['root', 'localhost.localdomain', 'host'],
    ['', 'vm', 'user'],
    ['a\u0007', 'vm', 'user'],
    ['x'.repeat(65), 'vm', 'user'],
  ])('of %j at %j is refused', async (user, host, why) => {
    expect(await failureOf(() => sender(user, host))).toMatchObject({
      reason: 'default-sender-unusable',
      why,
    });
  });

  it('is `domain` where the machine has no name', async () => {
    expect(await sender('root', '(none)', { domain: 'example.com' })).toBe('root@example.com');
    expect(await sender('root', 'vm', { domain: 'example.com' })).toBe('root@vm.example.com');
  });

  it('is not asked for where the message says everything', async () => {
    const asked = (): never => {
      throw new Error('asked');
    };
    const input = 'From: a@example.com\nMessage-ID: <1@example.com>\n\n';
    const { envelope } = await composeRaw(
      rawDraft(),
      composeDeps({ stdin: Readable.from([Buffer.from(input)]), userName: asked, machineName: asked }),
    );
    expect(envelope.sender.address).toBe('a@example.com');
  });
});
