/** The schema in the database: its version, the steps that create and upgrade it, and the rights that it needs. */
import type { DatabaseSettings } from '../../config/settings.ts';
import { SendmemoError } from '../../failure/error.ts';
import type { Connection } from './connection.ts';
import { openConnection } from './connection.ts';
import type { DatabaseDeps, DatabaseFacts, SchemaChange } from './database.ts';
import { databaseLabel } from './database.ts';
import { lockClass } from './locks.ts';
import { schemaText } from './schema-text.ts';

/** The version that this program needs, which is the last step of schema.sql. */
export const knownVersion = 1;

/** @throws SendmemoError spool-schema-missing, spool-schema-older, spool-schema-newer, spool-right-missing */
export async function requireSchema(connection: Connection, settings: DatabaseSettings): Promise<void> {
  const [row] = await connection.query<{ version: number }>('SELECT version FROM sendmemo.version');
  const found = row?.version ?? 0;
  if (found === knownVersion) return;
  throw versionError(found, settings);
}

function versionError(found: number, settings: DatabaseSettings): SendmemoError {
  return new SendmemoError({
    code: 'OUTPUT',
    reason: found < knownVersion ? 'spool-schema-older' : 'spool-schema-newer',
    database: databaseLabel(settings),
    found,
    known: knownVersion,
  });
}

/**
 * `queue init`: creates the schema, or upgrades it. Run twice, or by two at once, it does the same.
 * @throws SendmemoError spool-schema-newer, spool-right-missing, and as openConnection
 */
export async function initialiseDatabase(
  settings: DatabaseSettings,
  deps: DatabaseDeps,
): Promise<SchemaChange> {
  const connection = await openConnection(settings, { token: deps.uniqueId(), now: deps.now });
  try {
    await connection.query('BEGIN');
    await connection.query('SELECT pg_advisory_xact_lock($1, 0)', [lockClass.schema]);
    const before = await readVersion(connection);
    if (before !== null && before > knownVersion) throw versionError(before, settings);
    if (before === null) await createSchema(connection);
    for (const step of stepsAfter(before ?? 0)) {
      // One after the other, in one transaction.
      // oxlint-disable-next-line no-await-in-loop
      await connection.query(step);
    }
    await connection.query('UPDATE sendmemo.version SET version = $1', [knownVersion]);
    await connection.query('COMMIT');
    return { before, after: knownVersion, grants };
  } finally {
    await connection.close();
  }
}

/**
 * `check`: what is known of the database, also of one that the store refuses (fsync off, no schema).
 * @throws SendmemoError as openConnection
 */
export async function inspectDatabase(
  settings: DatabaseSettings,
  deps: DatabaseDeps,
): Promise<DatabaseFacts> {
  const connection = await openConnection(settings, { token: deps.uniqueId(), now: deps.now, unsafe: true });
  try {
    const version = await readVersion(connection);
    const [row] = await connection.query<{
      names: string;
      most: number;
      mayMonitor: boolean;
      runners: number;
    }>(
      `SELECT current_setting('synchronous_standby_names') AS names,
         current_setting('max_connections')::int AS most,
         pg_has_role(current_user, 'pg_monitor', 'MEMBER') AS "mayMonitor",
         (SELECT count(*)::int FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 2
           AND classid = $1::bigint::oid AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))
           AS runners`,
      [lockClass.runner],
    );
    const standbys = await connection.query<{ name: string; synchronous: boolean }>(
      `SELECT application_name AS name, sync_state IN ('sync', 'quorum') AS synchronous
         FROM pg_stat_replication WHERE state IS NOT NULL ORDER BY application_name`,
    );
    return {
      host: connection.host,
      serverVersion: connection.facts.serverVersion,
      tls: connection.tls,
      schemaVersion: version,
      knownSchemaVersion: knownVersion,
      settings: {
        fsync: connection.facts.fsync,
        fullPageWrites: connection.facts.fullPageWrites,
        synchronousCommit: connection.facts.synchronousCommit,
        synchronousStandbyNames: row?.names ?? '',
        maxConnections: row?.most ?? 0,
      },
      standbys: row?.mayMonitor === true ? standbys : null,
      runners: version === null ? null : (row?.runners ?? 0),
    };
  } finally {
    await connection.close();
  }
}

/** @returns null: there is no schema. */
async function readVersion(connection: Connection): Promise<number | null> {
  const [there] = await connection.query<{ there: boolean }>(
    `SELECT EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE n.nspname = 'sendmemo' AND c.relname = 'version') AS there`,
  );
  if (there?.there !== true) return null;
  const [row] = await connection.query<{ version: number }>('SELECT version FROM sendmemo.version');
  return row?.version ?? 0;
}

/** A schema that an administrator has created stays, so that the user of sendmemo needs no right to create one. */
async function createSchema(connection: Connection): Promise<void> {
  const [row] = await connection.query<{ there: boolean }>(
    `SELECT EXISTS (SELECT FROM pg_namespace WHERE nspname = 'sendmemo') AS there`,
  );
  if (row?.there !== true) await connection.query('CREATE SCHEMA sendmemo');
}

/** All steps of schema.sql: what a database without the schema needs, besides the schema itself. */
export const schemaSql = schemaText;

/** @returns the steps of schema.sql behind this version. */
function stepsAfter(version: number): readonly string[] {
  return schemaText.split(/^-- step \d+$/m).slice(1 + version);
}

/** The least rights, with `:user` where the role belongs. */
export const grants: SchemaChange['grants'] = {
  submitter: [
    'GRANT USAGE ON SCHEMA sendmemo TO :user;',
    'GRANT SELECT ON sendmemo.version TO :user;',
    'GRANT SELECT (id), INSERT ON sendmemo.entry TO :user;',
    'GRANT INSERT ON sendmemo.part TO :user;',
    'GRANT SELECT (name, changed) ON sendmemo.note TO :user;',
  ],
  runner: [
    'GRANT USAGE ON SCHEMA sendmemo TO :user;',
    'GRANT SELECT ON sendmemo.version TO :user;',
    'GRANT SELECT, INSERT, UPDATE, DELETE ON sendmemo.entry, sendmemo.part, sendmemo.runner, sendmemo.pace, sendmemo.note TO :user;',
    'GRANT USAGE ON SEQUENCE sendmemo.claim TO :user;',
  ],
};
