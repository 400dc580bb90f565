/**
 * Addresses that RFC 5321 and the contract (section 4) allow and smtp-server answers with 501: without a domain
 * (`user`, for local delivery), and with a quoted local part (`"a b"@example.com`). The library has no option for
 * them, so its reader is asked again with a stand-in, which then gives way to what was written.
 * Leans on SMTPConnection._parseAddressCommand of smtp-server 3.21.6.
 */
import type { Connection } from './connections.ts';

/** Makes a connection take such addresses. */
export function takeLegalAddresses(connection: Connection): void {
  const parse = connection._parseAddressCommand.bind(connection);
  connection._parseAddressCommand = (name, command) => {
    const parsed = parse(name, command);
    if (parsed !== false) return parsed;
    const found = /^([^:<]*:\s*)<("(?:[^"\\\p{Cc}]|\\[^\p{Cc}])*"|[^<>@"\s\p{Cc}]+)(@[^<>@\s]+)?>(.*)$/u.exec(
      command.toString(),
    );
    if (found === null) return false;
    const [, keyword = '', localPart = '', domain = '', parameters = ''] = found;
    const again = parse(
      name,
      `${keyword}<stand-in${domain === '' ? '@stand-in.invalid' : domain}>${parameters}`,
    );
    return again === false ? false : { ...again, address: `${localPart}${domain}` };
  };
}
