import { defineConfig } from 'oxlint';

/** The house: room -> the rooms that it may import. What is not listed is refused. */
const mayImport = {
  failure: [],
  files: ['failure'],
  config: ['failure', 'files', 'message', 'tls'],
  message: ['failure', 'files'],
  tls: ['failure', 'files'],
  delivery: ['failure', 'message', 'tls'],
  log: ['delivery', 'failure', 'tls'],
  smtp: ['config', 'delivery', 'failure', 'log', 'message', 'tls'],
  spool: ['config', 'delivery', 'failure', 'files', 'log', 'message'],
  sink: ['config', 'failure', 'message', 'tls'],
  commands: ['config', 'delivery', 'failure', 'files', 'log', 'message', 'sink', 'smtp', 'spool', 'tls'],
  report: ['commands', 'delivery', 'failure', 'smtp', 'spool', 'tls'],
  cli: ['commands', 'config', 'failure', 'message'],
};

const rooms = Object.keys(mayImport);
const walls = rooms.map((room) => {
  const forbidden = ['main', ...rooms.filter((other) => other !== room && !mayImport[room].includes(other))];
  return {
    files: [`src/${room}/**`, `src/${room}.ts`],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: `^\\.\\.?/(\\.\\./)*(${forbidden.join('|')})(/|\\.ts$)`,
              message: `${room} may import: ${mayImport[room].join(', ') || 'nothing of ours'}`,
            },
            { regex: '^(node:)?process$', message: 'the world is given (System), not reached for' },
          ],
        },
      ],
    },
  };
});

export default defineConfig({
  plugins: ['typescript', 'import', 'unicorn', 'promise', 'node'],
  categories: { correctness: 'error', suspicious: 'error' },
  rules: {
    'import/no-cycle': 'error',
    'import/no-default-export': 'error',
    'no-restricted-globals': ['error', 'process', 'console'],
    'typescript/no-floating-promises': 'error',
    'typescript/no-misused-promises': 'error',
    'typescript/switch-exhaustiveness-check': 'error',
    'typescript/only-throw-error': 'error',
    'typescript/no-explicit-any': 'error',
    'typescript/no-non-null-assertion': 'error',
  },
  overrides: [
    ...walls,
    {
      files: ['src/start.ts', 'src/system.ts', 'test/**', 'bench/**', 'scripts/**', '*.config.*'],
      rules: { 'no-restricted-globals': 'off', 'import/no-default-export': 'off' },
    },
  ],
});
