import type { ConfigFailure } from '../../failure/config-failure.ts';
import type { Origin } from '../../failure/facts.ts';
import { foreignSetting, hostOfUrl, isForbidden, valueFault } from '../decide/config.ts';
import type { WordsFor } from '../language.ts';
import { networkFault } from './relay.ts';
import { harmless as shown } from '../../text/control-characters.ts';
import { shellWord } from '../../text/shell-word.ts';
import { octal } from '../../text/units.ts';

type ValueFailure = Extract<ConfigFailure, { reason: 'cfg-value' }>;

/** What a value must be; the values or examples follow. */
const expected: Readonly<Record<NonNullable<ValueFailure['form']>, string>> = {
  choice: '',
  file: 'a file name or a full path, for example ',
  directory: 'a directory name or a full path, for example ',
  number: 'a number in ',
  seconds: 'seconds in ',
  age: 'seconds or a time with a unit, for example ',
  hosts: 'a host name, HOST:PORT or an address, for example ',
  domain: 'a domain, for example ',
  domains: 'domains separated by commas, for example ',
  listen: 'addresses of this machine with ports, for example ',
  networks: 'addresses or networks, for example ',
  url: 'a provider or a URL: ',
  address: 'an address, for example ',
  addresses: 'addresses separated by commas, for example ',
  'ehlo-name': 'a host name or an address in brackets, for example ',
  fingerprint: 'a SHA-256 fingerprint: ',
  'ip-address': 'an IP address, for example ',
  proxy: 'a proxy, for example ',
  text: 'text: ',
};

