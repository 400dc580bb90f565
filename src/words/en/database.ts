import type { DatabaseFailure } from '../../failure/database-failure.ts';
import type { WordsFor } from '../language.ts';

const tlsWhy: Readonly<Record<Extract<DatabaseFailure, { reason: 'spool-database-tls' }>['why'], string>> = {
  'not-offered': 'the server does not offer TLS',
  required: 'the server accepts only connections with TLS',
  untrusted: 'its certificate is not trusted',
  hostname: 'its certificate is for another host',
  expired: 'its certificate has expired or is not valid yet',
  handshake: 'the TLS handshake failed',
};

export const databaseWords: WordsFor<DatabaseFailure> = {
  'spool-database-unreachable': ({ database, system }) => ({
    what: `the database of the spool can't be used now: ${database}: ${system}`,
    hint: 'check that the server runs and accepts connections from here (pg_isready -h HOST -p PORT), then try again; spool-fallback = directory keeps messages here meanwhile',
  }),
  'spool-database-failed': ({ database, sqlState, detail }) => ({
    what: `the database of the spool reported an error: ${database}: ${detail} (${sqlState})`,
    hint: "look for the error in the server's log, correct its cause (disk space, damaged table), then try again",
  }),
  'spool-database-unconfirmed': ({ database }) => ({
    what: `no synchronous standby confirmed the commit: ${database}`,
    hint: 'the message may be in the queue all the same; check pg_stat_replication and synchronous_standby_names on the server, then try again',
  }),
  'spool-database-login': ({ database, user, detail, sqlState }) => ({
    what: `the database of the spool rejected the login of ${user}: ${database}: ${detail} (${sqlState})`,
    hint: 'check the user in spool = postgresql://USER@…, spool-password-file, and pg_hba.conf on the server',
  }),
  'spool-database-missing': ({ database, name }) => ({
    what: `the database ${name} does not exist: ${database}`,
    hint: `check the name in spool = postgresql://…/NAME, or create it (createdb ${name}), then run sendmemo queue init`,
  }),
  'spool-database-tls': ({ database, host, why, detail }) => ({
    what: `the TLS connection to the database of the spool failed: ${database}: ${host}: ${tlsWhy[why]}${detail === '' ? '' : ` (${detail})`}`,
    hint: 'check sslmode in spool = postgresql://…, spool-ca-file, and the certificate of the server',
  }),
  'spool-schema-missing': ({ database }) => ({
    what: `the database has no tables for the spool: ${database}`,
    hint: 'create them with sendmemo queue init, as a user who may create a schema',
  }),
  'spool-schema-older': ({ database, found, known }) => ({
    what: `the tables of the spool are of version ${found}; this version of sendmemo needs ${known}: ${database}`,
    hint: 'upgrade them with sendmemo queue init, as the owner of the schema',
  }),
  'spool-schema-newer': ({ database, found, known }) => ({
    what: `the tables of the spool are of version ${found}; this version of sendmemo knows ${known}: ${database}`,
    hint: 'install the version of sendmemo that the other hosts use',
  }),
  'spool-right-missing': ({ database, user, detail }) => ({
    what: `user ${user} has no right that the spool needs: ${database}: ${detail}`,
    hint: 'sendmemo queue init prints the GRANT statements; run them as the owner of the schema',
  }),
  'spool-pooler': ({ database }) => ({
    what: `the spool is not used through a connection pooler: ${database}`,
    hint: 'name the PostgreSQL server itself (usually port 5432) in spool = postgresql://…: the locks of the spool belong to a connection',
  }),
  'spool-claim-lost': ({ database, id }) => ({
    what: `message ${id} was freed while this runner could not reach the database: ${database}`,
    hint: 'another runner may send it again, with the same Message-ID; check the network between this host and the database',
  }),
};
