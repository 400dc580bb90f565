/** The path of MAIL FROM and RCPT TO with its parameters (RFC 5321, 4.1.2). */
import type { SubmissionReply } from './session.ts';

/** A path as written, without angle brackets, with its parameters; the address unchecked. */
export interface SubmittedPath {
  readonly address: string;
  /** `NOTIFY=NEVER`, `SIZE=1000`. */
  readonly parameters: readonly string[];
}

/** `FROM:<a@b> SIZE=10`; the brackets may be missing, as sendmail allows. A quoted local part may hold blanks. */
export function parsePath(keyword: 'FROM' | 'TO', text: string): SubmittedPath | null {
  const found = /^([A-Za-z]+) *: *(?:<((?:"(?:[^"\\]|\\.)*"|[^"<>])*)>|([^\s<>]+))((?: .*)?)$/.exec(text);
  if (found === null || found[1]?.toUpperCase() !== keyword) return null;
  const parameters = (found[4] ?? '').split(' ').filter((parameter) => parameter !== '');
  return { address: found[2] ?? found[3] ?? '', parameters };
}

/** @returns the value of a parameter, `''` where it has none, or null where it is not there */
export function parameterOf({ parameters }: SubmittedPath, name: string): string | null {
  for (const parameter of parameters) {
    const [found = '', ...value] = parameter.split('=');
    if (found.toUpperCase() === name) return value.join('=');
  }
  return null;
}

/** SIZE: RFC 1870; BODY: RFC 6152; SMTPUTF8: RFC 6531; RET, ENVID, NOTIFY, ORCPT: RFC 3461. */
const knownParameters = {
  sender: ['SIZE', 'BODY', 'SMTPUTF8', 'RET', 'ENVID'],
  recipient: ['NOTIFY', 'ORCPT'],
};

/**
 * RFC 5321, 4.1.1.11: a client that asks for something must not believe that it was done.
 * @param offersAuth whether AUTH is offered; then its parameter is known, and whatever it says is ignored (RFC 4954, 5)
 * @returns the reply to a parameter that is unknown, or null: there is none
 */
export function rejectParameters(
  { parameters }: SubmittedPath,
  role: 'sender' | 'recipient',
  offersAuth: boolean,
): SubmissionReply | null {
  const known = role === 'sender' && offersAuth ? [...knownParameters.sender, 'AUTH'] : knownParameters[role];
  for (const parameter of parameters) {
    const [keyword = ''] = parameter.toUpperCase().split('=');
    // BINARYMIME needs BDAT (RFC 3030), which is not spoken.
    if (!known.includes(keyword) || parameter.toUpperCase() === 'BODY=BINARYMIME')
      return { code: 555, text: `5.5.4 Parameter not supported: ${parameter.slice(0, 100)}` };
  }
  return null;
}
