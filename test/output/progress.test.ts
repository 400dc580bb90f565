import { describe, expect, it } from 'vitest';
import { createOutput } from '../../src/output/output.ts';
import type { ProgressStream } from '../../src/output/progress.ts';
import { aroundProgress, createProgress, progressLine } from '../../src/output/progress.ts';
import { displayWidth } from '../../src/text/width.ts';
import { english } from '../../src/words/en.ts';

function terminal(isTTY = true, columns = 80) {
  const written: string[] = [];
  let now = 0;
  const stream: ProgressStream = { isTTY, columns, write: (text) => written.push(text) };
  const progress = createProgress({ stream: () => stream, monotonic: () => now, language: 'en' });
  return { progress, written, stream, pass: (milliseconds: number) => (now += milliseconds) };
}

const state = { done: 10, failed: 0, fraction: 0.5 };

describe('progress', () => {
  it('shows nothing where standard error is no terminal', () => {
    const { progress, written, pass } = terminal(false);
    pass(5000);
    progress.update(state);
    progress.clear();
    expect(written).toEqual([]);
  });

  it('shows nothing of a short run', () => {
    const { progress, written, pass } = terminal();
    progress.update(state);
    pass(900);
    progress.update(state);
    progress.clear();
    expect(written).toEqual([]);
  });

  it('draws a few times a second, always on the same line', () => {
    const { progress, written, pass } = terminal();
    for (let n = 0; n < 200; n += 1) {
      pass(10);
      progress.update(state);
    }
    expect(written.length).toBeGreaterThan(3);
    expect(written.length).toBeLessThan(8);
    expect(written.every((text) => text.startsWith('\r') && !text.includes('\n'))).toBe(true);
  });

  it('is taken away before a message, and only where it is shown', async () => {
    const { progress, written, pass } = terminal();
    const stderr = {
      write(data: Uint8Array, done: () => void) {
        written.push(Buffer.from(data).toString());
        done();
        return true;
      },
      on: () => {},
    };
    const plain = createOutput({
      stdout: () => stderr,
      stderr: () => stderr,
      isTerminal: () => false,
      locale: { name: 'C', language: 'en', charset: 'utf-8' },
      language: () => Promise.resolve(english),
      quiet: false,
    });
    const output = aroundProgress(plain, progress);
    await output.message('first');
    pass(2000);
    progress.update(state);
    await output.message('second');
    expect(written[0]).toBe('first\n');
    expect(written.slice(2)).toEqual(['\r\u001b[K', 'second\n']);
  });

  it('fits the terminal, in columns', () => {
    for (const columns of [20, 41]) {
      const { progress, written, pass } = terminal(true, columns);
      pass(2000);
      progress.update(state);
      const shown = (written[0] ?? '').replace('\r', '').replace('\u001b[K', '');
      expect(shown.length).toBe(columns - 1);
    }
    expect(displayWidth(progressLine(state, 1, 'ja'))).toBeGreaterThan(progressLine(state, 1, 'ja').length);
  });

  it('takes a width that nobody knows for 80 columns', () => {
    const { progress, written, pass } = terminal(true, 0);
    pass(2000);
    progress.update(state);
    expect(written[0]).toContain('10 done');
  });

  it('says how much is done, what failed and how fast', () => {
    expect(progressLine({ done: 50, failed: 2, fraction: 0.25 }, 2, 'en')).toBe(
      '[######                  ]  25 %  50 done, 2 failed, 25/s',
    );
    expect(progressLine({ done: 50, failed: 0, fraction: null }, 2, 'en')).toBe('50 done, 25/s');
  });
});
