import { describe, expect, it } from 'vitest';
import { reportingName } from '../../src/commands/compose-deps.ts';

describe('the name of this machine in a bounce', () => {
  it.each([
    ['srv.example.com', null, 'srv.example.com'],
    ['srv.example.com.', null, 'srv.example.com'],
    ['srv', 'srv.example.com', 'srv.example.com'],
    ['srv', null, 'srv'],
    ['(none)', null, 'host.invalid'],
    ['localhost', null, 'host.invalid'],
    ['', null, 'host.invalid'],
  ])('of %j with the full name %j is %s', async (host, full, expected) => {
    expect(await reportingName({ hostName: () => host, fqdn: () => Promise.resolve(full) })).toBe(expected);
  });
});
