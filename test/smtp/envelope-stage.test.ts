import { describe, expect, it } from 'vitest';
import type { DeliveryNotification } from '../../src/message/envelope.ts';
import { startScriptedServer } from '../support/scripted-server.ts';
import { deliverOnce, faultOf, mailbox, messageOf, statesOf, submissionTo } from './deps.ts';

const body = 'Subject: Test\r\n\r\nHello\r\n';

function greeting(...offers: string[]): string {
  return [
    'S: 220 hi',
    'C: EHLO *',
    'S: 250-hi',
    ...offers.map((offer) => `S: 250-${offer}`),
    'S: 250 HELP',
    '',
  ].join('\n');
}
const [a, b, c] = ['a@example.net', 'b@example.net', 'c@example.net'];

describe('recipients without PIPELINING', () => {
  it('go on with those that were accepted, and report each', async () => {
    await using server = await startScriptedServer(
      `${greeting()}C: MAIL*\nS: 250 Ok\nC: RCPT TO:<a@*\nS: 250 Ok\nC: RCPT TO:<b@*\nS: 550 5.1.1 No\nC: RCPT TO:<c@*\nS: 452 4.5.3 Too many
C: DATA\nS: 354 go\nD:\nS: 250 Ok\n`,
    );
    const report = await deliverOnce(server.port, {}, submissionTo([a, b, c]));
    expect(statesOf(report)).toEqual(['accepted', 'refused', 'deferred']);
    expect(report.failure).toMatchObject({
      code: 'RECIPIENTS',
      accepted: 1,
      refused: 1,
      deferred: 1,
      permanent: true,
    });
    expect(report.outcomes[1]?.reply).toMatchObject({ code: 550, enhanced: '5.1.1', message: 'No' });
  });

  it('are not followed by DATA where none was accepted', async () => {
    await using server = await startScriptedServer(
      `${greeting()}C: MAIL*\nS: 250 Ok\nC: RCPT*\nS: 450 4.2.0 Later\nC: RCPT*\nS: 450 4.2.0 Later\n`,
    );
    const report = await deliverOnce(server.port, {}, submissionTo([a, b]));
    await server.connections[0]?.closed;
    expect(report.failure).toMatchObject({ code: 'RECIPIENTS', permanent: false });
    expect(server.connections[0]?.commands.at(-1)).toBe('QUIT');
  });

  it('that were accepted share the fate of a message that is refused; refused ones keep their own reply', async () => {
    await using server = await startScriptedServer(
      `${greeting()}C: MAIL*\nS: 250 Ok\nC: RCPT*\nS: 250 Ok\nC: RCPT*\nS: 550 5.1.1 No\nC: DATA\nS: 354 go\nD:\nS: 451 4.7.1 Later\n`,
    );
    const report = await deliverOnce(server.port, {}, submissionTo([a, b]));
    expect(faultOf(report)).toBe('TRANSIENT transient');
    expect(statesOf(report)).toEqual(['deferred', 'refused']);
    expect(report.outcomes.map((one) => one.reply?.code)).toEqual([451, 550]);
    expect(report.response).toBe('451 4.7.1 Later');
  });
});

describe('recipients with PIPELINING', () => {
  it('go out in one write with MAIL and DATA', async () => {
    await using server = await startScriptedServer(
      `${greeting('PIPELINING')}C: MAIL*\nC: RCPT*\nC: RCPT*\nC: DATA\nS: 250 Ok\nS: 250 Ok\nS: 550 5.1.1 No\nS: 354 go\nD:\nS: 250 Ok\n`,
    );
    const report = await deliverOnce(server.port, {}, submissionTo([a, b]));
    expect(server.connections[0]?.mismatches).toEqual([]);
    expect(statesOf(report)).toEqual(['accepted', 'refused']);
    expect(server.connections[0]?.messages[0]?.toString()).toBe(`${body}.\r\n`);
  });

  it('read every reply after a refused MAIL, and stay in step for QUIT', async () => {
    await using server = await startScriptedServer(
      `${greeting('PIPELINING')}C: MAIL*\nC: RCPT*\nC: DATA\nS: 550 5.7.1 No\nS: 503 MAIL first\nS: 503 MAIL first\n`,
    );
    const report = await deliverOnce(server.port);
    await server.connections[0]?.closed;
    expect(report.failure).toMatchObject({ code: 'REFUSED', stage: 'mail' });
    expect(server.connections[0]?.quit).toBe(true);
  });

  it('send a lone dot and nothing else where DATA is taken for nobody', async () => {
    await using server = await startScriptedServer(
      `${greeting('PIPELINING')}C: MAIL*\nC: RCPT*\nC: DATA\nS: 250 Ok\nS: 550 5.1.1 No\nS: 354 go\nD:\nS: 554 No recipients\n`,
    );
    const report = await deliverOnce(server.port);
    await server.connections[0]?.closed;
    expect(faultOf(report)).toBe('RECIPIENTS recipients');
    expect(server.connections[0]?.messages.map(String)).toEqual(['.\r\n']);
    expect(server.connections[0]?.quit).toBe(true);
  });

  it('count as not delivered also where the server says 250 to that dot', async () => {
    await using server = await startScriptedServer(
      `${greeting('PIPELINING')}C: MAIL*\nC: RCPT*\nC: DATA\nS: 250 Ok\nS: 450 4.2.0 Later\nS: 354 go\nD:\nS: 250 Ok\n`,
    );
    const report = await deliverOnce(server.port);
    expect(statesOf(report)).toEqual(['deferred']);
    expect(report.response).toBeNull();
  });

  it('go in groups that are answered before the next is written', async () => {
    const many = Array.from({ length: 250 }, (_unused, index) => `user${index}@example.net`);
    const first = 99;
    await using server = await startScriptedServer(
      greeting('PIPELINING') +
        `C: MAIL*\n${'C: RCPT*\n'.repeat(first)}${'S: 250 Ok\n'.repeat(first + 1)}` +
        `${'C: RCPT*\n'.repeat(100)}${'S: 250 Ok\n'.repeat(100)}` +
        `${'C: RCPT*\n'.repeat(51)}${'S: 250 Ok\n'.repeat(51)}` +
        'C: DATA\nS: 354 go\nD:\nS: 250 Ok\n',
    );
    const report = await deliverOnce(server.port, {}, submissionTo(many));
    expect(server.connections[0]?.mismatches).toEqual([]);
    expect(faultOf(report)).toBeNull();
    expect(statesOf(report).filter((state) => state === 'accepted')).toHaveLength(250);
  });

  it('end at 421 among them: nothing was delivered', async () => {
    await using server = await startScriptedServer(
      `${greeting('PIPELINING')}C: MAIL*\nC: RCPT*\nC: RCPT*\nC: DATA\nS: 250 Ok\nS: 250 Ok\nS: 421 4.3.2 Bye\n! close\n`,
    );
    const report = await deliverOnce(server.port, {}, submissionTo([a, b]));
    expect(report.failure).toMatchObject({ code: 'TRANSIENT', stage: 'rcpt' });
    expect(statesOf(report)).toEqual(['deferred', 'deferred']);
  });
});

