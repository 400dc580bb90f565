/** `queue init`: creates the spool of the settings, or brings its schema up to this version. */
import { queueWords } from './words.ts';
import { chooseLocale } from '../../output/locale.ts';
import type { LoadedContext, ProgramContext } from '../context.ts';
import { databaseDeps, openDirectorySpool, spoolSettings } from '../open-spool.ts';

const command = 'sendmemo queue init';

/** `--print`: the SQL and the rights; nothing is read or connected to. @returns the exit status */
export async function printSql({ output }: ProgramContext): Promise<number> {
  await output.line(await sqlText());
  return 0;
}

/**
 * @returns the exit status
 * @throws SendmemoError spool-*; CONFIG where a file of the database's settings can't be used
 */
export async function initQueue(context: LoadedContext): Promise<number> {
  const { system, output, common } = context;
  const words = queueWords(chooseLocale(system.env).language);
  const { directory, database } = spoolSettings(context, command);
  if (database === null) {
    await openDirectorySpool(directory, context, 'read');
    if (common.json) await output.json({ spool: directory, before: null, after: null });
    else if (!common.quiet) await output.line(words.directoryReady(directory));
    return 0;
  }
  const { initialiseDatabase } = await import('../../spool/postgresql/schema.ts');
  const { before, after } = await initialiseDatabase(database.open(), databaseDeps(system));
  if (common.json) await output.json({ spool: database.label, before, after });
  else if (!common.quiet) await output.line(words.schema(database.label, before, after));
  return 0;
}

/** The SQL for an administrator who keeps the right to create a schema. In English, as all SQL is. */
async function sqlText(): Promise<string> {
  const { grants, schemaSql } = await import('../../spool/postgresql/schema.ts');
  const rights = (of: readonly string[], role: string): string =>
    of.map((line) => line.replace(':user', role)).join('\n');
  return `-- Run this once in the database of the spool, as its owner, in one transaction:
--   sendmemo queue init --print | psql --single-transaction -v ON_ERROR_STOP=1 DATABASE
-- To upgrade a schema that exists, run "sendmemo queue init" as its owner instead.

CREATE SCHEMA sendmemo;
${schemaSql}
-- Least rights. For hosts that only submit: GRANT sendmemo_submitter TO user;
CREATE ROLE sendmemo_submitter NOLOGIN;
${rights(grants.submitter, 'sendmemo_submitter')}

-- For hosts that run the queue, and for administrators of the queue: GRANT sendmemo_runner TO user;
CREATE ROLE sendmemo_runner NOLOGIN;
${rights(grants.runner, 'sendmemo_runner')}`;
}
