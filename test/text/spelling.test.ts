import { expect, test } from 'vitest';
import { nearestWord } from '../../src/text/spelling.ts';
import { findName, settingsTable } from '../../src/config/settings-table.ts';

const names = ['EnableTLS', 'CAFile', 'CAPath', 'CrlFile', 'CertFile', 'KeyFile', 'smtp-server-host'];

test.each([
  ['EnableTSL', 'EnableTLS'],
  ['EnabelTLS', 'EnableTLS'],
  ['Enable_TLS', 'EnableTLS'],
  ['CRLFiles', 'CrlFile'],
  ['smtp_server_host', 'smtp-server-host'],
  ['smtpserverhots', 'smtp-server-host'],
])('%s is taken for %s', (word, name) => {
  expect(nearestWord(word, names)).toBe(name);
});

test.each([[''], ['x'], ['Proxy'], ['---'], ['z'.repeat(10_000)]])('%j is like nothing', (word) => {
  expect(nearestWord(word, names)).toBeNull();
});

test('of two that are equally near none is chosen', () => {
  expect(nearestWord('abcdeX', ['abcdef', 'abcdeg'])).toBeNull();
});

test('every name of the table is found in its own file, and sent there from the other', () => {
  for (const { name, file } of settingsTable) {
    const other = file === 'sendmemo.cfg' ? 'sendmemo-ssl.cfg' : 'sendmemo.cfg';
    expect(findName(name, file).is).toBe('setting');
    expect(findName(name, other)).toEqual({ is: 'other-file', belongsTo: file });
  }
});

test('no two names of the table differ only in case', () => {
  const lower = settingsTable.map(({ name }) => name.toLowerCase());
  expect(new Set(lower).size).toBe(lower.length);
});
