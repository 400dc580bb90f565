/** English sentences for output, the spool, batches and the program itself. Which one applies to which facts is in ../decide. */
export const runSentences = {
  'cure.ENOSPC': 'the disk or quota is full: free some space (df -h {path}; df -i {path}), then try again',
  'cure.EACCES':
    'this user has no permission to write there: check ls -ld {path} and id; chown or chmod the directory, or use another one',
  'cure.EROFS': 'the file system is mounted read-only: remount it, or use a directory on another one',
  'cure.ENOENT': 'its parent directory does not exist: check the spelling, or make it with mkdir -p',
  'cure.ENOTDIR': 'part of the path is a file, not a directory: check the spelling',
  'cure.EBUSY':
    'another process uses it: wait until that has ended; if there is none any more, remove it (rm {path})',
  'cure.EMFILE': 'too many files are open: raise ulimit -n (LimitNOFILE= in a systemd unit)',
  'cure.EMLINK':
    'this file system takes no more directories in one: deliver or remove messages, or use a file system without that limit (ext4 with dir_nlink, XFS)',
  'cure.default': "check the system's log for {system}, and the disk",
  'listen.EADDRINUSE': 'address already in use',
  'listen.EACCES': 'permission denied',
  'listen.EADDRNOTAVAIL': 'this machine does not have that address',
  'cannot-create': "can't write {path}: {system}",
  'output-failed': 'writing to {target} failed: {system}',
  'output-failed.hint': 'the result of the message is not affected; check where the output goes',
  'output-failed.hint.EPIPE': 'the program that was reading it ended early',
  'already-exists': '{path} exists already and was not overwritten',
  'already-exists.hint':
    'name another directory or file; config init and config import overwrite with --force',
  'cannot-listen': "can't listen on {place}: {why}",
  'cannot-listen.hint': 'choose another {option}, or 0 for any free one',
  'cannot-listen.hint.EADDRNOTAVAIL':
    "choose an address that this machine has: --host 127.0.0.1; 'ip addr' lists them",
  'cannot-listen.hint.EACCES': 'choose another {option}, above 1023, or 0 for any free one',
  'cannot-listen.relay':
    "'ss -ltnp' shows the program that has this port: stop it, or choose another port in relay-listen",
  'cannot-listen.relay.EACCES':
    'ports below 1024 need root (with relay-user) or the socket unit of systemd; or choose another port: relay-listen = 127.0.0.1:2525',
  'cannot-listen.relay.EADDRNOTAVAIL': "name addresses of this machine in relay-listen; 'ip addr' lists them",
  'spool-unwritable': "the spool can't be used: {path}: {system}",
  'spool-unwritable.hint': '{cure}; another place is set by spool-directory = /path/to/spool in sendmemo.cfg',
  'spool-unsafe': 'the spool is not used, because other users can write to it: {path} (mode {mode:octal})',
  'spool-unsafe.hint': 'remove that permission: chmod go-w {path}',
  'spool-unsafe.setting':
    'the spool {database} is not used, because its server has {setting} = {value}: a crash could lose acknowledged messages',
  'spool-unsafe.setting.hint': 'set {setting} = on in postgresql.conf, then restart or reload the server',
  'spool-parent-unsafe':
    'the spool {spool} is not used, because others can write to {path} (mode {mode:octal}) and could replace it',
  'spool-parent-unsafe.hint':
    '{?remove that permission: chmod go-w {open}; or }put the spool into a directory that only root or its owner can write to: spool-directory = /path/to/spool in sendmemo.cfg',
  'spool-parent-unsafe.owner':
    'the spool {spool} is not used, because {path} belongs to user {owner}, who could replace it',
  'spool-foreign.read':
    'the spool {path} belongs to user {owner}: only that user and root can see or change what is in it',
  'spool-foreign.put': '{path} belongs to user {owner}, and has no drop directory where others can put mail',
  'spool-foreign.part': "{path}, a part of this user's spool, belongs to user {owner}",
  'spool-foreign.read.hint': 'run the command as that user (sudo -u) or as root',
  'spool-foreign.put.hint':
    'as root, make one: install -d -o {user} -g {user} -m 3733 {path}/drop && chmod 711 {path}; or set spool-directory in sendmemo.cfg to a directory of your own',
  'spool-foreign.part.hint':
    'as root, while no runner runs, give it with all that is in it to the owner of the spool: chown -R -h USER {path}',
  'drop-unsafe':
    "mail of other users is not taken over: {path} (mode {mode:octal}) is not a directory of the spool's owner with mode 3733",
  'drop-unsafe.hint': 'set its owner to that of the spool, then: chmod 3733 {path}',
  'spool-entry-missing': 'no message {id} in the spool',
  'spool-entry-missing.hint': "it may have been sent or removed; 'sendmemo queue list' shows what is there",
  'spool-entry-corrupt': 'message {id} in the spool is damaged and is not sent: {detail}',
  'spool-entry-corrupt.hint':
    "its files are kept as they are: look at *.{id}/ in the spool's failed directory (envelope.json, message.eml), send it again by hand, then 'sendmemo queue remove {id}'",
  'spool-id-ambiguous': '{count} messages have an id that begins with {prefix}: {candidates}{?, {more}}',
  'spool-id-ambiguous.hint':
    "give more characters of the id; 'sendmemo queue list' shows as many as are needed",
  expired: 'given up after {time} of trying; the last failure was {last}',
  'expired.hint':
    "'sendmemo explain {last}' says what to do; then 'sendmemo queue retry ID' tries again; max-age in sendmemo.cfg sets the time (max-age = 5d)",
  'import-unrecognised': '{path}: format not recognised',
  'import-unrecognised.hint': 'config import reads {known}',
  'batch-line': 'line {line} of the batch is not valid: {detail}',
  'batch-line.hint': 'write one JSON object per line: {example}',
  internal: 'internal error: {detail}',
  'internal.hint':
    'this is a bug in sendmemo: please report it, with the log of --log-level debug --log-file FILE',
  'spool-entry-state.waiting': 'message {id} is not on hold: there is nothing to release',
  'spool-entry-state.waiting.hint':
    "the next 'sendmemo queue run' sends it when it is due; to make it due now: sendmemo queue retry {id}",
  'spool-entry-state.held': 'message {id} is on hold already',
  'spool-entry-state.held.hint': 'to end that: sendmemo queue release {id}',
  'spool-entry-state.failed.hold': 'message {id} has failed and is not sent again: there is nothing to hold',
  'spool-entry-state.failed': 'message {id} has failed and is not on hold',
  'spool-entry-state.failed.hint':
    'to send it again: sendmemo queue retry {id}; to delete it: sendmemo queue remove {id}',
  'spool-entry-state.active': 'message {id} is being delivered at this moment',
  'spool-entry-state.active.hint':
    'wait until that is done; sendmemo queue show {id} names the process that delivers it (if that was on another machine: sendmemo queue retry {id})',
  'spool-entry-state.moving': 'message {id} is being moved between two spools and is not sent from here',
  'spool-entry-state.moving.hint':
    'repeat the command that moved it, and it finishes (sendmemo queue show {id} names the other spool); if that spool is gone for good: sendmemo queue retry {id}',
  'time.day': '{count} day{plural}',
  'time.hour': '{count} hour{plural}',
  'time.minute': '{count} minute{plural}',
  'time.second': '{count} second{plural}',
} as const;
