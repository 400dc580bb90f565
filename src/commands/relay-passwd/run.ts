/** `sendmemo relay passwd`: who can log in at the relay, in the file of relay-password-file. */
import crypto from 'node:crypto';
import path from 'node:path';
import type { RelayPasswdRequest } from './request.ts';
import { passwdTexts } from './text.ts';
import { readTyped } from './typed-password.ts';
import { changePasswordFile, readPasswordFile } from './update.ts';
import { readSecret } from '../../config/auth-secret.ts';
import type { Settings } from '../../config/settings.ts';
import { SendmemoError } from '../../failure/error.ts';
import { chooseLocale } from '../../output/locale.ts';
import {
  hashPassword,
  isUserName,
  parsePasswords,
  passwordFault,
  withUser,
} from '../../relay/password-file.ts';
import type { ProgramContext } from '../context.ts';
import { readSettings } from '../context.ts';

/** More than any password that is accepted. */
const longestInputBytes = 64 * 1024;

/**
 * @returns the exit status
 * @throws SendmemoError CONFIG cfg-secret-*, relay-password-line; USAGE usage-option-needed, usage-relay-*;
 * OUTPUT cannot-create
 */
export async function runRelayPasswd(request: RelayPasswdRequest, context: ProgramContext): Promise<number> {
  const { output, common, system } = context;
  const file = passwordFile(await readSettings(context));
  const texts = passwdTexts[chooseLocale(system.env).language];
  if (request.action === 'list') {
    const users = [...parsePasswords(readPasswordFile(file, system) ?? '', file).keys()];
    if (common.json) await output.json({ file, users });
    else if (users.length > 0) await output.line(users.join('\n'));
    return 0;
  }
  const { user } = request;
  if (!isUserName(user)) throw new SendmemoError({ code: 'USAGE', reason: 'usage-relay-user', user });
  const hash =
    request.action === 'remove'
      ? null
      : await hashPassword(await askPassword(request, context), crypto.randomBytes(16));
  const existed = await changePasswordFile(file, system, (text) => {
    // A file that the relay would reject must not look as if it worked.
    parsePasswords(text, file);
    const changed = withUser(text, user, hash);
    if (hash === null && !changed.existed)
      throw new SendmemoError({ code: 'USAGE', reason: 'usage-relay-unknown-user', user, file });
    return changed;
  });
  const action = hash === null ? 'removed' : existed ? 'replaced' : 'added';
  if (common.json) await output.json({ file, user, action });
  else await output.line((hash === null ? texts.removed : texts.stored)(user, file));
  return 0;
}

/** @throws SendmemoError usage-option-needed */
function passwordFile({ effective }: Settings): string {
  const setting = effective.find(({ name }) => name === 'relay-password-file');
  if (setting !== undefined && setting.value !== '') return setting.value;
  throw new SendmemoError({
    code: 'USAGE',
    reason: 'usage-option-needed',
    command: 'sendmemo relay passwd',
    option: 'relay-password-file = FILE (sendmemo.cfg)',
  });
}

/** From the file, from the terminal (twice), or the first line of standard input. */
async function askPassword(
  { user, passwordFile: source }: Extract<RelayPasswdRequest, { action: 'set' }>,
  { system, output, signal }: ProgramContext,
): Promise<string> {
  let password: string;
  if (source !== null) {
    const option = '--password-file';
    const named = {
      name: option,
      path: path.resolve(system.cwd, source),
      origin: { kind: 'option', option },
    } as const;
    password = readSecret(named, system);
  } else if (system.isTerminal('stdin')) {
    const prompts = passwdTexts[chooseLocale(system.env).language].prompts(user);
    const [first = '', second] = await readTyped(
      system.stdin,
      2,
      (at) => output.message(prompts[at] ?? ''),
      signal,
    );
    if (first !== second) throw unusable('mismatch');
    password = first;
  } else {
    password = await firstLine(system.stdinOctets());
  }
  const fault = passwordFault(password);
  if (fault !== null) throw unusable(fault);
  return password;
}

function unusable(why: 'empty' | 'control' | 'too-long' | 'mismatch' | 'encoding'): SendmemoError {
  return new SendmemoError({ code: 'USAGE', reason: 'usage-relay-password', why });
}

async function firstLine(octets: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of octets) {
    chunks.push(chunk);
    size += chunk.length;
    if (chunk.includes(0x0a) || size > longestInputBytes) break;
  }
  const line = Buffer.concat(chunks).toString('latin1').split(/\r?\n/, 1)[0] ?? '';
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(line, 'latin1'));
  } catch {
    throw unusable('encoding');
  }
}
