/**
 * The types of this folder: how the database of a spool is reached, and what is known about it. `sendmemo.cfg` gives
 * the settings (`spool = postgresql://…`); `createPostgresqlStore(settings, deps)` of store.ts opens the store.
 */
export interface DatabaseHost {
  /** A name, an IP address without brackets, or the absolute path of a directory with the server's socket. */
  readonly host: string;
  readonly port: number;
}

/** As libpq means them (PostgreSQL documentation, 34.19); `require` with a CA file is `verify-ca`, as there. */
export type SslMode = 'disable' | 'prefer' | 'require' | 'verify-ca' | 'verify-full';

export interface DatabaseSettings {
  /** In the order of the URL; the first that accepts writes is used. Not empty. */
  readonly hosts: readonly DatabaseHost[];
  readonly user: string;
  readonly database: string;
  readonly sslMode: SslMode;
  /** Called for each connection that asks for one. null: the user has no password. */
  readonly password: (() => Promise<string>) | null;
  /** `spool-ca-file`: the only CAs that are trusted; null: those of the system. */
  readonly caPem: string | null;
  /** `spool-client-certificate` with its chain, and its key. */
  readonly clientCertificate: { readonly certificatePem: string; readonly keyPem: string } | null;
  /** `spool-connect-timeout`: for the whole list of hosts, and for each answer of the server. */
  readonly connectTimeoutMs: number;
}

/** What the store needs from the system. */
export interface DatabaseDeps {
  readonly now: () => number;
  /** 128 random bits as hex. */
  readonly uniqueId: () => string;
  readonly pid: number;
  readonly hostName: string;
  readonly sleep: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
}

/** What `queue init` did. */
export interface SchemaChange {
  /** Version of the schema that was found; null: there was none. */
  readonly before: number | null;
  readonly after: number;
  /** SQL statements with the least rights, with `:user` where the role belongs. */
  readonly grants: { readonly submitter: readonly string[]; readonly runner: readonly string[] };
}

/** What `check` shows. */
export interface DatabaseFacts {
  /** The host of the list that was used. */
  readonly host: DatabaseHost;
  /** `15.14 (Debian 15.14-0+deb12u1)`. */
  readonly serverVersion: string;
  /** null: not encrypted. */
  readonly tls: { readonly version: string; readonly cipher: string } | null;
  /** null: there is no schema yet. */
  readonly schemaVersion: number | null;
  /** The version that this program creates and needs. */
  readonly knownSchemaVersion: number;
  readonly settings: {
    readonly fsync: string;
    readonly fullPageWrites: string;
    /** Of the session, which overrides the role's. */
    readonly synchronousCommit: string;
    /** Of the server; `''`: no standby is waited for. */
    readonly synchronousStandbyNames: string;
    readonly maxConnections: number;
  };
  /** Connected standbys. null: this user may not see them (role pg_monitor). */
  readonly standbys: readonly { readonly name: string; readonly synchronous: boolean }[] | null;
  /** Entries by state, and runners that are alive; null without a schema. */
  readonly runners: number | null;
}

/** @returns the URL of the settings without secrets: `postgresql://user@host1,host2:5433/database`. */
export function databaseLabel({ hosts, user, database }: DatabaseSettings): string {
  const places = hosts.map(({ host, port }) => {
    const name = host.includes(':') ? `[${host}]` : host.startsWith('/') ? encodeURIComponent(host) : host;
    return port === 5432 ? name : `${name}:${port}`;
  });
  return `postgresql://${encodeURIComponent(user)}@${places.join(',')}/${encodeURIComponent(database)}`;
}
