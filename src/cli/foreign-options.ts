/** Options that people know from mailx, msmtp, swaks, curl and sendmail → what does the same here. */
import { settingsTable } from '../config/settings-table.ts';
import { nearestWord, uniqueCompletion } from '../text/spelling.ts';

const ours: Readonly<Record<string, string>> = {
  '-A': '-a FILE',
  '-C': '--config FILE',
  '-P': '--dry-run',
  '-S': '--set NAME=VALUE',
  '-c': '--cc ADDR',
  '-d': '-v',
  '-i': '--raw',
  '-k': '--set CAFile=FILE',
  '-m': '--body TEXT',
  '-r': '--from ADDR',
  '-t': '--raw --read-recipients',
  '-u': '--subject TEXT',
  '--account': '--server NAME',
  '--append': '-a FILE',
  '--attachment': '--attach FILE',
  '--ca': '--set CAFile=FILE',
  '--ca-file': '--set CAFile=FILE',
  '--cacert': '--set CAFile=FILE',
  '--cert': '--set CertFile=FILE',
  '--debug': '-v',
  '--ehlo': '--set Hostname=NAME',
  '--file': '--body-file FILE',
  '--helo': '--set Hostname=NAME',
  '--host': '-H HOST',
  '--insecure': '--set CAFile=FILE',
  '--key': '--set KeyFile=FILE',
  '--log': '--log-file FILE',
  '--mail-from': '--envelope-from ADDR',
  '--mail-rcpt': '--to ADDR',
  '--message': '--body TEXT',
  '--password': '--set auth-password-file=FILE',
  '--port': '-p PORT',
  '--pretend': '--dry-run',
  '--read-envelope-from': '--raw',
  '--recipient': '--to ADDR',
  '--return-path': '--envelope-from ADDR',
  '--sender': '--from ADDR',
  '--server-port': '-p PORT',
  '--serverinfo': 'sendmemo check',
  '--smtps': '--set EnableTLS=2',
  '--ssl': '--set EnableTLS=2',
  '--starttls': '--set EnableTLS=1',
  '--text': '--body TEXT',
  '--tls': '--set EnableTLS=1',
  '--user': '--set auth-user=NAME',
  '--username': '--set auth-user=NAME',
};

/**
 * @param option as it was written, without a value
 * @param known the long options of the command
 * @returns the option that was probably meant, or null
 */
export function suggestedOption(option: string, known: readonly string[]): string | null {
  if (Object.hasOwn(ours, option)) return ours[option] ?? null;
  const setting = settingsTable.find(({ name }) => `--${name}`.toLowerCase() === option.toLowerCase());
  if (setting !== undefined) return `--set ${setting.name}=VALUE`;
  return uniqueCompletion(option, known) ?? nearestWord(option, known);
}
