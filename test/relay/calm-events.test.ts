import { expect, it } from 'vitest';
import { createCalmEvents } from '../../src/relay/calm-events.ts';
import type { RejectReason, RelayEvent } from '../../src/relay/relay.ts';

function calm() {
  const seen: RelayEvent[] = [];
  const timers: (() => void)[] = [];
  const events = createCalmEvents(
    (event) => void seen.push(event),
    (ms, fire) => {
      expect(ms).toBe(60_000);
      timers.push(fire);
      return () => void timers.splice(timers.indexOf(fire), 1);
    },
  );
  const reject = (address: string, reason: RejectReason = 'network', times = 1): void => {
    for (let n = 0; n < times; n += 1)
      events.report({
        event: 'rejected',
        client: { address, user: null },
        reason,
        reply: '554 5.7.1',
        sender: null,
        recipient: null,
      });
  };
  const lines = () =>
    seen
      .splice(0)
      .map((event) => (event.event === 'rejected' ? [event.client.address, event.count ?? 1] : event));
  return { events, reject, lines, timers, minute: () => timers.shift()?.() };
}

it('a flood of one client is its first connection, and a count each minute', () => {
  const { reject, lines, minute, timers } = calm();
  reject('192.0.2.1', 'network', 5000);
  reject('192.0.2.2');
  expect(lines()).toEqual([
    ['192.0.2.1', 1],
    ['192.0.2.2', 1],
  ]);
  minute();
  expect(lines()).toEqual([['192.0.2.1', 4999]]);
  reject('192.0.2.1');
  expect(lines()).toEqual([]);
  minute();
  expect(lines()).toEqual([['192.0.2.1', 1]]);
  minute();
  expect(lines()).toEqual([]);
  expect(timers).toEqual([]);
  reject('192.0.2.1');
  expect(lines()).toEqual([['192.0.2.1', 1]]);
});

it('a flood of very many clients is bounded, and nothing of it is lost from the count', () => {
  const { events, reject, lines, timers } = calm();
  for (let n = 0; n < 5000; n += 1) reject(`2001:db8:${n.toString(16)}::1`);
  // One for all others.
  expect(lines()).toHaveLength(1001);
  events.close();
  expect(lines()).toEqual([[expect.any(String), 3999]]);
  expect(timers).toEqual([]);
});

it('what a message or a login was answered is reported each time', () => {
  const { reject, lines } = calm();
  for (const reason of ['login', 'domain', 'size', 'spool', 'message'] as const)
    reject('192.0.2.1', reason, 3);
  expect(lines()).toHaveLength(15);
});
