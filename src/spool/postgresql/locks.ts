/** Advisory locks of the spool: the first number says what for, the second which one. */
export const lockClass = {
  /** Held by the session of a runner while it lives; the number is the runner's. */
  runner: 1583153153,
  /** One of the connections that all runners may have together. */
  connection: 1583153154,
  /** Held by a transaction that puts an entry, by a hash of its id. */
  put: 1583153155,
  /** Held by the runner that finds out whether a held server accepts mail again. */
  probe: 1583153156,
  /** Held while the schema is created or upgraded. */
  schema: 1583153157,
} as const;
