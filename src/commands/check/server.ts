/**
 * One server of the list, from its name to its SIZE: the stages of a session (smtp/session.ts) one by one. Goes on past
 * a bad certificate to show everything, but a secret is sent only where a message's session would send it.
 */
import type { Endpoint, ProxySettings } from '../../config/settings.ts';
import { asFailure } from '../../failure/error.ts';
import { type Session, type SessionDeps, toSessionDeps } from '../../smtp/conversation.ts';
import { abortable } from '../../smtp/deadline.ts';
import { resolveEndpoint } from '../../smtp/endpoint.ts';
import { withSessionFacts } from '../../smtp/conversation.ts';
import { connectSession, endSession } from '../../smtp/session.ts';
import type { TlsPlan } from '../../tls/plan.ts';
import { wayOutOf } from '../way-out.ts';
import { connectionSteps } from './connection.ts';
import type { Course, ServerTools } from './course.ts';
import { greetingStep, helloStep } from './greeting.ts';
import { smtpsSteps, startTlsSteps } from './secure.ts';
import { tlsFileOf } from './settings.ts';
import { stageClock } from './stage-clock.ts';
import { type CheckResult, failed, type PortFit, seen, type Step } from './step.ts';

/** The position of the server in the list. */
export interface Place {
  readonly number: number;
  readonly count: number;
}

/** Goes the whole way; never rejects. */
export async function* serverSteps(
  endpoint: Endpoint,
  place: Place,
  tools: ServerTools,
): AsyncGenerator<Step, CheckResult> {
  const { host, port } = endpoint;
  const clock = stageClock(tools.log, tools.monotonic);
  const course: Course = {
    tools,
    clock,
    server: { host, port, address: null },
    failure: null,
    session: null,
    trying: { kind: 'addresses', host, addresses: [] },
    took: null,
  };
  yield serverStep(endpoint, place, tools.settings.tls);
  try {
    yield* reach(endpoint, course);
    if (course.session !== null) yield* converse(course.session, course);
  } catch (error) {
    const failure = course.session ? withSessionFacts(course.session, asFailure(error)) : asFailure(error);
    course.failure ??= failure;
    const milliseconds = course.took ?? clock.lap();
    yield failed(course.trying, failure, { milliseconds, server: course.server });
  } finally {
    if (course.session !== null) await endSession(course.session);
  }
  return { failure: course.failure, server: course.server, tls: course.session?.tls ?? null };
}

function serverStep({ host, port }: Endpoint, place: Place, { mode }: TlsPlan): Step {
  const enableTls = mode === 'off' ? 0 : mode === 'starttls' ? 1 : 2;
  const fit = portFit(port, enableTls);
  const server = { host, port, address: null };
  return seen(
    { kind: 'server', ...place, host, port, enableTls, fit },
    { state: fit === 'fits' ? 'ok' : 'warn', server },
  );
}

/** Only the ports that IANA gave a meaning say anything (RFC 8314, 7). */
function portFit(port: number, enableTls: 0 | 1 | 2): PortFit {
  if (port === 465 && enableTls !== 2) return 'port-wants-smtps';
  return (port === 25 || port === 587) && enableTls === 2 ? 'port-wants-starttls' : 'fits';
}

async function* reach(endpoint: Endpoint, course: Course): AsyncGenerator<Step> {
  const { tools, clock } = course;
  const { server: settings, tls } = tools.settings;

  const deps = toSessionDeps({
    timeouts: settings.timeouts,
    wayOut: wayOutOf(settings),
    tls,
    auth: tools.login,
    ehloName: settings.ehloName,
    lookup: tools.lookup,
    fqdn: tools.fqdn,
    log: clock.log,
    now: tools.now,
  });
  clock.lap();
  if (deps.wayOut.proxy !== null) {
    yield* throughProxy(endpoint, deps, deps.wayOut.proxy, course);
    return;
  }
  const addresses = await resolveEndpoint(endpoint, deps, tools.signal);
  const { host, port } = endpoint;
  const shown = addresses.map(({ address }) => address);
  const { server } = course;
  // An address was not waited for.
  const milliseconds = shown.length === 1 && shown[0] === host ? null : clock.lap();
  yield seen({ kind: 'addresses', host, addresses: shown }, { milliseconds, server });
  course.trying = { kind: 'connection', address: shown[0] ?? '', port, local: null, used: true };
  const { session, steps } = await connectionSteps({
    deps,
    endpoint,
    addresses,
    signal: tools.signal,
    monotonic: tools.monotonic,
  });
  course.session = session;
  course.server = session.server;
  clock.lap();
  yield* steps;
}

