/** Errors of the database as failures: by SQLSTATE, by the system's code, or by what `pg` says. */
import type { DatabaseFailure } from '../../failure/database-failure.ts';
import { SendmemoError, systemCode } from '../../failure/error.ts';

/** What the failures of one database have in common. */
export interface DatabaseName {
  /** See databaseLabel. */
  readonly label: string;
  readonly user: string;
  readonly database: string;
}

/** An error that the server reported. */
interface SqlError extends Error {
  readonly code: string;
  readonly severity: string;
}

/**
 * @returns the failure for an error of a connection or a statement; one that is a failure already stays what it is.
 * Source: PostgreSQL documentation, appendix A (error codes).
 */
export function databaseError(error: unknown, name: DatabaseName): SendmemoError {
  if (error instanceof SendmemoError) return error;
  return new SendmemoError(isSqlError(error) ? sqlFailure(error, name) : unreachable(name, systemOf(error)), {
    cause: error,
  });
}

export function unreachable({ label }: DatabaseName, system: string): DatabaseFailure {
  return { code: 'OUTPUT', reason: 'spool-database-unreachable', database: label, system };
}

/** @returns the SQLSTATE of an error that the server reported; null for any other. */
export function sqlStateOf(error: unknown): string | null {
  return isSqlError(error) ? error.code : null;
}

function isSqlError(error: unknown): error is SqlError {
  return error instanceof Error && 'severity' in error && 'code' in error && typeof error.code === 'string';
}

function sqlFailure({ code: sqlState, message: detail }: SqlError, name: DatabaseName): DatabaseFailure {
  const database = name.label;
  const { user } = name;
  switch (sqlState) {
    // Invalid authorization, invalid password; the role may not log in, or to this database.
    case '28000':
    case '28P01':
      return { code: 'OUTPUT', reason: 'spool-database-login', database, user, sqlState, detail };
    case '42501':
      return { code: 'OUTPUT', reason: 'spool-right-missing', database, user, detail };
    case '3D000':
      return { code: 'OUTPUT', reason: 'spool-database-missing', database, name: name.database };
    // No such schema, table, column, function or operator: it is not the schema that this version makes.
    case '3F000':
    case '42P01':
    case '42703':
    case '42883':
      return { code: 'OUTPUT', reason: 'spool-schema-missing', database };
    // PgBouncer's words for a startup option that it does not pass on.
    case '08P01':
      if (/unsupported startup parameter/i.test(detail)) {
        return { code: 'OUTPUT', reason: 'spool-pooler', database };
      }
      break;
    // Too many connections; shutdown, crash, start-up; the standby that was asked is read-only.
    case '25006':
    case '53300':
    case '55P03':
      return unreachable(name, sqlState);
  }
  return ['08', '57'].includes(sqlState.slice(0, 2))
    ? unreachable(name, sqlState)
    : { code: 'OUTPUT', reason: 'spool-database-failed', database, sqlState, detail };
}

/** `pg` has no code for a connection that ends, or for its own time-outs. */
function systemOf(error: unknown): string {
  const text = systemCode(error);
  if (/^E[A-Z0-9_]+$/.test(text)) return text;
  return /timeout/i.test(text) ? 'ETIMEDOUT' : 'ECONNRESET';
}
