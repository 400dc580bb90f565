/**
 * A Node program's message → envelope and message. nodemailer's tree, with what plugins and DKIM add, is read once, to
 * its end, before a server is asked: so its size is known, every file and stream has been read, and another server or
 * the spool gets the same octets. What is kept goes to memory while it is small, else to a file without a name.
 */
import type { Readable } from 'node:stream';
import { SendmemoError, systemCode } from '../failure/error.ts';
import type { ParsedAddress } from '../message/address.ts';
import { defaultSender } from '../message/default-sender.ts';
import type { Composed, ComposeDeps } from '../message/draft.ts';
import { composeFinished } from '../message/raw.ts';
import { readMailPeople } from './addresses.ts';
import type { OutgoingMail } from './mail.ts';
import { readDsn, refuseUnusable } from './mail-options.ts';

export interface MailDeps extends Omit<ComposeDeps, 'stdin'> {
  /** `reply-to` of sendmemo.cfg, for messages that have none. */
  readonly replyTo: string | null;
}

/**
 * @param signal ends the reading; its reason is thrown
 * @throws SendmemoError ADDRESS address-invalid, default-sender-unusable; USAGE no-recipients, mail-option-unsupported,
 * usage-option-value; INPUT content-unreadable, header-invalid, raw-*; OUTPUT cannot-create, output-failed
 */
export async function composeMail(
  mail: OutgoingMail,
  deps: MailDeps,
  signal: AbortSignal,
): Promise<Composed> {
  const { data, message } = mail;
  refuseUnusable(data);
  const dsn = readDsn(data);
  const author = await addDefaults(mail, deps);
  const people = readMailPeople(mail, deps.domain);
  const sender = people.sender ?? (author ?? (await defaultSender(deps))).mailbox;
  const rawDeps: ComposeDeps = { ...deps, stdin: nothing() };
  const source = readContent(() => message.createReadStream() as Readable, signal);
  return composeFinished(
    source,
    { dotEnds: false, dsn },
    async (fields) => ({
      sender,
      recipients: people.recipients,
      from: async () => author ?? defaultSender(deps),
      author: sender.address === '' ? null : sender,
      fields,
    }),
    rawDeps,
  );
}

async function* nothing(): AsyncGenerator<Buffer> {
  // A message of a program takes nothing from standard input.
}

/**
 * `from` and `reply-to` of sendmemo.cfg, where the message has neither; before it is signed. A finished message is
 * completed when it is read.
 * @returns the default sender, where it was needed
 */
async function addDefaults({ data, message }: OutgoingMail, deps: MailDeps): Promise<ParsedAddress | null> {
  if (data['raw']) return null;
  if (deps.replyTo !== null && !message.getHeader('reply-to')) message.setHeader('Reply-To', deps.replyTo);
  if (message.getHeader('from')) return null;
  const from = await defaultSender(deps);
  message.setHeader(
    'From',
    from.name === '' ? from.mailbox.address : `${JSON.stringify(from.name)} <${from.mailbox.address}>`,
  );
  return from;
}

/** The octets of the tree; what goes wrong in it is a fault of the message. */
async function* readContent(open: () => Readable, signal: AbortSignal): AsyncGenerator<Buffer> {
  if (signal.aborted) throw signal.reason;
  let stream: Readable | null = null;
  const onAbort = (): void => void stream?.destroy(signal.reason as Error);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    stream = open();
    // A late error, after reading has ended, must not end the process.
    stream.on('error', () => {});
    for await (const chunk of stream)
      yield typeof chunk === 'string' ? Buffer.from(chunk) : (chunk as Buffer);
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw contentFailure(error);
  } finally {
    signal.removeEventListener('abort', onAbort);
    stream?.destroy();
  }
}

function contentFailure(error: unknown): SendmemoError {
  if (error instanceof SendmemoError) return error;
  const detail = error instanceof Error ? error.message : systemCode(error);
  return new SendmemoError({ code: 'INPUT', reason: 'content-unreadable', detail }, { cause: error });
}
