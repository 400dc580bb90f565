/**
 * CertFile and KeyFile → a pair that fits, or a failure. The runtime sends no certificate at all where one of the two
 * is missing and finds a wrong pair only when the session is made; so both are opened and compared beforehand.
 */
import type { KeyObject } from 'node:crypto';
import crypto from 'node:crypto';
import { SendmemoError } from '../failure/error.ts';
import { brokenBlock, isDer, noBlock, parseBlocks, parseCertificates, type PemBlock } from './pem.ts';
import type { ClientCertificate, NamedFile } from './plan.ts';

const keyLabel = /(^| )PRIVATE KEY$/;

interface FileContents {
  readonly bytes: Uint8Array;
  readonly file: NamedFile;
}

/**
 * Reads certificate (PEM with its chain, or one certificate in DER) and key (PEM); one file may hold both.
 * @throws SendmemoError CONFIG pem-no-block, pem-broken-block, key-encrypted, key-mismatch
 */
export function parseClientCertificate(certificate: FileContents, key: FileContents): ClientCertificate {
  const chain = parseCertificates(certificate.bytes, certificate.file);
  const [own] = chain;
  if (own === undefined) throw noBlock(certificate.file, 'certificate', certificate.bytes);
  const block = findKey(key);
  const body = block.body.split(/\r\n|\n|\r/).map((line) => line.trimEnd());
  const keyPem = `-----BEGIN ${block.label}-----${body.join('\n')}-----END ${block.label}-----\n`;
  const x509 = new crypto.X509Certificate(Buffer.from(own.der));
  if (!x509.checkPrivateKey(readKey(keyPem, block, key.file))) {
    throw new SendmemoError({
      code: 'CONFIG',
      reason: 'key-mismatch',
      origin: key.file.origin,
      certificate: certificate.file.path,
      key: key.file.path,
    });
  }
  return {
    certificatePem: chain.map(({ pem }) => pem).join(''),
    keyPem,
    forClients: isForClients(x509),
    certificateFile: certificate.file.path,
    keyFile: key.file.path,
  };
}

/** clientAuth or anyExtendedKeyUsage (RFC 5280, 4.2.1.12). */
function isForClients({ keyUsage }: crypto.X509Certificate): boolean {
  // The runtime's name for the extended one; it is undefined where the extension is not there.
  const usages = keyUsage as readonly string[] | undefined;
  return usages === undefined || usages.includes('1.3.6.1.5.5.7.3.2') || usages.includes('2.5.29.37.0');
}

function findKey({ bytes, file }: FileContents): PemBlock {
  if (isDer(bytes)) throw noBlock(file, 'key', bytes);
  const block = parseBlocks(bytes, file, 'key').find(({ label }) => keyLabel.test(label));
  if (block === undefined) throw noBlock(file, 'key', bytes);
  if (block.label.startsWith('ENCRYPTED ') || /^Proc-Type:.*ENCRYPTED/m.test(block.body)) {
    throw new SendmemoError({
      code: 'CONFIG',
      reason: 'key-encrypted',
      origin: file.origin,
      path: file.path,
    });
  }
  return block;
}

function readKey(pem: string, block: PemBlock, file: NamedFile): KeyObject {
  try {
    return crypto.createPrivateKey(pem);
  } catch (error) {
    throw brokenBlock(file, block.number, 'key', 'contents-damaged', error);
  }
}
