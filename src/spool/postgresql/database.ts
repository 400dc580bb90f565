/** What the store in a database needs, and what is known about the database. */
import type { DatabaseSettings, Endpoint } from '../../config/settings.ts';

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
  readonly host: Endpoint;
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
