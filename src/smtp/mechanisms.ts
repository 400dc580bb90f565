/** SASL mechanisms as pure functions: challenge → response, base64 both ways. */
import crypto from 'node:crypto';

export type MechanismName = 'PLAIN' | 'LOGIN' | 'CRAM-MD5' | 'XOAUTH2';

export interface Mechanism {
  readonly name: MechanismName;
  /** The response that goes with the AUTH command itself; absent: the server speaks first. */
  readonly initial?: (user: string, secret: string) => string;
  /** Answers challenge number `step`, from 0, as it came; null: there is no answer to it. */
  readonly respond: (user: string, secret: string) => (step: number, challenge: string) => string | null;
}

/** RFC 4616. */
const plain: Mechanism = {
  name: 'PLAIN',
  initial: (user, secret) => base64(`\u0000${user}\u0000${secret}`),
  respond: () => () => null,
};

/** draft-murchison-sasl-login: the prompts differ between servers, their order does not. */
const login: Mechanism = {
  name: 'LOGIN',
  respond: (user, secret) => (step) => [base64(user), base64(secret)][step] ?? null,
};

/** RFC 2195. */
const cramMd5: Mechanism = {
  name: 'CRAM-MD5',
  respond: (user, secret) => (step, challenge) => {
    if (step > 0) return null;
    const digest = crypto.createHmac('md5', secret).update(Buffer.from(challenge, 'base64')).digest('hex');
    return base64(`${user} ${digest}`);
  },
};

/** Google's and Microsoft's form; a refusal comes as a challenge that wants an empty answer before its 535. */
const xoauth2: Mechanism = {
  name: 'XOAUTH2',
  initial: (user, secret) => base64(`user=${user}\u0001auth=Bearer ${secret}\u0001\u0001`),
  respond: () => (step) => (step <= 1 ? '' : null),
};

export const mechanisms: Readonly<Record<MechanismName, Mechanism>> = {
  PLAIN: plain,
  LOGIN: login,
  'CRAM-MD5': cramMd5,
  XOAUTH2: xoauth2,
};

function base64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}
