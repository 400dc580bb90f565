/** TLS of a connection to the database: what libpq's sslmode asks for, with the name rules of this program. */
import type { DatabaseSettings } from '../../config/settings.ts';
import fs from 'node:fs';
import type { ConnectionOptions } from 'node:tls';
import type { DatabaseFailure } from '../../failure/database-failure.ts';
import { SendmemoError, systemCode } from '../../failure/error.ts';
import { openCertificate } from '../../tls/certificate.ts';
import { compareNames } from '../../tls/names.ts';
import { systemStore } from '../../tls/system-store.ts';
import type { DatabaseName } from './sql-failure.ts';

type TlsFault = Extract<DatabaseFailure, { reason: 'spool-database-tls' }>['why'];

/** @returns the options of a TLS connection; null: without TLS. A UNIX socket has none, as in libpq. */
export function tlsOptions(
  { sslMode, caPem, clientCertificate }: DatabaseSettings,
  host: string,
): ConnectionOptions | null {
  if (sslMode === 'disable' || host.startsWith('/')) return null;
  const verifies =
    sslMode === 'verify-ca' || sslMode === 'verify-full' || (sslMode === 'require' && caPem !== null);
  const ca = caPem ?? (verifies ? systemAnchors() : undefined);
  return {
    minVersion: 'TLSv1.2',
    rejectUnauthorized: verifies,
    ...(ca === undefined ? {} : { ca }),
    ...(clientCertificate === null
      ? {}
      : { cert: clientCertificate.certificatePem, key: clientCertificate.keyPem }),
    // A name of a verified chain; verify-ca asks for none.
    checkServerIdentity: (_, { raw }) =>
      sslMode !== 'verify-full' || compareNames(host, openCertificate(raw).names).matched
        ? undefined
        : Object.assign(new Error('host name mismatch'), { code: 'ERR_TLS_CERT_ALTNAME_INVALID' }),
  };
}

/** @returns the failure for an error of a TLS handshake with the database; null for any other error. */
export function tlsError(error: unknown, host: string, name: DatabaseName): SendmemoError | null {
  const why = faultOf(error);
  if (why === null) return null;
  const detail = why === 'untrusted' || why === 'handshake' ? systemCode(error) : '';
  return new SendmemoError(
    { code: 'OUTPUT', reason: 'spool-database-tls', database: name.label, host, why, detail },
    { cause: error },
  );
}

/** @returns whether the server has no TLS: `prefer` goes on without. */
export function isWithoutTls(error: unknown): boolean {
  return error instanceof Error && error.message === 'The server does not support SSL connections';
}

function faultOf(error: unknown): TlsFault | null {
  if (!(error instanceof Error)) return null;
  if (isWithoutTls(error)) return 'not-offered';
  const { code = '' } = error as NodeJS.ErrnoException;
  // pg_hba.conf has only hostssl lines for this user.
  if (code === '28000' && /no encryption|SSL off/.test(error.message)) return 'required';
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return 'hostname';
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID') return 'expired';
  if (/CERT|ISSUER|SIGNATURE|CRL|PURPOSE|CHAIN/.test(code) && !code.startsWith('ERR_SSL_'))
    return 'untrusted';
  return code === 'EPROTO' || code.startsWith('ERR_SSL_') || code.startsWith('ERR_TLS_') ? 'handshake' : null;
}

function systemAnchors(): string | undefined {
  const file = systemStore.files.find((place) => fs.existsSync(place));
  return file === undefined ? undefined : fs.readFileSync(file, 'utf8');
}
