import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { lastRunTime, openLastRun, runnerSilence } from '../../src/spool/last-run.ts';
import { failureOf, openStore, temporaryDirectory } from './deps.ts';

const minute = 60_000;
const noon = Date.parse('2026-03-01T12:00:00Z');
const up = 24 * 60 * minute;

async function spool() {
  const directory = await temporaryDirectory();
  let now = noon;
  return {
    path: directory.path,
    file: path.join(directory.path, 'last-run'),
    record: openLastRun(directory.path, () => now),
    at: (time: number) => {
      now = time;
    },
    [Symbol.asyncDispose]: () => directory[Symbol.asyncDispose](),
  };
}

const outage = {
  since: '2026-03-01T11:00:00.000Z',
  failure: { code: 'DNS', reason: 'dns-no-such-name', host: 'mail.example.com' },
  reported: [68],
} as const;

describe('the record of the last run', () => {
  it('is read as it was written, with the time of the clock that is given', async () => {
    await using here = await spool();
    expect(await here.record.read()).toEqual({ outage: null, reported: {} });
    const written = { outage, reported: { 'elsewhere x': '2026-03-01T11:00:00.000Z' } };
    await here.record.write(written);
    expect(await here.record.read()).toEqual(written);
    expect(lastRunTime(here.path)).toBe(noon);
    expect(fs.statSync(here.file).mode & 0o777).toBe(0o600);
  });

  it('keeps what it says when a runner gives a sign of life', async () => {
    await using here = await spool();
    await here.record.write({ outage, reported: {} });
    here.at(noon + minute);
    await here.record.beat();
    expect(lastRunTime(here.path)).toBe(noon + minute);
    expect((await here.record.read()).outage).toEqual(outage);
  });

  it.each(['', '{', 'null', '[]', '{"format":2}', '{"format":1,"outage":{"since":"x"},"reported":[1]}'])(
    'that is damaged (%s) counts as none, and is replaced',
    async (text) => {
      await using here = await spool();
      fs.writeFileSync(here.file, text, { mode: 0o600 });
      expect(await here.record.read()).toEqual({ outage: null, reported: {} });
      await here.record.write({ outage, reported: {} });
      expect((await here.record.read()).outage).toEqual(outage);
    },
  );

  it('does not go through a link, nor over what a crash left', async () => {
    await using here = await spool();
    const target = path.join(here.path, 'target');
    fs.writeFileSync(target, 'kept');
    fs.symlinkSync(target, here.file);
    fs.writeFileSync(`${here.file}.new`, 'half');
    expect((await here.record.read()).outage).toBeNull();
    await here.record.beat();
    expect(fs.lstatSync(here.file).isFile()).toBe(true);
    expect(fs.readFileSync(target, 'utf8')).toBe('kept');
    expect(fs.existsSync(`${here.file}.new`)).toBe(false);
  });

  it('is written where another runner replaces its own at the same moment', async () => {
    await using here = await spool();
    let others = 3;
    const record = openLastRun(here.path, () => {
      // Another runner takes the next file away before this one has renamed it.
      if (others > 0) fs.rmSync(`${here.file}.new`, { force: true });
      others -= 1;
      return noon;
    });
    await record.write({ outage, reported: {} });
    expect((await record.read()).outage).toEqual(outage);
  });

  it('is known to the spool', async () => {
    await using here = await spool();
    const store = await openStore(here.path);
    await here.record.beat();
    fs.writeFileSync(`${here.file}.new`, '');
    expect((await store.summary(new Date())).unknown).toBe(0);
  });

  it('that can not be written is a failure of the spool', async () => {
    const record = openLastRun('/dev/null/spool', () => noon);
    const failed = await failureOf(record.beat());
    expect(failed).toMatchObject({ reason: 'spool-unwritable', system: 'ENOTDIR' });
  });
});

describe('a spool without a runner', () => {
  it.each([
    ['a moment after the last run', minute, null],
    ['under a timer of five minutes that comes late', 9 * minute, null],
    ['after ten minutes', 10 * minute, { lastRun: '2026-03-01T12:00:00.000Z' }],
    ['after days', 3 * 24 * 60 * minute, { lastRun: '2026-03-01T12:00:00.000Z' }],
    ['where the clock was set back a little', -minute, null],
    ['where the clock ran a day ahead', -24 * 60 * minute, { lastRun: '2026-03-01T12:00:00.000Z' }],
  ])('%s', async (_name, later, silence) => {
    await using here = await spool();
    await here.record.beat();
    expect(runnerSilence(here.path, noon + later, up)).toEqual(silence);
  });

  it('is silent where a runner has never been there, ten minutes after it was made', async () => {
    await using here = await spool();
    fs.utimesSync(here.path, noon / 1000, noon / 1000);
    expect(runnerSilence(here.path, noon + 9 * minute, up)).toBeNull();
    expect(runnerSilence(here.path, noon + 11 * minute, up)).toEqual({ lastRun: null });
  });

  it('says nothing while the machine has just been started', async () => {
    await using here = await spool();
    await here.record.beat();
    expect(runnerSilence(here.path, noon + 60 * minute, 5 * minute)).toBeNull();
    expect(runnerSilence(here.path, noon + 60 * minute, 10 * minute)).not.toBeNull();
  });

  it('is not judged where there is none', () => {
    expect(runnerSilence('/nonexistent/spool', noon, up)).toBeNull();
  });
});
