/** The files that the settings name: what they contain, until when it is valid, and whether files can be written. */
import crypto from 'node:crypto';
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Settings } from '../../config/settings.ts';
import { asFailure, systemCode } from '../../failure/error.ts';
import { isReadableByOthers } from '../../files/secret.ts';
import { runnerSilence } from '../../spool/last-run.ts';
import { readStatistics } from '../../spool/statistics.ts';
import { certificateFacts, openCertificate } from '../../tls/certificate.ts';
import { crlFacts } from '../../tls/crl.ts';
import { parseCertificates } from '../../tls/pem.ts';
import type { ClientCertificate, TrustedCertificate, TrustPlan } from '../../tls/plan.ts';
import type { DatabaseCheckTools } from './spool-database.ts';
import { failed, seen, type Step } from './step.ts';
import { certificateValidity, crlValidity, validityState } from './validity.ts';

/** A CAFile with more certificates than that is a bundle: only those with something to say are shown. */
const bundleSize = 12;

/** CAFile, CAPath, CrlFile, CertFile and KeyFile; they were read and checked with the settings. */
export async function trustFileSteps(trust: TrustPlan, nowMs: number): Promise<readonly Step[]> {
  const { anchorsFile, anchorDirectory, global } = trust;
  const steps: Step[] = [];
  if (anchorsFile !== null) {
    steps.push(seen({ kind: 'ca-file', file: anchorsFile, count: trust.anchors.length }));
    const each = trust.anchors.map((anchor) => anchorStep(anchor, nowMs));
    steps.push(...(each.length > bundleSize ? each.filter(({ state }) => state !== 'ok') : each));
  }
  if (anchorDirectory !== null) steps.push(seen({ kind: 'ca-path', directory: anchorDirectory }));
  if (global.certFile !== null || global.certDirectories.length > 0) {
    steps.push(seen({ kind: 'global-trust', ...global }));
  }
  steps.push(...crlSteps(trust, nowMs));
  if (trust.clientCertificate !== null) steps.push(...(await clientSteps(trust.clientCertificate, nowMs)));
  return steps;
}

interface Clock {
  readonly nowMs: number;
  /** Since the machine was started. */
  readonly upMs: number;
}

/** Log file, login and spool. A spool directory is opened only where it is there already. */
export async function localSteps(
  settings: Settings,
  tools: DatabaseCheckTools,
  clock: Clock,
): Promise<readonly Step[]> {
  const { server, effective } = settings;
  const { auth, logFile, spool } = server;
  const steps: Step[] = [];
  if (logFile !== null) {
    const problem = await writeProblem(logFile, 'file');
    const state = problem === null ? 'ok' : 'warn';
    steps.push(seen({ kind: 'log-file', path: logFile, problem }, { state }));
  }
  if (spool !== null) {
    const wanted = server.delivery !== 'direct';
    const { directory, database } = spool;
    if (database === null) steps.push(await spoolStep(directory, wanted, tools, clock));
    else {
      const { databaseSteps } = await import('./spool-database.ts');
      steps.push(...(await databaseSteps({ ...spool, database }, wanted, tools, clock.nowMs)));
    }
  }
  if (auth !== null) {
    const { user, method, allowInsecure } = auth;
    const state = allowInsecure ? 'warn' : 'ok';
    const client = auth.oauth !== null && 'client' in auth.oauth.grant ? auth.oauth.grant.client : null;
    if (client?.kind === 'certificate') steps.push(tokenCertificateStep(client, clock.nowMs));
    const named = ['auth-password-file', 'auth-password-credential', 'auth-oauth'].flatMap((wanted) =>
      effective.filter(({ name, value }) => name === wanted && value !== ''),
    )[0];
    const source = named === undefined ? 'auth-password-command' : `${named.name} ${named.value}`;
    steps.push(seen({ kind: 'login', user, method, source, allowInsecure }, { state }));
  }
  return steps;
}

function anchorStep({ der, file, block }: TrustedCertificate, nowMs: number): Step {
  const certificate = certificateFacts(openCertificate(der), 0);
  const validity = certificateValidity(certificate, nowMs);
  return seen(
    { kind: 'ca-certificate', file, block, certificate, validity },
    { state: validityState(validity) },
  );
}

