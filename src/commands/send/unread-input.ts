/**
 * Whether standard input has octets that are not read, because the body is --body. They must not be consumed:
 * in `… | while read line; do sendmemo --body "$line" …; done` the rest of the list is on standard input. So a pipe is
 * looked into only where the process that called does not have it open for reading, which Linux shows in /proc (proc(5)).
 */
import fs from 'node:fs';
import type { InputStream } from '../../system.ts';

/**
 * Begins to watch; what comes while the message is sent counts.
 * @param stdin makes the stream of standard input
 * @returns asks whether something has come, and waits for nothing; false where that can't be known
 */
export function watchInput(stdin: () => InputStream): () => Promise<boolean> {
  try {
    const stats = fs.fstatSync(0);
    if (!stats.isFile() && !stats.isFIFO() && !stats.isSocket()) return never;
    if (isCallers(fs.readlinkSync('/proc/self/fd/0'))) return never;
    if (stats.isFile()) return async () => stats.size > position();
  } catch {
    return never;
  }
  let hasCome = false;
  const stream = stdin();
  stream.on('error', () => {});
  stream.once('readable', () => {
    hasCome = stream.read() !== null;
  });
  return async () => {
    // The stream opens in one turn of the event loop, and reads in the next.
    for (let turn = 0; turn < 3 && !hasCome; turn += 1) await nextTurn();
    return hasCome;
  };
}

async function never(): Promise<boolean> {
  return false;
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** @param link what /proc says that standard input is: `pipe:[1234]`, `/a/file` */
function isCallers(link: string): boolean {
  const caller = /^PPid:\s*(\d+)/m.exec(fs.readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '';
  return fs.readdirSync(`/proc/${caller}/fd`).some((name) => {
    try {
      return fs.readlinkSync(`/proc/${caller}/fd/${name}`) === link && isForReading(caller, name);
    } catch {
      // It is closed by now.
      return false;
    }
  });
}

/** The end that writes has the same name. O_ACCMODE are the lowest two bits, 1 is O_WRONLY. */
function isForReading(caller: string, name: string): boolean {
  const info = fs.readFileSync(`/proc/${caller}/fdinfo/${name}`, 'utf8');
  return (Number.parseInt(/^flags:\s*(\d+)/m.exec(info)?.[1] ?? '0', 8) & 3) !== 1;
}

/** How far standard input, a file, has been read. */
function position(): number {
  return Number(/^pos:\s*(\d+)/m.exec(fs.readFileSync('/proc/self/fdinfo/0', 'utf8'))?.[1] ?? 0);
}
