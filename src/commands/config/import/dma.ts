/**
 * dma (DragonFly Mail Agent): `dma.conf`, lines `NAME [value]`, where a name alone is a yes; passwords are in the file
 * that `AUTHPATH` names, lines `user|smarthost:password`. No certificate is verified without `FINGERPRINT`.
 */
import type { Collector, Named } from './collector.ts';
import { createCollector, isSha256 } from './collector.ts';
import { nameAndRest } from './lines.ts';
import type { Format, Imported, Source } from './page.ts';

const names =
  /^\s*(SMARTHOST|PORT|ALIASES|SPOOLDIR|AUTHPATH|SECURETRANS(FER)?|STARTTLS|OPPORTUNISTIC_TLS|FINGERPRINT|CERTFILE|SECURE|INSECURE|DEFER|FULLBOUNCE|MAILNAME|MASQUERADE|NULLCLIENT)(\s|$)/;

export const dma: Format = {
  fileName: 'dma.conf',
  program: 'dma',
  named: /dma.*\.conf/i,
  likeness: (lines) => lines.filter((line) => names.test(line)).length * 3,
  read: readDma,
};

type At = (name: string) => Named | null;

function readDma(source: Source): Imported {
  const out = createCollector(source);
  const values = new Map<string, Named>();
  for (const [index, text] of source.lines.entries()) {
    const parts = nameAndRest(text);
    if (parts === null || parts.name.startsWith('#')) continue;
    values.set(parts.name, { line: index + 1, name: parts.name, value: parts.rest });
  }
  const used = new Set<string>();
  const at: At = (name) => {
    used.add(name);
    return values.get(name) ?? null;
  };
  const host = at('SMARTHOST');
  if (host === null || host.value === '') out.remark('host-missing', host, { setting: 'smtp-server-host' });
  else out.carry('smtp-server-host', host.value, host);
  const mode = readTls(at, out);
  const port = at('PORT');
  if (port !== null && port.value !== '') out.carry('smtp-server-port', port.value, port);
  // Its port is 25 in every mode; ours is 465 under SMTPS.
  else if (mode === 'smtps') out.carry('smtp-server-port', '25', null);
  readNames(at, source, out);
  readLogin(at, source, mode !== 'none', out);
  if (at('NULLCLIENT') === null) out.remark('local-delivery', null, { setting: 'aliases' });
  out.remark('queue-lost', null, { setting: 'delivery' });
  for (const [name, value] of values) {
    if (!used.has(name)) out.remark('no-equal', value, { file: 'sendmemo.cfg', detail: value.value });
  }
  return out.result();
}

function readTls(at: At, out: Collector): 'none' | 'starttls' | 'smtps' {
  const secure = at('SECURETRANSFER') ?? at('SECURETRANS');
  const starttls = at('STARTTLS');
  const optional = at('OPPORTUNISTIC_TLS');
  const fingerprint = at('FINGERPRINT');
  const certificate = at('CERTFILE');
  // `SECURE` is a reminder, without effect of its own.
  at('SECURE');
  if (certificate !== null && certificate.value !== '') {
    out.carry('CertFile', out.fullPath(certificate.value), certificate);
    out.carry('KeyFile', out.fullPath(certificate.value), certificate);
  }
  if (secure === null) {
    for (const alone of [starttls, optional, fingerprint]) {
      if (alone !== null) out.remark('alone', alone, { file: 'sendmemo-ssl.cfg' });
    }
    out.carry('EnableTLS', '0', null);
    out.remark('plain-text', null, { setting: 'EnableTLS' });
    return 'none';
  }
  const mode = starttls === null ? 'smtps' : 'starttls';
  out.carry('EnableTLS', mode === 'smtps' ? '2' : '1', starttls ?? secure);
  if (optional !== null && mode === 'starttls') {
    out.carry('StartTLSPolicy', 'must', optional);
    out.remark('falls-back', optional, { setting: 'StartTLSPolicy' });
  }
  if (fingerprint === null || fingerprint.value === '') {
    out.remark('now-verified', null, { setting: 'EnableTLS' });
  } else if (isSha256(fingerprint.value)) out.carry('Fingerprint', fingerprint.value, fingerprint);
  else out.remark('old-fingerprint', fingerprint, { file: 'sendmemo-ssl.cfg' });
  return mode;
}

function readNames(at: At, source: Source, out: Collector): void {
  const name = at('MAILNAME');
  if (name !== null && name.value !== '') {
    const file = name.value.startsWith('/') ? source.beside(name.value) : null;
    const value = name.value.startsWith('/') ? (file?.lines[0]?.trim() ?? '') : name.value;
    if (value === '') out.remark('not-read', name, { file: 'sendmemo-ssl.cfg', detail: name.value });
    else out.carry('Hostname', value, name);
  }
  const sender = at('MASQUERADE');
  if (sender !== null && sender.value !== '') {
    if (/^[^@\s]+@[^@\s]+$/.test(sender.value)) {
      out.carry('from', sender.value, sender);
      out.remark('sender-kept', sender, { setting: 'from', detail: sender.value });
    } else out.remark('sender-domain', sender, { setting: 'from', detail: sender.value });
  }
  const aliases = at('ALIASES');
  if (aliases !== null && aliases.value !== '') out.carry('aliases', out.fullPath(aliases.value), aliases);
}

/** The line for the smart host; a password may hold colons. */
function readLogin(at: At, source: Source, encrypted: boolean, out: Collector): void {
  const file = at('AUTHPATH');
  at('INSECURE');
  if (file === null || file.value === '') return;
  const found = source.beside(file.value);
  if (found === null) {
    out.remark('not-read', file, { setting: 'auth-user', detail: file.value });
    return;
  }
  const host = at('SMARTHOST')?.value ?? '';
  for (const [index, text] of found.lines.entries()) {
    const bar = text.indexOf('|');
    const colon = text.indexOf(':', bar + 1);
    if (bar === -1 || colon === -1 || text.trimStart().startsWith('#')) continue;
    if (text.slice(bar + 1, colon).trim() !== host) continue;
    const place = { file: found.path, line: index + 1, exposed: found.exposed };
    out.login(
      { ...place, name: 'user', value: text.slice(0, bar).trim() },
      { ...place, name: 'password', value: text.slice(colon + 1).trim() },
      encrypted,
    );
    return;
  }
  out.remark('alone', file, { setting: 'auth-user' });
}
