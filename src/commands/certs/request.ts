/** `sendmemo certs [DIR]`: options and operands → CertsRequest. */
import type { CommandOptions } from '../../cli/option-row.ts';
import { wholeNumber } from '../../cli/values.ts';

export interface CertsRequest {
  readonly command: 'certs';
  /** Made where it is missing. */
  readonly directory: string;
  /** DNS names and IP addresses of the server; empty: 127.0.0.1, ::1 and sink.example.test. */
  readonly hosts: readonly string[];
  /** Validity of server and client certificate and of the revocation list in days; null: 825. */
  readonly days: number | null;
}

/** @throws SendmemoError usage-option-value */
export function certsRequest(
  { host, days }: CommandOptions<'certs'>,
  [directory = '.']: readonly string[],
): CertsRequest {
  return {
    command: 'certs',
    directory,
    hosts: host,
    days: days === null ? null : wholeNumber(days, '--days', 1, 36_500),
  };
}
