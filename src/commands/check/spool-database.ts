/** What `check` says of a spool in a database: who answers, how safe it keeps mail, and what waits there and here. */
import fs from 'node:fs';
import { isIP } from 'node:net';
import type { SpoolDatabase, SpoolSettings } from '../../config/settings.ts';
import { asFailure } from '../../failure/error.ts';
import type { Failure } from '../../failure/failure.ts';
import { silenceSince } from '../../spool/last-run.ts';
import type { DatabaseFacts } from '../../spool/postgresql/database.ts';
import { readStatistics } from '../../spool/statistics.ts';
import type { OpenedSpool } from '../open-spool.ts';
import { hostPort } from '../../text/host-port.ts';
import { failed, seen, type Step, type StepFacts } from './step.ts';

export interface DatabaseCheckTools {
  /** Asks the database what it is. @throws SendmemoError spool-database-*, spool-pooler; CONFIG */
  readonly inspect: (database: SpoolDatabase) => Promise<DatabaseFacts>;
  /** @throws SendmemoError as openSpool */
  readonly openSpool: () => Promise<OpenedSpool>;
  /** What waits in the directory of this machine. @throws SendmemoError spool-* */
  readonly countHere: () => Promise<number>;
}

/** @param wanted whether mail goes into the spool by the settings: a fault is a warning where it does not */
export async function databaseSteps(
  { database, directory }: SpoolSettings & { readonly database: SpoolDatabase },
  wanted: boolean,
  tools: DatabaseCheckTools,
  nowMs: number,
): Promise<readonly Step[]> {
  const fault = (facts: StepFacts, failure: Failure): Step =>
    wanted ? failed(facts, failure) : { ...failed(facts, failure), state: 'warn' };
  const { label, sslMode } = database;
  const nothing = { host: null, version: null, tls: null, verified: false, schema: null, runners: null };
  let found: DatabaseFacts;
  try {
    found = await tools.inspect(database);
  } catch (error) {
    return [
      fault({ kind: 'spool-database', database: label, sslMode, ...nothing }, asFailure(error)),
      ...(await hereSteps(directory, database.fallback, tools)),
    ];
  }
  const verified = sslMode === 'verify-full' || sslMode === 'verify-ca';
  const facts = {
    kind: 'spool-database',
    database: label,
    sslMode,
    host: found.host.host.startsWith('/') ? found.host.host : hostPort(found.host.host, found.host.port),
    version: found.serverVersion,
    tls: found.tls === null ? null : `${found.tls.version} ${found.tls.cipher}`,
    verified,
    schema: found.schemaVersion,
    runners: found.runners,
  } as const;
  const schemaFailure = schemaFault(found, label);
  const isSafe = verified || isHere(found.host.host);
  const durability = durabilityStep(found, label, fault);
  const isUsable = schemaFailure === null && durability.failure === null;
  return [
    schemaFailure === null ? seen(facts, { state: isSafe ? 'ok' : 'warn' }) : fault(facts, schemaFailure),
    durability,
    standbyStep(found),
    ...(isUsable ? [await queueStep(label, tools, fault, nowMs)] : []),
    ...(await hereSteps(directory, database.fallback, tools)),
  ];
}

function schemaFault({ schemaVersion, knownSchemaVersion }: DatabaseFacts, database: string): Failure | null {
  if (schemaVersion === null) return { code: 'OUTPUT', reason: 'spool-schema-missing', database };
  if (schemaVersion === knownSchemaVersion) return null;
  const reason = schemaVersion < knownSchemaVersion ? 'spool-schema-older' : 'spool-schema-newer';
  return { code: 'OUTPUT', reason, database, found: schemaVersion, known: knownSchemaVersion };
}

/** A UNIX socket, or a loopback address: what goes there crosses no network. */
function isHere(host: string): boolean {
  return host.startsWith('/') || host === 'localhost' || (isIP(host) !== 0 && /^(127\.|::1$)/.test(host));
}

function durabilityStep(
  { settings }: DatabaseFacts,
  database: string,
  fault: (facts: StepFacts, failure: Failure) => Step,
): Step {
  const { fsync, fullPageWrites, synchronousCommit } = settings;
  const facts = { kind: 'spool-durability', fsync, fullPageWrites, synchronousCommit } as const;
  for (const [setting, value] of [
    ['fsync', fsync],
    ['full_page_writes', fullPageWrites],
    ['synchronous_commit', synchronousCommit],
  ] as const) {
    if (value !== 'on')
      return fault(facts, { code: 'OUTPUT', reason: 'spool-unsafe', database, setting, value });
  }
  return seen(facts);
}

/** An asynchronous standby that takes over does not have the last messages that were acknowledged. */
function standbyStep({ standbys, settings }: DatabaseFacts): Step {
  const synchronousNames = settings.synchronousStandbyNames;
  const facts = { kind: 'spool-standbys', standbys, synchronousNames } as const;
  const isLossy = standbys?.some(({ synchronous }) => !synchronous) === true;
  // None of those that are waited for is connected: every commit waits.
  const isStuck =
    standbys !== null && synchronousNames !== '' && !standbys.some(({ synchronous }) => synchronous);
  return seen(facts, { state: isLossy || isStuck ? 'warn' : 'ok' });
}

async function queueStep(
  database: string,
  { openSpool }: DatabaseCheckTools,
  fault: (facts: StepFacts, failure: Failure) => Step,
  nowMs: number,
): Promise<Step> {
  const facts = { kind: 'spool', directory: database, counts: null, problem: null, silence: null } as const;
  try {
    const { store, lastRun } = await openSpool();
    const { counts } = await readStatistics(store, new Date(nowMs));
    const { waiting, held, failed: lost } = counts;
    const silence = waiting === 0 ? null : silenceSince(await lastRun.lastMs(), nowMs);
    const state = held + lost > 0 || silence !== null ? 'warn' : 'ok';
    const shown = { waiting: waiting + counts.active, held, failed: lost };
    return seen({ ...facts, counts: shown, silence }, { state });
  } catch (error) {
    return fault(facts, asFailure(error));
  }
}

/** What was kept on this machine, with or without spool-fallback now. */
async function hereSteps(
  directory: string,
  fallback: boolean,
  { countHere }: DatabaseCheckTools,
): Promise<readonly Step[]> {
  const facts = { kind: 'spool-fallback', directory, fallback, count: null } as const;
  if (!fs.existsSync(directory)) return fallback ? [seen(facts)] : [];
  try {
    const count = await countHere();
    return count === 0 && !fallback
      ? []
      : [seen({ ...facts, count }, { state: count === 0 ? 'ok' : 'warn' })];
  } catch (error) {
    return fallback ? [{ ...failed(facts, asFailure(error)), state: 'warn' }] : [];
  }
}
