/** The laboratory's main cells against a real Postfix: which sessions are used, and what ends before MAIL. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectFailure, jsonOf, warningsOf } from '../e2e/support/result.ts';
import { startLaboratory } from './laboratory.ts';
import type { Laboratory, Port } from './laboratory.ts';
import { postfixMissing } from './postfix.ts';
import { deliveredCopies, expectNothingTaken } from './submission.ts';

const missing = await postfixMissing();

describe.skipIf(missing !== null)(`a real Postfix${missing === null ? '' : ` (skipped: ${missing})`}`, () => {
  let laboratory: Laboratory;

  beforeAll(async () => {
    laboratory = await startLaboratory();
  });

  afterAll(async () => {
    await laboratory?.[Symbol.asyncDispose]();
  });

  /** As configurations say it. */
  const ca = 'CAFile = ca.pem';
  const crl = `${ca}\nCrlFile = crl.pem`;
  const client = `${ca}\nCertFile = client.pem\nKeyFile = client.pem`;
  const foreign = `${ca}\nCertFile = foreign.pem\nKeyFile = foreign.pem`;
  const ignore = 'IgnoreCertificateErrors = 1';
  const noName = `${ca}\nCertValidationIgnoreHostName = 1`;
  const tls13 = `${ca}\nMinProtocol = TLSv1.3`;
  const other = `Fingerprint = ${'0'.repeat(64)}`;

  /** Each with EnableTLS = 1. */
  const used: readonly [what: string, Port, ssl: string, verify: string, warnings: number, host?: string][] =
    [
      ['a current CRL that revokes another', 'starttls', crl, 'OK', 0],
      ['the name in the certificate', 'named', ca, 'OK', 0, 'mail.example.com'],
      ['another name, not compared', 'named', noName, 'OK', 1],
      ['an expired certificate, passed over', 'expired', `${ca}\n${ignore}`, 'FAIL', 1],
      ['an unknown CA, passed over', 'starttls', ignore, 'FAIL', 1],
      ['nothing newer than TLS 1.2', 'old', ca, 'OK', 0],
      ['no STARTTLS under StartTLSPolicy = may', 'bare', `${ca}\nStartTLSPolicy = may`, 'NONE', 1],
      ['a client certificate that nobody asks for', 'starttls', client, 'OK', 0],
    ];
  it.each(used)('takes mail with %s', async (_, port, ssl, verify, warnings, host) => {
    const named = host === undefined ? {} : { host, hosts: { [host]: ['127.0.0.1'] } };
    const { sent } = await laboratory.memo(port, `EnableTLS = 1\n${ssl}\n`, named);
    expect(sent.status, sent.stderr + sent.stdout).toBe(0);
    const json = jsonOf(sent);
    expect(json.tls?.verify).toBe(verify);
    expect(warningsOf(sent)).toHaveLength(warnings);
    await deliveredCopies(laboratory.postfix, json.messageId, 1);
  });

  it('takes mail where the fingerprint fits, without a CA', async () => {
    const { sent } = await laboratory.memo(
      'starttls',
      `EnableTLS = 1\nFingerprint = ${laboratory.fingerprint}\n`,
    );
    expect(sent.status, sent.stderr + sent.stdout).toBe(0);
    const json = jsonOf(sent);
    expect(json.tls?.verify).toBe('OK');
    await deliveredCopies(laboratory.postfix, json.messageId, 1);
  });

  it.each([
    ['asks', 1],
    ['asksOld', 1],
    ['asksSmtps', 2],
  ] as const)('sees the client certificate that it asks for (%s)', async (port, enable) => {
    const { sent } = await laboratory.memo(port, `EnableTLS = ${enable}\n${client}\n`);
    expect(sent.status, sent.stderr + sent.stdout).toBe(0);
    const [copy] = await deliveredCopies(laboratory.postfix, jsonOf(sent).messageId, 1);
    expect(copy?.received.replaceAll(/\s+/g, ' ')).toContain(
      'Client CN "print1.example.com", Issuer "Test Root" (verified OK)',
    );
  });

  type Refused = readonly [what: string, Port, enable: number, ssl: string, code: string, verify: string];
  const refused: readonly Refused[] = [
    ['a certificate for another name', 'named', 1, ca, 'CERT_HOSTNAME', 'FAIL'],
    ['a certificate for another name', 'namedSmtps', 2, ca, 'CERT_HOSTNAME', 'FAIL'],
    ['an expired certificate', 'expired', 1, ca, 'CERT_EXPIRED', 'FAIL'],
    ['an expired certificate', 'expiredSmtps', 2, ca, 'CERT_EXPIRED', 'FAIL'],
    ['an expired certificate, name not compared', 'expired', 1, noName, 'CERT_EXPIRED', 'FAIL'],
    ['a revoked certificate', 'revoked', 1, crl, 'CERT_REVOKED', 'FAIL'],
    ['a revoked certificate', 'revokedSmtps', 2, crl, 'CERT_REVOKED', 'FAIL'],
    ['an unknown CA', 'starttls', 1, '', 'CERT_UNTRUSTED', 'FAIL'],
    ['an unknown CA', 'smtps', 2, '', 'CERT_UNTRUSTED', 'FAIL'],
    ['another CA', 'starttls', 1, 'CAFile = stranger.pem', 'CERT_UNTRUSTED', 'FAIL'],
    ['another CA', 'smtps', 2, 'CAFile = stranger.pem', 'CERT_UNTRUSTED', 'FAIL'],
    ['no CRL of its issuer', 'starttls', 1, `${ca}\nCrlFile = strange-crl.pem`, 'CRL_MISSING', 'FAIL'],
    ['an old CRL', 'starttls', 1, `${ca}\nCrlFile = old-crl.pem`, 'CRL_EXPIRED', 'FAIL'],
    ['another fingerprint', 'starttls', 1, other, 'CERT_FINGERPRINT', 'FAIL'],
    ['another fingerprint, ignored', 'smtps', 2, `${other}\n${ignore}`, 'CERT_FINGERPRINT', 'FAIL'],
    ['STARTTLS not offered', 'bare', 1, ca, 'STARTTLS_UNAVAILABLE', 'NONE'],
    ['STARTTLS not offered, errors ignored', 'bare', 1, ignore, 'STARTTLS_UNAVAILABLE', 'NONE'],
    ['a protocol older than is wanted', 'old', 1, tls13, 'TLS_HANDSHAKE', 'SOFTWARE'],
    ['plain text where TLS was to come', 'plain', 2, ca, 'NOT_TLS_PORT', 'SOFTWARE'],
    // Here the handshake stands: Postfix asks for a certificate in it and complains in its next reply.
    ['no client certificate', 'asks', 1, ca, 'TLS_HANDSHAKE', 'OK'],
    ['no client certificate', 'asksSmtps', 2, ca, 'TLS_HANDSHAKE', 'OK'],
    ['no client certificate, TLS 1.2', 'asksOld', 1, ca, 'TLS_HANDSHAKE', 'OK'],
    ['a client certificate of another CA', 'asks', 1, foreign, 'TLS_HANDSHAKE', 'OK'],
  ];
  it.each(refused)('gets no mail with %s, port %s, EnableTLS = %i', async (...row) => {
    const [, port, enable, ssl, code, verify] = row;
    const { sent, log } = await laboratory.memo(port, `EnableTLS = ${enable}\n${ssl}\n`);
    const json = expectFailure(sent, 76, code);
    expectNothingTaken(log);
    expect(json.tls?.verify).toBe(verify);
    if (verify === 'FAIL') expect(json.tls?.verifyErrors).toEqual([code]);
    expect(json).toMatchObject({ status: 'failed', accepted: [], response: null });
    expect(json.error?.hint).toBeTruthy();
    const sessions = sent.records.filter(({ event }) => event === 'tls').map(({ msg }) => msg);
    expect(sessions).toHaveLength(1);
    expect(sessions[0]).toContain(`verify=${verify},`);
  });

  it('that waits for TLS gets nothing from EnableTLS = 1, and the hint names the setting', async () => {
    const { sent, log } = await laboratory.memo('smtps', `EnableTLS = 1\n${ca}\n`, {
      cfg: 'greeting-timeout = 1\n',
    });
    const json = expectFailure(sent, 75, 'NO_GREETING');
    expect(json.error?.hint).toContain('EnableTLS = 2');
    expectNothingTaken(log);
  });

  const checked: readonly [what: string, Port, ssl: string, setting: string][] = [
    ['an expired certificate', 'expired', ca, 'CN=mail.example.com'],
    ['an unknown CA', 'starttls', '', 'CAFile = '],
    ['another name', 'named', ca, 'smtp-server-host = mail.example.com'],
    ['STARTTLS not offered', 'bare', ca, 'EnableTLS'],
    ['no client certificate', 'asks', ca, 'CertFile = '],
  ];
  it.each(checked)('is looked through by check: %s (%s)', async (_, port, ssl, setting) => {
    const { sent, log } = await laboratory.memo(port, `EnableTLS = 1\n${ssl}\n`, { args: () => ['check'] });
    expect(sent.status, sent.stderr + sent.stdout).toBe(76);
    const faults = sent.stdout.split('\n').filter((line) => line.startsWith('FAIL'));
    expect(faults.join('\n'), sent.stdout).toContain(setting);
    expectNothingTaken(log);
  });

  it('is found to be in order by check', async () => {
    const { sent, log } = await laboratory.memo('starttls', `EnableTLS = 1\n${crl}\n`, {
      args: () => ['check'],
    });
    expect(sent.status, sent.stderr + sent.stdout).toBe(0);
    expect(sent.stdout).not.toMatch(/^FAIL/m);
    expectNothingTaken(log);
  });

  it('has taken nothing but what was sent, and has delivered all of it', async () => {
    const messages = await laboratory.postfix.deliveredMessages();
    const log = await laboratory.postfix.log();
    const taken = log.match(/cleanup\[\d+\]: .*message-id=<[^>]*>/g) ?? [];
    expect(taken).toHaveLength(used.length + 4);
    expect(messages).toHaveLength(taken.length);
  });
});
