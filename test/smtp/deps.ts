/** What the tests of src/smtp share: no DNS, a log that records, messages, and small timeouts. */
import { Readable } from 'node:stream';
import type { Endpoint, Timeouts } from '../../src/config/settings.ts';
import type { DeliveryReport, Submission } from '../../src/delivery.ts';
import { noLog, type MailLog } from '../../src/log/mail-log.ts';
import type { Mailbox, Message, WireMessage } from '../../src/message/envelope.ts';
import { createSubmitter } from '../../src/smtp/submit.ts';
import type { SubmitterOptions } from '../../src/smtp/submitter.ts';
import type { TlsPlan, TrustPlan } from '../../src/tls/plan.ts';
import type { TlsReport } from '../../src/tls/report.ts';

/** Long enough that only what never comes can run into them. */
export const patient: Timeouts = {
  connectMs: 10_000,
  greetingMs: 10_000,
  commandMs: 10_000,
  dataMs: 10_000,
  finalMs: 10_000,
};

export interface MemoryLog extends MailLog {
  readonly dialogue: MailLog['dialogue'];
  readonly lines: string[];
  readonly sessions: TlsReport[];
}

export function createMemoryLog(): MemoryLog {
  const lines: string[] = [];
  const sessions: TlsReport[] = [];
  return {
    ...noLog,
    lines,
    sessions,
    dialogue: (direction, line) => void lines.push(`${direction === 'client' ? 'C' : 'S'}: ${line}`),
    tlsSession: (_server, report) => void sessions.push(report),
  };
}

export function worldFor(
  endpoints: readonly Endpoint[],
  changes: Partial<SubmitterOptions> = {},
): SubmitterOptions {
  return {
    endpoints,
    timeouts: patient,
    wayOut: { proxy: null, sourceAddress: null },
    tls: { mode: 'off' },
    auth: null,
    ehloName: 'client.example.com',
    lookup: () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]),
    fqdn: () => Promise.resolve(null),
    now: () => Date.now(),
    log: createMemoryLog(),
    messagesPerSession: 1,
    memory: null,
    ...changes,
  };
}

export function at(port: number, host = 'mail.example.com'): Endpoint {
  return { host, port };
}

export function mailbox(address: string): Mailbox {
  return { address, needsSmtpUtf8: /\P{ASCII}/u.test(address) };
}

/** A message of these octets, in CRLF form. */
export function messageOf(octets: Buffer | string, changes: Partial<WireMessage> = {}): Message {
  const content = Buffer.from(octets);
  return {
    messageId: '<1@example.com>',
    subject: 'Test',
    toWire: () =>
      Promise.resolve({
        sizeBytes: content.length,
        body: '7bit',
        smtpUtf8: false,
        open: () => Readable.from([content], { objectMode: false }),
        ...changes,
      }),
    dispose: () => Promise.resolve(),
  };
}

export function submissionTo(
  recipients: readonly string[] = ['a@example.net'],
  message: Message = messageOf('Subject: Test\r\n\r\nHello\r\n'),
): Submission {
  return {
    envelope: { sender: mailbox('printer@example.com'), recipients: recipients.map(mailbox), dsn: null },
    message,
  };
}

export const never: AbortSignal = new AbortController().signal;

/** One message to the servers, over a submitter that is closed afterwards. */
export async function deliverOnce(
  ports: number | readonly Endpoint[],
  changes: Partial<SubmitterOptions> = {},
  submission: Submission = submissionTo(),
  signal: AbortSignal = never,
): Promise<DeliveryReport> {
  const endpoints = typeof ports === 'number' ? [at(ports)] : ports;
  const submitter = createSubmitter(worldFor(endpoints, changes));
  try {
    return await submitter.deliver(submission, signal);
  } finally {
    await submitter.close();
  }
}

/** `code reason` of a report's failure, or null. */
export function faultOf(report: DeliveryReport): string | null {
  return report.failure && `${report.failure.code} ${report.failure.reason}`;
}

/** The states of a report's recipients in their order. */
export function statesOf(report: DeliveryReport): readonly string[] {
  return report.outcomes.map((one) => one.state);
}

export function trusting(certificatePem: string, certificateDer: Uint8Array): TrustPlan {
  return {
    anchors: [{ der: certificateDer, pem: certificatePem, file: 'ca.pem', block: 1 }],
    anchorsFile: 'ca.pem',
    anchorDirectory: null,
    global: {
      certFile: '/nonexistent.sendmemo',
      certDirectories: [],
      system: { directories: [], files: [] },
    },
    revocationLists: [],
    revocationFile: null,
    clientCertificate: null,
    protocols: {
      minimum: 'TLSv1.2',
      maximum: 'TLSv1.3',
      ciphers: null,
      cipherSuites: null,
      groups: null,
      oldAlgorithms: false,
      sslv3Asked: false,
    },
    fingerprint: null,
    ignoreHostName: false,
    ignoreErrors: false,
    legacyRenegotiation: false,
    origins: {},
  };
}

export function startTlsPlan(trust: TrustPlan, policy: 'must' | 'may' = 'must'): TlsPlan {
  return { mode: 'starttls', policy, trust };
}