/** English words for faults of settings and of the files that they name. */
export const configWords: WordsFor<ConfigFailure> = {
  'cfg-directory-missing': ({ directory, origin }) => ({
    what: `the server working directory ${shown(directory)} (${source(origin)}) does not exist or is not a directory`,
    hint:
      origin.kind === 'option' && origin.option === '--server'
        ? '--server names a directory under /var/pd (SENDMEMO_BASE_DIR); create it, or name a mail server with -H HOST'
        : 'create it, or correct --server, --server-dir, SENDMEMO_SERVER or SENDMEMO_BASE_DIR, whichever names it',
  }),
  'cfg-directory-unsafe': ({ directory, mode }) => ({
    what: `others can write to ${shown(directory)} (mode ${mode.toString(8).padStart(4, '0')}): its settings are not used`,
    hint: `chmod go-w ${shown(directory)}, or name another directory with --server-dir DIR`,
  }),
  'cfg-server-name': ({ name, origin }) => ({
    what: `${source(origin)} is ${quoted(name)}, which is not the name of a server`,
    hint: 'give the bare name, without / and \\ (MainServer); a directory is named with --server-dir DIR',
  }),
  'cfg-file-unreadable': ({ file, system }) => ({
    what: `the configuration file ${shown(file)} can't be read: ${systemWords(system)}`,
    hint: isForbidden(system)
      ? allowReading(file)
      : 'correct the path given with --config; nothing is sent without this file',
  }),
  'cfg-no-equals': ({ file, line, text, nearest }) => ({
    what: `${shown(file)}:${line}: ${quoted(text)} has no = sign`,
    hint: nearest
      ? `write ${nearest} = VALUE, or put ; in front to make the line a comment`
      : 'write Name = value, or put ; in front to make the line a comment',
  }),
  'cfg-section': ({ file, line, text }) => ({
    what: `${shown(file)}:${line}: ${quoted(text)} is a section header; sections are not supported`,
    hint: 'remove the line; each setting is a line of its own: Name = value',
  }),
  'cfg-unknown-name': ({ file, line, name, nearest }) => ({
    what: `${shown(file)}:${line}: unknown setting ${quoted(name)}`,
    hint: unknownNameHint(name, nearest),
  }),
  'cfg-wrong-case': ({ file, line, name, nearest }) => ({
    what: `${shown(file)}:${line}: ${quoted(name)} is in the wrong case`,
    hint: `names are case-sensitive: write ${nearest} = VALUE`,
  }),
  'cfg-other-file': ({ file, line, name, belongsTo }) => ({
    what: `${shown(file)}:${line}: ${quoted(name)} belongs in ${belongsTo}, not in this file`,
    hint: `move the line to ${belongsTo} in the server working directory`,
  }),
  'cfg-duplicate': ({ file, line, name, firstLine }) => ({
    what: `${shown(file)}:${line}: ${name} is set twice; it is already set in line ${firstLine}`,
    hint: `keep one of the two lines (${firstLine} or ${line}) and put ; in front of the other`,
  }),
  'cfg-encoding': ({ file, line }) => ({
    what: `${shown(file)}:${line}: the text is not UTF-8`,
    hint: 'save the file as UTF-8; only comments may be in another encoding',
  }),
  'cfg-lone-cr': ({ file, line }) => ({
    what: `${shown(file)}:${line}: there is a carriage return (CR) without a line feed (LF) after it`,
    hint: 'save the file with LF or CRLF line ends',
  }),
  'cfg-control': ({ file, line }) => ({
    what: `${shown(file)}:${line}: the line contains a NUL or another control character`,
    hint: 'type the line again; it was probably damaged by copying, or the file is not plain text',
  }),
  'cfg-value': (failure) => ({
    what: `${source(failure.origin)}: ${valueWhat(failure)}; expected ${expected[failure.form ?? 'choice']}${failure.allowed}`,
    hint: valueHint(failure),
  }),
  'cfg-relative-path': ({ origin, name, value }) => ({
    what: `${source(origin)}: ${name} = ${shown(value)} is a relative path`,
    hint: `write the full path (${name} = /DIRECTORY/${shown(lastPart(value))}), or the bare name of a file in the same directory as the configuration file (${name} = ${shown(lastPart(value))})`,
  }),
  'cfg-named-file': ({ origin, name, path, system }) => ({
    what: `${source(origin)}: ${name} names ${shown(path)}, which can't be used: ${systemWords(system)}`,
    hint: isForbidden(system)
      ? allowReading(path)
      : `correct ${name}: a name without / is a file in the directory of the configuration file, any other file needs its full path`,
  }),
  'cfg-pair-incomplete': ({ origin, given, missing }) => ({
    what: `${source(origin)}: ${given} is set, but ${missing} is not`,
    hint: pairHint(given, missing),
  }),
  'cfg-spool-url': ({ origin, name, why, detail, instead }) => ({
    what: `${source(origin)}: ${name} ${spoolUrlFault[why](shown(detail))}`,
    hint: spoolUrlHint(why, shown(detail), instead),
  }),
  'cfg-conflict': ({ origin, name, value, other, otherValue }) => ({
    what: `${source(origin)}: ${name} = ${shown(value)} conflicts with ${other} = ${shown(otherValue)}`,
    hint: conflictHint(name, value, other),
  }),
  'cfg-secret-exposed': ({ origin, name, path, mode }) => ({
    what: `${source(origin)}: other users can read the file of ${name}, ${shown(path)} (mode ${octal(mode)})`,
    hint: `run: chmod 600 ${shellWord(path)} - and change the password if others may have seen it`,
  }),
  'cfg-writable-by-others': ({ origin, name, path, mode, owner }) => ({
    what: `${source(origin)}: ${name} is not used, because others can write to ${shown(path)} (owner ${owner}, mode ${octal(mode)})`,
    hint: `check its contents, then run: ${(mode & 0o022) === 0 ? 'chown "$(id -un)"' : 'chmod go-w'} ${shellWord(path)}`,
  }),
  'cfg-secret-empty': ({ origin, name, source: from }) => ({
    what:
      name === from
        ? `${source(origin)}: the command of ${name} printed no password`
        : `${source(origin)}: the first line of the file of ${name}, ${shown(from)}, is empty`,
    hint:
      name === from
        ? `the first line of what ${name} prints must be the password or token; run the command by hand as the same user`
        : 'put the password or token on the first line of the file',
  }),
  'cfg-oauth-file': ({ origin, name, path, expected }) => ({
    what: `${source(origin)}: the file of ${name}, ${shown(path)}, ${expected === 'rsa-key' ? 'holds no RSA key' : 'is not the JSON key file of a service account'}`,
    hint:
      expected === 'rsa-key'
        ? 'create a certificate with an RSA key (openssl req -x509 -newkey rsa:3072): token endpoints know RS256 and PS256'
        : 'name the file as Google Cloud gives it (IAM & Admin, Service Accounts, Keys, type JSON), with client_email and private_key',
  }),
  'cfg-no-credentials': ({ origin, name, value }) => ({
    what: `${source(origin)}: ${name} = ${shown(value)} needs a systemd service with credentials, and CREDENTIALS_DIRECTORY is not set`,
    hint: `write LoadCredential=${shown(value)}:/etc/sendmemo/${shown(value)} (or LoadCredentialEncrypted=) into the unit; by hand: systemd-run --pipe -p LoadCredential=${shown(value)}:FILE sendmemo …`,
  }),
  'cfg-secret-command': ({ origin, name, status, detail }) => ({
    what: `${source(origin)}: the command of ${name} failed${status === null ? '' : ` with status ${status}`}${detail === '' ? '' : `: ${shown(detail)}`}`,
    hint: `run the command by hand as the user who runs sendmemo; it must print the password and end with status 0 within 30 seconds`,
  }),
};

