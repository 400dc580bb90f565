/** Microsoft's refusals: the JSON of an AADSTS error. */
import { randomUUID } from 'node:crypto';
import type { TokenReply } from './token-server.ts';

/** A refusal on its way up. */
export class Refusal extends Error {
  readonly reply: TokenReply;

  constructor(reply: TokenReply) {
    super('refused');
    this.reply = reply;
  }
}

/** @throws Refusal always */
export function refuse(status: number, error: string, code: number, text: string, suberror?: string): never {
  const [trace, correlation] = [randomUUID(), randomUUID()];
  const timestamp = '2026-11-25 12:00:00Z';
  throw new Refusal({
    status,
    body: {
      error,
      error_description: `AADSTS${code}: ${text} Trace ID: ${trace} Correlation ID: ${correlation} Timestamp: ${timestamp}`,
      error_codes: [code],
      timestamp,
      trace_id: trace,
      correlation_id: correlation,
      error_uri: `https://login.microsoftonline.com/error?code=${code}`,
      ...(suberror === undefined ? {} : { suberror }),
    },
  });
}
