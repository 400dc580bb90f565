/** `relay-*` of sendmemo.cfg, in the order of the sample. Only `sendmemo relay` and `check` open what they name. */
import type { Setting } from './setting.ts';

const row = { file: 'sendmemo.cfg', default: '', original: false } as const;
// Opened by the relay alone: other callers of the same sendmemo.cfg need not be able to read them.
const namedFile = { kind: 'file', exists: false } as const;

export const relayRows = [
  { ...row, name: 'relay-listen', form: { kind: 'listen' }, default: '127.0.0.1:25' },
  { ...row, name: 'relay-networks', form: { kind: 'networks' } },
  { ...row, name: 'relay-domains', form: { kind: 'domains' } },
  {
    ...row,
    name: 'relay-tls',
    form: {
      kind: 'choice',
      allowed: ['none', 'starttls', 'require-starttls', 'smtps'],
      synonyms: { '0': 'none', off: 'none', no: 'none', '1': 'starttls', '2': 'smtps', ssl: 'smtps' },
    },
    default: 'none',
  },
  { ...row, name: 'relay-tls-certificate', form: namedFile },
  { ...row, name: 'relay-tls-key', form: namedFile },
  { ...row, name: 'relay-password-file', form: namedFile },
  { ...row, name: 'relay-sender', form: namedFile },
  { ...row, name: 'relay-user', form: { kind: 'text' } },
  { ...row, name: 'relay-connections', form: { kind: 'number', min: 1, max: 10_000 }, default: '500' },
  { ...row, name: 'relay-client-connections', form: { kind: 'number', min: 1, max: 10_000 }, default: '50' },
  { ...row, name: 'relay-client-rate', form: { kind: 'number', min: 1, max: 1_000_000 } },
  {
    ...row,
    name: 'relay-size-limit',
    form: { kind: 'number', min: 65_536, max: 2_147_483_647 },
    default: '36700160',
  },
  { ...row, name: 'relay-recipients', form: { kind: 'number', min: 1, max: 10_000 }, default: '100' },
  { ...row, name: 'relay-timeout', form: { kind: 'seconds' }, default: '300' },
  { ...row, name: 'relay-message-timeout', form: { kind: 'seconds' }, default: '600' },
] as const satisfies readonly Setting[];

export type RelaySettingName = (typeof relayRows)[number]['name'];
