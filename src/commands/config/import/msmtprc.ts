/**
 * msmtp: `.msmtprc`, lines `command argument`, in sections `defaults` and `account NAME [: BASE, …]`. The account
 * `default` is the one that a plain call uses. STARTTLS is never optional; `tls` is off unless it is set.
 */
import { authMethods } from '../../../config/server-rows.ts';
import type { Collector, Named } from './collector.ts';
import { createCollector, isSha256 } from './collector.ts';
import { nameAndRest, withoutQuotes } from './lines.ts';
import type { Format, Imported, Source } from './page.ts';

export const msmtprc: Format = {
  fileName: '.msmtprc',
  program: 'msmtp',
  named: /msmtprc/i,
  likeness: (lines) =>
    lines.reduce((sum, line) => {
      if (/^\s*(account\s|defaults\s*$|tls_\w+\b|passwordeval\s|tls(\s+(on|off))?\s*$)/.test(line))
        return sum + 3;
      return /^\s*(host|port|auth|user|password|from)\s+\S/.test(line) ? sum + 1 : sum;
    }, 0),
  read: readMsmtprc,
};

type Account = ReadonlyMap<string, Named>;

function readMsmtprc(source: Source): Imported {
  const out = createCollector(source);
  const account = chooseAccount(source, out);
  const used = new Set<string>();
  const at = (name: string): Named | null => {
    used.add(name);
    return account.get(name) ?? null;
  };
  const encrypted = readTls(at, out);
  readServer(at, out);
  readLogin(at, encrypted, out);
  for (const [name, command] of account) {
    if (used.has(name)) continue;
    const stricter = /^tls_(priorities|min_dh_prime_bits)$/.test(name);
    out.remark(stricter ? 'protection-lost' : 'no-equal', command, {
      file: name.startsWith('tls') ? 'sendmemo-ssl.cfg' : 'sendmemo.cfg',
      detail: command.value,
    });
  }
  return out.result();
}

type At = (name: string) => Named | null;

/** @returns whether the session is encrypted there */
function readTls(at: At, out: Collector): boolean {
  const tls = at('tls');
  const starttls = at('tls_starttls');
  const on = tls !== null && isOn(tls);
  const smtps = starttls !== null && !isOn(starttls);
  if (on) {
    out.carry('EnableTLS', smtps ? '2' : '1', smtps ? starttls : tls);
  } else {
    out.carry('EnableTLS', '0', tls);
    out.remark('plain-text', tls, { setting: 'EnableTLS' });
  }
  const check = at('tls_certcheck');
  const fingerprint = at('tls_fingerprint');
  if (check !== null && !isOn(check) && fingerprint === null) {
    out.remark('unverified', check, { file: 'sendmemo-ssl.cfg' });
  }
  const trustFile = at('tls_trust_file');
  if (trustFile !== null && trustFile.value !== '') out.trust('CAFile', trustFile);
  carryFile('CrlFile', at('tls_crl_file'), out);
  if (at('tls_crl_file') !== null) out.remark('stricter-crl', at('tls_crl_file'), { setting: 'CrlFile' });
  carryFile('CertFile', at('tls_cert_file'), out);
  carryFile('KeyFile', at('tls_key_file'), out);
  if (fingerprint !== null && fingerprint.value !== '') readFingerprint(fingerprint, out);
  return on;
}

function readFingerprint(fingerprint: Named, out: Collector): void {
  if (isSha256(fingerprint.value)) out.carry('Fingerprint', fingerprint.value, fingerprint);
  else out.remark('old-fingerprint', fingerprint, { file: 'sendmemo-ssl.cfg' });
}

function readServer(at: At, out: Collector): void {
  const host = at('host');
  if (host === null || host.value === '') out.remark('host-missing', host, { setting: 'smtp-server-host' });
  else out.carry('smtp-server-host', host.value, host);
  const port = at('port');
  if (port !== null && port.value !== '') out.carry('smtp-server-port', port.value, port);
  const from = at('from');
  if (from !== null && from.value !== '') {
    // Patterns (*, %U) are for msmtp alone.
    if (/^[^\s<>*%]+$/.test(from.value)) out.carry('from', from.value, from);
    else out.remark('sender-pattern', from, { setting: 'from', detail: from.value });
  }
  const ehlo = at('domain');
  if (ehlo !== null && ehlo.value !== '' && ehlo.value !== 'localhost')
    out.carry('Hostname', ehlo.value, ehlo);
  const mailDomain = at('maildomain');
  if (mailDomain !== null && mailDomain.value !== '') out.carry('domain', mailDomain.value, mailDomain);
  carryFile('aliases', at('aliases'), out);
  const log = at('logfile');
  if (log !== null && log.value === '-') out.remark('no-equal', log, { file: 'sendmemo.cfg', detail: '-' });
  else carryFile('log-file', log, out);
  readTimeout(at('timeout'), out);
}

function readTimeout(timeout: Named | null, out: Collector): void {
  if (timeout === null || timeout.value === 'off' || timeout.value === '') return;
  for (const setting of ['connect-timeout', 'greeting-timeout', 'command-timeout', 'data-timeout'] as const) {
    out.carry(setting, timeout.value, timeout);
  }
  out.remark('final-timeout', timeout, { setting: 'data-timeout' });
}

const methods: ReadonlySet<string> = new Set(authMethods);

