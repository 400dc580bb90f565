import { describe, expect, it } from 'vitest';
import { fullNameInHosts } from '../src/full-name.ts';

const hosts = `127.0.0.1 localhost # print.example.org print
127.0.1.1\tprint.example.com   Print
192.0.2.7 other
`;

describe('the full name of a machine in the hosts file', () => {
  it.each([
    ['print', 'print.example.com'],
    ['other', null],
    ['localhost', null],
    ['unknown', undefined],
  ])('of %s is %s', (host, name) => {
    expect(fullNameInHosts(hosts, host)).toBe(name);
  });
});
