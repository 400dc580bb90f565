/**
 * bin/sendmemo of the single executable: the parts of the program are all here (`parts`, put in by
 * scripts/package-sea.mjs), each a function in the manner of CommonJS, run when it is first asked for.
 *
 * Node reads its variables before this runs. Where one is set (`runtimeVariables`, the list of bin/sendmemo), the
 * process becomes the same program again, without them.
 */
'use strict';

const kept = Object.entries(process.env).filter(([name]) => !runtimeVariables.includes(name));
if (kept.length < Object.keys(process.env).length) {
  process.execve(process.execPath, process.argv.slice(1), Object.fromEntries(kept));
}

const modules = new Map();

function load(name) {
  let module = modules.get(name);
  if (module === undefined) {
    module = { exports: {} };
    modules.set(name, module);
    parts[name](module.exports, requireFromPart, module);
  }
  return module.exports;
}

function requireFromPart(name) {
  return name.startsWith('./') ? load(name.slice(2)) : require(name);
}
