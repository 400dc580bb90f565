/** `sendmemo sink`: options → SinkCommandRequest. */
import type { CommandOptions } from '../../cli/option-row.ts';
import { badValue, optionNeeded, wholeNumber } from '../../cli/values.ts';
import type { SinkRequest } from './serve.ts';

export type SinkCommandRequest = { readonly command: 'sink' } & SinkRequest;

/** @throws SendmemoError usage-option-value, usage-option-needed */
export function sinkRequest(options: CommandOptions<'sink'>): SinkCommandRequest {
  const { cert, key, http, requireTls, certDir, maildir, clientCa, count, sizeLimit } = options;
  if (cert.length !== key.length) {
    const [option, command] = cert.length > key.length ? ['--key', '--cert'] : ['--cert', '--key'];
    throw optionNeeded(option, command);
  }
  const host = options.host ?? '127.0.0.1';
  if (!/^(127(\.\d{1,3}){3}|::1|localhost)$/.test(host)) throw badValue('--host', host, '127.0.0.1, ::1');
  return {
    command: 'sink',
    host,
    port: wholeNumber(options.port ?? '2525', '--port', 0, 65_535),
    httpPort: http === null ? null : wholeNumber(http, '--http', 0, 65_535),
    mode: options.tls ?? (requireTls ? 'starttls' : 'none'),
    requireTls,
    certificates: cert.map((certFile, index) => ({ certFile, keyFile: key[index] ?? '' })),
    certificateDirectory: certDir,
    maildir,
    clientCaFile: clientCa,
    count: optionalNumber(count, '--count'),
    sizeLimitBytes: optionalNumber(sizeLimit, '--size-limit'),
  };
}

function optionalNumber(value: string | null, option: string): number | null {
  return value === null ? null : wholeNumber(value, option, 1, 999_999_999);
}
