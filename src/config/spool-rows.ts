/** `spool` and what belongs to a spool in a database, in the order of the sample. */
import type { Setting } from './setting.ts';

const row = { file: 'sendmemo.cfg', default: '', original: false } as const;
// Opened with the spool: a user who only sends need not be able to read them.
const namedFile = { kind: 'file', exists: false } as const;

export const databaseRows = [
  { ...row, name: 'spool-password-file', form: namedFile },
  { ...row, name: 'spool-ca-file', form: namedFile },
  { ...row, name: 'spool-client-certificate', form: namedFile },
  { ...row, name: 'spool-client-key', form: namedFile },
  { ...row, name: 'spool-connect-timeout', form: { kind: 'seconds' }, default: '10' },
  {
    ...row,
    name: 'spool-fallback',
    form: {
      kind: 'choice',
      allowed: ['none', 'directory'],
      synonyms: { '0': 'none', no: 'none', off: 'none', false: 'none', '1': 'directory', yes: 'directory' },
    },
    default: 'none',
  },
] as const satisfies readonly Setting[];

export type DatabaseSettingName = (typeof databaseRows)[number]['name'];

export const spoolRows = [
  // Its own parser says what is wrong with it (spool-settings.ts).
  { ...row, name: 'spool', form: { kind: 'text' } },
  ...databaseRows,
  {
    ...row,
    name: 'max-connections-scope',
    form: { kind: 'choice', allowed: ['runner', 'all'], synonyms: { host: 'runner', hosts: 'all' } },
    default: 'runner',
  },
] as const satisfies readonly Setting[];
