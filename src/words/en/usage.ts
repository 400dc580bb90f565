import type { UsageFailure } from '../../failure/usage-failure.ts';
import type { WordsFor } from '../language.ts';

const help = 'sendmemo --help lists the options';

/** The command without the program's name. */
function bare(command: string): string {
  return command.replace(/^sendmemo /, '');
}

function helpOf(command: string): string {
  return `sendmemo ${bare(command)} --help shows how to call it`;
}

export const usageWords: WordsFor<UsageFailure> = {
  'usage-unknown-option': ({ option, nearest }) => ({
    what: `unknown option ${option}`,
    hint: nearest === null ? help : `did you mean ${nearest}? ${help}`,
  }),
  'usage-missing-value': ({ option }) => ({ what: `option ${option} has no value`, hint: help }),
  'usage-option-value': ({ option, value, allowed }) => ({
    what: `invalid value ${JSON.stringify(value)} for ${option}`,
    hint: `expected ${allowed}`,
  }),
  'usage-option-twice': ({ option }) => ({
    what: `${option} is given twice`,
    hint: `leave one ${option} out`,
  }),
  'usage-option-needed': ({ option, command }) => ({
    what: `${bare(command)} needs ${option}`,
    hint: `add ${option}; ${helpOf(command)}`,
  }),
  'usage-conflict': ({ option, other }) => ({
    what: `${option} and ${other} can't be used together`,
    hint: `leave out ${option} or ${other}`,
  }),
  'usage-unknown-command': ({ words, nearest, known }) => ({
    what: `unknown command "${words}"`,
    hint: nearest === null ? `available commands: ${known.join(', ')}` : `did you mean ${nearest}?`,
  }),
  'usage-attachment-parameter': ({ option, parameter, nearest }) => ({
    what: `${option}: unknown parameter ${parameter}`,
    hint: `did you mean ;${nearest}=? The form is FILE;name=NAME;type=TYPE`,
  }),
  'usage-server-name': ({ name }) => ({
    what: `--server ${JSON.stringify(name)} is not the name of a server`,
    hint: 'give a name without / and \\ (MainServer); for a path use --server-dir DIR, for a mail server -H HOST',
  }),
  'usage-unknown-setting': ({ command, name, nearest }) => ({
    what: `${command}: unknown setting ${JSON.stringify(name)}`,
    hint:
      nearest === null
        ? 'sendmemo config show lists all settings'
        : `did you mean ${nearest}? sendmemo config show lists all settings`,
  }),
  'usage-set-secret': ({ name }) => ({
    what: `--set does not take ${name}: other users can read the command line of a process`,
    hint: `use --set auth-password-file=FILE, or set ${name} in sendmemo.cfg`,
  }),
  'usage-needs-subcommand': ({ command, known }) => ({
    what: `${command} needs a subcommand`,
    hint: `available commands: ${known.join(', ')}`,
  }),
  'usage-mistyped-command': ({ recipient, words, nearest }) => ({
    what: `unknown command "${words}"; nothing was sent`,
    hint: `did you mean ${nearest}? To send to that name use --to ${recipient}`,
  }),
  'usage-unknown-code': ({ word, nearest, setting }) => ({
    what: `unknown error code or exit status ${JSON.stringify(word)}`,
    hint:
      setting === undefined
        ? `${nearest.length === 0 ? '' : `did you mean ${nearest.join(' or ')}? `}sendmemo explain lists all codes`
        : `${setting.name} is a setting: see ${setting.file}(5), or sendmemo config show for its value`,
  }),
  'usage-missing-operand': ({ command, operand }) => ({
    what: `${bare(command)} needs <${operand}>`,
    hint: helpOf(command),
  }),
  'usage-excess-operand': ({ command, operand }) => ({
    what: `unexpected argument ${JSON.stringify(operand)}`,
    hint: helpOf(command),
  }),
  'usage-no-body': ({ wanted }) =>
    wanted === 'body'
      ? {
          what: 'no body given, and standard input is a terminal',
          hint: 'give the body with --body TEXT or --body-file FILE, or pipe it in: echo text | sendmemo …',
        }
      : {
          what: "standard input is a terminal, so it can't be attached",
          hint: 'name a file instead of -, or pipe it in: tar cf - DIR | sendmemo --attach "-;name=DIR.tar" …',
        },
  'usage-needs-directory': ({ command }) => ({
    what: `${command} needs the directory of a server`,
    hint: 'add --server NAME or --server-dir DIR, or set SENDMEMO_SERVER',
  }),
  'usage-relay-user': ({ user }) => ({
    what: `${JSON.stringify(user)} can't be the name of a user of the relay`,
    hint: 'a name has 1 to 255 octets, no control characters, no blanks at its ends, no # at its beginning and no ":$"',
  }),
  'usage-relay-unknown-user': ({ user, file }) => ({
    what: `there is no user ${JSON.stringify(user)} in ${file}`,
    hint: '"sendmemo relay passwd" without a name lists the users',
  }),
  'usage-relay-password': ({ why }) => ({
    what: `the password is not stored: ${relayPassword[why]}`,
    hint: 'run the command again; a device accepts up to 1024 octets without control characters, many devices far fewer',
  }),
  'sendmail-unsupported': ({ option, instead }) => ({
    what: `sendmail option ${option} is not supported`,
    hint: `instead: ${instead}`,
  }),
  'mail-option-unsupported': ({ option, instead }) => ({
    what: `the message option ${option} is not supported; nothing was sent`,
    hint: `instead: ${instead}`,
  }),
  'sendmail-long-option': ({ option, isOurs }) => ({
    what: `sendmail has no option ${option}`,
    hint: isOurs
      ? `write it before the word sendmail: sendmemo ${option} … sendmail -t; or set it in sendmemo.cfg or the environment`
      : 'sendmail takes single letters only: -t -i -f -F -N -R -V -B -O -o -bm -bs -bp -q -v -C',
  }),
  'sendmail-late-option': ({ option }) => ({
    what: `sendmail: ${option} comes after a recipient`,
    hint: 'put options before the recipients; put -- before a recipient that begins with a hyphen',
  }),
  'sendmail-set-id': ({ option }) => ({
    what: `sendmail option ${option} is rejected: the effective user or group of the process is not that of its caller`,
    hint: 'put the settings in the server working directory, or run it as the owner of the file',
  }),
};

const relayPassword: Readonly<
  Record<Extract<UsageFailure, { reason: 'usage-relay-password' }>['why'], string>
> = {
  empty: 'it is empty',
  control: 'it has a control character',
  'too-long': 'it is longer than 1024 octets',
  mismatch: 'the two entries differ',
  encoding: 'it is not UTF-8',
};
