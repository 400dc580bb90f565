/**
 * The message itself: from 354 to the reply to the final dot (RFC 5321, 4.1.1.4). Back-pressure all the way, one write
 * for a small message. The server may answer or go away at any moment, and the source may fail: then the final dot is
 * never sent, and nothing was delivered. Once the kernel has the dot, a loss leaves the delivery unknown.
 */
import { SendmemoError } from '../failure/error.ts';
import type { Reply } from '../failure/facts.ts';
import type { WireMessage } from '../message/envelope.ts';
import { readReply, type Session } from './conversation.ts';
import { abortFailure, deadlineOf, timeoutFailure } from './deadline.ts';
import { createDotStuffer } from './dot-stuffing.ts';
import { isClosing, judge, replyFailure, requireAccepted } from './reply.ts';

/** Small chunks are gathered to this before they are written. */
const gatherBytes = 32 * 1024;
/** A last piece of this size always fits into an empty socket buffer: once written, the kernel has it. */
const surelyHandedBytes = 16 * 1024;

/**
 * @param following command lines that go with a small message, or ''; asked for once
 * @returns the reply to the final dot; the server has taken the message
 * @throws SendmemoError delivery-unknown; REFUSED, TRANSIENT, SIZE of `content` (answered early) or `final`;
 *   CONNECTION_LOST, TIMEOUT; the failure of the source
 */
export async function sendContent(
  session: Session,
  message: WireMessage,
  following: () => string,
): Promise<Reply> {
  // Until the reply to the dot is here, nothing but data may follow: the session can only be dropped.
  session.phase = 'broken';
  const { wire, server } = session;
  if (message.octets !== undefined) {
    const whole = stuffed(message.octets);
    if (whole.length <= surelyHandedBytes && wire.socket.writableLength === 0 && !wire.hasInput) {
      session.deps.log.content(message.octets.length);
      wire.write(whole, following());
      return finish(session, await readReply(session, 'final', yes), message);
    }
  }
  const watch = createWatch(session);
  const source = message.open()[Symbol.asyncIterator]();
  let issued = false;
  let handed = false;
  try {
    const last = await writeContent(session, source, watch);
    if (wire.hasInput) throw interruption;
    issued = true;
    handed = wire.socket.writableLength === 0 && last.length <= surelyHandedBytes;
    const written = new Promise<void>((resolve) => {
      wire.write(last, '', () => {
        handed = true;
        resolve();
      });
    });
    await watch.until(written);
  } catch (error) {
    if (error !== interruption || !wire.hasInput) throw error;
    const reply = await readReply(session, issued ? 'final' : 'content', () => handed);
    // A reply can overtake the word that the kernel has the rest; a refusal then may as well be an early one.
    if (handed || (issued && judge(reply, 'final') === 'accepted')) return finish(session, reply, message);
    throw new SendmemoError(replyFailure(server, 'content', reply, message.sizeBytes));
  } finally {
    watch.stop();
    // A source that is closed half-way may report an error that no longer matters.
    source.return?.().catch(() => {});
  }
  return finish(session, await readReply(session, 'final', () => handed), message);
}

function finish(session: Session, reply: Reply, message: WireMessage): Reply {
  // Accepted or not, the transaction is over; RSET after a refusal, for servers that see it otherwise.
  const judgement = judge(reply, 'final');
  if (!isClosing(reply) && judgement !== 'protocol') {
    session.phase = judgement === 'accepted' ? 'ready' : 'transaction';
  }
  requireAccepted(session.server, 'final', reply, message.sizeBytes);
  return reply;
}

/** Writes everything but the last piece. @returns the last piece, with the final dot */
async function writeContent(session: Session, source: AsyncIterator<Buffer>, watch: Watch): Promise<Buffer> {
  const { wire, deps } = session;
  let octets = 0;
  const stuffer = createDotStuffer();
  let gathered: Buffer[] = [];
  let bytes = 0;
  for (;;) {
    // Chunk after chunk, in the source's order.
    // oxlint-disable-next-line no-await-in-loop
    const read = await watch.until(source.next());
    if (read.done) break;
    watch.progress();
    octets += read.value.length;
    const stuffed = stuffer.stuff(read.value);
    gathered.push(stuffed);
    bytes += stuffed.length;
    if (bytes < gatherBytes) continue;
    wire.write(joined(gathered));
    gathered = [];
    bytes = 0;
    if (wire.socket.writableNeedDrain) {
      // oxlint-disable-next-line no-await-in-loop
      await watch.until(new Promise<void>((resolve) => wire.socket.once('drain', () => resolve())));
    }
    watch.progress();
  }
  deps.log.content(octets);
  return joined([...gathered, stuffer.end()]);
}

const yes = (): boolean => true;

/** The octets of a whole message as they go after DATA, with the final dot. */
function stuffed(octets: Buffer): Buffer {
  const stuffer = createDotStuffer();
  return Buffer.concat([stuffer.stuff(octets), stuffer.end()]);
}

function joined(pieces: readonly Buffer[]): Buffer {
  const [only] = pieces;
  return only && pieces.length === 1 ? only : Buffer.concat(pieces);
}

/** Says that something has arrived from the server while it should listen. */
const interruption = new SendmemoError({ code: 'INTERNAL', reason: 'internal', detail: 'interrupted' });

/** Ends waits when the server speaks or goes, when the signal ends, or when data-timeout passes idly. */
interface Watch {
  /** Something went forward: data-timeout begins anew. */
  progress(): void;
  /** Waits, but not beyond the end. @throws SendmemoError what ended it; `interruption`: the server has spoken */
  until<Result>(work: Promise<Result>): Promise<Result>;
  stop(): void;
}

function createWatch(session: Session): Watch {
  const { wire, signal, server } = session;
  const deadline = deadlineOf(session.deps.timeouts, 'content');
  let ended: SendmemoError | null = null;
  let refuse: (error: SendmemoError) => void = () => {};
  const end = (error: SendmemoError): void => {
    ended ??= error;
    refuse(ended);
  };
  const onAbort = (): void => end(abortFailure(server, 'content', signal, false));
  const onInput = (): void => {
    if (wire.hasInput) end(interruption);
  };
  const timer = setTimeout(
    () => end(new SendmemoError(timeoutFailure(server, 'content', deadline))),
    deadline.ms,
  );
  signal.addEventListener('abort', onAbort, { once: true });
  const unwatch = wire.watch(onInput);
  if (signal.aborted) onAbort();
  onInput();
  return {
    progress: () => timer.refresh(),
    // A stalled source can't be woken, so its reads are waited for like everything else.
    until: (work) =>
      new Promise((resolve, reject) => {
        refuse = reject;
        if (ended) reject(ended);
        work.then(resolve, reject);
      }),
    stop() {
      clearTimeout(timer);
      unwatch();
      signal.removeEventListener('abort', onAbort);
    },
  };
}
