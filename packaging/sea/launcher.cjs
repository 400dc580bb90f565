/**
 * bin/sendmemo of the single executable: the parts of the program are all here (`parts`, put in by
 * scripts/package-sea.mjs), each a function in the manner of CommonJS, run when it is first asked for.
 */
'use strict';

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
