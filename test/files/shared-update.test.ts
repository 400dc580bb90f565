import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { updateShared } from '../../src/files/shared-update.ts';
import { failureOf } from '../message/deps.ts';

let made = 0;

function place() {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'shared-'));
  return {
    file: path.join(directory, 'x.prom'),
    lock: path.join(directory, '.x.prom.lock'),
    names: () => fs.readdirSync(directory),
    [Symbol.dispose]: () => fs.rmSync(directory, { recursive: true }),
  };
}

const options = (now: () => number = () => Date.now()) => ({
  mode: 0o644,
  unique: String(++made),
  now,
  sleep: (milliseconds: number) =>
    new Promise<void>((resolve) => {
      setTimeout(resolve, milliseconds);
    }),
});

const addOne = (before: string | null): string => `${Number(before ?? 0) + 1}\n`;

describe('a file that several processes rewrite', () => {
  it('is made, readable by others, and leaves nothing beside it', async () => {
    using at = place();
    await updateShared(at.file, addOne, options());
    await updateShared(at.file, addOne, options());
    expect(fs.readFileSync(at.file, 'utf8')).toBe('2\n');
    expect(fs.statSync(at.file).mode & 0o777).toBe(0o644);
    expect(at.names()).toEqual(['x.prom']);
  });

  it('loses no change of those that come at the same time', async () => {
    using at = place();
    // A clock that stands still: none of them loses patience, however slow the machine.
    const began = Date.now();
    const patient = () => ({ ...options(), now: () => began });
    await Promise.all(Array.from({ length: 20 }, () => updateShared(at.file, addOne, patient())));
    expect(fs.readFileSync(at.file, 'utf8')).toBe('20\n');
  });

  it('is left as it was, and unlocked, where the change fails', async () => {
    using at = place();
    fs.writeFileSync(at.file, '7\n');
    const change = (): never => {
      throw new Error('no');
    };
    await failureOf(() => updateShared(at.file, change, options()));
    expect(fs.readFileSync(at.file, 'utf8')).toBe('7\n');
    expect(at.names()).toEqual(['x.prom']);
  });

  it('waits for its turn, but not for ever', async () => {
    using at = place();
    fs.writeFileSync(at.lock, '');
    expect(await failureOf(() => updateShared(at.file, addOne, options()))).toMatchObject({
      reason: 'cannot-create',
      system: 'EBUSY',
    });
    expect(fs.existsSync(at.lock)).toBe(true);
  });

  it('is taken from one who died long ago', async () => {
    using at = place();
    fs.writeFileSync(at.lock, '');
    await updateShared(
      at.file,
      addOne,
      options(() => Date.now() + 10_000),
    );
    expect(at.names()).toEqual(['x.prom']);
  });

  it('in a directory that is not there is 73', async () => {
    expect(
      await failureOf(() => updateShared('/nonexistent.sendmemo/x.prom', addOne, options())),
    ).toMatchObject({
      reason: 'cannot-create',
      system: 'ENOENT',
    });
  });

  it('is a regular file: a pipe is neither waited for nor replaced', async () => {
    using at = place();
    execFileSync('mkfifo', [at.file]);
    expect(await failureOf(() => updateShared(at.file, addOne, options()))).toMatchObject({
      system: 'EFTYPE',
    });
    expect(fs.statSync(at.file).isFIFO()).toBe(true);
    expect(at.names()).toEqual(['x.prom']);
  });
});
