/** `sendmemo relay`: takes mail from devices into the spool, and delivers it, until it is ended. */
import tls from 'node:tls';
import type { RelayRequest } from './request.ts';
import { createAccept } from './accept.ts';
import { openPorts } from './ports.ts';
import { temporaryDirectory } from './temporary.ts';
import { renderRelayEvent } from './text.ts';
import type { RelayCommandEvent } from './json.ts';
import { readNamed } from '../../config/named-file.ts';
import { readPrivate } from '../../config/relay-settings.ts';
import type { RelaySettings } from '../../config/settings.ts';
import { asFailure, SendmemoError, systemCode } from '../../failure/error.ts';
import { writeRegularly } from '../../metrics/clock.ts';
import type { Notice } from '../../failure/notice.ts';
import { createCalmEvents } from '../../relay/calm-events.ts';
import { createClients } from '../../relay/clients.ts';
import { startRelay } from '../../relay/listener.ts';
import type { RelayDeps } from '../../relay/client-session.ts';
import { createPasswordCheck } from '../../relay/passwords.ts';
import { parseSenderTable } from '../../relay/sender-table.ts';
import { accessOf } from '../../relay/settings-access.ts';
import { readStatistics } from '../../spool/statistics.ts';
import { createChannel } from '../../text/channel.ts';
import { reportingName } from '../compose-deps.ts';
import type { LoadedContext, ProgramContext } from '../context.ts';
import { loadContext } from '../context.ts';
import { openDirectorySpool, openSpool, spoolSettings } from '../open-spool.ts';
import { jsonLanguage } from '../send/json.ts';
import { readPath, refusal } from '../smtp-pipe/submitted.ts';

/** How long a message may still come in after the signal; the limit of the whole end is 30 s. */
const graceMs = 15_000;

/** @returns 0 where it was ended by a signal. @throws SendmemoError CONFIG, cannot-listen, spool-* */
export async function runRelay(request: RelayRequest, program: ProgramContext): Promise<number> {
  const context = await loadContext(program);
  const { system, settings, signal, output, common } = context;
  const spool = spoolSettings(context, 'sendmemo relay');
  const relay = await settings.relay();
  const language = await jsonLanguage();
  const certificate = createCertificate(relay);
  const senders =
    relay.senderFile === null
      ? null
      : parseSenderTable(readNamed(relay.senderFile).bytes, relay.senderFile.path);
  const checkPassword = passwordCheck(relay, context);
  const name = await reportingName(system);
  const ports = await openPorts(relay, settings.server.endpoints, system);
  if (relay.user !== null) await giveUpRoot(relay.user, context);
  // To deliver takes more of the spool than to put.
  const opened = await openSpool(context, request.delivers ? 'sendmemo queue run' : 'sendmemo relay');
  const { store } = opened;
  // Its tmp holds messages that come in; one that can't be made is no reason not to serve.
  if (spool.database !== null) await openDirectorySpool(spool.directory, context, 'put').catch(() => null);
  const events = createChannel<RelayCommandEvent>();
  const calm = createCalmEvents((event) => {
    context.log.relayed(event);
    events.push({ ...event, time: new Date(system.now()).toISOString() });
  }, setTimer);
  let lookAgain = (): void => {};
  const deps: RelayDeps = {
    name,
    access: accessOf(relay),
    clients: createClients(relay.limits, system.monotonic),
    limits: relay.limits,
    tlsMode: relay.tls?.mode ?? 'none',
    secureContext: () => certificate.context(),
    checkPassword,
    readAddress(path, role) {
      try {
        return readPath(path, role, settings.server.domain);
      } catch (error) {
        return refusal(asFailure(error), language);
      }
    },
    accept: createAccept({
      context,
      relay,
      senders,
      name,
      language,
      temporaryDirectory: () => temporaryDirectory(spool.directory),
      warn: warnOnce(context),
      queued: () => lookAgain(),
    }),
    onEvent(event) {
      context.metrics?.relayed(event.event === 'accepted' ? null : event.reason);
      calm.report(event);
    },
    setTimer,
    sleep: (milliseconds) => system.sleep(milliseconds),
  };
  context.metrics?.relaying(() => deps.clients.connections);
  // The runner writes them too.
  const endMetrics = writeRegularly(request.delivers ? null : context.metrics, system.sleep, () =>
    readStatistics(store, new Date(system.now())),
  );
  const running = startRelay(ports, deps);
  const stopReloading = system.onSignal((name) => {
    if (name === 'SIGHUP') void certificate.reload(context);
  });
  const stop = (): void => events.end();
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  const delivering = request.delivers
    ? deliver(context, { ...opened, spool, onReady: (ready) => (lookAgain = ready) })
    : null;
  // A runner that ends by itself has found a fault, which is the end of the relay too.
  void delivering?.then(stop, stop);
  try {
    events.push({
      event: 'listening',
      time: new Date(system.now()).toISOString(),
      addresses: ports.map(({ address }) => address),
    });
    for await (const event of events.read()) {
      if (common.json) await output.json(event);
      else if (common.verbose || event.event === 'listening' || output.isTerminal())
        await output.line(renderRelayEvent(event));
    }
  } finally {
    signal.removeEventListener('abort', stop);
    await running.close(system.sleep(graceMs));
    calm.close();
    stopReloading();
    // What still reads its last reply is no client any more.
    context.metrics?.relaying(() => 0);
    await endMetrics();
  }
  return (await delivering) ?? 0;
}

