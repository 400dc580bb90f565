/** The requests of a token client, for the tests of the token server itself. */
import { createPrivateKey, randomUUID } from 'node:crypto';
import https from 'node:https';
import type { Issued } from '../pki.ts';
import { signJwt, thumbprint } from './jwt.ts';
import type { Algorithm } from './jwt.ts';
import type { TokenReply, TokenServer } from './token-server.ts';

/** @param ca PEM of the CA that issued the server's certificate */
export async function post(
  server: TokenServer,
  ca: string,
  path: string,
  form: Readonly<Record<string, string>>,
): Promise<TokenReply> {
  return await new Promise((resolve, reject) => {
    const request = https.request(
      `${server.base}${path}`,
      { method: 'POST', ca, agent: false, headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const body = JSON.parse(Buffer.concat(chunks).toString('utf8')) as TokenReply['body'];
          resolve({ status: response.statusCode ?? 0, body });
        });
      },
    );
    request.on('error', reject);
    request.end(new URLSearchParams(form).toString());
  });
}

/** A client assertion as Microsoft wants it: the parameters for the form. */
export function assertion(
  certificate: Issued,
  clientId: string,
  audience: string,
  seconds: number,
  { alg = 'PS256', header = {}, claims = {} }: AssertionChanges = {},
): Readonly<Record<string, string>> {
  const named = { 'x5t#S256': thumbprint(certificate.certificateDer, 'sha256') };
  const about = { iss: clientId, sub: clientId, aud: audience, jti: randomUUID() };
  return {
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: signJwt(
      { typ: 'JWT', alg, ...named, ...header },
      { ...about, nbf: seconds, iat: seconds, exp: seconds + 600, ...claims },
      createPrivateKey(certificate.keyPem),
    ),
  };
}

export interface AssertionChanges {
  readonly alg?: Algorithm;
  readonly header?: Readonly<Record<string, unknown>>;
  readonly claims?: Readonly<Record<string, unknown>>;
}