describe('the parameters of MAIL and RCPT', () => {
  const taken = 'S: 250 Ok\nC: RCPT*\nS: 250 Ok\nC: DATA\nS: 354 go\nD:\nS: 250 Ok\n';
  const dsn: DeliveryNotification = { notify: ['failure', 'delay'], ret: 'hdrs', envid: 'a+b=c d' };

  it('declare SIZE and BODY where they are offered', async () => {
    await using server = await startScriptedServer(`${greeting('SIZE 5000', '8BITMIME')}C: MAIL*\n${taken}`);
    await deliverOnce(server.port, {}, submissionTo([a], messageOf('ä\r\n', { body: '8bitmime' })));
    expect(server.connections[0]?.commands[1]).toBe('MAIL FROM:<printer@example.com> SIZE=4 BODY=8BITMIME');
  });

  it('ask for notification where it is offered, in xtext', async () => {
    await using server = await startScriptedServer(`${greeting('DSN')}C: MAIL*\n${taken}`);
    const submission = submissionTo(['a+b@example.net']);
    const report = await deliverOnce(
      server.port,
      {},
      {
        ...submission,
        envelope: { ...submission.envelope, dsn },
      },
    );
    expect(report.notices).toEqual([]);
    expect(server.connections[0]?.commands.slice(1, 3)).toEqual([
      'MAIL FROM:<printer@example.com> RET=HDRS ENVID=a+2Bb+3Dc+20d',
      'RCPT TO:<a+b@example.net> NOTIFY=FAILURE,DELAY ORCPT=rfc822;a+2Bb@example.net',
    ]);
  });

  it('leave notification out with a warning where it is not offered', async () => {
    await using server = await startScriptedServer(`${greeting()}C: MAIL*\n${taken}`);
    const submission = submissionTo();
    const report = await deliverOnce(
      server.port,
      {},
      {
        ...submission,
        envelope: { ...submission.envelope, dsn },
      },
    );
    expect(report.notices.map((one) => one.reason)).toEqual(['dsn-not-offered']);
    expect(server.connections[0]?.commands[1]).toBe('MAIL FROM:<printer@example.com>');
  });

  it('declare SMTPUTF8 for an address that needs it', async () => {
    await using server = await startScriptedServer(`${greeting('SMTPUTF8')}C: MAIL*\n${taken}`);
    await deliverOnce(server.port, {}, submissionTo(['jörg@example.net']));
    expect(server.connections[0]?.commands.slice(1, 3)).toEqual([
      'MAIL FROM:<printer@example.com> SMTPUTF8',
      'RCPT TO:<jörg@example.net>',
    ]);
  });

  it('refuse such an address to a server without it, before MAIL', async () => {
    await using server = await startScriptedServer(greeting());
    const report = await deliverOnce(server.port, {}, submissionTo(['jörg@example.net']));
    await server.connections[0]?.closed;
    expect(faultOf(report)).toBe('ADDRESS address-needs-smtputf8');
    expect(server.connections[0]?.commands.slice(1)).toEqual(['QUIT']);
  });

  it('refuse a message that is larger than SIZE, before MAIL, with both numbers', async () => {
    await using server = await startScriptedServer(greeting('SIZE 10'));
    const report = await deliverOnce(server.port);
    expect(report.failure).toMatchObject({ reason: 'size-limit', sizeBytes: body.length, limitBytes: 10 });
    expect(statesOf(report)).toEqual(['refused']);
  });

  it('take `SIZE 0` for no limit', async () => {
    await using server = await startScriptedServer(`${greeting('SIZE 0')}C: MAIL*\n${taken}`);
    expect(faultOf(await deliverOnce(server.port))).toBeNull();
  });

  it.each(['a@example.net>\r\nRCPT TO:<evil@example.net', 'a@example.net> NOTIFY=NEVER', 'a\0@example.net'])(
    'never let an address end its command (%j)',
    async (address) => {
      await using server = await startScriptedServer(greeting());
      const submission = submissionTo();
      const report = await deliverOnce(
        server.port,
        {},
        {
          ...submission,
          envelope: { ...submission.envelope, recipients: [mailbox(address)] },
        },
      );
      await server.connections[0]?.closed;
      expect(faultOf(report)).toBe('ADDRESS address-invalid');
      expect(server.connections[0]?.commands.slice(1)).toEqual(['QUIT']);
    },
  );
});
