/** samples/systemd: the units are what systemd takes, and what they call is there. */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parseCommandLine } from '../../src/commands/parse.ts';

const folder = fileURLToPath(new URL('../../samples/systemd/', import.meta.url));
const units = fs.readdirSync(folder).filter((name) => /\.(?:service|timer|socket)$/.test(name));
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
  it('are a service, a service with its timer, and the relay with its socket', () => {
    expect(units.toSorted()).toEqual([
      'sendmemo-queue-run.service',
      'sendmemo-queue-run.timer',
      'sendmemo-queue.service',
      'sendmemo-relay.service',
      'sendmemo-relay.socket',
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
    const what =
      name === 'sendmemo-relay.service' ? { command: 'relay' } : { command: 'queue', action: 'run' };
    expect(request.what).toMatchObject(what);
  });

  it.each(services)('%s is shut in', (name) => {
    const lines = read(name).split('\n');
    const own =
      name === 'sendmemo-relay.service'
        ? ['DynamicUser=yes', 'StateDirectory=sendmemo-relay']
        : ['User=sendmemo', 'ReadWritePaths=/var/spool/sendmemo'];
    for (const line of ['ProtectSystem=strict', 'NoNewPrivileges=yes', 'CapabilityBoundingSet=', ...own]) {
      expect(lines).toContain(line);
    }
    expect(read(name)).toMatch(/^#LoadCredential=smtp-password:/m);
  });

  it.runIf(isThere('systemd-analyze')).each(services)('systemd rates %s at 2.0 or better', (name) => {
    // 10 times the exposure; beyond it the status is 1.
    const words = ['security', '--offline=true', '--no-pager', '--threshold=20', path.join(folder, name)];
    execFileSync('systemd-analyze', words, { stdio: 'pipe' });
  });

  it('give the relay the spool and the credentials of its own unit', () => {
    const text = read('sendmemo-relay.service');
    expect(text).toMatch(/^ExecStart=.* --spool-directory \/var\/lib\/sendmemo-relay\/spool$/m);
    for (const [, credential] of text.matchAll(/^#LoadCredential=([^:]+):/gm)) {
      expect(text).toContain(`= /run/credentials/sendmemo-relay.service/${credential}\n`);
    }
    expect(text).toMatch(/^Requires=sendmemo-relay\.socket$/m);
  });
});
