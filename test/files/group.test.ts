import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { othersCanWrite } from '../../src/files/group.ts';

let directory: string;
beforeAll(() => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), 'sendmemo-group-'));
});
afterAll(() => fs.rmSync(directory, { recursive: true, force: true }));

const passwd = 'root:x:0:0::/root:/bin/sh\nann:x:1000:1000::/:\nbob:x:1001:1001::/:\ncarl:x:1002:50::/:\n';

test.each([
  ['nobody else can: 0755', 0o755, 1000, 1000, 'ann:x:1000:\n', false],
  ['others can: 0757', 0o757, 1000, 1000, 'ann:x:1000:\n', true],
  ['a group of its own', 0o775, 1000, 1000, 'ann:x:1000:\n', false],
  ['a group of its own that lists the owner', 0o775, 1000, 1000, 'ann:x:1000:ann\n', false],
  ['a group of its own with a guest', 0o775, 1000, 1000, 'ann:x:1000:bob\n', true],
  ['a group that is the first one of somebody else', 0o775, 1000, 50, 'staff:x:50:ann\n', true],
  ["root's group", 0o775, 0, 0, 'root:x:0:\n', true],
  ["root's file for another group", 0o775, 0, 1000, 'ann:x:1000:\n', true],
  ['two names of one group', 0o775, 1000, 1000, 'ann:x:1000:\nother:x:1000:bob\n', true],
  ['a group that is not listed', 0o775, 1000, 4000, 'ann:x:1000:\n', true],
])('%s', (_, mode, uid, gid, group, expected) => {
  const files = { passwd: path.join(directory, 'passwd'), group: path.join(directory, 'group') };
  fs.writeFileSync(files.passwd, passwd);
  fs.writeFileSync(files.group, group);
  expect(othersCanWrite({ mode, uid, gid }, files)).toBe(expected);
});

test('without such files a group counts as somebody else', () => {
  const files = { passwd: '/nonexistent.sendmemo/passwd', group: '/nonexistent.sendmemo/group' };
  expect(othersCanWrite({ mode: 0o775, uid: 1, gid: 1 }, files)).toBe(true);
  expect(othersCanWrite({ mode: 0o755, uid: 1, gid: 1 }, files)).toBe(false);
});
