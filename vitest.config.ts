import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // One worker for each core of a small machine: vitest's own choice leaves one of two idle.
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/e2e/**', 'test/mta/**', 'test/postgresql/**', 'test/programs/**', 'test/growth/**'],
          isolate: false,
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          fileParallelism: true,
        },
      },
      {
        // A process of its own: it counts what V8 runs.
        test: {
          name: 'growth',
          include: ['test/growth/**/*.test.ts'],
          testTimeout: 60_000,
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
