/** A process of its own for tests about the environment: one handshake, its failure as JSON on standard output. */
import fs from 'node:fs';
import { shakeHands } from '../trust-plan.ts';

const [port, caFile] = process.argv.slice(2);
const server = { port: Number(port), asked: [], [Symbol.asyncDispose]: async () => {} };
const { failure } = await shakeHands(
  server,
  caFile === undefined ? {} : { caFile: fs.readFileSync(caFile, 'utf8') },
);
process.stdout.write(JSON.stringify(failure));
