/** Puts a large message into a database and reads it again; prints the most memory that this took, in KiB. */
import { createHash } from 'node:crypto';
import type { DatabaseSettings } from '../../src/config/settings.ts';
import { createPostgresqlStore } from '../../src/spool/postgresql/store.ts';
import { newEntry } from '../spool/deps.ts';
import { databaseDeps } from './stores.ts';

const { settings, password, sizeBytes } = JSON.parse(process.argv[2] ?? '') as {
  readonly settings: Omit<DatabaseSettings, 'password'>;
  readonly password: string;
  readonly sizeBytes: number;
};

const written = createHash('sha256');

async function* octets(): AsyncGenerator<Buffer> {
  for (let index = 0; index < sizeBytes; index += 65_536) {
    const part = Buffer.alloc(Math.min(65_536, sizeBytes - index), `${index} `);
    written.update(part);
    yield part;
  }
}

const store = await createPostgresqlStore({ ...settings, password: async () => password }, databaseDeps);
const { id } = await store.put(newEntry({ message: octets() }));
const claim = await store.claim(id);
const read = createHash('sha256');
for await (const part of claim?.openMessage() ?? []) read.update(part as Buffer);
await claim?.finish();
await store.close();
const same = written.digest('hex') === read.digest('hex');
process.stdout.write(JSON.stringify({ same, mostKib: process.resourceUsage().maxRSS }));
