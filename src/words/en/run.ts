import type { RunFailure } from '../../failure/run-failure.ts';
import { hostPort } from '../../text/host-port.ts';
import { octal } from '../../text/units.ts';
import type { Words, WordsFor } from '../language.ts';

/** What a system code asks for, where something is to be written. */
function cure(system: string, path: string): string {
  switch (system) {
    case 'ENOSPC':
    case 'EDQUOT':
      return `the disk or quota is full: free some space (df -h ${path}; df -i ${path}), then try again`;
    case 'EACCES':
    case 'EPERM':
      return `this user has no permission to write there: check ls -ld ${path} and id; chown or chmod the directory, or use another one`;
    case 'EROFS':
      return 'the file system is mounted read-only: remount it, or use a directory on another one';
    case 'ENOENT':
      return 'its parent directory does not exist: check the spelling, or make it with mkdir -p';
    case 'ENOTDIR':
      return 'part of the path is a file, not a directory: check the spelling';
    case 'EBUSY':
      return `another process uses it: wait until that has ended; if there is none any more, remove it (rm ${path})`;
    case 'EMFILE':
    case 'ENFILE':
      return 'too many files are open: raise ulimit -n (LimitNOFILE= in a systemd unit)';
    default:
      return `check the system's log for ${system}, and the disk`;
  }
}

const listenWords: Readonly<Record<string, string>> = {
  EADDRINUSE: 'address already in use',
  EACCES: 'permission denied',
  EADDRNOTAVAIL: 'this machine does not have that address',
};

export const runWords: WordsFor<RunFailure> = {
  'cannot-create': ({ path, system }) => ({
    what: `can't write ${path}: ${system}`,
    hint: cure(system, path),
  }),
  'output-failed': ({ target, system }) => ({
    what: `writing to ${target} failed: ${system}`,
    hint:
      system === 'EPIPE'
        ? 'the program that was reading it ended early'
        : 'the result of the message is not affected; check where the output goes',
  }),
  'already-exists': ({ path }) => ({
    what: `${path} exists already and was not overwritten`,
    hint: 'name another directory or file; config init and config import overwrite with --force',
  }),
  'cannot-listen': ({ option, host, port, system }) => ({
    what: `can't listen on ${hostPort(host, port)}: ${listenWords[system] ?? system}`,
    hint:
      system === 'EADDRNOTAVAIL'
        ? "choose an address that this machine has: --host 127.0.0.1; 'ip addr' lists them"
        : `choose another ${option}${system === 'EACCES' ? ', above 1023' : ''}, or 0 for any free one`,
  }),
  'spool-unwritable': ({ path, system }) => ({
    what: `the spool can't be used: ${path}: ${system}`,
    hint: `${cure(system, path)}; another place is set by spool-directory = /path/to/spool in sendmemo.cfg`,
  }),
  'spool-unsafe': (failure) =>
    'setting' in failure
      ? {
          what: `the spool ${failure.database} is not used, because its server has ${failure.setting} = ${failure.value}: a crash could lose acknowledged messages`,
          hint: `set ${failure.setting} = on in postgresql.conf, then restart or reload the server`,
        }
      : {
          what: `the spool is not used, because other users can write to it: ${failure.path} (mode ${octal(failure.mode)})`,
          hint: `remove that permission: chmod go-w ${failure.path}`,
        },
  'spool-parent-unsafe': ({ spool, path, mode, owner }) => ({
    what:
      owner === null
        ? `the spool ${spool} is not used, because others can write to ${path} (mode ${octal(mode)}) and could replace it`
        : `the spool ${spool} is not used, because ${path} belongs to user ${owner}, who could replace it`,
    hint: `${owner === null ? `remove that permission: chmod go-w ${path}; or` : ''} put the spool into a directory that only root or its owner can write to: spool-directory = /path/to/spool in sendmemo.cfg`.trimStart(),
  }),
  'spool-foreign': ({ use, path, owner }) => ({
    what: {
      read: `the spool ${path} belongs to user ${owner}: only that user and root can see or change what is in it`,
      put: `${path} belongs to user ${owner}, and has no drop directory where others can put mail`,
      part: `${path}, a part of this user's spool, belongs to user ${owner}`,
    }[use],
    hint: {
      read: 'run the command as that user (sudo -u) or as root',
      put: `as root, make one: install -d -o ${userOf(owner)} -g ${userOf(owner)} -m 3733 ${path}/drop && chmod 711 ${path}; or set spool-directory in sendmemo.cfg to a directory of your own`,
      part: `as root, while no runner runs, give it with all that is in it to the owner of the spool: chown -R -h USER ${path}`,
    }[use],
  }),
  'drop-unsafe': ({ path, mode }) => ({
    what: `mail of other users is not taken over: ${path} (mode ${octal(mode)}) is not a directory of the spool's owner with mode 3733`,
    hint: `set its owner to that of the spool, then: chmod 3733 ${path}`,
  }),
  'spool-entry-missing': ({ id }) => ({
    what: `no message ${id} in the spool`,
    hint: "it may have been sent or removed; 'sendmemo queue list' shows what is there",
  }),
  'spool-entry-corrupt': ({ id, detail }) => ({
    what: `message ${id} in the spool is damaged and is not sent: ${detail}`,
    hint: `its files are kept as they are: look at *.${id}/ in the spool's failed directory (envelope.json, message.eml), send it again by hand, then 'sendmemo queue remove ${id}'`,
  }),
  'spool-entry-state': (failure) => wrongState[failure.state](failure),
  'spool-id-ambiguous': ({ prefix, candidates, count }) => ({
    what: `${count} messages have an id that begins with ${prefix}: ${candidates.join(', ')}${count > candidates.length ? ', …' : ''}`,
    hint: "give more characters of the id; 'sendmemo queue list' shows as many as are needed",
  }),
  expired: ({ maxAgeSeconds, last }) => ({
    what: `given up after ${duration(maxAgeSeconds)} of trying; the last failure was ${last}`,
    hint: `'sendmemo explain ${last}' says what to do; then 'sendmemo queue retry ID' tries again; max-age in sendmemo.cfg sets the time (max-age = 5d)`,
  }),
  'import-unrecognised': ({ path, known }) => ({
    what: `${path}: format not recognised`,
    hint: `config import reads ${known.join(', ')}`,
  }),
  'batch-line': ({ line, detail }) => ({
    what: `line ${line} of the batch is not valid: ${detail}`,
    hint: 'write one JSON object per line: {"to":["user@example.com"],"subject":"…","text":"…","key":"1"}',
  }),
  internal: ({ detail }) => ({
    what: `internal error: ${detail}`,
    hint: 'this is a bug in sendmemo: please report it, with the log of --log-level debug --log-file FILE',
  }),
};

