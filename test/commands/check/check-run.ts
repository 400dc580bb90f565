/** One check in this process: a server working directory of its own, loopback for every name, and its steps. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { check, type DefaultSender } from '../../../src/commands/check/steps.ts';
import type { CheckResult, Step, StepKind } from '../../../src/commands/check/step.ts';
import type { CheckRequest } from '../../../src/commands/check/request.ts';
import type { SendResult } from '../../../src/commands/send/message.ts';
import { loadSettings } from '../../../src/config/load.ts';
import { SendmemoError } from '../../../src/failure/error.ts';
import { openLogin, tokenSource } from '../../../src/commands/login.ts';
import { nodeSystem } from '../../../src/system.ts';
import { noLog } from '../../../src/log/mail-log.ts';

export interface CheckRun {
  /** Content of sendmemo-ssl.cfg and sendmemo.cfg; absent: no such file. */
  readonly ssl?: string;
  readonly cfg?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly request?: Partial<CheckRequest>;
  readonly sender?: () => Promise<DefaultSender>;
  readonly sendTest?: () => Promise<SendResult>;
  /** What names stand for; default 127.0.0.1. */
  readonly addresses?: readonly string[];
  readonly signal?: AbortSignal;
  /** A sleep that is over at once: a silent server has been silent for long. */
  readonly impatient?: boolean;
}

export interface Checked {
  readonly steps: readonly Step[];
  readonly result: CheckResult;
  /** `kind state` of each step, `kind state CODE` where a failure is named. */
  readonly seen: readonly string[];
  readonly of: <Kind extends StepKind>(
    kind: Kind,
  ) => readonly (Step & { readonly facts: Extract<Step['facts'], { kind: Kind }> })[];
}

export async function checkWith(run: CheckRun): Promise<Checked> {
  const directory = await mkdtemp(join(tmpdir(), 'sendmemo-check-'));
  try {
    const files = {
      ...run.files,
      ...(run.ssl === undefined ? {} : { 'sendmemo-ssl.cfg': run.ssl }),
      ...(run.cfg === undefined ? {} : { 'sendmemo.cfg': run.cfg }),
    };
    for (const [name, content] of Object.entries(files)) {
      await writeFile(join(directory, name), content, { mode: 0o600 });
    }
    return await checkDirectory(directory, run);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function checkDirectory(directory: string, run: CheckRun): Promise<Checked> {
  const options = { serverDir: directory };
  const deps = { env: { SSL_CERT_DIR: join(directory, 'none') }, cwd: directory };
  const steps: Step[] = [];
  const found = check(
    { command: 'check', sendTest: null, from: null, ...run.request },
    {
      options,
      deps,
      load: async () => {
        const settings = await loadSettings(options, deps);
        const system = { ...nodeSystem(), env: deps.env };
        return {
          settings,
          login: openLogin({ settings, system }),
          token: tokenSource({ settings, system }),
          log: noLog,
          spool: {
            openSpool: () =>
              Promise.reject(
                new SendmemoError({ code: 'OUTPUT', reason: 'spool-unwritable', path: '', system: 'EIO' }),
              ),
            inspect: () => Promise.reject(new TypeError('no database')),
            countHere: () => Promise.reject(new TypeError('no database')),
          },
          sender: run.sender ?? (() => Promise.resolve({ address: 'a@example.com', from: 'setting' })),
          upMs: 3_600_000,
          sendTest: run.sendTest ?? (() => Promise.reject(new TypeError('nobody asked for a test message'))),
        };
      },
      lookup: (host) =>
        host.startsWith('missing')
          ? Promise.reject(Object.assign(new Error(host), { code: 'ENOTFOUND' }))
          : Promise.resolve((run.addresses ?? ['127.0.0.1']).map((address) => ({ address, family: 4 }))),
      fqdn: () => Promise.resolve(null),
      now: () => Date.now(),
      monotonic: () => performance.now(),
      sleep: (milliseconds, signal) =>
        run.impatient === true ? Promise.resolve() : sleep(milliseconds, signal),
      signal: run.signal ?? new AbortController().signal,
    },
  );
  for (;;) {
    const next = await found.next();
    if (next.done === true) return checked(steps, next.value);
    steps.push(next.value);
  }
}

function checked(steps: readonly Step[], result: CheckResult): Checked {
  return {
    steps,
    result,
    seen: steps.map(({ facts, state, failure }) =>
      [facts.kind, state, ...(failure === null ? [] : [failure.code])].join(' '),
    ),
    of: (kind) => steps.filter(({ facts }) => facts.kind === kind) as never,
  };
}

function sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds);
    signal?.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(new Error('no longer'));
    });
  });
}
