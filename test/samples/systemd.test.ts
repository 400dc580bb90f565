/** samples/systemd: the units are what systemd takes, and what they call is there. */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parseCommandLine } from '../../src/commands/parse.ts';

const folder = fileURLToPath(new URL('../../samples/systemd/', import.meta.url));
const units = fs.readdirSync(folder).filter((name) => /\.(?:service|timer)$/.test(name));
const services = units.filter((name) => name.endsWith('.service'));

const read = (name: string): string => fs.readFileSync(path.join(folder, name), 'utf8');

function isThere(program: string): boolean {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describe('the units', () => {
  it('are a service, and a service with its timer', () => {
    expect(units.toSorted()).toEqual([
      'sendmemo-queue-run.service',
      'sendmemo-queue-run.timer',
      'sendmemo-queue.service',
    ]);
  });

  it.runIf(isThere('systemd-analyze'))('pass systemd-analyze verify', () => {
    const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'units-'));
    try {
      // The program need not be installed here.
      const files = units.map((name) => {
        const file = path.join(directory, name);
        fs.writeFileSync(file, read(name).replace(/^ExecStart=sendmemo /m, 'ExecStart=/bin/true '));
        return file;
      });
      const said = execFileSync('systemd-analyze', ['verify', '--man=no', ...files], { stdio: 'pipe' });
      expect(said.toString()).toBe('');
    } finally {
      fs.rmSync(directory, { recursive: true });
    }
  });

  it.each(services)('%s calls the program with options that it has', (name) => {
    const [, words = ''] = /^ExecStart=sendmemo (.*)$/m.exec(read(name)) ?? [];
    const request = parseCommandLine(words.split(' '), {
      programName: 'sendmemo',
      stdinIsTerminal: () => false,
      isSetId: () => false,
    });
    expect(request.what).toMatchObject({ command: 'queue', action: 'run' });
  });

  it.each(services)('%s is shut in', (name) => {
    const lines = read(name).split('\n');
    for (const line of [
      'User=sendmemo',
      'ProtectSystem=strict',
      'NoNewPrivileges=yes',
      'CapabilityBoundingSet=',
      'ReadWritePaths=/var/spool/sendmemo',
    ]) {
      expect(lines).toContain(line);
    }
    expect(read(name)).toMatch(/^#LoadCredential=smtp-password:/m);
  });
});
