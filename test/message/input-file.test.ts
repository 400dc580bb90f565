import { execFile } from 'node:child_process';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openInput, readInput } from '../../src/message/input-file.ts';

let directory = '';
beforeAll(async () => {
  directory = await fs.mkdtemp(path.join(os.tmpdir(), 'input-'));
});
afterAll(async () => fs.rm(directory, { recursive: true }));

async function makePipe(name: string): Promise<string> {
  const pipe = path.join(directory, name);
  await promisify(execFile)('mkfifo', [pipe]);
  return pipe;
}

describe('a named pipe', () => {
  it('is open before anybody writes to it, so that nothing hangs where nobody ever does', async () => {
    const input = await openInput(await makePipe('silent'), 'attachment');
    expect(input.kind).toBe('pipe');
    if (input.kind === 'pipe') input.octets.destroy();
  });

  it('is waited for until it ends, however late its octets come', async () => {
    const pipe = await makePipe('late');
    const reading = readInput(pipe, 'body');
    const writer = await fs.open(pipe, 'w');
    await sleep(20);
    await writer.writeFile('a'.repeat(100_000));
    await sleep(20);
    await writer.writeFile('end');
    await writer.close();
    expect((await reading).toString()).toBe(`${'a'.repeat(100_000)}end`);
  });
});
