/**
 * ssmtp: `ssmtp.conf`, lines `Name=value` in any case, `#` begins a comment. `UseTLS` is TLS from the first byte,
 * `UseSTARTTLS` STARTTLS, which is never optional; no certificate is verified without `TLS_CA_File`.
 */
import type { Collector, Named } from './collector.ts';
import { createCollector, splitHostPort } from './collector.ts';
import { nameAndValue, withoutQuotes } from './lines.ts';
import type { Format, Imported, Source } from './page.ts';

const names =
  /^\s*(root|mailhub|rewriteDomain|hostname|FromLineOverride|Use\w*TLS\w*|TLS_?\w+|Auth(User|Pass|Method))\s*=/i;

export const ssmtp: Format = {
  fileName: 'ssmtp.conf',
  program: 'ssmtp',
  named: /ssmtp.*\.conf/i,
  likeness: (lines) => lines.filter((line) => names.test(line)).length * 3,
  read: readSsmtp,
};

function readSsmtp(source: Source): Imported {
  const out = createCollector(source);
  const values = readLines(source);
  const used = new Set<string>();
  const at = (name: string): Named | null => {
    used.add(name);
    const found = values.get(name);
    return found === undefined || found.value === '' ? null : found;
  };
  const encrypted = readTls(at, out);
  readServer(at, encrypted, out);
  const method = at('authmethod');
  if (method !== null) out.carry('auth-method', method.value.toLowerCase(), method);
  readReverseAliases(source, out);
  out.login(at('authuser'), at('authpass'), encrypted !== 'none');
  for (const [name, value] of values) {
    if (!used.has(name)) out.remark('no-equal', value, { file: 'sendmemo.cfg', detail: value.value });
  }
  return out.result();
}

type At = (name: string) => Named | null;

function readTls(at: At, out: Collector): 'none' | 'starttls' | 'smtps' {
  const tls = at('usetls');
  const starttls = at('usestarttls');
  const mode = isYes(starttls) ? 'starttls' : isYes(tls) ? 'smtps' : 'none';
  out.carry(
    'EnableTLS',
    { none: '0', starttls: '1', smtps: '2' }[mode],
    mode === 'starttls' ? starttls : tls,
  );
  if (mode === 'none') out.remark('plain-text', tls, { setting: 'EnableTLS' });
  const caFile = at('tls_ca_file') ?? at('tlscafile');
  const caDirectory = at('tls_ca_dir') ?? at('tlscadir');
  if (caFile !== null) out.trust('CAFile', caFile);
  if (caDirectory !== null) out.trust('CAPath', caDirectory);
  if (mode !== 'none' && caFile === null && caDirectory === null) {
    out.remark('now-verified', null, { setting: 'EnableTLS' });
  }
  readClientCertificate(at, out);
  return mode;
}

/** The key is in the certificate's file unless TLSKey names another. */
function readClientCertificate(at: At, out: Collector): void {
  const use = at('usetlscert');
  const certificate =
    at('tlscert') ?? (isYes(use) && use ? { ...use, value: '/etc/ssl/certs/ssmtp.pem' } : null);
  const key = at('tlskey') ?? certificate;
  if (certificate === null || key === null) return;
  if (use !== null && !isYes(use)) {
    out.remark('alone', certificate, { file: 'sendmemo-ssl.cfg' });
    return;
  }
  out.carry('CertFile', out.fullPath(certificate.value), certificate);
  out.carry('KeyFile', out.fullPath(key.value), key);
}

function readServer(at: At, encrypted: 'none' | 'starttls' | 'smtps', out: Collector): void {
  const hub = at('mailhub');
  if (hub === null) {
    out.remark('host-missing', null, { setting: 'smtp-server-host' });
  } else {
    const { host, port } = splitHostPort(hub.value);
    out.carry('smtp-server-host', host, hub);
    if (port !== null) out.carry('smtp-server-port', port, hub);
    // Its port is 25 in every mode; ours is 465 under SMTPS.
    else if (encrypted === 'smtps') out.carry('smtp-server-port', '25', hub);
  }
  const rewrite = at('rewritedomain');
  if (rewrite !== null) {
    out.carry('domain', rewrite.value, rewrite);
    out.remark('sender-domain', rewrite, { setting: 'domain', detail: rewrite.value });
  }
  const host = at('hostname');
  if (host !== null) out.carry('Hostname', host.value, host);
  // Off unless it is set: the From of a message is replaced there, and counts here.
  const override = at('fromlineoverride');
  if (!isYes(override)) out.remark('sender-kept', override, { setting: 'from' });
  const root = at('root');
  if (root !== null) out.remark('catch-all', root, { setting: 'aliases', detail: root.value });
}

function isYes(at: Named | null): boolean {
  return at !== null && at.value.toLowerCase() === 'yes';
}

function readLines(source: Source): ReadonlyMap<string, Named> {
  const values = new Map<string, Named>();
  for (const [index, text] of source.lines.entries()) {
    const parts = nameAndValue(text.replace(/#.*$/, ''));
    if (parts === null) continue;
    const { name } = parts;
    values.set(name.toLowerCase(), { line: index + 1, name, value: withoutQuotes(parts.value) });
  }
  return values;
}

/** `revaliases`: `LOCAL_USER:SENDER[:MAILHUB]`, the sender that a user has. There are no senders by user here. */
function readReverseAliases(source: Source, out: Collector): void {
  const found = source.beside('revaliases');
  for (const [index, text] of (found?.lines ?? []).entries()) {
    const [user = '', sender = ''] = text.split(':', 2).map((part) => part.trim());
    if (user === '' || user.startsWith('#') || sender === '') continue;
    const at = { file: found?.path ?? '', line: index + 1, name: user };
    out.remark('no-equal', at, { setting: 'from', detail: sender });
  }
}