/** An outdated list beside a current one of the same issuer is left over, and harmless. */
function crlSteps({ revocationLists }: TrustPlan, nowMs: number): Step[] {
  const known = revocationLists.map((list) => {
    const facts = crlFacts(list);
    return { crl: list.crl, facts, validity: crlValidity(facts, nowMs) };
  });
  return known.map(({ crl, facts, validity }) => {
    const superseded =
      validity.currency !== 'current' &&
      known.some(
        (other) =>
          other.crl.scope.gap === null &&
          other.validity.currency === 'current' &&
          other.crl.canonicalIssuer.equals(crl.canonicalIssuer),
      );
    return seen(
      { kind: 'crl', crl: facts, revoked: crl.entries.count, validity, superseded },
      { state: superseded ? 'ok' : validityState(validity) },
    );
  });
}

async function clientSteps(client: ClientCertificate, nowMs: number): Promise<Step[]> {
  const { certificateFile, certificatePem, keyFile } = client;
  const named = { name: 'CertFile', path: certificateFile, origin: { kind: 'default' } } as const;
  const chain = parseCertificates(Buffer.from(certificatePem, 'latin1'), named);
  const steps = chain.map(({ der }, depth) => {
    const certificate = certificateFacts(openCertificate(der), depth);
    const validity = certificateValidity(certificate, nowMs);
    return seen(
      { kind: 'client-certificate', file: certificateFile, certificate, validity },
      { state: validityState(validity) },
    );
  });
  const mode = path.sep === '\\' ? null : await modeOf(keyFile);
  const exposed = mode !== null && (isReadableByOthers(mode) || (mode & 0o040) !== 0);
  steps.push(seen({ kind: 'client-key', file: keyFile, mode, exposed }, { state: exposed ? 'warn' : 'ok' }));
  return steps;
}

function tokenCertificateStep({ certificatePem, certificateFile }: ClientCertificate, nowMs: number): Step {
  const { raw } = new crypto.X509Certificate(certificatePem);
  const certificate = certificateFacts(openCertificate(raw), 0);
  const validity = certificateValidity(certificate, nowMs);
  return seen(
    { kind: 'token-certificate', file: certificateFile, certificate, validity },
    { state: validityState(validity) },
  );
}

async function modeOf(file: string): Promise<number | null> {
  try {
    return (await stat(file)).mode & 0o777;
  } catch {
    // It was read a moment ago; its mode is not worth more than that.
    return null;
  }
}

async function spoolStep(
  directory: string,
  wanted: boolean,
  { openSpool }: DatabaseCheckTools,
  { nowMs, upMs }: Clock,
): Promise<Step> {
  const facts = { kind: 'spool', directory, counts: null, problem: null, silence: null } as const;
  if (!(await exists(directory))) {
    const problem = await writeProblem(directory, 'directory');
    const state = problem === null ? 'ok' : 'warn';
    if (problem === null || !wanted) return seen({ ...facts, problem }, { state });
    const system = problem;
    return failed(facts, { code: 'OUTPUT', reason: 'spool-unwritable', path: directory, system });
  }
  try {
    const { counts } = await readStatistics((await openSpool()).store, new Date(nowMs));
    const { waiting, held, failed: lost } = counts;
    const silence = waiting === 0 ? null : runnerSilence(directory, nowMs, upMs);
    const state = held + lost > 0 || silence !== null ? 'warn' : 'ok';
    const shown = { waiting: waiting + counts.active, held, failed: lost };
    return seen({ ...facts, counts: shown, silence }, { state });
  } catch (error) {
    const failure = asFailure(error);
    return wanted ? failed(facts, failure) : { ...failed(facts, failure), state: 'warn' };
  }
}

/** @returns the system's code for why it can't be written, or null. No file is created. */
async function writeProblem(target: string, kind: 'file' | 'directory'): Promise<string | null> {
  try {
    if (await exists(target)) {
      if (kind === 'file' && (await stat(target)).isDirectory()) return 'EISDIR';
      await access(target, constants.W_OK);
    } else {
      const parent = path.dirname(target);
      if (!(await stat(parent)).isDirectory()) return 'ENOTDIR';
      await access(parent, constants.W_OK | constants.X_OK);
    }
    return null;
  } catch (error) {
    return systemCode(error);
  }
}

async function exists(target: string): Promise<boolean> {
  try {
    await stat(target);
    return true;
  } catch (error) {
    return systemCode(error) !== 'ENOENT';
  }
}
