/** The mechanisms that send a password or token, or nothing at all: challenge → response, base64 both ways. */
import crypto from 'node:crypto';
import { harmless } from '../text/control-characters.ts';
import { base64, type Credentials, type Exchange, type MechanismName } from './sasl.ts';

type SimpleName = Exclude<MechanismName, `SCRAM-${string}`>;

/** Longer errors of a token's server are cut. */
const errorLimit = 500;

/** RFC 4616. */
const plain = ({ user, secret }: Credentials): Exchange =>
  exchange({ initial: base64(`\u0000${user}\u0000${secret}`) });

/** draft-murchison-sasl-login: the prompts differ between servers, their order does not. */
const login = ({ user, secret }: Credentials): Exchange =>
  exchange({ responses: [() => base64(user), () => base64(secret)] });

/** RFC 2195. */
const cramMd5 = ({ user, secret }: Credentials): Exchange =>
  exchange({
    responses: [
      (challenge) => {
        const key = crypto.createHmac('md5', secret);
        return base64(`${user} ${key.update(Buffer.from(challenge, 'base64')).digest('hex')}`);
      },
    ],
  });

/** Google's and Microsoft's form; a refusal comes as a challenge that wants an empty answer before its 535. */
const xoauth2 = ({ user, secret }: Credentials): Exchange =>
  bearer(`user=${user}\u0001auth=Bearer ${secret}\u0001\u0001`, '');

/** RFC 7628; the answer to an error is one %x01 (3.2.3). */
const oauthBearer = ({ user, secret, host, port }: Credentials): Exchange =>
  bearer(
    `n,a=${escapeName(user)},\u0001host=${host}\u0001port=${port}\u0001auth=Bearer ${secret}\u0001\u0001`,
    base64('\u0001'),
  );

/** RFC 4422, appendix A: the name to act as, or nothing: the server takes it from the certificate. */
const external = ({ user }: Credentials): Exchange => exchange({ initial: base64(user) });

export const simpleMechanisms: Readonly<Record<SimpleName, (credentials: Credentials) => Exchange>> = {
  PLAIN: plain,
  LOGIN: login,
  'CRAM-MD5': cramMd5,
  XOAUTH2: xoauth2,
  OAUTHBEARER: oauthBearer,
  EXTERNAL: external,
};

/** A `saslname` (RFC 5801, 4). */
export function escapeName(name: string): string {
  return name.replaceAll('=', '=3D').replaceAll(',', '=2C');
}

function bearer(initial: string, toError: string): Exchange {
  let said: string | null = null;
  const answer = (challenge: string): string => {
    // The JSON of RFC 7628, 3.2.2, as it came: its fields say more than a choice among them.
    said = harmless(Buffer.from(challenge, 'base64').toString('utf8').slice(0, errorLimit)) || null;
    return toError;
  };
  const base = exchange({ initial: base64(initial), responses: [answer] });
  return {
    ...base,
    get said() {
      return said;
    },
  };
}

function exchange(parts: {
  readonly initial?: string;
  readonly responses?: readonly ((challenge: string) => string)[];
}): Exchange {
  const { initial = null, responses = [] } = parts;
  let step = 0;
  return {
    initial,
    respond: (challenge) => Promise.resolve(responses[step++]?.(challenge) ?? null),
    proven: true,
    fault: () => null,
    said: null,
  };
}
