/** Whose a file is, for messages. */
import fs from 'node:fs';

/** @returns `sendmemo (999)`, or `999` where /etc/passwd does not know the number. */
export function userLabel(userId: number): string {
  let text = '';
  try {
    text = fs.readFileSync('/etc/passwd', 'utf8');
  } catch {
    // Not every system has it.
  }
  const line = text.split('\n').find((each) => each.split(':')[2] === String(userId));
  const name = line?.split(':')[0] ?? '';
  return /^[A-Za-z0-9_.-]+$/.test(name) ? `${name} (${userId})` : String(userId);
}
