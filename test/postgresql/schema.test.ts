/** The schema in a real database: made, made again, of another version, without rights. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openConnection } from '../../src/spool/postgresql/connection.ts';
import {
  initialiseDatabase,
  inspectDatabase,
  knownVersion,
  requireSchema,
} from '../../src/spool/postgresql/schema.ts';
import { failureOf } from '../spool/deps.ts';
import type { Postgres } from './server.ts';
import { startPostgres } from './server.ts';
import { databaseDeps, emptyDatabase, uniqueId } from './stores.ts';

let server: Postgres;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server[Symbol.asyncDispose]());

const deps = databaseDeps;

async function require(settings: Parameters<typeof requireSchema>[1]): Promise<void> {
  const connection = await openConnection(settings, { token: uniqueId(), now: Date.now });
  try {
    await requireSchema(connection, settings);
  } finally {
    await connection.close();
  }
}

describe('queue init', () => {
  test('makes the schema once, whoever else does the same at that moment', async () => {
    const settings = await emptyDatabase(server);
    const made = await Promise.all(Array.from({ length: 4 }, () => initialiseDatabase(settings, deps)));
    expect(made.filter(({ before }) => before === null)).toHaveLength(1);
    expect(made.every(({ after }) => after === knownVersion)).toBe(true);
    await require(settings);
  });

  test('the rights that it names are enough, and none is superfluous', async () => {
    const settings = await emptyDatabase(server);
    const { grants } = await initialiseDatabase(settings, deps);
    for (const part of ['submitter', 'runner'] as const) {
      const user = `u${uniqueId()}`;
      // oxlint-disable-next-line no-await-in-loop
      await server.sql(
        settings.database,
        `CREATE ROLE ${user} LOGIN PASSWORD 'x'`,
        ...grants[part].map((grant) => grant.replace(':user', user)),
      );
      // oxlint-disable-next-line no-await-in-loop
      await require({ ...settings, user, password: async () => 'x' });
    }
  });
});

describe('a database that can not be used', () => {
  test('without the schema', async () => {
    const settings = await emptyDatabase(server);
    expect(await failureOf(require(settings))).toMatchObject({ reason: 'spool-schema-missing' });
  });

  test('with a newer or an older schema', async () => {
    const settings = await emptyDatabase(server);
    await initialiseDatabase(settings, deps);
    await server.sql(settings.database, 'UPDATE sendmemo.version SET version = 99');
    expect(await failureOf(require(settings))).toMatchObject({
      reason: 'spool-schema-newer',
      found: 99,
      known: knownVersion,
    });
    expect((await failureOf(initialiseDatabase(settings, deps))).reason).toBe('spool-schema-newer');
    await server.sql(settings.database, 'UPDATE sendmemo.version SET version = 0');
    expect((await failureOf(require(settings))).reason).toBe('spool-schema-older');
  });

  test('without a right, with a wrong password, without the database', async () => {
    const settings = await emptyDatabase(server);
    await initialiseDatabase(settings, deps);
    const user = `u${uniqueId()}`;
    await server.sql(settings.database, `CREATE ROLE ${user} LOGIN PASSWORD 'x'`);
    const login = { ...settings, user, password: async () => 'x' };
    expect(await failureOf(require(login))).toMatchObject({ reason: 'spool-right-missing', user });
    expect(await failureOf(require({ ...login, password: async () => 'y' }))).toMatchObject({
      reason: 'spool-database-login',
      sqlState: '28P01',
    });
    expect((await failureOf(require({ ...login, password: null }))).reason).toBe('spool-database-login');
    expect(await failureOf(require({ ...settings, database: 'nowhere' }))).toMatchObject({
      reason: 'spool-database-missing',
      name: 'nowhere',
    });
  });

  test('with too many connections, or with nobody at the port', async () => {
    const settings = await emptyDatabase(server);
    await server.sql('postgres', `ALTER DATABASE ${settings.database} CONNECTION LIMIT 1`);
    const user = `u${uniqueId()}`;
    await server.sql(settings.database, `CREATE ROLE ${user} LOGIN PASSWORD 'x'`);
    const login = { ...settings, user, password: async () => 'x' };
    const first = await openConnection(login, { token: uniqueId(), now: Date.now });
    expect(await failureOf(require(login))).toMatchObject({
      reason: 'spool-database-unreachable',
      system: '53300',
    });
    await first.close();
    expect(await failureOf(require({ ...settings, hosts: [{ host: '127.0.0.1', port: 1 }] }))).toMatchObject({
      reason: 'spool-database-unreachable',
      system: 'ECONNREFUSED',
    });
  });
});

test('the settings of the role do not make a session less safe', async () => {
  const settings = await emptyDatabase(server);
  const user = `u${uniqueId()}`;
  await server.sql(
    settings.database,
    `CREATE ROLE ${user} LOGIN PASSWORD 'x'`,
    `ALTER ROLE ${user} SET synchronous_commit = off`,
    `ALTER ROLE ${user} SET tcp_keepalives_idle = 7200`,
    `ALTER ROLE ${user} SET statement_timeout = '1ms'`,
  );
  const login = { ...settings, user, password: async () => 'x' };
  const connection = await openConnection(login, { token: uniqueId(), now: Date.now });
  try {
    const [row] = await connection.query<Record<string, string>>(
      `SELECT current_setting('synchronous_commit') AS a, current_setting('tcp_keepalives_idle') AS b,
        current_setting('tcp_keepalives_interval') AS c, current_setting('tcp_keepalives_count') AS d,
        current_setting('tcp_user_timeout') AS e, current_setting('statement_timeout') AS f`,
    );
    expect(row).toEqual({ a: 'on', b: '5', c: '2', d: '3', e: '11000', f: '0' });
  } finally {
    await connection.close();
  }
});

test('check sees version, settings and standbys', async () => {
  const settings = await emptyDatabase(server);
  expect(await inspectDatabase(settings, deps)).toMatchObject({
    schemaVersion: null,
    knownSchemaVersion: knownVersion,
    tls: null,
    settings: { fsync: 'on', fullPageWrites: 'on', synchronousCommit: 'on', synchronousStandbyNames: '' },
    standbys: [],
    runners: null,
  });
});
