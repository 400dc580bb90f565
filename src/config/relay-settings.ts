/** `relay-*` → RelaySettings; what they name is opened and checked. Only `sendmemo relay` and `check` load this. */
import { parseClientCertificate } from '../tls/client-certificate.ts';
import type { NamedFile } from '../tls/plan.ts';
import { domainToASCII } from 'node:url';
import { eachPart } from './hosts.ts';
import { exposure, readNamed } from './named-file.ts';
import type { Networks } from './networks.ts';
import { nearestNetworks, noNetworks, parseNetworks } from './networks.ts';
import { parseSeconds, parseWhole } from './numbers.ts';
import { parseListen } from './relay-forms.ts';
import type { RelaySettingName } from './relay-rows.ts';
import type { ResolvedFile } from './resolved-file.ts';
import type { ResolvedSetting } from './resolved.ts';
import { configError, incomplete, parsed, wrongValue } from './resolved.ts';
import type { ListenAddress, RelaySettings, RelayTls, SettingsDeps } from './settings.ts';

/**
 * @param listen in place of `relay-listen`, or null
 * @throws SendmemoError CONFIG cfg-pair-incomplete, cfg-conflict, cfg-named-file, cfg-secret-exposed, pem-*, key-*
 */
export function readRelay(values: ResolvedFile, deps: SettingsDeps): RelaySettings {
  const {
    'relay-listen': listen,
    'relay-networks': networks,
    'relay-domains': domains,
    'relay-tls': tls,
    'relay-tls-certificate': certificate,
    'relay-tls-key': key,
    'relay-password-file': passwords,
    'relay-sender': sender,
    'relay-user': user,
    'relay-connections': connections,
    'relay-client-connections': clientConnections,
    'relay-client-rate': clientRate,
    'relay-size-limit': size,
    'relay-recipients': recipients,
    'relay-timeout': timeout,
    'relay-message-timeout': messageTimeout,
  } = Object.fromEntries(values) as Record<RelaySettingName, ResolvedSetting>;
  const addresses = parsed(listen, parseListen);
  const outward = addresses.some(({ host }) => !isLoopbackListen(host));
  // Whoever reaches such an address could send to anybody.
  if (outward && networks.text === '') throw incomplete(listen, 'relay-networks');
  // Passwords would cross the network in plain text.
  if (passwords.text !== '' && outward && tls.text === 'none') throw incomplete(passwords, 'relay-tls');
  return {
    listen: addresses,
    networks: readNetworks(networks),
    domains: domains.text === '' ? [] : parsed(domains, parseDomains),
    tls: readTls(tls, certificate, key, deps),
    passwordFile: named(passwords),
    senderFile: named(sender),
    user: user.text === '' ? null : { name: user.text, origin: user.origin },
    limits: {
      connections: whole(connections),
      clientConnections: whole(clientConnections),
      clientRate: clientRate.text === '' ? null : whole(clientRate),
      sizeBytes: whole(size),
      recipients: whole(recipients),
      commandMs: parsed(timeout, parseSeconds),
      messageMs: parsed(messageTimeout, parseSeconds),
    },
  };
}

/** @throws SendmemoError CONFIG cfg-value; USAGE usage-option-value */
export function readNetworks(resolved: ResolvedSetting): Networks {
  if (resolved.text === '') return noNetworks;
  const networks = parseNetworks(resolved.text);
  if ('why' in networks) {
    throw wrongValue(resolved, { nearest: nearestNetworks(resolved.text), fault: networks });
  }
  return networks;
}

/** Whether only this machine can connect to an address that is listened on. */
export function isLoopbackListen(host: ListenAddress['host']): boolean {
  return host === '::1' || host.startsWith('127.');
}

function readTls(
  mode: ResolvedSetting,
  certificate: ResolvedSetting,
  key: ResolvedSetting,
  deps: SettingsDeps,
): RelayTls | null {
  const certificateFile = named(certificate);
  const keyFile = named(key) ?? certificateFile;
  if (mode.text === 'none') {
    const stray = [certificate, key].find(({ text }) => text !== '');
    if (stray !== undefined) throw incomplete(stray, 'relay-tls');
    return null;
  }
  if (certificateFile === null || keyFile === null) throw incomplete(mode, 'relay-tls-certificate');
  const load = () => {
    const contents = readNamed(certificateFile);
    const secret = readPrivate(keyFile, deps);
    return parseClientCertificate(
      { bytes: contents.bytes, file: certificateFile },
      { bytes: secret, file: keyFile },
    );
  };
  load();
  return { mode: mode.text as RelayTls['mode'], load };
}

/** Reads a file that only its owner may read. @throws SendmemoError cfg-secret-exposed (status 77), cfg-named-file */
export function readPrivate(file: NamedFile, deps: Pick<SettingsDeps, 'env' | 'groups'>): Uint8Array {
  const read = readNamed(file);
  if (exposure(read, deps) === 0) return read.bytes;
  const mode = (read.mode ?? 0) & 0o777;
  throw configError({ code: 'CONFIG', reason: 'cfg-secret-exposed', ...file, mode });
}

function parseDomains(text: string): readonly string[] | null {
  return eachPart(text, (part) => domainToASCII(part).toLowerCase() || null);
}

function named({ setting, text, origin }: ResolvedSetting): NamedFile | null {
  return text === '' ? null : { name: setting.name, path: text, origin };
}

function whole(resolved: ResolvedSetting): number {
  return parsed(resolved, (text) => parseWhole(text, 1, Number.MAX_SAFE_INTEGER));
}
