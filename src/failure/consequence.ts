/**
 * What a failure means: the exit status of a process that ends with it, and its consequence for delivery. Both are
 * total functions over Failure; no other code decides by codes.
 * Source: sysexits.h; contract, sections 5, 8 and 10; the scopes are those of Postfix's smtp_trouble.
 */
import { certificateCodes, type CertificateCode } from './codes.ts';
import type { Failure } from './failure.ts';
import type { ProxyFault } from './session-failure.ts';

/** Those of sysexits.h that are used. */
export const exitStatuses = [0, 64, 65, 66, 67, 68, 69, 70, 73, 74, 75, 76, 77, 78] as const;

export type ExitStatus = (typeof exitStatuses)[number];

export interface Consequence {
  /** Whom it concerns: the server (all that would go there), this message, one recipient, or the whole run. */
  readonly scope: 'server' | 'message' | 'recipient' | 'run';
  /** `yes`: the same may succeed later. `no`: never. `hold`: not before an administrator has changed something. */
  readonly again: 'yes' | 'no' | 'hold';
  /** Whether the next server of the list may be tried for it. */
  readonly backup: boolean;
}

/** Whether the server's certificate was rejected. */
export function isCertificateFailure(
  failure: Failure,
): failure is Extract<Failure, { code: CertificateCode }> {
  return (certificateCodes as readonly string[]).includes(failure.code);
}

/** @returns the status of section 5 for a process whose result is this failure. */
export function exitStatus(failure: Failure): ExitStatus {
  if (isCertificateFailure(failure)) return 76;
  switch (failure.code) {
    case 'USAGE':
      return 64;
    case 'ADDRESS':
      return 65;
    case 'SIZE':
      return isTemporary(failure) ? 75 : 65;
    case 'INPUT':
      return inputStatus(failure);
    case 'REFUSED':
      return 69;
    case 'INTERNAL':
      return 70;
    case 'OUTPUT':
      return outputStatus(failure);
    case 'RECIPIENTS':
      return failure.permanent ? 67 : 75;
    case 'DNS':
      return failure.reason === 'dns-no-such-name' ? 68 : 75;
    case 'CONNECT':
      return failure.reason === 'proxy-failed' ? proxyStatus(failure.why) : 75;
    case 'NO_GREETING':
    case 'CONNECTION_LOST':
    case 'TIMEOUT':
    case 'TRANSIENT':
      return 75;
    case 'STARTTLS_REFUSED':
      return failure.reply.code < 500 ? 75 : 76;
    case 'STARTTLS_UNAVAILABLE':
    case 'TLS_HANDSHAKE':
    case 'NOT_TLS_PORT':
    case 'PROTOCOL':
      return 76;
    case 'AUTH':
      return 77;
    case 'OAUTH':
      return failure.reason === 'oauth-unreachable' ? 75 : 77;
    case 'CONFIG':
      return failure.reason === 'cfg-secret-exposed' ||
        failure.reason === 'cfg-writable-by-others' ||
        failure.reason === 'cfg-directory-unsafe' ||
        failure.reason === 'key-exposed'
        ? 77
        : 78;
  }
}

function proxyStatus(why: ProxyFault): ExitStatus {
  switch (why) {
    case 'login-required':
    case 'login-refused':
      return 77;
    case 'policy':
    case 'no-proxy':
      return 69;
    case 'name':
    case 'unreachable':
    case 'lost':
    case 'timeout':
    case 'target':
      return 75;
  }
}

function outputStatus(failure: Extract<Failure, { code: 'OUTPUT' }>): ExitStatus {
  switch (failure.reason) {
    case 'output-failed':
      return 74;
    case 'cannot-listen':
      return failure.system === 'EACCES' ? 77 : 75;
    case 'spool-foreign':
      return failure.use === 'read' ? 77 : 73;
    case 'cannot-create':
    case 'already-exists':
    case 'spool-unwritable':
    case 'spool-parent-unsafe':
    case 'drop-unsafe':
      return 73;
    case 'spool-unsafe':
      return 'setting' in failure ? 78 : 73;
    // Time cures these, or another host of the database.
    case 'spool-database-unreachable':
    case 'spool-database-failed':
    case 'spool-database-unconfirmed':
    case 'spool-claim-lost':
      return 75;
    case 'spool-database-login':
    case 'spool-right-missing':
      return 77;
    case 'spool-database-missing':
    case 'spool-database-tls':
    case 'spool-schema-missing':
    case 'spool-schema-older':
    case 'spool-schema-newer':
    case 'spool-pooler':
      return 78;
  }
}

