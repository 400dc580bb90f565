/** A configuration for OpenSSL (OPENSSL_CONF) that bounds every TLS session of a program. */
export const noTls13 = [
  'openssl_conf = start',
  '[start]',
  'ssl_conf = ssl',
  '[ssl]',
  'system_default = limits',
  '[limits]',
  'MaxProtocol = TLSv1.2',
].join('\n');
