/**
 * The page of `sendmemo check`: what each step saw, as data. The words are in words; they are total over the
 * kinds of this union, so a new step names the languages that have to know it.
 */
import type { Silence } from '../../spool/last-run.ts';
import type { FailureCode } from '../../failure/codes.ts';
import type { CertificateFacts, CrlFacts, Origin, ServerFacts } from '../../failure/facts.ts';
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

export type StepFacts =
  | { readonly kind: 'configuration' }
  | { readonly kind: 'directory'; readonly directory: string | null; readonly origin: Origin | null }
  | {
      readonly kind: 'cfg-file';
      readonly name: 'sendmemo-ssl.cfg' | 'sendmemo.cfg';
      /** null: there is none, and every default holds. */
      readonly path: string | null;
      readonly directory: string | null;
    }
  | { readonly kind: 'settings'; readonly written: readonly SettingFacts[] }
  | { readonly kind: 'defaults'; readonly settings: readonly SettingFacts[] }
  | { readonly kind: 'notice'; readonly notice: Notice }
  | {
      readonly kind: 'encryption';
      readonly mode: 'off' | 'starttls-must' | 'starttls-may' | 'smtps';
      /** The file in which EnableTLS is, or would be, written. */
      readonly file: string;
    }
  | { readonly kind: 'protocols'; readonly minimum: string; readonly maximum: string }
  | {
      readonly kind: 'passed-over';
      readonly name: 'IgnoreCertificateErrors' | 'CertValidationIgnoreHostName';
      readonly origin: Origin;
    }
  | { readonly kind: 'ca-file'; readonly file: string; readonly count: number }
  | {
      readonly kind: 'ca-certificate';
      readonly file: string;
      readonly block: number;
      readonly certificate: CertificateFacts;
      readonly validity: Validity;
    }
  | { readonly kind: 'ca-path'; readonly directory: string }
  | {
      readonly kind: 'global-trust';
      readonly certFile: string | null;
      readonly certDirectories: readonly string[];
    }
  | {
      readonly kind: 'crl';
      readonly crl: CrlFacts;
      readonly revoked: number;
      readonly validity: Validity;
      /** Another list of the same issuer is current, so that this one does no harm. */
      readonly superseded: boolean;
    }
  | {
      readonly kind: 'client-certificate';
      readonly file: string;
      readonly certificate: CertificateFacts;
      readonly validity: Validity;
    }
  | {
      readonly kind: 'client-key';
      readonly file: string;
      readonly mode: number | null;
      readonly exposed: boolean;
    }
  | {
      /** auth-oauth-client-certificate. */
      readonly kind: 'token-certificate';
      readonly file: string;
      readonly certificate: CertificateFacts;
      readonly validity: Validity;
    }
  | {
      readonly kind: 'login';
      readonly user: string;
      readonly method: string;
      readonly source: string;
      readonly allowInsecure: boolean;
    }
  | {
      readonly kind: 'sender';
      /** What MAIL FROM would be where a message names no sender; null: none can be made. */
      readonly address: string | null;
      readonly from: '--from' | 'setting' | 'default';
    }
  | { readonly kind: 'log-file'; readonly path: string; readonly problem: string | null }
  | {
      readonly kind: 'spool';
      readonly directory: string;
      /** null: it is not there yet. */
      readonly counts: { readonly waiting: number; readonly held: number; readonly failed: number } | null;
      readonly problem: string | null;
      /** Messages wait and nothing delivers them: when a runner was last there. */
      readonly silence: Silence | null;
    }
  | {
      readonly kind: 'server';
      readonly number: number;
      readonly count: number;
      readonly host: string;
      readonly port: number;
      readonly enableTls: 0 | 1 | 2;
      readonly fit: PortFit;
    }
  | { readonly kind: 'addresses'; readonly host: string; readonly addresses: readonly string[] }
  | {
      readonly kind: 'proxy';
      readonly scheme: 'socks5h' | 'http';
      readonly host: string;
      readonly port: number;
      readonly user: string | null;
    }
  | {
      readonly kind: 'connection';
      readonly address: string;
      readonly port: number;
      readonly local: string | null;
      /** The address over which the check goes on. */
      readonly used: boolean;
    }
  | { readonly kind: 'greeting'; readonly text: string }
  | { readonly kind: 'tls-on-port'; readonly port: number; readonly version: string }
  | {
      readonly kind: 'ehlo';
      readonly when: 'plain' | 'before-tls' | 'after-tls';
      readonly name: string;
      readonly nameFrom: 'Hostname' | 'fqdn' | 'address';
      /** Empty: the server knows only HELO, or offers nothing. */
      readonly offered: readonly string[];
    }
  | {
      readonly kind: 'starttls';
      /** `unused`: EnableTLS = 0, and the server offers it. */
      readonly outcome: 'accepted' | 'unused' | 'not-offered';
      readonly file: string;
    }
  | {
      readonly kind: 'tls';
      readonly version: string | null;
      readonly cipher: string | null;
      readonly bits: number | null;
      /** Of the key exchange. */
      readonly group: string | null;
    }
  | {
      readonly kind: 'certificate';
      readonly number: number;
      readonly count: number;
      readonly certificate: ChainCertificate;
      readonly validity: Validity;
      /** What is wrong with this certificate. */
      readonly codes: readonly FailureCode[];
    }
  | { readonly kind: 'trust'; readonly anchor: string; readonly trustedBy: string }
  | { readonly kind: 'fingerprint'; readonly fingerprint: string }
  | {
      readonly kind: 'name';
      readonly host: string;
      /** The name that matched, and what it was compared with. */
      readonly matching: string | null;
      /** The first of the names; a certificate may hold a hundred. */
      readonly rows: readonly NameRow[];
      readonly compared: number;
      readonly passedOver: boolean;
    }
  | {
      readonly kind: 'revocation';
      /** null: CrlFile is not set. */
      readonly file: string | null;
      readonly lists: number;
    }
  | {
      readonly kind: 'verify';
      readonly word: VerifyWord;
      readonly codes: readonly FailureCode[];
      /** A message would go over this session. */
      readonly used: boolean;
    }
  | {
      readonly kind: 'token';
      /** URL of the token endpoint. */
      readonly endpoint: string;
      readonly from: 'cache' | 'endpoint';
      /** What the token says of itself; null: it does not. */
      readonly audience: string | null;
      readonly permissions: readonly string[] | null;
      readonly tenant: string | null;
      /** ISO 8601 UTC. */
      readonly expires: string;
      /** The permission that SMTP needs and the token lacks, or null. */
      readonly missing: string | null;
    }
  | {
      readonly kind: 'authentication';
      readonly outcome: 'accepted' | 'not-configured' | 'not-tried';
      readonly mechanism: string | null;
      readonly offered: readonly string[];
    }
  | { readonly kind: 'size'; readonly offered: boolean; readonly limitBytes: number | null }
  | { readonly kind: 'extensions'; readonly offered: readonly string[]; readonly missing: readonly string[] }
  | {
      readonly kind: 'test-message';
      readonly address: string;
      readonly messageId: string | null;
      readonly response: string | null;
      readonly tried: boolean;
    }
  | {
      readonly kind: 'result';
      readonly faults: number;
      readonly warned: number;
      /** The step that the result's failure comes from. */
      readonly fault: Step | null;
      /** The first step that warned. */
      readonly firstWarning: Step | null;
    };

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
