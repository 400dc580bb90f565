import { expect, it } from 'vitest';
import { createServerDirectory } from './server-directory.ts';

it.each(['not an address', 'a@b,c@d', 'a@@b', '<>', 'a b@c'])(
  'refuses from = %s, whoever is given as sender',
  async (value) => {
    using directory = createServerDirectory({ 'sendmemo.cfg': `from = ${value}\n` });
    expect(await directory.failure()).toMatchObject({ code: 'CONFIG', reason: 'cfg-value', name: 'from' });
  },
);

it('takes a display name in from, and a list in reply-to', async () => {
  using directory = createServerDirectory({
    'sendmemo.cfg': 'from = Printer <p@example.com>\nreply-to = a@example.com, B <b@example.com>\n',
  });
  const { server } = await directory.load();
  expect([server.from, server.replyTo]).toEqual([
    'Printer <p@example.com>',
    'a@example.com, B <b@example.com>',
  ]);
});
