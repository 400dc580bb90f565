/**
 * A long way on a short one: passes octets on to a port, each so many milliseconds later, in order. Arguments: port,
 * milliseconds one way. Says its port in JSON, and for each connection that has ended how often the talk changed its
 * direction to the server: the round trips.
 */
import net from 'node:net';

const [port, delayMs] = process.argv.slice(2).map(Number);

const proxy = net.createServer({ noDelay: true, allowHalfOpen: true }, (client) => {
  // A connection is there for the client when the handshake has gone the way and back.
  let trips = 1;
  let last = 'server';
  const server = net.connect({ host: '127.0.0.1', port, noDelay: true, allowHalfOpen: true });
  client.pause();
  server.pause();
  const pass = (from, to, who) => {
    from.on('data', (chunk) => {
      if (who === 'client' && last === 'server') trips += 1;
      last = who;
      setTimeout(() => to.write(chunk), delayMs);
    });
    from.on('end', () => setTimeout(() => to.end(), delayMs));
    from.on('error', () => to.destroy());
  };
  pass(client, server, 'client');
  pass(server, client, 'server');
  setTimeout(() => {
    client.resume();
    server.resume();
  }, 2 * delayMs);
  server.once('close', () => process.stdout.write(`${JSON.stringify({ trips })}\n`));
});
proxy.listen(0, '127.0.0.1', () =>
  process.stdout.write(`${JSON.stringify({ port: proxy.address().port })}\n`),
);
