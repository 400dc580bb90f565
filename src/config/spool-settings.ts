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
import type { ResolvedFile } from './resolved-file.ts';
import { resolvedAt } from './resolved-file.ts';
import type { DatabaseSettingName } from './spool-rows.ts';
import { databaseLabel, parseSpoolUrl } from './spool-url.ts';

/**
 * Reads the URL of `spool`; the files are opened by `open` of what it returns.
 * @throws SendmemoError CONFIG cfg-spool-url, cfg-pair-incomplete
 */
export function readSpoolDatabase(values: ResolvedFile, deps: SettingsDeps): SpoolDatabase {
  return toDatabase(resolvedAt(values, 'spool'), values, deps);
}

/** The same for the URL of an option. @throws SendmemoError CONFIG cfg-spool-url, cfg-pair-incomplete */
export function databaseAt(url: string, values: ResolvedFile, deps: SettingsDeps): SpoolDatabase {
  const { setting } = resolvedAt(values, 'spool');
  return toDatabase({ setting, text: url, origin: { kind: 'option', option: '--to' } }, values, deps);
}

function toDatabase(spool: ResolvedSetting, values: ResolvedFile, deps: SettingsDeps): SpoolDatabase {
  const at = (name: DatabaseSettingName) => resolvedAt(values, name);
  const address = readAddress(spool);
  const [certificate, key] = [at('spool-client-certificate'), at('spool-client-key')];
  if (certificate.text === '' && key.text !== '') throw incomplete(key, certificate.setting.name);
  return {
    label: databaseLabel(address),
    sslMode: address.sslMode,
    fallback: at('spool-fallback').text === 'directory',
    open: () => openDatabase(address, at, deps),
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
  at: (name: DatabaseSettingName) => ResolvedSetting,
  deps: SettingsDeps,
): DatabaseSettings {
  const password = named(at('spool-password-file'));
  // Now, and again for each connection: the file may be replaced while a runner runs.
  if (password !== null) readSecret(password, deps);
  const ca = named(at('spool-ca-file'));
  const certificate = named(at('spool-client-certificate'));
  return {
    ...address,
    connectTimeoutMs: parsed(at('spool-connect-timeout'), parseSeconds),
    password: password === null ? null : async () => readSecret(password, deps),
    caPem:
      ca === null
        ? null
        : parseCertificates(readNamed(ca).bytes, ca)
            .map(({ pem }) => pem)
            .join(''),
    clientCertificate: readPair(certificate, named(at('spool-client-key')) ?? certificate, deps),
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