function setTimer(milliseconds: number, callback: () => void): () => void {
  const timer = setTimeout(callback, milliseconds);
  return () => clearTimeout(timer);
}

async function deliver(
  context: LoadedContext,
  place: Parameters<typeof import('../queue/deliver.ts').runOnce>[0],
): Promise<number> {
  const { runOnce } = await import('../queue/deliver.ts');
  return runOnce(place, true, context);
}

async function giveUpRoot(
  user: NonNullable<RelaySettings['user']>,
  { system }: LoadedContext,
): Promise<void> {
  try {
    await system.becomeUser(user.name);
  } catch (error) {
    throw new SendmemoError(
      {
        code: 'CONFIG',
        reason: 'relay-user',
        origin: user.origin,
        user: user.name,
        system: systemCode(error),
      },
      { cause: error },
    );
  }
}

/** What lasts is said once in the life of the relay. */
function warnOnce({ output }: LoadedContext): (notices: readonly Notice[]) => void {
  const said = new Set<Notice['reason']>();
  return (notices) => {
    for (const notice of notices) {
      if (said.has(notice.reason)) continue;
      said.add(notice.reason);
      void output.warning(notice);
    }
  };
}

function passwordCheck(
  { passwordFile }: RelaySettings,
  { system }: LoadedContext,
): RelayDeps['checkPassword'] {
  if (passwordFile === null) return null;
  const read = (): string => Buffer.from(readPrivate(passwordFile, system)).toString('utf8');
  // A fault of the file is one of the start, not of the first login.
  read();
  return createPasswordCheck({ read, file: passwordFile.path });
}

interface Certificate {
  context(): tls.SecureContext | null;
  /** Reads the files anew; where they can't be used the old certificate stays. Never rejects. */
  reload(context: LoadedContext): Promise<void>;
}

function createCertificate({ tls: configured }: RelaySettings): Certificate {
  const load = (): tls.SecureContext | null => {
    if (configured === null) return null;
    const { certificatePem, keyPem } = configured.load();
    return tls.createSecureContext({ cert: certificatePem, key: keyPem, minVersion: 'TLSv1.2' });
  };
  let current = load();
  return {
    context: () => current,
    async reload({ output, log }) {
      try {
        current = load();
      } catch (error) {
        const failure = asFailure(error);
        log.failed(failure, null);
        await output.failure(failure);
      }
    },
  };
}