type SpoolUrlWhy = Extract<ConfigFailure, { reason: 'cfg-spool-url' }>['why'];

const spoolUrlFault: Readonly<Record<SpoolUrlWhy, (detail: string) => string>> = {
  path: (detail) => `can't be the path ${detail}`,
  scheme: () => 'must be directory or a URL that begins with postgresql://',
  syntax: () => 'is not a valid URL',
  password: () => 'contains a password; a password is not accepted in the URL',
  user: () => 'names no user, or its name is not valid',
  host: () => 'names no host, or one of its hosts is not valid',
  port: () => 'has a port that is not a number from 1 to 65535',
  database: () => 'names no database, or its name is not valid',
  parameter: (detail) => `has an unknown parameter${detail === '' ? '' : `: ${detail}`}`,
  twice: (detail) => `has ${detail} twice`,
  sslmode: (detail) => `has an unknown sslmode: ${detail === '' ? 'it is empty' : detail}`,
};

function spoolUrlHint(why: SpoolUrlWhy, detail: string, instead: string | null): string {
  switch (why) {
    case 'path':
      return `a spool directory is set by spool-directory = ${detail}`;
    case 'password':
      return 'remove it from the URL, and from everywhere the URL was copied to; write the password into a file of mode 600 and set spool-password-file = FILE';
    case 'parameter':
      return instead === null
        ? 'the only parameter is sslmode: postgresql://USER@HOST/DATABASE?sslmode=verify-full'
        : `remove ${detail} from the URL and set ${instead} in sendmemo.cfg`;
    case 'sslmode':
      return instead === null
        ? 'write verify-full (the default), verify-ca, require, prefer or disable'
        : `did you mean sslmode=${instead}?`;
    default:
      return 'write postgresql://USER@HOST/DATABASE?sslmode=verify-full; HOST may be HOST1,HOST2:5433; characters such as @ : / ? are percent-encoded (%40)';
  }
}

/** `FILE:LINE`, `--option`, `VARIABLE`. */
function source(origin: Origin): string {
  switch (origin.kind) {
    case 'file':
      return `${shown(origin.file)}:${origin.line}`;
    case 'option':
      return origin.option;
    case 'environment':
      return origin.variable;
    case 'default':
      return 'default';
  }
}

function unknownNameHint(name: string, nearest: string | null): string {
  const foreign = foreignSetting(name);
  if (foreign !== null) {
    return `did you mean ${foreign}? 'sendmemo config import FILE' converts the configuration of another program (~/.msmtprc)`;
  }
  return nearest === null
    ? 'correct the name, or put ; in front of the line; the sample file and the man page list every setting'
    : `did you mean ${nearest}? Correct the name, or put ; in front of the line`;
}

