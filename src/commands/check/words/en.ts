/** English words for the steps of `sendmemo check`. */
import type { CheckWords } from './page.ts';
import { localTexts } from './en/local.ts';
import { serverTexts } from './en/server.ts';

export const checkWordsEn: CheckWords = {
  line: (label, text, milliseconds) =>
    `${label}: ${text}${milliseconds === null ? '' : ` (${milliseconds} ms)`}`,
  arrow: '->',
  mendFirst: (faults, what) =>
    faults === 1 ? `1 fault, mend this: ${what}` : `${faults} faults, mend this first: ${what}`,
  labels: {
    configuration: 'configuration',
    directory: 'directory',
    'cfg-file': 'file',
    settings: 'set',
    defaults: 'defaults',
    notice: 'note',
    encryption: 'encryption',
    protocols: 'protocols',
    'passed-over': 'switch',
    'ca-file': 'CAFile',
    'ca-certificate': 'CAFile',
    'ca-path': 'CAPath',
    'global-trust': 'global CAs',
    crl: 'CrlFile',
    'client-certificate': 'CertFile',
    'client-key': 'KeyFile',
    login: 'login',
    'log-file': 'log file',
    spool: 'spool',
    server: 'server',
    addresses: 'address',
    connection: 'connection',
    greeting: 'greeting',
    'tls-on-port': 'greeting',
    ehlo: 'EHLO',
    starttls: 'STARTTLS',
    tls: 'TLS',
    certificate: 'certificate',
    trust: 'trust',
    fingerprint: 'fingerprint',
    'name-row': 'name',
    name: 'name',
    revocation: 'revocation',
    verify: 'verification',
    authentication: 'authentication',
    size: 'SIZE',
    extensions: 'extensions',
    'test-message': 'test message',
    result: 'result',
  },
  texts: { ...localTexts, ...serverTexts },
};
