/** English words for what `sendmemo check` sees of a server, and for its result. */
import { hostPort } from '../../../../text/host-port.ts';
import type { FactsOf, ServerTexts } from '../page.ts';
import { size } from '../../../../text/units.ts';
import { harmless as shown } from '../../../../text/control-characters.ts';
import { aged, listed, period, said } from './phrases.ts';
import type { NameRow } from '../../../../tls/report.ts';

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
  proxy: ({ scheme, host, port, user }) =>
    said(
      `connected through ${scheme}://${hostPort(shown(host), port)}${user === null ? '' : ` as "${shown(user)}"`}, which looks the name up`,
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
  ehlo: (facts, state) => {
    const { when, offered } = facts;
    const time = { plain: '', 'before-tls': ' before TLS', 'after-tls': ' through TLS' }[when];
    return said(
      `${ehloName(facts)}; offered${time}: ${offered.map(shown).join(' ') || 'nothing'}`,
      state === 'warn' ? 'set Hostname to a full host name, such as Hostname = print.example.com' : null,
    );
  },
  starttls: ({ outcome, file }) => {
    switch (outcome) {
      case 'accepted':
        return said('offered and accepted');
      case 'unused':
        return said(
          'offered, but EnableTLS = 0: everything is sent in plain text',
          `write EnableTLS = 1 in ${shown(file)}`,
        );
      case 'not-offered':
        return said(
          'not offered: everything is sent in plain text (StartTLSPolicy = may)',
          'use a port where the server offers it (smtp-server-port = 587) or have it enabled on the server, then remove StartTLSPolicy',
        );
    }
  },
  tls: ({ version, cipher, bits, group }, state) =>
    said(
      `${version ?? 'no version'}, ${cipher ?? 'no cipher'}${bits === null ? '' : `, ${bits} bits`}${group === null ? '' : `, ${group}`}`,
      state === 'ok' ? null : 'this protocol is no longer secure: the server needs an update',
    ),
  certificate: ({ number, count, certificate, validity, codes }) => {
    const { subject, issuer, names, notBefore, notAfter, trustedBy, from } = certificate;
    return said(
      [
        `${number} of ${count}${codes.length === 0 ? '' : ` ${codes.join(', ')}`}: ${subject}`,
        subject === issuer ? 'self-signed' : `issued by ${issuer}`,
        period(notBefore, notAfter, validity),
        ...(names.length === 0 ? [] : [`names ${listed(names)}`]),
        from === 'server' ? 'sent by the server' : 'not sent by the server; found in a trusted store',
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
    said(`${fingerprint} matches Fingerprint; chain, name and dates are not checked`),
  name: ({ host, matching, rows, compared, passedOver }) => {
    if (matching !== null) {
      const row = rows.find(({ matched }) => matched);
      return said(
        `${shown(host)} is in the certificate${row === undefined || matching === host ? '' : ` (${kinds[row.kind]} ${shown(matching)})`}`,
      );
    }
    const reasons = rows.map((row) => `${kinds[row.kind]} ${shown(row.name)} (${mismatch(row)})`).join(', ');
    const more = compared > rows.length ? ` and ${compared - rows.length} more` : '';
    return said(
      `${shown(host)} matches no name in the certificate${passedOver ? ', ignored' : ''}: ${reasons}${more}`,
      'set smtp-server-host to a name in the certificate',
    );
  },
  revocation: ({ file, lists }) =>
    said(
      file === null
        ? 'not checked (CrlFile is not set)'
        : `no certificate of the chain is in the ${lists} list${lists === 1 ? '' : 's'} of ${shown(file)}, and each issuer has a current one`,
    ),
  verify: ({ word, codes, used }) =>
    said(
      codes.length === 0
        ? `verify=${word}: everything that the configuration requires was verified`
        : used
          ? `verify=${word} (${codes.join(', ')}), ignored: messages are sent over this session anyway`
          : `verify=${word} (${codes.join(', ')}): no message is sent over this session`,
    ),
  token: ({ endpoint, from, audience, permissions, tenant, expires, missing }) => {
    const facts = [
      from === 'cache' ? `kept from ${shown(endpoint)}` : `from ${shown(endpoint)}`,
      ...(audience === null ? [] : [`for ${shown(audience)}`]),
      ...(permissions === null ? [] : [`allows ${permissions.map(shown).join(' ') || 'nothing'}`]),
      ...(tenant === null ? [] : [`tenant ${shown(tenant)}`]),
      `expires ${expires}`,
      ...(missing === null ? [] : [`${missing} is missing`]),
    ];
    return said(
      facts.join('; '),
      missing === null
        ? null
        : missing === 'SMTP.SendAsApp'
          ? 'add the application permission SMTP.SendAsApp of Office 365 Exchange Online and grant admin consent (Entra: App registrations, API permissions)'
          : 'add the delegated permission SMTP.Send and run "sendmemo auth login" again (Entra: App registrations, API permissions)',
    );
  },
  authentication: ({ outcome, mechanism, offered }) => {
    switch (outcome) {
      case 'accepted':
        return said(`accepted (${mechanism ?? ''})`);
      case 'not-configured':
        return said(
          `none configured${offered.length === 0 ? '' : ` (the server offers ${offered.map(shown).join(', ')}; auth-user and auth-password-file would use it)`}`,
        );
      case 'not-tried':
        return said('not tried: no password is sent over a session that failed');
    }
  },
  size: ({ offered, limitBytes }) =>
    said(
      limitBytes === null
        ? offered
          ? 'offered without a limit'
          : 'not offered: a message that is too large is rejected only after it was sent'
        : `messages up to ${limitBytes} octets (${size(limitBytes)})`,
    ),
  extensions: ({ offered, missing }) =>
    said(
      `offered: ${offered.join(' ') || 'none'}${missing.length === 0 ? '' : `; not offered, not needed: ${missing.join(' ')}`}`,
    ),
  'test-message': ({ address, messageId, response, tried }) =>
    tried
      ? said(`to ${shown(address)}: ${shown(response ?? '')} (Message-ID ${messageId ?? ''})`)
      : said(`to ${shown(address)}: not sent, because of the problems above`),
  result: ({ warned }) =>
    said(warned === 0 ? 'all is well' : `mail can be sent; ${warned} warning${warned === 1 ? '' : 's'}`),
};

/** `as print.example.com (from Hostname)`. */
export function ehloName({ name, nameFrom }: FactsOf<'ehlo'>): string {
  const origin = {
    Hostname: 'from Hostname',
    fqdn: "this machine's name",
    address: 'this machine has no full host name; servers often reject an address',
  }[nameFrom];
  return `as ${shown(name)} (${origin})`;
}

function mismatch({ why }: NameRow): string {
  switch (why) {
    case 'two-dots':
      return 'fewer than two dots';
    case 'wildcard':
      return '* stands for one whole label, the leftmost';
    case 'trailing-dot':
      return 'ends with a dot';
    case 'cn-wildcard':
      return '* is ignored in a CN';
    case 'cn-constrained':
      return 'a CN is ignored below a CA with name constraints';
    case 'not-an-address':
      return 'smtp-server-host is an address';
    case 'different':
    case null:
      return 'another name';
  }
}

const kinds = { dns: 'DNS', ip: 'IP', cn: 'CN' } as const;
