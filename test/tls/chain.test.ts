import { expect, test } from 'vitest';
import type { Certificate } from '../../src/tls/certificate.ts';
import { walkChain } from '../../src/tls/chain.ts';

test('certificates that issue each other in circles are left after a bounded number of signatures', () => {
  let checked = 0;
  const one = (subject: string, issuer: string, number: number): Certificate =>
    ({
      fingerprint: `${subject}${number}`,
      canonicalSubject: Buffer.from(subject),
      canonicalIssuer: Buffer.from(issuer),
      notBefore: new Date(0),
      notAfter: new Date(9),
      x509: { publicKey: {}, checkIssued: () => true, verify: () => (checked += 1) > 0 },
    }) as unknown as Certificate;
  const circle = Array.from({ length: 150 }, (_, number) => [one('A', 'B', number), one('B', 'A', number)]);
  const walk = walkChain([one('leaf', 'A', 0), ...circle.flat()], [], { nowMs: 5, toRoot: false });
  expect(walk.anchored).toBe(false);
  expect(checked).toBeLessThanOrEqual(200);
});
