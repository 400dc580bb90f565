import { defineConfig } from 'oxlint';

/** Folder of src -> the folders it may import from. Anything else is rejected. */
const mayImport = {
  text: [],
  system: [],
  failure: ['text'],
  files: ['failure', 'text'],
  tls: ['failure', 'files', 'text'],
  message: ['failure', 'files', 'text'],
  config: ['failure', 'files', 'message', 'text', 'tls'],
  delivery: ['failure', 'message', 'tls'],
  log: ['config', 'delivery', 'failure', 'text', 'tls'],
  words: ['failure', 'text'],
  smtp: ['config', 'delivery', 'failure', 'log', 'message', 'text', 'tls'],
  oauth: ['config', 'failure', 'files', 'text', 'tls'],
  spool: ['config', 'delivery', 'failure', 'files', 'log', 'message', 'text', 'tls'],
  sink: ['failure', 'files', 'text', 'tls'],
  submission: ['text'],
  relay: ['config', 'delivery', 'failure', 'files', 'log', 'message', 'submission', 'spool', 'text', 'tls'],
  output: ['delivery', 'failure', 'text', 'words'],
  transport: ['config', 'delivery', 'failure', 'message', 'text', 'words'],
  metrics: ['config', 'delivery', 'failure', 'files', 'output', 'spool', 'system', 'text', 'tls'],
};
mayImport.cli = ['config', 'failure', 'text'];
mayImport.commands = Object.keys(mayImport);
mayImport.library = Object.keys(mayImport).filter((folder) => folder !== 'cli');

const folders = Object.keys(mayImport);

/** The rule for one folder (`src/NAME/**`, imports with `../`) or one file of src (`src/NAME.ts`, imports with `./`). */
function wall(name, files, prefix) {
  const forbidden = [
    'main',
    'start',
    ...folders.filter((other) => other !== name && !mayImport[name].includes(other)),
  ];
  return {
    files: [files],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: `${prefix}(${forbidden.join('|')})(/|\\.ts$)`,
              message: `${name} may import only from: ${mayImport[name].join(', ') || 'itself'}`,
            },
            { regex: '^(node:)?process$', message: 'take it from System (src/system.ts)' },
          ],
        },
      ],
    },
  };
}

export default defineConfig({
  plugins: ['typescript', 'import', 'unicorn', 'promise', 'node'],
  categories: { correctness: 'error', suspicious: 'error' },
  rules: {
    'import/no-cycle': 'error',
    'import/no-default-export': 'error',
    'no-restricted-globals': ['error', 'process', 'console'],
    'typescript/no-floating-promises': 'error',
    'typescript/no-misused-promises': 'error',
    // A default is a decision; a switch without one covers its union.
    'typescript/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    'typescript/only-throw-error': ['error', { allowThrowingUnknown: true }],
    'typescript/no-explicit-any': 'error',
    'typescript/no-non-null-assertion': 'error',
    // The compiler checks this with the types (noImplicitReturns); the rule does not see an exhaustive switch.
    'typescript/consistent-return': 'off',
    // An assertion states what a protocol, a file format or a table guarantees; each is narrow.
    'typescript/no-unsafe-type-assertion': 'off',
    // Style without effect on correctness here.
    'unicorn/consistent-function-scoping': 'off',
    'unicorn/no-array-sort': 'off',
    'unicorn/no-array-reverse': 'off',
    'import/no-named-as-default-member': 'off',
    'promise/no-callback-in-promise': 'off',
    'promise/always-return': 'off',
    'no-shadow': 'off',
    'no-underscore-dangle': 'off',
    // It does not see changes made by a callback.
    'no-unmodified-loop-condition': 'off',
  },
  overrides: [
    ...folders.map((name) => wall(name, `src/${name}/**`, '^(\\.\\./)+')),
    ...folders.map((name) => wall(name, `src/${name}.ts`, '^\\./')),
    {
      files: [
        'src/start.ts',
        'src/system.ts',
        'src/host.ts',
        'src/host-names.ts',
        'src/become-user.ts',
        'test/**',
        'bench/**',
        'scripts/**',
        'packaging/**',
        '*.config.*',
      ],
      rules: {
        'no-restricted-globals': 'off',
        'import/no-default-export': 'off',
        'import/no-unassigned-import': 'off',
        'typescript/no-unsafe-enum-assignment': 'off',
      },
    },
  ],
});
