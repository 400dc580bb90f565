/** `auth-oauth*`: how an access token is requested. Every file is opened and checked before the first packet. */
import crypto from 'node:crypto';
import { parseClientCertificate } from '../tls/client-certificate.ts';
import type { NamedFile } from '../tls/plan.ts';
import { exposure, readNamed } from './named-file.ts';
import { oauthProviders } from './oauth-providers.ts';
import { readSecret } from './auth-secret.ts';
import { configError, conflict, incomplete, textOf } from './resolved.ts';
import type { ResolvedSetting } from './resolved.ts';
import type { OAuthClient, OAuthGrant, OAuthSettings, SettingsDeps } from './settings.ts';

/** The rows of `auth-oauth*`, with paths resolved, and `auth-user`. */
export interface OAuthValues {
  readonly user: ResolvedSetting;
  readonly provider: ResolvedSetting;
  readonly tenant: ResolvedSetting;
  readonly clientId: ResolvedSetting;
  readonly clientSecretFile: ResolvedSetting;
  readonly clientCertificate: ResolvedSetting;
  readonly clientKey: ResolvedSetting;
  readonly scope: ResolvedSetting;
  readonly tokenUrl: ResolvedSetting;
  readonly refreshTokenFile: ResolvedSetting;
  readonly serviceAccountFile: ResolvedSetting;
  readonly subject: ResolvedSetting;
}

/** Tenants that mean any tenant: an application by itself belongs to one. */
const sharedTenants = ['common', 'organizations', 'consumers'];

/** @throws SendmemoError CONFIG cfg-pair-incomplete, cfg-conflict, cfg-oauth-file, cfg-secret-*, cfg-named-file */
export function readOAuth(values: OAuthValues, deps: SettingsDeps): OAuthSettings {
  const grant = readGrant(values, deps);
  const preset = oauthProviders[values.provider.text] ?? null;
  const tenant = tenantOf(values, grant, preset?.kind === 'microsoft');
  const place = (url: string): string => url.replace('{tenant}', encodeURIComponent(tenant ?? 'common'));
  const byUser = grant.kind === 'refresh-token';
  const scope = textOf(values.scope) ?? (byUser ? preset?.userScope : preset?.applicationScope) ?? null;
  const endpoints =
    preset === null
      ? ownEndpoints(values.provider.text)
      : { tokenUrl: place(preset.tokenUrl), deviceUrl: place(preset.deviceUrl), issuer: null };
  return {
    ...endpoints,
    ...(grant.kind === 'service-account' && grant.tokenUrl !== null ? { tokenUrl: grant.tokenUrl } : {}),
    ...(values.tokenUrl.text === '' ? {} : { tokenUrl: values.tokenUrl.text }),
    provider: preset?.kind ?? 'other',
    clientId: textOf(values.clientId),
    scope,
    user: values.user.text,
    grant,
  };
}

/** A URL whose last part is `token` is the endpoint; another one is the issuer, whose document names it. */
function ownEndpoints(url: string): Pick<OAuthSettings, 'tokenUrl' | 'deviceUrl' | 'issuer'> {
  return /\/token\/?$/.test(new URL(url).pathname)
    ? { tokenUrl: url, deviceUrl: null, issuer: null }
    : { tokenUrl: null, deviceUrl: null, issuer: url };
}

function readGrant(values: OAuthValues, deps: SettingsDeps): OAuthGrant {
  const { provider, clientId, clientSecretFile, clientCertificate, refreshTokenFile, serviceAccountFile } =
    values;
  if (serviceAccountFile.text !== '') {
    const other = [refreshTokenFile, clientSecretFile, clientCertificate].find(isSet);
    if (other !== undefined) throw conflict(other, serviceAccountFile);
    return readServiceAccount(values, deps);
  }
  if (isSet(values.subject)) throw incomplete(values.subject, 'auth-oauth-service-account-file');
  const client = readClient(values, deps);
  if (clientId.text === '') throw incomplete(provider, 'auth-oauth-client-id');
  if (refreshTokenFile.text !== '') return { kind: 'refresh-token', file: named(refreshTokenFile), client };
  if (client.kind === 'public') throw incomplete(provider, 'auth-oauth-client-secret-file');
  return { kind: 'client-credentials', client };
}

