/**
 * nullmailer: `remotes`, lines `HOST [PROTOCOL] [OPTION[=VALUE]]…` read as a shell reads words, and the one-line files
 * beside it (`me`, `defaulthost`, `adminaddr` …). Certificates are verified unless it contains `insecure`.
 */
import type { Collector, Named } from './collector.ts';
import { createCollector } from './collector.ts';
import { shellWords } from './lines.ts';
import type { Format, Imported, Source } from './page.ts';

const optionNames =
  /^(?:--)?(?:(?:port|user|pass|source|x509certfile|x509keyfile|x509cafile|x509crlfile)=|(?:auth-login|tls|ssl|starttls|insecure|x509fmtder)$)/;

export const nullmailer: Format = {
  fileName: 'remotes',
  program: 'nullmailer',
  named: /^remotes$/i,
  likeness: (lines) =>
    lines.reduce((sum, line) => {
      const words = line.trimStart().startsWith('#') ? [] : line.trim().split(/\s+/).slice(1);
      return sum + words.filter((word) => optionNames.test(word)).length * 3;
    }, 0),
  read: readNullmailer,
};

/** One server with the options that its line has. */
interface Remote {
  readonly host: Named;
  readonly options: ReadonlyMap<string, Named>;
}

function readNullmailer(source: Source): Imported {
  const out = createCollector(source);
  const remotes = readRemotes(source, out);
  const [first] = remotes;
  if (first === undefined) {
    out.remark('host-missing', null, { setting: 'smtp-server-host' });
  } else {
    carryHosts(first, remotes, out);
    const encrypted = readTls(first.options, out);
    if (first.options.has('auth-login'))
      out.carry('auth-method', 'login', first.options.get('auth-login') ?? null);
    out.login(first.options.get('user') ?? null, first.options.get('pass') ?? null, encrypted);
    for (const name of ['source', 'x509fmtder']) {
      const option = first.options.get(name);
      if (option !== undefined)
        out.remark('no-equal', option, { file: 'sendmemo-ssl.cfg', detail: option.value });
    }
  }
  readControlFiles(source, out);
  out.remark('queue-lost', null, { setting: 'delivery' });
  return out.result();
}

function readRemotes(source: Source, out: Collector): readonly Remote[] {
  const remotes: Remote[] = [];
  for (const [index, text] of source.lines.entries()) {
    const line = index + 1;
    if (text.trim() === '' || text.trimStart().startsWith('#')) continue;
    const words = shellWords(text);
    const [host = '', ...rest] = words ?? [];
    // The options may hold a password: of a line that can't be read, nothing is shown.
    if (words === null || host === '') {
      out.remark('no-equal', { line, name: 'remotes' }, { file: 'sendmemo.cfg' });
      continue;
    }
    const protocol =
      /^[a-z]+$/.test(rest[0] ?? '') && !optionNames.test(rest[0] ?? '') ? rest.shift() : 'smtp';
    if (protocol !== 'smtp') {
      out.remark('no-equal', { line, name: host }, { file: 'sendmemo.cfg', detail: protocol ?? '' });
      continue;
    }
    const options = new Map<string, Named>();
    for (const word of rest) {
      const plain = word.replace(/^--/, '');
      const equals = plain.indexOf('=');
      const name = equals === -1 ? plain : plain.slice(0, equals);
      const value = equals === -1 ? '' : plain.slice(equals + 1);
      if (optionNames.test(plain)) options.set(name, { line, name, value });
      else out.remark('no-equal', { line, name }, { file: 'sendmemo.cfg', detail: value });
    }
    remotes.push({ host: { line, name: host, value: host }, options });
  }
  return remotes;
}

/** Servers with the same options are one list; one with others would need settings of its own. */
function carryHosts(first: Remote, remotes: readonly Remote[], out: Collector): void {
  const options = ({ options: own }: Remote): string =>
    [...own.values()]
      .filter(({ name }) => name !== 'port')
      .map(({ name, value }) => JSON.stringify([name, value]))
      .toSorted()
      .join(' ');
  const wanted = options(first);
  const alike = remotes.filter((remote) => options(remote) === wanted);
  const others = remotes.filter((remote) => options(remote) !== wanted);
  const port = first.options.get('port')?.value;
  const hosts = alike.map(({ host, options: own }) => {
    const ownPort = own.get('port')?.value;
    return ownPort === port || ownPort === undefined ? host.value : `${bracketed(host.value)}:${ownPort}`;
  });
  out.carry('smtp-server-host', hosts.join(', '), first.host);
  const at = first.options.get('port');
  if (at !== undefined) out.carry('smtp-server-port', at.value, at);
  if (others.length > 0) {
    const detail = others.map(({ host }) => host.value).join(', ');
    out.remark('one-taken', first.host, { setting: 'smtp-server-host', detail });
  }
}

function bracketed(host: string): string {
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
}

/** @returns whether the session is encrypted there */
function readTls(options: ReadonlyMap<string, Named>, out: Collector): boolean {
  const tls = options.get('tls') ?? options.get('ssl');
  const starttls = options.get('starttls');
  const at = starttls ?? tls ?? null;
  out.carry('EnableTLS', starttls ? '1' : tls ? '2' : '0', at);
  if (at === null) out.remark('plain-text', null, { setting: 'EnableTLS' });
  const insecure = options.get('insecure');
  if (insecure) out.remark('unverified', insecure, { file: 'sendmemo-ssl.cfg' });
  const trust = options.get('x509cafile');
  if (trust) out.trust('CAFile', trust);
  const crl = options.get('x509crlfile');
  if (crl) {
    out.carry('CrlFile', out.fullPath(crl.value), crl);
    out.remark('stricter-crl', crl, { setting: 'CrlFile' });
  }
  const certificate = options.get('x509certfile');
  if (certificate) {
    const key = options.get('x509keyfile') ?? certificate;
    out.carry('CertFile', out.fullPath(certificate.value), certificate);
    out.carry('KeyFile', out.fullPath(key.value), key);
  }
  return at !== null;
}

/** The files beside `remotes`; each has one line that counts. */
function readControlFiles(source: Source, out: Collector): void {
  const read = (name: string): Named | null => {
    const found = source.beside(name);
    const line = found?.lines.findIndex((text) => text.trim() !== '') ?? -1;
    return found === null || line === -1
      ? null
      : { file: found.path, line: line + 1, name, value: found.lines[line]?.trim() ?? '' };
  };
  const me = read('me');
  const domain = read('defaultdomain');
  const host = read('defaulthost') ?? me;
  // A name without a dot takes the default domain there.
  if (host !== null) {
    const full = host.value.includes('.') || domain === null ? host.value : `${host.value}.${domain.value}`;
    out.carry('domain', full, host);
    if (domain !== null && domain.value !== full) {
      out.remark('no-equal', domain, { setting: 'domain', detail: domain.value });
    }
  } else if (domain !== null) out.carry('domain', domain.value, domain);
  const helo = read('helohost') ?? me;
  if (helo !== null) out.carry('Hostname', helo.value, helo);
  const from = read('allmailfrom');
  if (from !== null) {
    out.carry('from', from.value, from);
    out.remark('sender-kept', from, { setting: 'from', detail: from.value });
  }
  const admin = read('adminaddr');
  if (admin !== null) out.remark('catch-all', admin, { setting: 'aliases', detail: admin.value });
  for (const name of ['doublebounceto', 'idhost', 'maxpause', 'pausetime', 'queuelifetime', 'sendtimeout']) {
    const other = read(name);
    if (other !== null) out.remark('no-equal', other, { file: 'sendmemo.cfg', detail: other.value });
  }
}
