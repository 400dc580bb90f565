/** Who else can write to a group-writable file: no one if the group is the owner's own (umask 002). */
import fs from 'node:fs';

/** Owner, group and mode of a file or directory. */
export interface Permissions {
  readonly uid: number;
  readonly gid: number;
  readonly mode: number;
}

/** Where the users and groups of the machine are listed (passwd(5), group(5)). */
export interface UserFiles {
  readonly passwd: string;
  readonly group: string;
}

const systemFiles: UserFiles = { passwd: '/etc/passwd', group: '/etc/group' };

/**
 * Whether users other than its owner and root can write to it. A group counts as others unless the files of the
 * machine show that only the owner is in it; a group that they do not list counts, and root's group always
 * does: root's umask is 022 everywhere, so a group that can write there was meant.
 */
export function othersCanWrite(permissions: Permissions, files: UserFiles = systemFiles): boolean {
  const { mode, uid, gid } = permissions;
  if ((mode & 0o002) !== 0) return true;
  return (mode & 0o020) !== 0 && (uid === 0 || !isPrivateGroup(gid, uid, files));
}

function isPrivateGroup(gid: number, uid: number, { passwd, group }: UserFiles): boolean {
  try {
    const groups = entries(group).filter(([, , id]) => id === String(gid));
    if (groups.length === 0) return false;
    const users = entries(passwd);
    const owners = users.filter(([, , id]) => id === String(uid)).map(([name]) => name);
    const primary = users.filter(([, , , id]) => id === String(gid)).map(([name]) => name);
    const members = groups.flatMap(([, , , names = '']) => names.split(',').filter((name) => name !== ''));
    return [...primary, ...members].every((name) => owners.includes(name));
  } catch {
    return false;
  }
}

function entries(file: string): string[][] {
  return fs
    .readFileSync(file, 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
}
