import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { exposedParent, foreignOwner, makeDirectories } from '../../src/files/foreign.ts';
import { nodeSystem } from '../../src/system.ts';

const isRoot = process.geteuid?.() === 0;
const nobody = 65_534;

function place() {
  const directory = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'foreign-')));
  return {
    at: (...names: string[]) => path.join(directory, ...names),
    [Symbol.dispose]: () => fs.rmSync(directory, { recursive: true }),
  };
}

describe.runIf(isRoot)('root in the directories of others (needs root)', () => {
  test('the first foreign owner on the way decides, links included', () => {
    using here = place();
    fs.mkdirSync(here.at('own', 'deep'), { recursive: true });
    fs.mkdirSync(here.at('theirs', 'deep'), { recursive: true });
    fs.chownSync(here.at('theirs'), nobody, nobody);
    fs.symlinkSync(here.at('theirs'), here.at('root-link'));
    fs.symlinkSync(here.at('own'), here.at('their-link'));
    fs.lchownSync(here.at('their-link'), nobody, nobody);
    fs.symlinkSync('loop', here.at('loop'));
    const owners = (...names: string[]) => foreignOwner(here.at(...names))?.userId ?? 0;
    expect(owners('own', 'deep', 'new')).toBe(0);
    expect(owners('theirs')).toBe(nobody);
    expect(owners('theirs', 'deep', 'new', 'newer')).toBe(nobody);
    expect(owners('root-link', 'deep')).toBe(nobody);
    expect(owners('their-link', 'deep')).toBe(nobody);
    expect(owners('loop')).toBe(0);
  });

  test('acting as somebody takes user, group and supplementary groups, and gives them back', () => {
    const { actAs } = nodeSystem();
    const now = () => [process.geteuid?.(), process.getegid?.(), process.getgroups?.()];
    const before = now();
    expect(actAs({ userId: nobody, groupId: 0 }, now)).toEqual([nobody, nobody, [nobody]]);
    expect(now()).toEqual(before);
    // Not in the user database: the group that was given is all there is.
    expect(actAs({ userId: 54_321, groupId: 54_322 }, now)).toEqual([54_321, 54_322, [54_322]]);
    const failing = () => actAs({ userId: nobody, groupId: nobody }, () => fs.readFileSync('/etc/shadow'));
    expect(failing).toThrow(expect.objectContaining({ code: 'EACCES' }));
    expect(now()).toEqual(before);
  });

  test('a directory on the way that belongs to a third user is named', () => {
    using here = place();
    fs.mkdirSync(here.at('theirs', 'deep'), { recursive: true });
    fs.chownSync(here.at('theirs'), nobody, nobody);
    expect(exposedParent(here.at('theirs', 'deep', 'spool'), [7])).toMatchObject({
      path: here.at('theirs'),
      userId: nobody,
    });
    expect(exposedParent(here.at('theirs', 'deep', 'spool'), [nobody])).toBeNull();
  });
});

test.each([0o000, 0o022, 0o077])('directories get their mode under umask %o', (umask) => {
  using here = place();
  const before = process.umask(umask);
  try {
    makeDirectories(here.at('a', 'b'), 0o755);
    makeDirectories(here.at('a', 'c'), 0o700);
  } finally {
    process.umask(before);
  }
  const modes = [here.at('a'), here.at('a', 'b'), here.at('a', 'c')].map(
    (name) => fs.statSync(name).mode & 0o7777,
  );
  expect(modes).toEqual([0o755, 0o755, 0o700]);
});

test('a file in the place of a directory is an error', () => {
  using here = place();
  fs.writeFileSync(here.at('file'), '');
  expect(() => makeDirectories(here.at('file'), 0o755)).toThrow(expect.objectContaining({ code: 'EEXIST' }));
});
