/** English sentences for what an import has to say: in the files that it writes, and on standard error. */
import type { ImportWords } from '../written-files.ts';
import { describeFailure } from '../../../../words/language.ts';
import { english } from '../../../../words/en.ts';
import type { RemarkSentences } from './page.ts';

const sentences: RemarkSentences = {
  'no-equal': ({ detail }) => `there is no such setting here; left out${shown(detail)}`,
  'protection-lost': ({ detail }) =>
    `there is no such setting here; left out${shown(detail)}. It made the session safer than it is now: see Ciphers, CipherSuites, MinProtocol and auth-method`,
  'plain-text': (_, program) =>
    `${program} sent mail in plain text, and so does this. Where the server has STARTTLS, set EnableTLS = 1`,
  'falls-back': (_, program) =>
    `${program} sent plain text if the server did not offer STARTTLS. Here STARTTLS is required, and nothing is sent without it (to restore the old, insecure behaviour: StartTLSPolicy = may)`,
  unverified: (_, program) =>
    `${program} did not verify the server's certificate. Here it is verified: set CAFile to its CA, or Fingerprint to the certificate (to restore the old, insecure behaviour: IgnoreCertificateErrors = 1)`,
  'now-verified': (_, program) =>
    `${program} did not require a valid certificate; here chain, dates and name are verified`,
  'wider-trust': ({ detail }, program) =>
    `${program} trusted only what is in ${detail ?? 'it'}; here it is trusted in addition to the globally known CAs. To accept one certificate alone, use Fingerprint`,
  'system-trust': ({ detail }) =>
    `${detail ?? 'it'} is the system's list of CAs, which is used anyway; left out`,
  'trust-elsewhere': (_, program) =>
    `${program} keeps CAs of your own in its trust store (SPOC\\conf\\ssl-truststore): export them with keytool -exportcert -rfc and name the file in CAFile`,
  'stricter-crl': () => "here every issuer in the server's chain must have a current list in this file",
  'secret-moved': ({ setting }) =>
    `the password was moved to the file of ${setting ?? 'auth-password-file'}; take it out of where it was`,
  'secret-exposed': () => 'others could read this file with the password in it: change the password',
  'secret-in-clear': (_, program) =>
    `${program} sent the password over a session in plain text. Here it is never sent unless the session is encrypted and verified: set EnableTLS, or mail fails with AUTH`,
  'password-missing': () =>
    'there is a user but no password here: write auth-password-file or auth-password-command, and take the semicolon off auth-user',
  alone: () => 'has no effect without its other half, or with it switched off; left out',
  elsewhere: (_, program) => `is empty: ${program} takes the value from its Management Server; look there`,
  'encryption-unknown': ({ detail }, program) =>
    `how ${program} encrypts is not said here${shown(detail)}. So that nothing is sent in plain text, TLS is required; look up the value at the Management Server`,
  'host-missing': () =>
    'no mail server is named; smtp-server-host keeps its default, localhost, until you set it',
  'mx-lookup': ({ detail }, program) =>
    `${program} asked for the mail exchangers (MX) of the name${shown(detail)}; here the name itself is the server`,
  'one-taken': ({ detail }) => `there are several; these were not taken: ${detail ?? ''}`,
  'server-side': () => 'is about receiving mail; left out',
  'rest-not-read': (_, program) => `of ${program}'s file only the TLS options and the smart host were read`,
  'final-timeout': () =>
    'final-timeout keeps its default of 300: giving up before the reply to the final dot is how mail arrives twice',
  'old-fingerprint': () =>
    'is a SHA-1 or MD5 fingerprint, which no longer proves anything; left out. The certificate is verified by its chain; for Fingerprint take the SHA-256 that "sendmemo check" shows',
  'runs-command': ({ setting }) =>
    `${setting ?? 'auth-password-command'} runs this command with a shell at each submission, as the user who sends; keep the file writable for its owner alone`,
  'sender-kept': ({ detail }, program) =>
    `${program} replaced the sender of every message${shown(detail)}. Here a From in the message stays and gives the envelope sender; from counts where there is none`,
  'sender-domain': ({ detail }, program) =>
    `${program} put this domain after the @ of every sender${shown(detail)}. Here only an address without a domain is completed: set from = user@${detail ?? 'example.com'} if the server takes no other sender`,
  'catch-all': ({ detail }, program) =>
    `${program} sent mail for local users to ${detail ?? 'one address'}. Here: write the line "default: ${detail ?? 'user@example.com'}" into a file and name it in aliases`,
  'local-delivery': (_, program) =>
    `${program} delivered mail for local users on this machine. Here everything goes to the server: give local names an address in a file that aliases names`,
  'queue-lost': (_, program) =>
    `${program} kept mail in a queue while the server was away. Here that is off: set delivery = spool-on-failure and run "sendmemo queue run --watch" as a service`,
  'sender-pattern': ({ detail }, program) =>
    `${program} makes the sender by a pattern${shown(detail)}, which from can't hold; left out. Without from the sender is user@host, completed with domain`,
  'not-read': ({ detail }) => `${detail ?? 'the file'} can't be read; what it says was left out`,
  unusable: ({ failure, setting }) =>
    `can't be used here as it is, so it is commented out: ${failure === null ? '' : describeFailure(english, failure).what}. ${setting === 'CrlFile' ? 'Until you fix it, revoked certificates are not detected' : 'It has no effect until you fix it'}`,
};

export const importWordsEn: ImportWords = {
  heading: (file, source, program) => [
    `${file} - imported from ${source} (${program}).`,
    'The comment above each line names its source. "sendmemo config show" prints the',
    'effective settings, "sendmemo check" tests them.',
  ],
  remark: (remark, program) => sentences[remark.reason](remark, program),
  warning: 'warning: ',
  leftOut: '--- not imported ---',
};

function shown(detail: string | null): string {
  return detail === null || detail === '' ? '' : ` (${detail})`;
}
