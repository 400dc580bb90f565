/**
 * msmtp: `.msmtprc`, lines `command argument`, in sections `defaults` and `account NAME [: BASE, …]`. The account
 * `default` is the one that a plain call uses. STARTTLS is never optional; `tls` is off unless it is set.
 */
import type { Collector, Named } from './collector.ts';
import { createCollector } from './collector.ts';
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

type Account = Map<string, Named>;

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

/** SHA-256 has 64 digits; SHA-1 and MD5 have fewer. */
function readFingerprint(fingerprint: Named, out: Collector): void {
  if (fingerprint.value.replaceAll(':', '').length === 64) {
    out.carry('Fingerprint', fingerprint.value, fingerprint);
  } else {
    out.remark('old-fingerprint', fingerprint, { file: 'sendmemo-ssl.cfg' });
  }
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
    else out.remark('no-equal', from, { file: 'sendmemo.cfg', detail: from.value });
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

const methods: ReadonlySet<string> = new Set(['plain', 'login', 'cram-md5', 'xoauth2']);

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
  const accounts = readAccounts(source);
  const chosen = accounts.get('default') ?? [...accounts.values()][0] ?? new Map<string, Named>();
  const others = [...accounts].filter(([, account]) => account.size > 0 && !sameLines(account, chosen));
  if (others.length > 0) {
    out.remark('one-taken', null, {
      file: 'sendmemo.cfg',
      detail: others.map(([name]) => name).join(', '),
    });
  }
  return chosen;
}

/** `account default : work` adds nothing to what it is based on: both are the same account. */
function sameLines(one: Account, other: Account): boolean {
  const line = (account: Account): number | undefined => account.get('host')?.line;
  return one === other || line(one) === line(other);
}

function readAccounts(source: Source): ReadonlyMap<string, Account> {
  const accounts = new Map<string, Account>();
  let defaults: Account = new Map();
  let current = defaults;
  for (const [index, text] of source.lines.entries()) {
    const parts = /^\s*(?<name>[^\s#]\S*)(?:\s+(?<value>.*?))?\s*$/.exec(text)?.groups;
    if (!parts) continue;
    const name = parts['name'] ?? '';
    const value = (parts['value'] ?? '').replace(/^"(.*)"$/, '$1');
    if (name === 'defaults') {
      defaults = new Map();
      current = defaults;
    } else if (name === 'account') {
      const [own = '', bases = ''] = value.split(':', 2).map((part) => part.trim());
      current = new Map(defaults);
      for (const base of bases.split(',')) {
        for (const [key, command] of accounts.get(base.trim()) ?? []) current.set(key, command);
      }
      accounts.set(own, current);
    } else {
      current.set(name, { line: index + 1, name, value });
    }
  }
  // Without any account line the commands are those of the default account.
  if (accounts.size === 0) accounts.set('default', defaults);
  return accounts;
}