function readLogin(at: At, encrypted: boolean, out: Collector): void {
  const auth = at('auth');
  const user = at('user');
  const password = at('password');
  const command = at('passwordeval');
  if (auth === null || auth.value === 'off') {
    for (const alone of [user, password, command]) {
      if (alone !== null && alone.value !== '') out.remark('alone', alone, { file: 'sendmemo.cfg' });
    }
    return;
  }
  if (methods.has(auth.value)) out.carry('auth-method', auth.value, auth);
  else if (auth.value !== 'on' && auth.value !== '') {
    out.remark('protection-lost', auth, { setting: 'auth-user', detail: auth.value });
  }
  if (command !== null && command.value !== '' && user !== null) {
    out.carry('auth-user', user.value, user);
    out.carry('auth-password-command', command.value, command);
    out.remark('runs-command', command, { setting: 'auth-password-command' });
    if (!encrypted) out.remark('secret-in-clear', command, { setting: 'auth-password-command' });
    if (password !== null) out.remark('alone', password, { file: 'sendmemo.cfg' });
    return;
  }
  if (command !== null && command.value !== '') out.remark('alone', command, { file: 'sendmemo.cfg' });
  out.login(user, password, encrypted);
}

function carryFile(
  setting: 'CrlFile' | 'CertFile' | 'KeyFile' | 'aliases' | 'log-file',
  at: Named | null,
  out: Collector,
): void {
  if (at !== null && at.value !== '') out.carry(setting, out.fullPath(at.value), at);
}

function isOn({ value }: Named): boolean {
  return value === '' || value === 'on';
}

/** The account `default`; where there is none, the only or the first one. */
function chooseAccount(source: Source, out: Collector): Account {
  const accounts = readAccounts(source, out);
  const chosen = accounts.get('default') ?? [...accounts.values()][0];
  if (chosen === undefined) return new Map();
  // `account default : work` adds nothing to what it is based on: both are the same account.
  const others = [...accounts].filter(
    ([, account]) => account !== chosen && !isEmpty(account) && account.hostLine !== chosen.hostLine,
  );
  if (others.length > 0) {
    out.remark('one-taken', null, {
      file: 'sendmemo.cfg',
      detail: others.map(([name]) => name).join(', '),
    });
  }
  return allCommands(chosen);
}

interface Section {
  readonly commands: Map<string, Named>;
  /** `defaults` as they stood above it. */
  readonly defaults: Account;
  /** In the order in which they are named; a later one wins. */
  readonly bases: readonly Section[];
  /** Of the `host` that counts. */
  hostLine: number | undefined;
}

function isEmpty({ commands, defaults, bases }: Section): boolean {
  return commands.size === 0 && defaults.size === 0 && bases.length === 0;
}

/** What the account says itself counts before what it is based on, and that before `defaults`. */
function allCommands(account: Section): Account {
  const found = new Map<string, Named>();
  const add = (commands: Account): void => {
    for (const [name, command] of commands) if (!found.has(name)) found.set(name, command);
  };
  const seen = new Set<Section | Account>();
  // What is left to visit; each section adds its defaults after its bases.
  const steps: (Section | Account)[] = [account];
  for (let step = steps.pop(); step !== undefined; step = steps.pop()) {
    if (seen.has(step)) continue;
    seen.add(step);
    if (!('commands' in step)) add(step);
    else {
      add(step.commands);
      steps.push(step.defaults);
      for (const base of step.bases) steps.push(base);
    }
  }
  return found;
}

function readAccounts(source: Source, out: Collector): ReadonlyMap<string, Section> {
  const accounts = new Map<string, Section>();
  let defaults = new Map<string, Named>();
  let section: Section | null = null;
  for (const [index, text] of source.lines.entries()) {
    const parts = nameAndRest(text);
    if (parts === null || parts.name.startsWith('#')) continue;
    const at: Named = { line: index + 1, name: parts.name, value: withoutQuotes(parts.rest) };
    if (at.name === 'defaults') {
      defaults = new Map();
      section = null;
    } else if (/^account(?::|$)/.test(at.name)) {
      section = readAccountLine(`${at.name.slice('account'.length)}${at.value}`, at, accounts, defaults, out);
    } else if (at.name === 'eval') {
      // What the command prints would be a line of the file; the line may hold a secret, so it is not shown.
      out.remark('no-equal', at, { file: 'sendmemo.cfg' });
    } else if (section === null) defaults.set(at.name, at);
    else {
      section.commands.set(at.name, at);
      if (at.name === 'host') section.hostLine = at.line;
    }
  }
  if (accounts.size > 0) return accounts;
  // Without any account line the commands are those of the default account.
  return new Map([['default', { commands: defaults, defaults: new Map(), bases: [], hostLine: undefined }]]);
}

/** `NAME [: BASE, …]`. */
function readAccountLine(
  text: string,
  at: Named,
  accounts: Map<string, Section>,
  defaults: Account,
  out: Collector,
): Section {
  const colon = text.indexOf(':');
  const name = (colon === -1 ? text : text.slice(0, colon)).trim();
  const bases: Section[] = [];
  for (const word of colon === -1 ? [] : text.slice(colon + 1).split(',')) {
    const base = accounts.get(word.trim());
    if (base !== undefined) bases.push(base);
    else if (word.trim() !== '') out.remark('alone', at, { file: 'sendmemo.cfg', detail: word.trim() });
  }
  const hostLine = bases.findLast((base) => base.hostLine !== undefined)?.hostLine;
  const section: Section = {
    commands: new Map(),
    defaults,
    bases,
    hostLine: hostLine ?? defaults.get('host')?.line,
  };
  accounts.set(name, section);
  return section;
}
