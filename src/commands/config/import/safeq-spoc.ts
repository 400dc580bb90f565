/**
 * YSoft SafeQ Spooler Controller: `spoc.conf`, lines `name = value`. An empty value is taken from the Management
 * Server; `[EMPTY]` is really empty. STARTTLS goes on in plain text where it is not offered; the certificate is
 * always verified, with CAs in a Java trust store.
 */
import type { Collector, Named } from './collector.ts';
import { createCollector, toSeconds } from './collector.ts';
import { nameAndValue } from './lines.ts';
import type { Format, Imported, Source } from './page.ts';

const known = [
  'mailserver',
  'mailserverbackup',
  'mailfrom',
  'mailuser',
  'mailpass',
  'mailsmtpencryption',
  'mailsmtpport',
  'mailsmtpconnectiontimeout',
  'mailsmtptimeout',
] as const;

type Known = (typeof known)[number];

export const safeqSpoc: Format = {
  fileName: 'spoc.conf',
  program: 'YSoft SafeQ',
  named: /spoc.*\.conf/i,
  likeness: (lines) =>
    lines.filter((line) => /^\s*mail(server|serverbackup|from|user|pass|smtp\w+)\s*=/i.test(line)).length * 3,
  read: readSpoc,
};

function readSpoc(source: Source): Imported {
  const out = createCollector(source);
  const values = readLines(source, out);
  /** The value, '' for `[EMPTY]`; null where the Management Server has it. */
  const at = (name: Known): Named | null => {
    const found = values.get(name);
    if (found === undefined) return null;
    if (found.value !== '') return { ...found, value: found.value === '[EMPTY]' ? '' : found.value };
    out.remark('elsewhere', found, {
      file: name.startsWith('mailsmtpenc') ? 'sendmemo-ssl.cfg' : 'sendmemo.cfg',
    });
    return null;
  };

  const port = at('mailsmtpport');
  const encrypted = readEncryption(at('mailsmtpencryption'), port, out);
  const hosts = [at('mailserver'), at('mailserverbackup')].filter(
    (host): host is Named => host !== null && host.value !== '',
  );
  if (hosts[0]) {
    const names = hosts.map(({ name }) => name).join(', ');
    out.carry('smtp-server-host', hosts.map(({ value }) => value).join(', '), {
      line: hosts[0].line,
      name: names,
    });
  } else {
    out.remark('host-missing', values.get('mailserver') ?? null, { setting: 'smtp-server-host' });
  }
  if (port !== null && port.value !== '') out.carry('smtp-server-port', port.value, port);
  const from = at('mailfrom');
  if (from !== null && from.value !== '') out.carry('from', from.value, from);
  readTimeouts(at('mailsmtpconnectiontimeout'), at('mailsmtptimeout'), out);
  out.login(at('mailuser'), at('mailpass'), encrypted);
  return out.result();
}

/** @returns whether the session is encrypted there */
function readEncryption(encryption: Named | null, port: Named | null, out: Collector): boolean {
  const word = encryption?.value.toUpperCase().replaceAll(/[^A-Z]+/g, '_') ?? '';
  switch (word) {
    case 'NONE':
      out.carry('EnableTLS', '0', encryption);
      out.remark('plain-text', encryption, { setting: 'EnableTLS' });
      return false;
    case 'SSL_TLS':
    case 'SSL':
    case 'TLS':
      out.carry('EnableTLS', '2', encryption);
      out.remark('trust-elsewhere', encryption, { setting: 'EnableTLS' });
      return true;
    case 'STARTTLS':
      out.carry('EnableTLS', '1', encryption);
      out.carry('StartTLSPolicy', 'must', encryption);
      out.remark('falls-back', encryption, { setting: 'StartTLSPolicy' });
      out.remark('trust-elsewhere', encryption, { setting: 'EnableTLS' });
      return true;
    default:
      out.carry('EnableTLS', port?.value === '465' ? '2' : '1', encryption);
      out.remark('encryption-unknown', encryption, {
        setting: 'EnableTLS',
        ...(encryption === null ? {} : { detail: encryption.value }),
      });
      return true;
  }
}

function readTimeouts(connecting: Named | null, sending: Named | null, out: Collector): void {
  if (connecting !== null) carrySeconds(['connect-timeout'], connecting, out);
  if (sending === null) return;
  if (carrySeconds(['greeting-timeout', 'command-timeout', 'data-timeout'], sending, out)) {
    out.remark('final-timeout', sending, { setting: 'data-timeout' });
  }
}

/** 0 means for ever there. */
function carrySeconds(
  settings: readonly ('connect-timeout' | 'greeting-timeout' | 'command-timeout' | 'data-timeout')[],
  at: Named,
  out: Collector,
): boolean {
  if (!/^\d+$/.test(at.value) || Number(at.value) === 0) {
    out.remark('no-equal', at, { file: 'sendmemo.cfg', detail: at.value });
    return false;
  }
  for (const setting of settings) out.carry(setting, toSeconds(at.value), at);
  return true;
}

/** The last of two lines wins. What is about mail and not known here is said; the rest is another matter. */
function readLines(source: Source, out: Collector): ReadonlyMap<string, Named> {
  const values = new Map<string, Named>();
  for (const [index, text] of source.lines.entries()) {
    const parts = nameAndValue(text);
    if (parts === null) continue;
    const { name } = parts;
    const lower = name.toLowerCase();
    const found: Named = { line: index + 1, name, value: parts.value };
    if (known.some((each) => each === lower)) values.set(lower, found);
    else if (/^mail|outboundcommunication$/i.test(name)) {
      out.remark(/cryptographic|cipher/i.test(name) ? 'protection-lost' : 'no-equal', found, {
        file: /cryptographic|cipher/i.test(name) ? 'sendmemo-ssl.cfg' : 'sendmemo.cfg',
      });
    }
  }
  return values;
}
