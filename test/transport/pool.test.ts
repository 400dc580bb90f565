import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { startMailServer } from '../e2e/support/mail-server.ts';
import { errorOf, mail, transporterTo } from './transporter.ts';

describe('nodemailer’s contract of a pool', () => {
  it('says when it can take another message, and holds those that wait', async () => {
    await using server = await startMailServer();
    const transporter = transporterTo(server.port, { maxConnections: 2 });
    await once(transporter, 'idle');
    expect(transporter.isIdle()).toBe(true);
    let left = 40;
    const sending: Promise<unknown>[] = [];
    const feed = (): void => {
      while (left > 0 && transporter.isIdle()) {
        left -= 1;
        sending.push(transporter.sendMail(mail));
      }
    };
    transporter.on('idle', feed);
    feed();
    while (left > 0) await new Promise(setImmediate);
    await Promise.all(sending);
    expect(server.transactions()).toHaveLength(40);
    expect(server.connections.length).toBeLessThan(40);
  });

  it('no more sessions than allowed are open, and none is left', async () => {
    let open = 0;
    let most = 0;
    await using server = await startMailServer({
      on(verb) {
        if (verb === 'greeting') most = Math.max(most, (open += 1));
        if (verb === 'QUIT') open -= 1;
        return undefined;
      },
    });
    const transporter = transporterTo(server.port, { maxConnections: 3 });
    await Promise.all(Array.from({ length: 30 }, () => transporter.sendMail(mail)));
    await server.done();
    expect(most).toBeLessThanOrEqual(3);
    expect(server.connections.every(({ quit }) => quit)).toBe(true);
    expect(server.transactions()).toHaveLength(30);
  });

  it('close() finishes what is under way, and refuses what waits and what comes', async () => {
    let first = (): void => {};
    const begun = new Promise<void>((resolve) => {
      first = resolve;
    });
    await using server = await startMailServer({
      on(verb) {
        if (verb === 'MAIL') first();
        return undefined;
      },
    });
    const transporter = transporterTo(server.port, { maxConnections: 1 });
    const under = transporter.sendMail(mail);
    const waiting = errorOf(transporter.sendMail(mail));
    await begun;
    transporter.close();
    const late = errorOf(transporter.sendMail(mail));
    await expect(under).resolves.toMatchObject({ status: 'sent' });
    expect(await waiting).toMatchObject({ code: 'ECONNECTION' });
    expect(await late).toMatchObject({ code: 'ECONNECTION' });
    await server.done();
    expect(server.transactions()).toHaveLength(1);
    expect(server.connections[0]?.quit).toBe(true);
  });

  it('close({ force: true }) ends what is under way', async () => {
    const transporters: { close(options: { force: boolean }): void }[] = [];
    await using server = await startMailServer({
      on(verb) {
        if (verb !== 'DATA') return undefined;
        setTimeout(() => transporters[0]?.close({ force: true }), 20);
        return 'hang';
      },
    });
    const transporter = transporterTo(server.port);
    transporters.push(transporter);
    expect(await errorOf(transporter.sendMail(mail))).toMatchObject({
      code: 'EABORT',
      failure: { reason: 'interrupted' },
    });
    expect(server.transactions()).toEqual([]);
  });

  it('a message that waits is ended by its signal at once', async () => {
    await using server = await startMailServer({
      on: (verb) => (verb === 'EHLO' ? 'hang' : undefined),
    });
    const transporter = transporterTo(server.port, { maxConnections: 1 });
    const under = errorOf(transporter.sendMail(mail));
    const ending = new AbortController();
    const waiting = errorOf(transporter.sendMail({ ...mail, signal: ending.signal }));
    await new Promise(setImmediate);
    ending.abort(new Error('enough'));
    expect(await waiting).toMatchObject({ code: 'EABORT', name: 'AbortError', cause: { message: 'enough' } });
    transporter.close({ force: true });
    expect(await under).toMatchObject({ code: 'EABORT' });
  });

  it('an error that the program’s callback throws is the program’s, and the next message is sent', async () => {
    await using server = await startMailServer();
    const transporter = transporterTo(server.port);
    const thrown = new Promise((resolve) => {
      const listeners = process.listeners('uncaughtException');
      process.removeAllListeners('uncaughtException');
      process.once('uncaughtException', (error) => {
        for (const listener of listeners) process.on('uncaughtException', listener);
        resolve(error.message);
      });
    });
    transporter.sendMail(mail, () => {
      throw new Error('of the program');
    });
    expect(await thrown).toBe('of the program');
    await expect(transporter.sendMail(mail)).resolves.toMatchObject({ status: 'sent' });
  });

  it('two transports of one process don’t know each other', async () => {
    await using one = await startMailServer();
    await using other = await startMailServer();
    const [first, second] = [transporterTo(one.port), transporterTo(other.port)];
    const [closing] = await Promise.all([first.sendMail(mail), second.sendMail(mail)]);
    first.close();
    await second.sendMail(mail);
    expect(closing.status).toBe('sent');
    expect([one.transactions().length, other.transactions().length]).toEqual([1, 2]);
  });
});