type WrongState = Extract<RunFailure, { readonly reason: 'spool-entry-state' }>;

/** An action that the state of the message does not allow, with the command that fits that state. */
const wrongState: Readonly<Record<WrongState['state'], (failure: WrongState) => Words>> = {
  waiting: ({ id }) => ({
    what: `message ${id} is not on hold: there is nothing to release`,
    hint: `the next 'sendmemo queue run' sends it when it is due; to make it due now: sendmemo queue retry ${id}`,
  }),
  held: ({ id }) => ({
    what: `message ${id} is on hold already`,
    hint: `to end that: sendmemo queue release ${id}`,
  }),
  failed: ({ id, action }) => ({
    what:
      action === 'hold'
        ? `message ${id} has failed and is not sent again: there is nothing to hold`
        : `message ${id} has failed and is not on hold`,
    hint: `to send it again: sendmemo queue retry ${id}; to delete it: sendmemo queue remove ${id}`,
  }),
  active: ({ id }) => ({
    what: `message ${id} is being delivered at this moment`,
    hint: `wait until that is done; sendmemo queue show ${id} names the process that delivers it (if that was on another machine: sendmemo queue retry ${id})`,
  }),
  moving: ({ id }) => ({
    what: `message ${id} is being moved between two spools and is not sent from here`,
    hint: `repeat the command that moved it, and it finishes (sendmemo queue show ${id} names the other spool); if that spool is gone for good: sendmemo queue retry ${id}`,
  }),
};

/** `5 days`, `90 seconds`: the largest unit that fits without a rest. */
function duration(seconds: number): string {
  for (const [unit, size] of [
    ['day', 86_400],
    ['hour', 3600],
    ['minute', 60],
  ] as const) {
    if (seconds >= size && seconds % size === 0) {
      return `${seconds / size} ${unit}${seconds === size ? '' : 's'}`;
    }
  }
  return `${seconds} second${seconds === 1 ? '' : 's'}`;
}

/** The name in `name (number)`, or the number alone. */
function userOf(owner: string): string {
  return owner.split(' ', 1)[0] ?? owner;
}
