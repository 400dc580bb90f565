/** The way to the database: TLS, the list of hosts, servers and poolers that are refused. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import net from 'node:net';
import { once } from 'node:events';
import type { DatabaseSettings } from '../../src/config/settings.ts';
import { initialiseDatabase, inspectDatabase } from '../../src/spool/postgresql/schema.ts';
import { createPostgresqlStore } from '../../src/spool/postgresql/store.ts';
import { collect, failureOf, newEntry } from '../spool/deps.ts';
import { createRoot, issueClient, issueServer } from '../support/pki.ts';
import type { Postgres } from './server.ts';
import { startPostgres } from './server.ts';
import { databaseDeps, readyDatabase } from './stores.ts';

let server: Postgres;
let ready: DatabaseSettings;
let caPem: string;
let otherCaPem: string;
let clientCertificate: NonNullable<DatabaseSettings['clientCertificate']>;

beforeAll(async () => {
  const ca = await createRoot();
  const other = await createRoot({ name: 'Other Root' });
  const leaf = await issueServer(ca, { commonName: 'localhost', names: ['db.example.com', '127.0.0.1'] });
  const client = await issueClient(ca, { commonName: 'cert_user' });
  caPem = ca.certificatePem;
  otherCaPem = other.certificatePem;
  clientCertificate = { certificatePem: client.certificatePem, keyPem: client.keyPem };
  server = await startPostgres({
    conf: [
      'ssl = on',
      "ssl_cert_file = 'server.crt'",
      "ssl_key_file = 'server.key'",
      "ssl_ca_file = 'ca.crt'",
    ],
    hba: [
      'local all all scram-sha-256',
      'hostssl all cert_user all cert',
      'hostssl all tls_user all scram-sha-256',
      'hostnossl all tls_user all reject',
      'host all all all scram-sha-256',
    ],
    files: { 'server.crt': leaf.certificatePem, 'server.key': leaf.keyPem, 'ca.crt': ca.certificatePem },
  });
  ready = await readyDatabase(server);
});
afterAll(() => server[Symbol.asyncDispose]());

/** Opens the store and closes it. */
async function open(changes: Partial<DatabaseSettings>): Promise<void> {
  await (await createPostgresqlStore({ ...ready, ...changes }, databaseDeps)).close();
}

describe('TLS', () => {
  test('verify-full accepts the name or address of the certificate, under the CA that is given', async () => {
    await open({ sslMode: 'verify-full', caPem });
    const { tls } = await inspectDatabase({ ...ready, sslMode: 'verify-full', caPem }, databaseDeps);
    expect(tls?.version).toBe('TLSv1.3');
  });

  test.each([
    ['another CA', { sslMode: 'verify-full', other: true }, 'untrusted'],
    ['another name', { sslMode: 'verify-full', host: 'localhost' }, 'hostname'],
    ['the CAs of the system', { sslMode: 'verify-full', system: true }, 'untrusted'],
    ['another CA, and verify-ca', { sslMode: 'verify-ca', other: true }, 'untrusted'],
    ['another CA, and require with a CA', { sslMode: 'require', other: true }, 'untrusted'],
  ] as const)('is refused: %s', async (_name, changes, why) => {
    const hosts = [{ host: 'host' in changes ? changes.host : '127.0.0.1', port: server.port }];
    const ca = 'system' in changes ? null : 'other' in changes ? otherCaPem : caPem;
    const failure = await failureOf(open({ sslMode: changes.sslMode, hosts, caPem: ca }));
    expect(failure).toMatchObject({ reason: 'spool-database-tls', why });
  });

  test('verify-ca and require do not ask for the name', async () => {
    const hosts = [{ host: 'localhost', port: server.port }];
    await open({ sslMode: 'verify-ca', hosts, caPem });
    await open({ sslMode: 'require', hosts });
  });

  test('prefer goes on without where the server has none, require does not', async () => {
    await using plain = await startPostgres();
    const settings = await readyDatabase(plain);
    const store = await createPostgresqlStore({ ...settings, sslMode: 'prefer' }, databaseDeps);
    await store.close();
    expect((await inspectDatabase({ ...ready, sslMode: 'prefer' }, databaseDeps)).tls).not.toBeNull();
    expect(
      await failureOf(createPostgresqlStore({ ...settings, sslMode: 'require' }, databaseDeps)),
    ).toMatchObject({ reason: 'spool-database-tls', why: 'not-offered' });
  });

  test('a user who may only come with TLS, and one who has a certificate instead of a password', async () => {
    await server.sql(
      ready.database,
      `CREATE ROLE tls_user LOGIN PASSWORD 'x' SUPERUSER`,
      `CREATE ROLE cert_user LOGIN SUPERUSER`,
    );
    const login = { user: 'tls_user', password: async () => 'x' };
    await open({ ...login, sslMode: 'verify-full', caPem });
    expect((await failureOf(open({ ...login, sslMode: 'disable' }))).reason).toMatch(/login|tls/);
    const withCertificate = { user: 'cert_user', password: null, sslMode: 'verify-full', caPem } as const;
    await open({ ...withCertificate, clientCertificate });
    expect((await failureOf(open(withCertificate))).reason).toMatch(/login|tls/);
  });
});

