/** Postfix's master.cf: which service listens where. */

export type Role = 'plain' | 'starttls' | 'smtps';

/** Parameters (`name = value`) that hold on the port of a role alone. */
export const usualListeners: Readonly<Record<Role, readonly string[]>> = {
  plain: [],
  starttls: ['smtpd_tls_security_level = encrypt'],
  smtps: ['smtpd_tls_wrappermode = yes'],
};

/** The services, and a smtpd for each port. No service runs in a chroot: there is none under the temporary folder. */
export function masterCf(
  ports: Readonly<Record<string, number>>,
  listeners: Readonly<Record<string, readonly string[]>>,
): string {
  return `${[
    ...Object.entries(ports).flatMap(([role, port]) => [
      `127.0.0.1:${port} inet n - n - - smtpd`,
      ...(listeners[role] ?? []).map((parameter) => `  -o { ${parameter} }`),
    ]),
    'pickup unix n - n 60 1 pickup',
    'cleanup unix n - n - 0 cleanup',
    'qmgr unix n - n 300 1 qmgr',
    'tlsmgr unix - - n 1000? 1 tlsmgr',
    'rewrite unix - - n - - trivial-rewrite',
    'bounce unix - - n - 0 bounce',
    'defer unix - - n - 0 bounce',
    'trace unix - - n - 0 bounce',
    'verify unix - - n - 1 verify',
    'flush unix n - n 1000? 0 flush',
    'proxymap unix - - n - - proxymap',
    'proxywrite unix - - n - 1 proxymap',
    'error unix - - n - - error',
    'retry unix - - n - - error',
    'discard unix - - n - - discard',
    'virtual unix - n n - - virtual',
    'anvil unix - - n - 1 anvil',
    'scache unix - - n - 1 scache',
    'smtp unix - - n - - smtp',
    'postlog unix-dgram n - n - 1 postlogd',
  ].join('\n')}\n`;
}
