/**
 * dist/index.d.ts: the types of the library in one file, without imports. The compiler writes the declarations of
 * src/library/index.ts and of what it imports; those that its exports need are put together here. So the types can't
 * say anything else than the sources.
 */
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';

const entry = 'src/library/index';
/** The class of the public types has another name inside; the one that it extends has its name there. */
const publicNames = [
  [/\bclass SendmemoError extends\b/, 'class FailureError extends'],
  [/\bextends SendmemoError\b/, 'extends FailureError'],
  [/\bTransportError\b/g, 'SendmemoError'],
];

/**
 * @param folder an empty folder to work in, below the checkout
 * @returns the text of index.d.ts
 */
export async function libraryTypes(root, folder) {
  const config = join(folder, 'tsconfig.json');
  const out = join(folder, 'declarations');
  const compilerOptions = {
    noEmit: false,
    declaration: true,
    emitDeclarationOnly: true,
    stripInternal: true,
    outDir: out,
    rootDir: root,
  };
  const files = [join(root, `${entry}.ts`)];
  await writeFile(
    config,
    JSON.stringify({ extends: join(root, 'tsconfig.json'), compilerOptions, files, include: [] }),
  );
  await promisify(execFile)(process.execPath, [
    join(root, 'node_modules', 'typescript', 'bin', 'tsc'),
    '-p',
    config,
  ]);
  return assemble(out);
}

async function assemble(out) {
  const files = new Map();
  const read = async (path) => {
    if (!files.has(path)) files.set(path, takeApart(await readFile(join(out, path), 'utf8'), path));
    return files.get(path);
  };
  const taken = new Map();
  /** Takes a declaration and all that it names. */
  const take = async (path, name) => {
    const file = await read(path);
    const imported = file.imports.get(name);
    if (imported !== undefined) return take(imported.path, imported.name);
    const declaration = file.declarations.get(name);
    if (declaration === undefined) return;
    const known = taken.get(name);
    if (known !== undefined && known.path !== path) {
      throw new Error(`two types are named ${name}: ${known.path}, ${path}`);
    }
    if (known !== undefined) return;
    taken.set(name, { path, declaration });
    for (const word of new Set(declaration.code.match(/[A-Za-z_$][\w$]*/g))) {
      if (word !== name) await take(path, word);
    }
  };
  const root = await read(`${entry}.d.ts`);
  for (const { name, path } of root.exports) await take(path ?? `${entry}.d.ts`, name);
  const texts = [...taken.values()].map(({ declaration }) => declaration.text);
  const exported = root.exports.map(({ name, isType }) => `${isType ? 'type ' : ''}${name}`);
  const text = [
    '// Made by scripts/build/types.mjs. docs/transport.md describes what is here.',
    ...texts.map((one) =>
      one.replace(/^export /m, '').replace(/^(?!declare )(?=class |const |function )/m, 'declare '),
    ),
    `export { ${exported.join(', ')} };`,
  ].join('\n');
  return `${publicNames.reduce((made, [inside, outside]) => made.replace(inside, outside), text)}\n`;
}

/** A declaration file → its imports, its exports, and each declaration with its comment. */
function takeApart(text, path) {
  const imports = new Map();
  const exports = [];
  const declarations = new Map();
  const at = (specifier) => relative('.', resolve(dirname(path), specifier)).replace(/\.ts$/, '.d.ts');
  for (const [, names, from] of text.matchAll(/^import (?:type )?\{([^}]*)\} from '(\.[^']*)';$/gm)) {
    for (const { name, as } of listed(names)) imports.set(as ?? name, { path: at(from), name });
  }
  for (const [, type, names, from] of text.matchAll(
    /^export (type )?\{([^}]*)\}(?: from '(\.[^']*)')?;$/gm,
  )) {
    for (const one of listed(names)) {
      exports.push({ ...one, isType: type !== undefined, path: from === undefined ? undefined : at(from) });
    }
  }
  const start = /^(?:export )?(?:declare )?(?:interface|type|class|const|function) ([A-Za-z_$][\w$]*)/;
  let comment = [];
  let current = null;
  const lines = text.split('\n');
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index];
    const name = start.exec(line)?.[1];
    if (name !== undefined) {
      current = { name, lines: [...comment, line], code: [line] };
      declarations.set(name, current);
      comment = [];
    } else if (line.startsWith('/**') && startsAfter(lines, index, start)) {
      current = null;
      comment = [line];
    } else if (/^(?:import|export) /.test(line)) {
      current = null;
      comment = [];
    } else if (current !== null) {
      current.lines.push(line);
      current.code.push(line);
    } else if (comment.length > 0) comment.push(line);
  }
  for (const [name, { lines: all, code }] of declarations) {
    declarations.set(name, {
      text: all.join('\n').trimEnd(),
      code: code
        .join('\n')
        .replace(/\/\*\*[\s\S]*?\*\//g, '')
        .replace(/'[^'\n]*'/g, ''),
    });
    if (new RegExp(`^export .*\\b${name}\\b`).test(code[0]) && path === `${entry}.d.ts`) {
      exports.push({ name, isType: /^export (?:interface|type)/.test(code[0]) });
    }
  }
  return { imports, exports, declarations };
}

/** Whether a declaration follows a comment; within a union an alternative does. */
function startsAfter(lines, index, start) {
  let end = index;
  while (!lines[end].includes('*/')) end += 1;
  return start.test(lines[end + 1] ?? '');
}

function listed(names) {
  return names
    .split(',')
    .map((each) => each.trim().replace(/^type /, ''))
    .filter((each) => each !== '')
    .map((each) => {
      const [name, as] = each.split(' as ');
      return { name, as };
    });
}