describe('hosts', () => {
  test('the first that answers is used', async () => {
    await open({ hosts: [{ host: '127.0.0.1', port: 1 }, ...ready.hosts] });
    await open({ hosts: [{ host: server.socket, port: server.port }] });
  });

  test('a server that accepts and says nothing costs the connect time-out, and is unreachable', async () => {
    const silent = net.createServer(() => {}).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as net.AddressInfo;
    const failure = await failureOf(open({ hosts: [{ host: '127.0.0.1', port }], connectTimeoutMs: 300 }));
    expect(failure).toMatchObject({ reason: 'spool-database-unreachable', system: 'ETIMEDOUT' });
    silent.close();
  });

  test('one that accepts reads alone is passed over', async () => {
    await server.sql('postgres', `ALTER DATABASE ${ready.database} SET default_transaction_read_only = on`);
    try {
      expect(await failureOf(open({}))).toMatchObject({
        reason: 'spool-database-unreachable',
        system: 'read-only',
      });
    } finally {
      await server.sql('postgres', `ALTER DATABASE ${ready.database} RESET default_transaction_read_only`);
    }
    await open({});
  });
});

describe('what could lose messages is refused', () => {
  test.each(['fsync', 'full_page_writes'])('%s = off', async (setting) => {
    await using unsafe = await startPostgres({ conf: [`${setting} = off`] });
    const settings = unsafe.settings();
    expect(await failureOf(initialiseDatabase(settings, databaseDeps))).toMatchObject({
      reason: 'spool-unsafe',
      setting,
      value: 'off',
    });
    // check shows it all the same.
    const { settings: shown } = await inspectDatabase(settings, databaseDeps);
    expect([shown.fsync, shown.fullPageWrites]).toContain('off');
  });

  test('a pooler, whose answers come from sessions that are not ours', async () => {
    // What PgBouncer does in both its ways: it refuses startup options, or it drops them.
    await using refusing = await pretendPooler(server, 'refuses');
    expect((await failureOf(open({ hosts: [refusing.host] }))).reason).toBe('spool-pooler');
    await using dropping = await pretendPooler(server, 'drops');
    expect((await failureOf(open({ hosts: [dropping.host] }))).reason).toBe('spool-pooler');
  });
});

test('octets of every kind come back as they were, in parts', async () => {
  const store = await createPostgresqlStore(ready, databaseDeps);
  const octets = Buffer.alloc(
    256 * 1024 * 2 + 77,
    Buffer.from(Array.from({ length: 251 }, (_, index) => index)),
  );
  const { id } = await store.put(newEntry({ message: pieces(octets) }));
  const claim = await store.claim(id);
  const read: Buffer[] = [];
  for await (const part of claim?.openMessage() ?? []) read.push(part as Buffer);
  expect(Buffer.concat(read).equals(octets)).toBe(true);
  await claim?.finish();
  const rows = await server.sql<{ count: string }>(ready.database, 'SELECT count(*) FROM sendmemo.part');
  expect(rows[0]?.count).toBe('0');
  await store.close();
});

test.each([
  ['an envelope that is no JSON', `UPDATE sendmemo.entry SET envelope = '{'`],
  ['an envelope of another id', `UPDATE sendmemo.entry SET envelope = replace(envelope, id, 'x')`],
  ['a part that has gone', `DELETE FROM sendmemo.part`],
  ['a part that is shorter', `UPDATE sendmemo.part SET body = substr(body, 2)`],
])('%s: the entry goes to failed as it is, and is shown', async (_name, damage) => {
  const settings = await readyDatabase(server);
  const store = await createPostgresqlStore(settings, databaseDeps);
  const { id } = await store.put(newEntry());
  await server.sql(settings.database, damage);
  expect(await failureOf(store.get(id))).toMatchObject({ reason: 'spool-entry-corrupt', id });
  const next = await store.claimNext(new Date(), { after: null, skip: () => false });
  expect(next).toMatchObject({ id, failure: { reason: 'spool-entry-corrupt' } });
  const [item] = await collect(store.list());
  expect(item).toMatchObject({ id, state: 'failed' });
  expect(item !== undefined && 'corrupt' in item).toBe(true);
  expect(await store.claimNext(new Date(), { after: null, skip: () => false })).toBeNull();
  await store.act('remove', id);
  await store.close();
});

async function* pieces(octets: Buffer): AsyncGenerator<Buffer> {
  for (let index = 0; index < octets.length; index += 10_007) yield octets.subarray(index, index + 10_007);
}

/** Passes everything on to the server, but for the startup options. */
async function pretendPooler(to: Postgres, way: 'refuses' | 'drops') {
  const sockets = new Set<net.Socket>();
  const pooler = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('data', (startup) => {
      if (way === 'refuses') {
        const fields = Buffer.from('SFATAL\0VFATAL\0C08P01\0Munsupported startup parameter: options\0\0');
        const head = Buffer.alloc(5);
        head.write('E');
        head.writeInt32BE(fields.length + 4, 1);
        socket.end(Buffer.concat([head, fields]));
        return;
      }
      const behind = net.connect(to.port, '127.0.0.1');
      sockets.add(behind);
      behind.on('error', () => {});
      behind.write(withoutOptions(startup));
      socket.pipe(behind).pipe(socket);
    });
  });
  pooler.listen(0, '127.0.0.1');
  await once(pooler, 'listening');
  return {
    host: { host: '127.0.0.1', port: (pooler.address() as net.AddressInfo).port },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      pooler.close();
      await once(pooler, 'close');
    },
  };
}

/** PostgreSQL documentation, 55.7, StartupMessage: length, version, pairs of strings, an empty string. */
function withoutOptions(startup: Buffer): Buffer {
  const texts = startup.subarray(8).toString('latin1').split('\0');
  const kept: string[] = [];
  for (let index = 0; index + 1 < texts.length && texts[index] !== ''; index += 2) {
    if (texts[index] !== 'options') kept.push(texts[index] ?? '', texts[index + 1] ?? '');
  }
  const body = Buffer.from(`${kept.map((text) => `${text}\0`).join('')}\0`, 'latin1');
  const head = Buffer.alloc(8);
  head.writeInt32BE(body.length + 8, 0);
  startup.copy(head, 4, 4, 8);
  return Buffer.concat([head, body]);
}
