/** The path of MAIL FROM and RCPT TO with its parameters (RFC 5321, 4.1.2). */

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
