/**
 * Sources and packages → parts: modules that import each other and Node's own modules, and nothing else.
 *
 * esbuild splits only ES modules, so that is what it makes, one part for each `import()` and for what they share;
 * what is written is CommonJS, for a code cache belongs to a script, and loading on first use is then a `require` like
 * any other. Nothing is in two parts: a class has one identity.
 */
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { build, transform } from 'esbuild';

/** How every file of dist/ is written. */
const written = {
  format: 'cjs',
  platform: 'node',
  target: 'node20',
  minify: true,
  supported: { 'dynamic-import': false },
};

/** @returns name of the part → its code as an ES module, and the names that it exports */
export async function bundle(root) {
  return split(root, {
    entryPoints: { sendmemo: 'src/start.ts' },
    chunkNames: '[name]-[hash]',
    minify: true,
  });
}

/**
 * The library: a part that is loaded at once, and one for each of what is loaded on first use. Its files are modules as
 * any other package has them, so that bundlers and tracers of other programs can follow them; the command's are not.
 * They are not minified: the stack of an error is the program's own too.
 */
export async function bundleLibrary(root) {
  return split(root, {
    entryPoints: { index: 'src/library/index.ts' },
    chunkNames: 'lib-[name]-[hash]',
    minify: false,
  });
}

async function split(root, options) {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    ...options,
    outdir: 'dist',
    outExtension: { '.js': '.cjs' },
    bundle: true,
    splitting: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'esm',
    mainFields: ['module', 'main'],
    target: 'node20',
    legalComments: 'none',
    logLevel: 'warning',
    plugins: [
      schemaInside,
      textsApart,
      onlyTheVersion,
      withoutSubprograms,
      onlyItsClasses,
      lateBuiltins,
      withoutWebClient,
      fewerMediaTypes,
    ],
  });
  const facts = Object.entries(metafile.outputs).map(([path, { exports }]) => [basename(path), exports]);
  const exported = new Map(facts);
  return new Map(
    outputFiles.map(({ path, text }) => [
      basename(path),
      { text, exported: exported.get(basename(path)) ?? [] },
    ]),
  );
}

/** @returns the code of one part, as CommonJS */
export async function toCommonJs({ text }, minify = true) {
  const { code } = await transform(text, { ...written, minify });
  return code.trimEnd();
}

/**
 * Parts → one, in one scope: 45 of them in a row cost two milliseconds at each start, and half of the calls between
 * them went through getters.
 * @param first the part that the program begins with, in the main file
 * @param others file → parts, of the other files that have several: the main file knows where a part is
 * @returns the code, as CommonJS. It exports `member(name)`: what one of the parts exports, for the parts that stay by
 * themselves; undefined for others. The main file also exports `holder(name)`: the other file that the part is in
 */
export async function joinParts(parts, together, { first, others = [] } = {}) {
  const inside = together.filter((name) => name !== first).map((name, index) => [name, `part${index}`]);
  const member = inside.map(([name, variable]) => {
    const getters = parts.get(name).exported.map((one) => `get ${one}() { return ${variable}.${one}; }`);
    return `case ${JSON.stringify(name)}: return { ${getters.join(', ')} };`;
  });
  const contents = [
    ...inside.map(([name, variable]) => `import * as ${variable} from './${name}';`),
    `export function member(name) { switch (name) { ${member.join('\n')} } }`,
    ...(first === undefined ? [] : [holderCode(others), `import './${first}';`]),
  ].join('\n');
  const { outputFiles } = await build({
    ...written,
    stdin: { contents, sourcefile: 'together.js' },
    bundle: true,
    write: false,
    legalComments: 'none',
    logLevel: 'warning',
    plugins: [partsInOneScope(parts, together)],
  });
  return outputFiles[0].text.trimEnd();
}

function holderCode(others) {
  const cases = others.map(
    ([file, names]) =>
      `${names.map((name) => `case ${JSON.stringify(name)}:`).join(' ')} return ${JSON.stringify(file)};`,
  );
  return `export function holder(name) { switch (name) { ${cases.join('\n')} } }`;
}

const partsInOneScope = (parts, together) => ({
  name: 'parts in one scope',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^\.\// }, ({ path }) =>
      together.includes(basename(path))
        ? { path: basename(path), namespace: 'part' }
        : { path, external: true },
    );
    onLoad({ filter: /./, namespace: 'part' }, ({ path }) => ({
      contents: importedAtOnce(parts.get(path).text, together),
    }));
  },
});

