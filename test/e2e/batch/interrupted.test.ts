/** A batch that is ended in the middle goes on where it stopped (section 12). */
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { commandPath, ownEnvironment, run } from '../support/command.ts';
import type { Directory } from '../support/directory.ts';
import { directory } from '../support/directory.ts';
import type { MailServer, MailServerOptions } from '../support/mail-server.ts';
import { startMailServer } from '../support/mail-server.ts';
import type { JsonResult } from '../support/result.ts';
import { linesOf } from '../support/result.ts';

type Result = JsonResult & { readonly key?: string };

const keys = Array.from({ length: 40 }, (_, n) => `k${n}`);
const batch = keys
  .map((key) => JSON.stringify({ key, to: `${key}@example.com`, from: 's@example.com', text: key }))
  .map((line) => `${line}\n`)
  .join('');

const argumentsFor = (server: MailServer, home: Directory): readonly string[] => [
  'batch',
  '-H',
  '127.0.0.1',
  '-p',
  String(server.port),
  '--connections',
  '2',
  '--results',
  home.file('out.jsonl'),
  home.file('in.jsonl'),
];

/** Runs a batch whose server says when it is to be ended. */
async function interrupted(
  home: Directory,
  signal: NodeJS.Signals,
  options: (end: () => void) => MailServerOptions,
): Promise<{ readonly status: number | null; readonly stderr: string; readonly taken: readonly string[] }> {
  let end = (): void => {};
  await using server = await startMailServer(options(() => end()));
  const child = spawn(process.execPath, [commandPath(), ...argumentsFor(server, home)], {
    env: ownEnvironment(),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const stderr: Buffer[] = [];
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  end = () => child.kill(signal);
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  await server.done();
  return { status, stderr: Buffer.concat(stderr).toString(), taken: recipients(server) };
}

function recipients(server: MailServer): string[] {
  return server.transactions().flatMap(({ to }) => to.map((one) => /<(.*)@/.exec(one)?.[1] ?? ''));
}

async function goOn(home: Directory) {
  await using server = await startMailServer();
  const finished = await run(argumentsFor(server, home));
  await server.done();
  const kept = linesOf(await readFile(home.file('out.jsonl'), 'utf8')).map(
    (one) => JSON.parse(one) as Result,
  );
  return { finished, taken: recipients(server), kept };
}

describe.concurrent('a batch that was killed', () => {
  it('sends what is left, and again only what the server took as it died', async () => {
    await using home = await directory({ 'in.jsonl': batch });
    let dots = 0;
    const first = await interrupted(home, 'SIGKILL', (end) => ({
      on(verb) {
        if (verb === 'dot' && (dots += 1) === 17) end();
        return undefined;
      },
    }));
    expect(first.status).toBeNull();
    const second = await goOn(home);
    expect(second.finished.status, second.finished.stderr).toBe(0);
    expect(new Set([...first.taken, ...second.taken])).toEqual(new Set(keys));
    const twice = first.taken.filter((key) => second.taken.includes(key));
    expect(twice.length).toBeLessThanOrEqual(2);
    expect(new Set(second.kept.map(({ key }) => key))).toEqual(new Set(keys));
    expect(second.kept.every(({ status }) => status === 'sent')).toBe(true);
  });

  it('knows also what was sent ahead of a line that hung', async () => {
    await using home = await directory({ 'in.jsonl': batch });
    const first = await interrupted(home, 'SIGKILL', (end) => ({
      on(verb, argument) {
        if (verb !== 'RCPT') return undefined;
        // Line 4 keeps back the results of those after it; the window is full at line 11.
        if (argument.includes('k3@')) return 'hang';
        if (argument.includes('k10@')) setTimeout(end, 300);
        return undefined;
      },
    }));
    expect(new Set(first.taken)).toEqual(new Set(keys.slice(0, 11).filter((key) => key !== 'k3')));
    expect(linesOf(await readFile(home.file('out.jsonl'), 'utf8'))).toHaveLength(3);
    const second = await goOn(home);
    expect(second.taken.toSorted()).toEqual(keys.filter((key) => !first.taken.includes(key)).toSorted());
    expect(new Set(second.kept.map(({ key }) => key))).toEqual(new Set(keys));
    expect(second.kept).toHaveLength(keys.length);
  });
});

describe.concurrent('a batch that is told to end', () => {
  it('finishes what is under way, begins nothing more, and says so', async () => {
    await using home = await directory({ 'in.jsonl': batch });
    let dots = 0;
    const first = await interrupted(home, 'SIGTERM', (end) => ({
      on(verb) {
        if (verb === 'dot' && (dots += 1) === 9) end();
        return undefined;
      },
    }));
    expect(first.status).toBe(75);
    expect(first.stderr).toMatch(/^sendmemo: .*SIGTERM/m);
    expect(first.taken.length).toBeLessThan(keys.length);
    const [, sent, left] = /(\d+) sent; interrupted\. (\d+) not sent\. .*again/.exec(first.stderr) ?? [];
    expect([Number(sent), Number(sent) + Number(left)]).toEqual([first.taken.length, keys.length]);
    const second = await goOn(home);
    expect([...first.taken, ...second.taken].toSorted()).toEqual(keys.toSorted());
  });
});
