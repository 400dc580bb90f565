/** Which sentence applies to what a step of `sendmemo check` saw. */
import type { SettingFacts, StepFacts, StepKind, StepState, Validity } from '../step.ts';
import type { CertificateFacts, Origin } from '../../../failure/facts.ts';
import { harmless } from '../../../text/control-characters.ts';
import { hostPort } from '../../../text/host-port.ts';
import { size } from '../../../text/units.ts';
import { createSay, type Plain, type Translation, type Words } from '../../../words/sentence.ts';
import { day, ehloName, kinds, listed, mismatch, periodOf, plural } from './phrases.ts';
import type { CheckSentences, EhloFacts, SayCheck } from './phrases.ts';

/** The words of one language for the steps of `sendmemo check`. */
export interface CheckWords {
  readonly say: SayCheck;
  /** What was seen where no failure says it, and what to change; the hint is null where nothing needs to be. */
  readonly facts: (facts: StepFacts, state: StepState) => Words;
  /** The name in EHLO, without what was offered. */
  readonly ehloName: (facts: EhloFacts) => string;
}

type Own<Kind> = (facts: Extract<StepFacts, { readonly kind: Kind }>, state: StepState) => Words;
type PlainKind = Plain<CheckSentences, StepFacts, 'kind'>['kind'];

/** How observations are put into words; plain ones need no entry. */
type Decisions = { readonly [Kind in Exclude<StepKind, PlainKind>]: Own<Kind> } & {
  readonly [Kind in PlainKind]?: Own<Kind>;
};

/** @returns the words of a language, from its table of sentences */
export function createCheckWords<const Own extends Record<keyof CheckSentences, string>>(
  sentences: Own & Translation<CheckSentences, Own>,
): CheckWords {
  const say = createSay<CheckSentences>(sentences);
  const decided: Readonly<Record<string, unknown>> = decisions(say);
  return {
    say,
    ehloName: (facts) => harmless(ehloName(say, facts)),
    facts: (facts, state) => {
      // The table is total over the kinds, and each maker takes the member of its kind: a link tsc can't follow.
      const own = decided[facts.kind] as ((facts: StepFacts, state: StepState) => Words) | undefined;
      const { what, hint } = own?.(facts, state) ?? say.words(facts.kind as never, facts);
      return { what: harmless(what), hint: hint === null ? null : harmless(hint) };
    },
  };
}

