/** The way of a message at a glance: one item for each stage, with its worst state; `none` was not reached or not used. */
import type { Step, StepKind, StepState } from './step.ts';

export type PathPart =
  | 'config'
  | 'dns'
  | 'connect'
  | 'greeting'
  | 'ehlo'
  | 'starttls'
  | 'tls'
  | 'certificate'
  | 'auth'
  | 'size'
  | 'test';

export interface PathItem {
  readonly part: PathPart;
  readonly state: StepState | 'none';
  readonly milliseconds: number | null;
  /** Days to the end of the server's certificate. */
  readonly days: number | null;
  /** A value of its own: the version of TLS, the mechanism; octets for `size`. */
  readonly value: string | number | null;
}

/** The stage that a kind of step belongs to; null: it is not on the way of a message. */
const partOf: { readonly [Kind in StepKind]: PathPart | null } = {
  configuration: 'config',
  directory: 'config',
  'cfg-file': 'config',
  settings: 'config',
  defaults: 'config',
  notice: 'config',
  encryption: 'config',
  protocols: 'config',
  'passed-over': 'config',
  'ca-file': 'config',
  'ca-certificate': 'config',
  'ca-path': 'config',
  'global-trust': 'config',
  crl: 'config',
  'client-certificate': 'config',
  'client-key': 'config',
  'token-certificate': 'config',
  login: 'config',
  sender: 'config',
  relay: null,
  'log-file': 'config',
  spool: 'config',
  'spool-database': 'config',
  'spool-durability': 'config',
  'spool-standbys': 'config',
  'spool-fallback': 'config',
  server: 'config',
  addresses: 'dns',
  proxy: 'connect',
  connection: 'connect',
  greeting: 'greeting',
  'tls-on-port': 'greeting',
  ehlo: 'ehlo',
  starttls: 'starttls',
  tls: 'tls',
  certificate: 'certificate',
  trust: 'certificate',
  fingerprint: 'certificate',
  name: 'certificate',
  revocation: 'certificate',
  verify: 'certificate',
  token: 'auth',
  authentication: 'auth',
  size: 'size',
  extensions: null,
  'test-message': 'test',
  result: null,
};

const weight: Readonly<Record<StepState | 'none', number>> = { none: 0, ok: 1, warn: 2, FAIL: 3 };

/** @param steps those of one server, with those before it where it is the first */
export function pathOf(steps: readonly Step[]): readonly PathItem[] {
  return expectedParts(steps).flatMap((part) => {
    const own = steps.filter((step) => partFor(step) === part);
    const item = itemOf(part, own);
    // The address was given, or EHLO went well: nothing to show.
    const isIdle = (part === 'dns' && own[0]?.milliseconds === null) || part === 'ehlo';
    if (isIdle && item.state !== 'warn' && item.state !== 'FAIL') return [];
    return (part === 'size' || part === 'test') && own.length === 0 ? [] : [item];
  });
}

function partFor({ facts, server }: Step): PathPart | null {
  if (facts.kind !== 'notice' || server === null) return partOf[facts.kind];
  return facts.notice.reason === 'auth-over-insecure-session' ? 'auth' : 'certificate';
}

/** The stages in the order in which the session goes through them. */
function expectedParts(steps: readonly Step[]): readonly PathPart[] {
  const server = steps.find(({ facts }) => facts.kind === 'server')?.facts;
  const enableTls = server?.kind === 'server' ? server.enableTls : 0;
  const isFirst = server?.kind !== 'server' || server.number === 1;
  const offersTls = steps.some(({ facts }) => facts.kind === 'starttls');
  return [
    ...(isFirst ? (['config'] as const) : []),
    'dns',
    'connect',
    ...(enableTls === 2 ? (['tls', 'certificate'] as const) : []),
    'greeting',
    'ehlo',
    ...(enableTls === 1 ? (['starttls', 'tls', 'certificate'] as const) : []),
    ...(enableTls === 0 && offersTls ? (['starttls'] as const) : []),
    'auth',
    'size',
    'test',
  ];
}

function itemOf(part: PathPart, own: readonly Step[]): PathItem {
  const states = own.map((step) => stateOf(step));
  const state = states.reduce((worst, one) => (weight[one] > weight[worst] ? one : worst), 'none');
  const milliseconds = own.find((step) => step.milliseconds !== null)?.milliseconds ?? null;
  return { part, state, milliseconds, days: daysOf(own), value: valueOf(own) };
}

/** What was not tried is neither good nor bad. */
function stateOf({ facts, state }: Step): StepState | 'none' {
  switch (facts.kind) {
    case 'authentication':
      return facts.outcome === 'accepted' ? state : 'none';
    case 'test-message':
      return facts.tried ? state : 'none';
    case 'starttls':
      return facts.outcome === 'accepted' ? state : state === 'FAIL' ? state : 'warn';
    default:
      return state;
  }
}

function daysOf(own: readonly Step[]): number | null {
  const leaf = own.find(({ facts }) => facts.kind === 'certificate' && facts.number === 1)?.facts;
  return leaf?.kind === 'certificate' ? leaf.validity.days : null;
}

function valueOf(own: readonly Step[]): string | number | null {
  for (const { facts } of own) {
    if (facts.kind === 'tls') return facts.version;
    if (facts.kind === 'authentication') return facts.mechanism;
    if (facts.kind === 'size') return facts.limitBytes;
  }
  return null;
}
