/** The settings of sendmemo-ssl.cfg, in the order of the sample: the original's first, then ours (contract, section 2). */
import type { Setting, ValueForm } from './setting.ts';

const file = 'sendmemo-ssl.cfg';

const onOff = {
  kind: 'choice',
  allowed: ['0', '1'],
  synonyms: { yes: '1', on: '1', true: '1', enabled: '1', no: '0', off: '0', false: '0', disabled: '0' },
} as const satisfies ValueForm;

const protocols = {
  kind: 'choice',
  allowed: ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'],
  synonyms: {
    'tlsv1.0': 'TLSv1',
    'tls1.0': 'TLSv1',
    tls1: 'TLSv1',
    '1.0': 'TLSv1',
    '1.1': 'TLSv1.1',
    '1.2': 'TLSv1.2',
    '1.3': 'TLSv1.3',
  },
} as const satisfies ValueForm;

export const tlsRows = [
  {
    name: 'EnableTLS',
    file,
    form: {
      kind: 'choice',
      allowed: ['0', '1', '2'],
      synonyms: {
        no: '0',
        off: '0',
        none: '0',
        false: '0',
        yes: '1',
        on: '1',
        true: '1',
        starttls: '1',
        smtps: '2',
        ssl: '2',
        tls: '2',
      },
    },
    default: '0',
    original: true,
  },
  {
    name: 'CAFile',
    file,
    form: { kind: 'file', exists: true },
    default: '',
    original: true,
  },
  {
    name: 'CrlFile',
    file,
    form: { kind: 'file', exists: true },
    default: '',
    original: true,
  },
  {
    name: 'CertFile',
    file,
    form: { kind: 'file', exists: true },
    default: '',
    original: true,
  },
  {
    name: 'KeyFile',
    file,
    form: { kind: 'file', exists: true },
    default: '',
    original: true,
  },
  {
    name: 'CertValidationIgnoreHostName',
    file,
    form: onOff,
    default: '0',
    original: true,
  },
  {
    name: 'IgnoreCertificateErrors',
    file,
    form: onOff,
    default: '0',
    original: true,
  },
  {
    name: 'Hostname',
    file,
    form: { kind: 'ehlo-name' },
    default: '',
    original: true,
  },
  {
    name: 'CAPath',
    file,
    form: { kind: 'directory', exists: true },
    default: '',
    original: false,
  },
  {
    name: 'MinProtocol',
    file,
    form: protocols,
    default: 'TLSv1.2',
    original: false,
  },
  {
    name: 'MaxProtocol',
    file,
    form: protocols,
    default: 'TLSv1.3',
    original: false,
  },
  {
    name: 'Ciphers',
    file,
    form: { kind: 'text' },
    default: '',
    original: false,
  },
  {
    name: 'CipherSuites',
    file,
    form: { kind: 'text' },
    default: '',
    original: false,
  },
  {
    name: 'Groups',
    file,
    form: { kind: 'text' },
    default: '',
    original: false,
  },
  {
    name: 'Fingerprint',
    file,
    form: { kind: 'fingerprint' },
    default: '',
    original: false,
  },
  {
    name: 'StartTLSPolicy',
    file,
    form: {
      kind: 'choice',
      allowed: ['must', 'may'],
      synonyms: { required: 'must', mandatory: 'must', optional: 'may', opportunistic: 'may' },
    },
    default: 'must',
    original: false,
  },
  {
    name: 'StrictKeyPermissions',
    file,
    form: onOff,
    default: '0',
    original: false,
  },
  {
    name: 'LegacyRenegotiation',
    file,
    form: onOff,
    default: '0',
    original: false,
  },
] as const satisfies readonly Setting[];

export type TlsSettingName = (typeof tlsRows)[number]['name'];
