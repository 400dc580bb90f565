/**
 * sendmemo-ssl.cfg → TlsPlan (contract, section 2). Every value and every file that is named is looked at, under
 * `EnableTLS = 0` too: an invalid file is an error even before TLS is enabled.
 */
import path from 'node:path';
import { SendmemoError } from '../failure/error.ts';
import type { Origin } from '../failure/facts.ts';
import type { Notice } from '../failure/notice.ts';
import { parseClientCertificate } from '../tls/client-certificate.ts';
import { parseRevocationLists } from '../tls/crl.ts';
import { parseCertificates } from '../tls/pem.ts';
import type {
  ClientCertificate,
  GlobalTrust,
  ProtocolVersion,
  ProtocolWindow,
  RevocationList,
  TlsPlan,
  TrustPlan,
  TrustedCertificate,
} from '../tls/plan.ts';
import { checkCiphers, checkGroups, isOlder, protocolVersions, protocolWindow } from '../tls/protocols.ts';
import { systemStore } from '../tls/system-store.ts';
import type { Assignment } from './assignments.ts';
import type { LocatedFile } from './locate.ts';
import { exposure, listNamed, locateNamed, readNamed } from './named-file.ts';
import type { ReadFile } from './named-file.ts';
import { conflict, incomplete, parsed, textOf } from './resolved.ts';
import type { ResolvedSetting } from './resolved.ts';
import { resolveFile, resolvedAt } from './resolved-file.ts';
import type { ResolvedFile } from './resolved-file.ts';
import type { SettingsDeps } from './settings.ts';
import { tlsRows } from './tls-rows.ts';
import type { TlsSettingName } from './tls-rows.ts';
import { parseFingerprint } from './value-forms.ts';

export interface TlsSettings {
  readonly plan: TlsPlan;
  /** See Settings. */
  readonly publicTrust: () => TrustPlan;
  /** `Hostname`, or null: autodetect. */
  readonly ehloName: string | null;
  /** Every setting of the file; paths are resolved. */
  readonly values: ResolvedFile;
  readonly notices: readonly Notice[];
}

/** What the files hold that the settings name. */
interface NamedContents {
  anchors: readonly TrustedCertificate[];
  revocationLists: readonly RevocationList[];
  certificate: ReadFile | null;
  key: ReadFile | null;
}

type At = (name: TlsSettingName) => ResolvedSetting;

/** @throws SendmemoError CONFIG: a fault of the file, of a value, or of a file that a value names */
export function readTlsSettings(
  located: LocatedFile | null,
  assigned: readonly Assignment[],
  deps: SettingsDeps,
): TlsSettings {
  const contents: NamedContents = { anchors: [], revocationLists: [], certificate: null, key: null };
  const values = resolveFile(located, 'sendmemo-ssl.cfg', assigned, deps, (resolved) =>
    inspect(resolved, deps, contents),
  );
  const at: At = (name) => resolvedAt(values, name);
  const clientCertificate = readClientCertificate(at, contents);
  const protocols = readProtocols(at, deps);
  const keyNotices = judgeKeyMode(at, contents.key, deps);
  const trust = readTrust(at, deps);
  const plan = toPlan(at, {
    ...trust,
    anchors: contents.anchors,
    revocationLists: contents.revocationLists,
    clientCertificate,
    protocols,
  });
  return {
    plan,
    // What the mail server is allowed, or asked for, says nothing about another server.
    publicTrust: () => ({
      ...trust,
      anchors: contents.anchors,
      revocationLists: [],
      revocationFile: null,
      clientCertificate: null,
      protocols: protocolWindow({
        minimum: null,
        maximum: null,
        ciphers: null,
        cipherSuites: null,
        groups: null,
        sslv3Asked: false,
      }),
      fingerprint: null,
      ignoreHostName: false,
      ignoreErrors: false,
    }),
    ehloName: textOf(at('Hostname')),
    values,
    notices:
      plan.mode === 'off'
        ? []
        : [
            ...keyNotices,
            ...purposeNotices(clientCertificate),
            ...protocolNotices(protocols),
            ...renegotiationNotices(at),
          ],
  };
}

/** Looks into what a line of the file names: files, directories, ciphers. */
function inspect(resolved: ResolvedSetting, deps: SettingsDeps, contents: NamedContents): void {
  const name = resolved.setting.name as TlsSettingName;
  const read = (): ReadFile => readNamed(locateNamed(resolved, deps.cwd));
  if (name === 'CAFile') {
    const { bytes, named } = read();
    contents.anchors = parseCertificates(bytes, named);
  } else if (name === 'CrlFile') {
    const { bytes, named } = read();
    contents.revocationLists = parseRevocationLists(bytes, named);
  } else if (name === 'CertFile') {
    contents.certificate = read();
  } else if (name === 'KeyFile') {
    contents.key = read();
  } else if (name === 'Ciphers' || name === 'CipherSuites') {
    checkCiphers(name, resolved.text, resolved.origin);
  } else if (name === 'Groups') {
    checkGroups(resolved.text, resolved.origin);
  } else if (name === 'CAPath') {
    const named = locateNamed(resolved, deps.cwd);
    // OpenSSL's c_rehash names; a directory without one trusts nothing, which can't be intended.
    if (!listNamed(named).some((file) => /^[0-9a-f]{8}\.\d+$/i.test(file))) {
      const { origin } = named;
      throw new SendmemoError({ code: 'CONFIG', reason: 'ca-path-empty', origin, path: named.path });
    }
  }
}

