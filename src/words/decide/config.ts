/** Which sentence applies to a fault of a setting, or of a file that a setting names. */
import type { ConfigFailure } from '../../failure/config-failure.ts';
import type { Origin } from '../../failure/facts.ts';
import { hostPort } from '../../text/host-port.ts';
import type { Decisions, SayFailure } from './decisions.ts';

type Of<Reason extends ConfigFailure['reason']> = Extract<ConfigFailure, { reason: Reason }>;

export const configDecisions = (say: SayFailure) => {
  const why = (system: string): string => {
    const key = say.find('system', system === 'EPERM' ? 'EACCES' : system);
    return key === undefined ? system : say(key, {});
  };
  /** A default has no place where it is written. */
  const placed = <Fault extends { readonly origin: Origin }>(failure: Fault) => ({
    ...failure,
    origin: failure.origin.kind === 'default' ? say('default', {}) : failure.origin,
  });
  return {
    'cfg-directory-missing': (failure) => {
      const { origin } = failure;
      const isServer = origin.kind === 'option' && origin.option === '--server';
      const hint = isServer ? 'cfg-directory-missing.hint.server' : 'cfg-directory-missing.hint';
      return say.words('cfg-directory-missing', placed(failure), hint);
    },
    'cfg-server-name': (failure) => say.words('cfg-server-name', placed(failure)),
    'cfg-file-unreadable': (failure) => {
      const { file, system } = failure;
      const hint = isForbidden(system) ? 'allow-reading' : 'cfg-file-unreadable.hint';
      return say.words('cfg-file-unreadable', { file, path: file, why: why(system) }, hint);
    },
    'cfg-no-equals': (failure) =>
      say.words('cfg-no-equals', failure, failure.nearest ? 'cfg-no-equals.hint.near' : 'cfg-no-equals.hint'),
    'cfg-unknown-name': (failure) => {
      const foreign = foreignSetting(failure.name);
      const near = failure.nearest === null ? 'cfg-unknown-name.hint' : 'cfg-unknown-name.hint.near';
      return say.words(
        'cfg-unknown-name',
        { ...failure, foreign },
        foreign === null ? near : 'cfg-unknown-name.hint.foreign',
      );
    },
    'cfg-value': (failure) => {
      const fault = valueFault(failure);
      const expected = say(`expected.${failure.form ?? 'choice'}`, {});
      const line = assignment(failure, valueToWrite(say, failure, fault)).trimEnd();
      const { fault: network } = failure;
      const known = {
        ...placed(failure),
        expected,
        line,
        fault: network === undefined ? null : say(`network.${network.why}`, network),
      };
      return say.words(
        network === undefined ? 'cfg-value' : 'cfg-value.fault',
        known,
        `cfg-value.hint.${fault}`,
      );
    },
    'cfg-spool-url': (failure) => {
      const { why, detail, instead } = failure;
      const isEmpty = why === 'sslmode' && detail === '';
      return say.words(
        isEmpty ? 'cfg-spool-url.sslmode.empty' : `cfg-spool-url.${why}`,
        placed(failure),
        (instead === null ? undefined : say.find('cfg-spool-url.hint', `${why}.instead`)) ??
          say.find('cfg-spool-url.hint', why) ??
          'cfg-spool-url.hint',
      );
    },
    'cfg-relative-path': (failure) =>
      say.words('cfg-relative-path', {
        ...placed(failure),
        file: failure.value.split(/[/\\]/).at(-1) || say('file-name', {}),
      }),
    'cfg-named-file': (failure) =>
      say.words(
        'cfg-named-file',
        { ...placed(failure), why: why(failure.system) },
        isForbidden(failure.system) ? 'allow-reading' : 'cfg-named-file.hint',
      ),
    'cfg-pair-incomplete': (failure) =>
      say.words(
        'cfg-pair-incomplete',
        placed(failure),
        say.find('cfg-pair-incomplete.hint', failure.missing) ?? 'cfg-pair-incomplete.hint',
      ),
    'cfg-conflict': (failure) =>
      say.words(
        'cfg-conflict',
        placed(failure),
        say.find('cfg-conflict.hint', failure.name) ?? 'cfg-conflict.hint',
      ),
    'cfg-secret-exposed': (failure) => say.words('cfg-secret-exposed', placed(failure)),
    'cfg-writable-by-others': (failure) =>
      say.words('cfg-writable-by-others', {
        ...placed(failure),
        command: (failure.mode & 0o022) === 0 ? 'chown "$(id -un)"' : 'chmod go-w',
      }),
    'cfg-secret-empty': (failure) =>
      say.words(
        failure.name === failure.source ? 'cfg-secret-empty.command' : 'cfg-secret-empty',
        placed(failure),
      ),
    'cfg-oauth-file': (failure) => say.words(`cfg-oauth-file.${failure.expected}`, placed(failure)),
    'cfg-no-credentials': (failure) => say.words('cfg-no-credentials', placed(failure)),
    'relay-user': (failure) =>
      say.words(
        say.find('relay-user', failure.system) ?? 'relay-user',
        { ...placed(failure), why: why(failure.system) },
        isForbidden(failure.system) ? 'relay-user.hint.forbidden' : 'relay-user.hint',
      ),
    'relay-loop': (failure) => say.words('relay-loop', { place: hostPort(failure.host, failure.port) }),
    'cfg-secret-command': (failure) => say.words('cfg-secret-command', placed(failure)),
  } satisfies Decisions<ConfigFailure>;
};

/** The line to write, where the value came from. */
function assignment({ origin, name }: Of<'cfg-value'>, value: string): string {
  return origin.kind === 'environment' ? `${origin.variable}=${value}` : `${name} = ${value}`;
}

function valueToWrite(say: SayFailure, { value, nearest }: Of<'cfg-value'>, fault: ValueFault): string {
  switch (fault) {
    case 'near':
      return nearest ?? '';
    case 'url':
      return hostOfUrl(value);
    case 'choice':
      return say('value', {});
    case 'comment':
    case 'form':
      return '';
  }
}

/** What is wrong with a value, as far as its text shows. */
type ValueFault = 'comment' | 'url' | 'near' | 'choice' | 'form';

function valueFault({ value, nearest, origin, form }: Of<'cfg-value'>): ValueFault {
  if (nearest !== null) return 'near';
  // `EnableTLS = 1 ; STARTTLS`: the files have no comments behind a value.
  if (origin.kind === 'file' && /\s[;#]/.test(value)) return 'comment';
  if (form === 'hosts' && /^[a-z]+:\/\//i.test(value)) return 'url';
  return form === 'choice' ? 'choice' : 'form';
}

/** `mail.example.com:25` of `smtp://mail.example.com:25/`. */
function hostOfUrl(value: string): string {
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
function foreignSetting(name: string): string | null {
  const known = name.toLowerCase();
  return Object.hasOwn(foreignNames, known) ? (foreignNames[known] ?? null) : null;
}

/** Whether a system code says that this user lacks a permission. */
function isForbidden(system: string): boolean {
  return system === 'EACCES' || system === 'EPERM';
}
