/** Giving up root for good (setuid(2), "setuid-root" in "Setuid Demystified", Chen et al. 2002). */
import os from 'node:os';

/** initgroups(3) is in the runtime, and not in its types. */
type UserFunctions = NodeJS.Process & { readonly initgroups?: (user: string, group: number) => void };

/**
 * Makes this process that of another user, with its groups and no others, and checks that the way back is closed. The
 * C library changes all threads at once (nptl(7)).
 * @param user name or number
 * @throws Error with the system's code, or ENOENT for a user that there is not; what comes after it must not go on as root
 */
export function becomeUser(user: string): void {
  const { seteuid, setuid, setgid, setgroups, getgroups, initgroups, getuid, geteuid, getgid, getegid } =
    process as UserFunctions;
  if (!seteuid || !setuid || !setgid || !setgroups || !getgroups || !initgroups || !geteuid || !getuid) {
    throw failed('ENOSYS');
  }
  if (geteuid() !== 0) {
    // Whoever is it already has nothing to give up.
    if (isUser(user)) return;
    throw failed('EPERM');
  }
  const { uid, gid, username } = lookUp(user, seteuid);
  if (uid === 0) throw failed('EINVAL');
  initgroups(username, gid);
  setgid(gid);
  setuid(uid);
  const ids = [getuid(), geteuid()].every((id) => id === uid) && getgid?.() === gid && getegid?.() === gid;
  if (!ids || (gid !== 0 && getgroups().includes(0)) || canReturn(setuid) || canReturn(seteuid)) {
    throw failed('EPERM');
  }
}

function isUser(user: string): boolean {
  const own = os.userInfo();
  return user === own.username || user === String(own.uid);
}

/** The runtime asks the user database for the effective user. */
function lookUp(user: string, seteuid: (id: string | number) => void): os.UserInfo<string> {
  try {
    seteuid(/^\d+$/.test(user) ? Number(user) : user);
    return os.userInfo();
  } catch {
    throw failed('ENOENT');
  } finally {
    seteuid(0);
  }
}

function canReturn(set: (id: number) => void): boolean {
  try {
    set(0);
    return true;
  } catch {
    return false;
  }
}

function failed(code: string): Error {
  return Object.assign(new Error(code), { code });
}
