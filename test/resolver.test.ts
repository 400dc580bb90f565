import dgram from 'node:dgram';
import { once } from 'node:events';
import { afterEach, expect, test } from 'vitest';
import { nameServersAnswer } from '../src/resolver.ts';

let server: dgram.Socket | null = null;
afterEach(() => {
  server?.close();
  server = null;
});

const typeA = 1;
const noSuchName = 3;

/** A name server on loopback that answers questions of some types with a code, and no others. */
async function nameServer(answered: readonly number[]): Promise<string> {
  const socket = dgram.createSocket('udp4');
  server = socket;
  socket.on('message', (question, { port, address }) => {
    const type = question.readUInt16BE(question.indexOf(0, 12) + 1);
    if (!answered.includes(type)) return;
    const reply = Buffer.from(question);
    reply.writeUInt16BE(0x8180 | noSuchName, 2);
    // No records besides the question (an EDNS record of the question goes).
    reply.writeUInt16BE(0, 10);
    socket.send(reply.subarray(0, reply.indexOf(0, 12) + 5), port, address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return `127.0.0.1:${socket.address().port}`;
}

test('a server that knows no such name has answered', async () => {
  expect(await nameServersAnswer('host.example.com', [await nameServer([1, 28])])).toBe(true);
});

test('one that is silent has not', async () => {
  expect(await nameServersAnswer('host.example.com', [await nameServer([])])).toBe(false);
});

test('one that answers half of the questions has not: the other half would keep a thread', async () => {
  expect(await nameServersAnswer('host.example.com', [await nameServer([typeA])])).toBe(false);
});
