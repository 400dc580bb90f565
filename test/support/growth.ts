/**
 * Work that is counted, not timed: how many blocks of code V8 ran (precise coverage), and how many elements the
 * built-in functions moved or looked at that V8 does not count. Neither depends on how fast the machine is.
 *
 * What happens inside one regular expression is in neither number; for that, `expectLinear` also looks at the
 * processor time, and only where it is long.
 */
import inspector from 'node:inspector';
import { expect } from 'vitest';

/** Prepares an input of size `n`, and returns what is to be measured. */
export type Prepare = (n: number) => (() => unknown) | Promise<() => unknown>;

/** More than this, for twice the input, grows faster than linear (n log n stays below). */
const doubledLimit = 2.6;
/** Processor time below this says nothing. */
const audibleMs = 400;
/** For four times the input, linear work takes 4 times as long, quadratic work 16 times. */
const timeLimit = 9;

/** @throws an assertion error where the work for n, 2n, 4n grows faster than n */
export async function expectLinear(prepare: Prepare, n: number): Promise<void> {
  const works: number[] = [];
  for (const size of [n, 2 * n, 4 * n]) {
    const run = await prepare(size);
    works.push(await countWork(run));
  }
  const [one = 0, two = 0, four = 0] = works;
  const grown = [two / one, four / two];
  expect(
    Math.max(...grown),
    `work at ${n}, ${2 * n}, ${4 * n}: ${works.map((work) => Math.round(work)).join(', ')}`,
  ).toBeLessThan(doubledLimit);
  const long = await processorMs(await prepare(4 * n));
  if (long < audibleMs) return;
  const short = await processorMs(await prepare(n));
  expect(long / short, `processor time at ${n} and ${4 * n}: ${short} and ${long} ms`).toBeLessThan(
    timeLimit,
  );
}

/**
 * V8 counts the blocks of functions that it compiled after this: so this module is imported before those that are
 * measured, in a process of its own (the project `growth` of vitest.config.ts).
 */
const session = new inspector.Session();
session.connect();
session.post('Profiler.enable');
session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });

/** @returns the blocks that were run since the last call */
function takeBlocks(): Promise<number> {
  return new Promise((resolve, reject) => {
    session.post('Profiler.takePreciseCoverage', (error, { result }: { result: readonly Script[] }) => {
      if (error) return reject(error);
      const counts = result
        .filter(({ url }) => measured.test(url))
        .flatMap(({ functions }) => functions.flatMap(({ ranges }) => ranges.map(({ count }) => count)));
      resolve(counts.reduce((sum, count) => sum + count, 0));
    });
  });
}

const measured = /\/(src|node_modules\/(commander|ini|nodemailer|iconv-lite))\//;

/** @returns the blocks that were run and the elements that were moved */
async function countWork(run: () => unknown): Promise<number> {
  await takeBlocks();
  const moving = countNatives();
  let moved: number;
  try {
    await run();
  } finally {
    moved = moving.end();
  }
  const blocks = await takeBlocks();
  expect(blocks, 'blocks that were counted').toBeGreaterThan(0);
  return blocks + moved;
}

interface Script {
  readonly url: string;
  readonly functions: readonly { readonly ranges: readonly { readonly count: number }[] }[];
}

async function processorMs(run: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

type Method = (this: { length: number }, ...args: unknown[]) => unknown;

/**
 * Built-in functions that run through what they are called on: their cost for one call. Not those of RegExp: V8 takes
 * a slow way through all regular expressions as soon as one of them is replaced.
 */
const natives: readonly (readonly [
  owner: object,
  name: string,
  cost: (self: { length: number }, args: readonly unknown[], result: unknown) => number,
])[] = [
  [Array.prototype, 'shift', (self) => self.length],
  [Array.prototype, 'unshift', (self) => self.length],
  [Array.prototype, 'splice', (self) => self.length],
  [Array.prototype, 'slice', (_, __, result) => lengthOf(result)],
  [Array.prototype, 'concat', (_, __, result) => lengthOf(result)],
  [Array.prototype, 'toSpliced', (self) => self.length],
  [Array.prototype, 'toReversed', (self) => self.length],
  [Array.prototype, 'reverse', (self) => self.length],
  [Array.prototype, 'join', (self) => self.length],
  [Array.prototype, 'indexOf', scanned],
  [Array.prototype, 'includes', (self) => self.length],
  [Buffer, 'concat', (_, __, result) => lengthOf(result) / 64],
  [Buffer.prototype, 'indexOf', (self, args, result) => scanned(self, args, result) / 64],
  [Buffer.prototype, 'includes', (self) => self.length / 64],
  [Buffer.prototype, 'toString', (_, __, result) => lengthOf(result) / 64],
  [String.prototype, 'indexOf', (self, args, result) => scanned(self, args, result) / 64],
  [String.prototype, 'includes', (self) => self.length / 64],
  [String.prototype, 'split', (self) => self.length / 64],
  [String.prototype, 'trim', (_, __, result) => lengthOf(result) / 64],
  [String.prototype, 'toLowerCase', (self) => self.length / 64],
  [String.prototype, 'replace', (self) => self.length / 64],
  [String.prototype, 'replaceAll', (self) => self.length / 64],
];

function lengthOf(value: unknown): number {
  return typeof value === 'string' || Array.isArray(value) || Buffer.isBuffer(value) ? value.length : 0;
}

/** How far indexOf went. */
function scanned(self: { length: number }, args: readonly unknown[], result: unknown): number {
  const from = typeof args[1] === 'number' ? args[1] : 0;
  return typeof result === 'number' && result >= 0 ? result - from + 1 : Math.max(0, self.length - from);
}

function countNatives(): { end: () => number } {
  let work = 0;
  const restores: (() => void)[] = [];
  const replace = (owner: object, name: string, make: (original: Method) => Method): void => {
    const descriptor = Object.getOwnPropertyDescriptor(owner, name);
    if (typeof descriptor?.value !== 'function') return;
    Object.defineProperty(owner, name, { ...descriptor, value: make(descriptor.value as Method) });
    restores.push(() => Object.defineProperty(owner, name, descriptor));
  };
  for (const [owner, name, cost] of natives) {
    replace(
      owner,
      name,
      (original) =>
        function counted(this: { length: number }, ...args) {
          const before = { length: this.length };
          const result = original.apply(this, args);
          work += cost(before, args, result);
          return result;
        },
    );
  }
  // Spreading and for-of: each element is one step.
  const iterator: object = Object.getPrototypeOf([][Symbol.iterator]()) as object;
  replace(
    iterator,
    'next',
    (original) =>
      function counted(this: { length: number }) {
        work += 1;
        return original.call(this);
      },
  );
  return {
    end: () => {
      for (const restore of restores) restore();
      return work;
    },
  };
}
