/**
 * sendmail: the TLS options of a `sendmail.cf` (`O Name=value`) and the smart host (`DS`). sendmail uses STARTTLS
 * where it is offered, goes on in plain text where it is not, and verifies no server without an access map.
 */
import type { ServerSettingName } from '../../../config/server-rows.ts';
import type { TlsSettingName } from '../../../config/tls-rows.ts';
import type { Collector, Named } from './collector.ts';
import { createCollector } from './collector.ts';
import { nameAndValue } from './lines.ts';
import type { Format, Imported, Source } from './page.ts';

export const sendmailCf: Format = {
  fileName: 'sendmail.cf',
  program: 'sendmail',
  named: /(sendmail|submit).*\.cf$/i,
  likeness: (lines) =>
    lines.filter((line) => /^(O\s+\w+(\.\w+)*\s*=|D(S|\{\w+\})|V\d+\/|M\w+,\s|K\w+\s|R\$|Scheck)/.test(line))
      .length * 2,
  read: readSendmailCf,
};

/** Options whose value is a file or a list, taken over as they are. */
const equals: Readonly<Record<string, TlsSettingName | ServerSettingName>> = {
  clientcertfile: 'CertFile',
  clientkeyfile: 'KeyFile',
  crlfile: 'CrlFile',
  cipherlist: 'Ciphers',
  ciphersuites: 'CipherSuites',
};

function readSendmailCf(source: Source): Imported {
  const out = createCollector(source);
  const options = readOptions(source);
  const smartHost = readSmartHost(source);
  const first = options[0] ?? smartHost;
  out.carry('EnableTLS', '1', first);
  out.carry('StartTLSPolicy', 'must', first);
  out.remark('falls-back', first, { setting: 'StartTLSPolicy' });
  out.remark('now-verified', first, { setting: 'EnableTLS' });
  for (const option of options) readOption(option, out);
  carrySmartHost(smartHost, source, out);
  out.remark('rest-not-read', null, { file: 'sendmemo.cfg' });
  return out.result();
}

function readOption(option: Named, out: Collector): void {
  const name = option.name.toLowerCase();
  const setting = equals[name];
  if (name === 'cacertfile') out.trust('CAFile', option);
  else if (name === 'cacertpath') out.trust('CAPath', option);
  else if (setting === 'Ciphers' || setting === 'CipherSuites') out.carry(setting, option.value, option);
  else if (setting !== undefined) out.carry(setting, out.fullPath(option.value), option);
  else if (/^(server|dh|rand)/.test(name)) out.remark('server-side', option, { file: 'sendmemo-ssl.cfg' });
  else out.remark('protection-lost', option, { file: 'sendmemo-ssl.cfg', detail: option.value });
}

/** The options that have to do with TLS, with a value. */
function readOptions(source: Source): readonly Named[] {
  return source.lines.flatMap((text, index) => {
    const parts = /^O\s/.test(text) ? nameAndValue(text.slice(1)) : null;
    return parts !== null &&
      parts.value !== '' &&
      /cert|keyfile|crl|ssl|cipher|tls|^dh|randfile|dane/i.test(parts.name)
      ? [{ line: index + 1, ...parts }]
      : [];
  });
}

/** `DS`, or the MTA that a submit.cf hands its mail to. */
function readSmartHost(source: Source): Named | null {
  for (const [index, text] of source.lines.entries()) {
    const parts = /^D(?<name>S|\{MTAHost\})\s*(?<value>\S+)/.exec(text)?.groups;
    if (parts) return { line: index + 1, name: `D${parts['name'] ?? ''}`, value: parts['value'] ?? '' };
  }
  return null;
}

/** `relay:[host]`, `[address]`, `host1:host2`; without brackets the mail exchangers of the name are asked. */
function carrySmartHost(smartHost: Named | null, source: Source, out: Collector): void {
  const hosts = (smartHost?.value ?? '')
    .replace(/^(relay|e?smtp8?|dsmtp|smtp):/i, '')
    .match(/\[[^\]]+\]|[^:[\]]+/g);
  if (smartHost === null || hosts === null) {
    out.remark('host-missing', smartHost, { setting: 'smtp-server-host' });
    return;
  }
  out.carry('smtp-server-host', hosts.map(plainHost).join(', '), smartHost);
  if (hosts.some((host) => !host.startsWith('[') && !/^[\d.]+$/.test(host))) {
    out.remark('mx-lookup', smartHost, { setting: 'smtp-server-host', detail: smartHost.value });
  }
  const port = readMailerPort(source);
  if (port !== null) out.carry('smtp-server-port', port.value, port);
}

/** `[IPv6:…]` is sendmail's form of an address. */
function plainHost(host: string): string {
  return host.replace(/^\[(?:IPv6:)?(.*)\]$/i, '$1');
}

/** `A=TCP $h 587` of the relay mailer. */
function readMailerPort(source: Source): Named | null {
  let mailer = '';
  for (const [index, text] of source.lines.entries()) {
    mailer = /^M(\w+)/.exec(text)?.[1] ?? (/^\s+\S/.test(text) ? mailer : '');
    const port = /\bA=TCP\s+\$h\s+(\d+)/.exec(text)?.[1];
    if (mailer === 'relay' && port !== undefined) return { line: index + 1, name: 'Mrelay', value: port };
  }
  return null;
}
