/**
 * `spool = postgresql://…`: which URL is accepted, and what is wrong with any other. A fault never repeats the part
 * that it is about where that part may be a password.
 */
import { isIPv6 } from 'node:net';
import type { ConfigFailure } from '../failure/config-failure.ts';
import { nearestWord } from '../text/spelling.ts';
import { hasControl } from '../text/control-characters.ts';
import { parseHosts } from './hosts.ts';
import { parseWhole } from './numbers.ts';
import type { DatabaseAddress, Endpoint, SslMode } from './settings.ts';

/** What is wrong, with what may be shown of it. */
export interface SpoolUrlFault {
  readonly why: SpoolUrlWhy;
  /** The path, the parameter or the mode; '' where it is not shown. */
  readonly detail: string;
  /** What to write in its place: a mode or a setting; null: nothing is known. */
  readonly instead: string | null;
}

type SpoolUrlWhy = Extract<ConfigFailure, { reason: 'cfg-spool-url' }>['why'];

const sslModes: readonly SslMode[] = ['verify-full', 'verify-ca', 'require', 'prefer', 'disable'];

/** Parameters of libpq, and the setting that replaces each. */
const settingOf: Readonly<Record<string, string>> = {
  password: 'spool-password-file',
  passfile: 'spool-password-file',
  sslrootcert: 'spool-ca-file',
  sslcert: 'spool-client-certificate',
  sslkey: 'spool-client-key',
  connect_timeout: 'spool-connect-timeout',
};

const defaultPort = 5432;

/**
 * Reads `postgresql://USER@HOST[:PORT][,HOST[:PORT]…]/DATABASE[?sslmode=MODE]`. Each part may be percent-encoded; a host
 * that begins with `/` then is the directory of a UNIX socket.
 */
export function parseSpoolUrl(text: string): DatabaseAddress | SpoolUrlFault {
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) {
    // A URL without its scheme may hold a password.
    return /^\/[^:@]*$/.test(text) ? fault('path', text) : fault('scheme');
  }
  const rest = text.replace(/^postgresql:\/\//, '');
  if (/^[^]*:[^]*@/.test(rest) && rest !== text) return fault('password');
  if (rest === text) return fault('scheme');
  const parts =
    /^(?:(?<user>[^@/?#]*)@)?(?<hosts>[^@/?#]*)(?:\/(?<database>[^@/?#]*))?(?:\?(?<query>[^@?#]*))?$/.exec(
      rest,
    )?.groups;
  if (parts === undefined || /\s/.test(text)) return fault('syntax');
  const user = decode(parts['user'] ?? '');
  const database = decode(parts['database'] ?? '');
  if (user === null || database === null) return fault('syntax');
  if (!isName(user)) return fault('user');
  const hosts: Endpoint[] = [];
  for (const part of (parts['hosts'] ?? '').split(',')) {
    const host = parseHost(part);
    if (typeof host === 'string') return fault(host);
    hosts.push(host);
  }
  if (!isName(database)) return fault('database');
  const sslMode = parseQuery(parts['query'] ?? '');
  return typeof sslMode === 'string' ? { user, hosts, database, sslMode } : sslMode;
}

/** @returns the URL without its parameters, the same for every way to write the same place */
export function databaseLabel({ hosts, user, database }: DatabaseAddress): string {
  const places = hosts.map(({ host, port }) => {
    const name = isIPv6(host) ? `[${host}]` : encodeURIComponent(host);
    return port === defaultPort ? name : `${name}:${port}`;
  });
  return `postgresql://${encodeURIComponent(user)}@${places.join(',')}/${encodeURIComponent(database)}`;
}

function parseHost(part: string): Endpoint | 'host' | 'port' {
  const parts = /^(?<name>\[[^\]]*\]|[^:]*)(?::(?<port>.*))?$/.exec(part)?.groups;
  const name = decode(parts?.['name'] ?? '');
  if (parts === undefined || name === null) return 'host';
  const port = parts['port'] === undefined ? defaultPort : parseWhole(parts['port'], 1, 65_535);
  if (port === null) return 'port';
  if (name.startsWith('/')) return hasControl(name) ? 'host' : { host: name, port };
  const [configured, ...others] = parseHosts(name) ?? [];
  if (configured === undefined || others.length > 0 || configured.port !== null) return 'host';
  return { host: configured.host, port };
}

/** verify-full where nothing is said: a weaker connection is only made where the URL asks for it. */
function parseQuery(query: string): SslMode | SpoolUrlFault {
  let found: SslMode | null = null;
  for (const part of query === '' ? [] : query.split('&')) {
    const [name = '', value = ''] = part.split('=', 2);
    if (name !== 'sslmode')
      return fault('parameter', /^\w{1,40}$/.test(name) ? name : '', settingOf[name] ?? null);
    if (found !== null) return fault('twice', name);
    const mode = sslModes.find((one) => one === value);
    if (mode === undefined) return fault('sslmode', value, nearestWord(value.replaceAll('_', '-'), sslModes));
    found = mode;
  }
  return found ?? 'verify-full';
}

/** At most 63 octets: PostgreSQL cuts a longer name off, and then it is another one. */
function isName(text: string): boolean {
  return text !== '' && !hasControl(text) && Buffer.byteLength(text) <= 63;
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

function fault(why: SpoolUrlWhy, detail = '', instead: string | null = null): SpoolUrlFault {
  return { why, detail, instead };
}
