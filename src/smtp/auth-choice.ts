/** Which mechanisms are tried for a login, in their order: from what was configured, offered and is possible here. */
import crypto from 'node:crypto';
import type { AuthMethod } from '../config/settings.ts';
import type { ChannelBinding, MechanismName } from './sasl.ts';

export interface Candidate {
  readonly name: MechanismName;
  readonly binding: ChannelBinding | null;
  /** Of a mechanism without binding: the session has one, and the server does not offer to use it. */
  readonly couldBind: boolean;
}

/** Why a mechanism that is configured can't be used, whatever the server offers. */
export type Hindrance = 'md5-forbidden' | 'no-channel-binding' | 'no-client-certificate';

export interface ChoiceFacts {
  readonly method: AuthMethod;
  /** The secret is an access token. */
  readonly isToken: boolean;
  /** The session is encrypted, and the certificate was verified. */
  readonly secured: boolean;
  readonly offered: readonly string[];
  /** What the session can be bound to, the strongest first. */
  readonly bindings: readonly ChannelBinding[];
  readonly hasClientCertificate: boolean;
  readonly md5Allowed: boolean;
}

const configured: Record<Exclude<AuthMethod, 'auto'>, MechanismName> = {
  plain: 'PLAIN',
  login: 'LOGIN',
  'cram-md5': 'CRAM-MD5',
  'scram-sha-1': 'SCRAM-SHA-1',
  'scram-sha-1-plus': 'SCRAM-SHA-1-PLUS',
  'scram-sha-256': 'SCRAM-SHA-256',
  'scram-sha-256-plus': 'SCRAM-SHA-256-PLUS',
  xoauth2: 'XOAUTH2',
  oauthbearer: 'OAUTHBEARER',
  external: 'EXTERNAL',
};

/** @returns what to try; empty: the server offers nothing that may be used */
export function chooseCandidates(facts: ChoiceFacts): readonly Candidate[] | Hindrance {
  const { method, isToken, offered } = facts;
  if (method === 'auto') {
    // A token is no password: a mechanism for passwords would hand it out and fail.
    if (isToken) return unbound(['OAUTHBEARER', 'XOAUTH2'], offered);
    return [...scramOf(facts), ...unbound(withoutScram(facts), offered)];
  }
  const name = configured[method];
  if (method === 'cram-md5' && !facts.md5Allowed) return 'md5-forbidden';
  if (method === 'external' && !facts.hasClientCertificate) return 'no-client-certificate';
  if (!offered.includes(name)) return [];
  if (!name.startsWith('SCRAM-')) return unbound([name], offered);
  const { bindings } = facts;
  if (!name.endsWith('-PLUS')) return [plainScram(name, facts)];
  return bindings.length === 0 ? 'no-channel-binding' : bindings.map((binding) => bound(name, binding));
}

/**
 * The stronger hash that is offered; bound to the channel where both sides can, and then in no other way: whoever
 * rejects a binding may be a man in the middle.
 */
function scramOf(facts: ChoiceFacts): Candidate[] {
  const { offered, bindings } = facts;
  const hash = (['SCRAM-SHA-256', 'SCRAM-SHA-1'] as const).find(
    (one) => offered.includes(one) || offered.includes(`${one}-PLUS`),
  );
  if (hash === undefined) return [];
  if (offered.includes(`${hash}-PLUS`) && bindings.length > 0) {
    return bindings.map((binding) => bound(`${hash}-PLUS`, binding));
  }
  return offered.includes(hash) ? [plainScram(hash, facts)] : [];
}

/** Over TLS the plainest is the safest, without it the one that hides. */
function withoutScram({ secured, md5Allowed }: ChoiceFacts): readonly MechanismName[] {
  const hidden: readonly MechanismName[] = md5Allowed ? ['CRAM-MD5'] : [];
  return secured ? ['PLAIN', 'LOGIN', ...hidden] : [...hidden, 'PLAIN', 'LOGIN'];
}

function unbound(names: readonly MechanismName[], offered: readonly string[]): Candidate[] {
  return names
    .filter((name) => offered.includes(name))
    .map((name) => ({ name, binding: null, couldBind: false }));
}

function bound(name: MechanismName, binding: ChannelBinding): Candidate {
  return { name, binding, couldBind: false };
}

/** RFC 5802, 6: `y` informs a server that offers -PLUS that its offer did not arrive. */
function plainScram(name: MechanismName, { offered, bindings }: ChoiceFacts): Candidate {
  const anyPlus = offered.some((one) => /^SCRAM-.*-PLUS$/.test(one));
  return { name, binding: null, couldBind: bindings.length > 0 && !anyPlus };
}

/** @returns whether this machine computes MD5; under FIPS 140 it refuses to. */
export function isMd5Allowed(): boolean {
  try {
    crypto.createHash('md5');
    return true;
  } catch {
    return false;
  }
}
