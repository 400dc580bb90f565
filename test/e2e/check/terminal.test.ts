/** `check` on a real terminal of 80 columns: one screen. */
import { beforeAll, describe, expect, it } from 'vitest';
import { createRoot, issueServer } from '../../support/pki.ts';
import type { Issued } from '../../support/pki.ts';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { directory } from '../support/directory.ts';
import { startMailServer } from '../support/mail-server.ts';

const program = fileURLToPath(new URL('../../../bin/sendmemo', import.meta.url));

let root: Issued;
let leaf: Issued;

beforeAll(async () => {
  root = await createRoot({ untilDays: 400 });
  leaf = await issueServer(root, { names: ['127.0.0.1'], untilDays: 200 });
});

interface Shown {
  readonly status: number;
  /** What stays on the screen: a line drawn over itself leaves its last form. */
  readonly lines: readonly string[];
}

/** `script` (bsdutils) gives the command a terminal of its own. */
async function onTerminal(ssl: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<Shown> {
  await using server = await startMailServer({ tls: { key: leaf.keyPem, cert: leaf.certificatePem } });
  await using home = await directory({
    'sendmemo-ssl.cfg': `${ssl}Hostname = print.example.com\n`,
    'sendmemo.cfg': `smtp-server-host = 127.0.0.1\nsmtp-server-port = ${server.port}\nfrom = a@example.com\n`,
    'ca.pem': root.certificatePem,
  });
  const command = [process.execPath, program, 'check', '--server-dir', home.path, ...args].join(' ');
  const full = { PATH: process.env['PATH'], TERM: 'xterm', NO_COLOR: '1', ...env };
  const run = promisify(execFile)(
    'script',
    ['-qec', `stty cols 80 rows 24; ${command}; echo status $?`, '/dev/null'],
    { env: full },
  );
  run.child.stdin?.end();
  const { stdout } = await run;
  await server.done();
  const lines = stdout
    .split('\r\n')
    .map((line) => line.split('\r').at(-1)?.replaceAll('\u001b[K', '') ?? '')
    .filter((line) => line !== '' && line !== '\u0004\b\b');
  return { status: Number(/^status (\d+)$/.exec(lines.at(-1) ?? '')?.[1]), lines: lines.slice(0, -1) };
}

describe.concurrent('check on a terminal', () => {
  it('is at most 6 lines where all is well, and shows the path', async () => {
    const { status, lines } = await onTerminal('EnableTLS = 1\nCAFile = ca.pem\n', [], { LANG: 'C.UTF-8' });
    expect(status, lines.join('\n')).toBe(0);
    expect(lines.length, lines.join('\n')).toBeLessThanOrEqual(6);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
    expect(lines.join('  ')).toMatch(
      /config ✓ {2}connect ✓.* {2}greeting ✓.* {2}STARTTLS ✓.* {2}TLSv1\.3 ✓.* {2}certificate ✓ \d+ days/,
    );
  });

  it('names a fault once, and not on standard error again', async () => {
    const { status, lines } = await onTerminal('EnableTLS = 1\n', [], { LANG: 'C.UTF-8' });
    expect(status).toBe(76);
    const text = lines.join('\n');
    expect(text.match(/CERT_UNTRUSTED/g), text).toHaveLength(1);
    expect(text).toContain('certificate ✗');
    expect(text).not.toContain('sendmemo: ');
    expect(lines.length).toBeLessThan(24);
  });

  it('with -q has nothing to say where all is well', async () => {
    const { status, lines } = await onTerminal('EnableTLS = 1\nCAFile = ca.pem\n', ['-q'], {});
    expect([status, lines]).toEqual([0, []]);
  });

  it('is ASCII where the locale has no UTF-8', async () => {
    const { lines } = await onTerminal('EnableTLS = 1\nCAFile = ca.pem\n', [], { LANG: 'C' });
    expect(lines.join('\n')).toMatch(/^[\n -~]*$/);
    expect(lines.join('\n')).toContain('STARTTLS ok');
  });

  it('with -v has a line for each step', async () => {
    const { lines } = await onTerminal('EnableTLS = 1\nCAFile = ca.pem\n', ['-v'], {});
    expect(lines.filter((line) => /^ok {3}\S/.test(line)).length).toBeGreaterThan(12);
    expect(lines.some((line) => line.startsWith('> STARTTLS'))).toBe(true);
  });
});
