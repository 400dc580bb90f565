import { describe, expect, it } from 'vitest';
import { chooseCandidates, type ChoiceFacts } from '../../src/smtp/auth-choice.ts';
import type { ChannelBinding } from '../../src/smtp/sasl.ts';

const binding = (name: ChannelBinding['name']): ChannelBinding => ({ name, data: Buffer.alloc(0) });
const usual: ChoiceFacts = {
  method: 'auto',
  isToken: false,
  secured: true,
  offered: [],
  bindings: [binding('tls-exporter'), binding('tls-server-end-point')],
  hasClientCertificate: false,
  md5Allowed: true,
};

/** `NAME`, `NAME/binding`, `NAME y`. */
function chosen(change: Partial<ChoiceFacts>): readonly string[] | string {
  const found = chooseCandidates({ ...usual, ...change });
  if (typeof found === 'string') return found;
  return found.map(
    (one) => `${one.name}${one.binding ? `/${one.binding.name}` : ''}${one.couldBind ? ' y' : ''}`,
  );
}

const everything = [
  'GSSAPI',
  'LOGIN',
  'PLAIN',
  'CRAM-MD5',
  'SCRAM-SHA-1',
  'SCRAM-SHA-256',
  'SCRAM-SHA-1-PLUS',
  'SCRAM-SHA-256-PLUS',
  'EXTERNAL',
  'XOAUTH2',
  'OAUTHBEARER',
];
const bound = (name: string) => [`${name}/tls-exporter`, `${name}/tls-server-end-point`];

describe('auto', () => {
  it.each([
    {
      change: { offered: everything },
      names: [...bound('SCRAM-SHA-256-PLUS'), 'PLAIN', 'LOGIN', 'CRAM-MD5'],
    },
    {
      change: { offered: everything, bindings: [] },
      names: ['SCRAM-SHA-256', 'PLAIN', 'LOGIN', 'CRAM-MD5'],
    },
    { change: { offered: ['SCRAM-SHA-1', 'SCRAM-SHA-256'] }, names: ['SCRAM-SHA-256 y'] },
    // The offer of another hash with binding has arrived: `y` would be a lie.
    { change: { offered: ['SCRAM-SHA-1-PLUS', 'SCRAM-SHA-256'] }, names: ['SCRAM-SHA-256'] },
    { change: { offered: ['SCRAM-SHA-1-PLUS', 'SCRAM-SHA-1'] }, names: bound('SCRAM-SHA-1-PLUS') },
    { change: { offered: ['SCRAM-SHA-1'], bindings: [] }, names: ['SCRAM-SHA-1'] },
    { change: { offered: ['CRAM-MD5', 'LOGIN', 'PLAIN'] }, names: ['PLAIN', 'LOGIN', 'CRAM-MD5'] },
    {
      change: { offered: ['CRAM-MD5', 'LOGIN', 'PLAIN', 'SCRAM-SHA-1'], secured: false },
      names: ['SCRAM-SHA-1 y', 'CRAM-MD5', 'PLAIN', 'LOGIN'],
    },
    { change: { offered: ['CRAM-MD5', 'LOGIN'], md5Allowed: false }, names: ['LOGIN'] },
    { change: { offered: ['CRAM-MD5'], md5Allowed: false }, names: [] },
    { change: { offered: ['EXTERNAL', 'XOAUTH2', 'SCRAM-SHA-512'], hasClientCertificate: true }, names: [] },
    { change: { offered: everything, isToken: true }, names: ['OAUTHBEARER', 'XOAUTH2'] },
    { change: { offered: ['XOAUTH2', 'PLAIN'], isToken: true }, names: ['XOAUTH2'] },
  ])('takes $names', ({ change, names }) => {
    expect(chosen(change)).toEqual(names);
  });
});

describe('what is configured', () => {
  it.each([
    { change: { method: 'scram-sha-256' }, names: ['SCRAM-SHA-256'] },
    { change: { method: 'scram-sha-256', offered: ['SCRAM-SHA-256'] }, names: ['SCRAM-SHA-256 y'] },
    { change: { method: 'scram-sha-1-plus' }, names: bound('SCRAM-SHA-1-PLUS') },
    { change: { method: 'scram-sha-256-plus', bindings: [] }, names: 'no-channel-binding' },
    { change: { method: 'scram-sha-256-plus', offered: ['SCRAM-SHA-256'] }, names: [] },
    { change: { method: 'cram-md5', md5Allowed: false }, names: 'md5-forbidden' },
    { change: { method: 'external' }, names: 'no-client-certificate' },
    { change: { method: 'external', hasClientCertificate: true }, names: ['EXTERNAL'] },
    { change: { method: 'xoauth2' }, names: ['XOAUTH2'] },
    { change: { method: 'oauthbearer', isToken: true }, names: ['OAUTHBEARER'] },
  ] as const)('alone is taken: $change.method', ({ change, names }) => {
    expect(chosen({ offered: everything, ...change })).toEqual(names);
  });
});
