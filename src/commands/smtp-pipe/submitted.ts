/** What a session of submission hands over → a composed message, and the replies for what can't be. */
import { consequence, exitStatus } from '../../failure/consequence.ts';
import type { Failure } from '../../failure/failure.ts';
import { parseAddress, parseSender } from '../../message/address.ts';
import type { Composed, ComposeDeps } from '../../message/draft.ts';
import type { DeliveryNotification } from '../../message/envelope.ts';
import { composeRaw } from '../../message/raw.ts';
import type { SubmittedPath } from '../../submission/path.ts';
import { parameterOf } from '../../submission/path.ts';
import type { SubmissionReply, SubmittedMessage } from '../../submission/session.ts';
import type { Language } from '../../words/language.ts';
import { describeFailure } from '../../words/language.ts';
import { notifyList } from '../draft-options.ts';

/**
 * @param domain completes an address without one, or null
 * @returns the address as it goes on (`''`: the null sender). @throws SendmemoError ADDRESS
 */
export function readPath(
  { address }: SubmittedPath,
  role: 'sender' | 'recipient',
  domain: string | null,
): string {
  const { mailbox } =
    role === 'sender'
      ? parseSender({ text: `<${address}>`, source: 'MAIL FROM' }, { domain })
      : parseAddress({ text: address, source: 'RCPT TO' }, { domain });
  return mailbox.address;
}

/**
 * Reads the message to its end.
 * @param trace a Received field of this listener, or null
 * @throws SendmemoError as composeRaw
 */
export async function composeSubmitted(
  message: Omit<SubmittedMessage, 'content'>,
  content: AsyncIterable<Buffer>,
  deps: Omit<ComposeDeps, 'stdin'>,
  trace: string | null,
): Promise<Composed> {
  return composeRaw(
    {
      to: message.recipients.map(({ address }) => ({ text: address, source: 'RCPT TO' })),
      cc: [],
      bcc: [],
      from: null,
      envelopeFrom: { text: `<${message.sender.address}>`, source: 'MAIL FROM' },
      replyTo: null,
      dsn: notification(message),
      readRecipients: false,
      dotEnds: false,
      localSender: 'completed',
      fullName: null,
      trace,
    },
    { ...deps, stdin: content },
  );
}

/** RFC 3461's parameters of MAIL and RCPT; NOTIFY only where all recipients have the same. */
function notification({
  sender,
  recipients,
}: Omit<SubmittedMessage, 'content'>): DeliveryNotification | null {
  const ret = parameterOf(sender, 'RET')?.toLowerCase();
  const envid = parameterOf(sender, 'ENVID');
  const asked = new Set(recipients.map((recipient) => parameterOf(recipient, 'NOTIFY')));
  const [notify = null] = asked.size === 1 ? asked : [];
  if (ret === undefined && envid === null && notify === null) return null;
  return {
    notify: notify === null ? null : notifyList(notify, 'NOTIFY'),
    ret: ret === 'full' || ret === 'hdrs' ? ret : null,
    envid:
      envid === null
        ? null
        : envid.replaceAll(/\+([0-9A-F]{2})/g, (_, hex: string) =>
            String.fromCharCode(Number.parseInt(hex, 16)),
          ),
  };
}

/**
 * The reply for a failure: 4xx where a later try may succeed, with the code of RFC 3463 and our own.
 * What can't be kept is a fault of this machine, and the client is to keep it: 452 (RFC 5321, 4.2.3).
 */
export function refusal(failure: Failure, language: Language): SubmissionReply {
  const { what } = describeFailure(language, failure);
  if (failure.code === 'OUTPUT') return { code: 452, text: `4.3.1 ${failure.code} ${what}` };
  const temporary = consequence(failure).again !== 'no' && exitStatus(failure) !== 65;
  if (temporary) return { code: 451, text: `4.3.0 ${failure.code} ${what}` };
  return { code: 554, text: `${permanentCode(failure)} ${failure.code} ${what}` };
}

function permanentCode({ code, reason }: Failure): string {
  if (code === 'ADDRESS') return '5.1.3';
  return reason === 'raw-loop' ? '5.4.6' : '5.6.0';
}
