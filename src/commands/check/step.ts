/**
 * The page of `sendmemo check`: what each step saw, as data. The words are in words; they are total over the
 * kinds of this union, so a new step names the languages that have to know it.
 */
import type { SslMode } from '../../config/settings.ts';
import type { Silence } from '../../spool/last-run.ts';
import type { FailureCode } from '../../failure/codes.ts';
import type { ByKind, CertificateFacts, CrlFacts, Origin, ServerFacts } from '../../failure/facts.ts';
import type { Failure } from '../../failure/failure.ts';
import type { Notice } from '../../failure/notice.ts';
import type { ChainCertificate, NameRow, TlsReport, VerifyWord } from '../../tls/report.ts';

export type StepState = 'ok' | 'warn' | 'FAIL';

/** Where a moment lies in a validity; `soon`: it ends within the days that are worth a warning. */
export type Currency = 'current' | 'soon' | 'expired' | 'not-yet-valid';

/** A validity seen from now. `days` are whole days to its end, negative after it; null: it has none. */
export interface Validity {
  readonly currency: Currency;
  readonly days: number | null;
}

/** A setting as it holds. */
export interface SettingFacts {
  readonly name: string;
  readonly value: string;
  readonly origin: Origin;
}

/** What EnableTLS and port say about each other. */
export type PortFit = 'fits' | 'port-wants-smtps' | 'port-wants-starttls';