async function* throughProxy(
  endpoint: Endpoint,
  deps: SessionDeps,
  { scheme, host, port, user }: ProxySettings,
  course: Course,
): AsyncGenerator<Step> {
  const facts = { kind: 'proxy', scheme, host, port, user } as const;
  course.trying = facts;
  course.session = await connectSession(deps, endpoint, null, course.tools.signal);
  course.server = course.session.server;
  yield seen(facts, { milliseconds: course.clock.lap(), server: course.server });
}

async function* converse(session: Session, course: Course): AsyncGenerator<Step> {
  const { tools } = course;
  const { tls } = tools.settings;
  if (tls.mode === 'smtps') {
    if (!(yield* smtpsSteps(session, tls, course))) return;
    yield* greetingStep(session, course);
    yield* helloStep(session, course, 'after-tls');
  } else {
    yield* greetingStep(session, course);
    yield* helloStep(session, course, tls.mode === 'off' ? 'plain' : 'before-tls');
    if (tls.mode === 'starttls') yield* startTlsSteps(session, tls, course);
    else if (session.capabilities.startTls) {
      const file = tlsFileOf(tools.settings);
      const { server } = session;
      yield seen({ kind: 'starttls', outcome: 'unused', file }, { state: 'warn', server });
    }
  }
  yield* authentication(session, course);
  yield* capabilities(session);
}

/** @returns whether there is a token */
async function* tokenSteps(
  request: NonNullable<ServerTools['token']>,
  { server }: Session,
  course: Course,
): AsyncGenerator<Step, boolean> {
  const { tools, clock } = course;
  const oauth = tools.settings.server.auth?.oauth ?? null;
  clock.lap();
  try {
    const token = await request(tools.signal);
    const { tokenFacts } = await import('./token.ts');
    const facts = tokenFacts(token, oauth);
    const state = facts.missing === null ? 'ok' : 'warn';
    yield seen(facts, { state, milliseconds: clock.lap(), server });
    return true;
  } catch (error) {
    const failure = asFailure(error);
    course.failure = failure;
    const facts = {
      kind: 'token',
      endpoint: oauth?.tokenUrl ?? oauth?.issuer ?? '',
      from: 'endpoint',
      audience: null,
      permissions: null,
      tenant: null,
      expires: '',
      missing: null,
    } as const;
    yield failed(facts, failure, { milliseconds: clock.lap(), server });
    return false;
  }
}

async function* authentication(session: Session, course: Course): AsyncGenerator<Step> {
  const { tools, clock } = course;
  const { server, deps } = session;
  const { auth } = deps;
  const offered = session.capabilities.auth;
  const facts = { kind: 'authentication', outcome: 'not-configured', mechanism: null, offered } as const;
  if (auth === null) {
    yield seen(facts, { server });
    return;
  }
  // Whatever the configuration says about insecure sessions: this one would not have been used at all.
  if (course.failure !== null) {
    yield seen({ ...facts, outcome: 'not-tried' }, { state: 'warn', server });
    return;
  }
  if (tools.token !== null && !(yield* tokenSteps(tools.token, session, course))) return;
  clock.lap();
  try {
    const { authenticate } = await import('../../smtp/auth.ts');
    const mechanism = await abortable(authenticate(session, auth), tools.signal);
    const insecure = session.notices.find(({ reason }) => reason === 'auth-over-insecure-session');
    if (insecure) yield seen({ kind: 'notice', notice: insecure }, { state: 'warn', server });
    yield seen({ ...facts, outcome: 'accepted', mechanism }, { milliseconds: clock.lap(), server });
  } catch (error) {
    const failure = asFailure(error);
    course.failure = failure;
    yield failed({ ...facts, outcome: 'accepted' }, failure, { milliseconds: clock.lap(), server });
  }
}

/** What sendmemo makes use of where it is offered. */
const useful = ['PIPELINING', '8BITMIME', 'SMTPUTF8', 'DSN', 'ENHANCEDSTATUSCODES'];

function* capabilities({
  server,
  capabilities: { keywords, size, sizeLimitBytes },
}: Session): Generator<Step> {
  yield seen({ kind: 'size', offered: size, limitBytes: sizeLimitBytes }, { server });
  const offered = useful.filter((keyword) => keywords.includes(keyword));
  const missing = useful.filter((keyword) => !keywords.includes(keyword));
  yield seen({ kind: 'extensions', offered, missing }, { server });
}
