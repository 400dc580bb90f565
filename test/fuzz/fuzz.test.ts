/**
 * Each target with its corpus and with new input: for a moment here, for FUZZ_SECONDS each by `npm run fuzz`. What
 * breaks a promise is kept in corpus/NAME/, and is tried again by every run from then on.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Target } from './targets.ts';
import { targets } from './targets.ts';

const seconds = Number(process.env['FUZZ_SECONDS'] ?? 0);
const seed = process.env['FUZZ_SEED'];
const shortRuns = 60;
/** No input of this size may take longer, on the busiest machine. */
const longestMs = 10_000;

function corpusOf({ name }: Target): { readonly file: string; readonly octets: Buffer }[] {
  const folder = new URL(`corpus/${name}/`, import.meta.url);
  return readdirSync(folder)
    .toSorted()
    .map((file) => ({ file, octets: readFileSync(new URL(file, folder)) }));
}

async function check(target: Target, octets: Buffer): Promise<void> {
  const before = process.cpuUsage();
  await target.check(octets);
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1000, `milliseconds for ${octets.length} octets`).toBeLessThan(longestMs);
}

/** Pieces of the dictionary, of the corpus, and of nothing at all. */
function inputs({ dictionary }: Target, corpus: readonly Buffer[]): fc.Arbitrary<Buffer> {
  const word = fc.constantFrom(...dictionary).map((text) => Buffer.from(text, 'utf8'));
  const octets = fc.uint8Array({ maxLength: 8 }).map((bytes) => Buffer.from(bytes));
  const many = fc
    .tuple(fc.constantFrom(...dictionary), fc.integer({ min: 2, max: 400 }))
    .map(([text, times]) => Buffer.from(text.repeat(times)));
  const slice = fc
    .tuple(
      fc.constantFrom(...corpus),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
    )
    .map(([file, from, to]) => file.subarray(Math.floor(from * file.length), Math.ceil(to * file.length)));
  const piece = fc.oneof(
    { weight: 8, arbitrary: word },
    { weight: 2, arbitrary: octets },
    { weight: 1, arbitrary: many },
    { weight: 3, arbitrary: slice },
  );
  const built = fc.array(piece, { maxLength: 40 }).map((pieces) => Buffer.concat(pieces));
  // A file of the corpus with something else in the middle of it.
  const changed = fc
    .tuple(fc.constantFrom(...corpus), fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(6), piece)
    .map(([file, where, without, other]) => {
      const at = Math.floor(where * file.length);
      return Buffer.concat([file.subarray(0, at), other, file.subarray(at + without)]);
    });
  return fc.oneof(built, changed);
}

function keep({ name }: Target, octets: Buffer): string {
  const file = `${createHash('sha256').update(octets).digest('hex').slice(0, 16)}.found`;
  const folder = new URL(`corpus/${name}/`, import.meta.url);
  mkdirSync(folder, { recursive: true });
  writeFileSync(new URL(file, folder), octets);
  return `test/fuzz/corpus/${name}/${file}`;
}

describe.each(targets)('$name', (target) => {
  const corpus = corpusOf(target);

  test('every file of its corpus', async () => {
    expect(corpus.length).toBeGreaterThan(0);
    for (const { file, octets } of corpus) {
      await check(target, octets).catch((error: unknown) => {
        throw new Error(`${file}: ${String(error)}`, { cause: error });
      });
    }
  });

  test('generated input', { timeout: 60_000 + seconds * 2000 }, async () => {
    const property = fc.asyncProperty(
      inputs(
        target,
        corpus.map(({ octets }) => octets),
      ),
      (octets) => check(target, octets),
    );
    const details = await fc.check(property, {
      ...(seed === undefined ? {} : { seed: Number(seed) }),
      ...(seconds === 0
        ? { numRuns: shortRuns }
        : { numRuns: Number.MAX_SAFE_INTEGER, interruptAfterTimeLimit: seconds * 1000 }),
    });
    if (seconds > 0)
      process.stdout.write(`${target.name}: ${details.numRuns} inputs, seed ${details.seed}\n`);
    const [found] = details.counterexample ?? [];
    if (found !== undefined) {
      const place = seconds > 0 ? keep(target, found) : `base64 ${found.toString('base64')}`;
      throw new Error(`seed ${details.seed}, ${place}: ${String(details.errorInstance)}`, {
        cause: details.errorInstance,
      });
    }
  });
});
