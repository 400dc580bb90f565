import type { UsageFailure } from '../../failure/usage-failure.ts';
import type { WordsFor } from '../language.ts';

const help = 'sendmemo --help lists the options';

export const usageWords: WordsFor<UsageFailure> = {
  'usage-unknown-option': ({ option, nearest }) => ({
    what: `unknown option ${option}`,
    hint: nearest === null ? help : `did you mean ${nearest}? ${help}`,
  }),
  'usage-missing-value': ({ option }) => ({ what: `option ${option} has no value`, hint: help }),
  'usage-option-value': ({ option, value, allowed }) => ({
    what: `${option}: ${JSON.stringify(value)} is not a value that it takes`,
    hint: `allowed: ${allowed}`,
  }),
  'usage-option-twice': ({ option }) => ({
    what: `${option} is given twice`,
    hint: `leave one ${option} out`,
  }),
  'usage-option-needed': ({ option, command }) => ({
    what: `${command} needs ${option}`,
    hint: `add ${option}; ${help}`,
  }),
  'usage-conflict': ({ option, other }) => ({
    what: `${option} and ${other} can't be used together`,
    hint: `leave out ${option} or ${other}`,
  }),
  'usage-unknown-command': ({ words, nearest, known }) => ({
    what: `unknown command "sendmemo ${words}"`,
    hint:
      nearest === null
        ? `there is: ${known.join(', ')}`
        : `did you mean ${nearest}? There is: ${known.join(', ')}`,
  }),
  'usage-unknown-code': ({ word, nearest }) => ({
    what: `unknown error code or exit status ${JSON.stringify(word)}`,
    hint: `${nearest.length === 0 ? '' : `did you mean ${nearest.join(' or ')}? `}sendmemo explain lists all codes`,
  }),
  'usage-missing-operand': ({ command, operand }) => ({
    what: `${command} needs <${operand}>`,
    hint: `${command} --help shows the form`,
  }),
  'usage-excess-operand': ({ command, operand }) => ({
    what: `${command} does not take ${JSON.stringify(operand)}`,
    hint: `${command} --help shows the form`,
  }),
  'usage-no-body': ({ wanted }) =>
    wanted === 'body'
      ? {
          what: 'there is no body, and standard input is a terminal',
          hint: 'give the body with --body TEXT or --body-file FILE, or pipe it in: echo text | sendmemo …',
        }
      : {
          what: 'standard input is to be attached, and it is a terminal',
          hint: 'name a file in place of -, or pipe it in: tar cf - DIR | sendmemo --attach "-;name=DIR.tar" …',
        },
  'usage-needs-directory': ({ command }) => ({
    what: `${command} needs to know which server's directory is meant`,
    hint: 'add --server NAME or --server-dir DIR, or set SENDMEMO_SERVER',
  }),
  'sendmail-unsupported': ({ option, instead }) => ({
    what: `sendmail option ${option} is not supported`,
    hint: `instead: ${instead}`,
  }),
  'sendmail-long-option': ({ option, isOurs }) => ({
    what: `sendmail has no option ${option}`,
    hint: isOurs
      ? `write it before the word sendmail: sendmemo ${option} … sendmail -t; or set it in sendmemo.cfg or the environment`
      : 'sendmail takes single letters only: -t -i -f -F -N -R -V -B -O -o -bm -bs -bp -q -v -C',
  }),
  'sendmail-late-option': ({ option }) => ({
    what: `sendmail: ${option} stands after a recipient and begins with a hyphen`,
    hint: 'write options before the recipients; a recipient that begins with a hyphen goes after --',
  }),
  'sendmail-set-id': ({ option }) => ({
    what: `sendmail option ${option} is refused: the process has another effective user or group than its caller`,
    hint: 'put the settings in the server working directory, or run it as the user that the file belongs to',
  }),
};
