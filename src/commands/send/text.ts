/** The result of one submission as text. */
import type { SendResult } from './message.ts';
import { hostPort } from '../../text/host-port.ts';

/** The line for a person who watches: on a terminal, and with `-v`. */
export function successLine(result: SendResult): string {
  const { report } = result;
  if (result.queueId !== null) return `queued as ${result.queueId}`;
  const accepted = report?.outcomes.filter(({ state }) => state === 'accepted') ?? [];
  const names = accepted.map(({ recipient }) => recipient.address).join(', ');
  const tls = report?.tls ? ` (${report.tls.version ?? report.tls.mode}, verify=${report.tls.verify})` : '';
  const server = report?.server ? hostPort(report.server.host, report.server.port) : '';
  return `sent to ${names} by ${server}${tls}: ${report?.response ?? ''}`;
}
