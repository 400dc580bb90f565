/**
 * Who holds a claim: a process, named so that it can't be taken for another one. A process id alone is used again;
 * with its start time, the boot and the pid namespace it is not (proc(5)). Nobody's claim is ever taken by its age.
 * /proc is memory: read synchronously, each file costs less than the thread that would read it.
 */
import fs from 'node:fs';

export interface Owner {
  readonly pid: number;
  /** Identity of boot, pid namespace and start time; `0` where the system does not tell. */
  readonly process: string;
  readonly host: string;
}

/** `elsewhere`: on another host or in another pid namespace, where it can't be seen whether it lives. */
export type OwnerLife = 'alive' | 'dead' | 'elsewhere';

/** A process: `BOOT_NAMESPACE_START`; null: there is no such process; undefined: can't be known. */
export type ProcessStart = (pid: number) => Promise<string | null | undefined>;

/** @returns the text for file names; parseOwner reads it back. */
export function renderOwner(owner: Owner): string {
  const host = encodeURIComponent(owner.host)
    .replace(/[^A-Za-z0-9._-]/g, '_')
    .slice(0, 80);
  return `${owner.pid}-${owner.process}-${host}`;
}

export function parseOwner(text: string): Owner | null {
  const match = /^(\d+)-([0-9a-z_]+)-(.*)$/.exec(text);
  if (match === null) return null;
  const [, pid = '', process = '', host = ''] = match;
  return { pid: Number(pid), process, host };
}

/** Judges owners as one process sees them. */
export function createOwnerJudge(
  self: Owner,
  processStart: ProcessStart,
): (text: string) => Promise<OwnerLife> {
  const host = parseOwner(renderOwner(self))?.host;
  const [boot, namespace] = self.process.split('_');
  return async (text) => {
    const owner = parseOwner(text);
    if (owner === null || owner.host !== host) return 'elsewhere';
    const [itsBoot, itsNamespace] = owner.process.split('_');
    if (itsBoot !== boot) return 'dead';
    if (itsNamespace !== namespace) return 'elsewhere';
    const running = await processStart(owner.pid);
    if (running === undefined) return 'elsewhere';
    return running === owner.process ? 'alive' : 'dead';
  };
}

/**
 * Linux: boot id, pid namespace and start time in clock ticks (proc(5), field 22 of /proc/PID/stat).
 * Elsewhere only `0`, so that a process id counts as its owner while any process has it.
 * @param isAlive whether a process with this id exists (kill with signal 0); also decides if /proc is hidden
 */
export function createProcessStart(isAlive: (pid: number) => boolean): ProcessStart {
  let place: string | null | undefined;
  return async (pid) => {
    if (place === undefined) place = readPlace();
    if (place === null) return isAlive(pid) ? '0' : null;
    const stat = readStat(pid);
    // /proc mounted with hidepid shows no processes of other users: they may live.
    if (stat === null) return isAlive(pid) ? undefined : null;
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // A zombie sends nothing any more; its parent may take long to collect it.
    if (fields[0] === 'Z' || fields[0] === 'X') return null;
    return `${place}_${Number(fields[19]).toString(36)}`;
  };
}

/** @returns the text of /proc/PID/stat, or null where there is none */
function readStat(pid: number): string | null {
  try {
    return fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return null;
  }
}

/** `BOOT_NAMESPACE`, or null without such a /proc. */
function readPlace(): string | null {
  try {
    const boot = fs.readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').replace(/[^0-9a-f]/g, '');
    const namespace = /\d+/.exec(fs.readlinkSync('/proc/self/ns/pid'))?.[0] ?? '0';
    return `${boot.slice(0, 12)}_${Number(namespace).toString(36)}`;
  } catch {
    return null;
  }
}