function readClient(values: OAuthValues, deps: SettingsDeps): OAuthClient {
  const { clientSecretFile, clientCertificate, clientKey } = values;
  if (isSet(clientSecretFile) && isSet(clientCertificate))
    throw conflict(clientCertificate, clientSecretFile);
  if (isSet(clientSecretFile)) {
    const file = named(clientSecretFile);
    readSecret(file, deps);
    return { kind: 'secret', read: () => readSecret(file, deps) };
  }
  if (!isSet(clientCertificate)) {
    if (isSet(clientKey)) throw incomplete(clientKey, 'auth-oauth-client-certificate');
    return { kind: 'public' };
  }
  // One file may hold both.
  const keyFile = named(isSet(clientKey) ? clientKey : clientCertificate);
  const certificate = readNamed(named(clientCertificate));
  const key = readPrivate(keyFile, deps);
  const pair = parseClientCertificate(
    { bytes: certificate.bytes, file: certificate.named },
    { bytes: key, file: keyFile },
  );
  requireRsa(pair.keyPem, keyFile);
  return { kind: 'certificate', ...pair };
}

/** The JSON file of Google's console. */
function readServiceAccount(
  { serviceAccountFile, subject, user }: OAuthValues,
  deps: SettingsDeps,
): OAuthGrant {
  const file = named(serviceAccountFile);
  const account = parseObject(Buffer.from(readPrivate(file, deps)).toString('utf8'));
  const { client_email: email, private_key: keyPem, private_key_id: keyId, token_uri: tokenUrl } = account;
  if (typeof email !== 'string' || typeof keyPem !== 'string') throw unfit(file, 'service-account');
  requireRsa(keyPem, file);
  return {
    kind: 'service-account',
    email,
    keyPem,
    keyId: typeof keyId === 'string' ? keyId : null,
    subject: textOf(subject) ?? user.text,
    tokenUrl: typeof tokenUrl === 'string' && tokenUrl.startsWith('https://') ? tokenUrl : null,
  };
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** @throws SendmemoError cfg-secret-exposed (status 77), cfg-named-file */
function readPrivate(file: NamedFile, deps: SettingsDeps): Uint8Array {
  const read = readNamed(file);
  if (exposure(read, deps) === 0) return read.bytes;
  const mode = (read.mode ?? 0) & 0o777;
  const { name, origin, path } = file;
  throw configError({ code: 'CONFIG', reason: 'cfg-secret-exposed', origin, name, path, mode });
}

/** Tokens are requested with RS256 or PS256. */
function requireRsa(keyPem: string, file: NamedFile): void {
  try {
    if (crypto.createPrivateKey(keyPem).asymmetricKeyType === 'rsa') return;
  } catch {
    // The same: no key that can be used.
  }
  throw unfit(file, 'rsa-key');
}

function unfit({ name, path, origin }: NamedFile, expected: 'service-account' | 'rsa-key'): Error {
  return configError({ code: 'CONFIG', reason: 'cfg-oauth-file', origin, name, path, expected });
}

/** @throws SendmemoError cfg-pair-incomplete: Microsoft gives an application tokens for one tenant only */
function tenantOf({ provider, tenant }: OAuthValues, grant: OAuthGrant, isMicrosoft: boolean): string | null {
  const isShared = tenant.text === '' || sharedTenants.includes(tenant.text);
  if (isMicrosoft && grant.kind === 'client-credentials' && isShared) {
    throw incomplete(isSet(tenant) ? tenant : provider, 'auth-oauth-tenant');
  }
  return textOf(tenant);
}

function named({ setting, text, origin }: ResolvedSetting): NamedFile {
  return { name: setting.name, path: text, origin };
}

function isSet({ text }: ResolvedSetting): boolean {
  return text !== '';
}
