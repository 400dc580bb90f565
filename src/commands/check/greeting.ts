/** The first words: greeting and EHLO, and what a server is waiting for that says nothing. */
import { asFailure, SendmemoError } from '../../failure/error.ts';
import type { Session } from '../../smtp/conversation.ts';
import { sayHello } from '../../smtp/hello.ts';
import { greet } from '../../smtp/session.ts';
import { canonicalAddress, canonicalHost } from '../../tls/names.ts';
import { probeVersion } from '../../tls/probe.ts';
import type { Course } from './course.ts';
import { seen, type Step, type StepFacts } from './step.ts';
import { replyText } from '../../text/reply-text.ts';

/** A server that greets at all has mostly done so by then; one that is silent may be waiting for TLS. */
const silenceMs = 4000;

/** @throws SendmemoError NO_GREETING, REFUSED, TRANSIENT, PROTOCOL; `trying` says where TLS would be the right word */
export async function* greetingStep(session: Session, course: Course): AsyncGenerator<Step> {
  const { clock } = course;
  course.trying = { kind: 'greeting', text: '' };
  clock.lap();
  try {
    const reply = await greetOrFindTls(session, course);
    const { server } = session;
    yield seen({ kind: 'greeting', text: replyText(reply) }, { milliseconds: clock.lap(), server });
  } catch (error) {
    const failure = asFailure(error);
    // Its own session is silent or gone; whether TLS would have been the right word is asked on another.
    if (failure.reason === 'no-greeting' && session.handshake === null) {
      session.phase = 'broken';
      const version = await findTls(session, course);
      const { port } = session.server;
      if (version !== null) course.trying = { kind: 'tls-on-port', port, version };
    }
    throw error;
  }
}

/** Nobody should have to wait for greeting-timeout to hear that the port wants TLS. */
async function greetOrFindTls(session: Session, course: Course): ReturnType<typeof greet> {
  const greeted = greet(session);
  if (session.handshake !== null) return greeted;
  const done = new AbortController();
  const silent = course.tools.sleep(silenceMs, done.signal).then(
    () => true,
    () => false,
  );
  const heard = await Promise.race([greeted.then(() => false), silent]).finally(() => done.abort());
  const { server } = session;
  if (!heard) return greeted;
  greeted.catch(() => {});
  if ((await findTls(session, course)) === null) return greeted;
  throw new SendmemoError({
    code: 'NO_GREETING',
    reason: 'no-greeting',
    server,
    seconds: silenceMs / 1000,
    closed: false,
  });
}

async function findTls({ server }: Session, { tools }: Course): Promise<string | null> {
  const { host, port, address } = server;
  if (address === null) return null;
  const name = canonicalAddress(host) === null ? canonicalHost(host) : '';
  return probeVersion({ host: address, port, signal: tools.signal }, 'smtps', name);
}

/** EHLO and what it offers. @throws SendmemoError REFUSED, TRANSIENT, PROTOCOL, STARTTLS_UNAVAILABLE */
export async function* helloStep(
  session: Session,
  course: Course,
  when: 'plain' | 'before-tls' | 'after-tls',
): AsyncGenerator<Step> {
  course.trying = await helloFacts(session, course, when);
  course.clock.lap();
  await sayHello(session);
  const milliseconds = course.clock.lap();
  const facts = await helloFacts(session, course, when);
  // Many servers reject an address in place of a name, above all one that they see another address for.
  const state = facts.nameFrom === 'address' ? 'warn' : 'ok';
  yield seen(facts, { state, milliseconds, server: session.server });
}

/** What EHLO sends and what the server offers. */
export async function helloFacts(
  session: Session,
  { tools }: Course,
  when: 'plain' | 'before-tls' | 'after-tls',
): Promise<Extract<StepFacts, { readonly kind: 'ehlo' }>> {
  const name = await session.ehloName;
  const found = name.startsWith('[') ? 'address' : 'fqdn';
  const nameFrom = tools.settings.server.ehloName === null ? found : 'Hostname';
  return { kind: 'ehlo', when, name, nameFrom, offered: session.capabilities.keywords };
}
