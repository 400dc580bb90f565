import type { SystemStore } from './plan.ts';

/**
 * Where systems keep their CAs, those with `<hash>.0` links and those in one file: Debian, Alpine, Red Hat, SUSE,
 * FreeBSD, OpenBSD, AIX, OpenSSL's own places. All that are there count.
 */
export const systemStore: SystemStore = {
  directories: [
    '/etc/ssl/certs',
    '/etc/pki/tls/certs',
    '/etc/pki/ca-trust/extracted/pem/directory-hash',
    '/var/lib/ca-certificates/openssl',
    '/usr/local/share/certs',
    '/var/ssl/certs',
  ],
  files: [
    '/etc/ssl/certs/ca-certificates.crt',
    '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
    '/etc/pki/tls/certs/ca-bundle.crt',
    '/etc/pki/tls/cert.pem',
    '/var/lib/ca-certificates/ca-bundle.pem',
    '/etc/ssl/ca-bundle.pem',
    '/etc/ssl/cert.pem',
    '/usr/lib/ssl/cert.pem',
    '/usr/local/etc/ssl/cert.pem',
    '/usr/local/share/certs/ca-root-nss.crt',
    '/var/ssl/cert.pem',
  ],
};