export type StepFacts = ByKind<{
  configuration: {};
  directory: { directory: string | null; origin: Origin | null };
  'cfg-file': {
    name: 'sendmemo-ssl.cfg' | 'sendmemo.cfg';
    /** null: there is none, and every default holds. */
    path: string | null;
    directory: string | null;
  };
  settings: { written: readonly SettingFacts[] };
  defaults: { settings: readonly SettingFacts[] };
  notice: { notice: Notice };
  encryption: {
    mode: 'off' | 'starttls-must' | 'starttls-may' | 'smtps';
    /** The file in which EnableTLS is, or would be, written. */
    file: string;
  };
  protocols: { minimum: string; maximum: string };
  'passed-over': { name: 'IgnoreCertificateErrors' | 'CertValidationIgnoreHostName'; origin: Origin };
  'ca-file': { file: string; count: number };
  'ca-certificate': { file: string; block: number; certificate: CertificateFacts; validity: Validity };
  'ca-path': { directory: string };
  'global-trust': { certFile: string | null; certDirectories: readonly string[] };
  crl: {
    crl: CrlFacts;
    revoked: number;
    validity: Validity;
    /** Another list of the same issuer is current, so that this one does no harm. */
    superseded: boolean;
  };
  'client-certificate': { file: string; certificate: CertificateFacts; validity: Validity };
  'client-key': { file: string; mode: number | null; exposed: boolean };
  /** auth-oauth-client-certificate. */
  'token-certificate': { file: string; certificate: CertificateFacts; validity: Validity };
  login: { user: string; method: string; source: string; allowInsecure: boolean };
  sender: {
    /** What MAIL FROM would be where a message names no sender; null: none can be made. */
    address: string | null;
    from: '--from' | 'setting' | 'default';
  };
  /** `sendmemo relay`, where something of it is set. */
  relay: {
    /** `HOST:PORT`; empty: the settings can't be used. */
    listen: readonly string[];
    networks: readonly string[];
    domains: readonly string[];
    tls: 'none' | 'starttls' | 'require-starttls' | 'smtps';
    login: boolean;
    /** Addresses from outside that it would let in. */
    admitted: readonly string[];
  };
  'log-file': { path: string; problem: string | null };
  /** The server that answers for a spool in a database; null: none does. */
  'spool-database': {
    database: string;
    sslMode: SslMode;
    host: string | null;
    version: string | null;
    /** Version and cipher; null: not encrypted, or no answer. */
    tls: string | null;
    /** The server's certificate was verified. */
    verified: boolean;
    /** Version of the schema. */
    schema: number | null;
    /** Alive now, on all hosts. */
    runners: number | null;
  };
  'spool-durability': { fsync: string; fullPageWrites: string; synchronousCommit: string };
  'spool-standbys': {
    /** null: this user may not see them. */
    standbys: readonly { readonly name: string; readonly synchronous: boolean }[] | null;
    /** Those that a commit waits for; '' none. */
    synchronousNames: string;
  };
  /** What the database could not take, on this machine. `count` null: the directory is not there. */
  'spool-fallback': { directory: string; fallback: boolean; count: number | null };
  spool: {
    /** Or the URL of the database. */
    directory: string;
    /** null: it is not there yet. */
    counts: { readonly waiting: number; readonly held: number; readonly failed: number } | null;
    problem: string | null;
    /** Messages wait and nothing delivers them: when a runner was last there. */
    silence: Silence | null;
  };
  server: { number: number; count: number; host: string; port: number; enableTls: 0 | 1 | 2; fit: PortFit };
  addresses: { host: string; addresses: readonly string[] };
  proxy: { scheme: 'socks5h' | 'http'; host: string; port: number; user: string | null };
  connection: {
    address: string;
    port: number;
    local: string | null;
    /** The address over which the check goes on. */
    used: boolean;
  };
  greeting: { text: string };
  'tls-on-port': { port: number; version: string };
  ehlo: {
    when: 'plain' | 'before-tls' | 'after-tls';
    name: string;
    nameFrom: 'Hostname' | 'fqdn' | 'address';
    /** Empty: the server knows only HELO, or offers nothing. */
    offered: readonly string[];
  };
  starttls: {
    /** `unused`: EnableTLS = 0, and the server offers it. */
    outcome: 'accepted' | 'unused' | 'not-offered';
    file: string;
  };
  tls: {
    version: string | null;
    cipher: string | null;
    bits: number | null;
    /** Of the key exchange. */
    group: string | null;
  };
  certificate: {
    number: number;
    count: number;
    certificate: ChainCertificate;
    validity: Validity;
    /** What is wrong with this certificate. */
    codes: readonly FailureCode[];
  };
  trust: { anchor: string; trustedBy: string };
  fingerprint: { fingerprint: string };
  name: {
    host: string;
    /** The name that matched, and what it was compared with. */
    matching: string | null;
    /** The first of the names; a certificate may hold a hundred. */
    rows: readonly NameRow[];
    compared: number;
    passedOver: boolean;
  };
  revocation: {
    /** null: CrlFile is not set. */
    file: string | null;
    lists: number;
  };
  verify: {
    word: VerifyWord;
    codes: readonly FailureCode[];
    /** A message would go over this session. */
    used: boolean;
  };
  token: {
    /** URL of the token endpoint. */
    endpoint: string;
    from: 'cache' | 'endpoint';
    /** What the token says of itself; null: it does not. */
    audience: string | null;
    permissions: readonly string[] | null;
    tenant: string | null;
    /** ISO 8601 UTC. */
    expires: string;
    /** The permission that SMTP needs and the token lacks, or null. */
    missing: string | null;
  };
  authentication: {
    outcome: 'accepted' | 'not-configured' | 'not-tried';
    mechanism: string | null;
    offered: readonly string[];
  };
  size: { offered: boolean; limitBytes: number | null };
  extensions: { offered: readonly string[]; missing: readonly string[] };
  'test-message': { address: string; messageId: string | null; response: string | null; tried: boolean };
  result: {
    faults: number;
    warned: number;
    /** The step that the result's failure comes from. */
    fault: Step | null;
    /** The first step that warned. */
    firstWarning: Step | null;
  };
}>;

export type StepKind = StepFacts['kind'];

export interface Step {
  readonly facts: StepFacts;
  readonly state: StepState;
  /** What is wrong, where a failure says it; its hint is what to change. */
  readonly failure: Failure | null;
  /** How long it took; null where nothing was waited for. */
  readonly milliseconds: number | null;
  /** Of whom it speaks, where it is about a server. */
  readonly server: ServerFacts | null;
}

/** What the whole check came to. */
export interface CheckResult {
  /** The failure that a message would end with, or the first that was found; null: none. */
  readonly failure: Failure | null;
  /** The first server, as far as it was reached; null: the check ended before. */
  readonly server: ServerFacts | null;
  readonly tls: TlsReport | null;
}

/** @returns a step without a failure. */
export function seen(
  facts: StepFacts,
  more: Partial<Pick<Step, 'state' | 'milliseconds' | 'server' | 'failure'>> = {},
): Step {
  return { facts, state: 'ok', failure: null, milliseconds: null, server: null, ...more };
}

/** @returns a step that failed. */
export function failed(
  facts: StepFacts,
  failure: Failure,
  more: Partial<Pick<Step, 'milliseconds' | 'server'>> = {},
): Step {
  return { facts, state: 'FAIL', failure, milliseconds: null, server: null, ...more };
}
