/** Loaded before the command: notes what it makes scripts of and which of Node's modules it loads, and says so at the end. */
'use strict';

const { writeFileSync } = require('node:fs');
const path = require('node:path');
const vm = require('node:vm');

const before = new Set(process.moduleLoadList);
const scripts = [];
const { Script } = vm;
vm.Script = class extends Script {
  constructor(source, options) {
    super(source, options);
    const code = options.cachedData === undefined ? 'none' : this.cachedDataRejected ? 'refused' : 'used';
    scripts.push({ file: path.basename(options.filename), bytes: source.length, code });
  }
};

process.on('exit', () => {
  const modules = process.moduleLoadList
    .filter((name) => !before.has(name) && name.startsWith('NativeModule '))
    .map((name) => name.slice('NativeModule '.length));
  writeFileSync(process.env['E2E_WITNESS'], JSON.stringify({ scripts, modules }));
});
