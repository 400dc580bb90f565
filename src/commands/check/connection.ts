/** Every address of a server: the session goes over the first that answers, as a message's would. */
import type { Endpoint } from '../../config/settings.ts';
import { asFailure, SendmemoError } from '../../failure/error.ts';
import type { Failure } from '../../failure/failure.ts';
import type { Session, SessionDeps } from '../../smtp/conversation.ts';
import { connectSession } from '../../smtp/session.ts';
import type { ResolvedAddress } from '../../smtp/submitter.ts';
import { seen, type Step } from './step.ts';

/** How long the addresses behind the first may take: they are tried at the same time, and nothing depends on them. */
const patienceMs = 10_000;

export interface ConnectionRequest {
  readonly deps: SessionDeps;
  readonly endpoint: Endpoint;
  readonly addresses: readonly ResolvedAddress[];
  readonly signal: AbortSignal;
  readonly monotonic: () => number;
}

type Tried = { readonly address: string; readonly milliseconds: number } & (
  | { readonly session: Session; readonly failure: null }
  | { readonly session: null; readonly failure: Failure }
);

/** @throws SendmemoError connect-failed with each address, where none answers; the signal's reason */
export async function connectionSteps(
  request: ConnectionRequest,
): Promise<{ readonly session: Session; readonly steps: readonly Step[] }> {
  const { endpoint, addresses, signal } = request;
  const tried = await Promise.all(addresses.map((address, index) => tryAddress(address, index, request)));
  const chosen = tried.find((one) => one.session !== null)?.session ?? null;
  for (const { session } of tried) if (session !== chosen) session?.wire.destroy();
  if (chosen === null) {
    if (signal.aborted) throw new SendmemoError(asFailure(signal.reason));
    throw new SendmemoError(noneAnswers(endpoint, tried));
  }
  return { session: chosen, steps: tried.map((one) => toStep(one, chosen, endpoint)) };
}

async function tryAddress(
  address: ResolvedAddress,
  index: number,
  { deps, endpoint, signal, monotonic }: ConnectionRequest,
): Promise<Tried> {
  const { timeouts } = deps;
  const connectMs = index === 0 ? timeouts.connectMs : Math.min(timeouts.connectMs, patienceMs);
  const began = monotonic();
  const facts = () => ({ address: address.address, milliseconds: Math.round(monotonic() - began) });
  try {
    const own = { ...deps, timeouts: { ...timeouts, connectMs } };
    const session = await connectSession(own, endpoint, [address], signal);
    return { session, failure: null, ...facts() };
  } catch (error) {
    return { session: null, failure: asFailure(error), ...facts() };
  }
}

function noneAnswers({ host, port }: Endpoint, tried: readonly Tried[]): Failure {
  const address = tried.at(-1)?.address ?? null;
  return {
    code: 'CONNECT',
    reason: 'connect-failed',
    server: { host, port, address },
    tried: tried.flatMap(({ failure }) => (failure?.reason === 'connect-failed' ? failure.tried : [])),
  };
}

/** An address that does not answer costs each message its wait, where it is asked before the one that does. */
function toStep(
  { address, session, failure, milliseconds }: Tried,
  chosen: Session,
  endpoint: Endpoint,
): Step {
  const { host, port } = endpoint;
  const server = { host, port, address };
  const local = session?.wire.socket.localAddress ?? null;
  const facts = { kind: 'connection', address, port, local, used: session === chosen } as const;
  return seen(facts, { state: failure === null ? 'ok' : 'warn', failure, milliseconds, server });
}
