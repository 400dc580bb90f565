/**
 * Runs the launcher once for each scene, in this process, and looks on: each script is compiled once and stays, so
 * that V8's code of it grows from scene to scene. Its argument is JSON: { launcher, keep, scenes }.
 */
'use strict';

const { existsSync, renameSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const vm = require('node:vm');

const { launcher, keep, scenes } = JSON.parse(process.argv[2] ?? '{}');

/** `dist/FILE` → the script, as the launcher made it. */
const scripts = new Map();
const { Script } = vm;
vm.Script = function compile(source, { filename }) {
  let entry = scripts.get(filename);
  if (entry === undefined) {
    entry = { script: new Script(source, { filename }), source };
    scripts.set(filename, entry);
  }
  return entry.script;
};

const { exit } = process;

async function play() {
  for (const words of scenes) {
    const ended = new Promise((resolve) => {
      process.exit = resolve;
    });
    process.argv = [process.execPath, launcher, ...words];
    delete require.cache[launcher];
    require(launcher);
    const status = await ended;
    if (status !== 0) throw new Error(`status ${status} of: sendmemo ${words.join(' ')}`);
  }
  if (keep) for (const [file, entry] of scripts) writeCode(file, entry);
  process.stdout.write(JSON.stringify({ loaded: [...scripts.keys()].map((file) => path.basename(file)) }));
}

/**
 * V8 checks its version, its flags and the length of the source; the name of the build does the rest. What an earlier
 * rehearsal left stays: code of functions that a plain send does not call would only make it slower.
 */
function writeCode(file, { script, source }) {
  const target = path.join(
    path.dirname(launcher),
    '..',
    `${file}.${process.arch}.${process.versions.v8}.code`,
  );
  if (existsSync(target)) return;
  writeFileSync(
    `${target}.new`,
    Buffer.concat([script.createCachedData(), Buffer.from(source.slice(2, 18), 'latin1')]),
  );
  renameSync(`${target}.new`, target);
}

play().then(
  () => exit(0),
  (error) => {
    process.stderr.write(`${error.stack}\n`);
    exit(1);
  },
);
