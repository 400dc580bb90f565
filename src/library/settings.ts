/** Settings → what a program sees of them: values, and where each came from; nothing that reads a secret. */
import type { Settings } from '../config/settings.ts';
import type { SendmemoSettings } from './api.ts';

export function toPublicSettings(settings: Settings): SendmemoSettings {
  const { directory, directorySource, tlsFile, serverFile, server, tls, effective, notices } = settings;
  const { proxy, auth } = server;
  return Object.freeze({
    directory,
    directorySource,
    tlsFile,
    serverFile,
    servers: server.endpoints,
    tls: Object.freeze({
      mode: tls.mode,
      policy: tls.mode === 'starttls' ? tls.policy : null,
      verified: tls.mode !== 'off' && !tls.trust.ignoreErrors,
    }),
    timeouts: server.timeouts,
    proxy: proxy && Object.freeze({ scheme: proxy.scheme, host: proxy.host, port: proxy.port }),
    sourceAddress: server.sourceAddress,
    login: auth && Object.freeze({ method: auth.method, user: auth.user, token: auth.oauth !== null }),
    from: server.from,
    domain: server.domain,
    replyTo: server.replyTo,
    delivery: server.delivery,
    spool: server.spool?.database?.label ?? server.spool?.directory ?? null,
    logFile: server.logFile,
    logLevel: server.logLevel,
    syslogFacility: server.syslogFacility,
    effective,
    notices,
  });
}
