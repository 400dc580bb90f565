/** `auth-oauth*` of sendmemo.cfg, in the order of the sample. */
import { oauthProviders } from './oauth-providers.ts';
import type { Setting } from './setting.ts';

const row = { file: 'sendmemo.cfg', default: '', original: false } as const;
const namedFile = { kind: 'file', exists: true } as const;

export const oauthRows = [
  {
    ...row,
    name: 'auth-oauth',
    form: { kind: 'url', words: Object.keys(oauthProviders) },
  },
  {
    ...row,
    name: 'auth-oauth-tenant',
    form: { kind: 'domain' },
  },
  {
    ...row,
    name: 'auth-oauth-client-id',
    form: { kind: 'text' },
  },
  {
    ...row,
    name: 'auth-oauth-client-secret-file',
    form: namedFile,
  },
  {
    ...row,
    name: 'auth-oauth-client-certificate',
    form: namedFile,
  },
  {
    ...row,
    name: 'auth-oauth-client-key',
    form: namedFile,
  },
  {
    ...row,
    name: 'auth-oauth-scope',
    form: { kind: 'text' },
  },
  {
    ...row,
    name: 'auth-oauth-token-url',
    form: { kind: 'url', words: [] },
  },
  {
    ...row,
    name: 'auth-oauth-refresh-token-file',
    form: { kind: 'file', exists: false },
  },
  {
    ...row,
    name: 'auth-oauth-service-account-file',
    form: namedFile,
  },
  {
    ...row,
    name: 'auth-oauth-subject',
    form: { kind: 'address' },
  },
] as const satisfies readonly Setting[];
