/** English words for the steps of `sendmemo check`. */
import type { CheckWords } from './page.ts';
import { localTexts } from './en/local.ts';
import { ehloName, serverTexts } from './en/server.ts';

export const checkWordsEn: CheckWords = {
  line: (label, text, milliseconds) =>
    `${label}: ${text}${milliseconds === null ? '' : ` (${milliseconds} ms)`}`,
  arrow: '->',
  problems: (faults, code) => (faults === 1 ? `1 problem (${code})` : `${faults} problems, first ${code}`),
  fix: 'Fix:',
  ehloName,
  path: {
    config: 'config',
    dns: 'dns',
    connect: 'connect',
    greeting: 'greeting',
    ehlo: 'EHLO',
    starttls: 'STARTTLS',
    tls: 'TLS',
    certificate: 'certificate',
    auth: 'auth',
    size: 'size',
    test: 'test message',
  },
  detail: { milliseconds: (ms) => `${ms} ms`, days: (days) => `${days} day${days === 1 ? '' : 's'}` },
  settingsFrom: (directory) => `settings from ${directory}`,
  sum: (faults, warned) => {
    const warnings = `${warned} warning${warned === 1 ? '' : 's'}`;
    if (faults > 0) {
      const problems = `${faults} problem${faults === 1 ? '' : 's'}`;
      return `mail can't be sent: ${problems}${warned === 0 ? '' : `, ${warnings}`}`;
    }
    return `mail can be sent${warned === 0 ? '' : `; ${warnings}`}`;
  },
  everyStep: '-v shows every step',
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
    'token-certificate': 'token',
    login: 'login',
    sender: 'sender',
    'log-file': 'log file',
    spool: 'spool',
    'spool-database': 'spool',
    'spool-durability': 'spool safety',
    'spool-standbys': 'standbys',
    'spool-fallback': 'fallback',
    server: 'server',
    addresses: 'address',
    proxy: 'proxy',
    connection: 'connection',
    greeting: 'greeting',
    'tls-on-port': 'greeting',
    ehlo: 'EHLO',
    starttls: 'STARTTLS',
    tls: 'TLS',
    certificate: 'certificate',
    trust: 'trust',
    fingerprint: 'fingerprint',
    name: 'name',
    revocation: 'revocation',
    verify: 'verification',
    token: 'token',
    authentication: 'authentication',
    size: 'SIZE',
    extensions: 'extensions',
    'test-message': 'test message',
    result: 'result',
  },
  texts: { ...localTexts, ...serverTexts },
};
