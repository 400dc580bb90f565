import type { ByReason } from './facts.ts';

/** Faults of the PostgreSQL database that keeps a spool. `database` is its URL without secrets. */
export type DatabaseFailure = ByReason<{
  /** No host of the list accepts a connection now, or the connection was lost at a statement. */
  'spool-database-unreachable': {
    code: 'OUTPUT';
    database: string;
    /** ECONNREFUSED, ETIMEDOUT …; an SQLSTATE (53300, 57P03 …); `read-only`: only standbys answer. */
    system: string;
  };
  /** A statement failed for a reason of the server: disk full, damaged table … */
  'spool-database-failed': { code: 'OUTPUT'; database: string; sqlState: string; detail: string };
  /** Committed, but not confirmed by a synchronous standby: a failover may lose it. */
  'spool-database-unconfirmed': { code: 'OUTPUT'; database: string };
  'spool-database-login': {
    code: 'OUTPUT';
    database: string;
    user: string;
    sqlState: string;
    detail: string;
  };
  'spool-database-missing': { code: 'OUTPUT'; database: string; name: string };
  'spool-database-tls': {
    code: 'OUTPUT';
    database: string;
    host: string;
    /** `not-offered`: the server has no TLS. `required`: it accepts nothing but TLS. */
    why: 'not-offered' | 'required' | 'untrusted' | 'hostname' | 'expired' | 'handshake';
    detail: string;
  };
  'spool-schema-missing': { code: 'OUTPUT'; database: string };
  /** Older than this version needs: `queue init` upgrades it. */
  'spool-schema-older': { code: 'OUTPUT'; database: string; found: number; known: number };
  'spool-schema-newer': { code: 'OUTPUT'; database: string; found: number; known: number };
  'spool-right-missing': {
    code: 'OUTPUT';
    database: string;
    user: string;
    /** The server's words: `permission denied for table entry`. */
    detail: string;
  };
  'spool-pooler': { code: 'OUTPUT'; database: string };
  /** The claim was freed while its runner could not reach the database: another runner may have the message. */
  'spool-claim-lost': { code: 'OUTPUT'; database: string; id: string };
}>;
