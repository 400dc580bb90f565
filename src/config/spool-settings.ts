/** `spool = postgresql://…` and what belongs to it → SpoolDatabase. Loaded only where a database is set. */
import { parseClientCertificate } from '../tls/client-certificate.ts';
import { parseCertificates } from '../tls/pem.ts';
import type { NamedFile } from '../tls/plan.ts';
import { readSecret } from './auth-secret.ts';
import { exposure, readNamed } from './named-file.ts';
import { parseSeconds } from './numbers.ts';
import type { ResolvedSetting } from './resolved.ts';
import { configError, incomplete, parsed } from './resolved.ts';
import type { DatabaseAddress, DatabaseSettings, SettingsDeps, SpoolDatabase } from './settings.ts';
import { databaseLabel, parseSpoolUrl } from './spool-url.ts';

export interface SpoolValues {
  readonly spool: ResolvedSetting;
  readonly passwordFile: ResolvedSetting;
  readonly caFile: ResolvedSetting;
  readonly certificate: ResolvedSetting;
  readonly key: ResolvedSetting;
  readonly connectTimeout: ResolvedSetting;
  readonly fallback: ResolvedSetting;
}

/**
 * Reads the URL; the files are opened by `open` of what it returns.
 * @throws SendmemoError CONFIG cfg-spool-url, cfg-pair-incomplete, cfg-conflict
 */
export function readSpoolDatabase(values: SpoolValues, deps: SettingsDeps): SpoolDatabase {
  const { spool, certificate, key, fallback, connectTimeout } = values;
  const address = readAddress(spool);
  if (certificate.text === '' && key.text !== '') throw incomplete(key, certificate.setting.name);
  return {
    label: databaseLabel(address),
    sslMode: address.sslMode,
    fallback: fallback.text === 'directory',
    open: () => openDatabase(address, parsed(connectTimeout, parseSeconds), values, deps),
  };
}

function readAddress(spool: ResolvedSetting): DatabaseAddress {
  const address = parseSpoolUrl(spool.text);
  if (!('why' in address)) return address;
  const { setting, origin } = spool;
  throw configError({ code: 'CONFIG', reason: 'cfg-spool-url', origin, name: setting.name, ...address });
}

/** @throws SendmemoError CONFIG cfg-named-file, cfg-secret-exposed, cfg-secret-empty, pem-*, key-* */
function openDatabase(
  address: DatabaseAddress,
  connectTimeoutMs: number,
  { passwordFile, caFile, certificate, key }: SpoolValues,
  deps: SettingsDeps,
): DatabaseSettings {
  const password = named(passwordFile);
  // Now, and again for each connection: the file may be replaced while a runner runs.
  if (password !== null) readSecret(password, deps);
  const ca = named(caFile);
  return {
    ...address,
    connectTimeoutMs,
    password: password === null ? null : async () => readSecret(password, deps),
    caPem:
      ca === null
        ? null
        : parseCertificates(readNamed(ca).bytes, ca)
            .map(({ pem }) => pem)
            .join(''),
    clientCertificate: readPair(named(certificate), named(key) ?? named(certificate), deps),
  };
}

function readPair(
  certificate: NamedFile | null,
  key: NamedFile | null,
  deps: SettingsDeps,
): DatabaseSettings['clientCertificate'] {
  if (certificate === null || key === null) return null;
  const secret = readNamed(key);
  if (exposure(secret, deps) !== 0) {
    const mode = (secret.mode ?? 0) & 0o777;
    throw configError({ code: 'CONFIG', reason: 'cfg-secret-exposed', ...key, mode });
  }
  const { certificatePem, keyPem } = parseClientCertificate(
    { bytes: readNamed(certificate).bytes, file: certificate },
    { bytes: secret.bytes, file: key },
  );
  return { certificatePem, keyPem };
}

function named({ setting, text, origin }: ResolvedSetting): NamedFile | null {
  return text === '' ? null : { name: setting.name, path: text, origin };
}
