/** Stores in databases of a real server, each with a database of its own. */
import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { DatabaseSettings } from '../../src/config/settings.ts';
import type { DatabaseDeps } from '../../src/spool/postgresql/database.ts';
import { initialiseDatabase } from '../../src/spool/postgresql/schema.ts';
import type { Postgres } from './server.ts';

export const uniqueId = () => randomBytes(16).toString('hex');

export const databaseDeps: DatabaseDeps = {
  now: Date.now,
  uniqueId,
  pid: process.pid,
  hostName: 'print.example.com',
  sleep: async (milliseconds, signal) => {
    await pause(milliseconds, undefined, { ...(signal && { signal }) });
  },
};

/** A new database without a schema. */
export async function emptyDatabase(server: Postgres): Promise<DatabaseSettings> {
  const database = `d${uniqueId()}`;
  await server.sql('postgres', `CREATE DATABASE ${database}`);
  return server.settings({ database });
}

/** A new database with the schema. */
export async function readyDatabase(server: Postgres): Promise<DatabaseSettings> {
  const settings = await emptyDatabase(server);
  await initialiseDatabase(settings, databaseDeps);
  return settings;
}
