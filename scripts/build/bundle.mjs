/**
 * Sources and packages → parts: CommonJS modules that require each other and Node's own modules, and nothing else.
 *
 * esbuild splits only ES modules, so that is what it makes, one part for each `import()` and for what they share;
 * each part is then made CommonJS, for a code cache belongs to a script, and loading on first use is then a
 * `require` like any other. Nothing is in two parts: a class has one identity.
 */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { build, transform } from 'esbuild';

/** @returns name of the part → its code */
export async function bundle(root) {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: { sendmemo: 'src/start.ts' },
    outdir: 'dist',
    outExtension: { '.js': '.cjs' },
    chunkNames: '[name]-[hash]',
    bundle: true,
    splitting: true,
    write: false,
    platform: 'node',
    format: 'esm',
    mainFields: ['module', 'main'],
    target: 'node20',
    minify: true,
    legalComments: 'none',
    logLevel: 'warning',
    plugins: [withoutSubprograms, lateBuiltins, withoutWebClient, fewerMediaTypes],
  });
  const parts = outputFiles.map(async ({ path, text }) => {
    const { code } = await transform(text, {
      format: 'cjs',
      platform: 'node',
      target: 'node20',
      minify: true,
      supported: { 'dynamic-import': false },
    });
    return [basename(path), code.trimEnd()];
  });
  return new Map(await Promise.all(parts));
}

/**
 * Node's own modules, late: what is used as `tls.connect` is loaded when that runs. A plain send then never loads tls
 * and crypto, which take three milliseconds. What is imported by name is loaded with the part that does so, and
 * with every other part that imports of the same module. (Left to itself, esbuild would also give each importer a copy
 * with a getter for every name.)
 */
const lateBuiltins = {
  name: 'Node’s own modules, late',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:/ }, ({ path, kind }) =>
      kind === 'import-statement'
        ? { path, namespace: 'builtin', sideEffects: false }
        : { path, external: true },
    );
    onLoad({ filter: /./, namespace: 'builtin' }, async ({ path }) => {
      const { default: whole, ...named } = await import(path);
      // A module that is a class itself (node:events) is extended, which getters can't stand in for.
      const isClass = typeof whole === 'function';
      const names = Object.keys(named).filter((name) => name !== 'module.exports');
      const late = names.map((name) => `get ${name}() { return load().${name}; }`);
      const taken = names.map((name) => `export const ${name} = /* @__PURE__ */ take('${name}');`);
      return {
        contents: `
          let builtin;
          const load = () => (builtin ??= require('${path}'));
          const take = (name) => load()[name];
          export default ${isClass ? '/* @__PURE__ */ load()' : `{ ${late.join(', ')} }`};
          ${taken.join('\n')}`,
      };
    });
  },
};

/** Nothing of a message is ever fetched (`disableUrlAccess`): nodemailer's web client stays at home, http with it. */
const withoutWebClient = {
  name: 'without nodemailer’s web client',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]nodemailer[\\/]dist[\\/]esm[\\/]fetch[\\/]index\.js$/ }, () => ({
      contents: `export default function fetch() { throw new Error('no access to URLs'); }`,
    }));
  },
};

/** Commands that are programs of their own: commander starts them, there are none here. */
const withoutSubprograms = {
  name: 'without commander’s subprograms',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(node:)?child_process$/ }, ({ path, importer }) =>
      /[\\/]commander[\\/]/.test(importer) ? { path, namespace: 'nothing' } : undefined,
    );
    onLoad({ filter: /./, namespace: 'nothing' }, () => ({ contents: 'module.exports = {};', loader: 'js' }));
  },
};

/** Media types are looked up by extension: two thirds of the list have none, and can't be found. */
const fewerMediaTypes = {
  name: 'media types with an extension',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]mime-db[\\/]db\.json$/ }, async ({ path }) => {
      const types = Object.entries(JSON.parse(await readFile(path, 'utf8')));
      const kept = types.filter(([, { extensions }]) => extensions !== undefined);
      const facts = kept.map(([type, { source, extensions }]) => [type, { source, extensions }]);
      return { loader: 'json', contents: JSON.stringify(Object.fromEntries(facts)) };
    });
  },
};
