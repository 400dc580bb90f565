/** Server name → addresses, as the system resolves it (contract, section 8). */
import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import type { Endpoint, Timeouts } from '../config/settings.ts';
import { SendmemoError, systemCode } from '../failure/error.ts';
import { deadlineOf, withDeadline } from './deadline.ts';
import type { ResolvedAddress } from './submitter.ts';

const noSuchName = new Set(['ENOTFOUND', 'ENODATA', 'ENONAME', 'EAI_NONAME', 'EAI_NODATA']);

/**
 * @returns the addresses to try, in order; never empty
 * @throws SendmemoError dns-no-such-name; dns-unreachable: the resolver failed or was silent for connect-timeout
 */
export async function resolveEndpoint(
  endpoint: Endpoint,
  deps: {
    readonly timeouts: Timeouts;
    readonly lookup: (host: string) => Promise<readonly ResolvedAddress[]>;
  },
  signal: AbortSignal,
): Promise<readonly ResolvedAddress[]> {
  const { host } = endpoint;
  const literal = isIP(host);
  if (literal === 4 || literal === 6) return [{ address: host, family: literal }];
  const name = /\P{ASCII}/u.test(host) ? domainToASCII(host) : host;
  if (name === '') throw new SendmemoError({ code: 'DNS', reason: 'dns-no-such-name', host });
  const found = await withDeadline(
    {
      signal,
      ms: deadlineOf(deps.timeouts, 'resolve').ms,
      late: () => ({ code: 'DNS', reason: 'dns-unreachable', host, system: 'ETIMEDOUT' }),
    },
    () =>
      deps.lookup(name).catch((error: unknown) => {
        throw lookupError(host, error);
      }),
  );
  if (found.length === 0) throw new SendmemoError({ code: 'DNS', reason: 'dns-no-such-name', host });
  return found;
}

function lookupError(host: string, error: unknown): SendmemoError {
  if (error instanceof SendmemoError) return error;
  const system = systemCode(error);
  return new SendmemoError(
    noSuchName.has(system)
      ? { code: 'DNS', reason: 'dns-no-such-name', host }
      : { code: 'DNS', reason: 'dns-unreachable', host, system },
    { cause: error },
  );
}
