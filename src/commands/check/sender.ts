/** Who a message would be from that names no sender: many servers reject `root@vm`. */
import { asFailure } from '../../failure/error.ts';
import { failed, seen, type Step } from './step.ts';
import type { DefaultSender } from './steps.ts';

/** Top labels that no server elsewhere can find (RFC 6761, RFC 6762, RFC 8375), and those that systems make up. */
const localOnly = /(^|\.)(local|localdomain|localhost|lan|home|home\.arpa|internal|invalid)$/i;

export async function senderStep(sender: () => Promise<DefaultSender>): Promise<Step> {
  try {
    const { address, from } = await sender();
    const domain = address.slice(address.lastIndexOf('@') + 1);
    const isDoubtful = from === 'default' && (!domain.includes('.') || localOnly.test(domain));
    return seen({ kind: 'sender', address, from }, { state: isDoubtful ? 'warn' : 'ok' });
  } catch (error) {
    const failure = asFailure(error);
    const step = failed({ kind: 'sender', address: null, from: 'default' }, failure);
    // A message that names its sender needs no default.
    return failure.reason === 'default-sender-unusable' ? { ...step, state: 'warn' } : step;
  }
}
