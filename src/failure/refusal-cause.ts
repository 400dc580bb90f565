/**
 * Why a server rejects something, as far as its reply shows: what hints are made from. One table for both languages.
 * Sources: RFC 3463, RFC 5248 and RFC 7372 (enhanced codes); the replies of Exchange Online, Gmail, Amazon SES, Postfix,
 * Exim, sendmail, Courier and OpenSMTPD.
 */
import { speaksOfClientCertificate } from './client-certificate-words.ts';
import type { Reply, SessionFacts, Stage } from './facts.ts';

export type RefusalCause =
  | 'starttls-first'
  | 'login-first'
  | 'login-or-certificate'
  | 'client-certificate'
  | 'send-as'
  | 'connector'
  | 'passwords-off'
  | 'address-not-verified'
  | 'sender-domain'
  | 'sender-policy'
  | 'reverse-dns'
  | 'block-list'
  | 'relay-denied'
  | 'no-such-user'
  | 'mailbox-full'
  | 'greylisted'
  | 'rate-limited'
  | 'disk-full'
  | 'server-fault';

interface Rule {
  readonly cause: RefusalCause;
  /** Enhanced codes, without their class: `7.60` is 5.7.60 and 4.7.60. */
  readonly enhanced?: readonly string[];
  readonly text?: RegExp;
}

/** The first that fits counts: what names its reason before what only fits the code. */
const rules: readonly Rule[] = [
  {
    cause: 'send-as',
    enhanced: ['7.60', '2.252'],
    text: /SendAsDenied|not (?:allowed|permitted) to send as|not owned by (?:the )?user|does not have permissions? to send as/i,
  },
  { cause: 'passwords-off', enhanced: ['7.30'], text: /\bbasic auth(?:entication)? is not supported/i },
  { cause: 'connector', enhanced: ['7.68'], text: /TenantInboundAttribution|\bDirect Send\b/i },
  {
    cause: 'address-not-verified',
    text: /\b(?:address|identit(?:y|ies)|sender|domain) (?:is |are )?not verified|failed the check in region/i,
  },
  { cause: 'reverse-dns', enhanced: ['7.25'], text: /reverse (?:DNS|hostname|lookup)|\bPTR\b|\brDNS\b/i },
  {
    cause: 'sender-policy',
    enhanced: ['7.20', '7.21', '7.22', '7.23', '7.24', '7.26', '7.27', '7.509'],
    text: /\b(?:SPF|DKIM|DMARC)\b/i,
  },
  { cause: 'block-list', text: /block ?list|black ?list|\b(?:DNSBL|RBL|spamhaus|spamcop|barracuda)\b/i },
  { cause: 'greylisted', text: /gr[ae]y-?list/i },
  { cause: 'relay-denied', text: /\brelay/i },
  {
    cause: 'disk-full',
    enhanced: ['3.1'],
    text: /insufficient (?:system )?(?:storage|resources|disk)|disk (?:is )?full|no space left/i,
  },
  {
    cause: 'mailbox-full',
    enhanced: ['2.2'],
    text: /mailbox (?:is )?full|(?:over|exceed\w*) (?:its |the )?quota|quota exceeded/i,
  },
  {
    cause: 'sender-domain',
    enhanced: ['1.7', '1.8'],
    text: /sender (?:address |domain )?(?:rejected: )?(?:domain not found|does not (?:exist|resolve))|domain of sender/i,
  },
  {
    cause: 'rate-limited',
    enhanced: ['7.28', '7.500', '7.501', '7.508'],
    text: /\b(?:rate|throttl\w*|too (?:many|fast)|concurren\w*|per (?:minute|hour|day)|sending limit)\b/i,
  },
  {
    cause: 'server-fault',
    text: /\binternal (?:server )?error|\bserver (?:internal )?error|local error in processing|unexpected (?:failure|error)/i,
  },
  {
    cause: 'no-such-user',
    enhanced: ['1.1', '1.10'],
    text: /\b(?:no such (?:user|recipient|mailbox)|user unknown|unknown user|recipient not found)\b/i,
  },
];

const wantsStartTls = /\bSTARTTLS\b|encryption (?:is )?required|TLS (?:is )?required/i;
const wantsLogin =
  /authenticat(?:e|ion|ed) (?:is )?(?:required|needed|first)|must (?:first )?authenticate|not authenticated|log ?in first|(?:please|must) log ?in|\bauth (?:is )?(?:required|first)\b|SMTP AUTH/i;

/**
 * @param session what is known of the session, or undefined
 * @returns the cause, certain or possible, or null: the stage alone has to do
 */
export function refusalCause(
  stage: Stage,
  reply: Reply,
  session: SessionFacts | undefined,
): RefusalCause | null {
  const { code, enhanced, message } = reply;
  const encrypted = session?.encrypted ?? false;
  if (wantsStartTls.test(message) && !encrypted) return 'starttls-first';
  if (speaksOfClientCertificate(message)) return 'client-certificate';
  const detail = enhanced?.slice(2) ?? '';
  const named = rules.find((rule) => rule.text?.test(message) ?? false);
  const wants = code === 530 || detail === '7.57' || wantsLogin.test(message);
  if (wants && (named === undefined || named.cause === 'relay-denied')) return missingIdentity(session);
  if (named !== undefined) return named.cause;
  const coded = rules.find((rule) => rule.enhanced?.includes(detail) ?? false);
  if (coded !== undefined) return coded.cause;
  if (code === 553 && stage === 'mail') return 'sender-domain';
  if (code < 500 && detail === '7.1' && stage !== 'greeting') return 'greylisted';
  if (code === 421 && detail.startsWith('7.')) return 'rate-limited';
  return null;
}

/** The server does not know who is talking to it. */
function missingIdentity(session: SessionFacts | undefined): RefusalCause {
  if (session === undefined || !session.encrypted || session.clientCertificate) return 'login-first';
  return session.loggedIn ? 'client-certificate' : 'login-or-certificate';
}
