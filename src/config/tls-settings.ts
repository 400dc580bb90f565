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
import { exposure, listNamed, namedAt, readNamed } from './named-file.ts';
import type { ReadFile } from './named-file.ts';
import { allRead, conflict, incomplete, parsed, textOf } from './resolved.ts';
import type { ResolvedSetting } from './resolved.ts';
import { resolveFile } from './resolved-file.ts';
import type { ResolvedFile } from './resolved-file.ts';
import type { SettingsDeps } from './settings.ts';
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

/** Settings of the file by their names. */
type Named<Name extends TlsSettingName> = Readonly<Record<Name, ResolvedSetting>>;

/** @throws SendmemoError CONFIG: a fault of the file, of a value, or of a file that a value names */
export function readTlsSettings(
  located: LocatedFile | null,
  assigned: readonly Assignment[],
  deps: SettingsDeps,
): TlsSettings {
  const contents: NamedContents = { anchors: [], revocationLists: [], certificate: null, key: null };
  const values = resolveFile(located, 'sendmemo-ssl.cfg', assigned, deps, (resolved) =>
    inspect(resolved, contents),
  );
  const {
    EnableTLS,
    StartTLSPolicy,
    MinProtocol,
    MaxProtocol,
    Ciphers,
    CipherSuites,
    Groups,
    CAFile,
    CAPath,
    CrlFile,
    Fingerprint,
    CertFile,
    KeyFile,
    StrictKeyPermissions,
    CertValidationIgnoreHostName,
    IgnoreCertificateErrors,
    LegacyRenegotiation,
    Hostname,
    ...unread
  } = Object.fromEntries(values) as Named<TlsSettingName>;
  allRead(unread);
  const clientCertificate = readClientCertificate({ CertFile, KeyFile }, contents);
  const protocols = readProtocols({ MinProtocol, MaxProtocol, Ciphers, CipherSuites, Groups }, deps);
  const keyNotices = judgeKeyMode(StrictKeyPermissions, contents.key, deps);
  const trust: ReadTrust = {
    anchorsFile: textOf(CAFile),
    anchorDirectory: textOf(CAPath),
    global: globalTrust(deps.env),
    revocationFile: textOf(CrlFile),
    fingerprint: Fingerprint.text === '' ? null : parsed(Fingerprint, parseFingerprint),
    ignoreHostName: isOn(CertValidationIgnoreHostName),
    ignoreErrors: isOn(IgnoreCertificateErrors),
    legacyRenegotiation: isOn(LegacyRenegotiation),
    origins: Object.fromEntries([...values].map(([name, { origin }]): [string, Origin] => [name, origin])),
  };
  const plan = toPlan(
    { EnableTLS, StartTLSPolicy },
    {
      ...trust,
      anchors: contents.anchors,
      revocationLists: contents.revocationLists,
      clientCertificate,
      protocols,
    },
  );
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
    ehloName: textOf(Hostname),
    values,
    notices:
      plan.mode === 'off'
        ? []
        : [
            ...keyNotices,
            ...purposeNotices(clientCertificate),
            ...protocolNotices(protocols),
            ...renegotiationNotices(LegacyRenegotiation),
          ],
  };
}

/** Looks into what a line of the file names: files, directories, ciphers. */
function inspect(resolved: ResolvedSetting, contents: NamedContents): void {
  const name = resolved.setting.name as TlsSettingName;
  const read = (): ReadFile => readNamed(namedAt(resolved));
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
    const named = namedAt(resolved);
    // OpenSSL's c_rehash names; a directory without one trusts nothing, which can't be intended.
    if (!listNamed(named).some((file) => /^[0-9a-f]{8}\.\d+$/i.test(file))) {
      const { origin } = named;
      throw new SendmemoError({ code: 'CONFIG', reason: 'ca-path-empty', origin, path: named.path });
    }
  }
}

/** One without the other would silently not be sent. */
function readClientCertificate(
  { CertFile, KeyFile }: Named<'CertFile' | 'KeyFile'>,
  { certificate, key }: NamedContents,
): ClientCertificate | null {
  if (certificate === null && key === null) return null;
  if (certificate === null) throw incomplete(KeyFile, 'CertFile');
  if (key === null) throw incomplete(CertFile, 'KeyFile');
  return parseClientCertificate(
    { bytes: certificate.bytes, file: certificate.named },
    { bytes: key.bytes, file: key.named },
  );
}

/** @throws SendmemoError CONFIG key-exposed (status 77) under `StrictKeyPermissions = 1` */
function judgeKeyMode(strict: ResolvedSetting, key: ReadFile | null, deps: SettingsDeps): readonly Notice[] {
  if (key === null || exposure(key, deps) === 0) return [];
  const { origin, path: file } = key.named;
  const mode = (key.mode ?? 0) & 0o777;
  if (isOn(strict)) {
    throw new SendmemoError({ code: 'CONFIG', reason: 'key-exposed', origin, path: file, mode });
  }
  return [{ reason: 'key-readable-by-others', path: file, mode }];
}

/** @throws SendmemoError CONFIG cfg-conflict */
function readProtocols(
  settings: Named<'MinProtocol' | 'MaxProtocol' | 'Ciphers' | 'CipherSuites' | 'Groups'>,
  { env }: SettingsDeps,
): ProtocolWindow {
  const { MinProtocol, MaxProtocol, Ciphers, CipherSuites, Groups } = settings;
  const minimum = writtenVersion(MinProtocol);
  const maximum = writtenVersion(MaxProtocol);
  const sslv3 = env['IPM_ENABLE_SSL_V3'];
  const sslv3Asked = minimum === null && sslv3 !== undefined && sslv3 !== '';
  const lowest = sslv3Asked ? 'TLSv1' : parsed(MinProtocol, toVersion);
  const highest = parsed(MaxProtocol, toVersion);
  if (isOlder(highest, lowest)) throw emptyWindow(MinProtocol, MaxProtocol);
  return protocolWindow({
    minimum,
    maximum,
    ciphers: textOf(Ciphers),
    cipherSuites: textOf(CipherSuites),
    groups: textOf(Groups),
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
function emptyWindow(minimum: ResolvedSetting, maximum: ResolvedSetting): Error {
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

function renegotiationNotices(legacy: ResolvedSetting): readonly Notice[] {
  return isOn(legacy) ? [{ reason: 'legacy-renegotiation' }] : [];
}

type ReadTrust = Omit<TrustPlan, 'anchors' | 'revocationLists' | 'clientCertificate' | 'protocols'>;

function globalTrust(env: SettingsDeps['env']): GlobalTrust {
  return {
    certFile: env['SSL_CERT_FILE'] || null,
    system: systemStore,
    certDirectories: (env['SSL_CERT_DIR'] ?? '').split(path.delimiter).filter((part) => part !== ''),
  };
}

function toPlan(
  { EnableTLS, StartTLSPolicy }: Named<'EnableTLS' | 'StartTLSPolicy'>,
  trust: TrustPlan,
): TlsPlan {
  switch (EnableTLS.text) {
    case '1':
      return { mode: 'starttls', policy: StartTLSPolicy.text === 'may' ? 'may' : 'must', trust };
    case '2':
      return { mode: 'smtps', trust };
    default:
      return { mode: 'off' };
  }
}

function isOn(resolved: ResolvedSetting): boolean {
  return resolved.text === '1';
}
