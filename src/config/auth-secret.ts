/** The password or token: from a file that only its owner can read, or from a command (contract, section 8). */
import { isUtf8 } from 'node:buffer';
import type { Origin } from '../failure/facts.ts';
import type { NamedFile } from '../tls/plan.ts';
import { exposure, readNamed } from './named-file.ts';
import { configError } from './resolved.ts';
import type { SettingsDeps } from './settings.ts';

/** How long `auth-password-command` may take. */
const commandLimitMs = 30_000;
/** A token is a few kilobytes; more is not a token. */
const outputLimitBytes = 65_536;

/**
 * Reads the first line of the secret file.
 * @throws SendmemoError CONFIG cfg-named-file, cfg-secret-exposed (status 77), cfg-secret-empty, cfg-encoding,
 * cfg-control
 */
export function readSecret(named: NamedFile, deps: Pick<SettingsDeps, 'env' | 'groups'>): string {
  const file = readNamed(named);
  const { name, origin } = named;
  if (exposure(file, deps) !== 0) {
    const mode = (file.mode ?? 0) & 0o777;
    throw configError({ code: 'CONFIG', reason: 'cfg-secret-exposed', origin, name, path: named.path, mode });
  }
  if (!isUtf8(file.bytes)) {
    throw configError({ code: 'CONFIG', reason: 'cfg-encoding', file: named.path, line: 1 });
  }
  const secret = firstLine(
    Buffer.from(file.bytes)
      .toString('utf8')
      .replace(/^\uFEFF/, ''),
  );
  if (secret === '') {
    throw configError({ code: 'CONFIG', reason: 'cfg-secret-empty', origin, name, source: named.path });
  }
  // A NUL would end the password inside AUTH PLAIN (RFC 4616, 2).
  if (/\p{Cc}/u.test(secret)) {
    throw configError({ code: 'CONFIG', reason: 'cfg-control', file: named.path, line: 1 });
  }
  return secret;
}

export interface SecretCommand {
  /** A line for /bin/sh, written by the administrator. */
  readonly command: string;
  readonly origin: Origin;
}

/**
 * Runs the command and takes the first line of what it prints.
 * @param limitMs after which it is killed
 * @throws SendmemoError CONFIG cfg-secret-command, cfg-secret-empty
 */
export async function runSecretCommand(
  { command, origin }: SecretCommand,
  { env }: Pick<SettingsDeps, 'env'>,
  limitMs: number = commandLimitMs,
): Promise<string> {
  const name = 'auth-password-command';
  const { spawn } = await import('node:child_process');
  const child = spawn('/bin/sh', ['-c', command], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const output: Buffer[] = [];
  const errors: Buffer[] = [];
  let size = 0;
  const { status, detail } = await new Promise<{ status: number | null; detail: string }>((resolve) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      resolve({ status: null, detail: `> ${limitMs / 1000} s` });
    }, limitMs);
    // Something in the background may hold the pipes open after the command itself has ended.
    let grace: NodeJS.Timeout | undefined;
    const finish = (code: number | null, signal: string | null): void => {
      clearTimeout(timer);
      clearTimeout(grace);
      resolve({ status: code, detail: signal ?? lastLine(Buffer.concat(errors).toString('utf8')) });
    };
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= outputLimitBytes) output.push(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      if (errors.length < 16) errors.push(chunk);
    });
    child.on('error', (error) => {
      clearTimeout(timer);
      resolve({ status: null, detail: error.message });
    });
    child.on('exit', (code, signal) => {
      grace = setTimeout(() => finish(code, signal), 250);
    });
    child.on('close', finish);
  });
  // What still holds the pipes must not hold this process.
  child.stdout.destroy();
  child.stderr.destroy();
  child.unref();
  if (status !== 0) {
    throw configError({ code: 'CONFIG', reason: 'cfg-secret-command', origin, name, status, detail });
  }
  const secret = firstLine(Buffer.concat(output).toString('utf8'));
  if (secret === '') {
    throw configError({ code: 'CONFIG', reason: 'cfg-secret-empty', origin, name, source: name });
  }
  const control = /\p{Cc}/u.exec(secret)?.[0].charCodeAt(0);
  if (control !== undefined) {
    const found = `U+${control.toString(16).toUpperCase().padStart(4, '0')}`;
    throw configError({ code: 'CONFIG', reason: 'cfg-secret-command', origin, name, status, detail: found });
  }
  return secret;
}

function firstLine(text: string): string {
  return text.split(/\r?\n/, 1)[0] ?? '';
}

/** The last line that says anything. */
function lastLine(text: string): string {
  const line = text.trimEnd().split('\n').at(-1) ?? '';
  return line.trim().slice(0, 200);
}
