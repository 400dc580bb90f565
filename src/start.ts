/** What bin/sendmemo runs: the program in a real process, and the end of it. */
import { main } from './main.ts';
import { nodeSystem } from './system.ts';

/**
 * Variables that steer Node or OpenSSL. bin/sendmemo starts Node without them; where Node was started by other means,
 * this still keeps them from what is loaded later and from the commands that sendmemo runs (auth-password-command).
 * SSL_CERT_FILE and SSL_CERT_DIR stay: sendmemo reads them itself.
 */
const runtimeVariables = [
  'NODE_OPTIONS',
  'NODE_EXTRA_CA_CERTS',
  'NODE_USE_SYSTEM_CA',
  'NODE_TLS_REJECT_UNAUTHORIZED',
  'NODE_PATH',
  'NODE_ICU_DATA',
  'NODE_DEBUG',
  'NODE_DEBUG_NATIVE',
  'NODE_V8_COVERAGE',
  'NODE_COMPILE_CACHE',
  'NODE_REDIRECT_WARNINGS',
  'NODE_PENDING_DEPRECATION',
  'NODE_PRESERVE_SYMLINKS',
  'NODE_PRESERVE_SYMLINKS_MAIN',
  'NODE_CHANNEL_FD',
  'NODE_CHANNEL_SERIALIZATION_MODE',
  'NODE_UNIQUE_ID',
  'NODE_TEST_CONTEXT',
  'NODE_USE_ENV_PROXY',
  'NODE_REPL_EXTERNAL_MODULE',
  'OPENSSL_CONF',
  'OPENSSL_CONF_INCLUDE',
  'OPENSSL_MODULES',
  'OPENSSL_ENGINES',
  'SSLKEYLOGFILE',
];
for (const name of runtimeVariables) delete process.env[name];

// Everything that counts is on the wire, on the disk or written when main is done: what is still open (a pipe on
// standard input, a server that does not close) must not keep the process.
void main(nodeSystem()).then((status) => process.exit(status));