/** What is in the same file anyway is imported when that begins: esbuild would wrap it to wait for its first use. */
function importedAtOnce(text, together) {
  const imports = [];
  const code = text.replace(/\bimport\("\.\/([^"]+)"\)/g, (whole, name) => {
    if (!together.includes(name)) return whole;
    const variable = `$$part${imports.length}`;
    imports.push(`import * as ${variable} from './${name}';\n`);
    return `Promise.resolve(${variable})`;
  });
  // Without an export it would be taken for CommonJS, and wrapped, and all others with it.
  return `${imports.join('')}${code}export {};`;
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
      const taken = names.map((name) => `export const ${name} = /* @__PURE__ */ take('${name}');`);
      return {
        contents: `
          let builtin;
          const load = () => (builtin ??= require('${path}'));
          const take = (name) => load()[name];
          export default /* @__PURE__ */ ${isClass ? 'load()' : 'new Proxy({}, { get: (_, name) => load()[name] })'};
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

/** commander makes a program of its own when it is loaded, which nobody asks for; help is laid out by src/cli/help.ts. */
const onlyItsClasses = {
  name: 'only commander’s classes',
  setup({ onLoad }) {
    const classes = { Command: 'command', CommanderError: 'error', Option: 'option' };
    const exported = Object.entries(classes).map(
      ([name, file]) => `exports.${name} = require('./lib/${file}.js').${name};`,
    );
    onLoad({ filter: /[\\/]commander[\\/]index\.js$/ }, () => ({ contents: exported.join('\n') }));
    onLoad({ filter: /[\\/]commander[\\/]lib[\\/]help\.js$/ }, () => ({
      contents: 'exports.Help = class {}; exports.stripColor = (text) => text;',
    }));

    // So are suggestions, by src/cli/foreign-options.ts.
    onLoad({ filter: /[\\/]commander[\\/]lib[\\/]suggestSimilar\.js$/ }, () => ({
      contents: "exports.suggestSimilar = () => '';",
    }));
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

/** What the parser reads of an option, and of a command. */
const optionColumns = ['flags', 'repeatable', 'lastWins', 'choices'];
const commandColumns = ['words', 'operands'];

const schemaInside = {
  name: 'the schema of a spool in PostgreSQL is part of its program',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]postgresql[\\/]schema-text\.ts$/ }, async ({ path }) => {
      const text = await readFile(path.replace(/-text\.ts$/, '.sql'), 'utf8');
      return { contents: `export const schemaText = ${JSON.stringify(text)};` };
    });
  },
};

/**
 * The option table has texts in two languages that only help, man pages and completion show. Who imports it through
 * option-texts.ts gets all of it, everybody else the columns that the parser reads: the texts are then in a part that
 * is loaded when it is needed. Which settings are the original's matters to man pages alone.
 */
const textsApart = {
  name: 'texts of the tables apart',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\/option-table\.ts$/ }, ({ path, importer, resolveDir }) =>
      /[\\/]option-texts\.ts$/.test(importer)
        ? { path: join(resolveDir, path), suffix: '?texts' }
        : undefined,
    );
    onLoad({ filter: /[\\/]cli[\\/]option-table\.ts$/ }, async ({ path, suffix }) =>
      suffix === '?texts' ? undefined : { contents: withoutTexts(await evaluated(path)) },
    );
    onLoad({ filter: /[\\/]config[\\/](server|tls)-rows\.ts$/ }, async ({ path }) => {
      const bare = (key, value) => (key === 'original' ? undefined : value);
      const tables = Object.entries(await evaluated(path));
      return {
        contents: tables
          .map(([name, rows]) => `export const ${name} = ${JSON.stringify(rows, bare)};`)
          .join('\n'),
      };
    });
  },
};

/** The exports of a module of tables. */
async function evaluated(path) {
  const { outputFiles } = await build({ entryPoints: [path], bundle: true, write: false, format: 'esm' });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
}

/** @returns the module again, each option once: several commands share some of them */
function withoutTexts({ commonTable, composeTable, commandTable, parserOptions }) {
  const options = new Map();
  const pick = (row, columns) =>
    JSON.stringify(Object.fromEntries(columns.flatMap((name) => (name in row ? [[name, row[name]]] : []))));
  const variable = (row) => {
    if (!options.has(row)) options.set(row, `option${options.size}`);
    return options.get(row);
  };
  const list = (rows) => `[${rows.map(variable).join(', ')}]`;
  const commands = commandTable.map(
    (row) => `{ ...${pick(row, commandColumns)}, options: ${list(row.options)} }`,
  );
  const tables = [
    `export const commonTable = ${list(commonTable)};`,
    `export const composeTable = ${list(composeTable)};`,
    `export const parserOptions = ${list(parserOptions)};`,
    `export const commandTable = [${commands.join(',\n')}];`,
    'export const commonOptions = commonTable;',
    'export const commands = commandTable;',
  ];
  return [...options]
    .map(([row, name]) => `const ${name} = ${pick(row, optionColumns)};`)
    .concat(tables)
    .join('\n');
}

/** Of package.json the program needs its own version. */
const onlyTheVersion = {
  name: 'the version alone',
  setup({ onLoad, initialOptions }) {
    const file = join(initialOptions.absWorkingDir, 'package.json');
    onLoad({ filter: /[\\/]package\.json$/ }, async ({ path }) => {
      if (path !== file) return undefined;
      const { version } = JSON.parse(await readFile(path, 'utf8'));
      return { loader: 'json', contents: JSON.stringify({ version }) };
    });
  },
};
