/** The spool that the settings name, opened: a directory, or a database that several hosts share. */
import fs from 'node:fs';
import type { Settings, SpoolDatabase, SpoolSettings } from '../config/settings.ts';
import { SendmemoError } from '../failure/error.ts';
import { asOwnerOf } from '../files/foreign.ts';
import type { FileStoreDeps } from '../spool/file-store.ts';
import { createFileStore } from '../spool/file-store.ts';
import type { LastRun } from '../spool/last-run.ts';
import { openLastRun } from '../spool/last-run.ts';
import { createProcessStart } from '../spool/owner.ts';
import type { DatabaseDeps } from '../spool/postgresql/database.ts';
import type { PostgresqlStore } from '../spool/postgresql/store.ts';
import type { RunShare } from '../spool/run-share.ts';
import type { Store } from '../spool/store.ts';
import type { LoadedContext } from './context.ts';

type SpoolContext = Pick<LoadedContext, 'settings' | 'system'>;

export interface OpenedSpool {
  readonly store: Store;
  /** For people: the directory, or the URL without secrets. */
  readonly label: string;
  readonly lastRun: LastRun;
  /** What the runners of all hosts share; null: the spool is a directory. */
  readonly share: RunShare | null;
}

/**
 * The spool of the settings. Reading `store` only, `put` is enough for a command that is not `sendmemo queue …`.
 * @throws SendmemoError usage-needs-directory, spool-unwritable, spool-unsafe, spool-foreign, spool-database-*,
 * spool-schema-*; CONFIG where a file of the database's settings can't be used
 */
export async function openSpool(context: SpoolContext, command: string): Promise<OpenedSpool> {
  const { directory, database } = spoolSettings(context, command);
  if (database === null) {
    const use = command.startsWith('sendmemo queue') ? 'read' : 'put';
    return openDirectorySpool(directory, context, use);
  }
  const store = await openDatabase(database, context);
  return { store, label: database.label, lastRun: store.share.lastRun, share: store.share };
}

/** @throws SendmemoError usage-needs-directory */
export function spoolSettings({ settings }: Pick<LoadedContext, 'settings'>, command: string): SpoolSettings {
  const { spool } = settings.server;
  if (spool === null) throw new SendmemoError({ code: 'USAGE', reason: 'usage-needs-directory', command });
  return spool;
}

/**
 * @param use whether only to put, which the drop directory of another user's spool allows
 * @throws SendmemoError spool-unwritable, spool-unsafe, spool-foreign
 */
export async function openDirectorySpool(
  directory: string,
  { system }: SpoolContext,
  use: 'put' | 'read',
): Promise<OpenedSpool> {
  const deps: FileStoreDeps = {
    now: system.now,
    uniqueId: system.uniqueId,
    pid: system.pid,
    hostName: system.hostName(),
    processStart: createProcessStart(system.isAlive),
    userId: system.userId(),
    caller: system,
  };
  const isForeign = isForeignSpool(directory, system.userId());
  const store = isForeign
    ? await (await import('../spool/drop-store.ts')).createDropStore(directory, deps, use)
    : await createFileStore(directory, deps);
  const lastRun = openLastRun(directory, system.now, asOwnerOf(directory, system));
  return { store, label: directory, lastRun, share: null };
}

/** A process has one store for its spool, however many messages it puts there. */
const opened = new WeakMap<Settings, Map<string, Promise<PostgresqlStore>>>();

/** @throws SendmemoError spool-database-*, spool-schema-*, spool-right-missing; CONFIG */
export function openDatabase(
  database: SpoolDatabase,
  { settings, system }: SpoolContext,
): Promise<PostgresqlStore> {
  const stores = opened.get(settings) ?? new Map<string, Promise<PostgresqlStore>>();
  opened.set(settings, stores);
  const known = stores.get(database.label);
  if (known !== undefined) return known;
  const store = openStore(database, system);
  stores.set(database.label, store);
  // The next attempt tries again.
  store.catch(() => stores.delete(database.label));
  return store;
}

async function openStore(database: SpoolDatabase, system: LoadedContext['system']): Promise<PostgresqlStore> {
  const { createPostgresqlStore } = await import('../spool/postgresql/store.ts');
  return createPostgresqlStore(database.open(), databaseDeps(system));
}

/** What a database needs from the system. */
export function databaseDeps({ now, uniqueId, pid, hostName, sleep }: LoadedContext['system']): DatabaseDeps {
  return { now, uniqueId, pid, hostName: hostName(), sleep };
}

/** @returns whether the spool is there and belongs to another user than this one, who is not root. */
export function isForeignSpool(directory: string, userId: number | null): boolean {
  if (userId === null || userId === 0) return false;
  const status = fs.statSync(directory, { throwIfNoEntry: false });
  return status !== undefined && status.uid !== userId;
}
