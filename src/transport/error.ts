/** A failure as nodemailer's users know errors: `code`, `command`, `response`, `responseCode`, and our failure beside them. */
import type { SendResult } from '../delivery.ts';
import { isCertificateFailure } from '../failure/consequence.ts';
import { SendmemoError } from '../failure/error.ts';
import type { Reply, Stage } from '../failure/facts.ts';
import type { Failure } from '../failure/failure.ts';
import { replyText } from '../text/reply-text.ts';
import { describeFailure } from '../words/language.ts';

/** One recipient that was rejected, or whom the message did not reach. */
export interface RecipientError extends Error {
  readonly code: 'EENVELOPE';
  readonly command: 'RCPT TO';
  readonly recipient: string;
  readonly response?: string;
  readonly responseCode?: number;
  readonly permanent?: boolean;
}

interface Fields {
  readonly code: string;
  readonly command: string | undefined;
}

/** What sendMail, verify and loadSettings reject with. */
export class TransportError extends SendmemoError {
  /** nodemailer's code: `EAUTH`, `ECONNECTION` … */
  readonly code: string;
  /** The SMTP command that it happened at: `MAIL FROM`, `AUTH PLAIN` … */
  declare readonly command?: string;
  /** The server's reply, `550 5.1.1 No such user`. */
  declare readonly response?: string;
  declare readonly responseCode?: number;
  /** Beside a responseCode: the server has refused for good. */
  declare readonly permanent?: boolean;
  /** The system's code: `ECONNREFUSED` of an `ESOCKET`, `ENOENT` of an `ESTREAM`. */
  declare readonly originalCode?: string;
  /** Recipients that did not get the message. */
  declare readonly rejected?: string[];
  declare readonly rejectedErrors?: RecipientError[];
  /** What to change, or null. */
  readonly hint: string | null;
  /** The result of the send; null where no message came about. */
  readonly result: SendResult | null;

  /** @internal */
  constructor(
    failure: Failure,
    options: {
      readonly fields: Fields;
      readonly what: string;
      readonly hint: string | null;
      readonly result: SendResult | null;
      readonly cause: unknown;
    },
  ) {
    const { fields, what, hint, result, cause } = options;
    super(failure, cause === undefined ? {} : { cause });
    this.message = what;
    this.code = fields.code;
    if (fields.command !== undefined) this.command = fields.command;
    const reply = replyOf(failure);
    if (reply !== null) {
      this.response = replyText(reply);
      this.responseCode = reply.code;
      this.permanent = isPermanent(reply);
    }
    const system = systemOf(failure, cause);
    if (system !== undefined) this.originalCode = system;
    this.hint = hint;
    this.result = result;
    if (result?.report) {
      const errors = rejections(result);
      this.rejected = errors.map(({ recipient }) => recipient);
      this.rejectedErrors = errors;
    }
  }
}

/**
 * @param result of the send, or null where there was no message
 * @param cause the error of the program that it comes from
 */
export async function toTransportError(
  failure: Failure,
  {
    result = null,
    cause,
    closed = false,
  }: { readonly result?: SendResult | null; readonly cause?: unknown; readonly closed?: boolean } = {},
): Promise<TransportError> {
  const { english } = await import('../words/en.ts');
  const { what, hint } = describeFailure(english, failure);
  const fields = closed ? { code: 'ECONNECTION', command: undefined } : fieldsOf(failure);
  const error = new TransportError(failure, { fields, what, hint, result, cause });
  // As every aborted operation of Node's.
  if (error.code === 'EABORT') Object.defineProperty(error, 'name', { value: 'AbortError' });
  return error;
}

/** Errors of the recipients that did not get the message. */
export function rejections({ report, failure }: Pick<SendResult, 'report' | 'failure'>): RecipientError[] {
  const shared = failure === null ? null : replyOf(failure);
  return (report?.outcomes ?? []).flatMap(({ state, recipient, reply }) => {
    if (state === 'accepted') return [];
    const known = reply ?? shared;
    const response = known === null ? null : replyText(known);
    const text = response === null ? 'Recipient not reached' : `Recipient command failed: ${response}`;
    return [
      Object.assign(new Error(text), {
        code: 'EENVELOPE' as const,
        command: 'RCPT TO' as const,
        recipient: recipient.address,
        ...(known === null
          ? {}
          : { response: replyText(known), responseCode: known.code, permanent: isPermanent(known) }),
      }),
    ];
  });
}

/** As nodemailer sees it: 503 says that the session was out of order, not that the message is refused. */
function isPermanent({ code }: Reply): boolean {
  return code >= 500 && code !== 503;
}

function systemOf(failure: Failure, cause: unknown): string | undefined {
  if (failure.reason === 'connect-failed') return failure.tried.at(-1)?.system;
  return cause instanceof Error ? (cause as NodeJS.ErrnoException).code : undefined;
}

function replyOf(failure: Failure): Reply | null {
  if ('reply' in failure) return failure.reply;
  return failure.reason === 'recipients' ? (failure.example ?? null) : null;
}