/** One without the other would silently not be sent. */
function readClientCertificate(at: At, { certificate, key }: NamedContents): ClientCertificate | null {
  if (certificate === null && key === null) return null;
  if (certificate === null) throw incomplete(at('KeyFile'), 'CertFile');
  if (key === null) throw incomplete(at('CertFile'), 'KeyFile');
  return parseClientCertificate(
    { bytes: certificate.bytes, file: certificate.named },
    { bytes: key.bytes, file: key.named },
  );
}

/** @throws SendmemoError CONFIG key-exposed (status 77) under `StrictKeyPermissions = 1` */
function judgeKeyMode(at: At, key: ReadFile | null, deps: SettingsDeps): readonly Notice[] {
  if (key === null || exposure(key, deps) === 0) return [];
  const { origin, path: file } = key.named;
  const mode = (key.mode ?? 0) & 0o777;
  if (isOn(at('StrictKeyPermissions'))) {
    throw new SendmemoError({ code: 'CONFIG', reason: 'key-exposed', origin, path: file, mode });
  }
  return [{ reason: 'key-readable-by-others', path: file, mode }];
}

/** @throws SendmemoError CONFIG cfg-conflict */
function readProtocols(at: At, { env }: SettingsDeps): ProtocolWindow {
  const minimum = writtenVersion(at('MinProtocol'));
  const maximum = writtenVersion(at('MaxProtocol'));
  const sslv3 = env['IPM_ENABLE_SSL_V3'];
  const sslv3Asked = minimum === null && sslv3 !== undefined && sslv3 !== '';
  const lowest = sslv3Asked ? 'TLSv1' : parsed(at('MinProtocol'), toVersion);
  const highest = parsed(at('MaxProtocol'), toVersion);
  if (isOlder(highest, lowest)) throw emptyWindow(at);
  return protocolWindow({
    minimum,
    maximum,
    ciphers: textOf(at('Ciphers')),
    cipherSuites: textOf(at('CipherSuites')),
    groups: textOf(at('Groups')),
    sslv3Asked,
  });
}

function writtenVersion(resolved: ResolvedSetting): ProtocolVersion | null {
  return resolved.origin.kind === 'default' ? null : parsed(resolved, toVersion);
}

function toVersion(text: string): ProtocolVersion | null {
  return protocolVersions.find((version) => version === text) ?? null;
}

/** Speaks of the line that was written; where both were, of the one that has the lower bound. */
function emptyWindow(at: At): Error {
  const minimum = at('MinProtocol');
  const maximum = at('MaxProtocol');
  const [one, other] = minimum.origin.kind === 'default' ? [maximum, minimum] : [minimum, maximum];
  return conflict(one, other);
}

/** SSLv3 has its one warning, which says all that the other would. */
function protocolNotices({ minimum, sslv3Asked }: ProtocolWindow): readonly Notice[] {
  if (sslv3Asked) return [{ reason: 'sslv3-not-in-runtime' }];
  return isOlder(minimum, 'TLSv1.2') ? [{ reason: 'old-protocols', minimum }] : [];
}

/** Public CAs stop issuing certificates for clients (2026, 2027): a server may reject one that is for servers alone. */
function purposeNotices(certificate: ClientCertificate | null): readonly Notice[] {
  return certificate === null || certificate.forClients
    ? []
    : [{ reason: 'client-certificate-purpose', path: certificate.certificateFile }];
}

function renegotiationNotices(at: At): readonly Notice[] {
  return isOn(at('LegacyRenegotiation')) ? [{ reason: 'legacy-renegotiation' }] : [];
}

type ReadTrust = Omit<TrustPlan, 'anchors' | 'revocationLists' | 'clientCertificate' | 'protocols'>;

function readTrust(at: At, { env }: SettingsDeps): ReadTrust {
  const fingerprint = at('Fingerprint');
  return {
    anchorsFile: textOf(at('CAFile')),
    anchorDirectory: textOf(at('CAPath')),
    global: globalTrust(env),
    revocationFile: textOf(at('CrlFile')),
    fingerprint: fingerprint.text === '' ? null : parsed(fingerprint, parseFingerprint),
    ignoreHostName: isOn(at('CertValidationIgnoreHostName')),
    ignoreErrors: isOn(at('IgnoreCertificateErrors')),
    legacyRenegotiation: isOn(at('LegacyRenegotiation')),
    origins: Object.fromEntries(tlsRows.map(({ name }): [string, Origin] => [name, at(name).origin])),
  };
}

function globalTrust(env: SettingsDeps['env']): GlobalTrust {
  return {
    certFile: env['SSL_CERT_FILE'] || null,
    system: systemStore,
    certDirectories: (env['SSL_CERT_DIR'] ?? '').split(path.delimiter).filter((part) => part !== ''),
  };
}

function toPlan(at: At, trust: TrustPlan): TlsPlan {
  switch (at('EnableTLS').text) {
    case '1':
      return { mode: 'starttls', policy: at('StartTLSPolicy').text === 'may' ? 'may' : 'must', trust };
    case '2':
      return { mode: 'smtps', trust };
    default:
      return { mode: 'off' };
  }
}

function isOn(resolved: ResolvedSetting): boolean {
  return resolved.text === '1';
}
