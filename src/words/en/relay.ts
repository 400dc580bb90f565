/** English sentences for the files of `sendmemo relay`. Which one applies to which facts is in ../decide. */
export const relaySentences = {
  'relay-sender-line': '{file}:{line}: {why}: "{text}"',
  'relay-sender-line.hint':
    'write one line for each sender: PATTERN: MAILBOX; the pattern is an address, @domain, * (all others) or <> (no envelope sender), the mailbox one address with its domain (*: scanner@example.com)',
  'relay-sender-line.why.encoding': 'the text is not UTF-8',
  'relay-sender-line.why.colon': 'there is no colon after a pattern',
  'relay-sender-line.why.pattern': 'the pattern is not an address, @domain, * or <>',
  'relay-sender-line.why.twice': 'there is a line for this pattern already',
  'relay-sender-line.why.mailbox': 'the mailbox is not one address with a domain',
  'relay-password-line': '{file}:{line}: {why}',
  'relay-password-line.hint':
    'write this file only with "sendmemo relay passwd NAME" ("sendmemo relay passwd NAME --remove" removes a user)',
  'relay-password-line.why.form': 'not a line of NAME:$scrypt$...',
  'relay-password-line.why.name': 'the user name is empty, too long, or contains a control character',
  'relay-password-line.why.twice': 'this user is listed twice',
  'relay-password-line.why.cost': 'the scrypt parameters are out of bounds',
  'network.empty': 'there is a comma too many',
  'network.syntax': '"{part}" is not an address or a network',
  'network.leading-zero': '"{part}" has a number with a leading zero, which some programs read as octal',
  'network.prefix': 'the prefix of "{part}" is longer than the address',
  'network.host-bits': '"{part}" has bits set after its prefix',
  'network.mapped': '"{part}" is an IPv4 address in IPv6 form',
  'network.zone': '"{part}" has a zone, which only this machine knows',
  'network.too-wide': '"{part}" contains the networks of others (at most /8, IPv6 /7)',
  'network.duplicate': '"{part}" is listed twice',
} as const;
