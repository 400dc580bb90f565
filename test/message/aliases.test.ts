import { describe, expect, it } from 'vitest';
import { expandAliases, parseAliases, readAliases } from '../../src/message/aliases.ts';
import { composeMessage } from '../../src/message/compose.ts';
import { composeDeps, draft, failureOf } from './deps.ts';

const file = `# people
postmaster: root
root: ops@example.com, "Night Shift" <night@example.com>,
  Admin
ADMIN: admin1, admin2@example.net
admin1: \\admin1
self: self, ops@example.com
a: b
b: a
program: "|/usr/bin/program -x, y"
file: /var/mail/x
list: :include:/etc/list
`;

function expand(name: string, domain: string | null = null): string[] {
  const aliases = parseAliases(file, 'aliases');
  return expandAliases([{ address: name, needsSmtpUtf8: false }], aliases, domain).map(
    ({ address }) => address,
  );
}

describe('aliases', () => {
  it('are expanded again and again, each address once', () => {
    expect(expand('postmaster')).toEqual([
      'ops@example.com',
      'night@example.com',
      'admin1',
      'admin2@example.net',
    ]);
    expect(expand('Root')).toEqual(expand('postmaster'));
  });

  it('complete what is local at the end', () => {
    expect(expand('admin', 'example.org')).toEqual(['admin1@example.org', 'admin2@example.net']);
    expect(expand('nobody', 'example.org')).toEqual(['nobody@example.org']);
  });

  it('leave addresses with a domain alone', () => {
    expect(expand('root@example.net', 'example.org')).toEqual(['root@example.net']);
  });

  it('may name themselves', () => {
    expect(expand('self')).toEqual(['self', 'ops@example.com']);
  });

  it.each(['default', '*'])('have %s for every name without one', (catchAll) => {
    const aliases = parseAliases(`${catchAll}: all@example.com, other\nroot: ops@example.com\n`, 'aliases');
    const sent = (name: string) =>
      expandAliases([{ address: name, needsSmtpUtf8: false }], aliases, 'example.org').map(
        ({ address }) => address,
      );
    expect(sent('backup')).toEqual(['all@example.com', 'other@example.org']);
    expect(sent('root')).toEqual(['ops@example.com']);
    expect(sent('root@example.net')).toEqual(['root@example.net']);
  });

  it('split at commas outside quotes, in one pass', () => {
    const sent = (targets: string) =>
      expandAliases([{ address: 'a', needsSmtpUtf8: false }], parseAliases(`a: ${targets}`, 'F'), null).map(
        ({ address }) => address,
      );
    expect(sent('"Doe, \\"J\\"" <j@example.com>,, b@example.com,')).toEqual([
      'j@example.com',
      'b@example.com',
    ]);
    expect(() => sent('b@example.com, "x, c@example.com')).toThrow();
    expect(() => parseAliases(`a: ${'"x\\'.repeat(200_000)}`, 'F')).not.toThrow();
  });

  it('that name each other many times are expanded once each', () => {
    const levels = Array.from(
      { length: 200 },
      (_, at) => `n${at}: n${at + 1}, n${at + 1}, x${at}@example.com`,
    );
    const aliases = parseAliases(levels.join('\n'), 'aliases');
    expect(expandAliases([{ address: 'n0', needsSmtpUtf8: false }], aliases, null)).toHaveLength(201);
    const chain = Array.from({ length: 20_000 }, (_, at) => `n${at}: n${at + 1}`);
    const long = parseAliases(chain.join('\n'), 'aliases');
    expect(expandAliases([{ address: 'n0', needsSmtpUtf8: false }], long, null)).toHaveLength(1);
  });

  it.each([
    ['a', 'loop'],
    ['program', 'program'],
    ['file', 'file'],
    ['list', 'include'],
  ])('of %s are refused', async (name, why) => {
    expect(await failureOf(() => expand(name))).toMatchObject({ reason: 'alias-invalid', why });
  });

  it.each([
    ['root ops@example.com', 'no-name', 1],
    ['\n  continued', 'no-name', 2],
    ['a: b\nA: c', 'twice', 2],
  ])('in a file that is wrong name the line: %j', async (text, why, line) => {
    expect(await failureOf(() => parseAliases(text, 'F'))).toMatchObject({ why, source: `F:${line}` });
  });

  it('in a file that is not there are a fault of the configuration', async () => {
    const origin = { kind: 'file', file: 'sendmemo.cfg', line: 3 } as const;
    expect(await failureOf(() => readAliases('/nonexistent.sendmemo/aliases', origin))).toMatchObject({
      code: 'CONFIG',
      reason: 'cfg-named-file',
    });
  });
});

describe('composing with aliases', () => {
  it('expands names without a domain and leaves addresses with one alone', async () => {
    const aliases = parseAliases('root: ops@example.net, duty\nduty: a@example.org\n', 'aliases');
    const deps = composeDeps({ aliases, domain: 'example.com' });
    const to = ['root', 'root@example.com', 'other'].map((text) => ({ text, source: '--to' }));
    const { envelope, message } = await composeMessage(draft({ to }), deps);
    expect(envelope.recipients.map(({ address }) => address)).toEqual([
      'ops@example.net',
      'a@example.org',
      'root@example.com',
      'other@example.com',
    ]);
    await message.dispose();
  });
});
