/** English words for what `sendmemo check` sees of a server, and for its result. */
import { hostPort } from '../../../../text/host-port.ts';
import type { ServerTexts } from '../page.ts';
import { harmless as shown } from '../../../../text/control-characters.ts';
import { aged, listed, megabytes, period, said } from './phrases.ts';

export const serverTexts: ServerTexts = {
  server: ({ number, count, host, port, enableTls, fit }) => {
    const which = count === 1 ? '' : ` (${number} of ${count}${number === 1 ? '' : ', a backup'})`;
    const what = `${hostPort(shown(host), port)}${which}, EnableTLS = ${enableTls}`;
    switch (fit) {
      case 'fits':
        return said(what);
      case 'port-wants-smtps':
        return said(
          `${what}; port 465 expects TLS from the first byte`,
          'write EnableTLS = 2 in sendmemo-ssl.cfg, or with STARTTLS smtp-server-port = 587',
        );
      case 'port-wants-starttls':
        return said(
          `${what}; port ${port} begins in plain text`,
          'write EnableTLS = 1 in sendmemo-ssl.cfg, or for SMTPS smtp-server-port = 465',
        );
    }
  },
  addresses: ({ host, addresses }) =>
    said(
      addresses.length === 1 && addresses[0] === host
        ? `${shown(host)}, no name to look up`
        : `${shown(host)} is ${addresses.join(', ')}`,
    ),
  connection: ({ address, port, local, used }) =>
    said(
      `${hostPort(address, port)} answers${local === null ? '' : `; this machine is ${local} there`}${used ? '' : '; not needed'}`,
    ),
  greeting: ({ text }) => said(shown(text)),
  'tls-on-port': ({ port, version }) =>
    said(
      `no greeting, but port ${port} answers with ${version}: it expects TLS from the first byte`,
      'write EnableTLS = 2 in sendmemo-ssl.cfg; or use the port for STARTTLS: smtp-server-port = 587',
    ),
  ehlo: ({ when, name, nameFrom, offered }) => {
    const whence = {
      Hostname: 'from Hostname',
      fqdn: "this machine's name",
      address: 'this machine has no full name; Hostname would give one',
    }[nameFrom];
    const time = { plain: '', 'before-tls': ' before TLS', 'after-tls': ' through TLS' }[when];
    return said(
      `as ${shown(name)} (${whence}); offered${time}: ${offered.map(shown).join(' ') || 'nothing'}`,
    );
  },
  starttls: ({ outcome, file }) => {
    switch (outcome) {
      case 'accepted':
        return said('offered and accepted');
      case 'unused':
        return said(
          'offered, but EnableTLS = 0: everything goes in plain text',
          `write EnableTLS = 1 in ${shown(file)}`,
        );
      case 'not-offered':
        return said(
          'not offered: everything goes in plain text (StartTLSPolicy = may)',
          'use a port where the server offers it (smtp-server-port = 587), or have it enabled on the server; then put ; in front of StartTLSPolicy',
        );
    }
  },
  tls: ({ version, cipher, bits }, state) =>
    said(
      `${version ?? 'no version'}, ${cipher ?? 'no cipher'}${bits === null ? '' : `, ${bits} bits`}`,
      state === 'ok' ? null : 'a protocol that is no longer safe: the server should be renewed',
    ),
  certificate: ({ number, count, certificate, validity, codes }) => {
    const { subject, issuer, names, notBefore, notAfter, trustedBy, from } = certificate;
    return said(
      [
        `${number} of ${count}${codes.length === 0 ? '' : ` ${codes.join(', ')}`}: ${subject}`,
        subject === issuer ? 'self-signed' : `issued by ${issuer}`,
        period(notBefore, notAfter, validity),
        ...(names.length === 0 ? [] : [`names ${listed(names)}`]),
        from === 'server' ? 'sent by the server' : 'not sent, found in a store',
        ...(trustedBy === null ? [] : [`trusted by ${shown(trustedBy)}`]),
      ].join('; '),
      // Who has revoked it says what is to be done.
      codes.includes('CERT_REVOKED')
        ? null
        : aged(
            validity,
            number === 1
              ? "have the server's administrator renew it"
              : "have the server's administrator renew the chain; where it is in CAFile, replace it there",
          ),
    );
  },
  trust: ({ anchor, trustedBy }) => said(`the chain ends at ${anchor}, trusted by ${shown(trustedBy)}`),
  fingerprint: ({ fingerprint }) =>
    said(`${fingerprint} is the one of Fingerprint; chain, name and dates are not asked`),
  'name-row': ({ host, row, needed }) => {
    const what = `${kinds[row.kind]} ${shown(row.name)}`;
    if (row.matched) return said(`${what} = ${shown(host)}`);
    if (!needed) return said(`${what} is another name`);
    switch (row.why) {
      case 'two-dots':
        return said(
          `${what} does not count: it has fewer than two dots`,
          'a name of the server with two dots at least has to be in the certificate',
        );
      case 'wildcard':
        return said(
          `${what} is not ${shown(host)}: * stands for exactly one whole label, the leftmost`,
          'the full name of the server has to be in the certificate',
        );
      case 'trailing-dot':
        return said(
          `${what} does not count: a name in a certificate has no dot at its end`,
          'the server needs a certificate whose subject alternative name has no dot at its end',
        );
      case 'cn-wildcard':
        return said(
          `${what} does not count: a wildcard counts only in a subject alternative name`,
          `the server needs a certificate that has ${shown(host)} in its subject alternative name`,
        );
      case 'cn-constrained':
        return said(
          `${what} does not count: a CA of the chain has name constraints, which cover alternative names only`,
          `the server needs a certificate that has ${shown(host)} in its subject alternative name`,
        );
      case 'not-an-address':
        return said(
          `${what} is not asked: smtp-server-host is the address ${shown(host)}`,
          `write smtp-server-host = ${shown(row.name)}`,
        );
      case 'different':
      case null:
        return said(
          `${what} is not ${shown(host)}`,
          row.name.includes('*')
            ? 'the name of the server has to be in the certificate'
            : `write smtp-server-host = ${shown(row.name)}, if that is the server you mean`,
        );
    }
  },
  name: ({ host, matching, compared, hidden, passedOver }) => {
    const rest = hidden === 0 ? '' : ` (${hidden} more are not shown)`;
    if (matching !== null) return said(`${shown(host)} is in the certificate${rest}`);
    return said(
      `${shown(host)} is none of the ${compared} names of the certificate${rest}${passedOver ? '; passed over' : ''}`,
      'write smtp-server-host as it stands in the certificate',
    );
  },
  revocation: ({ file, lists }) =>
    said(
      file === null
        ? 'not asked (CrlFile is not set)'
        : `no certificate of the chain is in the ${lists} list${lists === 1 ? '' : 's'} of ${shown(file)}, and each issuer has a current one`,
    ),
  verify: ({ word, codes, used }) =>
    said(
      codes.length === 0
        ? `verify=${word}: all that the configuration asks for was verified`
        : used
          ? `verify=${word} (${codes.join(', ')}), passed over: a message would go over this session all the same`
          : `verify=${word} (${codes.join(', ')}): no message would go over this session`,
      codes.length === 0 ? null : 'mend what the lines above name',
    ),
  authentication: ({ outcome, mechanism, offered }) => {
    switch (outcome) {
      case 'accepted':
        return said(`accepted (${mechanism ?? ''})`);
      case 'not-configured':
        return said(
          `none configured${offered.length === 0 ? '' : ` (the server offers ${offered.map(shown).join(', ')}; auth-user and auth-password-file would use it)`}`,
        );
      case 'not-tried':
        return said(
          'not tried: the password is not sent over a session that failed',
          'mend that first, then check again',
        );
    }
  },
  size: ({ offered, limitBytes }) =>
    said(
      limitBytes === null
        ? offered
          ? 'offered without a limit'
          : 'not offered: a message that is too large is refused only after it was sent'
        : `messages up to ${limitBytes} octets (${megabytes(limitBytes)} MB)`,
    ),
  extensions: ({ offered, missing }) =>
    said(
      `offered: ${offered.join(' ') || 'none'}${missing.length === 0 ? '' : `; not offered, and done without: ${missing.join(' ')}`}`,
    ),
  'test-message': ({ address, messageId, response, tried }) =>
    tried
      ? said(`to ${shown(address)}: ${shown(response ?? '')} (Message-ID ${messageId ?? ''})`)
      : said(`to ${shown(address)}: not sent`, 'mend what failed first'),
  result: ({ warned }) =>
    said(
      warned === 0
        ? 'all is well'
        : `mail can be sent; ${warned === 1 ? 'one warning, look at it' : `${warned} warnings, look first at this`}:`,
    ),
};

const kinds = { dns: 'DNS', ip: 'IP', cn: 'CN' } as const;
