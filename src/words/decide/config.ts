/** Which hint applies to a fault of a setting: shared by both languages. */
import type { ConfigFailure } from '../../failure/config-failure.ts';

type ValueFailure = Extract<ConfigFailure, { reason: 'cfg-value' }>;

/** What is wrong with a value, as far as its text shows. */
export type ValueFault = 'comment' | 'url' | 'near' | 'choice' | 'form';

export function valueFault({ value, nearest, origin, form }: ValueFailure): ValueFault {
  if (nearest !== null) return 'near';
  // `EnableTLS = 1 ; STARTTLS`: the files have no comments behind a value.
  if (origin.kind === 'file' && /\s[;#]/.test(value)) return 'comment';
  if (form === 'hosts' && /^[a-z]+:\/\//i.test(value)) return 'url';
  return form === 'choice' ? 'choice' : 'form';
}

/** `mail.example.com:25` of `smtp://mail.example.com:25/`. */
export function hostOfUrl(value: string): string {
  return value.replace(/^[a-z]+:\/\//i, '').replace(/[/?#].*$/, '');
}

/** Names of other programs (msmtp, ssmtp, mailx, swaks, Postfix) for settings of ours. */
const foreignNames: Readonly<Record<string, string>> = {
  host: 'smtp-server-host',
  server: 'smtp-server-host',
  mailhub: 'smtp-server-host',
  relayhost: 'smtp-server-host',
  mta: 'smtp-server-host',
  smtp: 'smtp-server-host',
  smarthost: 'smtp-server-host',
  port: 'smtp-server-port',
  user: 'auth-user',
  username: 'auth-user',
  authuser: 'auth-user',
  password: 'auth-password-file',
  authpass: 'auth-password-file',
  passwordeval: 'auth-password-command',
  auth: 'auth-method',
  authmethod: 'auth-method',
  tls: 'EnableTLS',
  tls_starttls: 'EnableTLS',
  usetls: 'EnableTLS',
  usestarttls: 'EnableTLS',
  tls_trust_file: 'CAFile',
  tls_ca_file: 'CAFile',
  tls_cert_file: 'CertFile',
  tls_key_file: 'KeyFile',
  tls_fingerprint: 'Fingerprint',
  tls_crl_file: 'CrlFile',
  hostname: 'Hostname',
  rewritedomain: 'domain',
  maildomain: 'domain',
};

/** @returns the setting that another program calls by this name, or null */
export function foreignSetting(name: string): string | null {
  const known = name.toLowerCase();
  return Object.hasOwn(foreignNames, known) ? (foreignNames[known] ?? null) : null;
}

/** Whether a system code says that this user lacks a permission. */
export function isForbidden(system: string): boolean {
  return system === 'EACCES' || system === 'EPERM';
}
