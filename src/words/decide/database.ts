/** Which sentence applies to a fault of the database of a spool. */
import type { DatabaseFailure } from '../../failure/database-failure.ts';
import type { Decisions, SayFailure } from './decisions.ts';

export const databaseDecisions = (say: SayFailure) =>
  ({
    'spool-database-tls': (failure) =>
      say.words('spool-database-tls', { ...failure, why: say(`spool-database-tls.why.${failure.why}`, {}) }),
  }) satisfies Decisions<DatabaseFailure>;
