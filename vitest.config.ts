import { defineConfig } from 'vitest/config';

/** Minutes of processes that are killed, guides that are followed, and work that is counted; `.ci/run` has them. */
const long = [
  'test/growth/**/*.test.ts',
  'test/spool/move.test.ts',
  'test/e2e/guides-hold/**/*.test.ts',
  'test/e2e/nothing-is-lost/outage.test.ts',
  'test/e2e/tokens-are-shared/killed.test.ts',
];

export default defineConfig({
  test: {
    // One worker for each core of a small machine: vitest's own choice leaves one of two idle.
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/e2e/**', 'test/mta/**', 'test/postgresql/**', 'test/programs/**', ...long],
          isolate: false,
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          exclude: long,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          fileParallelism: true,
        },
      },
      {
        // A process for each file: growth counts what V8 runs.
        test: {
          name: 'long',
          include: long,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        // Needs Chromium and Prometheus.
        test: {
          name: 'programs',
          include: ['test/programs/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        // Each file starts a real PostgreSQL server.
        test: {
          name: 'postgresql',
          include: ['test/postgresql/**/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'mta',
          include: ['test/mta/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
