import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { createPinoLog, fileDestination } from '../../src/log/pino-log.ts';

test('a log that is a pipe without a reader is abandoned at once, and mail is still sent', () => {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'log-'));
  const pipe = path.join(directory, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const lost: string[] = [];
  const log = createPinoLog({
    level: 'info',
    destinations: [fileDestination(pipe)],
    onLost: (system) => void lost.push(system),
  });
  log.failed({ code: 'INTERNAL', reason: 'internal', detail: 'x' }, null);
  log.failed({ code: 'INTERNAL', reason: 'internal', detail: 'x' }, null);
  log.close();
  fs.rmSync(directory, { recursive: true });
  expect(lost).toEqual(['ENXIO']);
});
