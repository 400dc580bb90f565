/**
 * SCRAM (RFC 5802; with SHA-256 RFC 7677): the password never leaves this machine, and the server has to prove that it
 * knows it too. With a channel binding (-PLUS) a man in the middle that terminates the TLS session cannot relay the login.
 */
import crypto from 'node:crypto';
import { promisify } from 'node:util';
import { escapeName } from './mechanisms.ts';
import { base64, type Credentials, type Exchange, type ExchangeFault } from './sasl.ts';

const pbkdf2 = promisify(crypto.pbkdf2);

/** RFC 7677, 4: fewer make a stolen exchange cheap to guess from. */
const fewestIterations = 4096;
/** A server decides how long this machine computes: about half a second at this number. */
const mostIterations = 1_000_000;

const serverFirst =
  /^r=(?<nonce>[\x21-\x2b\x2d-\x7e]+),s=(?<salt>[A-Za-z0-9+/]+={0,2}),i=(?<count>[1-9]\d{0,15})(?:,[A-Za-z]=[^,]*)*$/;

/** @param nonce printable ASCII without a comma; given only by tests of the RFCs' examples */
export async function scram(
  hash: 'sha1' | 'sha256',
  { user, secret, binding, couldBind }: Credentials,
  nonce: string = crypto.randomBytes(24).toString('base64'),
): Promise<Exchange> {
  const header = binding === null ? (couldBind ? 'y,,' : 'n,,') : `p=${binding.name},,`;
  const clientFirst = `n=${escapeName(await prepare(user))},r=${nonce}`;
  const password = await prepare(secret);
  let step: 'first' | 'final' | 'end' = 'first';
  let expected: Buffer | null = null;
  let verified = false;
  let found: ExchangeFault | null = null;
  let said: string | null = null;

  function broken(fault: ExchangeFault): null {
    found ??= fault;
    return null;
  }

  async function prove(message: string): Promise<string | null> {
    const { nonce: whole, salt, count } = serverFirst.exec(message)?.groups ?? {};
    if (whole === undefined || salt === undefined || count === undefined) return broken('malformed');
    if (!whole.startsWith(nonce) || whole === nonce) return broken('nonce');
    const iterations = Number(count);
    if (iterations < fewestIterations || iterations > mostIterations) return broken('iterations');
    const channel = Buffer.concat([Buffer.from(header), binding?.data ?? Buffer.alloc(0)]);
    const withoutProof = `c=${channel.toString('base64')},r=${whole}`;
    const length = hash === 'sha1' ? 20 : 32;
    const salted = await pbkdf2(password, Buffer.from(salt, 'base64'), iterations, length, hash);
    const mac = (key: Buffer, text: string) => crypto.createHmac(hash, key).update(text).digest();
    const clientKey = mac(salted, 'Client Key');
    const authMessage = `${clientFirst},${message},${withoutProof}`;
    const signature = mac(crypto.createHash(hash).update(clientKey).digest(), authMessage);
    expected = mac(mac(salted, 'Server Key'), authMessage);
    const proof = Buffer.from(clientKey.map((octet, index) => octet ^ (signature[index] ?? 0)));
    step = 'final';
    return base64(`${withoutProof},p=${proof.toString('base64')}`);
  }

  function verify(message: string): string | null {
    const [, kind, value = ''] = /^([ev])=([^,]+)(?:,.*)?$/s.exec(message) ?? [];
    step = 'end';
    if (kind === 'e') {
      said = /^[a-z-]{1,60}$/.test(value) ? value : null;
      return '';
    }
    if (kind !== 'v' || expected === null) return broken('malformed');
    const given = Buffer.from(value, 'base64');
    verified = given.length === expected.length && crypto.timingSafeEqual(given, expected);
    return verified ? '' : broken('wrong-signature');
  }

  return {
    initial: base64(header + clientFirst),
    async respond(challenge) {
      const message = Buffer.from(challenge, 'base64').toString('utf8');
      if (step === 'first') return await prove(message);
      return step === 'final' ? verify(message) : broken('extra-round');
    },
    get proven() {
      return step !== 'first';
    },
    fault: (accepted) => found ?? (accepted && !verified ? 'no-signature' : null),
    get said() {
      return said;
    },
  };
}

/** SASLprep (RFC 4013). What it does not allow is left as it is: the server has to judge it. */
async function prepare(text: string): Promise<string> {
  if (/^[\x20-\x7e]*$/.test(text)) return text;
  const { saslprep } = await import('@mongodb-js/saslprep');
  try {
    return saslprep(text, { allowUnassigned: true });
  } catch {
    return text;
  }
}