function valueWhat({ name, value, fault }: ValueFailure): string {
  if (fault === undefined) return `${name} can't be ${quoted(value)}`;
  return `${name}: ${networkFault(fault)}`;
}

function valueHint(failure: ValueFailure): string {
  const { origin, name, value, nearest } = failure;
  switch (valueFault(failure)) {
    case 'near':
      return `did you mean ${nearest}? Write ${assignment(origin, name, nearest ?? '')}`;
    case 'comment':
      return 'comments need a line of their own: delete everything after the value';
    case 'url':
      return `write the host name alone: ${assignment(origin, name, shown(hostOfUrl(value)))}`;
    case 'choice':
      return `write ${assignment(origin, name, 'VALUE')} with one of these values, or leave it empty for the default`;
    case 'form':
      return `correct the value, or leave it empty for the default: ${assignment(origin, name, '')}`.trimEnd();
  }
}

function allowReading(path: string): string {
  const file = shellWord(path);
  return `run sendmemo as the owner of the file (ls -l ${file}), or let the user who runs it read the file: chgrp GROUP ${file} && chmod 640 ${file}; that user also needs access to the directories above it`;
}

/** The very line to write, where the value came from. */
function assignment(origin: Origin, name: string, value: string): string {
  return origin.kind === 'environment' ? `${origin.variable}=${value}` : `${name} = ${value}`;
}

function pairHint(given: string, missing: string): string {
  switch (missing) {
    case 'auth-password-file':
      return 'set auth-password-file = FILE too (or auth-password-command, auth-password-credential, auth-oauth), or put ; in front of auth-user to send without authentication';
    case 'auth-user':
      return `set auth-user = NAME too, or put ; in front of ${given} to send without authentication`;
    case 'auth-oauth':
      return `set auth-oauth = microsoft (or google, or a URL) too, or put ; in front of ${given}`;
    case 'auth-oauth-refresh-token-file':
      return 'set auth-oauth-refresh-token-file = FILE, where the refresh token is to be stored, and leave out auth-oauth-service-account-file';
    case 'auth-oauth-tenant':
      return 'set auth-oauth-tenant to the Directory (tenant) ID of the application, or to a domain of the tenant';
    case 'auth-oauth-client-id':
      return 'set auth-oauth-client-id to the Application (client) ID';
    case 'auth-oauth-client-secret-file':
      return 'set one of auth-oauth-client-secret-file, auth-oauth-client-certificate, auth-oauth-refresh-token-file, auth-oauth-service-account-file too';
    case 'spool':
      return `set spool = postgresql://USER@HOST/DATABASE too, or put ; in front of ${given}`;
    case 'spool-directory':
      return 'set spool-directory = /var/spool/sendmemo too: with a database, this machine keeps its notes there';
    default:
      return `set ${missing} = FILE too (certificate and key may be in one file), or put ; in front of ${given}`;
  }
}

function conflictHint(name: string, value: string, other: string): string {
  if (name === 'MaxProtocol') {
    return `the default of ${other} is newer than that: set MinProtocol = ${shown(value)} to allow old versions, or put ; in front of MaxProtocol`;
  }
  if (name === 'MinProtocol') {
    return `the oldest version allowed can't be newer than the newest: write ${other} = ${shown(value)} or a newer one, or put ; in front of ${other}`;
  }
  return `keep one of them and put ; in front of the other`;
}

function systemWords(system: string): string {
  switch (system) {
    case 'ENOENT':
      return 'it does not exist';
    case 'EACCES':
    case 'EPERM':
      return 'permission denied';
    case 'EISDIR':
      return 'it is a directory';
    case 'ENOTDIR':
      return 'it is not a directory';
    case 'EFTYPE':
      return 'it is not a regular file';
    case 'ELOOP':
      return 'its symbolic links form a loop';
    default:
      return shown(system);
  }
}

function lastPart(value: string): string {
  return value.split(/[/\\]/).at(-1) || 'NAME';
}

function quoted(text: string): string {
  return `"${shown(text)}"`;
}
