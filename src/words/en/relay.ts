import type { NetworkFault, RelayFailure } from '../../failure/relay-failure.ts';
import { harmless as shown } from '../../text/control-characters.ts';
import type { WordsFor } from '../language.ts';

/** English words for faults in the files of `sendmemo relay`. */
export const relayWords: WordsFor<RelayFailure> = {
  'relay-sender-line': ({ file, line, text, why }) => ({
    what: `${shown(file)}:${line}: ${senderLine[why]}: ${quoted(text)}`,
    hint: 'write one line for each sender: PATTERN: MAILBOX; the pattern is an address, @domain, * (all others) or <> (no envelope sender), the mailbox one address with its domain (*: scanner@example.com)',
  }),
  'relay-password-line': ({ file, line, why }) => ({
    what: `${shown(file)}:${line}: ${passwordLine[why]}`,
    hint: 'write this file only with "sendmemo relay passwd NAME" ("sendmemo relay passwd NAME --remove" removes a user)',
  }),
};

const senderLine: Readonly<Record<Extract<RelayFailure, { reason: 'relay-sender-line' }>['why'], string>> = {
  encoding: 'the text is not UTF-8',
  colon: 'there is no colon after a pattern',
  pattern: 'the pattern is not an address, @domain, * or <>',
  twice: 'there is a line for this pattern already',
  mailbox: 'the mailbox is not one address with a domain',
};

const passwordLine: Readonly<
  Record<Extract<RelayFailure, { reason: 'relay-password-line' }>['why'], string>
> = {
  form: 'not a line of NAME:$scrypt$...',
  name: 'the user name is empty, too long, or contains a control character',
  twice: 'this user is listed twice',
  cost: 'the scrypt parameters are out of bounds',
};

/** What is wrong with a list of networks. */
export function networkFault({ part: written, why }: NetworkFault): string {
  const part = quoted(written);
  switch (why) {
    case 'empty':
      return 'there is a comma too many';
    case 'syntax':
      return `${part} is not an address or a network`;
    case 'leading-zero':
      return `${part} has a number with a leading zero, which some programs read as octal`;
    case 'prefix':
      return `the prefix of ${part} is longer than the address`;
    case 'host-bits':
      return `${part} has bits set after its prefix`;
    case 'mapped':
      return `${part} is an IPv4 address in IPv6 form`;
    case 'zone':
      return `${part} has a zone, which only this machine knows`;
    case 'too-wide':
      return `${part} contains the networks of others (at most /8, IPv6 /7)`;
    case 'duplicate':
      return `${part} is listed twice`;
  }
}

function quoted(text: string): string {
  return `"${shown(text)}"`;
}
