/** When what the configuration names comes to its end: CAs, the client certificate, revocation lists. */
import crypto from 'node:crypto';
import { openCertificate } from '../tls/certificate.ts';
import { crlFacts } from '../tls/crl.ts';
import type { TrustPlan } from '../tls/plan.ts';

export interface CertificateEnd {
  readonly use: 'ca' | 'client' | 'crl';
  /** Its subject; of a list, its issuer. */
  readonly name: string;
  readonly notAfterMs: number;
}

/** @returns one for each certificate and list that the files of the plan hold */
export function configuredEnds(trust: TrustPlan): CertificateEnd[] {
  const client = trust.clientCertificate;
  return [
    ...trust.anchors.map(({ der }) => certificateEnd('ca', der)),
    ...(client === null
      ? []
      : [certificateEnd('client', new crypto.X509Certificate(client.certificatePem).raw)]),
    ...trust.revocationLists.flatMap((list) => {
      const { issuer, nextUpdate } = crlFacts(list);
      return nextUpdate === null
        ? []
        : [{ use: 'crl' as const, name: issuer, notAfterMs: Date.parse(nextUpdate) }];
    }),
  ];
}

function certificateEnd(use: 'ca' | 'client', der: Uint8Array): CertificateEnd {
  const { subject, notAfter } = openCertificate(der);
  return { use, name: subject, notAfterMs: notAfter.getTime() };
}