function decisions(say: SayCheck): Decisions {
  const said = (what: string): Words => ({ what, hint: null });
  /** `sendmemo-ssl.cfg:3`: the directory is in the lines before. */
  const source = (origin: Origin): Origin | string => {
    if (origin.kind === 'default') return say('default', {});
    return origin.kind === 'file' ? { ...origin, file: origin.file.replace(/^.*\//, '') } : origin;
  };
  const assignment = ({ name, value }: SettingFacts): string => `${name} = ${value}`;
  const period = (
    { notBefore, notAfter }: Pick<CertificateFacts, 'notBefore' | 'notAfter'>,
    validity: Validity,
  ) => periodOf(say, notBefore, notAfter, validity);
  /** What to do about a validity that ends or has not begun; null: nothing. */
  const aged = <Key extends string>({ currency }: Validity, renewal: Key): Key | 'reissue' | null => {
    if (currency === 'current') return null;
    return currency === 'not-yet-valid' ? 'reissue' : renewal;
  };
  return {
    directory: ({ directory, origin }) => {
      if (directory === null) return say.words('directory.none', {});
      return origin === null
        ? say.words('directory.unnamed', { directory })
        : say.words('directory', { directory, origin: source(origin) });
    },
    'cfg-file': (facts) => (facts.path === null ? say.words('cfg-file.none', facts) : said(facts.path)),
    settings: ({ written }) =>
      written.length === 0
        ? say.words('settings.none', {})
        : said(
            written
              .map((one) => say('directory', { directory: assignment(one), origin: source(one.origin) }))
              .join('; '),
          ),
    defaults: ({ settings }) => said(settings.map(assignment).join('; ')),
    notice: ({ notice }) => said(notice.reason),
    encryption: (facts, state) =>
      say.words(
        facts.mode === 'off' && state === 'ok' ? 'encryption.local' : `encryption.${facts.mode}`,
        facts,
      ),
    protocols: (facts, state) => say.words('protocols', facts, state === 'ok' ? null : 'protocols.hint'),
    'passed-over': ({ name, origin }) => say.words(`passed-over.${name}`, { origin: source(origin) }),
    'ca-file': (facts) => say.words('ca-file', { ...facts, plural: plural(facts.count) }),
    'ca-certificate': ({ file, block, certificate, validity }) =>
      say.words(
        'ca-certificate',
        { file, block, subject: certificate.subject, period: period(certificate, validity) },
        aged(validity, 'ca-certificate.hint'),
      ),
    'global-trust': ({ certFile, certDirectories }) =>
      say.words('global-trust', { certFile, directories: certDirectories.join(':') }),
    crl: ({ crl, revoked, validity, superseded }) =>
      say.words(
        'crl',
        {
          ...crl,
          file: crl.file ?? 'CrlFile',
          revoked,
          period:
            crl.nextUpdate === null
              ? say('crl.endless', { day: day(crl.thisUpdate) })
              : periodOf(say, crl.thisUpdate, crl.nextUpdate, validity),
          note: superseded ? say('crl.superseded', {}) : '',
        },
        superseded ? null : aged(validity, 'crl.hint'),
      ),
    'client-certificate': ({ file, certificate, validity }) =>
      say.words(
        'client-certificate',
        {
          ...certificate,
          file,
          place: certificate.depth === 0 ? file : say('client-certificate.chain', {}),
          period: period(certificate, validity),
        },
        aged(validity, 'client-certificate.hint'),
      ),
    'client-key': (facts) =>
      say.words(
        facts.exposed && facts.mode !== null ? 'client-key.exposed' : 'client-key',
        facts,
        facts.exposed ? 'client-key.hint' : null,
      ),
    'token-certificate': ({ file, certificate, validity }) =>
      say.words(
        'token-certificate',
        { file, subject: certificate.subject, period: period(certificate, validity) },
        aged(validity, 'token-certificate.hint'),
      ),
    login: (facts) =>
      say.words(
        'login',
        { ...facts, note: facts.allowInsecure ? say('login.insecure', {}) : '' },
        facts.allowInsecure ? 'login.hint' : null,
      ),
    sender: ({ address, from }, state) =>
      say.words(
        'sender',
        {
          address: address ?? say('sender.none', {}),
          from: from === '--from' ? from : say(`sender.from.${from}`, {}),
          note: state === 'ok' ? '' : say('sender.rejected', {}),
        },
        state === 'ok' ? null : 'sender.hint',
      ),
    relay: ({ listen, networks, domains, tls, login, admitted }) => {
      if (listen.length === 0) return say.words('relay.unusable', {});
      const facts = {
        listen: listen.join(', '),
        who: networks.length === 0 ? say('relay.this-machine', {}) : networks.join(', '),
        to: domains.length === 0 ? say('relay.any-domain', {}) : domains.join(', '),
        tls,
        login: login ? say('relay.login', {}) : '',
        admitted: admitted.join(', '),
      };
      return admitted.length === 0 ? say.words('relay', facts, null) : say.words('relay.open', facts);
    },
    'log-file': (facts) => say.words(facts.problem === null ? 'log-file' : 'log-file.problem', facts),
    spool: (facts) => {
      const { directory, counts, problem, silence } = facts;
      if (problem !== null) return say.words('spool.problem', { directory, problem });
      if (counts === null) return say.words('spool.new', facts);
      if (silence !== null) {
        const runs = silence.lastRun === null ? say('spool.never-run', {}) : say('spool.last-run', silence);
        return say.words('spool.silent', { directory, ...counts, runs });
      }
      const needsCare = counts.held + counts.failed > 0;
      return say.words('spool', { directory, ...counts }, needsCare ? 'spool.hint' : null);
    },
    'spool-database': (facts, state) => {
      const { database, host, version, tls, verified, schema, runners } = facts;
      if (host === null) return said(database);
      const session = tls === null ? 'plain' : verified ? 'verified' : 'unverified';
      const known = {
        ...facts,
        version: version ?? '',
        session: say(`spool-database.${session}`, facts),
        schema: schema ?? say('spool-database.no-schema', {}),
        runs:
          runners === null
            ? ''
            : say(runners === 1 ? 'spool-database.runner' : 'spool-database.runners', facts),
      };
      return say.words('spool-database', known, state === 'ok' ? null : 'spool-database.hint');
    },
    'spool-standbys': ({ standbys, synchronousNames }) => {
      if (standbys === null) return say.words('spool-standbys.hidden', {});
      const known = {
        standbys: standbys.map((one) =>
          say(one.synchronous ? 'spool-standbys.synchronous' : 'spool-standbys.asynchronous', one),
        ),
        lossy: standbys
          .flatMap(({ name, synchronous }) => (synchronous ? [] : [name]))
          .join(say('spool-standbys.or', {})),
        synchronousNames,
      };
      if (standbys.some(({ synchronous }) => !synchronous)) return say.words('spool-standbys.lossy', known);
      if (standbys.length > 0) return say.words('spool-standbys', known);
      return say.words(synchronousNames === '' ? 'spool-standbys.none' : 'spool-standbys.missing', known);
    },
    'spool-fallback': (facts) => {
      if (facts.count === null || facts.count === 0) return say.words('spool-fallback.empty', facts);
      const hint = facts.fallback ? 'spool-fallback.hint' : 'spool-fallback.hint.move';
      return say.words('spool-fallback', facts, hint);
    },
    server: (facts) => {
      const { number, count, host, port, fit } = facts;
      const which = say(number === 1 ? 'server.first' : 'server.backup', facts);
      const known = { ...facts, place: hostPort(host, port), which: count === 1 ? '' : which };
      const what = say('server', known);
      return fit === 'fits' ? said(what) : say.words(`server.${fit}`, { ...known, what });
    },
    addresses: (facts) => {
      const isLiteral = facts.addresses.length === 1 && facts.addresses[0] === facts.host;
      return say.words(isLiteral ? 'addresses.literal' : 'addresses', facts);
    },
    proxy: (facts) => say.words('proxy', { ...facts, place: hostPort(facts.host, facts.port) }),
    connection: ({ address, port, local, used }) =>
      say.words('connection', {
        place: hostPort(address, port),
        local,
        note: used ? '' : say('connection.unused', {}),
      }),
    greeting: ({ text }) => said(text),
    ehlo: (facts, state) =>
      say.words(
        'ehlo',
        {
          name: ehloName(say, facts),
          time: say(`ehlo.${facts.when}`, {}),
          offered: facts.offered.join(' ') || say('nothing', {}),
        },
        state === 'warn' ? 'ehlo.hint' : null,
      ),
    starttls: (facts) => say.words(`starttls.${facts.outcome}`, facts),
    tls: (facts, state) =>
      say.words(
        'tls',
        {
          ...facts,
          version: facts.version ?? say('tls.no-version', {}),
          cipher: facts.cipher ?? say('tls.no-cipher', {}),
        },
        state === 'ok' ? null : 'tls.hint',
      ),
    certificate: ({ number, count, certificate, validity, codes }) => {
      const { subject, issuer, names, trustedBy, from } = certificate;
      const parts = [
        say('certificate', { number, count, codes, subject }),
        subject === issuer ? say('certificate.self-signed', {}) : say('certificate.issuer', { issuer }),
        period(certificate, validity),
        ...(names.length === 0 ? [] : [say('certificate.names', { names: listed(say, names) })]),
        say(from === 'server' ? 'certificate.from.server' : 'certificate.from.store', {}),
        ...(trustedBy === null ? [] : [say('certificate.trusted', { trustedBy })]),
      ];
      // Who has revoked it says what is to be done.
      const hint = codes.includes('CERT_REVOKED')
        ? null
        : aged(validity, number === 1 ? 'certificate.hint' : 'certificate.hint.chain');
      return { what: parts.join('; '), hint: hint === null ? null : say(hint, {}) };
    },
    name: ({ host, matching, rows, compared, passedOver }) => {
      const row = rows.find(({ matched }) => matched);
      if (matching !== null) {
        const isOwn = row === undefined || matching === host;
        return say.words('name.matched', { host, row: isOwn ? null : `${kinds[row.kind]} ${matching}` });
      }
      const more = compared - rows.length;
      return say.words('name', {
        host,
        ignored: passedOver ? say('name.ignored', {}) : '',
        reasons: rows.map((one) => `${kinds[one.kind]} ${one.name} (${mismatch(say, one)})`),
        more: more > 0 ? say('name.more', { more }) : '',
      });
    },
    revocation: (facts) =>
      say.words(facts.file === null ? 'revocation.none' : 'revocation', {
        ...facts,
        plural: plural(facts.lists),
      }),
    verify: (facts) => {
      const bad = facts.used ? 'verify.ignored' : 'verify.refused';
      return say.words(facts.codes.length === 0 ? 'verify' : bad, facts);
    },
    token: (facts) => {
      const { from, audience, permissions, tenant, missing } = facts;
      const parts = [
        say(`token.${from}`, facts),
        ...(audience === null ? [] : [say('token.audience', facts)]),
        ...(permissions === null
          ? []
          : [say('token.permissions', { permissions: permissions.join(' ') || say('nothing', {}) })]),
        ...(tenant === null ? [] : [say('token.tenant', facts)]),
        say('token.expires', facts),
        ...(missing === null ? [] : [say('token.missing', facts)]),
      ];
      const hint = missing === 'SMTP.SendAsApp' ? 'token.hint.SMTP.SendAsApp' : 'token.hint';
      return { what: parts.join('; '), hint: missing === null ? null : say(hint, {}) };
    },
    authentication: (facts) =>
      say.words(`authentication.${facts.outcome}`, { ...facts, mechanism: facts.mechanism ?? '' }),
    size: ({ offered, limitBytes }) =>
      limitBytes === null
        ? say.words(offered ? 'size.unlimited' : 'size.none', {})
        : say.words('size', { limitBytes, size: size(limitBytes) }),
    extensions: ({ offered, missing }) =>
      say.words('extensions', {
        offered: offered.join(' ') || say('extensions.none', {}),
        missing: missing.join(' '),
      }),
    'test-message': (facts) =>
      say.words(facts.tried ? 'test-message' : 'test-message.not-sent', {
        ...facts,
        response: facts.response ?? '',
        messageId: facts.messageId ?? '',
      }),
    result: (facts) =>
      say.words(facts.warned === 0 ? 'result' : 'result.warned', { ...facts, plural: plural(facts.warned) }),
  };
}
