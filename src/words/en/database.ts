/** English sentences for the database of a spool. Which one applies to which facts is in ../decide. */
export const databaseSentences = {
  'spool-database-tls':
    'the TLS connection to the database of the spool failed: {database}: {host}: {why}{? ({detail})}',
  'spool-database-tls.hint':
    'check sslmode in spool = postgresql://…, spool-ca-file, and the certificate of the server',
  'spool-database-tls.why.not-offered': 'the server does not offer TLS',
  'spool-database-tls.why.required': 'the server accepts only connections with TLS',
  'spool-database-tls.why.untrusted': 'its certificate is not trusted',
  'spool-database-tls.why.hostname': 'its certificate is for another host',
  'spool-database-tls.why.expired': 'its certificate has expired or is not valid yet',
  'spool-database-tls.why.handshake': 'the TLS handshake failed',
  'spool-database-unreachable': "the database of the spool can't be used now: {database}: {system}",
  'spool-database-unreachable.hint':
    'check that the server runs and accepts connections from here (pg_isready -h HOST -p PORT), then try again; spool-fallback = directory keeps messages here meanwhile',
  'spool-database-failed': 'the database of the spool reported an error: {database}: {detail} ({sqlState})',
  'spool-database-failed.hint':
    "look for the error in the server's log, correct its cause (disk space, damaged table), then try again",
  'spool-database-unconfirmed': 'no synchronous standby confirmed the commit: {database}',
  'spool-database-unconfirmed.hint':
    'the message may be in the queue all the same; check pg_stat_replication and synchronous_standby_names on the server, then try again',
  'spool-database-login':
    'the database of the spool rejected the login of {user}: {database}: {detail} ({sqlState})',
  'spool-database-login.hint':
    'check the user in spool = postgresql://USER@…, spool-password-file, and pg_hba.conf on the server',
  'spool-database-missing': 'the database {name} does not exist: {database}',
  'spool-database-missing.hint':
    'check the name in spool = postgresql://…/NAME, or create it (createdb {name}), then run sendmemo queue init',
  'spool-schema-missing': 'the database has no tables for the spool: {database}',
  'spool-schema-missing.hint': 'create them with sendmemo queue init, as a user who may create a schema',
  'spool-schema-older':
    'the tables of the spool are of version {found}; this version of sendmemo needs {known}: {database}',
  'spool-schema-older.hint': 'upgrade them with sendmemo queue init, as the owner of the schema',
  'spool-schema-newer':
    'the tables of the spool are of version {found}; this version of sendmemo knows {known}: {database}',
  'spool-schema-newer.hint': 'install the version of sendmemo that the other hosts use',
  'spool-right-missing': 'user {user} has no right that the spool needs: {database}: {detail}',
  'spool-right-missing.hint':
    'sendmemo queue init prints the GRANT statements; run them as the owner of the schema',
  'spool-pooler': 'the spool is not used through a connection pooler: {database}',
  'spool-pooler.hint':
    'name the PostgreSQL server itself (usually port 5432) in spool = postgresql://…: the locks of the spool belong to a connection',
  'spool-claim-lost': 'message {id} was freed while this runner could not reach the database: {database}',
  'spool-claim-lost.hint':
    'another runner may send it again, with the same Message-ID; check the network between this host and the database',
} as const;
