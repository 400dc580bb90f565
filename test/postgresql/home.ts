/** Server working directories whose spool is in a database. */
import { chmod } from 'node:fs/promises';
import type { Finished } from '../e2e/support/command.ts';
import { run } from '../e2e/support/command.ts';
import type { Directory } from '../e2e/support/directory.ts';
import { directory } from '../e2e/support/directory.ts';
import type { DatabaseSettings } from '../../src/config/settings.ts';

export interface SpoolHome extends Directory {
  /** Runs the command with this directory. */
  sendmemo(...args: readonly string[]): Promise<Finished>;
}

/** @returns the URL of a database on a server without TLS */
export function urlOf({ hosts, user, database }: DatabaseSettings): string {
  const places = hosts.map(({ host, port }) => `${host}:${port}`).join(',');
  return `postgresql://${user}@${places}/${database}?sslmode=disable`;
}

/** @param lines further lines of sendmemo.cfg */
export async function spoolHome(
  database: DatabaseSettings,
  lines: readonly string[] = [],
  files: Readonly<Record<string, string>> = {},
): Promise<SpoolHome> {
  const password = (await database.password?.()) ?? '';
  const cfg = [
    'from = printer@example.com',
    'delivery = spool',
    `spool = ${urlOf(database)}`,
    'spool-password-file = database-password',
    'spool-connect-timeout = 20',
    ...lines,
  ];
  const home = await directory({
    ...files,
    'sendmemo.cfg': `${cfg.join('\n')}\n`,
    'database-password': `${password}\n`,
  });
  await chmod(home.file('database-password'), 0o600);
  return {
    ...home,
    sendmemo: (...args) => run(['--server-dir', home.path, ...args], { patienceMs: 200_000 }),
  };
}
