/** What the readers of all formats do alike: settings, remarks and the password, gathered in the order of the source. */
import path from 'node:path';
import { serverRows } from '../../../config/server-rows.ts';
import type { CfgFile } from '../../../config/setting.ts';
import type { Carried, Imported, Place, Remark, RemarkReason, SettingName, Source } from './page.ts';

export interface RemarkFacts {
  readonly setting?: SettingName;
  readonly detail?: string;
  /** Where `setting` does not say it. */
  readonly file?: CfgFile;
}

export interface Collector {
  carry(setting: SettingName, value: string, from: Place | null): void;
  /** A setting that is written behind a semicolon. */
  shelve(setting: SettingName, value: string, from: Place): void;
  remark(reason: RemarkReason, from: Place | null, facts?: RemarkFacts): void;
  /** User and password, where both are there; `encrypted`: as far as the source says. */
  login(user: Named | null, password: Named | null, encrypted: boolean): void;
  /** A file with CAs that alone were trusted there. */
  trust(setting: 'CAFile' | 'CAPath', at: Named): void;
  /** A full path: `~` is the home directory, and what is relative is seen from the source's directory. */
  fullPath(file: string): string;
  result(): Imported;
}

/** A value with its place. */
export interface Named extends Place {
  readonly value: string;
  /** Others can read it; where that is left out, as the source. */
  readonly exposed?: boolean;
}

/** Where systems keep their list of CAs. */
const systemLists: ReadonlySet<string> = new Set([
  'system',
  '/etc/ssl/certs',
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/ssl/cert.pem',
  '/etc/pki/tls/cert.pem',
  '/etc/pki/tls/certs',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
  '/usr/local/share/certs/ca-root-nss.crt',
  '/usr/local/etc/ssl/cert.pem',
]);

export function createCollector(source: Source): Collector {
  const settings: Carried[] = [];
  const remarks: Remark[] = [];
  let secret: Imported['secret'] = null;

  const carry: Collector['carry'] = (setting, value, from) => {
    settings.push({ setting, value, from: placeOf(from), active: true });
  };
  const shelve: Collector['shelve'] = (setting, value, from) => {
    settings.push({ setting, value, from: placeOf(from), active: false });
  };
  const remark: Collector['remark'] = (reason, from, facts = {}) => {
    const { setting = null } = facts;
    // A name that is not known here may still hold a secret.
    const detail = /pass|secret|token/i.test(from?.name ?? '') ? null : (facts.detail ?? null);
    const file = facts.file ?? fileOf(setting);
    remarks.push({ reason, file, from: placeOf(from), setting, detail, failure: null });
  };
  const fullPath = (file: string): string => {
    const expanded =
      source.home !== null && (file === '~' || file.startsWith('~/'))
        ? path.join(source.home, file.slice(1))
        : file;
    return /^[A-Za-z]:[\\/]|^\\\\/.test(expanded)
      ? expanded
      : path.resolve(path.dirname(source.path), expanded);
  };

  return {
    carry,
    shelve,
    remark,
    fullPath,
    login(user, password, encrypted) {
      if (user === null || user.value === '') {
        if (password !== null && password.value !== '') remark('alone', password, { file: 'sendmemo.cfg' });
        return;
      }
      if (password === null || password.value === '') {
        shelve('auth-user', user.value, user);
        remark('password-missing', user, { setting: 'auth-user' });
        return;
      }
      carry('auth-user', user.value, user);
      if (password.exposed ?? source.exposed)
        remark('secret-exposed', password, { setting: 'auth-password-file' });
      if (!encrypted) remark('secret-in-clear', password, { setting: 'auth-password-file' });
      remark('secret-moved', password, { setting: 'auth-password-file' });
      secret = { value: password.value, from: placeOf(password) };
    },
    trust(setting, at) {
      if (systemLists.has(withoutTrailingSlashes(at.value))) {
        remark('system-trust', at, { file: 'sendmemo-ssl.cfg', detail: at.value });
        return;
      }
      carry(setting, fullPath(at.value), at);
      remark('wider-trust', at, { setting, detail: at.value });
    },
    result: () => ({ settings, remarks, secret }),
  };
}

/** The place alone: a value that came along with it may be a password. */
function placeOf<From extends Place | null>(from: From): From extends null ? null : Place;
function placeOf(from: Place | null): Place | null {
  if (from === null) return null;
  const { file, line, name } = from;
  return file === undefined ? { line, name } : { file, line, name };
}

function withoutTrailingSlashes(text: string): string {
  let end = text.length;
  while (end > 1 && text[end - 1] === '/') end -= 1;
  return text.slice(0, end);
}

/** SHA-256 in hex, with or without colons; SHA-1 and MD5 have fewer digits. */
export function isSha256(fingerprint: string): boolean {
  return fingerprint.replaceAll(':', '').length === 64;
}

const serverNames: ReadonlySet<string> = new Set(serverRows.map(({ name }) => name));

function fileOf(setting: SettingName | null): CfgFile {
  return setting !== null && serverNames.has(setting) ? 'sendmemo.cfg' : 'sendmemo-ssl.cfg';
}

/** `host`, `host:port`, `[host]:port` → both; the port stays in the host's text where there is none of its own. */
export function splitHostPort(text: string): { readonly host: string; readonly port: string | null } {
  const found = /^(?<host>\[[^\]]+\]|[^:]+):(?<port>\d+)$/.exec(text)?.groups;
  const host = found?.['host'] ?? text;
  return { host: host.replace(/^\[(.*)\]$/, '$1'), port: found?.['port'] ?? null };
}

/** Milliseconds as seconds, without digits that say nothing. */
export function toSeconds(milliseconds: string): string {
  return String(Number(milliseconds) / 1000);
}
