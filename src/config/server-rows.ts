/** The settings of sendmemo.cfg, in the order of the sample (contract, sections 1, 7, 8 and 10). */
import { oauthRows } from './oauth-rows.ts';
import { relayRows } from './relay-rows.ts';
import { spoolRows } from './spool-rows.ts';
import type { Setting, ValueForm } from './setting.ts';

const file = 'sendmemo.cfg';
const row = { file, default: '', original: false } as const;

const seconds = { kind: 'seconds' } as const satisfies ValueForm;

/** The values of auth-method that log in with a name and a secret. */
export const authMethods = [
  'plain',
  'login',
  'cram-md5',
  'scram-sha-1',
  'scram-sha-1-plus',
  'scram-sha-256',
  'scram-sha-256-plus',
  'xoauth2',
  'oauthbearer',
] as const;

export const serverRows = [
  {
    name: 'smtp-server-host',
    file,
    form: { kind: 'hosts' },
    default: 'localhost',
    original: true,
    option: '--smtp-server-host',
    variable: 'SENDMEMO_SMTP_SERVER_HOST',
  },
  {
    name: 'smtp-server-port',
    file,
    form: { kind: 'number', min: 1, max: 65_535 },
    default: '25',
    original: true,
    option: '--smtp-server-port',
    variable: 'SENDMEMO_SMTP_SERVER_PORT',
  },
  {
    ...row,
    name: 'connect-timeout',
    form: seconds,
    default: '30',
  },
  {
    ...row,
    name: 'greeting-timeout',
    form: seconds,
    default: '60',
  },
  {
    ...row,
    name: 'command-timeout',
    form: seconds,
    default: '60',
  },
  {
    ...row,
    name: 'data-timeout',
    form: seconds,
    default: '180',
  },
  {
    ...row,
    name: 'final-timeout',
    form: seconds,
    default: '300',
  },
  {
    ...row,
    name: 'from',
    form: { kind: 'address' },
  },
  {
    ...row,
    name: 'domain',
    form: { kind: 'domain' },
  },
  {
    ...row,
    name: 'reply-to',
    form: { kind: 'addresses' },
  },
  {
    ...row,
    name: 'auth-method',
    form: {
      kind: 'choice',
      allowed: ['auto', ...authMethods, 'external'],
      synonyms: {
        crammd5: 'cram-md5',
        cram: 'cram-md5',
        scram: 'scram-sha-256',
        'scram-sha1': 'scram-sha-1',
        'scram-sha256': 'scram-sha-256',
        oauth2: 'xoauth2',
        oauth: 'xoauth2',
        bearer: 'oauthbearer',
        certificate: 'external',
      },
    },
    default: 'auto',
  },
  {
    ...row,
    name: 'auth-user',
    form: { kind: 'text' },
  },
  {
    ...row,
    name: 'auth-password-file',
    form: { kind: 'file', exists: true },
  },
  {
    ...row,
    name: 'auth-password-command',
    form: { kind: 'text' },
    masked: true,
  },
  {
    ...row,
    name: 'auth-password-credential',
    form: { kind: 'text' },
  },
  ...oauthRows,
  {
    ...row,
    name: 'auth-allow-insecure',
    form: {
      kind: 'choice',
      allowed: ['0', '1'],
      synonyms: { yes: '1', on: '1', true: '1', no: '0', off: '0', false: '0' },
    },
    default: '0',
  },
  {
    ...row,
    name: 'proxy',
    form: { kind: 'proxy' },
  },
  {
    ...row,
    name: 'proxy-password-file',
    form: { kind: 'file', exists: true },
  },
  {
    ...row,
    name: 'source-address',
    form: { kind: 'ip-address' },
  },
  {
    ...row,
    name: 'log-file',
    form: { kind: 'file', exists: false },
    option: '--log-file',
  },
  {
    ...row,
    name: 'log-level',
    form: {
      kind: 'choice',
      allowed: ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'],
      synonyms: { warning: 'warn', verbose: 'debug', none: 'silent', off: 'silent', err: 'error' },
    },
    default: 'info',
    option: '--log-level',
  },
  {
    ...row,
    name: 'log-syslog',
    form: {
      kind: 'choice',
      allowed: [
        'mail',
        'daemon',
        'user',
        'local0',
        'local1',
        'local2',
        'local3',
        'local4',
        'local5',
        'local6',
        'local7',
      ],
      synonyms: { '1': 'mail', yes: 'mail', on: 'mail', true: 'mail' },
    },
  },
  {
    ...row,
    name: 'delivery',
    form: { kind: 'choice', allowed: ['direct', 'spool-on-failure', 'spool'] },
    default: 'direct',
  },
  {
    ...row,
    name: 'spool-directory',
    form: { kind: 'directory', exists: false },
    option: '--spool-directory',
  },
  ...spoolRows,
  {
    ...row,
    name: 'max-age',
    form: { kind: 'age' },
    default: '5d',
  },
  {
    ...row,
    name: 'hold-age',
    form: { kind: 'age' },
    default: '30d',
  },
  {
    ...row,
    name: 'max-connections',
    form: { kind: 'number', min: 1, max: 1000 },
    default: '5',
  },
  {
    ...row,
    name: 'messages-per-connection',
    form: { kind: 'number', min: 1, max: 1_000_000 },
    default: '100',
  },
  {
    ...row,
    name: 'rate-limit',
    form: { kind: 'number', min: 1, max: 1_000_000 },
  },
  {
    ...row,
    name: 'aliases',
    form: { kind: 'file', exists: true },
  },
  ...relayRows,
] as const satisfies readonly Setting[];

export type ServerSettingName = (typeof serverRows)[number]['name'];

/** The values of a setting whose form is a choice. */
export type ChoiceOf<Name extends ServerSettingName> = Extract<
  (typeof serverRows)[number],
  { readonly name: Name }
>['form'] extends {
  readonly allowed: readonly (infer Value)[];
}
  ? Value
  : never;