function inputStatus(failure: Extract<Failure, { code: 'INPUT' }>): ExitStatus {
  switch (failure.reason) {
    case 'header-invalid':
    case 'body-undecodable':
    case 'raw-nul':
    case 'raw-utf16':
    case 'raw-loop':
    case 'raw-field-unfit':
    case 'raw-header-too-large':
    case 'raw-header-malformed':
    case 'raw-signed':
    case 'spool-entry-corrupt':
    case 'batch-line':
    case 'import-unrecognised':
      return 65;
    case 'file-unreadable':
    case 'file-changed':
    case 'stdin-failed':
    case 'content-unreadable':
    case 'spool-entry-missing':
    case 'spool-entry-state':
    case 'spool-id-ambiguous':
      return 66;
  }
}

/** @returns scope, whether to try again, and whether a backup server may be asked. */
export function consequence(failure: Failure): Consequence {
  if (isCertificateFailure(failure)) return { scope: 'server', again: 'hold', backup: false };
  switch (failure.code) {
    case 'USAGE':
    case 'INTERNAL':
    case 'OUTPUT':
      return { scope: 'run', again: 'hold', backup: false };
    case 'CONFIG':
      return { scope: 'server', again: 'hold', backup: false };
    case 'ADDRESS':
    case 'INPUT':
      return { scope: 'message', again: 'no', backup: false };
    case 'SIZE': {
      const temporary = isTemporary(failure);
      return { scope: 'message', again: temporary ? 'yes' : 'no', backup: temporary };
    }
    case 'DNS':
      return { scope: 'server', again: failure.reason === 'dns-no-such-name' ? 'hold' : 'yes', backup: true };
    case 'CONNECT':
      // Another server is behind the same proxy: only what the proxy says about this one is worth a try.
      if (failure.reason === 'proxy-failed') {
        const again = proxyStatus(failure.why) === 75 ? 'yes' : 'hold';
        return { scope: 'server', again, backup: failure.why === 'target' || failure.why === 'policy' };
      }
      return { scope: 'server', again: 'yes', backup: true };
    case 'NO_GREETING':
      return { scope: 'server', again: 'yes', backup: true };
    case 'CONNECTION_LOST':
      return { scope: 'server', again: 'yes', backup: failure.reason === 'connection-lost' };
    case 'TIMEOUT':
      return { scope: 'server', again: 'yes', backup: failure.reason === 'stage-timeout' };
    case 'TRANSIENT':
      return {
        scope: failure.reason === 'transient' && beforeMail(failure.stage) ? 'server' : 'message',
        again: failure.reason === 'expired' ? 'no' : 'yes',
        backup: true,
      };
    case 'REFUSED':
      return {
        scope: beforeMail(failure.stage) ? 'server' : 'message',
        again: beforeMail(failure.stage) ? 'hold' : 'no',
        backup: false,
      };
    case 'RECIPIENTS':
      return {
        scope: 'recipient',
        again: failure.permanent ? 'no' : 'yes',
        backup: failure.accepted === 0 && failure.refused === 0,
      };
    case 'STARTTLS_UNAVAILABLE':
      return { scope: 'server', again: 'hold', backup: true };
    case 'STARTTLS_REFUSED':
      return { scope: 'server', again: failure.reply.code < 500 ? 'yes' : 'hold', backup: true };
    case 'TLS_HANDSHAKE':
    case 'NOT_TLS_PORT':
    case 'PROTOCOL':
    case 'AUTH':
      return { scope: 'server', again: 'hold', backup: false };
    // Backups of the mail server want the same token.
    case 'OAUTH':
      return {
        scope: 'server',
        again: failure.reason === 'oauth-unreachable' ? 'yes' : 'hold',
        backup: false,
      };
  }
}

/** A server may call a message too large for now (452 4.3.4): any 4xx is temporary (RFC 5321, 4.2.1). */
function isTemporary(failure: Extract<Failure, { code: 'SIZE' }>): boolean {
  return failure.reason === 'size-refused' && failure.reply.code < 500;
}

/** A refusal this early says nothing about the message. */
function beforeMail(stage: string): boolean {
  return ['greeting', 'ehlo', 'starttls', 'tls', 'auth'].includes(stage);
}