/** The code that nodemailer's SMTP transport has for such a fault, and the command. */
function fieldsOf(failure: Failure): Fields {
  if (isCertificateFailure(failure)) return fields('ETLS', 'CONN');
  switch (failure.code) {
    case 'USAGE':
      if (failure.reason === 'no-recipients') return fields('EENVELOPE', 'API');
      if (failure.reason === 'usage-option-value' && failure.option.startsWith('dsn'))
        return fields('EENVELOPE', 'API');
      if (failure.reason === 'mail-option-unsupported' && failure.option === 'requireTLSExtensionEnabled')
        return fields('EREQUIRETLS', 'MAIL FROM');
      return fields('ECONFIG');
    case 'ADDRESS':
      return fields('EENVELOPE', failure.reason === 'address-needs-smtputf8' ? 'MAIL FROM' : 'API');
    case 'INPUT':
      return failure.reason === 'content-unreadable' || failure.reason === 'file-unreadable'
        ? fields('ESTREAM', 'API')
        : fields('EMESSAGE', 'API');
    case 'CONFIG':
      return fields('ECONFIG');
    case 'DNS':
      return fields('EDNS', 'CONN');
    case 'CONNECT':
      if (failure.reason === 'proxy-failed') return fields('EPROXY', 'CONN');
      return fields(
        failure.tried.length > 0 && failure.tried.every(({ system }) => system === 'ETIMEDOUT')
          ? 'ETIMEDOUT'
          : 'ESOCKET',
        'CONN',
      );
    case 'NO_GREETING':
      return fields(failure.closed ? 'ECONNECTION' : 'ETIMEDOUT', 'CONN');
    case 'CONNECTION_LOST':
    case 'TIMEOUT':
      return endFields(failure);
    case 'TLS_HANDSHAKE':
    case 'NOT_TLS_PORT':
      return fields('ETLS', 'CONN');
    case 'STARTTLS_UNAVAILABLE':
    case 'STARTTLS_REFUSED':
      return fields('ETLS', 'STARTTLS');
    case 'AUTH':
      return fields(
        'EAUTH',
        failure.reason === 'auth-refused' || failure.reason === 'auth-exchange'
          ? `AUTH ${failure.mechanism}`
          : 'AUTH',
      );
    case 'OAUTH':
      return fields('EAUTH', 'AUTH XOAUTH2');
    case 'RECIPIENTS':
      return fields('EENVELOPE', 'RCPT TO');
    case 'REFUSED':
      return atStage(failure.stage);
    case 'TRANSIENT':
      return failure.reason === 'expired' ? fields('EMESSAGE') : atStage(failure.stage);
    case 'SIZE':
      return fields('EMESSAGE', failure.reason === 'size-limit' ? 'MAIL FROM' : commands[failure.stage]);
    case 'PROTOCOL':
      return fields('EPROTOCOL', 'stage' in failure ? commands[failure.stage] : 'STARTTLS');
    // nodemailer has a code of its own for each transport: ESENDMAIL, ESES.
    case 'OUTPUT':
    case 'INTERNAL':
      return fields('ESENDMEMO');
  }
}

type EndFailure =
  | Extract<Failure, { code: 'CONNECTION_LOST' | 'TIMEOUT' }>
  | Extract<Failure, { reason: 'delivery-unknown' }>;

/** A session that ended, or was ended. */
function endFields(failure: EndFailure): Fields {
  switch (failure.reason) {
    case 'connection-lost':
      return fields('ECONNECTION', commands[failure.stage]);
    case 'delivery-unknown':
      return fields(unknownCodes[failure.cause], 'DATA');
    case 'interrupted':
      return fields('EABORT', failure.stage === null ? undefined : commands[failure.stage]);
    case 'run-timeout':
    case 'stage-timeout':
      return fields('ETIMEDOUT', failure.stage === null ? undefined : commands[failure.stage]);
  }
}

const unknownCodes = { lost: 'ECONNECTION', timeout: 'ETIMEDOUT', interrupted: 'EABORT' } as const;

function fields(code: string, command?: string): Fields {
  return { code, command };
}

const commands: Readonly<Record<Stage, string>> = {
  resolve: 'CONN',
  connect: 'CONN',
  greeting: 'CONN',
  ehlo: 'EHLO',
  starttls: 'STARTTLS',
  tls: 'CONN',
  auth: 'AUTH',
  mail: 'MAIL FROM',
  rcpt: 'RCPT TO',
  data: 'DATA',
  content: 'DATA',
  final: 'DATA',
  rset: 'RSET',
  quit: 'QUIT',
};

function atStage(stage: Stage): Fields {
  switch (stage) {
    case 'mail':
    case 'rcpt':
    case 'data':
      return fields('EENVELOPE', commands[stage]);
    case 'content':
    case 'final':
      return fields('EMESSAGE', commands[stage]);
    case 'auth':
      return fields('EAUTH', commands[stage]);
    case 'starttls':
    case 'tls':
      return fields('ETLS', commands[stage]);
    case 'resolve':
    case 'connect':
    case 'greeting':
    case 'ehlo':
    case 'rset':
    case 'quit':
      return fields('EPROTOCOL', commands[stage]);
  }
}
