import { describe, expect, test } from 'vitest';
import type { ConfigFailure } from '../../src/failure/config-failure.ts';
import { english } from '../../src/words/en.ts';
import { configSentences } from '../../src/words/en/config.ts';
import { japanese } from '../../src/words/ja.ts';
import { describeFailure } from '../../src/words/language.ts';

const origin = { kind: 'file', file: '/srv/MainServer/sendmemo.cfg', line: 7 } as const;
const place = { file: '/srv/MainServer/sendmemo.cfg', line: 7 };
const code = 'CONFIG';
const hostile = 'a\n\u001B[31mb';

const failures: readonly ConfigFailure[] = [
  {
    code,
    reason: 'cfg-directory-missing',
    directory: '/srv/x',
    origin: { kind: 'option', option: '--server-dir' },
  },
  { code, reason: 'cfg-directory-unsafe', directory: hostile, mode: 0o777 },
  {
    code,
    reason: 'cfg-server-name',
    name: hostile,
    origin: { kind: 'environment', variable: 'SENDMEMO_SERVER' },
  },
  { code, reason: 'cfg-file-unreadable', file: '/srv/x', system: 'EACCES' },
  { code, reason: 'cfg-no-equals', ...place, text: 'EnableTLS 1', nearest: 'EnableTLS' },
  { code, reason: 'cfg-no-equals', ...place, text: 'x', nearest: null },
  { code, reason: 'cfg-section', ...place, text: '[x]' },
  { code, reason: 'cfg-unknown-name', ...place, name: 'EnableTSL', nearest: 'EnableTLS' },
  { code, reason: 'cfg-unknown-name', ...place, name: 'x', nearest: null },
  { code, reason: 'cfg-wrong-case', ...place, name: 'cafile', nearest: 'CAFile' },
  { code, reason: 'cfg-other-file', ...place, name: 'from', belongsTo: 'sendmemo.cfg' },
  { code, reason: 'cfg-duplicate', ...place, name: 'from', firstLine: 3 },
  { code, reason: 'cfg-encoding', ...place },
  { code, reason: 'cfg-lone-cr', ...place },
  { code, reason: 'cfg-control', ...place },
  { code, reason: 'cfg-value', origin, name: 'from', value: hostile, allowed: 'TEXT', nearest: null },
  { code, reason: 'cfg-value', origin, name: 'delivery', value: 'Spool', allowed: 'spool', nearest: 'spool' },
  ...(
    [
      'empty',
      'syntax',
      'leading-zero',
      'prefix',
      'host-bits',
      'mapped',
      'zone',
      'too-wide',
      'duplicate',
    ] as const
  ).map((why): ConfigFailure => ({
    code,
    reason: 'cfg-value',
    origin,
    name: 'relay-networks',
    value: '192.0.2.1/24',
    allowed: '192.0.2.0/24',
    nearest: null,
    form: 'networks',
    fault: { part: hostile, why },
  })),
  { code, reason: 'cfg-relative-path', origin, name: 'CAFile', value: 'a/b.pem' },
  { code, reason: 'cfg-named-file', origin, name: 'CAFile', path: '/a/b.pem', system: 'ENOENT' },
  { code, reason: 'cfg-pair-incomplete', origin, given: 'CertFile', missing: 'KeyFile' },
  { code, reason: 'cfg-pair-incomplete', origin, given: 'auth-method', missing: 'auth-user' },
  {
    code,
    reason: 'cfg-conflict',
    origin,
    name: 'MaxProtocol',
    value: 'TLSv1.1',
    other: 'MinProtocol',
    otherValue: 'TLSv1.2',
  },
  {
    code,
    reason: 'cfg-writable-by-others',
    origin,
    name: 'auth-password-command',
    path: "/a/it's",
    mode: 0o666,
    owner: 'a (1000)',
  },
  { code, reason: 'cfg-spool-url', origin, name: 'spool', why: 'sslmode', detail: hostile, instead: null },
  { code, reason: 'cfg-secret-exposed', origin, name: 'auth-password-file', path: "/a/it's", mode: 0o644 },
  { code, reason: 'cfg-secret-empty', origin, name: 'auth-password-file', source: '/a/b' },
  { code, reason: 'cfg-oauth-file', origin, name: 'auth-oauth-client-key', path: '/a', expected: 'rsa-key' },
  {
    code,
    reason: 'cfg-no-credentials',
    origin,
    name: 'auth-password-credential',
    value: 'mail',
  },
  {
    code,
    reason: 'cfg-secret-command',
    origin,
    name: 'auth-password-command',
    status: null,
    detail: hostile,
  },
  { code, reason: 'relay-user', origin, user: hostile, system: 'ENOENT' },
  { code, reason: 'relay-loop', host: hostile, port: 25 },
];

const reasons = new Set(
  Object.keys(configSentences).flatMap((key) => /^(?:cfg|relay)-[a-z-]+/.exec(key)?.[0] ?? []),
);

describe.each([
  ['English', english],
  ['Japanese', japanese],
] as const)('%s', (_name, language) => {
  test('every reason is in the list of this test', () => {
    expect(new Set(failures.map(({ reason }) => reason))).toEqual(reasons);
  });

  test.each(failures.map((failure) => [failure.reason, failure] as const))(
    '%s is two lines without control characters, the first with the place',
    (_reason, failure) => {
      const { what, hint } = describeFailure(language, failure);
      expect(`${what}${hint ?? ''}`).not.toMatch(/[\p{Cc}\u2028]|undefined|\[object/u);
      expect(hint).not.toBeNull();
      if ('line' in failure) expect(what).toContain(`${failure.file}:${failure.line}: `);
      if ('origin' in failure && failure.origin.kind === 'file') {
        expect(what).toContain('/srv/MainServer/sendmemo.cfg:7: ');
      }
    },
  );
});

test('the two languages give the same facts', () => {
  for (const failure of failures) {
    const facts = Object.entries(failure).filter(
      ([key]) => !['code', 'reason', 'system', 'origin'].includes(key),
    );
    const [one, other] = [english, japanese].map((language) => {
      const { what, hint } = describeFailure(language, failure);
      return facts
        .filter(([, fact]) => `${what} ${hint ?? ''}`.includes(JSON.stringify(fact).replaceAll('"', '')))
        .map(([key]) => key);
    });
    expect([failure.reason, other]).toEqual([failure.reason, one]);
  }
});
