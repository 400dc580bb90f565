/**
 * A mail server that answers at once and keeps nothing, in a process of its own, without Nagle's delays: what is
 * measured against it is the client. Arguments: certificate and key. Says its two ports in JSON: plain (with
 * STARTTLS), smtps.
 */
import { readFileSync } from 'node:fs';
import net from 'node:net';
import tls from 'node:tls';

const [certificate, key] = process.argv.slice(2);
const secureContext = tls.createSecureContext({ cert: readFileSync(certificate), key: readFileSync(key) });
const endOfData = Buffer.from('\r\n.\r\n');

function converse(socket, secured) {
  let inData = false;
  let text = '';
  let tail = Buffer.alloc(0);
  const say = (...lines) => socket.write(lines.map((line) => `${line}\r\n`).join(''));
  const take = (chunk) => {
    if (inData) {
      tail = Buffer.concat([tail, chunk.subarray(-endOfData.length)]).subarray(-endOfData.length);
      if (!tail.equals(endOfData)) return;
      inData = false;
      say('250 2.0.0 Ok: queued as 4F0D2');
      return;
    }
    text += chunk.toString('latin1');
    for (let end = text.indexOf('\r\n'); end !== -1 && !inData; end = text.indexOf('\r\n')) {
      const verb = text.slice(0, 4).toUpperCase();
      text = text.slice(end + 2);
      if (verb === 'EHLO') {
        say(
          '250-mx.example.com',
          '250-PIPELINING',
          '250-SIZE 200000000',
          ...(secured ? [] : ['250-STARTTLS']),
          '250 8BITMIME',
        );
      } else if (verb === 'STAR') {
        socket.removeListener('data', take);
        say('220 2.0.0 ready');
        converse(new tls.TLSSocket(socket, { isServer: true, secureContext }), true);
        return;
      } else if (verb === 'DATA') {
        inData = true;
        tail = Buffer.alloc(0);
        say('354 go ahead');
      } else if (verb === 'QUIT') {
        say('221 2.0.0 bye');
        socket.end();
      } else {
        say('250 2.0.0 Ok');
      }
    }
    if (inData && text !== '') {
      const rest = Buffer.from(text, 'latin1');
      text = '';
      take(rest);
    }
  };
  socket.on('data', take).on('error', () => {});
  return say;
}

const plain = net.createServer({ noDelay: true }, (socket) =>
  converse(socket, false)('220 mx.example.com ESMTP'),
);
const smtps = net.createServer({ noDelay: true }, (socket) => {
  const secured = new tls.TLSSocket(socket, { isServer: true, secureContext });
  const say = converse(secured, true);
  secured.once('secure', () => say('220 mx.example.com ESMTP'));
});
plain.listen(0, '127.0.0.1', () => {
  smtps.listen(0, '127.0.0.1', () => {
    process.stdout.write(`${JSON.stringify({ plain: plain.address().port, smtps: smtps.address().port })}\n`);
  });
});
