/** What bin/sendmemo runs: the program in a real process, and the end of it. */
import fs from 'node:fs';
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

/** A thread of the runtime's pool is at work: for a name server, or a file system, that may never answer. */
const inThread = /^(GetAddrInfo|GetNameInfo|FSReq)/;

/**
 * Everything that counts is on the wire, on the disk or written when main is done: what is still open (a pipe on
 * standard input, a server that does not close) must not keep the process. process.exit() waits for the threads, so
 * where one of them may wait for ever, and Node has execve(2), the process becomes one that ends at once.
 */
function end(status: number): void {
  const { execve } = process as { readonly execve?: (file: string, args: string[], env: object) => void };
  if (execve && process.getActiveResourcesInfo().some((name) => inThread.test(name))) {
    try {
      fs.accessSync('/bin/sh', fs.constants.X_OK);
      execve('/bin/sh', ['sh', '-c', `exit ${status}`], {});
    } catch {
      // No shell: it ends when the threads have.
    }
  }
  process.exit(status);
}

void main(nodeSystem()).then(end);
